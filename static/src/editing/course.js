/**
 * A couple in words: their course as one list of turns (met, together, married, separated, back together, divorced,
 * widowed ...), whoever wrote which part of it, and the same list to edit.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { w } from '../words.js'
import { remove } from './actions.js'
import { Button, SignButton } from './button.js'
import { Fields } from './form.js'
import { courseLines, inside, listed, turnsOf, turnWord } from './said.js'
import { dateSoon, momentOf, WhenField } from './when.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('../document/workingcopy.js').Edit} Edit */
/** @typedef {import('./readings.js').Readings} Readings */

/** Turns that begin a couple, and what kind of couple they begin. @type {Record<string, string>} */
const BEGINS = { married: 'married', civil_partnership: 'civil_partnership', engaged: 'engaged', together: 'relationship' }

/** The course as a list. @param {{plain: Plain, id: string}} props */
export function Course ({ plain, id }) {
  return h('ol', { class: 'course' }, courseLines(plain, id).map((line, at) => h('li', { key: at }, line)))
}

/**
 * What adding a turn writes: a couple that has no kind yet gets it from how it began, one that has no ending yet ends;
 * everything else is a turn of its own.
 * @param {import('../document/workingcopy.js').WorkingCopy} workingCopy
 * @param {string} id @param {Entry} union
 * @param {{kind: string, when: any}} turn
 * @param {string[]} endings the keys of endings
 * @returns {{edits: Edit[], field: {collection: string, id: string, field: string}}} `field` holds the date
 */
export function turnEdits (workingCopy, id, union, { kind, when }, endings) {
  if (union.kind === 'unknown' && union.began === null && kind in BEGINS) {
    return { edits: [workingCopy.setting('unions', id, 'kind', BEGINS[kind]), workingCopy.setting('unions', id, 'began', when)], field: { collection: 'unions', id, field: 'began' } }
  }
  if (endings.includes(kind) && union.ending === '' && union.ended === null) {
    return { edits: [workingCopy.setting('unions', id, 'ending', kind), workingCopy.setting('unions', id, 'ended', when)], field: { collection: 'unions', id, field: 'ended' } }
  }
  const turn = workingCopy.creating('turns', { union: id, kind, when })
  return { edits: [turn], field: { collection: 'turns', id: turn.id, field: 'when' } }
}

/** The course as a list to edit, and one line to add to it. @param {{room: Room, readings: Readings, id: string, record: Entry}} props */
export function CourseEditor ({ room, readings, id, record }) {
  const plain = room.workingCopy.standing()
  const ends = record.ending !== '' || record.ended !== null
  return h('section', { class: 'course-editor', 'aria-labelledby': 'course-title' }, h('h3', { id: 'course-title' }, w('live.course')),
    h('ol', { class: 'course' },
      h('li', { class: 'turn two' }, h(Fields, { room, readings, collection: 'unions', id, names: ['kind', 'began'], prefix: 'course' })),
      turnsOf(plain, id).map(([key, turn]) => h('li', { key, class: 'turn two', 'data-turn': key }, h(Fields, { room, readings, collection: 'turns', id: key, names: ['kind', 'when'], prefix: `turn-${key}` }),
        h(SignButton, { room, collection: 'turns', label: w('live.act_on', { act: w('live.remove'), name: turnWord(turn.kind) }), sign: 'x', onClick: () => remove(room, 'turns', key) }))),
      ends && h('li', { class: 'turn two' }, h(Fields, { room, readings, collection: 'unions', id, names: ['ending', 'ended'], prefix: 'course' }))),
    h(TurnForm, { room, readings, id, record }))
}

/** One more turn: what happened and when. @param {{room: Room, readings: Readings, id: string, record: Entry}} props */
function TurnForm ({ room, readings, id, record }) {
  const [said, setSaid] = useState({ kind: '', when: '' })
  const { vocabulary } = room.schema
  const endings = (vocabulary.endings ?? []).map(row => row.key)
  /** @param {Event} event */
  const add = event => {
    event.preventDefault()
    const blocked = room.blocked('family')
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    if (said.kind === '') return document.getElementById('turn-kind')?.focus()
    const { edits, field } = turnEdits(room.workingCopy, id, record, { kind: said.kind, when: momentOf(readings, said.when) }, endings)
    room.do('undo.did.added', turnWord(said.kind), edits)
    dateSoon(room, readings, field.collection, field.id, { [field.field]: said.when })
    setSaid({ kind: '', when: '' })
    document.getElementById('turn-kind')?.focus()
  }
  return h('form', { class: 'turn-form two', onSubmit: add, 'aria-label': w('live.course.add'), autocomplete: 'off' },
    h('div', { class: 'f' }, h('label', { for: 'turn-kind' }, w('live.course.what')), h('select', { id: 'turn-kind', value: said.kind, onChange: (/** @type {any} */ event) => setSaid({ ...said, kind: event.target.value }) },
      h('option', { value: '', selected: said.kind === '' }, w('live.course.choose')),
      (vocabulary.union_turns ?? []).map(row => h('option', { key: row.key, value: row.key, selected: row.key === said.kind }, w(`union_turns.${row.key}`))))),
    h(WhenField, { readings, id: 'turn-when', label: w('live.when'), value: said.when, onInput: when => setSaid({ ...said, when }) }),
    h('button', { class: 'main', 'aria-disabled': room.blocked('family') !== '' ? 'true' : undefined }, w('live.course.add')))
}

/**
 * All unions of one person, one below the other, with their course and their children.
 * @param {{room: Room, id: string}} props
 */
export function Couples ({ room, id }) {
  const plain = room.workingCopy.standing()
  const unions = Object.entries(plain.unions).filter(([, union]) => union.a === id || union.b === id)
  if (unions.length === 0) return null
  return h('section', { class: 'ties couples', 'aria-labelledby': 'couples-title' }, h('h3', { id: 'couples-title' }, w('live.person.couples', { n: unions.length })),
    h('ul', null, unions.map(([key, union]) => h('li', { key, 'data-tie': key }, h('div', { class: 'said' },
      h('b', null, partnerSaid(plain, union.a === id ? union.b : union.a)), h(Course, { plain, id: key }), h('small', null, childrenSaid(plain, key))),
    h(Button, { room, collection: 'unions', text: w('live.edit'), sign: 'pencil', label: w('live.edit_this', { name: partnerSaid(plain, union.a === id ? union.b : union.a) }), onClick: () => room.choose('unions', key, 'edit') })))))
}

/** @param {Plain} plain @param {string} partner */
function partnerSaid (plain, partner) {
  const person = plain.people[partner]
  return person === undefined ? w('live.tie.partner_unknown') : w('live.course.with', { name: person.known_as || person.name || person.called || inside(w('live.not_known')) })
}

/** @param {Plain} plain @param {string} union */
function childrenSaid (plain, union) {
  const children = Object.values(plain.parent_links).filter(link => link.union === union).map(link => plain.people[link.child]).filter(child => child !== undefined)
  if (children.length === 0) return ''
  return w('live.course.children', { n: children.length, names: listed(children.map(child => child.known_as || child.name || child.called || w(`person_kinds.${child.kind}`))) })
}
