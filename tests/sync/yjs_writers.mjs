// People with unmodified Yjs documents, told what to do line by line: `node yjs_writers.mjs PACKAGES SCHEMA`.
// A line is a JSON object with `act` and `who`; the answer to each is a line of JSON.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const [packages, schema, parts] = process.argv.slice(2)
const Y = createRequire(packages)('yjs')
const fields = JSON.parse(schema)
const roots = JSON.parse(parts)
const people = {}

const hex = bytes => Buffer.from(bytes).toString('hex')
const bytes = text => Buffer.from(text, 'hex')
const shared = (kind, value) => kind === 'prose' ? new Y.Text(value) : kind === 'references' || kind === 'accounts' ? new Y.Map() : value
/** The UTF-16 offset of a code point. */
const offset = (text, n) => [...text].slice(0, n).join('').length

/** The part that is written to, or undefined where it is empty and `words` begin it. */
const blocks = doc => roots.flatMap(root => doc.getXmlFragment(root).toArray())
const texts = block => block.toArray().filter(node => node instanceof Y.XmlText)
/** A block as the editor makes one. */
function block (kind, words) {
  const made = new Y.XmlElement(kind)
  if (kind === 'heading') made.setAttribute('level', 2)
  if (words) made.insert(0, [new Y.XmlText(words)])
  return made
}
function read (node) {
  if (node instanceof Y.XmlText) {
    return node.toDelta().map(({ insert, attributes }) => attributes ? { text: insert, marks: Object.keys(attributes) } : { text: insert })
  }
  return [{ ...node.getAttributes(), type: node.nodeName }]
}
const story = doc => Object.fromEntries(roots.map(root => [root.slice('story_'.length), {
  blocks: doc.getXmlFragment(root).toArray().map(each =>
    ({ ...each.getAttributes(), type: each.nodeName, content: each.toArray().flatMap(read) }))
}]))
/** What is done to the story, with dice of whole numbers. */
const tells = {
  begin: (doc, { root, at, words, kind }) => {
    const part = doc.getXmlFragment(roots[root % roots.length])
    part.insert(at % (part.length + 1), [block(kind, words)])
  },
  write: (doc, { at, to, words, remove }) => {
    const text = texts(at)[0]
    if (text === undefined) return at.insert(0, [new Y.XmlText(words)])
    const plain = text.toDelta().map(each => each.insert).join('')
    const start = to % ([...plain].length + 1)
    const from = offset(plain, start)
    if (remove > 0) text.delete(from, offset(plain, start + remove) - from)
    else text.insert(from, words)
  },
  embolden: (doc, { at, to }) => {
    const text = texts(at)[0]
    if (text === undefined || text.length === 0) return
    const plain = text.toDelta().map(each => each.insert).join('')
    const from = offset(plain, to % [...plain].length)
    text.format(from, plain.length - from, { [to % 2 ? 'strong' : 'em']: to % 3 ? {} : null })
  },
  cite: (doc, { at, to, id }) => {
    const atom = new Y.XmlElement('citation')
    for (const [name, value] of Object.entries({ id, collection: 'events', record: id })) atom.setAttribute(name, value)
    at.insert(to % (at.length + 1), [atom])
  },
  split: (doc, { at, to }) => {
    const text = texts(at)[0]
    if (text === undefined) return
    const words = text.toDelta().map(each => each.insert).join('')
    const from = offset(words, to % ([...words].length + 1))
    text.delete(from, words.length - from)
    const index = at.parent.toArray().indexOf(at)
    at.parent.insert(index + 1, [block('bullet', words.slice(from))])
  },
  level: (doc, { at, to }) => { if (at.nodeName === 'heading') at.setAttribute('level', 2 + to % 2) },
  drop: (doc, { at, to }) => {
    if (to % 2 && at.length > 0) return at.delete(to % at.length, 1)
    at.parent.delete(at.parent.toArray().indexOf(at), 1)
  }
}

const acts = {
  tell ({ doc }, told) {
    const all = blocks(doc)
    const at = all[told.block % Math.max(1, all.length)]
    const deed = at === undefined ? 'begin' : told.deed
    const undo = told.undo ? new Y.UndoManager(roots.map(root => doc.getXmlFragment(root))) : null
    doc.transact(() => tells[deed](doc, { ...told, at: deed === 'begin' ? told.to : at }))
    undo?.undo()
    if (told.redo) undo?.redo()
    undo?.destroy()
  },
  sit ({ who, client }) {
    const doc = new Y.Doc()
    doc.clientID = client
    for (const name of Object.keys(fields)) doc.getMap(name)
    for (const root of roots) doc.getXmlFragment(root)
    people[who] = { doc, outbox: [] }
    doc.on('update', (update, origin) => { if (origin !== 'room') people[who].outbox.push(hex(update)) })
  },
  hear: ({ doc }, { update }) => Y.applyUpdate(doc, bytes(update), 'room'),
  vector: ({ doc }) => hex(Y.encodeStateVector(doc)),
  whole: ({ doc }, { vector }) => hex(Y.encodeStateAsUpdate(doc, bytes(vector))),
  plain: ({ doc }) => ({ ...Object.fromEntries(Object.keys(fields).map(name => [name, doc.getMap(name).toJSON()])), story: story(doc) }),
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
