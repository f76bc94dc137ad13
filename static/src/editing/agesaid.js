/**
 * An age as somebody typed it, beside the age that the date gives: they are shown together where they disagree, and
 * neither is corrected. The same rules as the server's (`server/domain/agesaid.py`); `tests/golden/ages_said.json` is
 * run against both.
 */
import { ageOn } from '../drawing/ages.js'
import { reach } from '../drawing/days.js'

/** @typedef {import('../drawing/days.js').Moment} Moment */

/** Completed months of life, first and last, that typed words can mean; before birth is below 0. @typedef {[number, number]} Months */

const BEFORE_BIRTH = /^(?:before birth|unborn|in utero|antenatal|pre-?birth|pregnan\w*|cyn (?:ei )?(?:geni|eni)|heb ei eni|beichiog\w*|-\d+)$/
const BIRTH = /^(?:(?:at )?birth|newborn|new ?born|geni|newydd-?anedig)$/
const LEAD = /^(?:aged?|oed|yn|just|only|at|dim ond|newydd) /
const NEARLY = /^(?:nearly|almost|coming up to|bron yn|bron) /
const ABOUT = /^(?:about|approx\.?|approximately|around|roughly|circa|c\.|ca?|tua|oddeutu|~) ?(?=\d)/
const WEEKS = '(?:weeks?|wks?|w|wythnos(?:au)?|/52)'
const MONTHS = '(?:months?|mths?|mos?|m|mis(?:oedd)?|/12)'
const YEARS = '(?:years?|yrs?|y|blynedd|flynedd|mlynedd|(?:b|m|f)?lwydd|blwyddyn)?'
/** "5", "5-6", "5 yrs old", "18 months", "8m", "1y 6m", "3 oed", "5½", "6/52". */
const SAID = new RegExp(`^(?<low>\\d{1,3})(?<half>½| ?1/2|\\.5)?(?: ?${YEARS} ?(?:and |a )?(?<more>\\d{1,2}) ?${MONTHS}` +
  '|(?: ?(?:-|/(?!12\\b|52\\b)|to|i|or|neu) ?(?<high>\\d{1,3}))?' +
  ` ?(?:(?<weeks>${WEEKS})|(?<months>${MONTHS})|(?<days>days?|diwrnod)|${YEARS}))\\.?(?: ?(?:old|oed|of age))?$`)

/**
 * What an age in words can mean, in completed months.
 * @param {string} words
 * @returns {Months | null} null where they say no age
 */
export function monthsOf (words) {
  let said = words.replace(/[‐‑‒–—―−]/g, '-').toLowerCase().trim().split(/\s+/).join(' ').replace(/^[ .?]+|[ .?]+$/g, '')
  if (BEFORE_BIRTH.test(said)) return [-Infinity, -1]
  if (BIRTH.test(said)) return [0, 0]
  said = said.replace(LEAD, '')
  const nearly = NEARLY.test(said)
  const about = !nearly && ABOUT.test(said)
  const found = SAID.exec(said.replace(nearly ? NEARLY : ABOUT, ''))?.groups
  const months = found === undefined ? null : monthsIn(found)
  if (months === null || months[0] > months[1]) return null
  if (nearly) return [months[0] - 6, months[0] - 1]
  return about && months[1] >= 24 ? [months[0] - 12, months[1] + 12] : months
}

/** @param {Record<string, string | undefined>} found @returns {Months | null} */
function monthsIn (found) {
  const low = Number(found.low)
  const high = Number(found.high ?? found.low)
  if (found.more !== undefined) {
    const more = Number(found.more)
    return more < 12 ? [low * 12 + more, low * 12 + more] : null
  }
  if (found.days !== undefined) return [Math.floor(low / 31), Math.floor(high / 28)]
  if (found.weeks !== undefined) return [Math.floor(low * 7 / 31), Math.floor((high * 7 + 6) / 28)]
  if (found.months !== undefined) return [low, high]
  return found.half === undefined ? [low * 12, high * 12 + 11] : [low * 12 + 3, low * 12 + 9]
}

/**
 * Whether a typed age cannot be right if the date is, or the other way round.
 * @param {Moment | null} born
 * @param {Moment | null} when
 * @param {string} words the typed age
 * @returns {boolean} false where one of the three says nothing
 */
export function ageDisagrees (born, when, words) {
  const typed = monthsOf(words)
  const [oldest, youngest] = reach(born)
  const [first, last] = reach(when)
  if (typed === null || oldest === null || youngest === null || (first === null && last === null)) return false
  const low = first === null ? -Infinity : ageOn(youngest, first)?.months ?? -1
  const high = last === null ? Infinity : ageOn(oldest, last)?.months ?? -1
  return typed[1] < low || typed[0] > high
}
