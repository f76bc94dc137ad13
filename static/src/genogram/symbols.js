/**
 * The symbols of people. Sources: McGoldrick, Gerson & Petry (shapes, double outline, death, losses); pedigree
 * nomenclature, Bennett et al. 2022 (gender beyond two); ours: the star of a safe adult, the mark of what is sensitive.
 */
import { h } from 'preact'
import { icon } from '../drawing/icons.js'
import { CARD, INK, SOFT, line, path, round, widthOf } from '../drawing/text.js'
import { unsettled } from '../drawing/days.js'
import { foot, sizes } from './people.js'
import { starPath } from './lines.js'

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
  const { person, shape, half, outer, inside, dead, dashed } = figure
  const size = sizes(wall)
  const drawn = []
  if (outer > half) drawn.push(outlined(shape, x, y, outer))
  drawn.push(outlined(shape, x, y, half, dashed))
  const typeSize = inside.length > 5 ? size.range * 0.8 : inside.length > 3 ? size.range : size.age
  const gap = inside === '' ? 0 : Math.min(widthOf(inside, typeSize, 'semibold') / 2 + 1.5, half * 0.8)
  if (dead) drawn.push(cross(shape, x, y, half, gap))
  if (shape === 'paw') drawn.push(icon('paw-print', { x: x - 9, y: y - 9, size: 18 }))
  if (shape === 'house') drawn.push(icon('building', { x: x - 10, y: y - 10, size: 20 }))
  const star = person.strength === true
  if (star && inside === '' && !dead && shape !== 'paw') drawn.push(h('path', { d: starPath(x, y, half * 0.5), class: 'd-fill', fill: INK }))
  if (inside !== '') drawn.push(line(inside, { x, y: y + typeSize * 0.36, size: typeSize, face: 'semibold', anchor: 'middle' }))
  if (star && (inside !== '' || dead || shape === 'paw')) {
    drawn.push(h('path', { d: starPath(x + outer * 0.92, y - outer * 0.92, 8.5), class: 'd-fill d-marked', fill: INK, stroke: CARD, 'stroke-width': 2, 'paint-order': 'stroke' }))
  }
  if (person.sensitive && !wall) drawn.push(sensitiveMark(x - outer - 2, y - outer - 2))
  if (unsettled(person) && !wall) drawn.push(disputedMark(x + outer + 1, y + outer - 1))
  return drawn
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

/** The cross of death, interrupted by the age. @param {import('./people.js').Shape} shape @param {number} x @param {number} y @param {number} half @param {number} gap half the width of the age */
function cross (shape, x, y, half, gap) {
  const reach = shape === 'square' || shape === 'house' ? half : shape === 'diamond' ? half * 0.6 : half * 0.707
  const inner = gap === 0 ? 0 : Math.min(Math.max(gap * 0.9, 9.5), reach - 4)
  const arms = [[-1, -1], [1, -1], [1, 1], [-1, 1]]
  return h('path', {
    d: arms.map(([a, b]) => path('M', x + a * reach, y + b * reach, 'L', x + a * inner, y + b * inner)).join(''),
    class: 'd-line', stroke: INK, 'stroke-width': 1.7
  })
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
