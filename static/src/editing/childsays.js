/**
 * What the child says of something, where it stands: their words, and a line to add more while they are read out.
 */
import { h } from 'preact'
import { keysOf } from '../document/schema.js'
import { w } from '../words.js'
import { Button, escapes, focusOnce, useForm } from './button.js'
import { useDraft } from './drafts.js'
import { icon } from './icons.js'
import { goToRecord } from './mentions.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */

/** Characters that are added here; longer words stand in the child's voice itself. */
const LONGEST = 2000
const NAME_MAX = 80

/**
 * @param {{room: Room, voices: [string, Entry, string][], about: (kind: string) => Record<string, any>}} props `voices` with which way they speak;
 *   `about` the fields by which new words of a kind point at it
 */
export function ChildSaysOfIt ({ room, voices, about }) {
  const [adding, setAdding] = useForm('.add-child-says')
  const [said, setSaid] = useDraft(room, `child says ${JSON.stringify(about('words'))}`, { kind: 'words', text: '' })
  const add = (/** @type {Event} */ event) => {
    event.preventDefault()
    const blocked = room.blocked('voice')
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    const text = said.text.trim()
    if (text === '') return
    room.do('undo.did.added', text.slice(0, NAME_MAX), [room.workingCopy.creating('voices', { kind: said.kind, text, ...about(said.kind) })])
    room.say(w('live.voice.added'))
    setSaid({ kind: 'words', text: '' })
    setAdding(false)
  }
  return h('section', { class: 'child-says-of-it', 'aria-label': w('live.voice.of_it') }, h('h3', null, w('live.voice.of_it')),
    voices.length > 0 && h('ul', { class: 'child-says' }, voices.map(([id, voice, bearing]) => h('li', { key: id },
      voice.sensitive && !room.revealed.has(`voices/${id}`)
        ? h('button', { type: 'button', class: 'link', onClick: () => { room.revealed.add(`voices/${id}`); room.changed() } }, w('live.sensitive.open_one'))
        : h('button', { type: 'button', class: 'link', 'data-goes': id, onClick: () => goToRecord(room, 'voices', id) }, icon('quote', 'small'),
          h('span', { lang: voice.language === 'en' || voice.language === 'cy' ? voice.language : undefined }, w('live.quoted', { words: voice.text.trim() }))),
      (voice.kind === 'not_so' || bearing === 'disagrees') && h('small', null, voice.kind === 'not_so' ? w('voice_kinds.not_so') : w('voice_bearings.disagrees'))))),
    adding && h('form', { class: 'fact-form', onSubmit: add, onKeyDown: escapes(() => setAdding(false)), autocomplete: 'off', 'aria-label': w('live.voice.add') },
      h('div', { class: 'f' }, h('label', { for: 'child-says-text' }, w('field.voices.text')),
        h('input', { id: 'child-says-text', ref: focusOnce, value: said.text, maxLength: LONGEST, onInput: (/** @type {any} */ event) => setSaid({ ...said, text: event.target.value }) })),
      h('div', { class: 'f' }, h('label', { for: 'child-says-kind' }, w('live.voice.kind')),
        h('select', { id: 'child-says-kind', value: said.kind, onChange: (/** @type {any} */ event) => setSaid({ ...said, kind: event.target.value }) },
          keysOf(room.schema, 'voice_kinds').map(key => h('option', { key, value: key, selected: key === said.kind }, w(`voice_kinds.${key}`))))),
      h('div', { class: 'pair' }, h('button', { class: 'main' }, w('live.add.do')), h('button', { type: 'button', onClick: () => setAdding(false) }, w('live.cancel')))),
    !adding && room.ended === null && h(Button, { room, collection: 'voices', text: w('live.voice.add'), sign: 'quote', extra: 'add-child-says', onClick: () => setAdding(true) }))
}

/** Which way words of a kind speak of a thing. @param {string} kind */
export function bearingOf (kind) {
  return kind === 'not_so' ? 'disagrees' : 'about'
}
