/**
 * The whole life as one strip: a dot for each event, the child's ages below, and the band that is open. It says
 * where things gather and where nothing is written down; the list says what they are.
 */
import { h } from 'preact'
import { w } from '../words.js'
import { ageBands, ageOn, birthday } from '../drawing/ages.js'
import { dayOf, reach } from '../drawing/days.js'
import { CARD, HAIR, INK, LINE, SOFT, line, path, round } from '../drawing/text.js'
import { laneColour } from './lanes.js'
import { stretchOf } from './marks.js'

/** @typedef {import('preact').VNode} Drawn */

/** Where the life begins and ends, px from the edges, and the share of the strip for the time before birth, however long. */
export const STRIP = { left: 10, right: 14, before: 0.08 }

/**
 * Days and places on the strip: what its drawing uses, and a page that lets somebody point at it.
 * @param {{events: Record<string, Record<string, any>>}} plain
 * @param {{born: import('../drawing/days.js').Moment | null, today: string, width?: number}} options
 * @returns {{from: number, to: number, x: (day: number) => number, dayAt: (x: number) => number, edges: number[]}} px from
 *   its left; `edges` the days on which the bands of age begin
 */
export function stripScale (plain, { born, width = 1000, ...options }) {
  const today = dayOf(options.today) ?? 0
  const [birth] = reach(born)
  const bands = ageBands(born, today, plain.events)
  const [from, to] = bands.length ? [bands[0].from, bands[bands.length - 1].to] : [today - 365, today]
  const [left, right] = [STRIP.left, width - STRIP.right]
  const before = birth !== null && birth > from
  const start = before ? left + (right - left) * STRIP.before : left
  const begin = birth ?? from
  return {
    from,
    to,
    x: day => before && day < begin
      ? left + (Math.max(from, day) - from) / (begin - from) * (start - left)
      : start + (Math.max(begin, Math.min(to, day)) - begin) / (to - begin) * (right - start),
    dayAt: x => Math.round(before && x < start
      ? from + Math.max(0, x - left) / (start - left) * (begin - from)
      : begin + Math.max(0, Math.min(right, x) - start) / (right - start) * (to - begin)),
    edges: bands.map(band => band.from).filter(day => day > from)
  }
}

/**
 * Draws the strip.
 * @param {{events: Record<string, Record<string, any>>}} plain
 * @param {{born: import('../drawing/days.js').Moment | null, today: string, band?: [number, number],
 *   vocabulary: Record<string, {key: string}[]>, width?: number, height?: number, wall?: boolean, id?: string,
 *   only?: Set<string> | string[] | null}} options
 *   `band` is what is seen of the life, drawn as a window on it; width 1000, height 44 px; events not in `only` are rings
 * @returns {Drawn} one `<svg>`
 */
export function drawStrip (plain, options) {
  const { width = 1000, height = 44, wall = false, id = 'strip', band } = options
  const today = dayOf(options.today) ?? 0
  const [birth] = reach(options.born)
  const { x, edges } = stripScale(plain, options)
  const dots = dotsOf(plain, { ...options, width, height, wall }, x)
  const oldest = birth === null ? 0 : ageOn(birth, today)?.years ?? 0
  const step = oldest > 24 ? 10 : oldest > 8 ? 4 : 1
  const ticks = birth === null ? [] : Array.from({ length: Math.floor(oldest / step) + 1 }, (_, i) => i * step)
  return h('svg', {
    xmlns: 'http://www.w3.org/2000/svg', class: `drawing strip${wall ? ' wall' : ''}`, id, width: round(width), height: round(height), viewBox: `0 0 ${round(width)} ${round(height)}`,
    role: 'img', 'aria-label': w('drawing.strip.name'), 'font-family': 'Noto Sans, system-ui, sans-serif'
  },
  h('rect', { x: 0.5, y: 0.5, width: round(width - 1), height: round(height - 1), rx: 9, class: 'd-card', fill: CARD, stroke: wall ? 'none' : LINE }),
  edges.map(day => h('path', { d: path('M', x(day), 5, 'V', height - 5), class: 'd-hair', stroke: HAIR, 'stroke-width': 1, key: day })),
  band ? windowDrawn(x(band[0]), x(band[1]), height) : null,
  dots.map(({ d, look }) => h('path', { d, ...look })),
  ticks.map(years => line(String(years), { x: x(birthday(/** @type {number} */ (birth), years)), y: height - 4.5, size: wall ? 15 : 11.5, face: 'semibold', anchor: years === 0 ? 'start' : 'middle' })))
}

/** @typedef {{born: import('../drawing/days.js').Moment | null, today: string, vocabulary: Record<string, {key: string}[]>, width: number, height: number, wall: boolean, only?: Set<string> | string[] | null}} DotOptions */
/** @typedef {{d: string, look: Record<string, any>}[]} Dots one path for each lane */

/**
 * The dots, remembered for the same events: a page that pans draws the strip fifty times in a second.
 * @param {{events: Record<string, Record<string, any>>}} plain @param {DotOptions} options @param {(day: number) => number} x
 * @returns {Dots}
 */
function dotsOf (plain, options, x) {
  const { born, today, vocabulary, width, height, wall, only = null } = options
  const sign = JSON.stringify([born?.start, today, width, height, wall])
  const last = dotted.get(plain.events)
  if (last !== undefined && last.sign === sign && last.only === only) return last.dots
  const lanes = (vocabulary.lanes ?? []).map(row => row.key)
  const wanted = only === null ? null : new Set(only)
  /** @type {Map<string, string>} */
  const paths = new Map()
  for (const [id, event] of Object.entries(plain.events)) {
    const stretch = event.removed_at ? null : stretchOf(event.when)
    if (stretch === null) continue
    const ring = wanted !== null && !wanted.has(id)
    const key = ring ? RING : wall ? '' : event.lane
    const y = wall ? height / 2 - 8 : 6 + Math.max(0, lanes.indexOf(event.lane)) / Math.max(1, lanes.length - 1) * (height - 26)
    const r = ring ? 1.6 : wall ? 4 : 2.6
    paths.set(key, (paths.get(key) ?? '') + path('M', x(stretch.from) - r, y, 'a', r, r, 0, 1, 0, 2 * r, 0, 'a', r, r, 0, 1, 0, -2 * r, 0))
  }
  const dots = [...paths].sort(([a], [b]) => a < b ? -1 : 1).map(([key, d]) => ({
    d,
    look: key === RING
      ? { key, class: 'd-symbol', fill: CARD, stroke: SOFT, 'stroke-width': 1 }
      : wall ? { key, class: 'd-fill', fill: INK } : { key, class: `d-lane-fill lane-${key}`, fill: laneColour(key) }
  }))
  dotted.set(plain.events, { sign, only, dots })
  return dots
}

/** The key of those that are not looked for. */
const RING = ' ring'
/** @type {WeakMap<object, {sign: string, only: Set<string> | string[] | null, dots: Dots}>} */
const dotted = new WeakMap()

/** The part of the life that is seen, with a grip at each side. @param {number} from @param {number} to @param {number} height */
function windowDrawn (from, to, height) {
  const wide = Math.max(12, to - from + 4)
  const left = (from + to) / 2 - wide / 2
  const grip = (/** @type {number} */ at) => path('M', at, height / 2 - 6, 'V', height / 2 + 6)
  return h('g', { class: 'd-window' },
    h('rect', { x: round(left), y: 1, width: round(wide), height: round(height - 2), rx: Math.min(6, round(wide / 3)), class: 'd-band', fill: '#ffe9ad', stroke: INK, 'stroke-width': 1.6 }),
    wide < 30 ? null : h('path', { d: grip(left + 4.5) + grip(left + wide - 4.5), class: 'd-line', fill: 'none', stroke: INK, 'stroke-width': 1.6 }))
}
