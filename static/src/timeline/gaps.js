/**
 * Where the timeline is silent: years without a record, an agency without a word, an age without a strength. A gap is
 * a question ("who would know?"), never a finding: a long silence in the early years is usually a gap in records, not
 * in life.
 */
import { ageBands, ageOn } from '../drawing/ages.js'
import { dayOf, reach } from '../drawing/days.js'
import { fold } from './filter.js'

/** @typedef {import('../drawing/days.js').Moment} Moment */
/**
 * @typedef {{kind: 'years', from: number, to: number, ages: [number, number]}
 *   | {kind: 'agency', agency: string, since: number | null}
 *   | {kind: 'strengths', from: number, to: number, ages: [number, number], band: string}} Gap
 *   days from `from` up to `to`; `ages` in completed years, both included; `since` the last day an agency tells of,
 *   null where it tells of none; `band` a key of `ageBands`
 */

/** Days of silence that are asked about: in the first five years, and after. */
const SILENT = { early: 274, later: 365 }
const EARLY = 5
/** Days since an agency's last word until it is asked what came after. */
const QUIET = 730

/**
 * The gaps, the years first, in the order of the life.
 * @param {{events?: Record<string, Record<string, any>>}} plain
 * @param {number} today a day number
 * @param {Moment | null} born the child's birth
 * @param {string[]} [agencies] who could know: those invited, as they are written; each is asked after once
 * @returns {Gap[]}
 */
export function gapsOf (plain, today, born, agencies = []) {
  const events = Object.values(plain.events ?? {}).filter(event => !event.removed_at)
  return [...years(events, today, born), ...strengths(events, today, born), ...silent(events, today, agencies)]
}

/** @param {Record<string, any>[]} events @param {number} today @param {Moment | null} born @returns {Gap[]} */
function years (events, today, born) {
  const [oldest, youngest] = reach(born)
  if (oldest === null || youngest === null) return []
  const told = events.map(event => covered(event.when, today)).filter(each => each !== null).sort((a, b) => a[0] - b[0])
  /** @type {Gap[]} */
  const gaps = []
  let until = youngest
  for (const [from, to] of [...told, /** @type {[number, number]} */ ([today, today])]) {
    const start = Math.min(from, today)
    const early = (ageOn(oldest, until)?.years ?? 0) < EARLY
    if (start - until >= (early ? SILENT.early : SILENT.later)) {
      gaps.push({ kind: 'years', from: until, to: start, ages: [ageOn(oldest, until)?.years ?? 0, ageOn(oldest, start - 1)?.years ?? 0] })
    }
    until = Math.max(until, to)
  }
  return gaps
}

/**
 * The days that an event tells of. One that is known no finer than to some years says nothing of any one of them, and
 * one that goes on is told of where it began: neither fills a silence.
 * @param {Moment | null | undefined} when @param {number} today @returns {[number, number] | null}
 */
function covered (when, today) {
  if (!when?.start) return null
  const [s0, s1] = when.start.map(dayOf)
  const start = s0 ?? s1
  if (start === null) return null
  if (when.end === null) return s0 !== null && s1 !== null && s1 - s0 > SILENT.later ? null : [start, Math.min(today, s1 ?? start)]
  const end = dayOf(when.end[0]) ?? dayOf(when.end[1])
  return end === null || end - start > SILENT.later ? [start, Math.min(today, s1 ?? start)] : [start, Math.min(today, end)]
}

/** Ages in which nothing good is written down, though something is. @param {Record<string, any>[]} events @param {number} today @param {Moment | null} born @returns {Gap[]} */
function strengths (events, today, born) {
  const bands = ageBands(born, today)
  const good = events.filter(event => event.lane === 'strengths' || event.also_lane === 'strengths' || event.tone === 'strength')
  const touches = (/** @type {Record<string, any>} */ event, /** @type {{from: number, to: number}} */ band) => {
    const [first, last] = reach(event.when)
    return (first !== null || last !== null) && (first ?? -Infinity) < band.to && (last ?? Infinity) >= band.from
  }
  return bands.filter(band => !good.some(event => touches(event, band)) && events.some(event => touches(event, band)))
    .map(({ key, from, to, first, last }) => ({ kind: 'strengths', from, to, ages: [first, last], band: key }))
}

/** @param {Record<string, any>[]} events @param {number} today @param {string[]} agencies @returns {Gap[]} */
function silent (events, today, agencies) {
  const asked = new Map(agencies.filter(agency => fold(agency) !== '').map(agency => [fold(agency), agency]))
  /** @type {Gap[]} */
  const gaps = []
  for (const [key, agency] of asked) {
    const own = events.filter(event => fold(event.agency) === key)
    const days = own.flatMap(event => reach(event.when)).filter(day => day !== null)
    const since = days.length > 0 ? Math.min(today, Math.max(...days)) : null
    const goesOn = own.some(event => event.when?.end && dayOf(event.when.end[1]) === null)
    if (own.length === 0 || (since !== null && !goesOn && today - since > QUIET)) gaps.push({ kind: 'agency', agency, since })
  }
  return gaps
}

/**
 * The day on which a gap's middle lies, to go there.
 * @param {Gap} gap
 * @returns {number | null}
 */
export function middleOf (gap) {
  return gap.kind === 'agency' ? gap.since : Math.floor((gap.from + gap.to) / 2)
}

