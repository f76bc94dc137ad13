/**
 * How each kind of line is drawn, by the name of its stroke in the vocabulary tables.
 * A stroke is told from every other by its shape alone, never by colour: it is drawn the same in ink on paper.
 *
 * Sources: McGoldrick, Gerson & Petry (couple, child and emotional lines); GenoPro's emotional relationships, for
 * those that McGoldrick lacks. Kinship care, guardianship and separation by others have no standard line anywhere:
 * those are ours, and the key says what they mean.
 */
import { h } from 'preact'
import { w } from '../words.js'
import { CARD, INK, SOFT, TEAL, line, path, round } from '../drawing/text.js'
import { at, part, pathOf, straight, swinging } from './track.js'

/** @typedef {import('./track.js').Track} Track */
/** @typedef {import('preact').VNode} Drawn */
/** @typedef {{colour: string, classes: string, width: number, bare?: boolean, letterAt?: number}} Pen `bare` leaves
 *   out letters; `letterAt` px from the end of the line, else in its middle */

/** @returns {Pen} the pen of couple and child lines */
export const inkPen = () => ({ colour: INK, classes: 'd-line', width: 2 })
/** @returns {Pen} the pen of what is no longer in force */
export const pastPen = () => ({ colour: SOFT, classes: 'd-line d-past', width: 1.3 })
/** @returns {Pen} the pen of bonds */
export const bondPen = () => ({ colour: TEAL, classes: 'd-bond', width: 2 })

export const LETTER = 12
/** px of the type of a letter on a line. */
const DASHED = '6 5'
const DOTTED = '0.1 5'
const DASH_DOT = '9 4 0.1 4'
const DASH_DOT_DOT = '9 4 0.1 4 0.1 4'
const SPARSE = '3 9'

/**
 * One path in a pen.
 * @param {string} d @param {Pen} pen
 * @param {{dash?: string, width?: number, solid?: boolean}} [more] `solid` fills the shape as well
 * @returns {Drawn}
 */
export function stroke (d, pen, { dash, width = pen.width, solid = false } = {}) {
  return h('path', {
    d,
    class: pen.classes + (solid ? ' d-filled' : ''),
    fill: solid ? pen.colour : 'none',
    stroke: pen.colour,
    'stroke-width': width,
    'stroke-linejoin': 'round',
    ...(dash === undefined ? {} : { 'stroke-dasharray': dash, 'stroke-linecap': dash.startsWith('0.1') || dash.includes(' 0.1') ? 'round' : 'butt' })
  })
}

/**
 * Strokes of couple and child lines: stroke name -> drawing along a track.
 * @type {Record<string, (track: Track, pen: Pen) => Drawn[]>}
 */
export const tieStrokes = {
  none: () => [],
  solid: (track, pen) => [stroke(pathOf(track), pen)],
  'solid-dashed': (track, pen) => [stroke(pathOf(track), pen), stroke(pathOf(track, 5), pen, { dash: '5 4', width: pen.width * 0.8 })],
  dashed: (track, pen) => [stroke(pathOf(track), pen, { dash: DASHED })],
  dotted: (track, pen) => [stroke(pathOf(track), pen, { dash: DOTTED, width: pen.width * 1.3 })],
  'dash-dot': (track, pen) => [stroke(pathOf(track), pen, { dash: DASH_DOT })],
  'dash-dot-dot': (track, pen) => [stroke(pathOf(track), pen, { dash: DASH_DOT_DOT })],
  'solid-a': (track, pen) => [stroke(pathOf(track), pen), ...letter(track, letterOf('solid-a'), pen)],
  'solid-f': (track, pen) => [stroke(pathOf(track), pen), ...letter(track, letterOf('solid-f'), pen)],
  'solid-cp': (track, pen) => [stroke(pathOf(track), pen), ...letter(track, letterOf('solid-cp'), pen)],
  'dashed-e': (track, pen) => [stroke(pathOf(track), pen, { dash: DASHED }), ...letter(track, letterOf('dashed-e'), pen)],
  'dashed-query': (track, pen) => [stroke(pathOf(track), pen, { dash: DASHED }), ...letter(track, letterOf('dashed-query'), pen)],
  'dotted-k': (track, pen) => [stroke(pathOf(track), pen, { dash: DOTTED, width: pen.width * 1.3 }), ...letter(track, letterOf('dotted-k'), pen)],
  'dotted-r': (track, pen) => [stroke(pathOf(track), pen, { dash: DOTTED, width: pen.width * 1.3 }), ...letter(track, letterOf('dotted-r'), pen)],
  'dashed-g': (track, pen) => [stroke(pathOf(track), pen, { dash: DASHED }), ...letter(track, letterOf('dashed-g'), pen)],
  'dashed-d': (track, pen) => [stroke(pathOf(track), pen, { dash: DASHED }), ...letter(track, letterOf('dashed-d'), pen)],
  'dashed-s': (track, pen) => [stroke(pathOf(track), pen, { dash: DASHED }), ...letter(track, letterOf('dashed-s'), pen)],
  'solid-l': (track, pen) => [stroke(pathOf(track), { ...pen, colour: SOFT, classes: `${pen.classes} d-past` }), ...letter(track, letterOf('solid-l'), pen)]
}

/**
 * The letter of a couple or child line that shares its stroke with another kind.
 * @param {string | undefined} name of the stroke
 * @returns {string} "" for a stroke that stands for itself
 */
export function letterOf (name) {
  switch (name) {
    case 'solid-cp': return w('drawing.letter.civil_partnership')
    case 'solid-a': return w('drawing.letter.arranged')
    case 'solid-f': return w('drawing.letter.forced')
    case 'solid-l': return w('drawing.letter.legal')
    case 'dashed-e': return w('drawing.letter.engaged')
    case 'dashed-g': return w('drawing.letter.guardianship')
    case 'dashed-d': return w('drawing.letter.donor')
    case 'dashed-s': return w('drawing.letter.surrogate')
    case 'dotted-k': return w('drawing.letter.kinship')
    case 'dotted-r': return w('drawing.letter.residential')
    case 'dashed-query': return '?'
    default: return ''
  }
}

/**
 * How a union ended: marks across its line, `along` px from the start.
 * @type {Record<string, (track: Track, pen: Pen, along: number) => Drawn[]>}
 */
export const endingStrokes = {
  none: () => [],
  slash: (track, pen, along) => [slash(track, pen, along)],
  'slash-back': (track, pen, along) => [slash(track, pen, along, -1)],
  'two-slashes': (track, pen, along) => [slash(track, pen, along - 4), slash(track, pen, along + 4)],
  'slash-n': (track, pen, along) => [slash(track, pen, along), ...letter(track, w('drawing.letter.annulled'), pen, along + 11)]
}

/**
 * Strokes of bonds: stroke name -> drawing along a track, with a white edge where it crosses a line.
 * @type {Record<string, (track: Track, pen: Pen) => Drawn[]>}
 */
export const bondStrokes = {
  double: (track, pen) => [edge(track, 10), stroke(pathOf(track, 2.6), pen), stroke(pathOf(track, -2.6), pen)],
  triple: (track, pen) => [edge(track, 14), stroke(pathOf(track, 5), pen), stroke(pathOf(track), pen), stroke(pathOf(track, -5), pen)],
  arrow: (track, pen) => arrowed(track, pen),
  'arrow-star': (track, pen) => [...arrowed(track, pen), star(track, pen)],
  'arrow-dashed': (track, pen) => arrowed(track, pen, { dash: '7 5' }),
  sparse: (track, pen) => [edge(track, 6), stroke(pathOf(track), pen, { dash: SPARSE })],
  zigzag: (track, pen) => swung(track, pen, { high: 5, long: 15 }),
  'zigzag-tight': (track, pen) => swung(track, pen, { high: 7, long: 7 }),
  'double-zigzag': (track, pen) => [
    edge(track, 16), stroke(pathOf(track, 7), pen), stroke(pathOf(track, -7), pen), stroke(swinging(track, { high: 3.5, long: 10 }), pen)
  ],
  'broken-double': (track, pen) => [
    edge(track, 10), stroke(pathOf(track, 2.6), pen, { dash: '16 9' }), stroke(pathOf(track, -2.6), pen, { dash: '16 9' })
  ],
  cut: (track, pen) => [edge(track, 6), ...cut(track, pen), ...bars(track, pen, [-5, 5])],
  'cut-bars': (track, pen) => [edge(track, 6), ...cut(track, pen, 11), ...bars(track, pen, [-11, 11]), wall(track, pen)],
  'cut-mended': (track, pen) => [edge(track, 6), ...cut(track, pen), ...bars(track, pen, [-5, 5]), ring(track, pen)],
  dotted: (track, pen) => [edge(track, 7), stroke(pathOf(track), pen, { dash: '0.1 7', width: pen.width * 1.5 })],
  'arrow-square': (track, pen) => [...arrowed(track, pen), square(track, pen)],
  'zigzag-arrow': (track, pen) => swung(track, pen, { high: 5, long: 11 }, arrowHead),
  'wave-arrow': (track, pen) => swung(track, pen, { high: 5, long: 18, soft: true }, arrowHead),
  'zigzag-double-arrow': (track, pen) => [
    edge(track, 16),
    stroke(swinging(part(track, 0, track.length - 9), { high: 4, long: 11, aside: 3 }), pen),
    stroke(swinging(part(track, 0, track.length - 9), { high: 4, long: 11, aside: -3 }), pen),
    arrowHead(track, pen)
  ],
  'dotted-arrow': (track, pen) => arrowed(track, pen, { dash: '0.1 7', width: pen.width * 1.5 }),
  'arrow-barbed': (track, pen) => [...arrowed(track, pen), ...barbs(track, pen)],
  'dash-dot': (track, pen) => [edge(track, 6), stroke(pathOf(track), pen, { dash: DASH_DOT })],
  'dotted-fine': (track, pen) => [edge(track, 5), stroke(pathOf(track), pen, { dash: '1.6 3', width: pen.width * 0.8 })],
  'arrow-open': (track, pen) => [edge(track, 6), stroke(pathOf(track), pen), openHead(track, pen)],
  wave: (track, pen) => [
    stroke(swinging(track, { high: 4, long: 24, soft: true, ends: 13 }), { colour: CARD, classes: 'd-edge', width: pen.width + 3.5 }),
    stroke(swinging(track, { high: 4, long: 24, soft: true, ends: 13 }), pen), openHead(track, pen)
  ],
  'sparse-arrow': (track, pen) => arrowed(track, pen, { dash: SPARSE }),
  'double-dotted': (track, pen) => [
    edge(track, 11), ...[3, -3].map(aside => stroke(pathOf(track, aside), pen, { dash: '0.1 5.5', width: pen.width * 1.25 }))
  ]
}

/** @param {Track} track @param {number} width */
function edge (track, width) {
  return stroke(pathOf(track), { colour: CARD, classes: 'd-edge', width })
}

/** @param {Track} track @param {Pen} pen @param {{dash?: string, width?: number}} [more] */
function arrowed (track, pen, more = {}) {
  return [edge(track, 6), stroke(pathOf(part(track, 0, track.length - 8)), pen, more), arrowHead(track, pen)]
}

/** @param {Track} track @param {Pen} pen @param {Parameters<typeof swinging>[1]} swing @param {typeof arrowHead} [head] */
function swung (track, pen, swing, head) {
  const body = head ? part(track, 0, track.length - 9) : track
  return [stroke(swinging(body, swing), { colour: CARD, classes: 'd-edge', width: pen.width + 3.5 }), stroke(swinging(body, swing), pen), ...(head ? [head(track, pen)] : [])]
}

/** A filled head at the end of a track. @param {Track} track @param {Pen} pen */
export function arrowHead (track, pen) {
  const end = at(track, track.length)
  const back = at(track, track.length - 11)
  const [dx, dy] = unit(end.x - back.x, end.y - back.y)
  const [bx, by] = [end.x - dx * 11, end.y - dy * 11]
  return stroke(path('M', end.x, end.y, 'L', bx - dy * 5.5, by + dx * 5.5, 'L', bx + dy * 5.5, by - dx * 5.5, 'Z'), pen, { width: 1, solid: true })
}

/** A head of two strokes at the end of a track. @param {Track} track @param {Pen} pen */
export function openHead (track, pen) {
  const end = at(track, track.length)
  const back = at(track, track.length - 12)
  const [dx, dy] = unit(end.x - back.x, end.y - back.y)
  const [bx, by] = [end.x - dx * 12, end.y - dy * 12]
  return stroke(path('M', bx - dy * 6.5, by + dx * 6.5, 'L', end.x, end.y, 'L', bx + dy * 6.5, by - dx * 6.5), pen)
}

/** @param {number} x @param {number} y @returns {[number, number]} */
function unit (x, y) {
  const length = Math.hypot(x, y) || 1
  return [x / length, y / length]
}

/** The two ends of a line that is cut in its middle. @param {Track} track @param {Pen} pen @param {number} [half] */
function cut (track, pen, half = 5) {
  const middle = track.length / 2
  return [stroke(pathOf(part(track, 0, middle - half)), pen), stroke(pathOf(part(track, middle + half, track.length)), pen)]
}

/** Bars across the middle. @param {Track} track @param {Pen} pen @param {number[]} places */
function bars (track, pen, places) {
  return places.map(place => across(track, pen, track.length / 2 + place, 8, 2.4))
}

/** @param {Track} track @param {Pen} pen @param {number} along @param {number} half @param {number} width */
function across (track, pen, along, half, width) {
  const { x, y, dx, dy } = at(track, along)
  return stroke(path('M', x - dy * half, y + dx * half, 'L', x + dy * half, y - dx * half), pen, { width })
}

/** Somebody else stands between: a closed block in the gap. @param {Track} track @param {Pen} pen */
function wall (track, pen) {
  const { x, y, dx, dy } = at(track, track.length / 2)
  const corner = (/** @type {number} */ a, /** @type {number} */ b) => [x + dx * a - dy * b, y + dy * a + dx * b]
  return stroke(path('M', ...corner(-5, -8), 'L', ...corner(5, -8), 'L', ...corner(5, 8), 'L', ...corner(-5, 8), 'Z'), pen, { solid: true, width: 1 })
}

/** The cut is mended: a ring over the gap. @param {Track} track @param {Pen} pen */
function ring (track, pen) {
  const { x, y } = at(track, track.length / 2)
  return h('circle', { cx: round(x), cy: round(y), r: 10, class: pen.classes, fill: 'none', stroke: pen.colour, 'stroke-width': pen.width })
}

/** @param {Track} track @param {Pen} pen */
function square (track, pen) {
  const { x, y } = at(track, track.length / 2)
  return h('rect', { x: round(x - 5), y: round(y - 5), width: 10, height: 10, class: `${pen.classes} d-filled`, fill: pen.colour, stroke: CARD, 'stroke-width': 1 })
}

/** @param {Track} track @param {Pen} pen */
function star (track, pen) {
  const { x, y } = at(track, track.length / 2)
  return h('path', { d: starPath(x, y, 9), class: `${pen.classes} d-filled`, fill: pen.colour, stroke: CARD, 'stroke-width': 1 })
}

/**
 * A star of five points.
 * @param {number} x @param {number} y its middle
 * @param {number} radius
 * @returns {string} a path
 */
export function starPath (x, y, radius) {
  let data = ''
  for (let i = 0; i < 10; i++) {
    const r = i % 2 ? radius * 0.42 : radius
    const turn = Math.PI * (i / 5 - 0.5)
    data += path(i ? 'L' : 'M', x + r * Math.cos(turn), y + r * Math.sin(turn))
  }
  return data + 'Z'
}

/**
 * The mark of a family secret: a triangle that stands on its point, on a white ground.
 * Source: McGoldrick, Gerson & Petry.
 * @param {number} x @param {number} y its middle
 * @returns {Drawn}
 */
export function secretMark (x, y) {
  return h('path', {
    d: path('M', x - 7, y - 6, 'L', x + 7, y - 6, 'L', x, y + 7, 'Z'), class: 'd-fill d-marked', fill: INK, stroke: CARD, 'stroke-width': 2, 'paint-order': 'stroke',
    'aria-hidden': 'true'
  })
}

/**
 * A number in a ring: which of their unions it is to somebody.
 * @param {number} n @param {number} x @param {number} y its middle
 * @returns {Drawn}
 */
export function numberMark (n, x, y) {
  return h('g', { 'aria-hidden': 'true' },
    h('circle', { cx: round(x), cy: round(y), r: 7.5, class: 'd-card d-outline', fill: CARD, stroke: INK, 'stroke-width': 1.2 }),
    line(String(n), { x, y: y + 4, size: 11, face: 'semibold', anchor: 'middle' }))
}

/**
 * What is possible and not certain: a question mark in a dashed ring.
 * @param {number} x @param {number} y its middle
 * @returns {Drawn}
 */
export function possibleMark (x, y) {
  return h('g', { 'aria-hidden': 'true' },
    h('circle', { cx: round(x), cy: round(y), r: 8, class: 'd-card', fill: CARD, stroke: SOFT, 'stroke-width': 1.2, 'stroke-dasharray': '3 2' }),
    line('?', { x, y: y + 4.2, size: 12, face: 'semibold', anchor: 'middle' }))
}

/** Hooks on both sides along the line. @param {Track} track @param {Pen} pen */
function barbs (track, pen) {
  const drawn = []
  for (let along = 14; along < track.length - 18; along += 14) {
    const { x, y, dx, dy } = at(track, along)
    drawn.push(stroke(path('M', x - dx * 6 - dy * 5, y - dy * 6 + dx * 5, 'L', x, y, 'L', x - dx * 6 + dy * 5, y - dy * 6 - dx * 5), pen, { width: 1.6 }))
  }
  return drawn
}

/** @param {Track} track @param {Pen} pen @param {number} along @param {1 | -1} [lean] -1 for a slash back */
function slash (track, pen, along, lean = 1) {
  const { x, y } = at(track, along)
  return stroke(path('M', x - 5 * lean, y + 11, 'L', x + 5 * lean, y - 11), pen)
}

/**
 * A letter on a line that shares its stroke with another kind.
 * @param {Track} track @param {string} words @param {Pen} pen @param {number} [along]
 * @returns {Drawn[]}
 */
function letter (track, words, pen, along = pen.letterAt === undefined ? track.length / 2 : track.length - pen.letterAt) {
  if (pen.bare) return []
  const { x, y } = at(track, along)
  return [line(words, { x, y: y + 4.3, size: LETTER, face: 'semibold', anchor: 'middle', halo: true })]
}

/**
 * A stroke by name from a table; a kind whose stroke is not drawn yet gets a line and the test of the vocabulary says so.
 * @template T
 * @param {Record<string, T>} table @param {string | undefined} name @param {string} otherwise
 * @returns {T}
 */
export function strokeOf (table, name, otherwise) {
  return table[name ?? otherwise] ?? table[otherwise]
}

/**
 * A short sample for the key.
 * @param {(track: Track, pen: Pen) => Drawn[]} draw @param {Pen} pen @param {number} x @param {number} y @param {number} width
 * @returns {Drawn[]}
 */
export function sample (draw, pen, x, y, width) {
  return draw(straight(x, y, x + width, y), pen)
}
