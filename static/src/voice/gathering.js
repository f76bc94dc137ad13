/**
 * The child's voice as it is read: the times the child was asked, their words, wishes with what answers them, what was not
 * how it was, and what they said that stands on events and as facts.
 */
import { inOrder } from '../document/wishes.js'
import { ageAtMoment } from '../drawing/ages.js'
import { eventsInOrder, indexPerson } from '../editing/life.js'

export { answersTo, mayBeShown } from '../document/wishes.js'

/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */

/** Names of the fields by which words speak of things. */
export const SPEAKS_OF = ['events', 'people', 'facts', 'cards', 'placements', 'recommendations']

/**
 * The voices in their parts: each stands in one only.
 * @param {Plain} plain what stands
 * @returns {{asked: [string, Entry][], words: [string, Entry][], wishes: [string, Entry][], not_so: [string, Entry][]}} `asked` the times
 *   without words: asked, or not, and why
 */
export function partsOf (plain) {
  const all = Object.entries(plain.voices ?? {}).sort(inOrder)
  const said = all.filter(([, voice]) => voice.text.trim() !== '')
  return {
    asked: all.filter(([, voice]) => voice.text.trim() === ''),
    words: said.filter(([, voice]) => voice.kind === 'words'),
    wishes: said.filter(([, voice]) => voice.kind === 'wish'),
    not_so: said.filter(([, voice]) => voice.kind === 'not_so')
  }
}

/**
 * Each time that the child was asked, or was not: once, however much was said then. Times without words come first.
 * @param {Plain} plain what stands
 * @returns {[string, Entry][]} ids and fields of a voice of that time
 */
export function timesAsked (plain) {
  const { asked, words, wishes, not_so } = partsOf(plain)
  const seen = new Set()
  return [...asked, ...words, ...wishes, ...not_so].filter(([, voice]) => {
    const time = JSON.stringify([voice.asked, voice.asked_by, voice.when?.text ?? '', voice.how])
    if (voice.text.trim() === '') return true
    if (voice.asked === '' || seen.has(time)) return false
    seen.add(time)
    return true
  })
}

/** Whether anybody wrote down whether the child was asked. @param {Plain} plain what stands */
export function askedAtAll (plain) {
  return Object.values(plain.voices ?? {}).some(voice => voice.asked !== '')
}

/**
 * What the child said that stands on events, in the order of their life; the undated last.
 * @param {Plain} plain what stands
 * @returns {{id: string, event: Entry, age: string}[]}
 */
export function quotesByAge (plain) {
  const born = indexPerson(plain)?.person.born ?? null
  return eventsInOrder(plain.events ?? {}).filter(([, event]) => event.quote.trim() !== '')
    .map(([id, event]) => ({ id, event, age: ageAtMoment(born, event.when) }))
}

/** What the child says as facts, about whom it is. @param {Plain} plain what stands @returns {[string, Entry][]} */
export function sayings (plain) {
  return Object.entries(plain.facts ?? {}).filter(([, fact]) => fact.area === 'says' && fact.text.trim() !== '').sort(inOrder)
}
