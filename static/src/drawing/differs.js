/**
 * What changed from one version to another, on a drawing: a ring round what is new or no longer there, a sign in a circle
 * beside everything that differs, and words for those who do not see it. Never colour alone.
 */
import { h } from 'preact'
import { w } from '../words.js'
import { CARD, INK, round, SUN } from './text.js'

/** Id of a record -> its verb: `new`, `changed`, `no_longer`, `moved`, `renamed`, `merged`, `corrected`. @typedef {Record<string, string>} Differs */

/** @type {Record<string, string>} */
const SIGNS = { new: '+', changed: '~', no_longer: '−', moved: '↕', renamed: '~', merged: '=', corrected: '~' }
const RADIUS = 9

/** What is said of a record behind its name: "new", or nothing. @param {Differs | undefined} differs @param {string} id */
export function differsSaid (differs, id) {
  const verb = differs?.[id] ?? ''
  return verb in SIGNS ? `, ${w(`drawing.differs.${verb}`)}` : ''
}

/**
 * The sign in its circle.
 * @param {Differs | undefined} differs @param {string} id @param {number} x @param {number} y middle of the circle
 */
export function badge (differs, id, x, y) {
  const verb = differs?.[id] ?? ''
  if (!(verb in SIGNS)) return null
  const [ground, ink] = verb === 'new' ? [INK, CARD] : verb === 'no_longer' || verb === 'moved' || verb === 'merged' ? [CARD, INK] : [SUN, INK]
  return h('g', { class: `d-differs d-${verb}`, 'aria-hidden': 'true' },
    h('circle', { cx: round(x), cy: round(y), r: RADIUS, fill: ground, stroke: INK, 'stroke-width': 1.5, ...(verb === 'no_longer' ? { 'stroke-dasharray': '2 2' } : {}) }),
    h('text', { x: round(x), y: round(y + 4.5), 'font-size': 14, 'font-weight': 700, 'text-anchor': 'middle', fill: ink }, SIGNS[verb]))
}

/**
 * The ring round a symbol: thick round what is new, dotted round what is no longer there.
 * @param {Differs | undefined} differs @param {string} id @param {{x: number, y: number, outer: number, square: boolean}} place
 */
export function ring (differs, id, { x, y, outer, square }) {
  const verb = differs?.[id] ?? ''
  if (verb !== 'new' && verb !== 'no_longer') return null
  const reach = outer + 4
  const pen = { class: 'd-ring', fill: 'none', stroke: INK, 'stroke-width': verb === 'new' ? 4 : 2, ...(verb === 'new' ? {} : { 'stroke-dasharray': '2 4' }) }
  return square
    ? h('rect', { x: round(x - reach), y: round(y - reach), width: round(2 * reach), height: round(2 * reach), ...pen })
    : h('circle', { cx: round(x), cy: round(y), r: round(reach), ...pen })
}
