/** Icons inside a drawing: their shapes inline, because a printed picture cannot point into a sprite. */
import { h } from 'preact'
import shapes from '../generated/icons.json'
import { INK, round } from './text.js'

/** @type {Record<string, any[]>} */
const SHAPES = shapes

/**
 * One icon, 24 units square at size 24.
 * @param {string} name one of icons.txt; an unknown one draws a plain ring, so that a row without a picture is seen
 * @param {{x: number, y: number, size: number, colour?: string, classes?: string, width?: number}} where its upper
 *   left corner; `width` of its stroke at size 24
 * @returns {import('preact').VNode}
 */
export function icon (name, { x, y, size, colour = INK, classes = 'd-line', width = 1.9 }) {
  const parts = SHAPES[name] ?? [['circle', { cx: '12', cy: '12', r: '8' }]]
  return h('g', {
    transform: `translate(${round(x)} ${round(y)}) scale(${Math.round(size / 24 * 1000) / 1000})`,
    class: classes,
    fill: 'none',
    stroke: colour,
    'stroke-width': width,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true'
  }, parts.map(([element, { key, ...attributes }]) => h(element, attributes)))
}
