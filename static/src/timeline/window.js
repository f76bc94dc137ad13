/**
 * Which stretch of a life is shown: the bands of age, and any stretch from the whole life down to a month.
 * Days as numbers; nothing here draws.
 */
import { ageBands } from '../drawing/ages.js'
import { reach } from '../drawing/days.js'

/** @typedef {import('../drawing/days.js').Moment} Moment */
/** @typedef {import('../drawing/ages.js').Band} Band */
/** @typedef {[number, number]} Window days from the first up to, not including, the second */

/** Days of the least stretch that is shown: February. */
export const LEAST_DAYS = 28
const YEAR = 366

/**
 * The bands of a life, and all of it as the last one (key `all`).
 * @param {{events?: Record<string, Record<string, any>>}} plain what stands
 * @param {{born: Moment | null, today: number}} child `today` a day number
 * @returns {Band[]} never none
 */
export function bandsFor (plain, { born, today }) {
  const events = plain.events ?? {}
  const bands = ageBands(born, today, events)
  const days = Object.values(events).flatMap(event => event.removed_at ? [] : reach(event.when)).filter(day => day !== null)
  const from = bands[0]?.from ?? Math.min(today - YEAR, ...days)
  const to = Math.max(bands.at(-1)?.to ?? today, today) + 1
  return [...bands, { key: 'all', from, to, first: bands[0]?.first ?? 0, last: bands.at(-1)?.last ?? 0 }]
}

/**
 * The whole life, as far as anything is shown of it.
 * @param {{events?: Record<string, Record<string, any>>}} plain
 * @param {{born: Moment | null, today: number}} child
 * @returns {Window}
 */
export function lifeWindow (plain, child) {
  const { from, to } = bandsFor(plain, child)[bandsFor(plain, child).length - 1]
  return [from, to]
}

/**
 * The stretch seen nearer (`times` above 1) or from farther away, with one day kept where it is.
 * @param {Window} window
 * @param {number} times by how much
 * @param {number} at the day that stays in its place
 * @param {Window} life limits
 * @returns {Window}
 */
export function zoomed ([from, to], times, at, life) {
  const days = Math.max(LEAST_DAYS, Math.min(life[1] - life[0], Math.round((to - from) / times)))
  const share = Math.max(0, Math.min(1, (at - from) / (to - from)))
  return within(Math.round(from + share * (to - from - days)), days, life)
}

/**
 * The stretch as many days on, or back where `days` is negative; as long as before.
 * @param {Window} window
 * @param {number} days
 * @param {Window} life limits
 * @returns {Window}
 */
export function panned ([from, to], days, life) {
  return within(Math.round(from + days), to - from, life)
}

/** @param {number} from @param {number} days @param {Window} life @returns {Window} */
function within (from, days, [first, last]) {
  const begin = Math.max(first, Math.min(last - days, from))
  return [begin, begin + days]
}
