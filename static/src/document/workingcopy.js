/**
 * The live shared document of a case in this page: plain data out, ordinary edits in.
 *
 * A record is a map of fields under its id in its collection's root map, with every field of the schema from the
 * start (two people who create one shared text lose one). Removing is a flag, an order is a key, a moment is one
 * value. Only records that changed are read again, and an unchanged record keeps its identity, so that whoever
 * draws can skip it.
 */
import * as Y from 'yjs'
import { simpleDiffString } from 'lib0/diff'
import { newId, orderAfter } from './keys.js'
import { clean, cleanLine, isId, readRecord } from './reading.js'
import { rebasedChoices, same } from './rebasing.js'
import { readPart } from './story.js'
import { fieldOf } from './schema.js'

/** @typedef {import('./schema.js').Schema} Schema */
/** @typedef {import('./schema.js').Field} Field */
/** @typedef {import('./schema.js').Entry} Entry */
/** @typedef {import('./schema.js').Plain} Plain */

/**
 * One edit as plain data. `create` gives a record its fields; `set` gives one field its value: text for prose, an
 * object id -> role for references. `before` is filled in when the edit is made, for undo and for saying it again.
 * @typedef {{type: 'create', collection: string, id: string, fields: Entry}
 *   | {type: 'set', collection: string, id: string, field: string, value: any, before?: any}} Edit
 */
/** One change that the document told of; `fields` is null for a whole record. A newly fetched document tells of none.
 * @typedef {{collection: string, id: string, fields: Set<string> | null}} Change */
/** @typedef {(changes: Change[], mine: boolean) => void} ChangeListener */
/** Kinds of field that hold several choices, by id. */
const CHOICES = new Set(['references', 'accounts'])

/** What is done at once, as one transaction; the connection finds it as the transaction's origin. */
export class Act {
  /** @param {Edit[]} edits */
  constructor (edits) {
    this.edits = edits
  }
}

export class WorkingCopy {
  /** @type {Set<ChangeListener>} */
  #listeners = new Set()
  /** @type {Plain} */
  #plain = {}
  /** @type {Plain | null} */
  #standing = null
  /** The parts of the story by their roots' names. @type {Record<string, import('./story.js').Part>} */
  #story = {}
  /** @type {Set<(doc: Y.Doc) => void>} */
  #begun = new Set()
  /** Edits made while there is no document to make them in. @type {Edit[][]} */
  #waiting = []

  /**
   * @param {Schema} schema
   * @param {{me: string, agency?: string, language?: () => string, clock?: () => Date}} writer who writes here:
   *   the id that records carry as their author, the agency and the language that new ones start with
   */
  constructor (schema, writer) {
    this.schema = schema
    this.writer = writer
    /** Whether this document has been fetched from the room; until then what was read last goes on standing. */
    this.filled = false
    this.#plain = this.#empty()
    this.doc = this.#begin()
  }

  /** Everything the document holds, removed records included: collection -> id -> record. @returns {Plain} */
  plain () {
    return this.#plain
  }

  /** One part of the story, in its plain form. @param {string} key of `story_parts` @returns {import('./story.js').Part} */
  part (key) {
    return this.#story[`story_${key}`] ?? { blocks: [] }
  }

  /** The whole story in its plain form. @returns {Record<string, import('./story.js').Part>} */
  story () {
    return Object.fromEntries(this.#roots().map(root => [root.slice('story_'.length), this.#story[root] ?? { blocks: [] }]))
  }

  /** The names of the story's roots. @returns {string[]} */
  #roots () {
    return this.schema.story?.roots ?? []
  }

  /** What stands: without removed records. @returns {Plain} */
  standing () {
    if (this.#standing === null) {
      this.#standing = {}
      for (const [name, records] of Object.entries(this.#plain)) {
        this.#standing[name] = Object.fromEntries(Object.entries(records).filter(([, record]) => record.removed_at === ''))
      }
    }
    return this.#standing
  }

  /**
   * The removed records, the last removed first.
   * @returns {{collection: string, id: string, record: Entry}[]}
   */
  removed () {
    const all = Object.entries(this.#plain).flatMap(([collection, records]) =>
      Object.entries(records).map(([id, record]) => ({ collection, id, record })))
    return all.filter(({ record }) => record.removed_at !== '')
      .sort((one, other) => one.record.removed_at < other.record.removed_at ? 1 : -1)
  }

  /**
   * One record, removed or not.
   * @param {string} collection
   * @param {string} id
   * @returns {Entry | undefined}
   */
  record (collection, id) {
    return this.#plain[collection]?.[id]
  }

  /** @param {ChangeListener} listener @returns {() => void} stops it */
  onChange (listener) {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  /** Calls back with each new document after `startAgain`. @param {(doc: Y.Doc) => void} listener */
  onStartAgain (listener) {
    this.#begun.add(listener)
  }

  /**
   * Throws this document away and begins an empty one, to be filled again by the room: Yjs cannot take back what
   * was refused. Edits made before it is filled wait.
   */
  startAgain () {
    this.doc.destroy()
    this.filled = false
    this.doc = this.#begin()
    for (const listener of this.#begun) listener(this.doc)
  }

  /** The document has been fetched: everything is read, and edits that waited are made. */
  fetched () {
    if (this.filled) return
    this.filled = true
    this.#plain = this.#empty()
    for (const [name, { fields }] of Object.entries(this.schema.collections)) {
      for (const [id, shared] of this.doc.getMap(name)) {
        const record = isId(id) ? readRecord(this.schema, fields, shared) : null
        if (record !== null) this.#plain[name][id] = record
      }
    }
    for (const root of this.#roots()) this.#reading(root, this.doc)
    this.#tell([], false)
    const waiting = this.#waiting
    this.#waiting = []
    for (const edits of waiting) this.edit(edits)
  }

  /**
   * A new record: all fields of the schema, with who added it and when.
   * @param {string} collection
   * @param {Entry} fields values by field name; the rest stands at its default
   * @returns {Edit & {type: 'create'}}
   */
  creating (collection, fields) {
    const order = orderAfter(Object.values(this.#plain[collection]).map(record => record.order))
    const from = { language: this.writer.language?.() ?? 'en', agency: this.writer.agency ?? '', order }
    return { type: 'create', collection, id: newId(), fields: { ...from, added_by: this.writer.me, added_at: this.now(), ...fields } }
  }

  /**
   * A field's new value. A list of choices carries the one that it was made from, so that written later, into a
   * document that has moved on, it changes only what was changed.
   * @param {string} collection
   * @param {string} id
   * @param {string} field
   * @param {any} value
   * @returns {Edit & {type: 'set'}}
   */
  setting (collection, id, field, value) {
    const from = CHOICES.has(fieldOf(this.schema, collection, field).kind) ? { before: this.record(collection, id)?.[field] } : {}
    return { type: 'set', collection, id, field, value, ...from }
  }

  /**
   * Flags a record removed.
   * @param {string} collection
   * @param {string} id
   * @returns {Edit[]}
   */
  removing (collection, id) {
    return [this.setting(collection, id, 'removed_by', this.writer.me), this.setting(collection, id, 'removed_at', this.now())]
  }

  /**
   * Brings a removed record back.
   * @param {string} collection
   * @param {string} id
   * @returns {Edit[]}
   */
  restoring (collection, id) {
    return [this.setting(collection, id, 'removed_by', ''), this.setting(collection, id, 'removed_at', '')]
  }

  /**
   * Makes edits, all at once. Edits of a record that is not there, and values that stand already, are left out.
   * @param {Edit[]} edits
   * @returns {Edit[]} those that were made, with what stood before
   */
  edit (edits) {
    if (!this.filled) {
      this.#waiting.push(edits)
      return []
    }
    const act = new Act([])
    this.doc.transact(() => {
      for (const edit of edits) {
        const made = edit.type === 'create' ? this.#create(edit) : this.#set(edit)
        if (made !== null) act.edits.push(made)
      }
    }, act)
    return act.edits
  }

  /** Now, UTC to the second. @returns {string} */
  now () {
    return (this.writer.clock?.() ?? new Date()).toISOString().slice(0, 19) + 'Z'
  }

  /** @param {Edit & {type: 'create'}} edit @returns {Edit | null} */
  #create (edit) {
    const records = this.doc.getMap(edit.collection)
    if (records.has(edit.id)) return null
    const shared = new Y.Map()
    for (const field of this.schema.collections[edit.collection].fields) {
      shared.set(field.name, sharedValue(field, edit.fields[field.name] ?? field.default))
    }
    records.set(edit.id, shared)
    return edit
  }

  /** @param {Edit & {type: 'set'}} edit @returns {Edit | null} */
  #set (edit) {
    const shared = this.doc.getMap(edit.collection).get(edit.id)
    if (!(shared instanceof Y.Map)) return null
    const field = fieldOf(this.schema, edit.collection, edit.field)
    const present = shared.get(edit.field)
    if (field.kind === 'prose') return this.#setProse(edit, present)
    if (field.kind === 'references') return this.#setReferences(edit, present)
    if (field.kind === 'accounts') return this.#setAccounts(edit, present)
    const value = sharedValue(field, edit.value)
    const before = this.record(edit.collection, edit.id)?.[edit.field] ?? field.default
    if (same(present, value)) return null
    shared.set(edit.field, value)
    return { ...edit, value, before }
  }

  /** @param {Edit & {type: 'set'}} edit @param {unknown} text @returns {Edit | null} */
  #setProse (edit, text) {
    if (!(text instanceof Y.Text)) return null
    const before = text.toString()
    const value = clean(edit.value)
    const diff = simpleDiffString(before, value)
    if (diff.remove === 0 && diff.insert === '') return null
    if (diff.remove > 0) text.delete(diff.index, diff.remove)
    if (diff.insert !== '') text.insert(diff.index, diff.insert)
    return { ...edit, value, before }
  }

  /** @param {Edit & {type: 'set'}} edit @param {unknown} map @returns {Edit | null} */
  #setReferences (edit, map) {
    if (!(map instanceof Y.Map)) return null
    const before = Object.fromEntries(map.entries())
    const value = rebasedChoices(edit.before ?? before, edit.value, before)
    if (same(before, value)) return null
    for (const id of Object.keys(before)) if (!(id in value)) map.delete(id)
    for (const [id, role] of Object.entries(value)) if (before[id] !== role) map.set(id, role)
    return { ...edit, value, before }
  }

  /**
   * Accounts are never erased: one that is not there any more is taken back, which is what undoing it means.
   * @param {Edit & {type: 'set'}} edit @param {unknown} map @returns {Edit | null}
   */
  #setAccounts (edit, map) {
    if (!(map instanceof Y.Map)) return null
    const { me } = this.writer
    const before = Object.fromEntries(map.entries())
    const value = { ...before }
    const meant = rebasedChoices(edit.before ?? before, edit.value, before)
    for (const [id, account] of Object.entries(before)) {
      const gone = !(id in meant) && account.noted_by === me && !account.settled
      if (gone) value[id] = { ...account, settled: this.now(), settled_by: me, outcome: 'withdrawn', reason: '' }
    }
    for (const [id, account] of Object.entries(/** @type {Record<string, any>} */ (meant))) {
      const theirs = before[id] !== undefined && before[id].noted_by !== me
      const { value: told, who, at } = theirs ? before[id] : account
      const settled = { settled_by: account.settled && account.settled !== before[id]?.settled ? me : account.settled_by }
      value[id] = theirs ? { ...account, value: told, ...(who === undefined ? {} : { who }), ...(at === undefined ? {} : { at }), ...settled } : { ...account, ...settled }
      if (value[id].settled_by === undefined) delete value[id].settled_by
    }
    if (same(before, value)) return null
    for (const [id, account] of Object.entries(value)) if (!same(before[id] ?? null, account)) map.set(id, account)
    return { ...edit, value, before }
  }

  /** @returns {Y.Doc} an empty document that this working copy listens to */
  #begin () {
    const doc = new Y.Doc()
    /** @type {Change[]} */
    let changes = []
    for (const name of Object.keys(this.schema.collections)) {
      doc.getMap(name).observeDeep(events => { if (this.filled && doc === this.doc) changes.push(...this.#reread(name, events)) })
    }
    for (const root of this.#roots()) {
      doc.getXmlFragment(root).observeDeep(() => {
        if (!this.filled || doc !== this.doc) return
        this.#reading(root, doc)
        changes.push({ collection: root, id: '', fields: new Set(['blocks']) })
      })
    }
    doc.on('afterTransaction', transaction => {
      const told = changes
      changes = []
      if (told.length > 0) this.#tell(told, transaction.local)
    })
    return doc
  }

  /** @returns {Plain} */
  #empty () {
    return Object.fromEntries(Object.keys(this.schema.collections).map(name => [name, {}]))
  }

  /** @param {string} root @param {Y.Doc} doc */
  #reading (root, doc) {
    this.#story[root] = readPart(/** @type {import('./schema.js').StorySchema} */ (this.schema.story), doc.getXmlFragment(root))
  }

  /** @param {Change[]} changes @param {boolean} mine */
  #tell (changes, mine) {
    this.#standing = null
    for (const listener of this.#listeners) listener(changes, mine)
  }

  /**
   * Reads again what these events touched.
   * @param {string} collection
   * @param {Y.YEvent<any>[]} events
   * @returns {Change[]}
   */
  #reread (collection, events) {
    /** @type {Map<string, Set<string> | null>} */
    const touched = new Map()
    const root = this.doc.getMap(collection)
    for (const event of events) {
      if (event.target === root) {
        for (const id of event.keys.keys()) touched.set(id, null)
        continue
      }
      const [id, field] = event.path
      const known = touched.get(String(id))
      if (known === null) continue
      const names = known ?? new Set()
      if (field === undefined) for (const name of event.keys.keys()) names.add(name)
      else names.add(String(field))
      touched.set(String(id), names)
    }
    const records = { ...this.#plain[collection] }
    for (const id of touched.keys()) {
      const record = isId(id) ? readRecord(this.schema, this.schema.collections[collection].fields, root.get(id)) : null
      if (record === null) delete records[id]
      else records[id] = record
    }
    this.#plain = { ...this.#plain, [collection]: records }
    return [...touched].map(([id, fields]) => ({ collection, id, fields }))
  }
}

/**
 * A value as the document holds it: shared texts and maps are made with their record.
 * @param {Field} field
 * @param {any} value
 */
function sharedValue (field, value) {
  if (field.kind === 'prose') return new Y.Text(clean(value))
  if (field.kind === 'references' || field.kind === 'accounts') return new Y.Map(Object.entries(value))
  if (field.kind === 'line') return cleanLine(value).slice(0, field.max ?? 200)
  return value
}
