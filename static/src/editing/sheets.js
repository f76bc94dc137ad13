/**
 * What opens over the page: more, people, removed things, keys, finding. Each is a dialogue that keeps the focus
 * inside and gives it back.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { PeopleHere, WaitingPeople } from '../presence/people.js'
import { viewOf } from '../presence/views.js'
import { w } from '../words.js'
import { FreezeButton, placesTo } from './bars.js'
import { icon } from './icons.js'
import { nameOfRecord } from './actions.js'
import { FactsText } from './factstext.js'
import { FamilyText } from './familytext.js'
import { RemovedList, removedShown } from './removed.js'
import { WhoAdds } from './whoadds.js'
import { setSingleKeys, ShortcutSheet, singleKeys } from './shortcuts.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./deeds.js').Deeds} Deeds */
/** @typedef {import('./deeds.js').Sheet} Sheet */

/**
 * A dialogue over the page.
 * @param {{title: string, onClose: () => void, children?: any, name: string}} props
 */
function Dialogue ({ title, onClose, children, name }) {
  const element = useRef(/** @type {HTMLDialogElement | null} */ (null))
  const gone = useRef(false)
  useEffect(() => {
    const dialogue = element.current
    if (dialogue !== null && !dialogue.open) dialogue.showModal()
    return () => {
      gone.current = true
      if (dialogue?.open) dialogue.close()
    }
  }, [])
  return h('dialog', {
    class: `overlay over-${name}`,
    'aria-labelledby': 'sheet-title',
    ref: (/** @type {HTMLDialogElement | null} */ each) => { element.current = each },
    onClose: () => { if (!gone.current) onClose() },
    onClick: (/** @type {MouseEvent} */ event) => { if (event.target === element.current) onClose() }
  }, h('div', { class: 'sheet-inside' }, h('div', { class: 'sheet-head' }, h('h2', { id: 'sheet-title' }, title),
    h('button', { type: 'button', class: 'round', 'aria-label': w('live.close'), onClick: onClose }, icon('x'))), children))
}

/** @param {{room: Room, deeds: Deeds, sheet: Sheet, announcer: import('../presence/announcer.js').Announcer, composer: () => any, relatives: () => any}} props */
export function Sheets ({ room, deeds, sheet, announcer, composer, relatives }) {
  const close = () => deeds.open('')
  const [keys, setKeys] = useState(singleKeys())
  switch (sheet) {
    case 'more': return h(Dialogue, { key: sheet, name: sheet, title: w('live.more'), onClose: close }, h(More, { room, deeds }))
    case 'people': return h(Dialogue, { key: sheet, name: sheet, title: w('live.people.tab'), onClose: close }, h(PeopleHere, { room }),
      room.settings.invited?.waiting !== undefined && room.leads && h(WaitingPeople, { address: room.settings.invited.waiting, room }))
    case 'removed': return h(Dialogue, { key: sheet, name: sheet, title: w('live.removed.title'), onClose: close }, h(RemovedList, { room, onGo: close }))
    case 'text': return h(Dialogue, { key: sheet, name: sheet, title: w('live.text.title'), onClose: close }, h(FamilyText, { room, onDone: close }))
    case 'facts': return h(Dialogue, { key: sheet, name: 'text', title: w('live.background.bring_in'), onClose: close }, h(FactsText, { room, onDone: close }))
    case 'keys': return h(Dialogue, { key: sheet, name: sheet, title: w('live.keys.title'), onClose: close }, h(ShortcutSheet, {
      leads: room.leads, on: keys, onChange: on => { setSingleKeys(on); setKeys(on) }
    }), h(Loudness, { announcer }))
    case 'find': return h(Dialogue, { key: sheet, name: sheet, title: w('live.find.title'), onClose: close }, h(Find, { room, deeds }))
    case 'add': return h(Dialogue, { key: sheet, name: sheet, title: room.look.view === 'family' ? w('live.add.someone') : w('live.add.something'), onClose: close },
      room.look.view === 'family' ? relatives() : composer())
  }
}

/** @param {{room: Room, deeds: Deeds}} props */
function More ({ room, deeds }) {
  const me = room.people.get(room.settings.participant)
  const hand = (me?.hand ?? 0) > 0
  /** @param {string} text @param {string} sign @param {() => void} onClick */
  const item = (text, sign, onClick) => h('li', null, h('button', { type: 'button', class: 'place', onClick }, icon(sign), text))
  const removed = removedShown(room).length
  return h('ul', { class: 'more-list' },
    placesTo(room, () => deeds.open('')),
    room.leads && ['family', 'timeline'].map(part => h('li', { key: part, class: 'who-may' }, h('span', null, w(`parts.${part}`)), h(WhoAdds, { room, parts: [part] }))),
    item(hand ? w('live.hand.down') : w('live.hand.up'), 'hand', () => { room.connection.say('hand', { up: !hand }); deeds.open('') }),
    item(w('live.find.title'), 'search', () => deeds.open('find')),
    room.ended === null && item(w('live.text.title'), 'file-text', () => deeds.open('text')),
    room.ended === null && item(w('live.background.bring_in'), 'file-text', () => deeds.open('facts')),
    room.leads && room.ended === null && h('li', null, h('a', { class: 'place', href: room.address('import') }, icon('file-text'), w('live.timeline.bring_in'))),
    item(w('live.removed.count', { n: removed }), 'trash', () => deeds.open('removed')),
    item(w('live.undo'), 'undo-2', () => { deeds.open(''); room.undoMine() }),
    item(w('live.keys.title'), 'circle-question-mark', () => deeds.open('keys')),
    room.leads && item(w('live.wall.show'), 'monitor', () => { deeds.show(); deeds.open('') }),
    room.role === 'chair' && room.ended === null && h('li', null, h(FreezeButton, { room })),
    room.leads && h('li', null, h('a', { class: 'place', href: room.address('').replace(/\/$/, '') }, icon('log-out'), w('live.to_case'))))
}

/** Finds an event or a person by their words. @param {{room: Room, deeds: Deeds}} props */
function Find ({ room, deeds }) {
  const [typed, setTyped] = useState('')
  const found = typed.trim().length < 2 ? [] : matches(room, typed.trim())
  /** @param {{collection: string, id: string}} one */
  const go = one => {
    deeds.open('')
    room.see({ view: viewOf(room.schema, one.collection) })
    room.choose(one.collection, one.id)
  }
  return h('form', { class: 'find-form', onSubmit: (/** @type {Event} */ event) => { event.preventDefault(); if (found[0]) go(found[0]) } },
    h('div', { class: 'f' }, h('label', { for: 'find' }, w('live.find.what')),
      h('input', { id: 'find', type: 'search', value: typed, autofocus: true, autocomplete: 'off', onInput: (/** @type {any} */ event) => setTyped(event.target.value) })),
    h('p', { class: 'away', 'aria-live': 'polite' }, typed.trim().length < 2 ? '' : w('live.find.count', { n: found.length })),
    h('ul', { class: 'more-list' }, found.map(one => h('li', { key: one.id }, h('button', { type: 'button', class: 'place', onClick: () => go(one) },
      icon(one.collection === 'events' ? 'clock' : 'user'), nameOfRecord(room, one.collection, one.id))))))
}

const MOST_FOUND = 12

/** @param {Room} room @param {string} words @returns {{collection: string, id: string}[]} */
function matches (room, words) {
  const sought = plainLetters(words)
  const plain = room.workingCopy.standing()
  /** @param {any} record @param {string[]} names */
  const has = (record, names) => names.some(name => plainLetters(record[name] ?? '').includes(sought))
  const people = Object.entries(plain.people).filter(([, person]) => has(person, ['name', 'known_as', 'called']))
  const events = Object.entries(plain.events).filter(([, event]) => has(event, ['title', 'detail', 'place_text']) || plainLetters(event.when?.text ?? '').includes(sought))
  return [...people.map(([id]) => ({ collection: 'people', id })), ...events.map(([id]) => ({ collection: 'events', id }))].slice(0, MOST_FOUND)
}

/** Small letters without accents: `ty` finds `Tŷ`. @param {string} text */
function plainLetters (text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Which of others' edits a screen reader is told of. @param {{announcer: import('../presence/announcer.js').Announcer}} props */
function Loudness ({ announcer }) {
  const [loudness, setLoudness] = useState(announcer.loudness)
  const choices = /** @type {const} */ ([['all', w('live.spoken.all')], ['mine', w('live.spoken.mine')], ['off', w('live.spoken.off')]])
  return h('fieldset', { class: 'f spoken' }, h('legend', null, w('live.spoken')), choices.map(([key, said]) => h('label', { key, class: 'tick' },
    h('input', { type: 'radio', name: 'spoken', checked: loudness === key, onChange: () => { announcer.loudness = key; setLoudness(key) } }), h('span', null, said))))
}
