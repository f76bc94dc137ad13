/**
 * The whole life as a strip, with a window over what is shown of it. The window is a slider: arrows move it, + and −
 * change how much it holds, Home and End go to the beginning and to now. A press beside it brings it there.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { round } from '../drawing/text.js'
import { drawStrip, STRIP } from '../timeline/strip.js'
import { panned, zoomed } from '../timeline/window.js'
import { language, w } from '../words.js'
import { bandsOf, indexPerson } from './life.js'
import { daysOfStretch, TIMES } from './stretch.js'
import { agesWithin, lifeOf } from './timelinelook.js'
import { reach } from '../drawing/days.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../timeline/window.js').Window} Window */
/** @typedef {{from: number, to: number, birth: number | null, width: number}} Measure the life's first and last day, the birth, px */

export const STRIP_HEIGHT = 44
/** Share of the window by which an arrow moves it. */
const STEP = 0.1
/** px the window is wide at least. */
const LEAST = 12

/**
 * Where a day stands on the strip. The time before birth, however long, has a small share of it.
 * @param {number} day @param {Measure} measure @returns {number} px
 */
export function placeOnStrip (day, { from, to, birth, width }) {
  const [left, right] = [STRIP.left, width - STRIP.right]
  const start = birth !== null && birth > from ? left + (right - left) * STRIP.before : left
  if (birth !== null && day < birth && birth > from) return left + (Math.max(from, day) - from) / (birth - from) * (start - left)
  return start + (Math.min(to, day) - (birth ?? from)) / (to - (birth ?? from)) * (right - start)
}

/**
 * The day at a place on the strip.
 * @param {number} x px @param {Measure} measure @returns {number}
 */
export function dayOnStrip (x, { from, to, birth, width }) {
  const [left, right] = [STRIP.left, width - STRIP.right]
  const start = birth !== null && birth > from ? left + (right - left) * STRIP.before : left
  if (birth !== null && birth > from && x < start) return Math.round(from + Math.max(0, (x - left) / (start - left)) * (birth - from))
  return Math.round((birth ?? from) + Math.min(1, Math.max(0, (x - start) / (right - start))) * (to - (birth ?? from)))
}

/** @type {{plain: any, width: number, language: string, drawn: any}} */
let last = { plain: null, width: 0, language: '', drawn: null }

/** The strip without its window: the same node as long as nothing of it changes. @param {any} plain @param {any} options */
function dots (plain, options) {
  if (last.plain !== plain || last.width !== options.width || last.language !== language()) {
    last = { plain, width: options.width, language: language(), drawn: drawStrip(plain, options) }
  }
  return last.drawn
}

/**
 * @param {{room: Room, today: number, window: Window, width?: number, onWindow: (window: Window) => void}} props `width` px; measured
 *   where it is not given
 */
export function LifeStrip ({ room, today, window, width: given, onWindow }) {
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  const drag = useRef({ x: 0, window, pointer: -1 })
  const [measured, setMeasured] = useState(0)
  useEffect(() => {
    if (element.current === null || given !== undefined) return
    const watch = new ResizeObserver(([entry]) => setMeasured(Math.floor(entry.contentRect.width)))
    watch.observe(element.current)
    return () => watch.disconnect()
  }, [])
  const width = given ?? measured
  const plain = room.workingCopy.standing()
  const born = /** @type {any} */ (indexPerson(plain)?.person.born ?? null)
  const bands = bandsOf(plain, today)
  const life = lifeOf(plain, today)
  const measure = { from: bands[0].from, to: bands.length > 1 ? bands[bands.length - 2].to : life[1], birth: reach(born)[0], width }
  const days = window[1] - window[0]
  const whole = days >= life[1] - life[0]
  const [x1, x2] = [placeOnStrip(window[0], measure), placeOnStrip(window[1], measure)]
  /** @param {KeyboardEvent} event */
  const onKeyDown = event => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const moves = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageUp: -1, PageDown: 1, Home: -Infinity, End: Infinity }
    const move = moves[/** @type {keyof typeof moves} */ (event.key)]
    const middle = (window[0] + window[1]) / 2
    if (move !== undefined) onWindow(panned(window, Math.max(-1e6, Math.min(1e6, Math.sign(move) * Math.max(1, Math.abs(move) * days))), life))
    else if (event.key === '+' || event.key === '=') onWindow(zoomed(window, TIMES, middle, life))
    else if (event.key === '-') onWindow(zoomed(window, 1 / TIMES, middle, life))
    else if (event.key === '0') onWindow(life)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  /** @param {PointerEvent} event */
  const at = event => event.clientX - /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect().left
  /** @param {PointerEvent} event */
  const onPointerDown = event => {
    if (event.button !== 0) return
    const x = at(event)
    // a press beside the window brings its middle there; in a life shown whole it opens the band
    const own = whole ? bands.slice(0, -1).find(band => dayOnStrip(x, measure) < band.to) : undefined
    /** @type {Window} */
    const begin = x >= x1 && x <= Math.max(x2, x1 + LEAST) && !whole ? window
      : own !== undefined ? [own.from, own.to] : panned(window, dayOnStrip(x, measure) - Math.round((window[0] + window[1]) / 2), life)
    if (begin !== window) onWindow(begin)
    drag.current = { x, window: begin, pointer: event.pointerId }
    element.current?.setPointerCapture(event.pointerId)
  }
  /** @param {PointerEvent} event */
  const onPointerMove = event => {
    if (drag.current.pointer !== event.pointerId) return
    const moved = dayOnStrip(at(event), measure) - dayOnStrip(drag.current.x, measure)
    if (moved !== 0) onWindow(panned(drag.current.window, moved, life))
  }
  const onPointerUp = () => { drag.current.pointer = -1 }
  const ages = agesWithin(plain, window)
  return h('div', {
    class: 'strip-holder',
    ref: element,
    role: 'slider',
    tabIndex: 0,
    'aria-label': w('live.timeline.strip'),
    'aria-valuemin': 0,
    'aria-valuemax': Math.max(0, life[1] - life[0] - days),
    'aria-valuenow': window[0] - life[0],
    'aria-valuetext': ages === null ? daysOfStretch(window) : w('live.timeline.at', { days: daysOfStretch(window), from: ages[0], to: ages[1] }),
    title: w('live.timeline.strip_keys'),
    onKeyDown, onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp
  },
  width > 0 && [
    h('div', { key: 'dots', class: 'dots', 'aria-hidden': 'true' }, dots(plain, { born, today: room.settings.today, vocabulary: room.schema.vocabulary, width, height: STRIP_HEIGHT })),
    !whole && h('svg', { key: 'window', class: 'strip-window', width, height: STRIP_HEIGHT, 'aria-hidden': 'true' },
      h('rect', { x: round(x1), y: 1.5, width: round(Math.max(LEAST, x2 - x1)), height: STRIP_HEIGHT - 3, rx: 6 }))
  ])
}
