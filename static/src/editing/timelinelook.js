/**
 * How one person looks at the timeline: the stretch of the life, what is looked for, which lanes, in what order the
 * list is. Pure: from what stands to what is shown and what is not; what is open is never among the hidden.
 */
import { ageOn, birthday } from '../drawing/ages.js'
import { dateOf, reach } from '../drawing/days.js'
import { filterEvents, fold } from '../timeline/filter.js'
import { bandOf, bandOfEvent, bandsOf, eventsInOrder, indexPerson } from './life.js'

/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('../drawing/ages.js').Band} Band */
/** @typedef {import('../presence/room.js').TimelineLook} TimelineLook */
/** @typedef {import('../timeline/window.js').Window} Window */
/** What of the filters is set: each is one chip. @typedef {'words' | 'person' | 'agency' | 'confidence' | 'ages' | 'lanes' | 'level'} Part */
/** A part of the list under one heading; `lane` where the heading is a lane's. @typedef {{key: string, lane: string, events: [string, Entry][]}} Group */

/** Filters that are not set. */
export const NOTHING_SOUGHT = Object.freeze({ words: '', person: '', agency: '', confidence: '', ages: null, lanes: null, level: /** @type {const} */ ('full') })
/** Orders and groups of the list, the first of each is the usual one. */
export const SORTS = ['when', 'added', 'agency', 'lane']
export const GROUPS = ['outline', 'age', 'lane', 'agency', 'none']

/**
 * The days that are shown, by the stretch that was zoomed to, or by the age band.
 * @param {Plain} plain what stands
 * @param {{band: string, timeline: TimelineLook}} look
 * @param {number} today
 * @returns {Window}
 */
export function windowOf (plain, look, today) {
  if (look.timeline.stretch !== null) return look.timeline.stretch
  const { from, to } = bandOf(bandsOf(plain, today), look.band)
  return [from, to]
}

/**
 * The whole life, as far as it can be moved through.
 * @param {Plain} plain @param {number} today
 * @returns {Window}
 */
export function lifeOf (plain, today) {
  const all = bandsOf(plain, today).slice(-1)[0]
  return [all.from, all.to]
}

/**
 * The band that says best where a stretch lies, for others and for the big screen, which show bands.
 * @param {Band[]} bands @param {Window} stretch
 * @returns {string} its key
 */
export function bandNear (bands, [from, to]) {
  const own = bands.slice(0, -1)
  const shared = own.map(band => ({ band, days: Math.max(0, Math.min(to, band.to) - Math.max(from, band.from)) }))
  const best = shared.reduce((most, each) => each.days > most.days ? each : most, { band: bands[bands.length - 1], days: 0 })
  return best.days * 2 < to - from ? 'all' : best.band.key
}

/**
 * The ages of a stretch in completed years, both included; null where the birth is not known or it all lies before.
 * @param {Plain} plain @param {Window} stretch
 * @returns {[number, number] | null}
 */
export function agesWithin (plain, [from, to]) {
  const [birth] = reach(/** @type {any} */ (indexPerson(plain)?.person.born ?? null))
  const last = birth === null ? null : ageOn(birth, to - 1)
  if (birth === null || last === null) return null
  return [ageOn(birth, from)?.years ?? 0, last.years]
}

/**
 * The days of an age, as a stretch.
 * @param {Plain} plain @param {number} years
 * @returns {Window | null}
 */
export function stretchOfAge (plain, years) {
  const [birth] = reach(/** @type {any} */ (indexPerson(plain)?.person.born ?? null))
  return birth === null ? null : [birthday(birth, years), birthday(birth, years + 1)]
}

/**
 * What is shown and what is hidden by the filters.
 * @param {Plain} plain what stands
 * @param {TimelineLook} look
 * @param {string[]} kept ids of what is open or was just added: shown whatever is looked for
 * @returns {{shown: Set<string>, hidden: number, kept: number, all: number}} `kept` how many are shown only because they are open
 */
export function sifted (plain, look, kept = []) {
  const found = filterEvents(/** @type {any} */ (plain), {
    person: look.person, agency: look.agency, confidence: look.confidence, words: look.words,
    ...(look.ages === null ? {} : { age: look.ages }), ...(look.lanes === null ? {} : { lane: look.lanes.length > 0 ? look.lanes : ['-'] })
  })
  const shown = look.level === 'headline' ? new Set([...found].filter(id => plain.events[id]?.headline)) : found
  const open = kept.filter(id => id !== '' && plain.events[id] !== undefined && !shown.has(id))
  const all = Object.keys(plain.events).length
  return { shown: new Set([...shown, ...open]), hidden: all - shown.size - open.length, kept: open.length, all }
}

/** Which filters are set, in the order of the form. @param {TimelineLook} look @returns {Part[]} */
export function partsSet (look) {
  const parts = /** @type {Part[]} */ (['words', 'person', 'agency', 'confidence', 'ages', 'lanes', 'level'])
  return parts.filter(part => JSON.stringify(look[part]) !== JSON.stringify(NOTHING_SOUGHT[part]))
}

/** The look without one of its filters. @param {TimelineLook} look @param {Part} part @returns {TimelineLook} */
export function without (look, part) {
  return { ...look, [part]: NOTHING_SOUGHT[part] }
}

/**
 * The keys of the lanes that are drawn, in order.
 * @param {{key: string, shown?: boolean}[]} table of lanes @param {Plain} plain @param {TimelineLook} look
 * @returns {string[]}
 */
export function lanesShown (table, plain, look) {
  if (look.lanes !== null) return table.filter(row => look.lanes?.includes(row.key)).map(row => row.key)
  const held = new Set(Object.values(plain.events).flatMap(event => [event.lane, event.also_lane]))
  return table.filter(row => row.shown !== false || held.has(row.key)).map(row => row.key)
}

/** How many events each lane holds, second lanes too. @param {Plain} plain @returns {Map<string, number>} */
export function countsOfLanes (plain) {
  const counts = new Map()
  for (const event of Object.values(plain.events)) {
    for (const lane of new Set([event.lane, event.also_lane])) if (lane) counts.set(lane, (counts.get(lane) ?? 0) + 1)
  }
  return counts
}

/** Agencies as they are written in the sources, each once, in the order of the alphabet. @param {Plain} plain @returns {string[]} */
export function agenciesOf (plain) {
  const own = new Map()
  for (const { agency } of Object.values(plain.events)) {
    const words = String(agency ?? '').trim()
    if (words !== '' && !own.has(fold(words))) own.set(fold(words), words)
  }
  return [...own.values()].sort((one, other) => one.localeCompare(other))
}

/** People who are named in any event, with how often. @param {Plain} plain @returns {[string, number][]} most often first */
export function peopleNamed (plain) {
  const counts = new Map()
  for (const event of Object.values(plain.events)) {
    for (const id of Object.keys(event.people ?? {})) if (plain.people[id] !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1))
}

/**
 * Events in one of the orders: by time, newest added first, by agency, by lane; within each by time.
 * @param {Record<string, Entry>} events @param {string} sort one of `SORTS` @param {string[]} lanes their order
 * @returns {[string, Entry][]}
 */
export function sorted (events, sort, lanes) {
  const told = eventsInOrder(events)
  /** @param {Entry} event */
  const agency = event => fold(event.agency)
  if (sort === 'added') return told.sort(([, one], [, other]) => (one.added_at < other.added_at ? 1 : one.added_at > other.added_at ? -1 : 0))
  if (sort === 'lane') return told.sort(([, one], [, other]) => lanes.indexOf(one.lane) - lanes.indexOf(other.lane))
  // what nobody is named for comes last
  if (sort === 'agency') return told.sort(([, one], [, other]) => Number(agency(one) === '') - Number(agency(other) === '') || agency(one).localeCompare(agency(other)))
  return told
}

/**
 * Events under their headings. The outline is by age, and within it by lane; the undated have no age and are left out of
 * it, as they are of the ages.
 * @param {[string, Entry][]} events in their order
 * @param {{group: string, bands: Band[], lanes: string[], agencies: string[]}} given
 * @returns {Group[]} none that is empty
 */
export function grouped (events, { group, bands, lanes, agencies }) {
  const own = bands.length > 1 ? bands.slice(0, -1) : bands
  /** @param {Group[]} groups */
  const filled = groups => groups.filter(each => each.events.length > 0)
  if (group === 'outline' || group === 'age') {
    return filled(own.map(band => ({ key: band.key, lane: '', events: events.filter(([, event]) => bandOfEvent(bands, event) === band.key) })))
  }
  if (group === 'lane') return filled(lanes.map(lane => ({ key: lane, lane, events: events.filter(([, event]) => event.lane === lane) })))
  if (group === 'agency') {
    const known = agencies.map(agency => ({ key: agency, lane: '', events: events.filter(([, event]) => fold(event.agency) === fold(agency)) }))
    return filled([...known, { key: '', lane: '', events: events.filter(([, event]) => fold(event.agency) === '') }])
  }
  return filled([{ key: 'none', lane: '', events }])
}

/**
 * Which event an arrow leads to: along the lane in time, to the nearest in time of the next lane that has any, to the
 * first or last of the lane within what is shown.
 * @param {[string, Entry][]} events those that answer, in the order of time @param {string[]} lanes in order
 * @param {string} id @param {string} key @param {Window} window
 * @returns {string[]} ids, the best first: those that are drawn as one with others cannot be gone to alone
 */
export function neighbours (events, lanes, id, key, [from, to]) {
  const dated = events.filter(([, event]) => event.when?.start)
  const now = dated.find(([each]) => each === id)
  if (now === undefined) return []
  const day = dayOfEvent(now[1])
  const own = dated.filter(([, event]) => event.lane === now[1].lane)
  const at = own.findIndex(([each]) => each === id)
  const seen = own.filter(([, event]) => dayOfEvent(event) >= from && dayOfEvent(event) < to)
  /** @param {[string, Entry][]} entries */
  const ids = entries => entries.map(([each]) => each)
  switch (key) {
    case 'ArrowLeft': return ids(own.slice(0, at).reverse())
    case 'ArrowRight': return ids(own.slice(at + 1))
    case 'Home': return ids(seen)
    case 'End': return ids([...seen].reverse())
  }
  const way = key === 'ArrowUp' ? -1 : 1
  for (let lane = lanes.indexOf(now[1].lane) + way; lanes[lane] !== undefined; lane += way) {
    const other = dated.filter(([, event]) => event.lane === lanes[lane] && dayOfEvent(event) >= from && dayOfEvent(event) < to)
    if (other.length > 0) return ids(other.sort(([, one], [, two]) => Math.abs(dayOfEvent(one) - day) - Math.abs(dayOfEvent(two) - day)))
  }
  return []
}

/** The first day of an event. @param {Entry} event */
export function dayOfEvent (event) {
  const [first, last] = reach(event.when)
  return first ?? last ?? 0
}

/**
 * The stretch moved, as little as can be, until a day is well inside it.
 * @param {Window} stretch @param {number} day @param {Window} life
 * @returns {Window}
 */
export function withDay ([from, to], day, [first, last]) {
  const days = to - from
  const rim = days * 0.08
  if (day >= from + (from > first ? rim : 0) && day < to - (to < last ? rim : 0)) return [from, to]
  const begin = day < from + rim ? day - days * 0.25 : day - days * 0.75
  const start = Math.round(Math.max(first, Math.min(last - days, begin)))
  return [start, start + days]
}

/** The years of days, both included: "2009", or from and to. @param {number} from @param {number} to @returns {[number, number]} */
export function yearsBetween (from, to) {
  return [dateOf(from).year, dateOf(to - 1).year]
}
