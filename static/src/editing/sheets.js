/**
 * What opens over the page: more, people, removed things, keys, finding. Each is a dialogue that keeps the focus
 * inside and gives it back.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Fetched } from '../fetched.js'
import { PeopleHere, WaitingPeople } from '../presence/people.js'
import { viewOf } from '../presence/views.js'
import { w } from '../words.js'
import { FreezeButton, placesTo } from './bars.js'
import { commandsFound, commandsOf, recordsFound } from './commands.js'
import { icon } from './icons.js'
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

/** @param {{room: Room, deeds: Deeds, today: number, sheet: Sheet, announcer: import('../presence/announcer.js').Announcer, composer: () => any, relatives: () => any}} props */
export function Sheets ({ room, deeds, today, sheet, announcer, composer, relatives }) {
  const close = () => deeds.open('')
  const [keys, setKeys] = useState(singleKeys())
  switch (sheet) {
    case 'more': return h(Dialogue, { key: sheet, name: sheet, title: w('live.more'), onClose: close }, h(More, { room, deeds }))
    case 'people': return h(Dialogue, { key: sheet, name: sheet, title: w('live.people.tab'), onClose: close }, h(PeopleHere, { room }),
      room.settings.invited?.waiting !== undefined && room.leads && !room.seenByOthers && h(WaitingPeople, { address: room.settings.invited.waiting, room }))
    case 'removed': return h(Dialogue, { key: sheet, name: sheet, title: w('live.removed.title'), onClose: close }, h(RemovedList, { room, onGo: close }))
    case 'text': return h(Dialogue, { key: sheet, name: sheet, title: w('live.text.title'), onClose: close }, h(Fetched, { room, part: 'FamilyText', onDone: close }))
    case 'facts': return h(Dialogue, { key: sheet, name: 'text', title: w('live.background.bring_in'), onClose: close }, h(Fetched, { room, part: 'FactsText', onDone: close }))
    case 'keys': return h(Dialogue, { key: sheet, name: sheet, title: w('live.keys.title'), onClose: close }, h(ShortcutSheet, {
      leads: room.leads, on: keys, onChange: on => { setSingleKeys(on); setKeys(on) }
    }), h(Loudness, { announcer }))
    case 'notes': return h(Dialogue, { key: sheet, name: sheet, title: w('live.notes.title'), onClose: close }, h(Fetched, { room, part: 'OwnNotes' }))
    case 'agenda': return h(Dialogue, { key: sheet, name: sheet, title: w('live.agenda.title'), onClose: close }, h(Fetched, { room, part: 'Agenda', onGo: close }))
    case 'questions': return h(Dialogue, { key: sheet, name: sheet, title: w('live.question.title'), onClose: close }, h(Fetched, { room, part: 'Questions' }))
    case 'missed': return h(Dialogue, { key: sheet, name: sheet, title: w('live.missed.title'), onClose: close }, h(Fetched, { room, part: 'Missed', onGo: close }))
    case 'replay': return h(Dialogue, { key: sheet, name: sheet, title: w('live.replay.title'), onClose: close }, h(Fetched, { room, part: 'Replay', today }))
    case 'find': return h(Dialogue, { key: sheet, name: sheet, title: w('live.find.title'), onClose: close }, h(Find, { room, deeds, today }))
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
    room.settings.began !== '' && item(w('live.agenda.title'), 'list', () => deeds.open('agenda')),
    item(w('live.notes.title'), 'pencil', () => deeds.open('notes')),
    item(w('live.question.title'), 'message-circle', () => deeds.open('questions')),
    room.settings.began !== '' && item(w('live.missed.title'), 'clock', () => deeds.open('missed')),
    room.leads && h('li', null, h('button', { type: 'button', class: 'place', 'aria-pressed': String(room.seenByOthers), onClick: () => room.setSeenByOthers(!room.seenByOthers) }, icon('eye', 'small'), w('live.seen.others'))),
    room.ended === null && item(w('live.text.title'), 'file-text', () => deeds.open('text')),
    room.ended === null && item(w('live.background.bring_in'), 'file-text', () => deeds.open('facts')),
    room.leads && room.ended === null && h('li', null, h('a', { class: 'place', href: room.address('import') }, icon('file-text'), w('live.timeline.bring_in'))),
    item(w('live.replay.title'), 'rotate-ccw', () => deeds.open('replay')),
    item(w('live.removed.count', { n: removed }), 'trash', () => deeds.open('removed')),
    item(w('live.undo'), 'undo-2', () => { deeds.open(''); room.undoMine() }),
    item(w('live.keys.title'), 'circle-question-mark', () => deeds.open('keys')),
    room.leads && room.ended === null && item(room.walking ? w('live.walk.end') : w('live.walk.do'), 'arrow-right', () => { deeds.open(''); deeds.walk() }),
    room.leads && item(w('live.wall.show'), 'monitor', () => { deeds.show(); deeds.open('') }),
    room.leads && room.settings.meeting !== '' && item(room.blank ? w('live.wall.unblank') : w('live.wall.blank'), 'eye-off', () => { room.setBlank(!room.blank); deeds.open('') }),
    room.leads && room.settings.meeting !== '' && item(w('live.cover.do'), 'clock', () => { room.putCoversOff(); deeds.open('') }),
    room.leads && room.settings.meeting !== '' && item(w('live.pause.do'), 'pause', () => { room.pause(true); deeds.open('') }),
    room.role === 'chair' && room.ended === null && h('li', null, h(FreezeButton, { room })),
    room.leads && h('li', null, h('a', { class: 'place', href: room.address('').replace(/\/$/, '') }, icon('log-out'), w('live.to_case'))))
}

/** Finds what can be done, and records by their words; the arrows go up and down. @param {{room: Room, deeds: Deeds, today: number}} props */
function Find ({ room, deeds, today }) {
  const [typed, setTyped] = useState('')
  /** @param {() => void} act */
  const doing = act => () => {
    deeds.open('')
    act()
  }
  /** @param {{collection: string, id: string}} one */
  const go = one => {
    room.see({ view: viewOf(room.schema, one.collection) })
    room.choose(one.collection, one.id)
  }
  /** @param {string} words */
  const offeredFor = words => [
    ...commandsFound(commandsOf(room, deeds, today), words).map(one => ({ ...one, act: doing(one.act) })),
    ...recordsFound(room, words).map(one => ({ key: one.id, said: one.said, sign: one.sign, act: doing(() => go(one)) }))
  ]
  const offered = offeredFor(typed)
  /** Does the first for what stands in the field: whoever types fast is ahead of what is drawn. @param {SubmitEvent} event */
  const first = event => {
    event.preventDefault()
    const words = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('words') ?? '')
    if (words.trim() !== '') offeredFor(words)[0]?.act()
  }
  /** @param {KeyboardEvent} event */
  const step = event => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    const stops = /** @type {HTMLElement[]} */ ([.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll('input, li button')])
    stops[Math.max(0, Math.min(stops.length - 1, stops.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + by))]?.focus()
  }
  return h('form', { class: 'find-form', onKeyDown: step, onSubmit: first },
    h('div', { class: 'f' }, h('label', { for: 'find' }, w('live.find.or_do')),
      h('input', { id: 'find', name: 'words', type: 'search', value: typed, autofocus: true, autocomplete: 'off', onInput: (/** @type {any} */ event) => setTyped(event.target.value) })),
    h('p', { class: 'away', 'aria-live': 'polite' }, typed.trim() === '' ? '' : w('live.find.count', { n: offered.length })),
    typed.trim() !== '' && offered.length === 0 && h('p', { class: 'muted' }, w('live.find.none')),
    h('ul', { class: 'more-list' }, offered.map(one => h('li', { key: one.key }, h('button', { type: 'button', class: 'place', onClick: one.act }, icon(one.sign), one.said)))))
}

/** Which of others' edits a screen reader is told of. @param {{announcer: import('../presence/announcer.js').Announcer}} props */
function Loudness ({ announcer }) {
  const [loudness, setLoudness] = useState(announcer.loudness)
  const choices = /** @type {const} */ ([['all', w('live.spoken.all')], ['mine', w('live.spoken.mine')], ['off', w('live.spoken.off')]])
  return h('fieldset', { class: 'f spoken' }, h('legend', null, w('live.spoken')), choices.map(([key, said]) => h('label', { key, class: 'tick' },
    h('input', { type: 'radio', name: 'spoken', checked: loudness === key, onChange: () => { announcer.loudness = key; setLoudness(key) } }), h('span', null, said))))
}
