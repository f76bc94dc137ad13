/**
 * Ages: completed years on a day, weeks and months for the very young, ranges where birth or moment is not exact.
 * The same rules as the server's (`server/domain/moments.py`); `tests/golden/ages.json` is run against both.
 *
 * Source: the age rules of genograms (McGoldrick, Gerson & Petry) with the practice of child health records: under
 * 8 weeks in weeks, under 2 years in months. A birthday of 29 February is counted on 1 March in common years.
 */
import { w } from '../words.js'
import { dateOf, dayOf, lengthOfMonth, numberOf, reach } from './days.js'

/** @typedef {import('./days.js').Moment} Moment */
/** @typedef {{years: number, months: number, weeks: number}} Age completed years, months and weeks of life */
/** @typedef {{low: Age | null, high: Age | null, beforeBirth: boolean, open: boolean}} AgeRange `low` null: perhaps
 *   before birth, or no limit known; `open` where the moment has no known first or last day */

/**
 * The age on one day of somebody born on one day.
 * @param {number} born @param {number} on day numbers
 * @returns {Age | null} null before birth
 */
export function ageOn (born, on) {
  if (on < born) return null
  const birth = dateOf(born)
  const day = dateOf(on)
  const months = (day.year - birth.year) * 12 + day.month - birth.month - (on < monthDay(birth.day, day.year, day.month) ? 1 : 0)
  return { years: day.year - birth.year - (on < birthday(born, day.year - birth.year) ? 1 : 0), months, weeks: Math.floor((on - born) / 7) }
}

/**
 * The day on which a number of years is completed.
 * @param {number} born @param {number} years
 * @returns {number}
 */
export function birthday (born, years) {
  const { year, month, day } = dateOf(born)
  return monthDay(day, year + years, month)
}

/** The day of a month, or the first of the next one where the month has no such day. @param {number} day @param {number} year @param {number} month */
function monthDay (day, year, month) {
  return numberOf(year, month, 1) + Math.min(day - 1, lengthOfMonth(year, month))
}

/**
 * The unit an age is shown in, and its number.
 * @param {Age} age
 * @returns {{unit: 'weeks' | 'months' | 'years', number: number}}
 */
export function shownAge (age) {
  if (age.weeks < 8) return { unit: 'weeks', number: age.weeks }
  if (age.years < 2) return { unit: 'months', number: age.months }
  return { unit: 'years', number: age.years }
}

/**
 * An age at a moment in a short form without language: "6", "5–6", "4m", "22m–2", "13–?", "before birth", "" when
 * nothing is known. The server's `age_code`.
 * @param {Moment | null} born
 * @param {Moment | null} when
 * @returns {string}
 */
export function ageCode (born, when) {
  const [oldest, youngest] = reach(born)
  const [first, last] = reach(when)
  if (oldest === null || youngest === null || (first === null && last === null)) return ''
  const low = codeOn(youngest, first)
  const high = codeOn(oldest, last)
  return low === high ? low : `${low}–${high}`
}

/** @param {number} born @param {number | null} on */
function codeOn (born, on) {
  if (on === null) return '?'
  const age = ageOn(born, on)
  if (age === null) return 'before birth'
  return age.years < 2 ? `${age.months}m` : String(age.years)
}

/**
 * The age of somebody today or at death, short enough for a symbol: "16", "13 m", "67–68"; "" where it is not known.
 * @param {{born: Moment | null, died?: Moment | null}} person
 * @param {number} today
 * @returns {string}
 */
export function ageInside (person, today) {
  const [oldest, youngest] = reach(person.born)
  const [first, last] = person.died ? reach(person.died) : [today, today]
  if (oldest === null || youngest === null || first === null || last === null) return ''
  const high = ageOn(oldest, last)
  const low = ageOn(youngest, Math.max(first, youngest))
  if (high === null || low === null) return ''
  const one = shownAge(low)
  const two = shownAge(high)
  if (one.number === two.number && one.unit === two.unit) return unitWords(one)
  if (one.unit === two.unit && one.unit === 'years') return `${one.number}–${two.number}`
  if (two.unit === 'weeks' || (two.unit === 'months' && two.number < 12)) return UNDER_ONE
  return low.years === high.years ? String(low.years) : `${low.years}–${high.years}`
}

/** Inside a symbol, where a range of months has no room: a first year known no finer, as on the wall, which is sent no day of birth. */
const UNDER_ONE = '<1'

/** @param {{unit: string, number: number}} shown */
function unitWords ({ unit, number }) {
  if (unit === 'weeks') return w('drawing.age.inside.weeks', { n: number })
  return unit === 'months' ? w('drawing.age.inside.months', { n: number }) : String(number)
}

/**
 * An age in words for a sentence: "16 years", "13 months", "67 to 68 years"; "" where it is not known.
 * @param {{born: Moment | null, died?: Moment | null}} person
 * @param {number} today
 * @returns {string}
 */
export function ageSaid (person, today) {
  const inside = ageInside(person, today)
  if (inside === '') return ''
  if (inside === UNDER_ONE) return w('drawing.age.under_one')
  const years = /^\d+$/.test(inside) ? Number(inside) : null
  if (years !== null) return w('drawing.age.years', { n: years })
  return /^\d+–\d+$/.test(inside) ? w('drawing.age.range', { range: inside }) : inside
}

/**
 * How old the child was at a moment, in the short words of a card: "10 yrs 2 m", "about 8 yrs", "8 yrs 4 m to now",
 * "6–7 yrs", "before birth"; "" where birth or moment is not known.
 * @param {Moment | null} born
 * @param {Moment | null} when
 * @returns {string}
 */
export function ageAtMoment (born, when) {
  const [oldest, youngest] = reach(born)
  if (oldest === null || youngest === null || !when?.start) return ''
  const start = said(oldest, youngest, dayOf(when.start[0]), dayOf(when.start[1]))
  if (when.end === null) {
    const alreadySaid = start === '' || start === w('drawing.age.before_birth') || start.startsWith(w('drawing.age.about', { age: '' }))
    return when.qualifier === 'about' && !alreadySaid ? w('drawing.age.about', { age: start }) : start
  }
  const [ends, ended] = when.end.map(dayOf)
  if (ended === null && ends === null) return start === '' ? '' : w('drawing.age.to_now', { age: start })
  const end = said(oldest, youngest, ends, ended)
  if (start === end || end === '') return start
  const years = [wholeYear(oldest, youngest, when.start), wholeYear(oldest, youngest, when.end)]
  if (years[0] !== null && years[1] !== null) return w('drawing.age.years_range', { range: `${years[0]}–${years[1]}` })
  if (start === '') return w('drawing.age.until', { age: end })
  return w('drawing.age.between', { from: start, to: end })
}

/** The year of life that days are known to, no finer; null where they are known finer or less. @param {number} oldest @param {number} youngest @param {[string | null, string | null]} pair */
function wholeYear (oldest, youngest, pair) {
  const [first, last] = pair.map(dayOf)
  const low = first === null ? null : ageOn(youngest, first)
  const high = last === null ? null : ageOn(oldest, last)
  return low !== null && high !== null && low.years === high.years && high.months - low.months > 3 && low.years > 1 ? low.years : null
}

/** One side of a moment in words. @param {number} oldest @param {number} youngest @param {number | null} first @param {number | null} last */
function said (oldest, youngest, first, last) {
  if (first === null && last === null) return ''
  if (first === null) return w('drawing.age.until', { age: exact(ageOn(oldest, /** @type {number} */ (last))) })
  if (last === null) return w('drawing.age.from', { age: exact(ageOn(youngest, first)) })
  const low = ageOn(youngest, first)
  const high = ageOn(oldest, last)
  if (high === null) return w('drawing.age.before_birth')
  if (low === null) return w('drawing.age.between', { from: w('drawing.age.before_birth'), to: exact(high) })
  const apart = high.months - low.months
  if (apart === 0) return exact(low)
  if (apart <= 3) return w('drawing.age.about', { age: exact(middle(low, high)) })
  if (low.years === high.years) return low.years === 0 ? w('drawing.age.first_year') : w('drawing.age.years_short', { n: low.years })
  return low.years < 2 && high.years < 2
    ? w('drawing.age.between', { from: exact(low), to: exact(high) })
    : w('drawing.age.years_range', { range: `${low.years}–${high.years}` })
}

/** The age halfway, to a month. @param {Age} low @param {Age} high @returns {Age} */
function middle (low, high) {
  const months = Math.floor((low.months + high.months) / 2)
  return { years: Math.floor(months / 12), months, weeks: Math.floor((low.weeks + high.weeks) / 2) }
}

/** @param {Age | null} age */
function exact (age) {
  if (age === null) return w('drawing.age.before_birth')
  if (age.weeks === 0) return w('drawing.age.first_week')
  if (age.weeks < 8) return w('drawing.age.weeks', { n: age.weeks })
  if (age.years < 2) return w('drawing.age.months', { n: age.months })
  const months = age.months - age.years * 12
  return months === 0 ? w('drawing.age.years_short', { n: age.years }) : w('drawing.age.years_months', { n: age.years, months })
}

/**
 * @typedef {{key: string, from: number, to: number, first: number, last: number}} Band days from `from` up to, not
 *   including, `to`; completed years from `first` to `last`; `first` is -1 for the time before birth
 */

const CUTS = [0, 5, 8, 12, 15, 18, 21, 25]
/** Starts of the bands: early childhood, infants, juniors, and two of secondary school, then adulthood. */

/**
 * The age bands from birth to now, and the time before birth where something is written down there.
 * @param {Moment | null} born
 * @param {number} today
 * @param {Record<string, Record<string, any>>} [events] for the time before birth
 * @returns {Band[]} none where birth is not known
 */
export function ageBands (born, today, events = {}) {
  const [birth] = reach(born)
  if (birth === null) return []
  const now = Math.max(0, ageOn(birth, today)?.years ?? 0)
  const cuts = CUTS.filter(cut => cut <= now)
  const bands = cuts.map((first, i) => {
    const last = i + 1 < cuts.length ? cuts[i + 1] - 1 : now
    return { key: `${first}-${last}`, from: birthday(birth, first), to: birthday(birth, last + 1), first, last }
  })
  const starts = Object.values(events).flatMap(event => event.removed_at ? [] : [reach(event.when)[0] ?? reach(event.when)[1]])
  const earliest = Math.min(birth, ...starts.filter(day => day !== null))
  if (earliest < birth) bands.unshift({ key: 'before', from: earliest - 30, to: birth, first: -1, last: -1 })
  return bands
}
