// Deterministic documents and edit streams in Gwead's own shape: whole records with every field of the schema, shared
// texts and maps created with them, one typed character or one moved person to an edit.
import * as Y from 'yjs'

export function rng (seed) {
  let s = seed >>> 0
  return () => { s |= 0; s = s + 0x6D2B79F5 | 0; let t = Math.imul(s ^ s >>> 15, 1 | s); t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t; return ((t ^ t >>> 14) >>> 0) / 4294967296 }
}
const WORDS = 'mother father moved school hospital birth loss sister brother work illness holiday house support friend neighbour court visit call letter review plan'.split(' ')
const sentence = (r, n) => Array.from({ length: n }, () => WORDS[Math.floor(r() * WORDS.length)]).join(' ')
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const PER_FRAME = 100
const BASE_CLIENT = 1500000000

/** A record's id: 22 characters, as the page makes them. The last holds two bits. */
export function recordId (r) {
  let id = ''
  for (let i = 0; i < 21; i++) id += LETTERS[Math.floor(r() * 64)]
  return id + 'AQgw'[Math.floor(r() * 4)]
}

function put (ydoc, collection, id, fields, values) {
  const record = new Y.Map()
  for (const field of fields) {
    const value = values[field.name]
    if (field.kind === 'prose') record.set(field.name, new Y.Text(value ?? ''))
    else if (field.kind === 'references' || field.kind === 'accounts') record.set(field.name, new Y.Map())
    else record.set(field.name, value ?? field.default)
  }
  ydoc.getMap(collection).set(id, record)
}

const orderKey = i => 'a' + i.toString(36).padStart(4, '0') + 'V'
const iso = (y, m, d) => `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`

function event (r, i) {
  const day = iso(2008 + Math.floor(r() * 17), 1 + Math.floor(r() * 12), 1 + Math.floor(r() * 28))
  return {
    title: sentence(r, 4),
    detail: sentence(r, 25),
    when: { text: day, start: [day, day], end: null, precision: 'day', qualifier: '' },
    lane: ['home', 'school', 'health', 'hard', 'police', 'strengths'][Math.floor(r() * 6)],
    language: 'en',
    added_at: '2026-03-12T09:31:00Z',
    order: orderKey(i)
  }
}
function person (r, i) {
  return { name: 'Person ' + i, gender: r() < 0.5 ? 'female' : 'male', note: sentence(r, 6), place: [Math.floor(r() * 40) * 64, Math.floor(r() * 12) * 64], language: 'en', added_at: '2026-03-12T09:31:00Z', order: orderKey(i) }
}

/** One edit by one writer; the document emits one update. Each writer moves people of their own: two who drag one person
 * at once are rare, and each of their moves would be written without seeing the other's. */
function makeEdit (ydoc, r, at, ids) {
  if (r() < 0.7) { // a character typed into an event's words
    if (at.left <= 0) { at.event = ids.events[Math.floor(r() * ids.events.length)]; at.left = 20 + Math.floor(r() * 60) }
    const text = ydoc.getMap('events').get(at.event).get('detail')
    text.insert(text.length, r() < 0.18 ? ' ' : String.fromCharCode(97 + Math.floor(r() * 26))); at.left--
  } else { // a person moved in the family
    if (!at.person || r() < 0.1) at.person = ids.people[at.writer + 12 * Math.floor(r() * Math.floor(ids.people.length / 12))]
    ydoc.getMap('people').get(at.person).set('place', [Math.floor(r() * 2000), Math.floor(r() * 1200)])
  }
}

/** The base document: its state, its state vector, the record ids, and the updates that make it (each fits a frame). */
export function buildDoc ({ schema, events, people, seed = 7 }) {
  const r = rng(seed)
  const doc = new Y.Doc(); doc.clientID = BASE_CLIENT
  const parts = []
  doc.on('update', u => parts.push(u))
  const ids = { people: [], events: [] }
  const fields = name => schema.collections[name].fields
  const add = (collection, count, make) => {
    for (let from = 0; from < count; from += PER_FRAME) {
      doc.transact(() => {
        for (let i = from; i < Math.min(count, from + PER_FRAME); i++) {
          const id = recordId(r); ids[collection].push(id)
          put(doc, collection, id, fields(collection), make(r, i))
        }
      })
    }
  }
  add('people', people, person); add('events', events, event)
  const state = Y.encodeStateAsUpdate(doc)
  const sv = Y.decodeStateVector(Y.encodeStateVector(doc))
  doc.destroy()
  return { state, sv, ids, parts }
}

/** `count` updates made by one writer on top of the base state, each with its clock range. */
export function editStream (base, { writer, clientID, count, seed }) {
  const r = rng(seed)
  const doc = new Y.Doc(); Y.applyUpdate(doc, base.state); doc.clientID = clientID
  const updates = []; const ends = []
  doc.on('update', u => { updates.push(u); ends.push(Y.getState(doc.store, clientID)) })
  const at = { left: 0, writer: writer % 12 }
  for (let i = 0; i < count; i++) makeEdit(doc, r, at, base.ids)
  doc.destroy()
  return { clientID, updates, ends }
}
