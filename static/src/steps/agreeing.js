/**
 * What the room agrees on: the steps, why, what it rests on; for the child as a whole, or for one place or person alone.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Button, escapes, inSight } from '../editing/button.js'
import { restsOn } from '../editing/cards.js'
import { instantInWords, monthInWords } from '../editing/dates.js'
import { Grounds } from '../editing/grounds.js'
import { icon } from '../editing/icons.js'
import { Pointed } from '../editing/pointed.js'
import { dayOf } from '../drawing/days.js'
import { w } from '../words.js'
import { focusIn, otherwiseSaid } from './own.js'
import { drawMovement } from './movement.js'
import { agreedNow, blank, isWhole, LONGEST_REASON, LONGEST_SETTING, momentOf, movement } from './placing.js'
import { StepFields } from './slider.js'
import { Whom } from './whom.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./round.js').Round} Round */
/** @typedef {import('./placing.js').Placement & {emerging: string, not_ready: string, apart: boolean}} Draft */

/** @param {{room: Room, round: Round, name: string, since: string}} props */
export function Agreed ({ room, round, name, since }) {
  const holder = useRef(/** @type {HTMLElement | null} */ (null))
  const was = useRef(false)
  const open = round.agreeing !== null
  useEffect(() => {
    if (was.current !== open) focusIn(holder.current, open ? '.agree-form select' : '.agree-opener, .agreed-one button')
    was.current = open
  }, [open])
  const agreed = agreedNow(room.workingCopy.standing())
  const whole = agreed.find(([, each]) => isWhole(each)) ?? null
  const old = whole !== null && whole[1].agreed_at < since
  /** @param {boolean} apart */
  const begin = apart => {
    round.agreeing = { ...blank(), emerging: '', not_ready: '', apart }
    room.changed()
  }
  return h('section', { class: 'sheet-part agreed', ref: holder, 'aria-labelledby': 'agreed-title' },
    h('h2', { id: 'agreed-title', tabIndex: -1 }, whole === null ? w('live.steps.not_agreed') : w('live.steps.agreed', { steps: whole[1].steps === '' ? w('live.steps.not_said') : w(`step_ranges.${whole[1].steps}`) })),
    old && whole !== null && h('p', { class: 'muted' }, w('live.steps.agreed_before', { when: instantInWords(whole[1].agreed_at) })),
    agreed.map(([id, each]) => h(AgreedOne, { key: id, room, id, placement: each })),
    h(Moved, { room }),
    open
      ? h(AgreeForm, { room, round, name, replaced: old ? whole : null })
      : room.ended === null && (room.leads
        ? h('div', { class: 'pair agree-pair' },
          (whole === null || old) && h(Button, { room, collection: 'placements', text: w('live.steps.agree'), sign: 'check', main: true, extra: 'agree-opener', onClick: () => begin(false) }),
          h(Button, { room, collection: 'placements', text: w('live.steps.agree_apart'), sign: 'plus', onClick: () => begin(true) }))
        : (whole === null || old) && h('p', { class: 'muted small' }, w('live.steps.leaders_agree'))))
}

/** Who wrote down that it is agreed, and when. @param {Room} room @param {import('../document/schema.js').Entry} placement */
export function agreedSaid (room, placement) {
  const name = room.nameOf(placement.agreed_by)
  const when = instantInWords(placement.agreed_at)
  return name === '' ? w('live.steps.agreed_when', { when }) : w('live.steps.agreed_by', { name, when })
}

/** @param {{room: Room, id: string, placement: import('../document/schema.js').Entry}} props */
function AgreedOne ({ room, id, placement }) {
  const rests = restsOn(placement)
  return h('div', { class: 'agreed-one', 'data-id': id },
    !isWhole(placement) && h('h3', null, otherwiseSaid(room, /** @type {any} */ (placement))),
    placement.reason !== '' && h('p', { lang: placement.language || undefined }, placement.reason),
    placement.agreed_at !== '' && h('p', { class: 'muted small' }, agreedSaid(room, placement)),
    (placement.emerging !== '' || placement.not_ready !== '') && h('p', { class: 'small' },
      placement.emerging !== '' && w('live.steps.emerging', { steps: w(`step_ranges.${placement.emerging}`) }), ' ',
      placement.not_ready !== '' && w('live.steps.not_ready', { steps: w(`step_ranges.${placement.not_ready}`) })),
    h('div', { class: 'chips-line' },
      rests.length > 0 && h('ul', { class: 'chips', 'aria-label': w('live.steps.rests') }, rests.map(rest => h('li', { key: rest.id }, h(Pointed, { room, collection: rest.collection, id: rest.id, against: rest.bearing === 'speaks_against' })))),
      room.ended === null && room.leads && h(Button, { room, collection: 'placements', text: w('live.edit'), sign: 'pencil', extra: 'quiet', label: w('live.edit_this', { name: otherwiseSaid(room, /** @type {any} */ (placement)) }), onClick: () => room.choose('placements', id) })))
}

/** @param {{room: Room, round: Round, name: string, replaced: [string, import('../document/schema.js').Entry] | null}} props */
function AgreeForm ({ room, round, name, replaced }) {
  const [lacks, setLacks] = useState(false)
  const draft = /** @type {Draft} */ (round.agreeing)
  /** @param {Partial<Draft>} fields */
  const put = fields => {
    setLacks(false)
    round.agreeing = { .../** @type {Draft} */ (round.agreeing), ...fields }
    room.changed()
  }
  const close = () => {
    round.agreeing = null
    room.changed()
  }
  const agree = (/** @type {Event} */ event) => {
    event.preventDefault()
    // what was put in a moment ago may not be drawn yet
    const draft = round.agreeing
    if (draft === null) return
    if (draft.steps === '' || (draft.apart && draft.setting.trim() === '' && draft.person === '')) return setLacks(true)
    const { workingCopy } = room
    const { apart: _, ...fields } = draft
    const now = workingCopy.now()
    const creating = workingCopy.creating('placements', { ...fields, setting: fields.setting.trim(), reason: fields.reason.trim(), agreed: true, agreed_by: workingCopy.writer.me, agreed_at: now })
    // what was agreed before speaks of its own time from now on
    const earlier = replaced === null || draft.apart ? [] : [workingCopy.setting('placements', replaced[0], 'when', momentOf(replaced[1].agreed_at, instantInWords(replaced[1].agreed_at)))]
    const steps = w(`step_ranges.${draft.steps}`)
    if (room.do('undo.did.added', steps, [creating, ...earlier]).length === 0) return
    close()
    room.say(w('live.steps.agreed', { steps }))
  }
  return h('form', { class: 'agree-form', onSubmit: agree, onKeyDown: escapes(close), 'aria-label': w('live.steps.agree') },
    draft.apart && h('div', { class: 'two' },
      h('div', { class: 'f' }, h('label', { for: 'agree-where' }, w('live.steps.where')), h('input', { id: 'agree-where', value: draft.setting, maxLength: LONGEST_SETTING, autocomplete: 'off', onInput: (/** @type {any} */ event) => put({ setting: event.target.value }) })),
      h('div', { class: 'f' }, h('label', { for: 'agree-whom' }, w('live.steps.with_whom')), h(Whom, { room, id: 'agree-whom', person: draft.person, setting: draft.setting, onWhom: ({ person, setting }) => put(setting === '' ? { person } : { person, setting }) }))),
    h(StepFields, { steps: draft.steps, prefix: 'agree', legend: w('live.steps.where_stands', { name }), onSteps: steps => put({ steps }) }),
    h('div', { class: 'f' }, h('label', { for: 'agree-why' }, w('live.steps.agree_why')), h('textarea', { id: 'agree-why', rows: 3, value: draft.reason, maxLength: LONGEST_REASON, spellcheck: true, onInput: (/** @type {any} */ event) => put({ reason: event.target.value }) })),
    h(Grounds, { room, grounds: draft, title: w('live.steps.rests'), onGrounds: change => put(change(/** @type {Draft} */ (round.agreeing))) }),
    h('details', null, h('summary', null, w('live.group.more')),
      h(StepFields, { steps: draft.emerging, prefix: 'emerging', optional: true, legend: w('field.emerging'), onSteps: emerging => put({ emerging }) }),
      h(StepFields, { steps: draft.not_ready, prefix: 'not-ready', optional: true, legend: w('field.not_ready'), onSteps: not_ready => put({ not_ready }) })),
    lacks && h('p', { class: 'caution small', role: 'alert', ref: inSight }, icon('info', 'small'), h('span', null, draft.apart ? w('live.steps.needs_where') : w('live.steps.needs_step'))),
    h('div', { class: 'pair' }, h('button', { class: 'main' }, icon('check', 'small'), w('live.steps.agree')), h('button', { type: 'button', onClick: close }, w('live.cancel'))))
}

/** How the child has moved from one agreement to the next, with the events that the later one rests on. @param {{room: Room}} props */
function Moved ({ room }) {
  const path = movement(room.workingCopy.standing())
  if (path.length < 2) return null
  const stood = path.map(({ at, steps }) => ({ day: dayOf(at) ?? 0, said: monthInWords(dayOf(at) ?? 0), steps }))
  return h('div', { class: 'moved' }, h('h3', null, w('live.steps.moved')),
    h('div', { class: 'way', tabIndex: 0, role: 'region', 'aria-label': w('live.steps.moved') }, drawMovement(stood)),
    h('ol', null, path.map(({ id, at, steps, placement }) => h('li', { key: id }, h('b', null, monthInWords(dayOf(at) ?? 0)), ' ', h('span', null, w(`step_ranges.${steps}`)),
      h('ul', { class: 'chips' }, Object.keys(placement.events).map(event => h('li', { key: event }, h(Pointed, { room, collection: 'events', id: event, against: placement.events[event] === 'speaks_against' }))))))),
    h('p', { class: 'muted small' }, w('live.steps.down_is')))
}
