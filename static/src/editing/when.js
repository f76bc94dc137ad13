/**
 * Words for a time in a small form: the field, how it is read, and the moment that is written.
 */
import { h } from 'preact'
import { dateLater } from './actions.js'
import { readingSaid, useReading } from './composer.js'
import { unread } from './readings.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./readings.js').Readings} Readings */

/**
 * @param {{readings: Readings, id: string, label: string, value: string, onInput: (words: string) => void}} props
 */
export function WhenField ({ readings, id, label, value, onInput }) {
  const reading = useReading(readings, value)
  return h('div', { class: 'f' }, h('label', { for: id }, label),
    h('input', { id, value, maxLength: 200, 'aria-describedby': `${id}-read`, onInput: (/** @type {any} */ event) => onInput(event.target.value) }),
    h('p', { class: 'read', id: `${id}-read` }, value.trim() === '' ? '' : readingSaid(reading)))
}

/**
 * The moment of these words as it is known now; its words are kept where it is not read yet.
 * @param {Readings} readings @param {string} words
 */
export function momentOf (readings, words) {
  return words.trim() === '' ? null : readings.known(words)?.moment ?? unread(words)
}

/**
 * Dates a new record's words once their readings come.
 * @param {Room} room @param {Readings} readings @param {string} collection @param {string} id
 * @param {Record<string, string>} words by field
 */
export function dateSoon (room, readings, collection, id, words) {
  for (const [field, said] of Object.entries(words)) {
    if (said.trim() !== '' && readings.known(said) === undefined) dateLater(room, readings, collection, id, field, said)
  }
}
