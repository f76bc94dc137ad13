/**
 * The way of a child over the recovery steps: each agreement stands from its day until the next, over the steps it named,
 * so that a stretch is as tall as it is and a time as long as it was. A step down is drawn like a step up.
 */
import { h } from 'preact'
import { stretchOf } from '../document/placed.js'
import { HAIR, INK, line, path, round, widthOf } from '../drawing/text.js'
import { w } from '../words.js'
import { STEPS } from './figure.js'

/** @typedef {{day: number, said: string, steps: string}} Stood the day's number, its month in words, a row of `step_ranges` */

/** px: a step, the space for numbers, above, below for the months, the shortest time, and what the last goes on for, at least. */
const ROW = 24
const LEFT = 30
const HEAD = 8
const FOOT = 26
const SHORTEST = 44
const ON = 72
const AROUND = 6
const SIZE = 13
const TINT = '#dbe7e4'

/**
 * @param {Stood[]} stood two or more, in the order of time
 * @param {{width?: number}} [options] px; it is wider where there are more agreements than fit
 * @returns {import('preact').VNode}
 */
export function drawMovement (stood, { width: asked = 560 } = {}) {
  const on = Math.max(ON, widthOf(stood[stood.length - 1].said, SIZE) + AROUND)
  const starts = placesOf(stood, asked - on)
  const end = starts[starts.length - 1] + on
  const ground = HEAD + ROW * STEPS.length
  const top = (/** @type {number} */ step) => ground - ROW * step
  const spans = stood.map(each => stretchOf(each.steps) ?? /** @type {[number, number]} */ ([1, 1]))
  const until = (/** @type {number} */ at) => starts[at + 1] ?? end
  return h('svg', { xmlns: 'http://www.w3.org/2000/svg', class: 'd-movement', viewBox: `0 0 ${round(end + 4)} ${ground + FOOT}`, width: round(end + 4), height: ground + FOOT, role: 'img', 'aria-label': movementSaid(stood) },
    STEPS.map((key, index) => h('g', { key }, line(String(index + 1), { x: LEFT - 12, y: top(index + 1) + 17, size: SIZE, anchor: 'end', ink: 'soft' }),
      h('path', { d: path('M', LEFT, top(index + 1), 'H', round(end)), class: 'd-hair', fill: 'none', stroke: HAIR, 'stroke-width': 1 }))),
    spans.map(([lowest, highest], at) => h('rect', { key: `stood ${at}`, class: 'd-stood', x: round(starts[at]), y: top(highest), width: round(until(at) - starts[at]), height: ROW * (highest - lowest + 1), fill: TINT })),
    h('path', { d: edgesOf(spans, starts, end, top), class: 'd-line', fill: 'none', stroke: INK, 'stroke-width': 3 }),
    h('path', { d: path('M', LEFT - 6, ground, 'H', round(end)), class: 'd-line', fill: 'none', stroke: INK, 'stroke-width': 2 }),
    spans.map(([lowest, highest], at) => {
      const words = w(`step_ranges.${stood[at].steps}`)
      return widthOf(words, SIZE, 'semibold') > until(at) - starts[at] - 2 * AROUND ? null : line(words, { x: starts[at] + AROUND, y: top((lowest + highest - 1) / 2) + 5, size: SIZE, face: 'semibold' })
    }),
    monthsOf(stood, starts).map(at => line(stood[at].said, { x: starts[at], y: ground + 18, size: SIZE, ink: 'soft' })))
}

/** Where each begins: by time, yet none shorter than can be seen. @param {Stood[]} stood @param {number} width px up to the last */
function placesOf (stood, width) {
  const whole = Math.max(1, stood[stood.length - 1].day - stood[0].day)
  const places = [LEFT]
  for (let at = 1; at < stood.length; at++) {
    const time = (stood[at].day - stood[at - 1].day) / whole * (width - LEFT)
    places.push(places[at - 1] + Math.max(SHORTEST, time))
  }
  return places
}

/** Upper and lower edge of where the child stood, and the upright where it changed. @param {[number, number][]} spans @param {number[]} starts @param {number} end @param {(step: number) => number} top */
function edgesOf (spans, starts, end, top) {
  /** @param {(span: [number, number]) => number} of */
  const edge = of => spans.map((span, at) => path(at === 0 ? 'M' : 'L', round(starts[at]), of(span), 'L', round(starts[at + 1] ?? end), of(span))).join('')
  const [lowest, highest] = spans[0]
  return path('M', round(starts[0]), top(lowest - 1), 'L', round(starts[0]), top(highest)) + edge(([, high]) => top(high)) + edge(([low]) => top(low - 1))
}

/** Those months that have room under the ground. @param {Stood[]} stood @param {number[]} starts */
function monthsOf (stood, starts) {
  let free = 0
  return stood.map((_, at) => at).filter(at => {
    if (starts[at] < free) return false
    free = starts[at] + widthOf(stood[at].said, SIZE) + 2 * AROUND
    return true
  })
}

/** The way in words, for those who hear it. @param {Stood[]} stood */
function movementSaid (stood) {
  return w('drawing.steps.movement', { way: stood.map(each => `${each.said}: ${w(`step_ranges.${each.steps}`)}`).join('; ') })
}
