/** With whom a placement may hold alone: those of the family who live, and those at the table. */
import { h } from 'preact'
import { personName } from '../editing/actions.js'
import { w } from '../words.js'

/** @typedef {import('../presence/room.js').Room} Room */

/** Kinds of people that nobody is with. */
const NOT_WITH = ['pregnancy', 'miscarriage', 'termination', 'stillbirth']

/** Somebody of the family, by id, and the name. @typedef {[string, string]} Named */

/**
 * Those of the family with whom the child can be, by name.
 * @param {import('../document/schema.js').Plain} plain what stands
 * @returns {Named[]}
 */
export function familyWith (plain) {
  return Object.entries(plain.people)
    .filter(([, person]) => !person.index && person.died === null && !NOT_WITH.includes(person.kind) && [person.name, person.known_as, person.called].some(name => (name ?? '').trim() !== ''))
    .map(([id, person]) => /** @type {Named} */ ([id, personName(person)])).sort((one, other) => one[1].localeCompare(other[1]))
}

/**
 * Those at the table who are not in the family, by name.
 * @param {{name: string}[]} present @param {Named[]} family @returns {string[]}
 */
export function tableWith (present, family) {
  const known = new Set(family.map(([, name]) => name))
  return [...new Set(present.map(person => person.name.trim()))].filter(name => name !== '' && !known.has(name)).sort((one, other) => one.localeCompare(other))
}

/**
 * A choice among both. Whoever is at the table has no record: their name is the setting, in words.
 * @param {{room: Room, id: string, person: string, setting: string, onWhom: (whom: {person: string, setting: string}) => void}} props
 */
export function Whom ({ room, id, person, setting, onWhom }) {
  const family = familyWith(room.workingCopy.standing())
  const chosen = family.some(([each]) => each === person)
  const held = person === '' || chosen ? undefined : room.workingCopy.record('people', person)
  if (held !== undefined) family.push([person, personName(held)])
  const table = tableWith([...room.people.values()], family)
  const value = person !== '' ? person : table.find(name => setting === w('live.steps.with', { name })) ?? ''
  const change = (/** @type {any} */ event) => {
    const { value } = event.target
    const name = table.find(each => each === value)
    onWhom(name === undefined ? { person: value, setting: '' } : { person: '', setting: w('live.steps.with', { name }) })
  }
  return h('select', { id, value, onChange: change },
    h('option', { value: '', selected: value === '' }, w('live.steps.choose_person')),
    table.length > 0 && h('optgroup', { label: w('live.steps.at_the_table') }, table.map(name => h('option', { key: name, value: name, selected: name === value }, name))),
    family.length > 0 && h('optgroup', { label: w('parts.family') }, family.map(([each, name]) => h('option', { key: each, value: each, selected: each === value }, name))))
}
