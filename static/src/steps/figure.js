/**
 * The six recovery steps as terraces that rise from a ground line, the lowest first, in the words of the practice guide.
 * Where the child stands is told by a thick edge, a tint and in words; what begins to show above it by a dashed edge.
 * A child never leaves a lower step behind: every terrace reaches down to the ground.
 * Source of the steps: Trauma Recovery Model, Skuse & Matthew 2015; the figure is our own.
 */
import { h } from 'preact'
import { CARD, INK, line, path, round, widthOf, wrap } from '../drawing/text.js'
import { w } from '../words.js'

/** @typedef {import('preact').VNode} Drawn */

/** The steps, lowest first: rows of the vocabulary. */
export const STEPS = ['structure', 'relationship', 'talking', 'insight', 'planning', 'moving_on']
/** px: a terrace above the one before, the lowest above the ground, the space round the words, and above the highest. */
const RISE = 40
const LOWEST = 150
const AROUND = 10
const HEAD = 44
const TINT = '#dbe7e4'
const STONE = '#eef0ee'
const SIZE = 14
const LEADING = 18
const LINES = 6
/** px: narrower than this the words would be too small to read; a narrow screen tells the steps as a list. */
const NARROWEST = 640

/**
 * The first and the last step of a row of `step_ranges`.
 * @param {string} key such as `1_2`; '' for none
 * @returns {[number, number] | null}
 */
export function stretchOf (key) {
  const [lowest, highest = lowest] = key.split('_').map(Number)
  return lowest >= 1 && highest >= lowest && highest <= STEPS.length ? [lowest, highest] : null
}

/**
 * The figure.
 * @param {{steps: string, emerging?: string}} placed rows of `step_ranges`, '' where nothing is placed
 * @param {{width?: number}} [options] px; it is never drawn narrower than its words need
 * @returns {Drawn}
 */
export function drawSteps ({ steps, emerging = '' }, { width: asked = 820 } = {}) {
  const width = Math.max(NARROWEST, asked)
  const column = width / STEPS.length
  const size = sizeFor(column - 2 * AROUND)
  const ground = HEAD + RISE * (STEPS.length - 1) + LOWEST
  const top = (/** @type {number} */ number) => ground - LOWEST - RISE * (number - 1)
  const left = (/** @type {number} */ number) => column * (number - 1)
  const stands = stretchOf(steps)
  const shows = stretchOf(emerging)
  const within = (/** @type {[number, number] | null} */ stretch, /** @type {number} */ number) => stretch !== null && number >= stretch[0] && number <= stretch[1]
  return h('svg', { xmlns: 'http://www.w3.org/2000/svg', class: 'd-steps', viewBox: `-3 0 ${round(width + 6)} ${ground + 6}`, width: round(width + 6), height: ground + 6, role: 'img', 'aria-label': stepsSaid({ steps, emerging }) },
    STEPS.map((key, index) => h('g', { key, class: 'd-step' },
      h('rect', { x: round(left(index + 1)), y: top(index + 1), width: round(column), height: ground - top(index + 1), class: within(stands, index + 1) ? 'd-fill placed' : 'd-fill', fill: within(stands, index + 1) ? TINT : STONE, stroke: INK, 'stroke-width': 1.4 }),
      line(String(index + 1), { x: left(index + 1) + AROUND, y: top(index + 1) + 26, size: 18, face: 'semibold' }),
      wrap(w(`steps.${key}`), { width: column - 2 * AROUND, size, face: 'semibold', lines: LINES }).map((words, row) =>
        line(words, { x: left(index + 1) + AROUND, y: top(index + 1) + 48 + LEADING * row, size, face: 'semibold' })))),
    shows !== null && edge(shows, column, top, { 'stroke-width': 3, 'stroke-dasharray': '7 5' }),
    stands !== null && [edge(stands, column, top, { 'stroke-width': 6 }), label(w('drawing.steps.placed', { steps: w(`step_ranges.${steps}`) }), left(stands[1] + 1), top(stands[1]))],
    h('path', { d: path('M', 0, ground, 'H', round(width)), class: 'd-line', fill: 'none', stroke: INK, 'stroke-width': 3 }))
}

/** The size of type in which no word of the steps has to be broken. @param {number} width px that a line has */
function sizeFor (width) {
  const widest = Math.max(...STEPS.flatMap(key => w(`steps.${key}`).split(' ')).map(word => widthOf(word, 1, 'semibold')))
  return Math.min(SIZE, Math.floor(width / widest * 10) / 10)
}

/** The upper edge of a stretch of terraces. @param {[number, number]} stretch @param {number} column @param {(number: number) => number} top @param {Record<string, any>} look */
function edge ([lowest, highest], column, top, look) {
  let d = path('M', round(column * (lowest - 1)), top(lowest))
  for (let number = lowest; number <= highest; number++) d += path('V', top(number), 'H', round(column * number))
  return h('path', { d, class: 'd-line', fill: 'none', stroke: INK, 'stroke-linejoin': 'miter', ...look })
}

/** Where the child stands in words, above the highest terrace of it and to its left, where nothing stands. @param {string} words @param {number} right @param {number} y */
function label (words, right, y) {
  const wide = widthOf(words, SIZE, 'semibold') + 2 * AROUND
  const at = Math.max(0, right - wide)
  return h('g', { class: 'd-label' },
    h('rect', { x: round(at), y: y - 36, width: round(wide), height: 26, rx: 13, class: 'd-symbol', fill: CARD, stroke: INK, 'stroke-width': 1.6 }),
    line(words, { x: at + AROUND, y: y - 18, size: SIZE, face: 'semibold' }))
}

/**
 * The figure in a sentence or two, for those who hear it.
 * @param {{steps: string, emerging?: string}} placed
 * @returns {string}
 */
export function stepsSaid ({ steps, emerging = '' }) {
  const said = stretchOf(steps) === null ? w('drawing.steps.not_placed') : w('drawing.steps.stands', { steps: w(`step_ranges.${steps}`) })
  return stretchOf(emerging) === null ? said : `${said} ${w('drawing.steps.emerging', { steps: w(`step_ranges.${emerging}`) })}`
}
