/**
 * An age as somebody typed it, beside the age that the date gives: they are shown together where they disagree, and
 * neither is corrected.
 */
import { ageOn } from '../drawing/ages.js'
import { reach } from '../drawing/days.js'

/** @typedef {import('../drawing/days.js').Moment} Moment */

/** Completed months of life, first and last, that typed words can mean. @typedef {[number, number]} Months */

const YEARS = 12
/** "5", "5-6", "aged 5", "5 yrs", "18 months", "8m", "3 oed", "tua 4 mis"; a fraction like "5½" is "5 years and a half". */
const SAID = /(\d+)(½|\.5)?\s*(?:[-–/]|to|i|or|neu)?\s*(\d+)?\s*(weeks?|wks?|wythnos(?:au)?|months?|mths?|mis(?:oedd)?|m\b|years?|yrs?|y\b|blwydd|oed)?/i

/**
 * What an age in words can mean, in completed months.
 * @param {string} words
 * @returns {Months | null} null where no number is in them
 */
export function monthsOf (words) {
  const found = SAID.exec(words.trim().toLowerCase())
  if (found === null) return null
  const [, first, half, second, unit = ''] = found
  const [low, high] = [Number(first), second === undefined ? Number(first) : Number(second)]
  if (high < low) return null
  if (/^w/.test(unit)) return [Math.floor(low / 4.35), Math.floor((high + 1) / 4.35)]
  if (/^m/.test(unit)) return [low, high]
  return half === undefined ? [low * YEARS, high * YEARS + YEARS - 1] : [low * YEARS + 6, low * YEARS + 6]
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
  if (typed === null || oldest === null || youngest === null) return false
  const low = first === null ? 0 : ageOn(youngest, first)?.months ?? 0
  const high = last === null ? Infinity : ageOn(oldest, last)?.months ?? -1
  return first === null && last === null ? false : typed[1] < low || typed[0] > high
}
