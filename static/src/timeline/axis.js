/**
 * The ticks of the timeline at every zoom: the child's ages with the year above all, and below them what fits of school
 * terms, months, weeks and days.
 *
 * Source of terms: the school year of Wales and England begins on 1 September with the child's class in which they turn
 * five before its end; terms as `server/domain/moments.py` reads them (they differ by council, by weeks at most).
 */
import { w } from '../words.js'
import { ageOn, birthday } from '../drawing/ages.js'
import { dateOf, numberOf, reach } from '../drawing/days.js'

/** @typedef {import('../drawing/days.js').Moment} Moment */
/** @typedef {{x: number, words: string, year: string, strong: boolean, here: boolean}} Tick `strong` where a band of age begins;
 *   `here` for the age at the left edge, without a line */
/** @typedef {{x: number, words: string, line: boolean}} Minor */
/** @typedef {'' | 'term' | 'month' | 'week' | 'day'} Unit */

/** Ages at which a band begins (drawing/ages.js). */
const BANDS = [0, 5, 8, 12, 15, 18, 21, 25]
/** px that the words of one tick need. */
const ROOM = { term: 78, month: 36, week: 46, day: 24 }
const DAYS = { term: 105, month: 28, week: 7, day: 1 }

/**
 * What the ticks below the ages are of.
 * @param {number} scale px for one day
 * @returns {Unit} '' where nothing finer than a year fits
 */
export function unitAt (scale) {
  for (const unit of /** @type {const} */ (['day', 'week', 'month', 'term'])) if (scale * DAYS[unit] >= ROOM[unit]) return unit
  return ''
}

/**
 * Ages where the child's birthdays fall, with the year; calendar years where no birth is known.
 * @param {{born: Moment | null, band: [number, number]}} options @param {(day: number) => number} x @param {number} plot px
 * @returns {Tick[]}
 */
export function agesOf ({ born, band: [from, to] }, x, plot) {
  const [birth, latest] = reach(born)
  if (birth === null || latest === null) return yearsOnly(from, to, x, plot)
  /** @type {Tick[]} */
  const all = []
  for (let years = Math.max(0, Math.floor((from - birth) / 366) - 1); years <= Math.ceil((to - birth) / 365); years++) {
    const day = birthday(birth, years)
    if (day >= from - 1 && day < to) all.push({ x: x(day), words: ageWords(years, birth, latest), year: String(dateOf(day).year), strong: BANDS.includes(years), here: false })
  }
  if (from < birth) return [{ x: 0, words: w('drawing.before_birth'), year: '', strong: false, here: true }, ...thinned(all, plot)]
  const first = all[0]?.x ?? plot
  const years = ageOn(birth, from)?.years ?? 0
  return [...(first > 96 ? [{ x: 0, words: ageWords(years, birth, latest), year: String(dateOf(from).year), strong: false, here: true }] : []), ...thinned(all, plot)]
}

/** A birth known to a year or so gives two ages at most times. @param {number} years @param {number} birth @param {number} latest */
function ageWords (years, birth, latest) {
  return latest - birth > 200 ? `${Math.max(0, years - Math.ceil((latest - birth) / 366))}–${years}` : String(years)
}

/** @param {number} from @param {number} to @param {(day: number) => number} x @param {number} plot @returns {Tick[]} */
function yearsOnly (from, to, x, plot) {
  /** @type {Tick[]} */
  const all = []
  for (let year = dateOf(from).year; year <= dateOf(to - 1).year; year++) {
    const day = numberOf(year, 1, 1)
    if (day >= from) all.push({ x: x(day), words: String(year), year: '', strong: false, here: false })
  }
  const first = all[0]?.x ?? plot
  return [...(first > 60 ? [{ x: 0, words: String(dateOf(from).year), year: '', strong: false, here: true }] : []), ...thinned(all, plot)]
}

/** Ticks far enough apart to be read. @param {Tick[]} ticks @param {number} plot */
function thinned (ticks, plot) {
  const step = ticks.length > 1 ? ticks[1].x - ticks[0].x : plot
  const every = Math.max(1, Math.ceil(40 / step))
  return ticks.filter((_, i) => i % every === 0).map(tick => step * every < 90 ? { ...tick, year: '' } : tick)
}

/**
 * The ticks below the ages.
 * @param {Unit} unit @param {Moment | null} born @param {[number, number]} band @param {(day: number) => number} x
 * @returns {Minor[]}
 */
export function minorOf (unit, born, [from, to], x) {
  if (unit === '') return []
  const found = unit === 'term' ? terms(born, from, to) : unit === 'month' ? months(from, to) : days(unit, from, to)
  const first = found.findIndex(tick => tick.day >= from)
  // what began before the left edge is said there, where there is room for it
  const before = found.findLast(tick => tick.day < from)
  return [
    ...(before !== undefined && x(found[first]?.day ?? to) >= ROOM[unit] ? [{ x: 0, words: before.words, line: false }] : []),
    ...found.slice(first < 0 ? found.length : first).map(({ day, words }) => ({ x: x(day), words, line: true }))
  ]
}

/** @typedef {{day: number, words: string}} Named */

/** @param {number} from @param {number} to @returns {Named[]} */
function months (from, to) {
  const { year, month } = dateOf(from)
  return Array.from({ length: Math.ceil((to - from) / 28) + 1 }, (_, i) => {
    const at = { year: year + Math.floor((month - 1 + i) / 12), month: (month - 1 + i) % 12 + 1 }
    return { day: numberOf(at.year, at.month, 1), words: w(`drawing.month.${at.month}`) }
  }).filter(({ day }) => day < to)
}

/** Every day, with the month where one begins; or every Monday. @param {'week' | 'day'} unit @param {number} from @param {number} to @returns {Named[]} */
function days (unit, from, to) {
  const step = unit === 'day' ? 1 : 7
  // 1 January 1970 was a Thursday
  const begin = unit === 'day' ? from : from - ((from + 3) % 7 + 7) % 7
  return Array.from({ length: Math.ceil((to - begin) / step) }, (_, i) => {
    const day = begin + i * step
    const date = dateOf(day)
    const named = unit === 'week' || day === from || date.day === 1
    return { day, words: named ? w('drawing.day_month', { day: date.day, month: w(`drawing.month.${date.month}`) }) : String(date.day) }
  }).filter((tick, i, all) => unit === 'week' || i !== 1 || all[0].words.length < 4)
}

/** @param {Moment | null} born @param {number} from @param {number} to @returns {Named[]} */
function terms (born, from, to) {
  const [birth, latest] = reach(born).map(day => day === null ? null : reception(day))
  const found = []
  for (let year = dateOf(from).year - 1; year <= dateOf(to).year; year++) {
    const spring = easter(year + 1)
    const level = birth !== null && birth === latest ? year - birth : null
    found.push(
      { day: numberOf(year, 9, 1), words: termWords('autumn', level) },
      { day: numberOf(year + 1, 1, 1), words: termWords('spring', level) },
      { day: spring + 8, words: termWords('summer', level) },
      { day: numberOf(year + 1, 7, 21), words: '' }
    )
  }
  return found.filter(({ day }) => day < to)
}

/** @param {'autumn' | 'spring' | 'summer'} term @param {number | null} level school years since Reception */
function termWords (term, level) {
  if (level === null || level < 0 || level > 13) return w(`drawing.term.${term}`)
  return level === 0 ? w(`drawing.reception.${term}`) : w(`drawing.school_year.${term}`, { n: level })
}

/** The year in whose September a child starts Reception. @param {number} born */
function reception (born) {
  const { year, month } = dateOf(born)
  return year + 5 - (month < 9 ? 1 : 0)
}

/**
 * Easter Sunday.
 * Source: the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms).
 * @param {number} year
 * @returns {number} day number
 */
export function easter (year) {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - c % 4) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return numberOf(year, Math.floor(f / 31), f % 31 + 1)
}
