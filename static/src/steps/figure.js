/**
 * The six recovery steps as terraces that rise from a ground line, the lowest first, in the words of the practice guide.
 * Where the child stands is told by a thick edge, a tint and in words; what begins to show above it by a dashed edge.
 * A child never leaves a lower step behind: every terrace reaches down to the ground.
 * Source of the steps: Trauma Recovery Model, Skuse & Matthew 2015; the figure is our own.
 */
import { h } from 'preact'
import { agreedPlacement, stretchOf } from '../document/placed.js'
import { CARD, INK, line, path, round, widthOf, wrap } from '../drawing/text.js'
import { w } from '../words.js'

/** @typedef {import('preact').VNode} Drawn */

/** The steps, lowest first: rows of the vocabulary. */
export const STEPS = ['structure', 'relationship', 'talking', 'insight', 'planning', 'moving_on']
/** px: a terrace above the one before, the lowest above the ground, the space round the words, and above the highest. */
const RISE = 40
const LOW_RISE = 32
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
 * The figure of what the room agreed on, for walls and print.
 * @param {import('../document/schema.js').Plain} plain what stands
 * @param {{width?: number, low?: boolean}} options
 * @returns {Drawn}
 */
export function drawAgreed (plain, options) {
  const placements = Object.fromEntries(Object.entries(plain.placements ?? {}).filter(([, each]) => !each.removed_at))
  const [, placed = { steps: '', emerging: '' }] = agreedPlacement({ placements }) ?? []
  return drawSteps({ steps: placed.steps, emerging: placed.emerging }, options)
}

/**
 * The figure.
 * @param {{steps: string, emerging?: string}} placed rows of `step_ranges`, '' where nothing is placed
 * @param {{width?: number, own?: boolean, low?: boolean, onStep?: (step: number, far: boolean) => void}} [options] px; it is never drawn narrower than its words
 *   need; `own`: it is what one person sees and nothing that is agreed; `low`: less high, which one's own is too, for other things are to be in sight with it; `onStep`: each terrace can be chosen, `far` with Shift
 * @returns {Drawn}
 */
export function drawSteps ({ steps, emerging = '' }, { width: asked = 820, own = false, low = false, onStep } = {}) {
  const width = Math.max(NARROWEST, asked)
  const column = width / STEPS.length
  const size = sizeFor(column - 2 * AROUND)
  const rise = own || low ? LOW_RISE : RISE
  const ground = HEAD + rise * (STEPS.length - 1) + LOWEST
  const top = (/** @type {number} */ number) => ground - LOWEST - rise * (number - 1)
  const left = (/** @type {number} */ number) => column * (number - 1)
  const stands = stretchOf(steps)
  const shows = stretchOf(emerging)
  const within = (/** @type {[number, number] | null} */ stretch, /** @type {number} */ number) => stretch !== null && number >= stretch[0] && number <= stretch[1]
  return h('svg', { xmlns: 'http://www.w3.org/2000/svg', class: 'd-steps', viewBox: `-3 0 ${round(width + 6)} ${ground + 6}`, width: round(width + 6), height: ground + 6, role: onStep === undefined ? 'img' : 'group', 'aria-label': onStep !== undefined ? w('live.steps.figure') : own ? ownSaid(steps) : stepsSaid({ steps, emerging }) },
    STEPS.map((key, index) => h('g', { key, class: 'd-step' },
      h('rect', { x: round(left(index + 1)), y: top(index + 1), width: round(column), height: ground - top(index + 1), class: within(stands, index + 1) ? 'd-terrace placed' : 'd-terrace', fill: within(stands, index + 1) ? TINT : STONE, stroke: INK, 'stroke-width': 1.4 }),
      line(String(index + 1), { x: left(index + 1) + AROUND, y: top(index + 1) + 26, size: 18, face: 'semibold' }),
      wrap(w(`steps.${key}`), { width: column - 2 * AROUND, size, face: 'semibold', lines: LINES }).map((words, row) =>
        line(words, { x: left(index + 1) + AROUND, y: top(index + 1) + 48 + LEADING * row, size, face: 'semibold' })))),
    shows !== null && edge(shows, column, top, { 'stroke-width': 3, 'stroke-dasharray': '7 5' }),
    stands !== null && own && edge(stands, column, top, { 'stroke-width': 4 }),
    stands !== null && !own && [edge(stands, column, top, { 'stroke-width': 6 }), label(w('drawing.steps.placed', { steps: w(`step_ranges.${steps}`) }), left(stands[1] + 1), top(stands[1]))],
    onStep !== undefined && STEPS.map((key, index) => h('rect', {
      key: `hit ${key}`, x: round(left(index + 1)), y: top(index + 1), width: round(column), height: ground - top(index + 1), class: 'd-hit', fill: 'transparent', ...asButton(key, index + 1, within(stands, index + 1), onStep)
    })),
    h('path', { d: path('M', 0, ground, 'H', round(width)), class: 'd-line', fill: 'none', stroke: INK, 'stroke-width': 3 }))
}

/**
 * A terrace that can be chosen by pointer and by keyboard.
 * @param {string} key @param {number} number @param {boolean} pressed @param {(step: number, far: boolean) => void} onStep
 */
function asButton (key, number, pressed, onStep) {
  return {
    role: 'button',
    tabindex: 0,
    'aria-pressed': String(pressed),
    'aria-label': w('live.steps.step', { n: number, step: w(`steps.${key}`) }),
    'data-step': number,
    onClick: (/** @type {MouseEvent} */ event) => onStep(number, event.shiftKey),
    onKeyDown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      onStep(number, event.shiftKey)
    }
  }
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

/** One's own figure in a sentence: nothing of it is agreed. @param {string} steps */
function ownSaid (steps) {
  return steps === '' ? w('live.steps.none_yet') : w('live.steps.yours', { steps: w(`step_ranges.${steps}`) })
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
