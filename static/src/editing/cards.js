/**
 * Cards of the board: which stand in a box and in which order, what they rest on, and everything that is done to them.
 *
 * Whoever leads adds a card; a contributor puts one forward, which stands apart until whoever leads takes it up. Where
 * the board is closed to a contributor, they still suggest: the suggestion stands beside the formulation (a comment) and
 * is shown in its box; taken up, it becomes a card that says whose it was.
 */
import { placing } from '../document/keys.js'
import { whyNow } from '../document/lookagain.js'
import { nameOfRecord } from './actions.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** One thing that something rests on. @typedef {{collection: string, id: string, bearing: string}} Rest */
/** Where a thing stands on the board: as a card, or as a suggestion beside it. @typedef {{collection: 'cards' | 'comments', id: string}} Standing */

/** What a card can rest on; the names of its fields and of the collections are the same. */
export const POINTED = /** @type {const} */ (['events', 'people', 'facts'])
/** The bearing that something has when it is first pointed at. */
export const SUPPORTS = 'supports'
/** Why the board is closed to a contributor who may suggest all the same. */
const LED = ['live.blocked.leaders_only', 'live.blocked.chair_only']

/** @param {[string, Entry]} one @param {[string, Entry]} other */
function inOrder ([a, one], [b, other]) {
  return one.order < other.order || (one.order === other.order && a < b) ? -1 : 1
}

/**
 * The cards of a box in their order.
 * @param {Plain} plain what stands
 * @param {string} box
 * @returns {[string, Entry][]}
 */
export function cardsIn (plain, box) {
  return Object.entries(plain.cards ?? {}).filter(([, card]) => card.box === box).sort(inOrder)
}

/**
 * What was suggested for a box beside the formulation and is not settled yet.
 * @param {Plain} plain what stands
 * @param {string} box
 * @returns {[string, Entry][]}
 */
export function suggestedFor (plain, box) {
  return Object.entries(plain.comments ?? {}).filter(([, comment]) => comment.kind === 'suggestion' && comment.box === box && comment.outcome === '').sort(inOrder)
}

/**
 * What a record points at, removed things included.
 * @param {Entry} record
 * @param {readonly string[]} [fields] names of its fields of references
 * @returns {Rest[]}
 */
export function restsOn (record, fields = POINTED) {
  if (record.box !== undefined && record.collection) return [{ collection: record.collection, id: record.record, bearing: SUPPORTS }]
  return fields.flatMap(collection => Object.entries(record[collection] ?? {}).map(([id, bearing]) => ({ collection, id, bearing })))
}

/**
 * What of that was removed, is told in two ways or is no longer there.
 * @param {Entry} record
 * @param {Plain} plain everything the document holds, removed records included
 * @param {readonly string[]} [fields]
 * @returns {(Rest & {why: 'disputed' | 'removed' | 'missing'})[]}
 */
export function againIn (record, plain, fields) {
  return restsOn(record, fields).flatMap(rest => {
    const why = whyNow(plain[rest.collection]?.[rest.id])
    return why === '' ? [] : [{ ...rest, why }]
  })
}

/**
 * What the child said of a record: those words that speak of it.
 * @param {Plain} plain what stands
 * @param {string} field of a voice, such as `cards`
 * @param {string} id
 * @returns {[string, Entry, string][]} id and fields of the voice, and which way it speaks
 */
export function voicesAbout (plain, field, id) {
  return Object.entries(plain.voices ?? {}).filter(([, voice]) => voice[field]?.[id] !== undefined && voice.text.trim() !== '').sort((one, other) => inOrder([one[0], one[1]], [other[0], other[1]]))
    .map(([each, voice]) => [each, voice, voice[field][id]])
}

/**
 * In which boxes each thing stands that a card rests on.
 * @param {Plain} plain what stands
 * @param {readonly string[]} boxes their keys, in the order of the board
 * @returns {Map<string, string[]>} `events/id` -> boxes
 */
export function boxesOf (plain, boxes) {
  /** @type {Map<string, string[]>} */
  const found = new Map()
  for (const box of boxes) {
    for (const [, card] of cardsIn(plain, box)) {
      for (const { collection, id } of restsOn(card)) {
        const key = `${collection}/${id}`
        const before = found.get(key) ?? []
        if (!before.includes(box)) found.set(key, [...before, box])
      }
    }
  }
  return found
}

/**
 * How this person adds to the board now: `adds`, `puts_forward`, `suggests`, or '' where they cannot.
 * @param {Room} room
 * @returns {'adds' | 'puts_forward' | 'suggests' | ''}
 */
export function wayOfAdding (room) {
  const blocked = room.blocked('board')
  if (blocked === '') return room.leads ? 'adds' : 'puts_forward'
  return LED.includes(blocked) && room.blocked('comments') === '' ? 'suggests' : ''
}

/** Whether this person takes up what others put forward. @param {Room} room */
export function takesUp (room) {
  return room.leads && room.blocked('board') === ''
}

/**
 * Adds a card, or what stands for one until it is taken up.
 * @param {Room} room
 * @param {{box: string, text: string, rests?: {collection: string, id: string}[]}} said
 * @returns {Standing | null} null where nothing was added
 */
export function addCard (room, { box, text, rests = [] }) {
  const { workingCopy } = room
  const way = wayOfAdding(room)
  const words = text.trim()
  if (way === '' || words === '') return null
  const [first] = rests
  const creating = way === 'suggests'
    ? workingCopy.creating('comments', { kind: 'suggestion', box, text: words, collection: first?.collection ?? '', record: first?.id ?? '' })
    : workingCopy.creating('cards', { box, text: words, suggested: way === 'puts_forward', ...asFields(rests) })
  room.do('undo.did.added', words, [creating])
  return { collection: way === 'suggests' ? 'comments' : 'cards', id: creating.id }
}

/** @param {{collection: string, id: string}[]} rests @returns {Record<string, Record<string, string>>} the fields of a card */
function asFields (rests) {
  return Object.fromEntries(POINTED.map(field => [field, Object.fromEntries(rests.filter(rest => rest.collection === field).map(rest => [rest.id, SUPPORTS]))]))
}

/**
 * Moves a card up or down in its box.
 * @param {Room} room @param {string} id @param {1 | -1} way
 * @returns {{at: number, of: number} | null} its place from 1 and how many there are; null where it is the first or last
 */
export function moveCard (room, id, way) {
  const card = room.workingCopy.record('cards', id)
  const cards = cardsIn(room.workingCopy.standing(), card?.box)
  const at = cards.findIndex(([each]) => each === id) + way
  if (at < 0 || at >= cards.length || card === undefined) return null
  room.do('undo.did.moved', card.text, orders(room, placing(keysBut(cards, id), id, at)))
  return { at: at + 1, of: cards.length }
}

/**
 * Puts a card at the end of another box.
 * @param {Room} room @param {string} id @param {string} box
 */
export function putIn (room, id, box) {
  const card = room.workingCopy.record('cards', id)
  if (card === undefined || card.box === box) return
  const others = keysBut(cardsIn(room.workingCopy.standing(), box), id)
  room.do('undo.did.moved', card.text, [room.workingCopy.setting('cards', id, 'box', box), ...orders(room, placing(others, id, others.length))])
}

/** @param {[string, Entry][]} cards @param {string} id @returns {[string, string][]} */
function keysBut (cards, id) {
  return cards.filter(([each]) => each !== id).map(([each, card]) => [each, card.order])
}

/** @param {Room} room @param {[string, string][]} placed */
function orders (room, placed) {
  return placed.map(([each, key]) => room.workingCopy.setting('cards', each, 'order', key))
}

/**
 * Takes up what somebody put forward.
 * @param {Room} room @param {Standing} standing
 * @returns {string} id of the card
 */
export function takeUp (room, { collection, id }) {
  const { workingCopy } = room
  const name = nameOfRecord(room, collection, id)
  if (collection === 'cards') {
    room.do('undo.did.taken_up', name, [workingCopy.setting('cards', id, 'suggested', false)])
    return id
  }
  const comment = /** @type {Entry} */ (workingCopy.record('comments', id))
  const card = workingCopy.creating('cards', { box: comment.box, text: comment.text, says: room.nameOf(comment.added_by), agency: comment.agency, language: comment.language, ...asFields(restsOn(comment)) })
  room.do('undo.did.taken_up', name, [card, ...settling(room, id, 'taken_up')])
  return card.id
}

/**
 * Leaves out what somebody put forward: it is kept, and can be brought back.
 * @param {Room} room @param {Standing} standing
 */
export function leaveOut (room, { collection, id }) {
  const { workingCopy } = room
  const edits = collection === 'cards' ? workingCopy.removing('cards', id) : settling(room, id, 'not_taken_up')
  room.do('undo.did.left_out', nameOfRecord(room, collection, id), edits)
}

/**
 * What became of a comment, as edits.
 * @param {Room} room @param {string} id @param {string} outcome '' where it is open again
 * @param {string} [answer]
 */
export function settling ({ workingCopy }, id, outcome, answer = '') {
  const [by, at] = outcome === '' ? ['', ''] : [workingCopy.writer.me, workingCopy.now()]
  return Object.entries({ outcome, settled_by: by, settled_at: at, ...(outcome !== '' && answer !== '' ? { answer } : {}) }).map(([field, value]) => workingCopy.setting('comments', id, field, value))
}
