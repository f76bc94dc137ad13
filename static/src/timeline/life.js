/**
 * All age bands of a life, one below the other: the timeline on paper and where no script runs. Losses and changes stand
 * once, above them, over the whole life.
 */
import { h } from 'preact'
import { w } from '../words.js'
import { ageBands } from '../drawing/ages.js'
import { dayOf } from '../drawing/days.js'
import { line, round } from '../drawing/text.js'
import { drawTimeline } from './timeline.js'
import { lifeWindow } from './window.js'

/** @typedef {import('./timeline.js').TimelineOptions} TimelineOptions */

const HEAD = 34
/** px above each band for its ages. */

/**
 * Draws every band that holds something; the undated ones stand below the last.
 * @param {import('./timeline.js').Plain} plain
 * @param {Omit<TimelineOptions, 'band'>} options
 *   homes and the ribbon are drawn unless they are `false`
 * @returns {import('preact').VNode} one `<svg>` of bands
 */
export function drawLife (plain, options) {
  const { width = 1000, id = 'life', stays = true, ribbon = true } = options
  const today = dayOf(options.today) ?? 0
  const bands = ageBands(options.born, today, plain.events)
  let y = 0
  const above = ribbon ? drawTimeline(plain, { ...options, ribbon, id: `${id}-ribbon`, band: lifeWindow(plain, { born: options.born, today }), lanes: [], undated: false, name: w('drawing.ribbon.name') }) : null
  const title = above === null ? null : line(w('drawing.ribbon.name'), { x: 0, y: 22, size: 17, face: 'semibold' })
  if (above !== null) y = HEAD + Number(/** @type {any} */ (above.props).height) + 14
  const drawn = (bands.length ? bands : [{ key: 'all', from: today - 3650, to: today, first: -1, last: -1 }]).map((band, i, all) => {
    const picture = drawTimeline(plain, { rows: 40, ...options, stays, ribbon: false, id: `${id}-${band.key}`, band: [band.from, band.to], undated: i === all.length - 1, name: bandName(band) })
    const top = y
    y += HEAD + Number(/** @type {any} */ (picture.props).height) + 14
    return h('g', { key: band.key }, line(bandName(band), { x: 0, y: top + 22, size: 17, face: 'semibold' }), h('svg', { ...picture.props, key: band.key, x: 0, y: round(top + HEAD) }))
  })
  return h('svg', {
    xmlns: 'http://www.w3.org/2000/svg', class: 'drawing life', id, width: round(width), height: round(y), viewBox: `0 0 ${round(width)} ${round(y)}`,
    role: 'graphics-document', 'aria-label': options.name || w('drawing.timeline.name'), 'font-family': 'Noto Sans, system-ui, sans-serif'
  }, title, above && h('svg', { .../** @type {any} */ (above).props, x: 0, y: HEAD }), drawn)
}

/**
 * What a band is called: "Age 8 to 11", "Before birth".
 * @param {{first: number, last: number}} band
 * @returns {string}
 */
export function bandName ({ first, last }) {
  if (first < 0) return w('drawing.before_birth')
  return first === last ? w('drawing.band_one', { age: first }) : w('drawing.band', { from: first, to: last })
}
