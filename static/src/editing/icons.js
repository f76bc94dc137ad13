/**
 * The signs of the meeting page, always beside words: the shapes that the drawings use, by their name in icons.txt.
 */
import { h } from 'preact'
import shapes from '../generated/icons.json'

/** @type {Record<string, any[]>} */
const SHAPES = shapes

/**
 * One sign, stroked in the colour of the text.
 * @param {string} name one of icons.txt
 * @param {string} [extra] more classes
 * @returns {import('preact').VNode}
 */
export function icon (name, extra = '') {
  return h('svg', { class: `icon ${extra}`.trim(), viewBox: '0 0 24 24', 'aria-hidden': 'true' },
    (SHAPES[name] ?? []).map(([element, { key, ...attributes }]) => h(element, attributes)))
}

/** The sign of the product. @returns {import('preact').VNode} */
export function mark () {
  return h('span', { class: 'mark' }, h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' },
    h('path', { d: 'M3 16c4 0 4-8 9-8s5 8 9 8' }), h('circle', { cx: 12, cy: 8, r: 2.4, fill: '#fff' })))
}

/**
 * The sign of a lane.
 * @param {import('../document/schema.js').Schema} schema
 * @param {string} lane
 */
export function laneIcon (schema, lane) {
  const row = schema.vocabulary.lanes?.find(each => each.key === lane)
  return icon(row?.icon ?? 'ellipsis', `lane-${lane}`)
}
