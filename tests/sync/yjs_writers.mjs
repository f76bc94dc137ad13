// People with unmodified Yjs documents, told what to do line by line: `node yjs_writers.mjs PACKAGES SCHEMA`.
// A line is a JSON object with `act` and `who`; the answer to each is a line of JSON.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const [packages, schema] = process.argv.slice(2)
const Y = createRequire(packages)('yjs')
const fields = JSON.parse(schema)
const people = {}

const hex = bytes => Buffer.from(bytes).toString('hex')
const bytes = text => Buffer.from(text, 'hex')
const shared = (kind, value) => kind === 'prose' ? new Y.Text(value) : kind === 'references' || kind === 'accounts' ? new Y.Map() : value
/** The UTF-16 offset of a code point. */
const offset = (text, n) => [...text].slice(0, n).join('').length

const acts = {
  sit ({ who, client }) {
    const doc = new Y.Doc()
    doc.clientID = client
    for (const name of Object.keys(fields)) doc.getMap(name)
    people[who] = { doc, outbox: [] }
    doc.on('update', (update, origin) => { if (origin !== 'room') people[who].outbox.push(hex(update)) })
  },
  hear: ({ doc }, { update }) => Y.applyUpdate(doc, bytes(update), 'room'),
  vector: ({ doc }) => hex(Y.encodeStateVector(doc)),
  whole: ({ doc }, { vector }) => hex(Y.encodeStateAsUpdate(doc, bytes(vector))),
  plain: ({ doc }) => Object.fromEntries(Object.keys(fields).map(name => [name, doc.getMap(name).toJSON()])),
  outbox (person) {
    const sent = person.outbox
    person.outbox = []
    return sent
  },
  add ({ doc }, { collection, id }) {
    doc.transact(() => {
      const record = new Y.Map()
      for (const [name, kind, standard] of fields[collection]) record.set(name, shared(kind, standard))
      doc.getMap(collection).set(id, record)
    })
  },
  set: ({ doc }, { collection, id, field, values }) => doc.transact(() => {
    for (const value of values) doc.getMap(collection).get(id)?.set(field, value)
  }),
  involve ({ doc }, { collection, id, other, role }) {
    const people = doc.getMap(collection).get(id)?.get('people')
    if (role) people?.set(other, role)
    else people?.delete(other)
  },
  type ({ doc }, { collection, id, field, at, words, remove }) {
    const text = doc.getMap(collection).get(id)?.get(field)
    if (text === undefined) return
    const before = text.toString()
    const start = at % ([...before].length + 1)
    const from = offset(before, start)
    if (remove > 0) text.delete(from, offset(before, start + remove) - from)
    else text.insert(from, words)
  },
  undo ({ doc }, { collection, id, field, words }) {
    const text = doc.getMap(collection).get(id)?.get(field)
    if (text === undefined) return
    const undo = new Y.UndoManager(text)
    text.insert(0, words)
    undo.undo()
    undo.redo()
    undo.destroy()
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line)
  const answer = told.act === 'sit' ? acts.sit(told) : acts[told.act](people[told.who], told)
  process.stdout.write(JSON.stringify(answer ?? null) + '\n')
}
