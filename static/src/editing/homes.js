/**
 * Where somebody lives and has lived, in words: each home with its dates and who else lives there, and one more of them.
 * A home that is there is used again; another name makes a new one.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { reach } from '../drawing/days.js'
import { w } from '../words.js'
import { personName } from './actions.js'
import { Button, focusOnce } from './button.js'
import { datesSaid, listed, sourceSaid } from './said.js'
import { dateSoon, momentOf, WhenField } from './when.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('./readings.js').Readings} Readings */
/** @typedef {{room: Room, readings: Readings, id: string}} Props `id` of the person */

/** The stays of a person whose homes stand, the earliest first and the undated last. @param {Plain} plain @param {string} id @returns {[string, Entry][]} */
export function staysOf (plain, id) {
  const since = (/** @type {Entry} */ stay) => reach(stay.began ?? plain.households[stay.household].began)[0] ?? Number.MAX_SAFE_INTEGER
  return Object.entries(plain.stays).filter(([, stay]) => stay.person === id && plain.households[stay.household] !== undefined)
    .sort(([a, one], [b, other]) => since(one) - since(other) || (a < b ? -1 : 1))
}

/** @param {Props} props */
export function Homes ({ room, readings, id }) {
  const [adding, setAdding] = useState(false)
  const plain = room.workingCopy.standing()
  const stays = staysOf(plain, id)
  return h('section', { class: 'ties homes', 'aria-labelledby': 'homes-title' }, h('h3', { id: 'homes-title' }, w('live.homes')),
    stays.length > 0 && h('ul', null, stays.map(([key, stay]) => {
      const home = plain.households[stay.household]
      const name = home.name || w('live.unnamed')
      const more = [datesSaid(stay) || datesSaid(home), home.kind !== 'home' && w(`household_kinds.${home.kind}`), home.where, withSaid(plain, stay.household, id), sourceSaid(stay, plain.people[id])].filter(Boolean).join('; ')
      return h('li', { key, 'data-tie': key }, h('div', { class: 'said' },
        h('button', { type: 'button', class: 'link', onClick: () => room.choose('households', stay.household) }, name), more !== '' && h('small', null, more)),
      h('button', { type: 'button', class: 'link', onClick: () => room.choose('stays', key, 'edit'), 'aria-label': w('live.edit_this', { name }) }, w('live.edit')))
    })),
    adding
      ? h(StayForm, { room, readings, id, onDone: () => setAdding(false) })
      : room.ended === null && h(Button, { room, collection: 'stays', text: w('live.homes.add'), sign: 'plus', extra: 'add-home', onClick: () => setAdding(true) }))
}

/** Who else lives or lived in a home. @param {Plain} plain @param {string} household @param {string} id */
function withSaid (plain, household, id) {
  const others = [...new Set(Object.values(plain.stays).filter(stay => stay.household === household && stay.person !== id).map(stay => stay.person))]
  const names = others.filter(each => plain.people[each] !== undefined).map(each => personName(plain.people[each]))
  return names.length === 0 ? '' : w('live.homes.with', { names: listed(names) })
}

/** One more home of somebody. @param {Props & {onDone: () => void}} props */
function StayForm ({ room, readings, id, onDone }) {
  const [said, setSaid] = useState({ home: '', name: '', kind: 'home', began: '', ended: '' })
  const { workingCopy } = room
  const plain = workingCopy.standing()
  const homes = Object.entries(plain.households).map(([key, home]) => /** @type {const} */ ([key, [home.name || w('live.unnamed'), datesSaid(home)].filter(Boolean).join(', ')]))
    .sort((one, other) => one[1].localeCompare(other[1]))
  const isNew = said.home === ''
  /** @param {Event} event */
  const add = event => {
    event.preventDefault()
    const blocked = room.blocked('family')
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    if (isNew && said.name.trim() === '') return document.getElementById('home-name')?.focus()
    const home = isNew ? workingCopy.creating('households', { name: said.name.trim(), kind: said.kind }) : null
    const stay = workingCopy.creating('stays', { household: home?.id ?? said.home, person: id, began: momentOf(readings, said.began), ended: momentOf(readings, said.ended) })
    room.do('undo.did.added', home === null ? plain.households[said.home].name : said.name.trim(), home === null ? [stay] : [home, stay])
    dateSoon(room, readings, 'stays', stay.id, { began: said.began, ended: said.ended })
    onDone()
  }
  return h('form', { class: 'fact-form', onSubmit: add, 'aria-label': w('live.homes.add'), autocomplete: 'off' },
    homes.length > 0 && h('div', { class: 'f' }, h('label', { for: 'home-which' }, w('live.homes.which')), h('select', { id: 'home-which', ref: focusOnce, value: said.home, onChange: (/** @type {any} */ event) => setSaid({ ...said, home: event.target.value }) },
      h('option', { value: '', selected: isNew }, w('live.homes.new')), homes.map(([key, name]) => h('option', { key, value: key, selected: key === said.home }, name)))),
    isNew && h('div', { class: 'two' },
      h('div', { class: 'f' }, h('label', { for: 'home-name' }, w('live.homes.name')), h('input', { id: 'home-name', ref: homes.length > 0 ? undefined : focusOnce, maxLength: 200, value: said.name, onInput: (/** @type {any} */ event) => setSaid({ ...said, name: event.target.value }) })),
      h('div', { class: 'f' }, h('label', { for: 'home-kind' }, w('field.kind')), h('select', { id: 'home-kind', value: said.kind, onChange: (/** @type {any} */ event) => setSaid({ ...said, kind: event.target.value }) },
        (room.schema.vocabulary.household_kinds ?? []).map(row => h('option', { key: row.key, value: row.key, selected: row.key === said.kind }, w(`household_kinds.${row.key}`)))))),
    h('div', { class: 'two' },
      h(WhenField, { readings, id: 'home-began', label: w('live.homes.from'), value: said.began, onInput: began => setSaid({ ...said, began }) }),
      h(WhenField, { readings, id: 'home-ended', label: w('live.homes.to'), value: said.ended, onInput: ended => setSaid({ ...said, ended }) })),
    h('div', { class: 'pair' }, h('button', { class: 'main' }, w('live.add.do')), h('button', { type: 'button', onClick: onDone }, w('live.cancel'))))
}
