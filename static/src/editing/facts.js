/**
 * What is known of somebody in bullets, each with who says so; marks of health, which are facts too; and what the child
 * says of them. Each bullet is edited where it stands.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { w } from '../words.js'
import { remove } from './actions.js'
import { Button, focusOnce, SignButton } from './button.js'
import { useDraft } from './drafts.js'
import { RecordForm } from './form.js'
import { HealthForm, markSaid } from './health.js'
import { sourceSaid } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('./readings.js').Readings} Readings */
/** @typedef {{room: Room, readings: Readings, id: string}} Props `id` of the person */

const LONGEST = 500

/** The facts about somebody, in their order. @param {Plain} plain @param {string} id @returns {[string, Entry][]} */
export function factsOf (plain, id) {
  return Object.entries(plain.facts).filter(([, fact]) => fact.about === id)
    .sort(([a, one], [b, other]) => one.order < other.order || (one.order === other.order && a < b) ? -1 : 1)
}

/** Bullets, marks of health, and the two ways of adding one. @param {Props} props */
export function Facts ({ room, readings, id }) {
  const [adding, setAdding] = useState('')
  const facts = factsOf(room.workingCopy.standing(), id)
  const marks = facts.filter(([, fact]) => fact.mark !== '')
  const bullets = facts.filter(([, fact]) => fact.mark === '' && fact.area !== 'says')
  const done = () => setAdding('')
  return h('section', { class: 'facts', 'aria-labelledby': 'facts-title' }, h('h3', { id: 'facts-title' }, w('live.facts')),
    marks.length > 0 && h('ul', { class: 'marks', 'aria-label': w('live.health') }, marks.map(([key, fact]) => h(Fact, { key, room, readings, id: key, fact, text: markSaid(fact) }))),
    bullets.length > 0 && h('ul', { class: 'bullets' }, bullets.map(([key, fact]) => h(Fact, { key, room, readings, id: key, fact, text: fact.text || fact.note }))),
    adding === 'fact' && h(FactForm, { room, id, area: 'other', onDone: done }),
    adding === 'says' && h(FactForm, { room, id, area: 'says', onDone: done }),
    adding === 'health' && h(HealthForm, { room, readings, id, onDone: done }),
    adding === '' && room.ended === null && h('div', { class: 'relations' },
      h(Button, { room, collection: 'facts', text: w('live.facts.add'), sign: 'plus', extra: 'add-fact', onClick: () => setAdding('fact') }),
      h(Button, { room, collection: 'facts', text: w('live.health.add'), sign: 'plus', extra: 'add-health', onClick: () => setAdding('health') }),
      h(Button, { room, collection: 'facts', text: w('live.says.add'), sign: 'plus', extra: 'add-says', onClick: () => setAdding('says') })))
}

/**
 * One bullet: its words and who says so; a form in its place while it is edited.
 * @param {{room: Room, readings: Readings, id: string, fact: Entry, text: string, quoted?: boolean}} props
 */
export function Fact ({ room, readings, id, fact, text, quoted = false }) {
  const [open, setOpen] = useState(false)
  const covered = fact.sensitive && !room.revealed.has(`facts/${id}`)
  const lang = fact.language === 'en' || fact.language === 'cy' ? fact.language : undefined
  const source = sourceSaid(fact, room.workingCopy.standing().people[fact.about])
  if (open) {
    return h('li', { class: 'fact open', 'data-fact': id }, h(RecordForm, { room, readings, collection: 'facts', id, prefix: `fact-${id}` }),
      h('div', { class: 'pair' },
        h('button', { type: 'button', class: 'main', onClick: () => setOpen(false) }, w('live.done')),
        h(Button, { room, collection: 'facts', text: w('live.remove'), sign: 'trash', onClick: () => { setOpen(false); remove(room, 'facts', id) } })))
  }
  return h('li', { class: 'fact', 'data-fact': id }, h('div', { class: 'said' },
    covered
      ? h('button', { type: 'button', class: 'link', onClick: () => { room.revealed.add(`facts/${id}`); room.changed() } }, w('live.sensitive.open_one'))
      : [h('span', { lang }, quoted ? w('live.quoted', { words: text }) : text), source !== '' && h('small', { lang }, source)]),
  !covered && room.ended === null && h(SignButton, { room, collection: 'facts', label: w('live.edit_this', { name: text }), sign: 'pencil', onClick: () => setOpen(true) }))
}

/** A fact in one line, and who says so. @param {{room: Room, id: string, area: string, onDone: () => void}} props */
export function FactForm ({ room, id, area, onDone }) {
  const [said, setSaid] = useDraft(room, `fact ${id} ${area}`, { text: '', area, says: '' })
  const areas = (room.schema.vocabulary.fact_areas ?? []).map(row => row.key)
  const child = area === 'says'
  const leave = () => {
    setSaid({ text: '', area, says: '' })
    onDone()
  }
  /** @param {Event} event */
  const add = event => {
    event.preventDefault()
    const blocked = room.blocked('facts')
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    if (said.text.trim() === '') return
    const fact = room.workingCopy.creating('facts', { about: id, text: said.text.trim(), area: said.area, says: said.says.trim() })
    room.do('undo.did.added', said.text.trim(), [fact])
    leave()
  }
  return h('form', { class: 'fact-form', onSubmit: add, 'aria-label': child ? w('live.says.add') : w('live.facts.add'), autocomplete: 'off' },
    h('div', { class: 'f' }, h('label', { for: 'fact-text' }, child ? w('live.says.text') : w('field.text')),
      h('input', { id: 'fact-text', ref: focusOnce, maxLength: LONGEST, value: said.text, onInput: (/** @type {any} */ event) => setSaid({ ...said, text: event.target.value }) })),
    h('div', { class: 'two' },
      !child && h('div', { class: 'f' }, h('label', { for: 'fact-area' }, w('field.area')),
        h('select', { id: 'fact-area', value: said.area, onChange: (/** @type {any} */ event) => setSaid({ ...said, area: event.target.value }) },
          areas.map(key => h('option', { key, value: key, selected: key === said.area }, w(`fact_areas.${key}`))))),
      h('div', { class: 'f' }, h('label', { for: 'fact-says' }, child ? w('field.quote_heard_by') : w('field.says')),
        h('input', { id: 'fact-says', maxLength: 200, value: said.says, onInput: (/** @type {any} */ event) => setSaid({ ...said, says: event.target.value }) }))),
    h('div', { class: 'pair' }, h('button', { class: 'main' }, w('live.add.do')), h('button', { type: 'button', onClick: leave }, w('live.cancel'))))
}

/** What the child says of somebody: facts of that kind, and their words in events that this person is in. @param {Props} props */
export function ChildsWords ({ room, readings, id }) {
  const plain = room.workingCopy.standing()
  const facts = factsOf(plain, id).filter(([, fact]) => fact.area === 'says' && fact.mark === '')
  const events = Object.entries(plain.events).filter(([, event]) => id in event.people && event.quote !== '' && !event.sensitive)
  if (facts.length === 0 && events.length === 0) return null
  return h('section', { class: 'say childs-words', 'aria-labelledby': 'childs-words' }, h('h3', { id: 'childs-words' }, w('live.in_words')),
    facts.length > 0 && h('ul', null, facts.map(([key, fact]) => h(Fact, { key, room, readings, id: key, fact, text: fact.text, quoted: true }))),
    events.length > 0 && h('ul', null, events.map(([key, event]) => h('li', { key, class: 'fact' }, h('div', { class: 'said' },
      h('span', { lang: event.language === 'cy' || event.language === 'en' ? event.language : undefined }, w('live.quoted', { words: event.quote })),
      h('small', null, event.quote_heard_by ? `${event.quote_heard_by}; ` : '',
        h('button', { type: 'button', class: 'link', onClick: () => { room.see({ view: 'timeline', chosen: { collection: 'events', id: key }, opened: true, task: 'see' }) } }, event.title)))))))
}
