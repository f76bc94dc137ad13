/**
 * A moment in words: what somebody wrote stays as they wrote it; a date of numbers alone, as files and typing bring it
 * ("2014-06-03", "~1962", "2014-06/2014-09"), is said in the language of the page.
 */
import { dayOf, lengthOfMonth, numberOf, dateOf } from '../drawing/days.js'
import { language, w } from '../words.js'

/** @typedef {import('../drawing/days.js').Moment} Moment */

/** Numbers and the signs of EDTF, and no word of any language. */
const NUMBERS_ALONE = /^[\d\s~?%./-]+$/

/**
 * @param {Moment | null | undefined} moment
 * @returns {string} '' for none
 */
export function momentSaid (moment) {
  const text = moment?.text ?? ''
  if (!moment?.start || !NUMBERS_ALONE.test(text)) return text
  const said = moment.end === null ? spanSaid(moment.start) : [spanSaid(moment.start), spanSaid(moment.end)]
  if (Array.isArray(said)) return said[0] === '' || said[1] === '' ? text : w('live.dates.from_to', { from: said[0], to: said[1] })
  if (said === '') return text
  return text.includes('~') ? w('live.dates.about', { when: said }) : said
}

/**
 * One day, one month or one year; '' for anything else.
 * @param {[string | null, string | null]} span first and last day
 */
function spanSaid ([from, to]) {
  const [first, last] = [dayOf(from), dayOf(to)]
  if (first === null || last === null) return ''
  const { year, month, day } = dateOf(first)
  if (first === last) return said(first, { day: 'numeric', month: 'long', year: 'numeric' })
  if (day !== 1) return ''
  if (last === first + lengthOfMonth(year, month) - 1) return said(first, { month: 'long', year: 'numeric' })
  return month === 1 && last === numberOf(year, 12, 31) ? String(year) : ''
}

/** @param {number} day @param {Intl.DateTimeFormatOptions} how */
function said (day, how) {
  return new Intl.DateTimeFormat(`${language()}-GB`, { ...how, timeZone: 'UTC' }).format(new Date(day * 86_400_000))
}
