/**
 * One's own first placement: the child as a whole, why, what it rests on, and where or with whom it is otherwise. Nobody
 * else is sent any of it before the chair shows all of them.
 */
import { h } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { personName } from '../editing/actions.js'
import { Grounds } from '../editing/grounds.js'
import { inSight } from '../editing/button.js'
import { icon } from '../editing/icons.js'
import { language, w } from '../words.js'
import { drawSteps } from './figure.js'
import { blank, chosen, LONGEST_REASON, LONGEST_SETTING, missing, MOST } from './placing.js'
import { StepFields, StepSlider, useSteps } from './slider.js'
import { Whom } from './whom.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./round.js').Round} Round */
/** @typedef {import('./placing.js').Placement} Placement */
/** @typedef {{room: Room, round: Round, list: boolean, name: string, chair: string, late?: boolean}} Props `late`: the others are shown already */

/** px: in less the figure is moved sideways. */
export const NEEDED = 640

/** @param {Props} props */
export function Own ({ room, round, list, name, chair, late = false }) {
  const [lacks, setLacks] = useState('')
  const form = useRef(/** @type {HTMLElement | null} */ (null))
  const focusWhenDrawn = useFocusWhenDrawn(form)
  const [whole] = round.own.placements
  const placed = round.state === 'placed'
  const { not_known } = round.own
  /** @param {number} index @param {Partial<Placement>} fields */
  const put = (index, fields) => {
    setLacks('')
    round.change(own => ({ not_known: false, placements: own.placements.map((each, at) => at === index ? { ...each, ...fields } : each) }))
  }
  const hand = async () => {
    const lack = missing(round.own)
    setLacks(lack)
    if (lack !== '') return focusIn(form.current, lack === 'steps' ? '[role=slider], .step-fields select' : '.otherwise select, .otherwise input')
    if (await round.place()) {
      room.say(round.own.not_known ? w('live.steps.said_not_known', { name }) : w('live.steps.placed_said', { name, steps: w(`step_ranges.${whole.steps}`) }))
      focusWhenDrawn('.placed-own button')
    } else if (round.lost) room.say(w('live.steps.not_yet_kept'), { tone: 'warn' })
  }
  const notKnown = () => {
    round.change(own => ({ ...own, not_known: true }))
    hand()
  }
  const onSteps = (/** @type {string} */ steps) => put(0, { steps })
  const again = () => {
    round.writeAgain()
    focusWhenDrawn('[role=slider], .step-fields select')
  }
  return h('div', { class: 'own-placement', ref: form },
    h('section', { class: 'sheet-part', 'aria-labelledby': 'own-title' },
      h('h2', { id: 'own-title' }, w('live.steps.question', { name })),
      h('p', { class: 'muted' }, late ? w('live.steps.late_private', { name }) : w('live.steps.private', { name: chair })),
      list
        ? [h(StepFields, { steps: whole.steps, onSteps, prefix: 'own', worded: late }), !late && h(SixSteps, { steps: not_known ? '' : whole.steps })]
        : h(Figure, { steps: not_known ? '' : whole.steps, onSteps, placed })),
    placed
      ? h('section', { class: 'sheet-part placed-own', 'aria-label': w('live.steps.yours_title') },
        h('p', null, icon('check', 'small'), h('b', null, not_known ? w('live.steps.said_not_known', { name }) : w('live.steps.placed_said', { name, steps: w(`step_ranges.${whole.steps}`) }))),
        whole.reason !== '' && h('p', null, whole.reason),
        !not_known && round.own.placements.length > 1 && h('ul', null, round.own.placements.slice(1).map((each, at) => h('li', { key: at }, otherwiseSaid(room, each)))),
        h('p', { class: 'muted small' }, w('live.steps.until_shown', { name: chair })),
        h('button', { type: 'button', onClick: again }, icon('pencil', 'small'), w('live.steps.change_mine')))
      : h('section', { class: 'sheet-part own-why', 'aria-label': w('live.steps.yours_title') },
        h('label', { for: 'own-why' }, w('live.steps.why')),
        h('div', { class: 'why-line' },
          h('textarea', { id: 'own-why', rows: 2, value: whole.reason, maxLength: LONGEST_REASON, spellcheck: true, lang: language(), onInput: (/** @type {any} */ event) => put(0, { reason: event.target.value }) }),
          h('button', { type: 'button', class: 'main', onClick: hand }, icon('check', 'small'), w('live.steps.i_have_placed', { name }))),
        h(Grounds, { room, grounds: whole, title: w('live.steps.rests'), onGrounds: change => put(0, change(round.own.placements[0])) }),
        h(Otherwise, { room, round, put }),
        h('div', { class: 'ends' }, h('button', { type: 'button', class: 'link', onClick: notKnown }, w('live.steps.not_known', { name })), h(Kept, { round })),
        lacks !== '' && h('p', { class: 'caution small', role: 'alert', ref: inSight }, icon('info', 'small'), h('span', null, lacks === 'steps' ? w('live.steps.needs_step') : w('live.steps.needs_where'))),
        round.refused !== '' && h('p', { class: 'caution small', role: 'alert' }, icon('triangle-alert', 'small'), h('span', null, round.refused))))
}

/**
 * Moves the focus to what a deed leads to, at once or as soon as it is drawn.
 * @param {{current: HTMLElement | null}} holder
 * @returns {(selector: string) => void}
 */
function useFocusWhenDrawn (holder) {
  const wanted = useRef('')
  const look = () => {
    const target = wanted.current === '' ? null : holder.current?.querySelector(wanted.current)
    if (!(target instanceof HTMLElement)) return
    wanted.current = ''
    target.focus()
  }
  useLayoutEffect(look)
  return selector => {
    wanted.current = selector
    look()
  }
}

/** The figure with its slider, as wide as there is room. @param {{steps: string, placed: boolean, onSteps: (steps: string) => void}} props */
function Figure ({ steps, placed, onSteps }) {
  const [holder, width] = useWidth()
  const { now, set } = useSteps({ steps, onSteps })
  const said = steps === '' ? w('live.steps.none_yet') : w('live.steps.yours', { steps: w(`step_ranges.${steps}`) })
  return h('div', { class: `figure${width < NEEDED ? ' too-wide' : ''}`, ref: holder, tabIndex: width < NEEDED ? 0 : undefined },
    placed ? h('p', { class: 'yours-said' }, said) : h(StepSlider, { steps, onSteps, said }),
    h('div', { class: 'drawing' }, drawSteps({ steps }, { width, own: true, ...(placed ? {} : { onStep: (step, far) => set(chosen(now(), step, far)) }) })))
}

/** How wide what is drawn may be. @returns {[any, number]} */
export function useWidth () {
  const holder = useRef(/** @type {HTMLElement | null} */ (null))
  const [width, setWidth] = useState(820)
  useEffect(() => {
    if (holder.current === null) return
    const watch = new ResizeObserver(([entry]) => setWidth(Math.max(320, Math.floor(entry.contentRect.width) - 6)))
    watch.observe(holder.current)
    return () => watch.disconnect()
  }, [])
  return [holder, width]
}

/** The six steps as a list, those that are meant marked and said. @param {{steps: string, said?: string}} props */
export function SixSteps ({ steps, said = w('live.steps.here_you') }) {
  const [lowest, highest] = steps === '' ? [0, -1] : [Number(steps.split('_')[0]), Number(steps.split('_').at(-1))]
  return h('ol', { class: 'six-steps', 'aria-label': w('live.steps.six') }, ['structure', 'relationship', 'talking', 'insight', 'planning', 'moving_on'].map((key, index) => {
    const here = index + 1 >= lowest && index + 1 <= highest
    return h('li', { key, class: here ? 'here' : undefined }, h('span', { class: 'n', 'aria-hidden': 'true' }, index + 1), h('span', null, w(`steps.${key}`)), here && h('b', { class: 'here-said' }, icon('check', 'small'), said))
  }))
}

/** Whether what is typed is kept. @param {{round: Round}} props */
function Kept ({ round }) {
  if (round.state === 'not_yet') return null
  const said = round.unsaved ? (round.lost ? w('live.steps.kept_here') : w('live.steps.keeping')) : w('live.steps.kept')
  return h('span', { class: 'kept muted small', 'aria-live': 'polite' }, icon(round.unsaved ? 'clock' : 'lock', 'small'), said)
}

/** Where and with whom it is otherwise, each with steps of its own. @param {{room: Room, round: Round, put: (index: number, fields: Partial<Placement>) => void}} props */
function Otherwise ({ room, round, put }) {
  const holder = useRef(/** @type {HTMLElement | null} */ (null))
  const rows = round.own.placements
  const [kinds, setKinds] = useState(/** @type {Record<number, string>} */ ({}))
  /** @param {string} kind */
  const add = kind => {
    setKinds({ ...kinds, [rows.length]: kind })
    round.change(own => ({ not_known: false, placements: [...own.placements, blank()] }))
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const all = holder.current?.querySelectorAll('.otherwise-row') ?? []
      focusIn(/** @type {HTMLElement} */ (all[all.length - 1]), 'select, input')
    }))
  }
  /** @param {number} index */
  const takeOut = index => {
    setKinds(Object.fromEntries(Object.entries(kinds).filter(([at]) => Number(at) !== index).map(([at, kind]) => [Number(at) > index ? Number(at) - 1 : at, kind])))
    round.change(own => ({ ...own, placements: own.placements.filter((_, at) => at !== index) }))
    focusIn(holder.current, '.add-otherwise button')
  }
  return h('div', { class: 'otherwise', ref: holder },
    rows.slice(1).map((row, at) => {
      const index = at + 1
      const withPerson = row.person !== '' || kinds[index] === 'person'
      const who = row.person === '' ? row.setting.trim() : personName(room.workingCopy.record('people', row.person) ?? {})
      return h('div', { key: index, class: 'otherwise-row', role: 'group', 'aria-label': who === '' ? w('live.steps.otherwise_row') : who },
        h('div', { class: 'f' }, h('label', { for: `other-${index}` }, withPerson ? w('live.steps.with_whom') : w('live.steps.where')),
          withPerson
            ? h(Whom, { room, id: `other-${index}`, person: row.person, setting: row.setting, onWhom: whom => put(index, whom) })
            : h('input', { id: `other-${index}`, value: row.setting, maxLength: LONGEST_SETTING, autocomplete: 'off', placeholder: w('live.steps.where_like'), onInput: (/** @type {any} */ event) => put(index, { setting: event.target.value }) })),
        h(StepFields, { steps: row.steps, prefix: `other-${index}`, legend: w('live.steps.otherwise_steps'), worded: false, onSteps: steps => put(index, { steps }) }),
        h('button', { type: 'button', class: 'round', 'aria-label': who === '' ? w('live.steps.otherwise_remove') : w('live.steps.otherwise_remove_of', { name: who }), onClick: () => takeOut(index) }, icon('x', 'small')))
    }),
    rows.length < MOST && h('div', { class: 'add-otherwise' }, h('span', null, w('live.steps.otherwise')),
      h('button', { type: 'button', onClick: () => add('person') }, icon('plus', 'small'), w('live.steps.add_person')),
      h('button', { type: 'button', onClick: () => add('setting') }, icon('plus', 'small'), w('live.steps.add_setting'))))
}

/** A placement that differs, in words: "with Nan: step 2". @param {Room} room @param {{setting: string, person: string, steps: string}} placement */
export function otherwiseSaid (room, { setting, person, steps }) {
  const record = person === '' ? undefined : room.workingCopy.record('people', person)
  const whom = record === undefined ? '' : w('live.steps.with', { name: personName(record) })
  const where = [setting.trim(), whom].filter(part => part !== '').join(', ')
  return w('live.steps.where_steps', { where: where === '' ? w('live.steps.as_a_whole') : where, steps: steps === '' ? w('live.steps.not_said') : w(`step_ranges.${steps}`) })
}

/** @param {HTMLElement | null} holder @param {string} selector */
export function focusIn (holder, selector) {
  const target = holder?.querySelector(selector)
  if (target instanceof HTMLElement) target.focus()
}
