/**
 * Text in a drawing: how wide it is, where its lines break, and the characters that a drawing may hold.
 * Widths come from the table that the build takes from the shipped font; nothing is ever measured on a screen,
 * so that the server prints exactly what a browser shows.
 */
import { h } from 'preact'
import widths from '../generated/widths.json'

/** @typedef {'regular' | 'semibold'} Face */

/** @type {Record<Face, Record<string, number>>} thousandths of the type size, by character */
const TABLES = widths
/** Characters the font does not have come from another one: a whole em is enough for all but emoji sequences. */
const ELSEWHERE = 1000
const ELLIPSIS = '…'

// eslint-disable-next-line no-control-regex
const UNDRAWABLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/**
 * Words as a drawing may hold them: without characters that XML forbids or that turn the direction of text.
 * @param {unknown} words
 * @returns {string}
 */
export function drawable (words) {
  return typeof words === 'string' ? words.replace(UNDRAWABLE, '').replace(/\s+/g, ' ').trim() : ''
}

/**
 * How wide a line of text is.
 * @param {string} words
 * @param {number} size of the type, px
 * @param {Face} [face]
 * @returns {number} px
 */
export function widthOf (words, size, face = 'regular') {
  const table = TABLES[face]
  let sum = 0
  for (const character of words) sum += table[character] ?? ELSEWHERE
  return sum * size / 1000
}

/**
 * Words broken into lines that fit a width; what does not fit the last line ends in an ellipsis.
 * @param {string} words
 * @param {{width: number, size: number, face?: Face, lines?: number}} box width in px; `lines` is the most there may be
 * @returns {string[]} none for no words
 */
export function wrap (words, { width, size, face = 'regular', lines = 2 }) {
  const key = `${width} ${size} ${face} ${lines} ${words}`
  const known = broken.get(key)
  if (known !== undefined) return [...known]
  if (broken.size >= REMEMBERED) broken.clear()
  const found = breakLines(words, width, size, face, lines)
  broken.set(key, found)
  return [...found]
}

const REMEMBERED = 4000
/** Texts whose lines are remembered: a live drawing breaks the same words again at every stroke of a key. */
/** @type {Map<string, string[]>} */
const broken = new Map()

/** @param {string} words @param {number} width @param {number} size @param {Face} face @param {number} lines */
function breakLines (words, width, size, face, lines) {
  /** @type {string[]} */
  const done = []
  let line = ''
  let wide = 0
  const parts = breakable(drawable(words))
  for (let i = 0; i < parts.length; i++) {
    const own = widthOf(parts[i], size, face)
    if (wide + own - trailing(parts[i], size, face) <= width) { line += parts[i]; wide += own; continue }
    if (done.length === lines - 1) return [...done, shortened(line + parts.slice(i, i + AHEAD).join(''), width, size, face)]
    if (line.trim() === '') {
      const head = fitting(parts[i], width, size, face)
      done.push(head)
      parts[i] = parts[i].slice(head.length)
    } else {
      done.push(line.trim())
    }
    line = ''
    wide = 0
    i--
  }
  return line.trim() === '' ? done : [...done, line.trim()]
}

const AHEAD = 12
/** Pieces that are looked at to fill the last line. */

/** The spaces that a piece ends in: they may hang over the end of a line. @param {string} part @param {number} size @param {Face} face */
function trailing (part, size, face) {
  return part.endsWith(' ') ? widthOf(' ', size, face) : 0
}

/** Pieces between which a line may break: after a space, a hyphen or a slash. @param {string} words */
function breakable (words) {
  return words.match(/[^\s/-]*[\s/-]+|[^\s/-]+/g) ?? []
}

/** @param {string} words @param {number} width @param {number} size @param {Face} face */
function shortened (words, width, size, face) {
  if (widthOf(words, size, face) <= width) return words
  const kept = fitting(words, width - widthOf(ELLIPSIS, size, face), size, face)
  return kept.replace(/[\s,;:.\-–(]+$/, '') + ELLIPSIS
}

/** As many characters as fit, at least one. @param {string} words @param {number} width @param {number} size @param {Face} face */
function fitting (words, width, size, face) {
  let kept = ''
  let wide = 0
  for (const character of words) {
    wide += widthOf(character, size, face)
    if (kept !== '' && wide > width) break
    kept += character
  }
  return kept
}

/**
 * One line of text in a drawing.
 * @param {string} words
 * @param {{x: number, y: number, size: number, face?: Face, anchor?: 'start' | 'middle' | 'end', ink?: 'ink' | 'soft',
 *   halo?: boolean}} how `halo` gives it a white edge where lines may run behind
 * @returns {import('preact').VNode}
 */
export function line (words, { x, y, size, face = 'regular', anchor = 'start', ink = 'ink', halo = false }) {
  return h('text', {
    x: round(x),
    y: round(y),
    'font-size': size,
    ...(face === 'semibold' ? { 'font-weight': 600 } : {}),
    ...(anchor === 'start' ? {} : { 'text-anchor': anchor }),
    class: `${ink === 'ink' ? 'd-text' : 'd-soft'}${halo ? ' d-halo' : ''}`,
    fill: ink === 'ink' ? INK : SOFT,
    ...(halo ? { stroke: CARD, 'stroke-width': round(size * 0.32), 'stroke-linejoin': 'round', 'paint-order': 'stroke' } : {}),
    'aria-hidden': 'true'
  }, drawable(words))
}

/** The colours of print and of a light screen; style sheets replace them by class. */
export const INK = '#1c2733'
export const SOFT = '#46525e'
export const CARD = '#ffffff'
export const TEAL = '#0b5a63'
export const TINT = '#e8f0ef'
export const SUN = '#ffd873'
export const PALE_SUN = '#fff6dc'
export const LINE = '#dcdad3'
export const HAIR = '#ece9e2'

/**
 * A length to a tenth of a pixel: what is drawn is equal wherever it is drawn.
 * @param {number} length
 * @returns {number}
 */
export function round (length) {
  return Math.round(length * 10) / 10 || 0
}

/**
 * A path's data from letters and lengths.
 * @param {...(string | number)} parts
 * @returns {string}
 */
export function path (...parts) {
  let data = ''
  let number = false
  for (const part of parts) {
    if (typeof part === 'string') { data += part; number = false } else { data += (number ? ' ' : '') + round(part); number = true }
  }
  return data
}
