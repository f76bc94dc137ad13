/**
 * What is known of somebody's health and use of substances, inside their symbol: the left half for illness, the lower
 * half for substance misuse. Filled where it is certain, hatched where it is suspected, outlined or split where somebody
 * is recovering. Each is told by its pattern, so that it is as clear in black and white.
 * Source: McGoldrick, Gerson & Petry. Disability, neurodivergence and learning disability have marks of their own, because
 * they are not illness; those marks are ours.
 */
import { h } from 'preact'
import { dayOf } from '../drawing/days.js'
import { INK, path, round } from '../drawing/text.js'
import { stands } from './then.js'

/** @typedef {import('preact').VNode} Drawn */
/** @typedef {{mark: string, state: string}} Mark a row of `health_marks`, and of `mark_states` or "" */
/** @typedef {[number, number]} Corner */

export const ILLNESS = ['physical_illness', 'mental_illness']
export const SUBSTANCE = ['alcohol', 'drugs']
/** Marks that are a letter beside the symbol, and the words that hold the letter. */
export const LETTERED = ['smoking', 'weight', 'language_difficulty']
/** Marks with a sign of their own and words below the name. */
export const SIGNED = ['disability', 'learning_disability', 'neurodivergence']

const PURPLE = '#5f3b7d'
const BROWN = '#8a4b08'
/** Fills of the second kind of a pair carry light dots, so that alcohol is told from drugs, body from mind. */
const DOTTED = ['mental_illness', 'drugs']

/**
 * The marks of everybody from the standing facts that are in force on a day.
 * @param {Record<string, Record<string, any>> | undefined} facts
 * @param {number | string | null} day null for all that there ever are
 * @returns {Map<string, Mark[]>} by person
 */
export function marksOn (facts, day) {
  const number = typeof day === 'string' ? dayOf(day) ?? 0 : day
  /** @type {Map<string, Mark[]>} */
  const found = new Map()
  const ids = Object.keys(facts ?? {}).sort()
  for (const id of ids) {
    const fact = /** @type {Record<string, any>} */ (facts)[id]
    if (fact.removed_at || !fact.mark || !fact.about) continue
    const standing = number === null ? 'now' : stands(fact, number)
    if (standing === 'later' || standing === 'past') continue
    const state = standing === 'possible' ? fact.state || 'suspected' : fact.state || ''
    const marks = found.get(fact.about) ?? []
    const same = marks.find(each => each.mark === fact.mark)
    if (same === undefined) found.set(fact.about, [...marks, { mark: fact.mark, state }])
    else if (weight(state) > weight(same.state)) same.state = state
  }
  return found
}

/** What is certain outweighs what is suspected, and that what is over. @param {string} state */
function weight (state) {
  return state === '' ? 2 : state === 'suspected' ? 1 : 0
}

/** Of several marks of one half, the one that counts most. @param {Mark[]} marks @param {string[]} kinds */
function heaviest (marks, kinds) {
  return marks.filter(each => kinds.includes(each.mark)).sort((one, other) => weight(other.state) - weight(one.state) || kinds.indexOf(one.mark) - kinds.indexOf(other.mark))[0]
}

/**
 * Whether anything is filled inside a symbol.
 * @param {Mark[]} marks
 */
export function filled (marks) {
  return marks.some(each => ILLNESS.includes(each.mark) || SUBSTANCE.includes(each.mark))
}

/**
 * The fills of a symbol.
 * @param {Mark[]} marks
 * @param {Corner[]} corners of the symbol, convex, in order
 * @param {number} x @param {number} y its middle
 * @returns {Drawn[]}
 */
export function fills (marks, corners, x, y) {
  const illness = heaviest(marks, ILLNESS)
  const substance = heaviest(marks, SUBSTANCE)
  const left = cut(corners, ([a]) => x - a)
  const foot = cut(corners, ([, b]) => b - y)
  const drawn = []
  if (illness) drawn.push(...half(left, illness, 'd-illness', PURPLE, left, 1))
  if (substance) drawn.push(...half(foot, substance, 'd-substance', BROWN, cut(foot, ([a]) => a - x), -1))
  return drawn
}

/**
 * One half of a symbol.
 * @param {Corner[]} area @param {Mark} mark @param {string} classes @param {string} colour
 * @param {Corner[]} quarter that is filled while somebody recovers from substances @param {1 | -1} lean of the hatching
 */
function half (area, { mark, state }, classes, colour, quarter, lean) {
  const edge = h('path', { d: around(area), class: `${classes}-line`, fill: 'none', stroke: colour, 'stroke-width': 1.6, 'stroke-linejoin': 'round' })
  const block = (/** @type {Corner[]} */ corners) => [
    h('path', { d: around(corners), class: classes, fill: colour, 'data-fill': mark }),
    ...(DOTTED.includes(mark) ? [h('path', { d: dots(corners), class: 'd-plate-line', fill: 'none', stroke: '#ffffff', 'stroke-width': 2.4, 'stroke-linecap': 'round' })] : [])
  ]
  if (state === 'suspected') {
    return [h('path', { d: hatching(area, lean, 5), class: `${classes}-line`, fill: 'none', stroke: colour, 'stroke-width': 1.6, 'data-fill': mark }), ...doubt(area, mark, colour), edge]
  }
  if (state === 'recovering') {
    return SUBSTANCE.includes(mark) ? [...block(quarter), edge] : [h('path', { d: hatching(area, 0, 5), class: `${classes}-line`, fill: 'none', stroke: colour, 'stroke-width': 1.1, 'data-fill': mark }), ...doubt(area, mark, colour), edge]
  }
  return block(area)
}

/** Dots in a hatching, for the second kind of a pair. @param {Corner[]} area @param {string} mark @param {string} colour */
function doubt (area, mark, colour) {
  return DOTTED.includes(mark) ? [h('path', { d: dots(area), class: 'd-dots', fill: 'none', stroke: colour, 'stroke-width': 3.4, 'stroke-linecap': 'round' })] : []
}

/**
 * The part of a convex area on one side.
 * @param {Corner[]} corners @param {(corner: Corner) => number} side 0 or more where a corner stays
 * @returns {Corner[]}
 */
export function cut (corners, side) {
  /** @type {Corner[]} */
  const kept = []
  corners.forEach((to, i) => {
    const from = corners[(i + corners.length - 1) % corners.length]
    const [before, after] = [side(from), side(to)]
    if ((before < 0) !== (after < 0)) {
      const share = before / (before - after)
      kept.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share])
    }
    if (after >= 0) kept.push(to)
  })
  return kept
}

/** @param {Corner[]} corners */
export function around (corners) {
  return corners.map(([x, y], i) => path(i ? 'L' : 'M', x, y)).join('') + 'Z'
}

/** Lines across a convex area, `lean` 0 for level ones. @param {Corner[]} area @param {number} lean @param {number} step px */
function hatching (area, lean, step) {
  const along = (/** @type {Corner} */ [x, y]) => y + lean * x
  const values = area.map(along)
  let data = ''
  for (let at = Math.ceil(Math.min(...values) / step) * step; at < Math.max(...values); at += step) {
    /** @type {Corner[]} */
    const ends = []
    area.forEach((to, i) => {
      const from = area[(i + area.length - 1) % area.length]
      const [before, after] = [along(from) - at, along(to) - at]
      if ((before < 0) !== (after < 0)) ends.push([from[0] + (to[0] - from[0]) * before / (before - after), from[1] + (to[1] - from[1]) * before / (before - after)])
    })
    if (ends.length === 2) data += path('M', ...ends[0], 'L', ...ends[1])
  }
  return data
}

/** Dots inside a convex area. @param {Corner[]} area */
function dots (area) {
  const [xs, ys] = [area.map(each => each[0]), area.map(each => each[1])]
  let data = ''
  for (let y = Math.min(...ys) + 4, row = 0; y < Math.max(...ys) - 2; y += 6, row++) {
    for (let x = Math.min(...xs) + 4 + row % 2 * 3; x < Math.max(...xs) - 2; x += 6) if (within(area, x, y)) data += path('M', x, y, 'L', x + 0.1, y)
  }
  return data
}

/** Whether a point lies inside a convex area. @param {Corner[]} area @param {number} x @param {number} y */
function within (area, x, y) {
  const sides = area.map(([ax, ay], i) => {
    const [bx, by] = area[(i + 1) % area.length]
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax)
  })
  return sides.every(side => side >= 0) || sides.every(side => side <= 0)
}

/**
 * The sign of a mark that is not illness, 12 px high: two rings that meet (neurodivergence), an open book (learning
 * disability), a ring with a bar through it (disability).
 * @param {string} mark @param {number} x @param {number} y its middle
 * @returns {Drawn}
 */
export function sign (mark, x, y) {
  const look = { class: 'd-line', fill: 'none', stroke: INK, 'stroke-width': 1.7, 'data-mark': mark }
  if (mark === 'neurodivergence') {
    return h('path', { d: path('M', x, y, 'C', x + 3, y - 5, x + 6.5, y - 4.5, x + 6.5, y, 'C', x + 6.5, y + 4.5, x + 3, y + 5, x, y, 'C', x - 3, y - 5, x - 6.5, y - 4.5, x - 6.5, y, 'C', x - 6.5, y + 4.5, x - 3, y + 5, x, y, 'Z'), ...look })
  }
  if (mark === 'learning_disability') {
    return h('path', { d: path('M', x, y + 5, 'L', x, y - 3, 'L', x - 6, y - 5, 'L', x - 6, y + 3, 'L', x, y + 5, 'L', x + 6, y + 3, 'L', x + 6, y - 5, 'L', x, y - 3), ...look, 'stroke-linejoin': 'round' })
  }
  return h('g', {}, h('circle', { cx: round(x), cy: round(y), r: 5, ...look }), h('path', { d: path('M', x - 5, y, 'L', x + 5, y), ...look }))
}
