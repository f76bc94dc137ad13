/**
 * Days as whole numbers, counted from 1 January 1970: the one measure of time that a drawing works in.
 * ISO days in, numbers out; no time zone, no clock.
 */

/** @typedef {{text: string, start: [string | null, string | null] | null, end: [string | null, string | null] | null,
 *   precision: string, qualifier: string}} Moment a moment as plain data holds it */

/**
 * The number of an ISO day.
 * @param {string | null | undefined} iso such as `2026-03-12`
 * @returns {number | null} null for no day
 */
export function dayOf (iso) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso ?? '')
  return parts === null ? null : numberOf(Number(parts[1]), Number(parts[2]), Number(parts[3]))
}

/**
 * The number of a day of the Gregorian calendar.
 * Source: the days-from-civil algorithm of H. Hinnant, which is exact for all years.
 * @param {number} year @param {number} month 1 to 12 @param {number} day
 * @returns {number}
 */
export function numberOf (year, month, day) {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const ofEra = shifted - era * 400
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468
}

/**
 * Year, month and day of a number.
 * @param {number} number
 * @returns {{year: number, month: number, day: number}}
 */
export function dateOf (number) {
  const z = number + 719468
  const era = Math.floor(z / 146097)
  const ofEra = z - era * 146097
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365)
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const part = Math.floor((5 * ofYear + 2) / 153)
  const month = part < 10 ? part + 3 : part - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: ofYear - Math.floor((153 * part + 2) / 5) + 1 }
}

/** @param {number} year @param {number} month @returns {number} days in the month */
export function lengthOfMonth (year, month) {
  return numberOf(month === 12 ? year + 1 : year, month % 12 + 1, 1) - numberOf(year, month, 1)
}

/**
 * First and last possible day of a moment.
 * @param {Moment | null | undefined} moment
 * @returns {[number | null, number | null]} null on a side that is open or not understood
 */
export function reach (moment) {
  if (!moment?.start) return [null, null]
  return [dayOf(moment.start[0]), dayOf((moment.end ?? moment.start)[1])]
}

/**
 * The year or years of a moment in digits: "2014", "2014–15" over New Year, "c. 2007" is the reader's to add.
 * @param {Moment | null | undefined} moment
 * @returns {string} "" where neither side is known
 */
export function yearsOf (moment) {
  if (!moment?.start) return ''
  const [first, last] = moment.start.map(dayOf)
  const from = first === null ? null : dateOf(first).year
  const to = last === null ? null : dateOf(last).year
  if (from === null || to === null || from === to) return String(from ?? to ?? '')
  return `${from}–${Math.floor(from / 100) === Math.floor(to / 100) ? String(to).slice(2) : to}`
}

/**
 * Whether two tellings of something in a record stand side by side, and nobody has settled which one holds.
 * @param {{accounts?: Record<string, {settled?: unknown}>}} record
 * @returns {boolean}
 */
export function unsettled (record) {
  return Object.values(record.accounts ?? {}).some(account => !account.settled)
}
