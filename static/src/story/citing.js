/**
 * What a sentence can stand on: found by a few letters, named in few words, and how each mark is said.
 */
import { ageAtMoment } from '../drawing/ages.js'
import { personName } from '../editing/actions.js'
import { plainLetters } from '../editing/find.js'
import { indexPerson } from '../editing/life.js'
import { w } from '../words.js'
import { whyAgain } from './standing.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('./standing.js').Standing} Standing */
/** One thing that was found. @typedef {{collection: string, id: string, name: string, more: string}} Found */

const MOST = 12
const LONGEST = 48
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

/** What a thing is called in a sentence's mark. @param {string} collection @param {Entry} record @returns {string} */
export function nameOf (collection, record) {
  const name = collection === 'people' ? personName(record) : record.title || record.text || ''
  return name === '' ? w('live.unnamed') : name
}

/** @param {string} collection @param {Entry} record @param {any} born */
function moreOf (collection, record, born) {
  if (collection === 'events') return ageAtMoment(born, record.when) || (record.when?.text ?? '')
  return collection === 'people' ? w('live.story.person') : w(`fact_areas.${record.area || 'other'}`)
}

/**
 * How a mark is shown: its short label, the lane whose colour it bears, everything in a line, and why it is to be
 * looked at again.
 * @param {Room} room
 * @param {import('./sentences.js').Inline} mark
 */
export function citedSaid (room, mark) {
  if (mark.type === 'hypothesis') return { label: w('live.story.hypothesis'), lane: '', title: w('live.story.hypothesis.said'), why: '' }
  if (mark.type === 'look_again') return { label: w('live.story.again'), lane: '', title: w('live.story.asked'), why: '' }
  const plain = room.workingCopy.plain()
  const record = plain[mark.collection ?? '']?.[mark.record ?? '']
  if (record === undefined) return { label: w('live.story.missing'), lane: '', title: w('live.story.why.missing'), why: 'missing' }
  const name = nameOf(mark.collection ?? '', record)
  const more = mark.collection === 'events' ? moreOf('events', record, indexPerson(plain)?.person.born ?? null) : ''
  const short = name.length > LONGEST ? `${name.slice(0, LONGEST - 1).trimEnd()}…` : name
  const why = whyAgain(mark, plain)
  const title = more === '' ? name : w('live.story.name_more', { name, more })
  return { label: more === '' ? short : w('live.story.name_more', { name: short, more }), lane: record.lane ? `lane-${record.lane}` : '', title, why }
}

/** Why what is cited is to be looked at again, in words. @param {string} why @returns {string} */
export function whySaid (why) {
  const said = { changed: w('live.story.why.changed'), disputed: w('live.story.why.disputed'), removed: w('live.story.why.removed'), missing: w('live.story.why.missing') }
  return said[/** @type {keyof typeof said} */ (why)] ?? ''
}

/** The small signs behind a sentence, each with its words. @param {Standing} standing @returns {{key: string, sign: string, said: string}[]} */
export function marksOf (standing) {
  const signs = []
  if (standing.again) signs.push({ key: 'look', sign: '⚠', said: w('live.story.again') })
  if (standing.bare) signs.push({ key: 'bare', sign: '?', said: w('live.story.bare') })
  return signs
}
