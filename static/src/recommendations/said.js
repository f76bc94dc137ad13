/**
 * A recommendation in words: how it stands, who does it, from and by when; the same in every form.
 */
import { nameOfRecord, personName } from '../editing/actions.js'
import { fieldOf } from '../document/schema.js'
import { momentSaid } from '../editing/dates.js'
import { fieldWord } from '../editing/form.js'
import { indexPerson } from '../editing/life.js'
import { w } from '../words.js'
import { beginning, stepNumber } from './doing.js'
import { whoDoes } from './plan.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */

/** Characters of a name within a sentence. */
const SHORT = 70

/** What the child is called here; '' where nobody has said. @param {Room} room */
export function childName (room) {
  const child = indexPerson(room.workingCopy.standing())
  return child === null ? '' : personName(child.person).split(' ')[0]
}

/** The child within a sentence. @param {Room} room */
export function theChild (room) {
  return childName(room) || w('live.rec.the_child')
}

/** What sort of work it is; before that is said, that it is a recommendation. @param {Entry} record */
export function kindSaid (record) {
  return record.kind === '' ? w('live.rec.one') : w(`recommendation_kinds.${record.kind}`)
}

/** @param {string} text */
export function short (text) {
  return text.length > SHORT ? `${text.slice(0, SHORT - 1).trimEnd()}…` : text
}

/** @param {Entry} record */
export function langOf (record) {
  return record.language === 'en' || record.language === 'cy' ? record.language : undefined
}

/** The step for which it waits, or until which it is avoided. @param {Room} room @param {Entry} record */
export function waitsFor (room, record) {
  return stepNumber(room, record.until_step) || beginning(room, record)
}

/** How it stands beside starting now, as a sentence; '' where it starts. @param {Room} room @param {Entry} record */
export function startSaid (room, record) {
  const step = waitsFor(room, record)
  if (record.start === 'hold') return step === 0 ? w('live.rec.kept_open') : w('live.rec.kept_open_until', { name: theChild(room), n: step })
  if (record.start === 'later') return step === 0 ? w('starts.later') : w('live.rec.later_until', { name: theChild(room), n: step })
  return ''
}

/** Until when something is avoided; '' where it is not said. @param {Room} room @param {Entry} record */
export function untilSaid (room, record) {
  const step = stepNumber(room, record.until_step)
  return step === 0 ? '' : w('live.rec.until_step', { n: step })
}

/** Who does it. @param {Room} room @param {Entry} record */
export function whoSaid (room, record) {
  return whoDoes(record, id => nameOfRecord(room, 'people', id))
}

/** From when and by when. @param {Entry} record @returns {string[]} */
export function whenSaid (record) {
  const [from, by] = [momentSaid(record.begins), momentSaid(record.by)]
  return [from !== '' && w('live.rec.from', { when: from }), by !== '' && w('live.rec.by', { when: by })].filter(each => each !== false)
}

/** How it went, at the last review. @param {Entry} record */
export function stateSaid (record) {
  if (record.start === 'avoid') return record.avoided === '' ? '' : w(`avoidance_states.${record.avoided}`)
  return record.state === '' ? '' : w(`recommendation_states.${record.state}`)
}

/** What a field of a recommendation is called. @param {Room} room @param {string} name */
export function term (room, name) {
  return fieldWord(fieldOf(room.schema, 'recommendations', name), 'recommendations')
}
