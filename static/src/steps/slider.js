/**
 * A stretch of steps as a slider with two thumbs above the figure, and as two plain fields. Keys, a click on the track and
 * dragging do the same; while nothing is chosen the thumbs stand hollow at both ends.
 */
import { h } from 'preact'
import { useRef } from 'preact/hooks'
import { LAST_STEP, stretchOf } from '../document/placed.js'
import { w } from '../words.js'
import { STEPS } from './figure.js'
import { moved, withEnd } from './placing.js'

/** @typedef {{steps: string, onSteps: (steps: string) => void}} Props */

/**
 * A stretch as it stands now: the next key may come before what the last one did is drawn.
 * @param {Props} props
 * @returns {{now: () => string, set: (steps: string) => void}}
 */
export function useSteps ({ steps, onSteps }) {
  const held = useRef(steps)
  held.current = steps
  return {
    now: () => held.current,
    set: to => {
      if (to === held.current) return
      held.current = to
      onSteps(to)
    }
  }
}

/** @param {Props & {said: string}} props `said` within the stretch */
export function StepSlider ({ steps, onSteps, said }) {
  const { now, set } = useSteps({ steps, onSteps })
  const track = useRef(/** @type {HTMLElement | null} */ (null))
  const dragged = useRef(/** @type {0 | 1 | null} */ (null))
  const stretch = stretchOf(steps)
  const [lowest, highest] = stretch ?? [1, LAST_STEP]
  /** @param {PointerEvent} event */
  const stepAt = event => {
    const { left, width } = track.current?.getBoundingClientRect() ?? { left: 0, width: 1 }
    return Math.min(LAST_STEP, Math.max(1, Math.floor((event.clientX - left) / width * LAST_STEP) + 1))
  }
  /** @param {PointerEvent} event */
  const onPointerDown = event => {
    if (event.button !== 0) return
    const step = stepAt(event)
    const end = event.target instanceof HTMLElement ? event.target.closest('[data-end]') : null
    if (end instanceof HTMLElement) dragged.current = end.dataset.end === '0' ? 0 : 1
    else {
      const stands = stretchOf(now())
      dragged.current = stands === null || step > stands[1] || step - stands[0] > stands[1] - step ? 1 : 0
      set(stands === null ? String(step) : withEnd(now(), dragged.current, step))
    }
    track.current?.setPointerCapture(event.pointerId)
  }
  /** @param {PointerEvent} event */
  const onPointerMove = event => {
    if (dragged.current === null) return
    set(withEnd(now(), dragged.current, stepAt(event)))
  }
  const onPointerUp = () => { dragged.current = null }
  /** @param {0 | 1} end */
  const thumb = end => h('span', {
    key: end,
    class: 'thumb',
    role: 'slider',
    tabIndex: 0,
    'data-end': end,
    'aria-label': end === 0 ? w('live.steps.from') : w('live.steps.to'),
    'aria-valuemin': 1,
    'aria-valuemax': LAST_STEP,
    'aria-valuenow': end === 0 ? lowest : highest,
    'aria-valuetext': stretch === null ? w('live.steps.none_yet') : w('live.steps.from_to', { from: lowest, to: highest }),
    onKeyDown: (/** @type {KeyboardEvent} */ event) => {
      const to = moved(now(), end, event.key)
      if (to === null || event.altKey || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      event.stopPropagation()
      set(to)
    }
  })
  return h('div', { class: `step-slider${stretch === null ? ' unset' : ''}` },
    h('div', { class: 'numbers', 'aria-hidden': 'true' }, STEPS.map((key, index) => h('span', { key }, index + 1))),
    h('div', { class: 'track', ref: track, role: 'group', 'aria-label': w('live.steps.slider'), onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp },
      h('div', { class: 'stretch', style: { left: `${(lowest - 1) / LAST_STEP * 100}%`, width: `${(highest - lowest + 1) / LAST_STEP * 100}%` } },
        thumb(0), h('span', { class: 'said', 'aria-hidden': 'true' }, said), thumb(1))))
}

/**
 * The same as two fields; the guide's words of what is chosen stand below them, where nothing cuts them.
 * @param {Props & {prefix: string, legend?: string, optional?: boolean, worded?: boolean}} props
 */
export function StepFields ({ steps, onSteps, prefix, legend = w('live.steps.slider'), optional = false, worded = true }) {
  const { now, set } = useSteps({ steps, onSteps })
  const stretch = stretchOf(steps)
  /** @param {0 | 1} end */
  const field = end => {
    const id = `${prefix}-${end === 0 ? 'from' : 'to'}`
    const value = stretch === null ? '' : String(stretch[end])
    return h('div', { class: 'f' }, h('label', { for: id }, end === 0 ? w('live.steps.from') : w('live.steps.to')),
      h('select', { id, value, onChange: (/** @type {any} */ event) => set(event.target.value === '' ? '' : withEnd(now(), end, Number(event.target.value))) },
        (value === '' || optional) && h('option', { value: '', selected: value === '' }, w('live.steps.choose')),
        STEPS.map((key, index) => h('option', { key, value: index + 1, selected: value === String(index + 1) }, w(`step_ranges.${index + 1}`)))))
  }
  return h('fieldset', { class: 'step-fields' }, h('legend', null, legend), field(0), field(1),
    worded && stretch !== null && h('ul', { class: 'step-words' }, STEPS.slice(stretch[0] - 1, stretch[1]).map((key, index) => h('li', { key }, w('live.steps.step', { n: stretch[0] + index, step: w(`steps.${key}`) })))))
}
