/**
 * Where a record is spoken of: every place of the formulation that points at it. Nothing here knows the schema: what
 * holds the record's id speaks of it, so that a field that the records gain is found by itself.
 */
import { h } from 'preact'
import { viewOf } from '../presence/views.js'
import { w } from '../words.js'
import { nameOfRecord } from './actions.js'
import { Button } from './button.js'
import { markSaid } from './health.js'
import { childTies, tieSaid } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {{collection: string, id: string}} Mention */

/** Fields that hold what was once, or who wrote, and not what the record speaks of. */
const NOT_SAID = new Set(['accounts', 'ref', 'added_by', 'removed_by', 'merged_into'])
/** In the order in which people look for them. */
const ORDER = ['events', 'facts', 'cards', 'statements', 'placements', 'recommendations', 'voices', 'decisions', 'comments', 'unions', 'parent_links', 'bonds', 'stays', 'turns', 'people']

/**
 * The records that speak of one.
 * @param {Plain} plain what stands
 * @param {string} collection of the record
 * @param {string} id
 * @returns {Mention[]} events first, then facts and ties; never the record itself
 */
export function mentionsOf (plain, collection, id) {
  /** @type {Mention[]} */
  const found = []
  for (const [name, records] of Object.entries(plain)) {
    for (const [each, record] of Object.entries(records)) {
      if ((name !== collection || each !== id) && speaksOf(record, id)) found.push({ collection: name, id: each })
    }
  }
  const at = (/** @type {Mention} */ mention) => (ORDER.indexOf(mention.collection) + ORDER.length) % ORDER.length
  return found.sort((one, other) => at(one) - at(other) || (one.id < other.id ? -1 : 1))
}

/** @param {Entry} record @param {string} id */
function speaksOf (record, id) {
  return Object.entries(record).some(([field, value]) => !NOT_SAID.has(field) &&
    (value === id || (value !== null && typeof value === 'object' && !Array.isArray(value) && id in value)))
}

/**
 * Goes to a record: to its view, with its panel open.
 * @param {Room} room @param {string} collection @param {string} id
 */
export function goToRecord (room, collection, id) {
  const view = viewOf(room.schema, collection)
  // what the story stands on is no thing of its own there: the story shows it beside its sentence
  const chosen = view === 'story' ? null : { collection, id }
  room.see({ view, chosen, opened: chosen !== null, task: 'see' })
  room.toShow = { collection, id }
  room.changed()
}

/**
 * What speaks of a record once it is gone: what goes with it is not counted.
 * @param {Room} room @param {string} collection @param {string} id
 */
export function leftBehind (room, collection, id) {
  return mentionsOf(room.workingCopy.standing(), collection, id).filter(each => !GOES_ALONG[collection]?.includes(each.collection))
}

/** What is removed together with a record, and brought back with it. @type {Record<string, string[]>} */
const GOES_ALONG = { people: ['unions', 'parent_links', 'bonds', 'stays', 'turns'], unions: ['parent_links', 'turns'], households: ['stays'], events: ['experiences'] }

/**
 * Places that speak of something, each a link that opens it.
 * @param {{room: Room, mentions: Mention[], title: string, onGo?: () => void}} props
 */
export function Mentions ({ room, mentions, title, onGo }) {
  if (mentions.length === 0) return null
  return h('div', { class: 'mentions' }, h('p', null, title), h('ul', null, mentions.map(({ collection, id }) =>
    h('li', { key: id }, h('button', { type: 'button', class: 'link', 'data-mention': id, onClick: () => { onGo?.(); goToRecord(room, collection, id) } },
      w('live.mention', { what: kindOf(collection), name: recordSaid(room, collection, id) }))))))
}

/** A record in a few words: a tie as a sentence, a mark of health by its mark. @param {Room} room @param {string} collection @param {string} id */
function recordSaid (room, collection, id) {
  const record = room.workingCopy.record(collection, id)
  const plain = room.workingCopy.plain()
  if (collection === 'facts' && record !== undefined && record.mark !== '') return markSaid(record)
  if (collection === 'bonds' && record !== undefined) return tieSaid(plain, record)
  if (collection === 'parent_links' && record !== undefined) return childTies({ ...plain, parent_links: { [id]: record } }, record.child)[0]?.text ?? nameOfRecord(room, collection, id)
  return nameOfRecord(room, collection, id)
}

/** @param {string} collection */
function kindOf (collection) {
  const words = {
    events: w('live.mention.event'), facts: w('live.mention.fact'), people: w('live.mention.person'), stays: w('live.mention.stay'), turns: w('live.mention.turn'),
    cards: w('live.mention.card'), statements: w('live.story.tab'), placements: w('parts.steps'), recommendations: w('live.mention.recommendation'), voices: w('parts.voice'), decisions: w('parts.decisions'), comments: w('parts.comments')
  }
  return words[/** @type {keyof typeof words} */ (collection)] ?? w('live.mention.tie')
}

/**
 * Before somebody or something is removed that is spoken of elsewhere: where, what goes along, and the two ways on.
 * @param {{room: Room, collection: string, id: string, onRemove: () => void}} props
 */
export function RemoveAsked ({ room, collection, id, onRemove }) {
  const name = nameOfRecord(room, collection, id)
  const all = mentionsOf(room.workingCopy.standing(), collection, id)
  const stays = leftBehind(room, collection, id)
  const staying = new Set(stays.map(each => each.id))
  const along = all.filter(each => !staying.has(each.id))
  return h('div', { class: 'moving asked', role: 'group', 'aria-labelledby': 'remove-asked' },
    h('h3', { id: 'remove-asked' }, w('live.remove.ask', { name })),
    h(Mentions, { room, mentions: stays, title: w('live.remove.spoken_of', { n: stays.length }) }),
    h(Mentions, { room, mentions: along, title: w('live.remove.along', { n: along.length }) }),
    h('p', { class: 'muted' }, w('live.remove.can_come_back')),
    h('div', { class: 'pair foot' },
      h(Button, { room, collection, text: w('live.remove'), sign: 'trash', main: true, onClick: onRemove }),
      h('button', { type: 'button', onClick: () => room.see({ task: 'see' }) }, w('live.cancel'))))
}
