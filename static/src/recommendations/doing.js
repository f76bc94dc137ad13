/**
 * Everything that is done to the plan, as edits: the cards, the list, the panel and the keyboard all come here.
 */
import { placing } from '../document/keys.js'
import { LAST_STEP, rangeOf, stretchOf } from '../document/placed.js'
import { keysOf } from '../document/schema.js'
import { dateLater, nameOfRecord } from '../editing/actions.js'
import { unread } from '../editing/readings.js'
import { beginsOn, besides, rowOf } from './plan.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** What is typed in the line that adds. @typedef {{title: string, step: number, who: string, by: string, kind: string, start: string}} Draft */

/** The row of `steps` with this number, '' for none. @param {Room} room @param {number} step */
export function stepKey (room, step) {
  return keysOf(room.schema, 'steps')[step - 1] ?? ''
}

/** The number of a row of `steps`, 0 for none. @param {Room} room @param {string} key */
export function stepNumber (room, key) {
  return keysOf(room.schema, 'steps').indexOf(key) + 1
}

/** The step on which a recommendation really begins. @param {Room} room @param {Entry} record */
export function beginning (room, record) {
  return beginsOn(record, room.schema.vocabulary.recommendation_kinds ?? [])
}

/**
 * Adds a recommendation.
 * @param {Room} room
 * @param {import('../editing/readings.js').Readings} readings
 * @param {Draft} draft
 * @returns {string} its id
 */
export function add (room, readings, draft) {
  const { workingCopy } = room
  const title = draft.title.trim()
  const known = readings.known(draft.by)?.moment
  const fields = { title, kind: draft.kind, steps: draft.step === 0 ? '' : String(draft.step), start: draft.start, who: draft.who.trim() }
  const creating = workingCopy.creating('recommendations', {
    ...fields,
    until_step: draft.start === 'now' ? '' : stepKey(room, draft.start === 'hold' ? beginning(room, /** @type {Entry} */ (fields)) : draft.step),
    by: draft.by.trim() === '' ? null : known ?? unread(draft.by)
  })
  room.do('undo.did.added', title, [creating])
  if (known === undefined && draft.by.trim() !== '') dateLater(room, readings, 'recommendations', creating.id, 'by', draft.by)
  return creating.id
}

/** Adds what is to be avoided for now. @param {Room} room @param {{title: string, until: string, who: string}} said @returns {string} its id */
export function addAvoided (room, { title, until, who }) {
  const creating = room.workingCopy.creating('recommendations', { title: title.trim(), start: 'avoid', until_step: until, who: who.trim() })
  room.do('undo.did.added', title.trim(), [creating])
  return creating.id
}

/**
 * Moves it up or down on its step, or among what is avoided.
 * @param {Room} room @param {string} id @param {1 | -1} way
 * @returns {{at: number, of: number} | null} its place from 1; null where it is the first or the last
 */
export function move (room, id, way) {
  const others = besides(room.workingCopy.standing(), id)
  const record = /** @type {Entry} */ (room.workingCopy.record('recommendations', id))
  const before = others.filter(([other, key]) => key < record.order || (key === record.order && other < id)).length
  const at = before + way
  if (at < 0 || at > others.length) return null
  room.do('undo.did.moved', record.title, orders(room, placing(others, id, at)))
  return { at: at + 1, of: others.length + 1 }
}

/**
 * Puts it last on another step; a stretch of steps stays as long as there is room above.
 * @param {Room} room @param {string} id @param {number} step 0 for none
 */
export function moveToStep (room, id, step) {
  const record = /** @type {Entry} */ (room.workingCopy.record('recommendations', id))
  room.do('undo.did.moved', record.title, onStep(room, id, step))
}

/** @param {Room} room @param {string} id @param {number} step */
function onStep (room, id, step) {
  const { workingCopy } = room
  const record = /** @type {Entry} */ (workingCopy.record('recommendations', id))
  const [low, high] = stretchOf(record.steps) ?? [0, 0]
  const steps = step === 0 ? '' : rangeOf(step, Math.min(LAST_STEP, step + high - low))
  const others = besides(workingCopy.standing(), id, step)
  return [workingCopy.setting('recommendations', id, 'steps', steps), ...orders(room, placing(others, id, others.length))]
}

/** @param {Room} room @param {[string, string][]} placed */
function orders (room, placed) {
  return placed.map(([each, key]) => room.workingCopy.setting('recommendations', each, 'order', key))
}

/**
 * Holds a place for it: it waits for the step on which such work begins, and stands there.
 * @param {Room} room @param {string} id
 * @returns {number} that step, 0 where none is said
 */
export function holdPlace (room, id) {
  const { workingCopy } = room
  const record = /** @type {Entry} */ (workingCopy.record('recommendations', id))
  const step = Math.max(beginning(room, record), stepNumber(room, record.until_step))
  room.do('undo.did.changed', record.title, [
    workingCopy.setting('recommendations', id, 'start', 'hold'), workingCopy.setting('recommendations', id, 'until_step', stepKey(room, step)), ...(step > rowOf(record) ? onStep(room, id, step) : [])
  ])
  return step
}

/** Moves it to what is avoided for now, until the step on which such work begins. @param {Room} room @param {string} id */
export function avoid (room, id) {
  const { workingCopy } = room
  const record = /** @type {Entry} */ (workingCopy.record('recommendations', id))
  const until = record.until_step || stepKey(room, beginning(room, record))
  room.do('undo.did.moved', record.title, [workingCopy.setting('recommendations', id, 'start', 'avoid'), workingCopy.setting('recommendations', id, 'until_step', until)])
}

/** Begins it now: what was held, comes later or was avoided stands in the plan again. @param {Room} room @param {string} id */
export function begin (room, id) {
  const { workingCopy } = room
  room.do('undo.did.changed', nameOfRecord(room, 'recommendations', id), [workingCopy.setting('recommendations', id, 'start', 'now'), workingCopy.setting('recommendations', id, 'until_step', '')])
}

/**
 * Keeps something although the check warns: the reason stands with what the warning stood on.
 * @param {Room} room @param {import('./check.js').Caution} caution @param {string} decision '' for a first reason @param {string} reason
 */
export function keep (room, { rule, recommendation, against }, decision, reason) {
  const { workingCopy } = room
  const name = recommendation === '' ? '' : nameOfRecord(room, 'recommendations', recommendation)
  const edit = decision === '' ? workingCopy.creating('decisions', { rule, recommendation, against, reason: reason.trim() }) : workingCopy.setting('decisions', decision, 'reason', reason.trim())
  room.do(decision === '' ? 'undo.did.added' : 'undo.did.changed', name, [edit])
}

/** Says how it goes, when it is looked at again. @param {Room} room @param {string} id @param {'state' | 'avoided'} field @param {string} state */
export function sayState (room, id, field, state) {
  const { workingCopy } = room
  const said = { [field]: state, state_by: workingCopy.writer.me, state_at: workingCopy.now() }
  room.do('undo.did.changed', nameOfRecord(room, 'recommendations', id), Object.entries(said).map(([name, value]) => workingCopy.setting('recommendations', id, name, value)))
}
