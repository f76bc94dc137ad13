/**
 * Undoing one's own: a stack for each person and tab, of what was done and what stood before.
 *
 * An undo is an ordinary edit like any other: the removal flag for something added, the earlier value where the
 * present one is still one's own. What a colleague has changed since is never taken away; the page says so instead.
 */
import { same } from './rebasing.js'

/** @typedef {import('./workingcopy.js').WorkingCopy} WorkingCopy */
/** @typedef {import('./workingcopy.js').Edit} Edit */

/** What a step did, for saying it: a key of `undo.did.*` and the thing's name. @typedef {{key: string, name: string}} Said */
/** @typedef {{edits: Edit[], said: Said, at: number, change?: string}} Step */
/**
 * How an undo went: `done`, `kept` (others have changed it since), or `nothing` (the stack is empty). `change` is the
 * id of a change that the server wrote and must take back.
 * @typedef {{outcome: 'done' | 'kept' | 'nothing' | 'change', said?: Said, collection?: string, id?: string, change?: string}} Undone
 */

/** Typing in one text within this time is one step. */
const ONE_STEP_MS = 4_000
const LONGEST = 200
/** Fields that the server settles by itself; a colleague's edit of them does not count as one. */
const NOT_COUNTED = new Set(['place', 'accounts', 'order'])

export class Undo {
  /** @type {Step[]} */
  #steps = []
  /** How often somebody else has edited a record, by collection/id. @type {Map<string, number>} */
  #others = new Map()
  /** @type {Map<Edit, number>} others' edits of a record when it was added here */
  #then = new Map()
  /** @type {Set<() => void>} */
  #watchers = new Set()

  /** @param {WorkingCopy} workingCopy */
  constructor (workingCopy) {
    this.workingCopy = workingCopy
    workingCopy.onChange((changes, mine) => {
      if (mine) return
      for (const { collection, id, fields } of changes) {
        if (fields !== null && [...fields].every(name => NOT_COUNTED.has(name))) continue
        const key = `${collection}/${id}`
        this.#others.set(key, (this.#others.get(key) ?? 0) + 1)
      }
    })
  }

  /** @param {() => void} watcher called when there is more or less to undo */
  onChange (watcher) {
    this.#watchers.add(watcher)
  }

  /** @returns {number} how many steps can be undone */
  get depth () {
    return this.#steps.length
  }

  /** What the next undo would take back. @returns {Said | null} */
  next () {
    return this.#steps.at(-1)?.said ?? null
  }

  /**
   * Makes edits and remembers them as one step.
   * @param {Said} said what it is, for saying it
   * @param {Edit[]} edits
   * @returns {Edit[]} those made
   */
  do (said, edits) {
    const made = this.workingCopy.edit(edits)
    if (made.length === 0) return made
    for (const edit of made) this.#then.set(edit, this.#others.get(`${edit.collection}/${edit.id}`) ?? 0)
    if (!this.#continued(made)) this.#steps.push({ edits: made, said, at: Date.now() })
    if (this.#steps.length > LONGEST) this.#steps.shift()
    this.#told()
    return made
  }

  /**
   * Remembers what the server wrote at this person's request.
   * @param {Said} said
   * @param {string} change its id
   */
  remember (said, change) {
    this.#steps.push({ edits: [], said, at: Date.now(), change })
    this.#told()
  }

  /** Takes the last step back, or says why it stays. @returns {Undone} */
  undo () {
    const step = this.#steps.pop()
    if (step === undefined) return { outcome: 'nothing' }
    this.#told()
    if (step.change !== undefined) return { outcome: 'change', said: step.said, change: step.change }
    const [{ collection, id }] = step.edits
    if (!step.edits.every(edit => this.#stillMine(edit))) return { outcome: 'kept', said: step.said, collection, id }
    this.workingCopy.edit([...step.edits].reverse().flatMap(edit => this.#inverse(edit)))
    return { outcome: 'done', said: step.said, collection, id }
  }

  /** Typing on in the same text joins the step before. @param {Edit[]} made @returns {boolean} */
  #continued (made) {
    const last = this.#steps.at(-1)
    const [edit] = made
    if (last === undefined || made.length !== 1 || last.edits.length !== 1 || edit.type !== 'set') return false
    const [before] = last.edits
    if (before.type !== 'set' || before.collection !== edit.collection || before.id !== edit.id) return false
    if (before.field !== edit.field || Date.now() - last.at > ONE_STEP_MS || !same(before.value, edit.before)) return false
    last.edits = [{ ...edit, before: before.before }]
    last.at = Date.now()
    return true
  }

  /** @param {Edit} edit @returns {boolean} */
  #stillMine (edit) {
    const record = this.workingCopy.record(edit.collection, edit.id)
    if (record === undefined) return false
    if (edit.type === 'set') return NOT_COUNTED.has(edit.field) || same(record[edit.field], edit.value)
    return record.removed_at !== '' || (this.#others.get(`${edit.collection}/${edit.id}`) ?? 0) === (this.#then.get(edit) ?? 0)
  }

  /** @param {Edit} edit @returns {Edit[]} */
  #inverse (edit) {
    if (edit.type === 'create') return this.workingCopy.removing(edit.collection, edit.id)
    // nobody can write another's name: what is removed again is removed by whoever undoes
    const before = edit.field === 'removed_by' && edit.before !== '' ? this.workingCopy.writer.me : edit.before
    return [this.workingCopy.setting(edit.collection, edit.id, edit.field, before)]
  }

  #told () {
    for (const watcher of this.#watchers) watcher()
  }
}
