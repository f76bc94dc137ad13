/**
 * The days of a life at which the family can be looked at: each birthday, each event, each change of home.
 */
import { ageOn, birthday } from '../drawing/ages.js'
import { dateOf, dayOf, reach } from '../drawing/days.js'
import { w } from '../words.js'
import { personName } from './actions.js'
import { dayInWords } from './dates.js'
import { indexPerson } from './life.js'

/** @typedef {import('../document/schema.js').Plain} Plain */
/** A stay of the child: days from `from` up to `to`. @typedef {{id: string, household: string, name: string, from: number, to: number, open: boolean}} Lived */
/**
 * @typedef {object} Life
 * @property {string} name what the child is called, the first word of it
 * @property {number} born the first day that may be the day of birth
 * @property {number} today
 * @property {number} years completed today
 * @property {{id: string, day: number, lane: string}[]} events in the order of time, from birth to today
 * @property {Lived[]} homes in the order of time
 */

/**
 * What a life can be looked at by.
 * @param {Plain} plain what stands
 * @param {number} today day number
 * @returns {Life | null} null where nobody is the child, or no birth is known
 */
export function lifeOf (plain, today) {
  const child = indexPerson(plain)
  const [born] = reach(child?.person.born)
  if (child === null || born === null || born > today) return null
  const events = Object.entries(plain.events ?? {}).flatMap(([id, event]) => {
    const [first, last] = reach(event.when)
    const day = first ?? last
    return day === null || day < born || day > today ? [] : [{ id, day, lane: event.lane }]
  }).sort((one, other) => one.day - other.day || (one.id < other.id ? -1 : 1))
  return { name: personName(child.person).split(' ')[0], born, today, years: ageOn(born, today)?.years ?? 0, events, homes: homesOf(plain, child.id, born, today) }
}

/** @param {Plain} plain @param {string} child @param {number} born @param {number} today @returns {Lived[]} */
function homesOf (plain, child, born, today) {
  return Object.entries(plain.stays ?? {}).flatMap(([id, stay]) => {
    const home = plain.households?.[stay.household]
    if (stay.person !== child || home === undefined) return []
    const [began] = reach(stay.began ?? home.began)
    const ended = stay.ended ?? home.ended
    const [, end] = reach(ended)
    const to = ended === null ? today : end
    if (began === null || to === null || to <= born || began > today) return []
    return [{ id, household: stay.household, name: String(home.name ?? ''), from: Math.max(born, began), to: Math.min(today, to), open: ended === null }]
  }).sort((one, other) => one.from - other.from || one.to - other.to || (one.id < other.id ? -1 : 1))
}

/**
 * The day that is looked at.
 * @param {Life} life
 * @param {string} on ISO day, '' for today
 * @returns {number}
 */
export function dayLookedAt (life, on) {
  return Math.max(life.born, Math.min(life.today, dayOf(on) ?? life.today))
}

/**
 * The day as the look holds it: '' for today.
 * @param {Life} life
 * @param {number} day
 * @returns {string}
 */
export function asLook (life, day) {
  if (day >= life.today) return ''
  const date = dateOf(Math.max(life.born, day))
  return [String(date.year).padStart(4, '0'), String(date.month).padStart(2, '0'), String(date.day).padStart(2, '0')].join('-')
}

/**
 * The birthday before or after a day; today comes after the last one.
 * @param {Life} life
 * @param {number} day
 * @param {1 | -1} way
 * @returns {number}
 */
export function nextBirthday (life, day, way) {
  const years = ageOn(life.born, day)?.years ?? 0
  if (way > 0) return Math.min(life.today, birthday(life.born, years + 1))
  const own = birthday(life.born, years)
  return own < day ? own : birthday(life.born, Math.max(0, years - 1))
}

/**
 * The day of the next event before or after a day.
 * @param {Life} life
 * @param {number} day
 * @param {1 | -1} way
 * @returns {number} the day itself where there is none
 */
export function nextEvent (life, day, way) {
  const days = life.events.map(event => event.day)
  return (way > 0 ? days.find(each => each > day) : days.findLast(each => each < day)) ?? (way > 0 ? life.today : life.born)
}

/**
 * The birthday nearest to a day; today where that is nearer.
 * @param {Life} life
 * @param {number} day
 * @returns {number}
 */
export function nearestStop (life, day) {
  const years = ageOn(life.born, day)?.years ?? 0
  const stops = [birthday(life.born, years), birthday(life.born, years + 1), life.today].filter(each => each <= life.today)
  return stops.reduce((best, each) => Math.abs(each - day) < Math.abs(best - day) ? each : best)
}

/**
 * A day in words: "14 February 2017".
 * @param {number} day
 * @returns {string}
 */
export function daySaid (day) {
  return dayInWords(day)
}

/**
 * The heading of a day: "When Iest was 6"; "Today: Iest is 15".
 * @param {Life} life
 * @param {number} day
 * @returns {string}
 */
export function dayTitle (life, day) {
  const age = ageOn(life.born, day)
  if (day >= life.today) return w('live.age.today', { name: life.name, n: life.years })
  if (age === null || age.weeks === 0) return w('live.age.at_birth', { name: life.name })
  if (age.years < 1) return w('live.age.months', { name: life.name, n: age.months })
  return w('live.age.then', { name: life.name, n: age.years })
}

/**
 * Whether a day is a birthday of the child.
 * @param {Life} life
 * @param {number} day
 */
export function isBirthday (life, day) {
  return birthday(life.born, ageOn(life.born, day)?.years ?? 0) === day
}
