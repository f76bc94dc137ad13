/**
 * The symbols of people. Sources: McGoldrick, Gerson & Petry (shapes, double outline, death, losses); pedigree
 * nomenclature, Bennett et al. 2022 (gender beyond two); ours: the star of a safe adult, the mark of what is sensitive.
 */
import { h } from 'preact'
import { icon } from '../drawing/icons.js'
import { CARD, INK, SOFT, line, path, round, widthOf } from '../drawing/text.js'
import { unsettled } from '../drawing/days.js'
import { w } from '../words.js'
import { SIGNED, filled, fills, sign } from './fills.js'
import { OVER, foot, lettersOf, sizes, wavesAbove } from './people.js'
import { secretMark, starPath } from './lines.js'

/** @typedef {import('./people.js').Figure} Figure */
/** @typedef {import('preact').VNode} Drawn */

/**
 * The symbol of a person with what stands inside it.
 * @param {Figure} figure
 * @param {number} x @param {number} y its middle
 * @param {{wall?: boolean}} [options]
 * @returns {Drawn[]}
 */
export function symbol (figure, x, y, { wall = false } = {}) {
  const { person, shape, half, outer, inside, dead, dashed, marks } = figure
  const size = sizes(wall)
  const drawn = []
  const within = !wall && !person.unnamed
  const drop = shape === 'triangle' ? half * 0.36 : 0
  if (outer > half) drawn.push(outlined(shape, x, y, outer))
  drawn.push(outlined(shape, x, y, half, dashed))
  const bare = shape === 'dot' || shape === 'cross'
  const shaded = !bare && filled(marks)
  if (shaded) drawn.push(...fills(marks, cornersOf(shape, x, y, half - 1.1), x, y))
  const inner = within && !bare ? [...(person.trans ? transMark(person.gender, x, y, half) : []), ...(person.lgb ? [lgbMark(x, y, half)] : [])] : []
  drawn.push(...inner)
  const typeSize = inside.length > 5 ? size.range * 0.8 : inside.length > 3 || drop > 0 ? size.range : size.age
  const wide = widthOf(inside, typeSize, 'semibold')
  const gap = inside === '' ? 0 : Math.min(wide / 2 + 1.5, half * 0.8)
  if (dead) drawn.push(...cross(shape, x, y, half, gap, shaded))
  if (shape === 'paw') drawn.push(icon('paw-print', { x: x - 9, y: y - 9, size: 18 }))
  if (shape === 'house') drawn.push(icon('building', { x: x - 10, y: y - 10, size: 20 }))
  if (person.unnamed && !bare && shape !== 'paw') drawn.push(icon('lock', { x: x - 9, y: y - 10, size: 18 }))
  if (person.kind === 'therapist' && inside === '' && !person.unnamed) drawn.push(icon('message-circle', { x: x - 10, y: y - 10, size: 20 }))
  const star = person.strength === true
  const alone = inside === '' && !dead && shape !== 'paw' && shape !== 'house' && person.kind !== 'therapist' && !person.unnamed && !shaded && inner.length === 0
  const beyond = within && (person.gender === 'nonbinary') && person.kind === 'person' && !person.unknown
  if (star && alone && !beyond) drawn.push(h('path', { d: starPath(x, y, half * 0.5), class: 'd-fill', fill: INK }))
  if (inside !== '' && (shaded || inner.length > 0)) {
    drawn.push(h('rect', { x: round(x - wide / 2 - 2.5), y: round(y - typeSize * 0.5 - 1 - (beyond ? 4 : 0)), width: round(wide + 5), height: round(typeSize + 2), rx: 3, class: 'd-plate', fill: CARD }))
  }
  if (inside !== '') drawn.push(line(inside, { x, y: y + typeSize * 0.36 + drop - (beyond ? 4 : 0), size: typeSize, face: 'semibold', anchor: 'middle', halo: shaded }))
  if (beyond) drawn.push(line(w('drawing.letter.nonbinary'), { x, y: inside === '' ? y + 6 : y + 16, size: inside === '' ? size.age : 11, face: 'semibold', anchor: 'middle', halo: shaded }))
  if (star && !(alone && !beyond)) {
    drawn.push(h('path', { d: starPath(x + outer * 0.92, y - outer * 0.92, 8.5), class: 'd-fill d-marked', fill: INK, stroke: CARD, 'stroke-width': 2, 'paint-order': 'stroke' }))
  }
  if (!wall) drawn.push(...about(figure, x, y))
  if (person.sensitive && !wall) drawn.push(sensitiveMark(x - outer - 2, y - outer - 2))
  if (unsettled(person) && !wall) drawn.push(disputedMark(x + outer + 1, y + outer - 1))
  return drawn
}

/**
 * What stands round a symbol: letters on the right, signs on the left, above it waves, ethnicity and religion.
 * @param {Figure} figure @param {number} x @param {number} y
 * @returns {Drawn[]}
 */
function about ({ person, marks, shape, outer, over, possible }, x, y) {
  const drawn = []
  const letters = lettersOf(person, marks)
  if (letters.length > 0) drawn.push(line(letters.join(' '), { x: x + outer + 4, y: y - 3.5, size: 12.5, face: 'semibold', halo: true }))
  marks.filter(each => SIGNED.includes(each.mark)).forEach((each, i) => drawn.push(sign(each.mark, x - outer - 10 - i * 16, y - 9)))
  if (person.secret) drawn.push(secretMark(x - outer - 3, y + outer - 3))
  if (possible) drawn.push(line('?', { x: x + outer + 4, y: y + 15, size: 14, face: 'semibold', halo: true }))
  const high = wavesAbove(person, false)
  let top = y - foot(shape, outer)
  if (high > 0) {
    drawn.push(wave(x, top - 5))
    if (high > 9) drawn.push(wave(x, top - 11))
    top -= high
  }
  over.forEach((words, i) => {
    const wide = widthOf(words, OVER)
    const foot = top - 3 - (over.length - 1 - i) * (OVER + 2)
    drawn.push(h('rect', { x: round(x - wide / 2 - 3), y: round(foot - OVER + 1), width: round(wide + 6), height: OVER + 2, class: 'd-plate', fill: CARD }),
      line(words, { x, y: foot, size: OVER, anchor: 'middle', ink: 'soft', halo: true }))
  })
  return drawn
}

/** A wavy line above somebody who came across a border. @param {number} x @param {number} y @returns {Drawn} */
export function wave (x, y) {
  let d = path('M', x - 18, y)
  for (let i = 0; i < 6; i++) d += path('Q', x - 15 + i * 6, y + (i % 2 ? 5 : -5), x - 12 + i * 6, y)
  return h('path', { d, class: 'd-line d-wave', fill: 'none', stroke: INK, 'stroke-width': 1.6 })
}

/** The small symbol inside that of a trans woman or man who wants it shown. @param {string} gender @param {number} x @param {number} y @param {number} half @returns {Drawn[]} */
function transMark (gender, x, y, half) {
  const look = { class: 'd-line d-trans', fill: 'none', stroke: INK, 'stroke-width': 1.3 }
  const r = round(half * 0.62)
  if (gender === 'female') return [h('rect', { x: round(x - r), y: round(y - r), width: round(2 * r), height: round(2 * r), ...look })]
  return gender === 'male' ? [h('circle', { cx: round(x), cy: round(y), r: round(half * 0.76), ...look })] : []
}

/** The triangle on its point inside a symbol. @param {number} x @param {number} y @param {number} half */
function lgbMark (x, y, half) {
  return h('path', { d: path('M', x - half * 0.78, y - half * 0.5, 'L', x + half * 0.78, y - half * 0.5, 'L', x, y + half * 0.9, 'Z'), class: 'd-line d-lgb', fill: 'none', stroke: INK, 'stroke-width': 1.3 })
}

/** The corners of a symbol, a circle as a polygon. @param {import('./people.js').Shape} shape @param {number} x @param {number} y @param {number} r @returns {[number, number][]} */
function cornersOf (shape, x, y, r) {
  const at = (/** @type {[number, number][]} */ corners) => corners.map(([a, b]) => /** @type {[number, number]} */ ([x + a * r, y + b * r]))
  switch (shape) {
    case 'circle': case 'paw': return at([...Array(48)].map((_, i) => [Math.cos(i * Math.PI / 24), Math.sin(i * Math.PI / 24)]))
    case 'diamond': return at([[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]])
    case 'triangle': return at([[0, -1], [1, 1], [-1, 1]])
    case 'hexagon': return at([[-1, 0], [-0.5, -1], [0.5, -1], [1, 0], [0.5, 1], [-0.5, 1]])
    case 'octagon': return at([[-1, -0.414], [-0.414, -1], [0.414, -1], [1, -0.414], [1, 0.414], [0.414, 1], [-0.414, 1], [-1, 0.414]])
    default: return at([[-1, -1], [1, -1], [1, 1], [-1, 1]])
  }
}

/**
 * The mark of two tellings that stand side by side: a two on a dashed ring.
 * @param {number} x @param {number} y its middle
 * @returns {Drawn}
 */
export function disputedMark (x, y) {
  return h('g', { 'aria-hidden': 'true' },
    h('circle', { cx: round(x), cy: round(y), r: 9, class: 'd-card', fill: CARD, stroke: SOFT, 'stroke-width': 1.2, 'stroke-dasharray': '3 2' }),
    line('2', { x, y: y + 4.2, size: 12, face: 'semibold', anchor: 'middle' }))
}

/**
 * The mark of what is kept off the big screen: an eye struck through, on a white ground.
 * @param {number} x @param {number} y its middle
 * @returns {Drawn}
 */
export function sensitiveMark (x, y) {
  return h('g', { 'aria-hidden': 'true' },
    h('circle', { cx: round(x), cy: round(y), r: 9, class: 'd-card', fill: CARD, stroke: SOFT, 'stroke-width': 1 }),
    icon('eye-off', { x: x - 6.5, y: y - 6.5, size: 13, colour: INK, width: 2.2 }))
}

/** @param {import('./people.js').Shape} shape @param {number} x @param {number} y @param {number} r @param {boolean} [dashed] */
function outlined (shape, x, y, r, dashed = false) {
  const look = {
    class: 'd-symbol', fill: CARD, stroke: INK, 'stroke-width': 2.2, ...(dashed ? { 'stroke-dasharray': '3 4' } : {})
  }
  switch (shape) {
    case 'circle': return h('circle', { cx: round(x), cy: round(y), r, ...look })
    case 'paw': return h('circle', { cx: round(x), cy: round(y), r, ...look, 'stroke-width': 1.4 })
    case 'dot': return h('circle', { cx: round(x), cy: round(y), r, class: 'd-fill', fill: INK })
    case 'cross': return h('path', { d: path('M', x - r, y - r, 'L', x + r, y + r, 'M', x + r, y - r, 'L', x - r, y + r), class: 'd-line', stroke: INK, 'stroke-width': 2.4 })
    case 'diamond': return h('path', { d: path('M', x, y - r * 1.2, 'L', x + r * 1.2, y, 'L', x, y + r * 1.2, 'L', x - r * 1.2, y, 'Z'), ...look })
    case 'triangle': return h('path', { d: path('M', x, y - r, 'L', x + r, y + r, 'L', x - r, y + r, 'Z'), ...look, 'stroke-linejoin': 'round' })
    case 'hexagon': return h('path', { d: hexagon(x, y, r), ...look, 'stroke-linejoin': 'round' })
    case 'octagon': return h('path', { d: octagon(x, y, r), ...look, 'stroke-linejoin': 'round' })
    case 'house': return h('rect', { x: round(x - r), y: round(y - r), width: 2 * r, height: 2 * r, rx: 3, ...look, 'stroke-width': 3.2 })
    default: return h('rect', { x: round(x - r), y: round(y - r), width: 2 * r, height: 2 * r, ...look })
  }
}

/** @param {number} x @param {number} y @param {number} r */
function hexagon (x, y, r) {
  return path('M', x - r, y, 'L', x - r * 0.5, y - r, 'L', x + r * 0.5, y - r, 'L', x + r, y, 'L', x + r * 0.5, y + r, 'L', x - r * 0.5, y + r, 'Z')
}

/** @param {number} x @param {number} y @param {number} r */
function octagon (x, y, r) {
  const c = r * 0.414
  return path('M', x - r, y - c, 'L', x - c, y - r, 'L', x + c, y - r, 'L', x + r, y - c, 'L', x + r, y + c, 'L', x + c, y + r, 'L', x - c, y + r, 'L', x - r, y + c, 'Z')
}

/** The cross of death, interrupted by the age, with a light edge over a fill. @param {import('./people.js').Shape} shape @param {number} x @param {number} y @param {number} half @param {number} gap half the width of the age @param {boolean} shaded */
function cross (shape, x, y, half, gap, shaded) {
  const reach = shape === 'square' || shape === 'house' ? half : shape === 'diamond' ? half * 0.6 : half * 0.707
  const inner = gap === 0 ? 0 : Math.min(Math.max(gap * 0.9, 9.5), reach - 4)
  const arms = [[-1, -1], [1, -1], [1, 1], [-1, 1]]
  const d = arms.map(([a, b]) => path('M', x + a * reach, y + b * reach, 'L', x + a * inner, y + b * inner)).join('')
  return [
    ...(shaded ? [h('path', { d, class: 'd-edge', stroke: CARD, 'stroke-width': 4.5 })] : []),
    h('path', { d, class: 'd-line d-cross', stroke: INK, 'stroke-width': 1.7 })
  ]
}

/**
 * The words below a symbol.
 * @param {Figure} figure @param {number} x @param {number} y the middle of the symbol
 * @param {{wall?: boolean}} [options]
 * @returns {Drawn[]}
 */
export function words (figure, x, y, { wall = false } = {}) {
  const size = sizes(wall)
  let at = y + foot(figure.shape, figure.outer)
  const drawn = figure.name.map(each => line(each, { x, y: at += size.name + 2.5, size: size.name, face: 'semibold', anchor: 'middle', halo: true }))
  at += 1
  return [...drawn, ...figure.sub.map(each => line(each, { x, y: at += 14.5, size: size.sub, anchor: 'middle', ink: 'soft', halo: true }))]
}
