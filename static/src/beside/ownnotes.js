/**
 * One's own notes: kept by the server for their writer alone, half a second after a letter; nothing that is typed is lost
 * when the line is gone or another page of the same person wrote too.
 */
import { h } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { keepDraft } from '../editing/drafts.js'
import { icon } from '../editing/icons.js'
import { w } from '../words.js'
import { asks } from './asking.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** How they stand: `kept` all of it, `typed` not yet, `failed` could not be and is tried again. @typedef {'fetching' | 'kept' | 'typed' | 'failed'} Stand */

const KEEP_MS = 500
const AGAIN_MS = 4_000
const MOST = 20_000

/** The notes of the person whose page this is. */
export class Notes {
  /** @type {Set<() => void>} */
  #watchers = new Set()
  #timer = 0
  #busy = false

  /** @param {Room} room @param {typeof asks} [ask] */
  constructor (room, ask = asks) {
    this.room = room
    this.ask = ask
    this.words = ''
    this.revision = 0
    /** @type {Stand} */
    this.stand = 'fetching'
    this.said = ''
  }

  get #address () {
    return this.room.address('own-notes')
  }

  /** @param {() => void} watcher @returns {() => void} stops it */
  onChange (watcher) {
    this.#watchers.add(watcher)
    return () => { this.#watchers.delete(watcher) }
  }

  #changed () {
    // what is not kept yet is a draft: leaving the page asks
    keepDraft(this.room, 'own-notes', this.stand === 'kept' || this.stand === 'fetching' ? '' : this.words)
    for (const watcher of this.#watchers) watcher()
  }

  /** Fetches them; what was typed meanwhile stays. */
  async fetch () {
    const { ok, data, said } = await this.ask(this.#address)
    if (ok) {
      this.revision = data.revision
      this.words = joined(data.words, this.words)
      this.stand = this.words === data.words ? 'kept' : 'typed'
      this.said = ''
      if (this.stand === 'typed') this.#soon(KEEP_MS)
    } else {
      this.said = said
      setTimeout(() => { if (this.stand === 'fetching') this.fetch() }, AGAIN_MS)
    }
    this.#changed()
  }

  /** @param {string} words */
  write (words) {
    this.words = words
    if (this.stand !== 'fetching') this.stand = 'typed'
    this.#changed()
    this.#soon(KEEP_MS)
  }

  /** @param {number} ms */
  #soon (ms) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.keep(), ms)
  }

  /** Keeps them now. Another page's words are put before these, never over them. */
  async keep () {
    if (this.#busy || this.stand === 'fetching' || this.stand === 'kept') return
    this.#busy = true
    const sent = this.words
    const { ok, status, data, said } = await this.ask(this.#address, { method: 'PUT', data: { words: sent, revision: this.revision } })
    this.#busy = false
    this.said = said
    if (ok) {
      this.revision = data.revision
      this.stand = this.words === sent ? 'kept' : 'typed'
      if (this.stand === 'typed') this.#soon(KEEP_MS)
    } else if (status === 409) await this.fetch()
    else {
      this.stand = 'failed'
      if (status === 0) this.#soon(AGAIN_MS)
    }
    this.#changed()
  }
}

/** Two states of the same notes as one: nothing of either is lost. @param {string} kept @param {string} typed */
export function joined (kept, typed) {
  if (typed === '' || kept.includes(typed)) return kept
  if (kept === '' || typed.includes(kept)) return typed
  return `${kept}\n\n${typed}`
}

/** @type {WeakMap<Room, Notes>} */
const every = new WeakMap()

/** The notes of a room's page; fetched the first time. @param {Room} room */
export function notesOf (room) {
  const known = every.get(room)
  if (known !== undefined) return known
  const notes = new Notes(room)
  every.set(room, notes)
  notes.fetch()
  return notes
}

/** What was noted so far, where somebody has opened their notes on this page. @param {Room} room */
export function notedBy (room) {
  return every.get(room)?.words ?? ''
}

/** @param {{room: Room}} props */
export function OwnNotes ({ room }) {
  const notes = notesOf(room)
  const [, again] = useState(0)
  useEffect(() => notes.onChange(() => again(n => n + 1)), [notes])
  const stands = {
    fetching: notes.said || w('live.fetching'),
    kept: w('live.notes.kept'),
    typed: w('live.notes.typed'),
    failed: notes.said
  }
  return h('div', { class: 'own-notes' },
    h('label', { for: 'own-notes' }, w('live.notes.label')),
    h('textarea', { id: 'own-notes', rows: 12, maxLength: MOST, value: notes.words, disabled: notes.stand === 'fetching', 'aria-describedby': 'own-notes-why', onInput: (/** @type {any} */ event) => notes.write(event.target.value), onBlur: () => notes.keep() }),
    h('p', { class: 'small', role: 'status' }, icon(notes.stand === 'failed' ? 'triangle-alert' : notes.stand === 'kept' ? 'check' : 'clock', 'small'), stands[notes.stand]),
    h('p', { class: 'small muted', id: 'own-notes-why' }, room.leads ? w('live.notes.leader') : w('live.notes.guest')))
}
