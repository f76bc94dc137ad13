/**
 * Marks of somebody's health: facts with a mark, a state and dates of their own, which the drawing shades the symbol by.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { w } from '../words.js'
import { focusOnce } from './button.js'
import { momentSaid } from './dates.js'
import { dateSoon, momentOf, WhenField } from './when.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('./readings.js').Readings} Readings */

/**
 * A mark in words: what, how it stands, since when, and what else is said.
 * @param {Entry} fact
 * @returns {string}
 */
export function markSaid (fact) {
  const mark = w(`health_marks.${fact.mark}`)
  const said = fact.state === '' ? mark : w('live.health.stands', { mark, state: fact.state === 'suspected' ? w('live.health.suspected') : w('live.health.recovering') })
  const [from, to] = [momentSaid(fact.began), momentSaid(fact.ended)]
  const when = from !== '' && to !== '' ? w('live.health.from_to', { said, from, to }) : from !== '' ? w('live.health.since', { said, from }) : to !== '' ? w('live.health.until', { said, to }) : said
  return fact.text === '' ? when : w('live.health.more', { said: when, text: fact.text })
}

/** A new mark of somebody. @param {{room: Room, readings: Readings, id: string, onDone: () => void}} props */
export function HealthForm ({ room, readings, id, onDone }) {
  const [said, setSaid] = useState({ mark: '', state: '', began: '', ended: '', text: '', says: '' })
  const keys = (/** @type {string} */ table) => (room.schema.vocabulary[table] ?? []).map(row => row.key)
  /** @param {Event} event */
  const add = event => {
    event.preventDefault()
    const blocked = room.blocked('facts')
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    if (said.mark === '') return document.getElementById('health-mark')?.focus()
    const fact = room.workingCopy.creating('facts', {
      about: id, area: 'health', mark: said.mark, state: said.state, text: said.text.trim(), says: said.says.trim(), began: momentOf(readings, said.began), ended: momentOf(readings, said.ended)
    })
    room.do('undo.did.added', w(`health_marks.${said.mark}`), [fact])
    dateSoon(room, readings, 'facts', fact.id, { began: said.began, ended: said.ended })
    onDone()
  }
  /** @param {'text' | 'says'} name @param {string} label */
  const line = (name, label) => h('div', { class: 'f' }, h('label', { for: `health-${name}` }, label),
    h('input', { id: `health-${name}`, maxLength: 200, value: said[name], onInput: (/** @type {any} */ event) => setSaid({ ...said, [name]: event.target.value }) }))
  return h('form', { class: 'fact-form', onSubmit: add, 'aria-label': w('live.health.add'), autocomplete: 'off' },
    h('div', { class: 'f' }, h('label', { for: 'health-mark' }, w('live.health.what')), h('select', { id: 'health-mark', ref: focusOnce, required: true, value: said.mark, onChange: (/** @type {any} */ event) => setSaid({ ...said, mark: event.target.value }) },
      h('option', { value: '', selected: said.mark === '' }, w('live.not_said')), keys('health_marks').map(key => h('option', { key, value: key, selected: key === said.mark }, w(`health_marks.${key}`))))),
    h('div', { class: 'f' }, h('label', { for: 'health-state' }, w('field.state')), h('select', { id: 'health-state', value: said.state, onChange: (/** @type {any} */ event) => setSaid({ ...said, state: event.target.value }) },
      h('option', { value: '', selected: said.state === '' }, w('live.health.certain')), keys('mark_states').map(key => h('option', { key, value: key, selected: key === said.state }, w(`mark_states.${key}`))))),
    h('div', { class: 'two' },
      h(WhenField, { readings, id: 'health-began', label: w('field.began'), value: said.began, onInput: began => setSaid({ ...said, began }) }),
      h(WhenField, { readings, id: 'health-ended', label: w('field.ended'), value: said.ended, onInput: ended => setSaid({ ...said, ended }) })),
    line('text', w('live.health.text')), line('says', w('field.says')),
    h('div', { class: 'pair' }, h('button', { class: 'main' }, w('live.add.do')), h('button', { type: 'button', onClick: onDone }, w('live.cancel'))))
}
