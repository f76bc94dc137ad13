/** Which events answer to what somebody looks for. Pure: plain data in, ids out. */
import { ageOn } from '../drawing/ages.js'
import { dayOf, reach } from '../drawing/days.js'
import { drawable } from '../drawing/text.js'
import { disputed } from './sentences.js'

/** @typedef {Record<string, any>} TimelineEvent */
/** @typedef {Record<string, Record<string, Record<string, any>>>} Plain */
/**
 * @typedef {object} Sought all of it must hold; what is empty or missing asks for nothing
 * @property {string} [person] id of a person who is named in the event
 * @property {string | string[]} [lane] key or keys; its second lane counts too
 * @property {string} [agency] as written in the source, whatever its accents and capitals
 * @property {string | string[]} [confidence] key or keys; two tellings that nobody has settled are `disputed`
 * @property {[number, number]} [age] completed years, both included; an event that may be of that age is found
 * @property {string} [words] each of them is found somewhere in the event, whatever its accents and capitals
 */

/** Fields in which words are looked for. */
const READ = ['title', 'detail', 'meaning', 'quote', 'quote_heard_by', 'place_text', 'agency', 'says', 'recorded_by', 'times', 'age_said']

/**
 * The events that answer.
 * @param {Plain} plain `people` too: their names are found as words, and the child's birth gives the ages
 * @param {Sought} sought
 * @returns {Set<string>} ids; the undated are never of an age
 */
export function filterEvents (plain, sought) {
  const lanes = listOf(sought.lane)
  const confidences = listOf(sought.confidence)
  const agency = fold(sought.agency)
  const words = fold(sought.words).split(' ').filter(Boolean)
  const names = words.length > 0 ? namesOf(plain.people ?? {}) : new Map()
  const birth = reach(Object.values(plain.people ?? {}).find(person => person.index && !person.removed_at)?.born)
  return new Set(Object.entries(plain.events ?? {}).filter(([, event]) =>
    !event.removed_at &&
    (!sought.person || Object.hasOwn(event.people ?? {}, sought.person)) &&
    (lanes.length === 0 || lanes.includes(event.lane) || lanes.includes(event.also_lane)) &&
    (agency === '' || fold(event.agency) === agency) &&
    (confidences.length === 0 || confidences.includes(event.confidence) || (confidences.includes('disputed') && disputed(event))) &&
    (!sought.age || ofAge(event, birth, sought.age)) &&
    (words.length === 0 || says(event, words, names))).map(([id]) => id))
}

/**
 * Words as they are compared: without accents, capitals and doubled spaces; curly quotes are straight.
 * @param {unknown} words
 * @returns {string}
 */
export function fold (words) {
  return drawable(words).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[‘’ʼ]/g, "'")
}

/** @param {string | string[] | undefined} keys @returns {string[]} */
function listOf (keys) {
  return (Array.isArray(keys) ? keys : [keys ?? '']).filter(Boolean)
}

/** Names of people, folded, by id. @param {Record<string, Record<string, any>>} people @returns {Map<string, string>} */
function namesOf (people) {
  return new Map(Object.entries(people).map(([id, person]) => [id, fold([person.name, person.known_as, person.called, ...[person.aliases ?? []].flat()].filter(each => typeof each === 'string').join(' '))]))
}

/** @param {TimelineEvent} event @param {string[]} words @param {Map<string, string>} names */
function says (event, words, names) {
  const all = [...READ.map(field => fold(event[field])), fold(event.when?.text), ...Object.keys(event.people ?? {}).map(id => names.get(id) ?? '')].join('\n')
  return words.every(word => all.includes(word))
}

/** @param {TimelineEvent} event @param {[number | null, number | null]} birth @param {[number, number]} years */
function ofAge (event, [oldest, youngest], [low, high]) {
  const when = event.when
  if (oldest === null || youngest === null || !when?.start) return false
  const [first, last] = reach(when)
  if (first === null && last === null) return false
  const open = when.end !== null && dayOf(when.end[1]) === null
  const from = first === null ? -Infinity : ageOn(youngest, first)?.years ?? -1
  const to = last === null ? (open ? Infinity : from) : ageOn(oldest, last)?.years ?? -1
  return from <= high && to >= low
}
