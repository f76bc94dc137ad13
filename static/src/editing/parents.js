/**
 * Who is or was a parent or carer of somebody, in words: many at once, each with its kind, its dates and who says so;
 * and one more of them, chosen from who is there.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { w } from '../words.js'
import { personName } from './actions.js'
import { Button, focusOnce } from './button.js'
import { HowSure } from './palette.js'
import { childTies, datesSaid, inside, listed, parentTies, sourceSaid } from './said.js'
import { dateSoon, momentOf, WhenField } from './when.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('./readings.js').Readings} Readings */
/** @typedef {{room: Room, readings: Readings, id: string}} Props `id` of the person */

/** Somebody's parents and carers, with one more line to add. @param {Props} props */
export function ParentsAndCarers ({ room, readings, id }) {
  const [adding, setAdding] = useState(false)
  const plain = room.workingCopy.standing()
  const ties = childTies(plain, id)
  return h('section', { class: 'ties parents', 'aria-labelledby': 'parents-title' }, h('h3', { id: 'parents-title' }, w('live.person.parents')),
    ties.length > 0 && h(Links, { room, plain, ties, of: id }),
    adding
      ? h(LinkForm, { room, readings, child: id, onDone: () => setAdding(false) })
      : room.ended === null && h(Button, { room, collection: 'parent_links', text: w('live.parents.add'), sign: 'plus', extra: 'add-parent', onClick: () => setAdding(true) }))
}

/** Whose parent or carer somebody is or was. @param {Props} props */
export function ChildrenAndCaredFor ({ room, id }) {
  const plain = room.workingCopy.standing()
  const ties = parentTies(plain, id)
  if (ties.length === 0) return null
  return h('section', { class: 'ties children', 'aria-labelledby': 'children-title' }, h('h3', { id: 'children-title' }, w('live.person.children')), h(Links, { room, plain, ties, of: id }))
}

/** @param {{room: Room, plain: Plain, ties: import('./said.js').Tie[], of: string}} props */
function Links ({ room, plain, ties, of }) {
  return h('ul', null, ties.map(tie => {
    const record = plain[tie.collection][tie.id]
    const more = [datesSaid(record), record.confidence && w(`confidences.${record.confidence}`), sourceSaid(record, plain.people[of])].filter(Boolean).join('; ')
    return h('li', { key: tie.id, 'data-tie': tie.id }, h('div', { class: 'said' }, h('span', null, tie.text), more !== '' && h('small', null, more)),
      h('button', { type: 'button', class: 'link', onClick: () => room.choose(tie.collection, tie.id, 'edit'), 'aria-label': w('live.edit_this', { name: tie.text }) }, w('live.edit')))
  }))
}

/**
 * Who could look after a child: couples, then single people.
 * @param {Plain} plain @param {string} child
 * @returns {{value: string, words: string}[]} `value` is `collection/id`
 */
export function carersOffered (plain, child) {
  const name = (/** @type {string} */ id) => plain.people[id] === undefined ? inside(w('live.not_known')) : personName(plain.people[id])
  const couples = Object.entries(plain.unions).filter(([, union]) => ![union.a, union.b].includes(child) && (union.a !== '' || union.b !== ''))
    .map(([id, union]) => ({ value: `unions/${id}`, words: listed([name(union.a), name(union.b)]) }))
  const people = Object.entries(plain.people).filter(([id]) => id !== child).map(([id, person]) => ({ value: `people/${id}`, words: personName(person) }))
  const sorted = (/** @type {{value: string, words: string}[]} */ rows) => rows.sort((one, other) => one.words.localeCompare(other.words))
  return [...sorted(couples), ...sorted(people)]
}

/** Who else is or was a parent or carer. @param {{room: Room, readings: Readings, child: string, onDone: () => void}} props */
function LinkForm ({ room, readings, child, onDone }) {
  const [said, setSaid] = useState({ who: '', kind: 'foster', began: '', ended: '', says: '', confidence: '' })
  const plain = room.workingCopy.standing()
  /** @param {Event} event */
  const add = event => {
    event.preventDefault()
    const blocked = room.blocked('family')
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    const [collection, id] = said.who.split('/')
    if (id === undefined) return document.getElementById('carer-who')?.focus()
    const link = room.workingCopy.creating('parent_links', {
      child, union: collection === 'unions' ? id : '', parent: collection === 'people' ? id : '', kind: said.kind, says: said.says.trim(), confidence: said.confidence,
      began: momentOf(readings, said.began), ended: momentOf(readings, said.ended)
    })
    room.do('undo.did.added', w(`parent_link_kinds.${said.kind}`), [link])
    dateSoon(room, readings, 'parent_links', link.id, { began: said.began, ended: said.ended })
    onDone()
  }
  return h('form', { class: 'fact-form', onSubmit: add, 'aria-label': w('live.parents.add'), autocomplete: 'off' },
    h('div', { class: 'f' }, h('label', { for: 'carer-who' }, w('live.parents.who')), h('select', { id: 'carer-who', ref: focusOnce, value: said.who, onChange: (/** @type {any} */ event) => setSaid({ ...said, who: event.target.value }) },
      h('option', { value: '', selected: said.who === '' }, w('live.nobody_chosen')),
      carersOffered(plain, child).map(({ value, words }) => h('option', { key: value, value, selected: value === said.who }, words)))),
    h('div', { class: 'f' }, h('label', { for: 'carer-kind' }, w('live.parents.kind')), h('select', { id: 'carer-kind', value: said.kind, onChange: (/** @type {any} */ event) => setSaid({ ...said, kind: event.target.value }) },
      (room.schema.vocabulary.parent_link_kinds ?? []).map(row => h('option', { key: row.key, value: row.key, selected: row.key === said.kind }, w(`parent_link_kinds.${row.key}`))))),
    h('div', { class: 'two' },
      h(WhenField, { readings, id: 'carer-began', label: w('live.tie.began'), value: said.began, onInput: began => setSaid({ ...said, began }) }),
      h(WhenField, { readings, id: 'carer-ended', label: w('live.tie.ended'), value: said.ended, onInput: ended => setSaid({ ...said, ended }) })),
    h('div', { class: 'two' },
      h('div', { class: 'f' }, h('label', { for: 'carer-says' }, w('field.says')), h('input', { id: 'carer-says', maxLength: 200, value: said.says, onInput: (/** @type {any} */ event) => setSaid({ ...said, says: event.target.value }) })),
      h(HowSure, { room, id: 'carer-sure', value: said.confidence, onPick: confidence => setSaid({ ...said, confidence }) })),
    h('div', { class: 'pair' }, h('button', { class: 'main' }, w('live.add.do')), h('button', { type: 'button', onClick: onDone }, w('live.cancel'))))
}
