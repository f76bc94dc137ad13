/**
 * The mark of an event below its card, from its moment's two pairs in days: what is certain is solid, what is not
 * fades, an open end is an arrow, and a point known only to a range is a pill over that range: never a false tick.
 */
import { h } from 'preact'
import { dayOf } from '../drawing/days.js'
import { CARD, path, round } from '../drawing/text.js'

/** @typedef {import('../drawing/days.js').Moment} Moment */
/** @typedef {import('preact').VNode} Drawn */
/**
 * @typedef {object} Stretch in days
 * @property {'point' | 'pill' | 'span'} shape
 * @property {number} from first possible day; a year before the first known one where that side is open
 * @property {number | null} to the day after the last possible day; null goes on until today
 * @property {boolean} open a side is not known: it fades and has no outline
 * @property {number} sureFrom @property {number} sureTo what lies between is certain; empty when not `sureFrom < sureTo`
 */

const HINT = 365
/** Days by which an open side is hinted at. */
const HIGH = 6
/** px of a bar. */

/**
 * What a moment covers.
 * @param {Moment | null} when
 * @returns {Stretch | null} null for a moment without dates
 */
export function stretchOf (when) {
  if (!when?.start) return null
  const [s0, s1] = when.start.map(dayOf)
  if (when.end === null) {
    if (s0 === null && s1 === null) return null
    if (s0 !== null && s0 === s1) return { shape: 'point', from: s0, to: s0 + 1, open: false, sureFrom: s0, sureTo: s0 + 1 }
    return { shape: 'pill', from: s0 ?? /** @type {number} */ (s1) - HINT, to: s1 === null ? /** @type {number} */ (s0) + HINT : s1 + 1, open: s0 === null || s1 === null, sureFrom: 0, sureTo: 0 }
  }
  const [e0, e1] = when.end.map(dayOf)
  const known = s0 ?? s1
  const first = e0 ?? e1
  if (known === null && first === null) return null
  return {
    shape: 'span',
    from: known ?? /** @type {number} */ (first) - HINT,
    to: e1 === null ? null : e1 + 1,
    open: known === null,
    sureFrom: s1 ?? s0 ?? /** @type {number} */ (first),
    sureTo: e0 === null ? (e1 === null ? Infinity : s1 ?? 0) : e0 + 1
  }
}

/**
 * The mark, drawn.
 * @param {Stretch} stretch
 * @param {{x: (day: number) => number, width: number, y: number, colour: string, lane: string, prefix: string, hatched: boolean, today: number,
 *   often?: boolean, days?: number[]}} at
 *   `x` px of a day, `width` of the lane, `y` middle of the bar, `prefix` of the ids of fades, `hatched` for two tellings,
 *   `often` for what happened again and again, on `days` where they are known
 * @returns {(Drawn | false)[]}
 */
export function mark (stretch, { x, width, y, colour, lane, prefix, hatched, today, often = false, days = [] }) {
  const filled = hatched ? `url(#${prefix}-hatch-${lane})` : often ? `url(#${prefix}-often-${lane})` : colour
  const look = { class: `d-lane-fill lane-${lane}`, fill: filled }
  if (days.length > 0) return beads(stretch, days, { x, width, y, colour, lane, hatch: hatched ? look.fill : '' })
  if (stretch.shape === 'point') {
    const at = x(stretch.from)
    return at < -0.5 || at > width ? [] : [h('circle', { cx: round(at), cy: round(y), r: 5, ...look, class: `${look.class} d-point`, stroke: CARD, 'stroke-width': 1.8 })]
  }
  const left = x(stretch.from)
  const right = stretch.to === null ? Math.min(width - 8, x(Math.max(today, stretch.from))) : x(stretch.to)
  if (stretch.shape === 'pill') return pill(left, right, y, width, { class: look.class, colour, lane, prefix, open: stretch.open, filled: filled.startsWith('url') ? filled : '' })
  const sureLeft = Math.min(Math.max(x(stretch.sureFrom), left), right)
  const sureRight = Math.max(sureLeft, Math.min(stretch.sureTo === Infinity ? right : x(stretch.sureTo), right))
  const [a, b, c, d] = [left, sureLeft, sureRight, right].map(each => Math.max(0, Math.min(width, each)))
  const fade = (/** @type {string} */ side) => hatched || often ? look.fill : `url(#${prefix}-${side}-${lane})`
  const drawn = []
  if (b - a > 0.5) drawn.push(bar(a, b, y, { ...look, fill: fade('in') }))
  // a hair wider, so that no seam is seen where it meets a fade
  if (c - b > 0.5) drawn.push(bar(b - 0.3, c + 0.3, y, look))
  if (d - c > 0.5) drawn.push(bar(c, d, y, { ...look, fill: fade('out') }))
  if (stretch.to === null && right <= width + 1) drawn.push(h('path', { d: path('M', d - 2, y - 6, 'L', d + 7, y, 'L', d - 2, y + 6, 'Z'), ...look, fill: colour }))
  return drawn
}

/**
 * What happened on several known days: a thin line over all of them, an upright for each.
 * @param {Stretch} stretch @param {number[]} days
 * @param {{x: (day: number) => number, width: number, y: number, colour: string, lane: string, hatch: string}} at
 * @returns {(Drawn | false)[]}
 */
function beads (stretch, days, { x, width, y, colour, lane, hatch }) {
  const [left, right] = [stretch.from, stretch.to ?? stretch.from].map(day => Math.max(0, Math.min(width, x(day))))
  const seen = [...new Set(days.map(day => round(x(day))))].filter(at => at >= 0 && at <= width)
  return [
    hatch ? bar(left, right, y, { class: `d-lane-fill lane-${lane}`, fill: hatch }) : h('rect', { x: round(left), y: round(y - 1), width: round(Math.max(4, right - left)), height: 2, class: `d-lane-fill lane-${lane}`, fill: colour }),
    seen.length > 0 && h('path', { d: seen.map(at => path('M', at, y - HIGH / 2 - 1.5, 'V', y + HIGH / 2 + 1.5)).join(''), class: `d-lane-line lane-${lane}`, fill: 'none', stroke: colour, 'stroke-width': 2.4 })
  ]
}

/** @param {number} x1 @param {number} x2 @param {number} y @param {Record<string, any>} look */
function bar (x1, x2, y, look) {
  return h('rect', { x: round(x1), y: round(y - HIGH / 2), width: round(Math.max(4, x2 - x1)), height: HIGH, ...look })
}

/**
 * One point in time, somewhere in here: an outlined pill whose ends fade. Where it goes on beyond an edge it is cut
 * there, not rounded.
 * @param {number} x1 @param {number} x2 @param {number} y @param {number} width @param {{class: string, colour: string, lane: string, prefix: string, open: boolean, filled: string}} look
 *   `filled` with what, where not with a fade
 */
function pill (x1, x2, y, width, { class: classes, colour, lane, prefix, open, filled }) {
  const wider = Math.max(0, 10 - (x2 - x1)) / 2
  const [from, to] = [x1 - wider, x2 + wider]
  const [cutLeft, cutRight] = [from < -1, to > width + 1]
  const [left, right] = [cutLeft ? 0 : from, cutRight ? width : to]
  const [top, foot, r] = [y - HIGH / 2, y + HIGH / 2, HIGH / 2]
  const side = cutLeft && cutRight ? 'even' : cutLeft ? 'out' : cutRight ? 'in' : 'both'
  const outline = path(
    'M', cutLeft ? left : left + r, top, 'H', cutRight ? right : right - r,
    ...(cutRight ? ['M', right, foot] : ['A', r, r, 0, 0, 1, right - r, foot]),
    'H', cutLeft ? left : left + r, ...(cutLeft ? [] : ['A', r, r, 0, 0, 1, left + r, top])
  )
  return [
    h('rect', { x: round(left), y: round(top), width: round(Math.max(1, right - left)), height: HIGH, rx: cutLeft || cutRight ? 0 : r, class: classes, fill: filled || `url(#${prefix}-${side}-${lane})` }),
    ...(open ? [] : [h('path', { d: outline, class: `d-lane-line lane-${lane}`, fill: 'none', stroke: colour, 'stroke-width': 1 })])
  ]
}

/**
 * The fades, the hatching and the stripes of a lane's colour.
 * @param {string} prefix @param {string} lane @param {string} colour
 * @returns {Drawn[]}
 */
export function fades (prefix, lane, colour) {
  const stop = (/** @type {number} */ offset, /** @type {number} */ opacity) =>
    h('stop', { offset, 'stop-color': colour, 'stop-opacity': opacity, class: `d-lane-stop lane-${lane}` })
  const gradient = (/** @type {string} */ side, /** @type {Drawn[]} */ stops) => h('linearGradient', { id: `${prefix}-${side}-${lane}` }, stops)
  return [
    gradient('in', [stop(0, 0), stop(1, 1)]),
    gradient('out', [stop(0, 1), stop(1, 0)]),
    gradient('both', [stop(0, 0.05), stop(0.5, 0.7), stop(1, 0.05)]),
    gradient('even', [stop(0, 0.6), stop(1, 0.6)]),
    h('pattern', { id: `${prefix}-hatch-${lane}`, width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      h('rect', { width: 2.4, height: 5, fill: colour, class: `d-lane-fill lane-${lane}` })),
    h('pattern', { id: `${prefix}-often-${lane}`, width: 7, height: 12, patternUnits: 'userSpaceOnUse' },
      h('rect', { width: 3.2, height: 12, fill: colour, class: `d-lane-fill lane-${lane}` }))
  ]
}
