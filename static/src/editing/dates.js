/**
 * A moment in words: what somebody wrote stays as they wrote it; a date of numbers alone, as files and typing bring it
 * ("2014-06-03", "~1962", "2014-06/2014-09"), is said in the language of the page.
 */
import { dayOf, lengthOfMonth, numberOf, dateOf } from '../drawing/days.js'
import { w } from '../words.js'

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
  if (first === last) return dayInWords(first)
  if (day !== 1) return ''
  if (last === first + lengthOfMonth(year, month) - 1) return w('live.date.month', { month: monthWord(month), year })
  return month === 1 && last === numberOf(year, 12, 31) ? String(year) : ''
}

/**
 * The days that a moment holds, whatever its words are: "3 June 1991", "August 2013", "1 May 2014 to 20 July 2014".
 * @param {Moment} moment
 * @returns {string} '' for one without days
 */
export function daysSaid (moment) {
  if (moment.start === null) return ''
  const whole = /** @type {[string | null, string | null]} */ (moment.end === null ? moment.start : [moment.start[0], moment.end[1]])
  const short = spanSaid(whole)
  const [first, last] = whole.map(dayOf)
  if (short !== '' || (first === null && last === null)) return short
  if (first === null) return w('live.dates.until', { to: dayInWords(/** @type {number} */ (last)) })
  if (last === null) return w('live.dates.since', { from: dayInWords(first) })
  return w('live.dates.from_to', { from: dayInWords(first), to: dayInWords(last) })
}

/**
 * A day: "3 June 1991". The months are in the catalogue, for browsers do not all know Welsh.
 * @param {number} day its number
 */
export function dayInWords (day) {
  const { year, month, day: of } = dateOf(day)
  return w('live.date.day', { day: of, month: monthWord(month), year })
}

/** The month of a day: "June 1991". @param {number} day its number */
export function monthInWords (day) {
  const { year, month } = dateOf(day)
  return w('live.date.month', { month: monthWord(month), year })
}

/** @param {number} month 1 to 12 */
function monthWord (month) {
  return w(`live.month.${month}`)
}

/**
 * A point in time by the clock of this country: "3 June 2026, 09:31".
 * @param {string} instant ISO, '' for none
 */
export function instantInWords (instant) {
  if (instant === '') return ''
  const parts = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'numeric', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'Europe/London' })
    .formatToParts(new Date(instant))
  const part = (/** @type {string} */ type) => parts.find(each => each.type === type)?.value ?? ''
  const day = w('live.date.day', { day: Number(part('day')), month: monthWord(Number(part('month'))), year: part('year') })
  return w('live.date.clock', { day, time: `${part('hour')}:${part('minute')}` })
}
