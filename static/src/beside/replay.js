/**
 * How it came about: one contribution after another, in its final words, as they were put in and moved. Nothing moves by
 * itself; the slider and two buttons do it.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { dayOf } from '../drawing/days.js'
import { nameOfRecord } from '../editing/actions.js'
import { icon } from '../editing/icons.js'
import { bandsOf, indexPerson } from '../editing/life.js'
import { drawFamily } from '../genogram/family.js'
import { viewName, viewOf } from '../presence/views.js'
import { drawTimeline } from '../timeline/timeline.js'
import { w } from '../words.js'
import { asks } from './asking.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Plain} Plain */
/** Where a record stands changed. `at` an instant. @typedef {{collection: string, record: string, by: string, at: string}} Move */
/** One thing that was done: the records it concerns, all of one collection. @typedef {{what: 'added' | 'moved', collection: string, ids: string[], by: string, at: string}} Step */

/** Collections whose records are told as something of their own; a tie comes with those whom it ties. */
const TOLD = ['people', 'households', 'events', 'cards', 'statements', 'placements', 'recommendations', 'voices']
/** What whoever added something changes within so long (a date that is read, a lane put right) is still adding it. */
const SETTLING_MS = 60_000
/** Collections that hang on others, and where. @type {Record<string, string[]>} */
const HANGS = { unions: ['a', 'b'], bonds: ['a', 'b'], parent_links: ['child', 'parent', 'union'], stays: ['household', 'person'], turns: ['union'], experiences: ['event'] }

/**
 * Everything that was done, oldest first; what one person put in within one second is one step.
 * @param {Plain} plain what stands
 * @param {Move[]} moves
 * @returns {Step[]}
 */
export function stepsOf (plain, moves) {
  const added = TOLD.flatMap(collection => Object.entries(plain[collection] ?? {}).map(([id, record]) =>
    ({ what: /** @type {const} */ ('added'), collection, id, by: record.added_by, at: record.added_at })))
  const moved = moves.flatMap(({ collection, record: id, by, at }) => {
    const record = plain[collection]?.[id]
    return record === undefined || at <= record.added_at || (by === record.added_by && Date.parse(at) - Date.parse(record.added_at) < SETTLING_MS) ? [] : [{ what: /** @type {const} */ ('moved'), collection, id, by, at }]
  })
  /** @type {Step[]} */
  const steps = []
  for (const { id, ...one } of [...added, ...moved].sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0)) {
    const last = steps.at(-1)
    if (last !== undefined && ['what', 'collection', 'by', 'at'].every(key => /** @type {any} */ (last)[key] === /** @type {any} */ (one)[key])) last.ids.push(id)
    else steps.push({ ...one, ids: [id] })
  }
  return steps
}

/**
 * What had been put in after a step, and what hangs on it.
 * @param {Plain} plain what stands
 * @param {Step[]} steps those up to then
 * @returns {Plain}
 */
export function soFar (plain, steps) {
  const there = new Set(steps.flatMap(step => step.ids))
  const held = Object.fromEntries(Object.entries(plain).map(([name, records]) =>
    [name, TOLD.includes(name) ? Object.fromEntries(Object.entries(records).filter(([id]) => there.has(id))) : records]))
  const known = new Set([...there, ...Object.keys(plain.unions ?? {})])
  /** @param {Record<string, any>} record @param {string[]} ends */
  const hangs = (record, ends) => ends.every(end => !record[end] || known.has(record[end]))
  for (const [name, ends] of Object.entries(HANGS)) {
    held[name] = Object.fromEntries(Object.entries(plain[name] ?? {}).filter(([, record]) => hangs(record, ends)))
    if (name === 'unions') for (const id of Object.keys(plain.unions ?? {})) if (held.unions[id] === undefined) known.delete(id)
  }
  return /** @type {Plain} */ (held)
}

/** What is sensitive is not named. @param {Plain} plain @returns {Plain} */
function covered (plain) {
  return { ...plain, events: Object.fromEntries(Object.entries(plain.events).map(([id, event]) => [id, event.sensitive ? { ...event, title: w('drawing.sensitive') } : event])) }
}

/** @param {{room: Room, today: number}} props */
export function Replay ({ room, today }) {
  const [moves, setMoves] = useState(/** @type {Move[] | null} */ (null))
  const [at, setAt] = useState(0)
  useEffect(() => {
    let stale = false
    asks(room.address('replay')).then(({ ok, data }) => { if (!stale) setMoves(ok ? data.moves : []) })
    return () => { stale = true }
  }, [])
  if (moves === null) return h('p', null, w('live.fetching'))
  const plain = covered(room.workingCopy.standing())
  const steps = stepsOf(plain, moves)
  if (steps.length === 0) return h('p', null, w('live.replay.nothing'))
  const now = Math.min(at, steps.length - 1)
  const said = steps.map(step => stepSaid(room, plain, step))
  return h('div', { class: 'replay' },
    h('p', { class: 'muted small' }, w('live.replay.what')),
    h('div', { class: 'replay-bar' },
      h('button', { type: 'button', class: 'round', 'aria-label': w('live.replay.back'), 'aria-disabled': now === 0 ? 'true' : undefined, onClick: () => setAt(Math.max(0, now - 1)) }, icon('chevron-left')),
      h('input', { type: 'range', min: 0, max: steps.length - 1, value: now, 'aria-label': w('live.replay.slider'), 'aria-valuetext': said[now], onInput: (/** @type {any} */ event) => setAt(Number(event.target.value)) }),
      h('button', { type: 'button', class: 'round', 'aria-label': w('live.replay.on'), 'aria-disabled': now === steps.length - 1 ? 'true' : undefined, onClick: () => setAt(Math.min(steps.length - 1, now + 1)) }, icon('chevron-right'))),
    h('p', { class: 'replay-said', 'aria-live': 'polite' }, h('b', null, said[now]), h('small', { class: 'muted' }, w('live.walk.at', { at: now + 1, of: steps.length }))),
    h(Drawn, { room, today, plain: soFar(plain, steps.slice(0, now + 1)), step: steps[now] }))
}

/** A step as a sentence. @param {Room} room @param {Plain} plain @param {Step} step */
function stepSaid (room, plain, { what, collection, ids, by, at }) {
  const name = room.nameOf(by) || w('live.replay.somebody')
  const record = plain[collection][ids[0]]
  const thing = record.sensitive ? w('drawing.sensitive') : nameOfRecord(room, collection, ids[0])
  const when = at === '' ? '' : new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'Europe/London' }).format(new Date(at))
  const where = viewName(viewOf(room.schema, collection))
  if (ids.length > 1) return w('live.replay.added_many', { time: when, name, n: ids.length, where })
  return w(`live.replay.${what}`, { time: when, name, thing, where })
}

/** The drawing as far as it had come; nothing for what is no drawing. @param {{room: Room, today: number, plain: Plain, step: Step}} props */
function Drawn ({ room, today, plain, step }) {
  const { vocabulary } = room.schema
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  useEffect(() => element.current?.querySelector(`[data-id="${CSS.escape(step.ids[0])}"], .d-selected`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [step])
  const view = viewOf(room.schema, step.collection)
  /** @param {any} drawn */
  const held = drawn => h('div', { class: 'replay-drawing', ref: element, tabIndex: 0, role: 'region', 'aria-label': w('live.replay.drawing') }, drawn)
  if (view === 'family') {
    const drawn = drawFamily(/** @type {any} */ (plain), { today: room.settings.today, vocabulary: /** @type {any} */ (vocabulary), id: 'replay', selected: step.ids[0], bonds: 'all', print: true })
    return held(drawn)
  }
  if (view !== 'timeline') return null
  const all = /** @type {import('../editing/life.js').Band} */ (bandsOf(room.workingCopy.standing(), today).at(-1))
  const born = indexPerson(room.workingCopy.standing())?.person.born ?? null
  return held(drawTimeline(/** @type {any} */ (plain), {
    born, today: room.settings.today, band: [all.from, all.to], vocabulary: /** @type {any} */ (vocabulary), id: 'replay', selected: step.ids[0], width: 1000, rows: 2, print: true
  }))
}
