/**
 * A life in bands of age: what stretches of the timeline can be shown, and which event falls into which.
 */
import { ageBands } from '../drawing/ages.js'
import { reach } from '../drawing/days.js'

/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('../drawing/ages.js').Band} Band */

/** Days that are shown where nothing is known. */
const YEAR = 366

/**
 * The index person, whom the case is about.
 * @param {Plain} plain
 * @returns {{id: string, person: Entry} | null} null where nobody is marked
 */
export function indexPerson (plain) {
  for (const [id, person] of Object.entries(plain.people ?? {})) if (person.index) return { id, person }
  return null
}

/**
 * The bands of a life, and all of it as the last one.
 * @param {Plain} plain what stands
 * @param {number} today day number
 * @returns {Band[]} never none
 */
export function bandsOf (plain, today) {
  const known = reckoned.get(plain)
  if (known?.today === today) return known.bands
  const bands = newBands(plain, today)
  reckoned.set(plain, { today, bands })
  return bands
}

/** The bands of a record as it stands: asked for with every frame while somebody moves. @type {WeakMap<Plain, {today: number, bands: Band[]}>} */
const reckoned = new WeakMap()

/** @param {Plain} plain @param {number} today @returns {Band[]} */
function newBands (plain, today) {
  const bands = ageBands(indexPerson(plain)?.person.born ?? null, today, plain.events)
  const days = Object.values(plain.events ?? {}).flatMap(event => reach(event.when)).filter(day => day !== null)
  const from = bands[0]?.from ?? Math.min(today - YEAR, ...days)
  const to = Math.max(bands.at(-1)?.to ?? today, today) + 1
  return [...bands, { key: 'all', from, to, first: bands[0]?.first ?? 0, last: bands.at(-1)?.last ?? 0 }]
}

/**
 * The band of a key, or the one that is shown first: the last years before now are where most people begin to look.
 * @param {Band[]} bands
 * @param {string} key
 * @returns {Band}
 */
export function bandOf (bands, key) {
  return bands.find(band => band.key === key) ?? bands.find(band => band.first >= 0 && band.key !== 'all') ?? bands[bands.length - 1]
}

/**
 * Whether any of an event lies within a band, or a stretch.
 * @param {{from: number, to: number}} band
 * @param {Entry} event
 * @returns {boolean}
 */
export function within (band, event) {
  const [first, last] = reach(event.when)
  if (first === null && last === null) return false
  return (first ?? -Infinity) < band.to && (last ?? Infinity) >= band.from
}

/**
 * The band in which an event begins (never `all` where there are others), or '' when it is not dated.
 * @param {Band[]} bands
 * @param {Entry} event
 * @returns {string}
 */
export function bandOfEvent (bands, event) {
  const [first, last] = reach(event.when)
  const day = first ?? last
  if (day === null) return ''
  const own = bands.length > 1 ? bands.slice(0, -1) : bands
  return own.find(band => day >= band.from && day < band.to)?.key ?? (day < own[0].from ? own[0].key : own[own.length - 1].key)
}

/**
 * Events as they are told: by their first day, then their order, then their id; the undated last.
 * @param {Record<string, Entry>} events
 * @returns {[string, Entry][]}
 */
export function eventsInOrder (events) {
  /** @param {Entry} event */
  const day = event => { const [first, last] = reach(event.when); return first ?? last ?? Number.MAX_SAFE_INTEGER }
  return Object.entries(events).sort(([oneId, one], [otherId, other]) =>
    day(one) - day(other) || compared(one.order, other.order) || compared(oneId, otherId))
}

/** @param {string} one @param {string} other */
function compared (one, other) {
  return one < other ? -1 : one > other ? 1 : 0
}
