/**
 * The words at the end of a meeting: thanks, to whom to turn, and one's own notes, which end with it.
 */
import { h } from 'preact'
import { CopyWords } from '../editing/removed.js'
import { w } from '../words.js'
import { notedBy } from './ownnotes.js'

/** @typedef {import('../presence/room.js').Room} Room */

/** @param {{room: Room}} props */
export function Closing ({ room }) {
  const notes = room.leads ? '' : notedBy(room)
  return h('div', { class: 'closing' },
    h('h2', null, w('live.closing.thanks')),
    h('p', null, w('live.closing.hard')),
    room.settings.support ? h('p', { class: 'support' }, room.settings.support) : h('p', null, w('live.closing.nobody_named')),
    notes.trim() !== '' && h(CopyWords, { title: w('live.closing.notes'), reasons: [], words: notes }))
}
