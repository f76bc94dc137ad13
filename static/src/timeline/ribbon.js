/**
 * Losses and changes as a ribbon below the ages: a row each for people, homes, schools and workers. What lasts is a bar;
 * what came is a filled ring, what went an open one with a stroke through it, a death the cross of the genogram, and
 * what the timeline tells is a diamond: told apart by shape.
 */
import { h } from 'preact'
import { w } from '../words.js'
import { CARD, HAIR, INK, LINE, SOFT, drawable, line, path, round, wrap } from '../drawing/text.js'
import { ROWS, changeSentence, changesOf, rowName } from './changes.js'
import { fades, mark } from './marks.js'

/** @typedef {import('preact').VNode} Drawn */
/** @typedef {import('./changes.js').Change} Change */
/** @typedef {{change: Change, left: number, right: number, words: string, wordsAt: number}} Placed px in the plot */
/** @typedef {{row: import('./changes.js').Row, y: number, height: number, lines: Placed[][], hidden: number}} RibbonRow */

/** px of a line of a row, of what stands around lines, of the type. */
const LINE_HIGH = { bar: 25, sign: 24 }
const AROUND = 5
const SIZE = 12.5
/** Most lines of a row, px that words need to be of use, and px that a finger needs (WCAG 2.5.8). */
const MOST = 2
const LEAST = 34
const FINGER = 24
const SIGN = 6

/**
 * Where everything of the ribbon stands.
 * @param {import('./changes.js').Plain} plain
 * @param {{x: (day: number) => number, plot: number, y: number, today: number}} at `y` px of its top
 * @returns {{rows: RibbonRow[], height: number}}
 */
export function layOutRibbon (plain, { x, plot, y, today }) {
  const all = changesOf(plain)
  let top = y
  const rows = ROWS.map(row => {
    const own = all.filter(change => change.row === row)
    const spans = linesOf(own.filter(change => change.sort === 'span'), x, plot, today, true)
    const signs = linesOf(own.filter(change => change.sort !== 'span'), x, plot, today, false)
    const lines = [...spans.lines, ...signs.lines]
    const height = Math.max(24, AROUND * 2 + spans.lines.length * LINE_HIGH.bar + signs.lines.length * LINE_HIGH.sign)
    const placed = { row, y: top, height, lines, hidden: spans.hidden + signs.hidden }
    top += height
    return placed
  })
  return { rows, height: top - y }
}

/**
 * Changes on lines: first fit, by their first day. Words have what is free until the next one.
 * @param {Change[]} changes @param {(day: number) => number} x @param {number} plot @param {number} today @param {boolean} bars
 * @returns {{lines: Placed[][], hidden: number}}
 */
function linesOf (changes, x, plot, today, bars) {
  /** @type {Placed[][]} */
  const lines = []
  let hidden = 0
  for (const change of changes) {
    const { from, to } = bars ? change.stretch : happened(change)
    const [first, last] = [x(from), x(to ?? Math.max(today, from))]
    if (last < 0 || first > plot) continue
    const left = Math.max(bars ? 0 : SIGN, Math.min(plot - (bars ? 4 : SIGN), bars ? first : (first + last) / 2))
    const right = bars ? Math.max(left + 4, Math.min(plot, last)) : left + SIGN
    const free = lines.findIndex(each => {
      const last = each[each.length - 1]
      return (bars ? Math.max(last.right + 2, last.left + FINGER) : last.left + FINGER) <= left
    })
    const placed = { change, left, right, words: '', wordsAt: left + (bars ? 2 : SIGN + 4) }
    if (free >= 0) lines[free].push(placed)
    else if (lines.length < MOST) lines.push([placed])
    else hidden++
  }
  for (const row of lines) {
    row.forEach((each, i) => {
      const room = (i + 1 < row.length ? row[i + 1].left - (bars ? 6 : SIGN + 8) : plot - 2) - each.wordsAt
      if (room >= LEAST) each.words = wrap(each.change.name, { width: Math.min(room, 220), size: SIZE, lines: 1 })[0] ?? ''
    })
  }
  return { lines, hidden }
}

/** The days on which something may have come or gone: a time's beginning. @param {Change} change @returns {{from: number, to: number}} */
function happened ({ stretch: { shape, from, to, sureFrom } }) {
  return { from, to: shape === 'span' ? Math.max(from, sureFrom) : shape === 'point' ? from : to ?? from }
}

/**
 * Draws the ribbon.
 * @param {ReturnType<typeof layOutRibbon>} laid
 * @param {{x: (day: number) => number, labels: number, plot: number, prefix: string, today: number, reachable: boolean, selected?: string}} options
 * @returns {Drawn}
 */
export function ribbonDrawn ({ rows }, { x, labels, plot, prefix, today, reachable, selected }) {
  return h('g', { class: 'd-ribbon', role: 'group', 'aria-label': w('drawing.ribbon.name') },
    h('defs', null, fades(`${prefix}-ribbon`, 'ribbon', SOFT)),
    rows.map(({ row, y, height, lines, hidden }) => {
      let at = y + AROUND
      return h('g', { role: 'list', class: 'd-ribbon-row', 'data-ribbon': row, key: row, 'aria-label': lines.length ? rowName(row) : w('drawing.lane_empty', { lane: rowName(row) }) },
        h('path', { d: path('M', 0, y + height, 'H', labels + plot), class: 'd-hair', stroke: HAIR, 'stroke-width': 1 }),
        labels > 0 ? line(wrap(rowName(row), { width: labels - 24, size: SIZE, lines: 1 })[0] ?? '', { x: 12, y: y + height / 2 + (hidden > 0 ? -3.5 : 4.5), size: SIZE, ink: 'soft' }) : null,
        h('g', { transform: `translate(${round(labels)} 0)`, 'clip-path': `url(#${prefix}-plot)` }, lines.map(placed => {
          const bars = placed[0].change.sort === 'span'
          const middle = at + (bars ? 19 : LINE_HIGH.sign / 2)
          at += bars ? LINE_HIGH.bar : LINE_HIGH.sign
          return placed.map(each => h('g', {
            role: 'listitem',
            class: `d-item d-change${selected === each.change.id ? ' d-selected' : ''}`,
            key: `${each.change.what} ${each.change.id}`,
            'data-collection': each.change.collection,
            'data-id': each.change.id,
            'aria-label': changeSentence(each.change),
            ...(reachable ? { tabindex: -1 } : {})
          },
          bars ? mark(each.change.stretch, { x, width: plot, y: middle, colour: SOFT, lane: 'ribbon', prefix: `${prefix}-ribbon`, hatched: false, today }) : sign(each, middle, x, plot),
          each.words ? line(each.words, { x: each.wordsAt, y: bars ? middle - 6 : middle + 4.5, size: SIZE, ink: bars ? 'ink' : 'soft' }) : null,
          reachable ? h('rect', { x: round(bars ? each.left : each.left - FINGER / 2), y: round(middle - (bars ? 19 : FINGER / 2)), width: round(bars ? Math.max(each.right - each.left, FINGER) : FINGER), height: bars ? LINE_HIGH.bar : FINGER, rx: 5, class: 'd-focus d-target', fill: 'none', stroke: 'none', 'pointer-events': 'all' }) : null))
        })),
        hidden > 0 && labels > 0 ? line(w('drawing.more', { n: hidden }), { x: 12, y: y + height / 2 + 12.5, size: SIZE, face: 'semibold' }) : null)
    }),
    h('path', { d: path('M', 0, rows[rows.length - 1].y + rows[rows.length - 1].height, 'H', labels + plot), class: 'd-rule', stroke: LINE, 'stroke-width': 1 }))
}

/** A sign on its day; where the day is not known, with a dotted line below it over the days it may have been. @param {Placed} each @param {number} y @param {(day: number) => number} x @param {number} plot @returns {(Drawn | null)[]} */
function sign ({ change, left }, y, x, plot) {
  const { from, to } = happened(change)
  const [first, last] = [Math.max(0, x(from)), Math.min(plot, x(to))]
  const spread = last - first > 2 * SIGN + 4
    ? h('path', { d: path('M', first, y + 8.5, 'H', last), class: 'd-soft-line', fill: 'none', stroke: SOFT, 'stroke-width': 1.2, 'stroke-dasharray': '2 2' })
    : null
  const ring = { cx: round(left), cy: round(y), r: SIGN - 1 }
  switch (change.sort) {
    case 'died': return [spread, h('path', { d: path('M', left - 5, y - 5, 'L', left + 5, y + 5, 'M', left + 5, y - 5, 'L', left - 5, y + 5), class: 'd-line', fill: 'none', stroke: INK, 'stroke-width': 2.2 })]
    case 'came': return [spread, h('circle', { ...ring, class: 'd-fill', fill: INK })]
    case 'gone': return [spread, h('circle', { ...ring, class: 'd-symbol', fill: CARD, stroke: INK, 'stroke-width': 1.8 }), h('path', { d: path('M', left - 5.5, y + 5.5, 'L', left + 5.5, y - 5.5), class: 'd-line', stroke: INK, 'stroke-width': 1.8 })]
    default: return [spread, h('path', { d: path('M', left, y - 5, 'L', left + 5, y, 'L', left, y + 5, 'L', left - 5, y, 'Z'), class: 'd-symbol', fill: CARD, stroke: SOFT, 'stroke-width': 1.6 })]
  }
}

/**
 * The ribbon in words, for those who do not see it and for the list.
 * @param {import('./changes.js').Plain} plain
 * @returns {{row: import('./changes.js').Row, name: string, said: {collection: string, id: string, words: string}[]}[]}
 */
export function ribbonSaid (plain) {
  const all = changesOf(plain)
  return ROWS.map(row => ({
    row,
    name: rowName(row),
    said: all.filter(change => change.row === row).map(change => ({ collection: change.collection, id: change.id, words: drawable(changeSentence(change)) }))
  }))
}
