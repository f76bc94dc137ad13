/**
 * What somebody has begun to type and not sent: there again after another view, and leaving the page asks first. In memory
 * alone, for one page: no word of a case stays on a device.
 */
import { useState } from 'preact/hooks'

/** @typedef {import('../presence/room.js').Room} Room */

/** @type {WeakMap<Room, Map<string, any>>} */
const kept = new WeakMap()
/** What of a draft is words; all else of it is chosen, and lost without harm. */
const WORDS = ['text', 'title', 'why']

/** @param {any} draft @returns {string[]} */
function wordsIn (draft) {
  const words = typeof draft === 'string' ? [draft] : WORDS.map(name => draft?.[name] ?? '')
  return words.filter(each => each.trim() !== '')
}

/**
 * @template T
 * @param {Room} room
 * @param {string} place where it is typed
 * @param {T} empty
 * @returns {T}
 */
export function draftOf (room, place, empty) {
  return kept.get(room)?.get(place) ?? empty
}

/** @param {Room} room @param {string} place @param {any} draft one without words is forgotten */
export function keepDraft (room, place, draft) {
  const all = kept.get(room) ?? new Map()
  if (wordsIn(draft).length > 0) all.set(place, draft)
  else all.delete(place)
  kept.set(room, all)
}

/** Whether anything is begun and not sent. @param {Room} room */
export function hasDrafts (room) {
  return (kept.get(room)?.size ?? 0) > 0
}

/** What is begun and not sent, as words. @param {Room} room @returns {string[]} */
export function draftWords (room) {
  return [...kept.get(room)?.values() ?? []].map(draft => wordsIn(draft).join('\n'))
}

/**
 * A draft and how it is written; one without words is forgotten.
 * @template T
 * @param {Room} room
 * @param {string} place
 * @param {T} empty
 * @returns {[T, (draft: T) => void]}
 */
export function useDraft (room, place, empty) {
  const [own, setOwn] = useState({ place, draft: draftOf(room, place, empty) })
  return [own.place === place ? own.draft : draftOf(room, place, empty), draft => {
    keepDraft(room, place, draft)
    setOwn({ place, draft })
  }]
}
