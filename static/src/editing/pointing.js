/**
 * What can be pointed at: found by a few letters, named in few words, and why it is to be looked at again.
 */
import { ageAtMoment } from '../drawing/ages.js'
import { w } from '../words.js'
import { personName } from './actions.js'
import { plainLetters } from './find.js'
import { indexPerson } from './life.js'

/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** One thing that was found. @typedef {{collection: string, id: string, name: string, more: string}} Found */

const MOST = 12
/** Fields by which a thing is found, those that weigh most first. @type {Record<string, string[][]>} */
const SOUGHT = {
  events: [['title'], ['age_said', 'place_text', 'says', 'agency'], ['detail', 'quote', 'meaning']],
  people: [['known_as', 'name', 'called'], ['occupation', 'agency', 'lives_in'], ['note']],
  facts: [['text'], ['says', 'agency'], ['note']]
}

/**
 * What words fit, best first: by name, then by who says so, then by what is told of it. Accents and capitals do not
 * matter, words may stand in any order, and the beginning of a word is enough.
 * @param {Plain} plain what stands
 * @param {string} words
 * @returns {Found[]}
 */
export function findCitable (plain, words) {
  const sought = plainLetters(words).split(/[\s(),.;:–—-]+/).filter(Boolean)
  const born = indexPerson(plain)?.person.born ?? null
  return Object.entries(SOUGHT).flatMap(([collection, fields]) => Object.entries(plain[collection] ?? {}).flatMap(([id, record]) => {
    const letters = fields.map(names => ` ${names.map(name => plainLetters(String(record[name] ?? ''))).join(' ').replace(/[\s(),.;:–—-]+/g, ' ')}`)
    const ranks = sought.map(word => {
      const at = letters.findIndex(text => text.includes(` ${word}`))
      return at < 0 ? Infinity : at
    })
    if (ranks.includes(Infinity)) return []
    return [{ collection, id, name: nameOf(collection, record), more: moreOf(collection, record, born), rank: Math.max(0, ...ranks), when: record.when?.start?.[0] ?? '9' }]
  })).sort((one, other) => one.rank - other.rank || (one.when < other.when ? -1 : one.when > other.when ? 1 : one.name.localeCompare(other.name))).slice(0, MOST)
}

/** What a thing is called where something points at it. @param {string} collection @param {Entry} record @returns {string} */
export function nameOf (collection, record) {
  const name = collection === 'people' ? personName(record) : record.title || record.text || ''
  return name === '' ? w('live.unnamed') : name
}

/** What stands beside its name: the child's age, or what it is. @param {string} collection @param {Entry} record @param {any} born the child's birth */
export function moreOf (collection, record, born) {
  if (collection === 'events') return ageAtMoment(born, record.when) || (record.when?.text ?? '')
  return collection === 'people' ? w('live.story.person') : w(`fact_areas.${record.area || 'other'}`)
}

/** Why what is cited is to be looked at again, in words. @param {string} why @returns {string} */
export function whySaid (why) {
  const said = { changed: w('live.story.why.changed'), disputed: w('live.story.why.disputed'), removed: w('live.story.why.removed'), missing: w('live.story.why.missing') }
  return said[/** @type {keyof typeof said} */ (why)] ?? ''
}
