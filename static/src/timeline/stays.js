/** The child's homes as bars, read from the genogram's stays: at the top of the lane of moves. */
import { h } from 'preact'
import { line, round, wrap } from '../drawing/text.js'
import { changeSentence, staysOf } from './changes.js'
import { mark } from './marks.js'

/** @typedef {import('preact').VNode} Drawn */
/** @typedef {import('./changes.js').Change} Change */
/** @typedef {{change: Change, left: number, right: number}} Placed px in the plot */

/** px of one line of bars, and of what parts them from the cards. */
const LINE_HIGH = 27
const BELOW = 8
const SIZE = 12.5
/** px that a name needs to be of use, and a finger (WCAG 2.5.8). */
const LEAST = 30
const FINGER = 24

/**
 * The stays that are in sight, on lines where none covers another.
 * @param {import('./changes.js').Plain} plain
 * @param {{x: (day: number) => number, plot: number, today: number}} at
 * @returns {{lines: Placed[][], height: number}}
 */
export function staysIn (plain, { x, plot, today }) {
  /** @type {Placed[][]} */
  const lines = []
  for (const change of staysOf(plain)) {
    const { from, to } = change.stretch
    const [left, right] = [x(from), x(to ?? Math.max(today, from))]
    if (right <= 0 || left >= plot) continue
    const placed = { change, left: Math.max(0, left), right: Math.min(plot, right) }
    const free = lines.find(each => Math.max(each[each.length - 1].right - 1, each[each.length - 1].left + FINGER) <= placed.left)
    if (free) free.push(placed)
    else lines.push([placed])
  }
  return { lines, height: lines.length === 0 ? 0 : lines.length * LINE_HIGH + BELOW }
}

/**
 * Draws them.
 * @param {ReturnType<typeof staysIn>} laid
 * @param {{x: (day: number) => number, plot: number, y: number, colour: string, lane: string, prefix: string, today: number, reachable: boolean, selected?: string, wall?: boolean}} options
 *   `y` px of the top
 * @returns {Drawn}
 */
export function staysDrawn ({ lines }, { x, plot, y, colour, lane, prefix, today, reachable, selected, wall = false }) {
  const size = wall ? 15 : SIZE
  return h('g', { class: 'd-stays' }, lines.map((row, i) => row.map((each, at) => {
    const middle = y + i * LINE_HIGH + 20
    const room = Math.min(plot, at + 1 < row.length ? row[at + 1].left : plot) - each.left - 6
    const words = room >= LEAST ? wrap(each.change.name, { width: Math.min(room, 260), size, lines: 1 })[0] ?? '' : ''
    return h('g', {
      role: 'listitem',
      class: `d-item d-stay${selected === each.change.id ? ' d-selected' : ''}`,
      key: each.change.id,
      'data-collection': 'stays',
      'data-id': each.change.id,
      'aria-label': changeSentence(each.change),
      ...(reachable ? { tabindex: -1 } : {})
    },
    words ? line(words, { x: each.left + 2, y: middle - 7, size }) : null,
    mark(each.change.stretch, { x, width: plot, y: middle, colour, lane, prefix, hatched: false, today }),
    reachable ? h('rect', { x: round(each.left), y: round(middle - 20), width: round(Math.max(FINGER, each.right - each.left)), height: LINE_HIGH, rx: 5, class: 'd-focus d-target', fill: 'none', stroke: 'none', 'pointer-events': 'all' }) : null)
  })))
}
