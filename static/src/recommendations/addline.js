/**
 * Adding at the speed of talk: what, then Tab through the step, who, by when and what sort of work; Enter adds from any of
 * them, and the next can be typed at once.
 */
import { h } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { keysOf } from '../document/schema.js'
import { readingSaid, useReading } from '../editing/composer.js'
import { keepDraft } from '../editing/drafts.js'
import { icon } from '../editing/icons.js'
import { w } from '../words.js'
import { stepOptions } from './card.js'
import { add } from './doing.js'
import { short } from './said.js'
import { SortAsked } from './sortasked.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./doing.js').Draft} Draft */

/** Characters of what is recommended. */
const LONGEST = 500
export const FIELD = 'rec-what'
/** What is being written, by room: it is there again after another view. @type {WeakMap<Room, Draft>} */
const drafts = new WeakMap()

/** @param {Room} room @returns {Draft} */
function draftOf (room) {
  return drafts.get(room) ?? { title: '', step: 1, who: '', by: '', kind: '', start: 'now' }
}

/** Begins adding; what was typed stays. @param {Room} room @param {Partial<Draft>} [change] */
export function beginAdding (room, change) {
  if (change !== undefined) drafts.set(room, { ...draftOf(room), ...change })
  room.changed()
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const field = document.getElementById(FIELD)
    field?.focus()
    // the other fields appear with the focus
    requestAnimationFrame(() => field?.closest('form')?.scrollIntoView({ block: 'start' }))
  }))
}

/** @param {{room: Room, readings: import('../editing/readings.js').Readings}} props */
export function AddLine ({ room, readings }) {
  const [, again] = useState(0)
  const field = useRef(/** @type {HTMLInputElement | null} */ (null))
  const draft = draftOf(room)
  const reading = useReading(readings, draft.by)
  const blocked = room.blocked('recommendations')
  /** @param {Partial<Draft>} change */
  const write = change => {
    drafts.set(room, { ...draftOf(room), ...change })
    keepDraft(room, FIELD, draftOf(room))
    again(n => n + 1)
  }
  const put = (/** @type {Event} */ event) => {
    event.preventDefault()
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    const said = draftOf(room)
    if (said.title.trim() === '') return field.current?.focus()
    const id = add(room, readings, said)
    room.say(said.step === 0 ? w('live.rec.added', { name: short(said.title.trim()) }) : w('live.rec.added_on', { name: short(said.title.trim()), n: said.step }))
    write({ title: '', by: '', kind: '', start: 'now' })
    field.current?.focus()
    requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector(`.rec[data-id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'nearest' })))
  }
  /** @param {'title' | 'who' | 'by'} part @param {string} label @param {Record<string, any>} [more] */
  const words = (part, label, more) => h('div', { class: `f f-${part}` }, h('label', { for: part === 'title' ? FIELD : `rec-${part}` }, label), h('input', {
    id: part === 'title' ? FIELD : `rec-${part}`, value: draft[part], readOnly: blocked !== '', maxLength: part === 'title' ? LONGEST : 200, onInput: (/** @type {any} */ event) => write({ [part]: event.target.value }), ...more
  }))
  const names = [...new Set([...[...room.people.values()].map(person => person.name), ...Object.values(room.workingCopy.standing().recommendations).map(each => each.who)])].filter(name => name !== '')
  return h('form', { class: `rec-add${draft.title.trim() === '' && draft.start === 'now' ? '' : ' begun'}`, onSubmit: put, autocomplete: 'off', 'aria-label': w('live.rec.add') },
    words('title', w('live.rec.what'), { ref: field, spellcheck: true }),
    h('div', { class: 'f f-step' }, h('label', { for: 'rec-step' }, w('live.rec.step')),
      h('select', { id: 'rec-step', value: String(draft.step), 'aria-disabled': blocked !== '' ? 'true' : undefined, onChange: (/** @type {any} */ event) => write({ step: Number(event.target.value) }) }, stepOptions(room, draft.step))),
    words('who', w('live.rec.who'), { list: 'rec-names' }),
    h('datalist', { id: 'rec-names' }, names.map(name => h('option', { key: name, value: name }))),
    words('by', w('live.rec.by_when'), { 'aria-describedby': 'rec-by-read' }),
    h('div', { class: 'f f-kind' }, h('label', { for: 'rec-kind' }, w('live.rec.kind')),
      h('select', { id: 'rec-kind', value: draft.kind, 'aria-disabled': blocked !== '' ? 'true' : undefined, onChange: (/** @type {any} */ event) => write({ kind: event.target.value }) },
        h('option', { value: '', selected: draft.kind === '' }, w('live.not_said')),
        keysOf(room.schema, 'recommendation_kinds').map(key => h('option', { key, value: key, selected: key === draft.kind }, w(`recommendation_kinds.${key}`))))),
    h('button', { class: 'main', 'aria-disabled': blocked !== '' ? 'true' : undefined }, w('live.add.do')),
    h(SortAsked, { room, record: /** @type {any} */ (draft), onSort: kind => { write({ kind }); field.current?.focus() } }),
    h('p', { class: 'read', id: 'rec-by-read' }, draft.by.trim() === '' ? '' : readingSaid(reading)),
    draft.start === 'hold' && h('p', { class: 'holding' }, h('span', { class: 'pill outline' }, icon('bookmark', 'small'), w('live.rec.holding')),
      h('button', { type: 'button', class: 'round', 'aria-label': w('live.rec.start_instead'), title: w('live.rec.start_instead'), onClick: () => { write({ start: 'now' }); field.current?.focus() } }, icon('x', 'small'))),
    blocked !== '' && h('p', { class: 'why' }, icon('triangle-alert', 'small'), w(blocked)))
}
