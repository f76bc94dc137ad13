/**
 * What a line about an event names and resembles: people by their names, and events that look the same. Pure functions
 * of plain data, so that they answer with every letter and without a connection.
 */
import { reach } from '../drawing/days.js'

/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('../drawing/days.js').Moment} Moment */
/** Somebody who is named: `words` as they are written. @typedef {{id: string, words: string}} Named */

const WORD = /[\p{L}\p{N}]+/gu
/** Days by which two tellings of one thing are often apart. */
const NEAR = 45
const ALIKE_SHOWN = 2
/** Words that say nothing of what happened, in both languages, folded. */
const SMALL = new Set(('a an the to of in on at by for from with and or but his her him she he they them their it its is was were be been being as had has have ' +
  'sam child yp first again after before into out up off not no new gets got goes went took takes ' +
  'y yr i o ar yn gan gyda am at ac neu ond ei eu ef hi fe nhw mae oedd roedd wedi cael aeth daeth ddim eto cyn').split(' '))
const STEM = 5
/** How much of two titles has to be the same: dated alike, not dated, and dated far apart. */
const ENOUGH = { near: 0.5, unknown: 0.65, far: 0.85 }

/** Text without accents and capitals. @param {string} text */
export function folded (text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('’', "'")
}

/**
 * The names by which somebody may be written.
 * @param {Entry} person
 * @returns {string[]}
 */
function namesOf (person) {
  const known = names.get(person) ?? writtenAs(person)
  names.set(person, known)
  return known
}

/** The names of each person, made once for each state of the record. @type {WeakMap<Entry, string[]>} */
const names = new WeakMap()

/** @param {Entry} person @returns {string[]} */
function writtenAs (person) {
  const whole = [person.known_as, person.name, person.called, ...String(person.aliases ?? '').split(/[,;/]/)].map(name => (name ?? '').trim())
  const first = /^\p{L}[\p{L}'’-]+(?=\s)/u.exec(person.name ?? '')?.[0] ?? ''
  return [...new Set([...whole, TITLES.has(folded(first)) ? '' : first])].filter(name => name.length > 1)
}

/** A word before a name, which is nobody's name. */
const TITLES = new Set(['mr', 'mrs', 'ms', 'miss', 'dr', 'pc', 'sgt', 'uncle', 'aunt', 'auntie', 'nan', 'nain', 'taid', 'the', 'y', 'yr'])

/**
 * The people whom a line names, in the order they are named; the child is in every line and is left out.
 * @param {Plain} plain what stands
 * @param {string} line
 * @returns {Named[]} each once; all who share a name are offered
 */
export function peopleIn (plain, line) {
  const text = folded(line)
  /** @type {(Named & {at: number, length: number})[]} */
  const found = []
  for (const [id, person] of Object.entries(plain.people ?? {})) {
    if (person.index) continue
    const best = namesOf(person).map(name => ({ name, at: placeOf(text, line, name) })).filter(each => each.at >= 0)
      .sort((one, other) => other.name.length - one.name.length)[0]
    if (best !== undefined) found.push({ id, words: line.slice(best.at, best.at + best.name.length), at: best.at, length: best.name.length })
  }
  // "Nan Pat" is Pat and not also everybody who is called Nan
  const longest = found.filter(one => !found.some(other => other.length > one.length && other.at <= one.at && other.at + other.length >= one.at + one.length))
  return longest.sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1)).map(({ id, words }) => ({ id, words }))
}

/** Where a name stands as a word of its own; -1 where it does not. Two letters must be written as they are. @param {string} text folded @param {string} line @param {string} name */
function placeOf (text, line, name) {
  const [where, what] = name.length < 3 || text.length !== line.length ? [line, name] : [text, folded(name)]
  for (let at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + 1)) {
    const before = where[at - 1] ?? ' '
    const after = where[at + what.length] ?? ' '
    if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return at
  }
  return -1
}

/** The words of each event's title, made once for each state of the record. @type {WeakMap<Entry, Set<string>>} */
const words = new WeakMap()

/** @param {string} title @returns {Set<string>} the stems of its telling words */
function stemsOf (title) {
  const all = folded(title).match(WORD) ?? []
  return new Set(all.filter(word => word.length > 1 && !SMALL.has(word)).map(word => word.slice(0, STEM)))
}

/** @param {Entry} event */
function knownStems (event) {
  const known = words.get(event) ?? stemsOf(event.title)
  words.set(event, known)
  return known
}

/**
 * Events that look like what is being typed, the most alike first.
 * @param {Plain} plain what stands
 * @param {{title: string, when: Moment | null}} typed
 * @returns {string[]} ids, at most two
 */
export function alikeTo (plain, { title, when }) {
  const own = stemsOf(title)
  if (own.size < 2) return []
  return Object.entries(plain.events ?? {})
    .map(([id, event]) => ({ id, event, much: alike(own, knownStems(event)) }))
    .filter(({ much, event }) => much >= ENOUGH.near && much >= ENOUGH[apart(when, event.when)])
    .sort((one, other) => other.much - one.much || (one.id < other.id ? -1 : 1))
    .slice(0, ALIKE_SHOWN).map(({ id }) => id)
}

/** How much two sets share, 0 to 1 (Dice). @param {Set<string>} one @param {Set<string>} other */
function alike (one, other) {
  if (other.size < 2) return 0
  let both = 0
  for (const word of one) if (other.has(word)) both += 1
  return both < 2 ? 0 : 2 * both / (one.size + other.size)
}

/** @param {Moment | null} one @param {Moment | null} other @returns {'near' | 'unknown' | 'far'} */
function apart (one, other) {
  const [from, to] = reach(one)
  const [first, last] = reach(other)
  if ((from === null && to === null) || (first === null && last === null)) return 'unknown'
  const low = (/** @type {number | null} */ day) => (day ?? -Infinity) - NEAR
  const high = (/** @type {number | null} */ day) => (day ?? Infinity) + NEAR
  return low(from) <= high(last) && low(first) <= high(to) ? 'near' : 'far'
}
