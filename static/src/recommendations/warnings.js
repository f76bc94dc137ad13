/**
 * Warnings of the check of the order: what, why, and what can be done. Nothing is stopped; the chair may keep what is warned
 * about and writes why, and that stands in the version.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { Button } from '../editing/button.js'
import { keepDraft } from '../editing/drafts.js'
import { instantInWords } from '../editing/dates.js'
import { icon } from '../editing/icons.js'
import { w } from '../words.js'
import { checkOf, isTooEarly, reasonFor } from './check.js'
import { avoid, holdPlace, keep } from './doing.js'
import { short } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./check.js').Caution} Caution */

/** Rules that holding a place answers. */
const HELD = ['above_placement', 'therapy_early']
/** Characters of a reason. */
const LONGEST = 2000
/** Reasons that are being written, by room: they are there again after another view. @type {WeakMap<Room, Record<string, string>>} */
const typed = new WeakMap()

/** The warnings about one recommendation, or '' about the plan as a whole; those that are kept last. @param {{room: Room, id: string}} props */
export function Warnings ({ room, id }) {
  const plain = room.workingCopy.standing()
  const said = checkOf(room).about(id).map(caution => ({ caution, reason: reasonFor(plain, caution) }))
  const sorted = [...said.filter(each => each.reason.text === ''), ...said.filter(each => each.reason.text !== '')]
  return sorted.map(({ caution, reason }) => h(Warning, { key: `${caution.rule}/${id}`, room, caution, reason }))
}

/** @param {{room: Room, caution: Caution, reason: import('./check.js').Reason}} props */
function Warning ({ room, caution, reason }) {
  const { rule, recommendation } = caution
  const [changing, setChanging] = useState(false)
  const kept = reason.text !== ''
  const chair = room.blocked('decisions') === ''
  const record = recommendation === '' ? undefined : room.workingCopy.record('recommendations', recommendation)
  const title = isTooEarly(caution) ? w('live.rec.too_early') : w(`sequencing_rules.${rule}`)
  const name = short(record?.title ?? '')
  return h('section', { class: `order-warning${kept ? ' kept' : ''}`, 'data-rule': rule, 'aria-labelledby': `warned-${rule}` },
    h('h3', { id: `warned-${rule}`, tabIndex: -1 }, icon(kept ? 'check' : 'triangle-alert', 'small'), kept ? w('live.rec.kept') : title),
    h('p', null, caution.sentence),
    kept && !changing && h('div', { class: 'kept-reason' }, h('p', null, h('b', null, w('live.rec.because')), ' ', h('span', null, reason.text)), h(Whose, { room, id: reason.id })),
    h('details', { open: !kept && isTooEarly(caution) }, h('summary', null, w('live.rec.why')), h('p', null, caution.why), !(HELD.includes(rule) && record?.start === 'now') && h('p', { class: 'remedy' }, caution.remedy)),
    !kept && record !== undefined && isTooEarly(caution) && room.ended === null && h('div', { class: 'ways' },
      HELD.includes(rule) && record.start !== 'hold' && h(Button, { room, collection: 'recommendations', text: w('starts.hold'), sign: 'bookmark', onClick: () => {
        const step = holdPlace(room, recommendation)
        room.say(step === 0 ? w('live.rec.now_held', { name }) : w('live.rec.now_held_until', { name, n: step }), { action: { text: w('live.undo'), do: () => room.undoMine() } })
        toTitle()
      } }),
      h(Button, { room, collection: 'recommendations', text: w('live.rec.to_avoid'), sign: 'ban', onClick: () => {
        avoid(room, recommendation)
        room.say(w('live.rec.now_avoided', { name }), { action: { text: w('live.undo'), do: () => room.undoMine() } })
        toTitle()
      } })),
    (!kept || changing) && (chair ? h(KeepAnyway, { room, caution, reason, onDone: () => setChanging(false) }) : !kept && room.ended === null && h('p', { class: 'muted small' }, w('live.rec.chair_decides'))),
    kept && chair && !changing && h('div', { class: 'ways' },
      h(Button, { room, collection: 'decisions', text: w('live.rec.change_reason'), sign: 'pencil', onClick: () => setChanging(true) }),
      reason.id !== '' && h(Button, { room, collection: 'decisions', text: w('live.rec.take_back'), sign: 'undo-2', onClick: () => { room.do('undo.did.removed', name, room.workingCopy.removing('decisions', reason.id)); toTitle() } })))
}

/** The focus goes to what is chosen: what had it is gone. */
function toTitle () {
  requestAnimationFrame(() => requestAnimationFrame(() => { /** @type {HTMLElement | null} */ (document.querySelector('.right #panel-title'))?.focus() }))
}

/** Who kept it, and when. @param {{room: Room, id: string}} props */
function Whose ({ room, id }) {
  const decision = room.workingCopy.record('decisions', id)
  if (decision === undefined) return null
  const [who, when] = [room.nameOf(decision.added_by), instantInWords(decision.added_at)]
  return h('p', { class: 'muted small' }, who === '' || when === '' ? who + when : w('live.who_when', { who, when }))
}

/** The chair's own reason to keep it. @param {{room: Room, caution: Caution, reason: import('./check.js').Reason, onDone: () => void}} props */
function KeepAnyway ({ room, caution, reason, onDone }) {
  const key = `${caution.rule}/${caution.recommendation}`
  const held = typed.get(room) ?? {}
  const [text, setText] = useState(held[key] ?? reason.text)
  const id = `keep-${caution.rule}`
  const write = (/** @type {string} */ words) => {
    typed.set(room, { ...typed.get(room), [key]: words })
    keepDraft(room, `kept ${key}`, words === reason.text ? '' : words)
    setText(words)
  }
  const put = (/** @type {Event} */ event) => {
    event.preventDefault()
    if (text.trim() === '') return document.getElementById(id)?.focus()
    keep(room, caution, reason.id, text)
    write('')
    room.say(w('live.rec.kept_now'))
    onDone()
    requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(`warned-${caution.rule}`)?.focus()))
  }
  return h('form', { class: 'keep-anyway', onSubmit: put }, h('div', { class: 'f' }, h('label', { for: id }, w('live.rec.keep_because')),
    reason.before !== '' && h('p', { class: 'before' }, w('live.rec.reason_before', { reason: reason.before }), ' ',
      h('button', { type: 'button', class: 'link', onClick: () => { write(reason.before); document.getElementById(id)?.focus() } }, w('live.rec.use_again'))),
    h('textarea', { id, rows: 2, value: text, maxLength: LONGEST, placeholder: w('live.rec.goes_into'), onInput: (/** @type {any} */ event) => write(event.target.value) })),
  h('button', { class: text.trim() === '' ? undefined : 'main' }, w('live.rec.keep')))
}
