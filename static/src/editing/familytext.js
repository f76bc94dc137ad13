/**
 * A family written as lines of text, pasted in: read by the server, shown as it was understood with what is doubtful,
 * and added as one step that can be undone. Then the whole family is laid out.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { language, w } from '../words.js'
import { personName, tidy, writePlan } from './actions.js'
import { momentSaid } from './dates.js'
import { icon } from './icons.js'
import { tiesSaid } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {{collection: string, id: string, fields: import('../document/schema.js').Entry}} Planned */
/** What a text was understood as. @typedef {{plan: Planned[], said: string, doubts: string[]}} Understood */

const ASK_AFTER_MS = 500
/** The server takes no longer text. */
const LONGEST = 20_000
/** The reading may be about the child, who is there already. */
const NOTHING_SAID = { plan: [], said: '', doubts: [] }

/** @param {{room: Room, onDone: () => void}} props */
export function FamilyText ({ room, onDone }) {
  const [text, setText] = useState('')
  const { understood, state } = useUnderstood(room, text)
  const blocked = room.blocked('family')
  const people = understood.plan.filter(each => each.collection === 'people' && room.workingCopy.record('people', each.id) === undefined)
  /** @param {Event} event */
  const add = event => {
    event.preventDefault()
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    if (understood.plan.length === 0 || state !== 'read') return
    writePlan(room, understood.plan, { tidied: true })
    onDone()
    room.see({ view: 'family' })
    laidOutOnceKept(room, understood.plan.map(each => each.id))
  }
  return h('form', { class: 'family-text', onSubmit: add }, h('p', { id: 'family-text-how' }, w('live.text.how')),
    h('pre', { class: 'example' }, w('live.text.example')),
    h('div', { class: 'f' }, h('label', { for: 'family-text' }, w('live.text.label')),
      h('textarea', { id: 'family-text', rows: 8, maxLength: LONGEST, autofocus: true, 'aria-describedby': 'family-text-how', defaultValue: text, spellcheck: false, onInput: (/** @type {any} */ event) => setText(event.target.value) })),
    h('div', { role: 'status', class: 'understood' }, statusSaid(text, state, people.length)),
    people.length > 0 && state === 'read' && h(Preview, { room, understood }),
    understood.doubts.length > 0 && state === 'read' && h('div', { class: 'caution doubts' }, icon('triangle-alert'), h('div', null, h('h3', null, w('live.text.doubts')), h('ul', null, understood.doubts.map(doubt => h('li', { key: doubt }, doubt))))),
    h('div', { class: 'pair foot' }, h('button', { class: 'main', 'aria-disabled': people.length === 0 || state !== 'read' || blocked !== '' ? 'true' : undefined }, w('live.text.add', { n: people.length })),
      h('button', { type: 'button', onClick: onDone }, w('live.cancel'))))
}

/** @param {string} text @param {'' | 'asking' | 'read' | 'failed'} state @param {number} n */
function statusSaid (text, state, n) {
  if (text.trim() === '') return ''
  if (state === 'asking') return w('live.add.reading')
  return state === 'failed' ? w('live.text.failed') : w('live.text.read', { n })
}

/**
 * What a text is understood as, asked for when the typing rests.
 * @param {Room} room @param {string} text
 * @returns {{understood: Understood, state: '' | 'asking' | 'read' | 'failed'}}
 */
function useUnderstood (room, text) {
  const [answer, setAnswer] = useState({ text: '', understood: /** @type {Understood} */ (NOTHING_SAID), state: /** @type {'' | 'asking' | 'read' | 'failed'} */ ('') })
  const latest = useRef(text)
  latest.current = text
  useEffect(() => {
    if (text.trim() === '') return setAnswer({ text, understood: NOTHING_SAID, state: '' })
    const soon = setTimeout(async () => {
      const understood = await ask(room, text)
      if (latest.current === text) setAnswer({ text, understood: understood ?? NOTHING_SAID, state: understood === null ? 'failed' : 'read' })
    }, ASK_AFTER_MS)
    return () => clearTimeout(soon)
  }, [text])
  return answer.text === text ? answer : { understood: NOTHING_SAID, state: text.trim() === '' ? '' : 'asking' }
}

/** @param {Room} room @param {string} text @returns {Promise<Understood | null>} */
async function ask (room, text) {
  try {
    const answer = await fetch(room.address('relatives'), {
      method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ text, language: language() })
    })
    return answer.ok ? await answer.json() : null
  } catch {
    return null
  }
}

/** Each person that would be added, with their ties in words. @param {{room: Room, understood: Understood}} props */
function Preview ({ room, understood }) {
  const plain = withPlan(room, understood.plan)
  const added = understood.plan.filter(each => each.collection === 'people')
  return h('ul', { class: 'preview' }, added.map(({ id }) => {
    const person = plain.people[id]
    const facts = [person.born && w('live.text.born', { when: momentSaid(person.born) }), person.died && w('live.text.died', { when: momentSaid(person.died) }), person.occupation].filter(Boolean).join(', ')
    return h('li', { key: id }, h('b', null, personName(person)), facts !== '' && h('span', null, ` ${facts}`), h('small', null, tiesSaid(plain, id).map(tie => tie.text).join(' ')))
  }))
}

/** What would stand after a plan was written. @param {Room} room @param {Planned[]} plan @returns {Plain} */
function withPlan (room, plan) {
  const standing = room.workingCopy.standing()
  const plain = Object.fromEntries(Object.entries(standing).map(([name, records]) => [name, { ...records }]))
  for (const { collection, id, fields } of plan) {
    const defaults = Object.fromEntries(room.schema.collections[collection].fields.map(field => [field.name, field.default]))
    plain[collection][id] = { ...defaults, ...plain[collection][id], ...fields }
  }
  return plain
}

/** The family is laid out when the server holds what was added. @param {Room} room @param {string[]} ids */
function laidOutOnceKept (room, ids) {
  const stop = setInterval(() => {
    if (room.connection.unsettledEdits().some(edit => ids.includes(edit.id))) return
    clearInterval(stop)
    if (room.ended === null) tidy(room)
  }, ASK_AFTER_MS)
}
