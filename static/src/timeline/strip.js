/**
 * The whole life as one strip: a dot for each event, the child's ages below, and the band that is open. It says
 * where things gather and where nothing is written down; the list says what they are.
 */
import { h } from 'preact'
import { w } from '../words.js'
import { ageBands, ageOn, birthday } from '../drawing/ages.js'
import { dayOf, reach } from '../drawing/days.js'
import { CARD, INK, LINE, line, round } from '../drawing/text.js'
import { laneColour } from './lanes.js'
import { stretchOf } from './marks.js'

/** @typedef {import('preact').VNode} Drawn */

/** Where the life begins and ends, px from the edges, and the share of the strip for the time before birth, however long. */
export const STRIP = { left: 10, right: 14, before: 0.08 }

/**
 * Draws the strip.
 * @param {{events: Record<string, Record<string, any>>}} plain
 * @param {{born: import('../drawing/days.js').Moment | null, today: string, band?: [number, number],
 *   vocabulary: Record<string, {key: string}[]>, width?: number, height?: number, wall?: boolean, id?: string}} options
 *   `band` is the one that is open; width 1000, height 44 px
 * @returns {Drawn} one `<svg>`
 */
export function drawStrip (plain, options) {
  const { width = 1000, height = 44, wall = false, id = 'strip', band } = options
  const today = dayOf(options.today) ?? 0
  const [birth] = reach(options.born)
  const bands = ageBands(options.born, today, plain.events)
  const [from, to] = bands.length ? [bands[0].from, bands[bands.length - 1].to] : [today - 365, today]
  const [left, right] = [STRIP.left, width - STRIP.right]
  const start = birth !== null && birth > from ? left + (right - left) * STRIP.before : left
  const x = (/** @type {number} */ day) => birth !== null && day < birth
    ? left + (Math.max(from, day) - from) / (birth - from) * (start - left)
    : start + (Math.min(to, day) - (birth ?? from)) / (to - (birth ?? from)) * (right - start)
  const lanes = (options.vocabulary.lanes ?? []).map(row => row.key)
  const dots = Object.entries(plain.events).filter(([, event]) => !event.removed_at).sort(([a], [b]) => a < b ? -1 : 1).flatMap(([key, event]) => {
    const stretch = stretchOf(event.when)
    if (stretch === null) return []
    const day = stretch.from
    const y = 6 + Math.max(0, lanes.indexOf(event.lane)) / Math.max(1, lanes.length - 1) * (height - 26)
    return [h('circle', { cx: round(x(day)), cy: round(wall ? height / 2 - 8 : y), r: wall ? 4 : 2.6, class: wall ? 'd-fill' : `d-lane-fill lane-${event.lane}`, fill: wall ? INK : laneColour(event.lane), key })]
  })
  const oldest = birth === null ? 0 : ageOn(birth, today)?.years ?? 0
  const step = oldest > 24 ? 10 : oldest > 8 ? 4 : 1
  const ticks = birth === null ? [] : Array.from({ length: Math.floor(oldest / step) + 1 }, (_, i) => i * step)
  return h('svg', {
    xmlns: 'http://www.w3.org/2000/svg', class: `drawing strip${wall ? ' wall' : ''}`, id, width: round(width), height: round(height), viewBox: `0 0 ${round(width)} ${round(height)}`,
    role: 'img', 'aria-label': w('drawing.strip.name'), 'font-family': 'Noto Sans, system-ui, sans-serif'
  },
  h('rect', { x: 0.5, y: 0.5, width: round(width - 1), height: round(height - 1), rx: 9, class: 'd-card', fill: CARD, stroke: wall ? 'none' : LINE }),
  band ? h('rect', { x: round(x(band[0]) - 2), y: 1, width: round(Math.max(12, x(band[1]) - x(band[0]) + 4)), height: round(height - 2), rx: 6, class: 'd-band', fill: '#ffe9ad', stroke: INK, 'stroke-width': 1.6 }) : null,
  dots,
  ticks.map(years => line(String(years), { x: x(birthday(/** @type {number} */ (birth), years)), y: height - 4.5, size: wall ? 15 : 11.5, face: 'semibold', anchor: years === 0 ? 'start' : 'middle' })))
}
