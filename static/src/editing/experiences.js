/**
 * What an event was for the child: tags in words, each with how long and who was there for them. They are never counted
 * and never scored: one child's life is not a sum (Anda, Porter & Brown 2020).
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { w } from '../words.js'
import { personName, remove } from './actions.js'
import { Button, escapes, focusOnce, SignButton, useForm } from './button.js'
import { RecordForm } from './form.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./readings.js').Readings} Readings */
/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */

/** The tags of an event, in their order. @param {Plain} plain @param {string} event @returns {[string, Entry][]} */
export function experiencesOf (plain, event) {
  return Object.entries(plain.experiences ?? {}).filter(([, each]) => each.event === event)
    .sort(([a, one], [b, other]) => one.order < other.order || (one.order === other.order && a < b) ? -1 : 1)
}

/** @param {{room: Room, readings: Readings, id: string}} props `id` of the event */
export function Experiences ({ room, readings, id }) {
  const [adding, setAdding] = useForm('.add-experience')
  const plain = room.workingCopy.standing()
  const tags = experiencesOf(plain, id)
  const may = room.ended === null
  if (!may && tags.length === 0) return null
  return h('section', { class: 'experiences', 'aria-labelledby': 'experiences-title' }, h('h3', { id: 'experiences-title' }, w('live.experience')),
    tags.length > 0 && h('ul', null, tags.map(([key, tag]) => h(Tag, { key, room, readings, plain, id: key, tag }))),
    adding && h(TagForm, { room, plain, event: id, there: tags.map(([, tag]) => tag.kind), onDone: () => setAdding(false) }),
    may && !adding && h(Button, { room, collection: 'experiences', text: w('live.experience.add'), sign: 'plus', extra: 'add-experience', onClick: () => setAdding(true) }))
}

/** One tag: edited where it stands. @param {{room: Room, readings: Readings, plain: Plain, id: string, tag: Entry}} props */
function Tag ({ room, readings, plain, id, tag }) {
  const [open, setOpen] = useState(false)
  const kind = tag.kind === '' ? w('live.not_said') : w(`experience_kinds.${tag.kind}`)
  const there = plain.people[tag.protected_by]
  if (open) {
    return h('li', { class: 'fact open' }, h(RecordForm, { room, readings, collection: 'experiences', id, prefix: `tag-${id}` }),
      h('div', { class: 'pair' }, h('button', { type: 'button', class: 'main', onClick: () => setOpen(false) }, w('live.done'))))
  }
  return h('li', { class: 'fact', 'data-experience': id }, h('div', { class: 'said' }, h('span', null, kind),
    tag.lasted !== '' && h('small', null, w('live.experience.lasted', { long: tag.lasted })),
    there && h('small', null, w('live.experience.there', { name: personName(there) })),
    tag.note !== '' && h('small', null, tag.note)),
  room.ended === null && h('span', { class: 'row-actions' },
    h(SignButton, { room, collection: 'experiences', label: w('live.edit_this', { name: kind }), sign: 'pencil', onClick: () => setOpen(true) }),
    h(SignButton, { room, collection: 'experiences', label: w('live.experience.remove', { name: kind }), sign: 'x', onClick: () => remove(room, 'experiences', id) })))
}

/** @param {{room: Room, plain: Plain, event: string, there: string[], onDone: () => void}} props */
function TagForm ({ room, plain, event, there, onDone }) {
  const [said, setSaid] = useState({ kind: '', lasted: '', protected_by: '' })
  const kinds = (room.schema.vocabulary.experience_kinds ?? []).map(row => row.key).filter(key => !there.includes(key))
  const people = Object.entries(plain.people).filter(([, person]) => !person.index)
    .map(([id, person]) => [id, personName(person)]).sort((one, other) => one[1].localeCompare(other[1]))
  /** @param {Event} happened */
  const add = happened => {
    happened.preventDefault()
    const blocked = room.blocked('timeline')
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    if (said.kind === '') return document.getElementById('tag-kind')?.focus()
    room.do('undo.did.added', w(`experience_kinds.${said.kind}`), [room.workingCopy.creating('experiences', { event, ...said, lasted: said.lasted.trim() })])
    onDone()
  }
  return h('form', { class: 'fact-form', onSubmit: add, onKeyDown: escapes(onDone), 'aria-label': w('live.experience.add'), autocomplete: 'off' },
    h('div', { class: 'f' }, h('label', { for: 'tag-kind' }, w('field.experience')),
      h('select', { id: 'tag-kind', ref: focusOnce, value: said.kind, onChange: (/** @type {any} */ change) => setSaid({ ...said, kind: change.target.value }) },
        h('option', { value: '', selected: said.kind === '' }, w('live.not_said')), kinds.map(key => h('option', { key, value: key, selected: key === said.kind }, w(`experience_kinds.${key}`))))),
    h('div', { class: 'f' }, h('label', { for: 'tag-lasted' }, w('field.lasted')),
      h('input', { id: 'tag-lasted', maxLength: 200, value: said.lasted, onInput: (/** @type {any} */ change) => setSaid({ ...said, lasted: change.target.value }) })),
    h('div', { class: 'f' }, h('label', { for: 'tag-there' }, w('field.protected_by')),
      h('select', { id: 'tag-there', value: said.protected_by, onChange: (/** @type {any} */ change) => setSaid({ ...said, protected_by: change.target.value }) },
        h('option', { value: '', selected: said.protected_by === '' }, w('live.nobody_chosen')), people.map(([id, name]) => h('option', { key: id, value: id, selected: id === said.protected_by }, name)))),
    h('div', { class: 'pair' }, h('button', { class: 'main' }, w('live.add.do')), h('button', { type: 'button', onClick: onDone }, w('live.cancel'))))
}
