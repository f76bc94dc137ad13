/**
 * The check of the order, as this page heard it last. It is asked when the view is drawn and something that it reads has
 * changed, once what was changed has reached the server; without a connection the last answer stands and says so.
 */
import { language } from '../words.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Plain} Plain */
/**
 * One warning. `recommendation` '' is the plan as a whole; `against` is what it stands on, by which a reason is kept.
 * @typedef {{rule: string, recommendation: string, against: string, sentence: string, why: string, remedy: string, reason: string, reason_before: string}} Caution
 */
/** A reason that is kept: its decision, '' where this page does not hold it. @typedef {{id: string, text: string, before: string}} Reason */

/** What the check reads. */
const READ = ['recommendations', 'placements', 'voices', 'decisions']
/** Rules by which something comes too early; the others say what is still missing. */
const TOO_EARLY = ['above_placement', 'no_structure', 'therapy_early']
const SETTLE_MS = 300
const AGAIN_MS = 3_000

/** @type {WeakMap<Room, Check>} */
const checks = new WeakMap()

/** The check of a room. @param {Room} room @returns {Check} */
export function checkOf (room) {
  const check = checks.get(room) ?? new Check(room)
  checks.set(room, check)
  return check
}

export class Check {
  /** Goes up with every change that the check reads; the answer that is held is to `#answered`. */
  #changes = 1
  #answered = 0
  #language = ''
  #again = 0
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer
  /** @type {AbortController | null} */
  #asking = null

  /** @param {Room} room */
  constructor (room) {
    this.room = room
    /** @type {Caution[]} */
    this.cautions = []
    /** Nothing has been heard yet. */
    this.unasked = true
    /** The last asking had no answer: what is shown is from before. */
    this.old = false
    room.workingCopy.onChange(changes => {
      if (changes.length > 0 && !changes.some(change => READ.includes(change.collection))) return
      this.#changes += 1
      this.#asking?.abort()
      this.#again = 0
    })
  }

  /** Asks where something has changed since the last answer. Called with every drawing. */
  look () {
    const changed = this.#answered !== this.#changes || this.#language !== language()
    if (!changed || this.#timer !== undefined || this.#asking !== null || this.room.ended !== null || !this.room.workingCopy.filled) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#ask()
    }, Math.max(SETTLE_MS, this.#again - Date.now()))
  }

  async #ask () {
    // what this page wrote has to be there before the server is asked what it makes of it
    if (this.room.connection.waiting() > 0) {
      const old = !this.unasked && this.room.connection.link !== 'live'
      if (old !== this.old) {
        this.old = old
        this.room.changed()
      }
      return this.look()
    }
    const asked = this.#changes
    const said = language()
    this.#asking = new AbortController()
    const { signal } = this.#asking
    try {
      const answer = await fetch(this.room.address('cautions'), { signal, headers: { Accept: 'application/json' } })
      if (!answer.ok && (answer.status === 429 || answer.status >= 500)) throw new Error(String(answer.status))
      // a no is not asked again before something changes
      if (answer.ok) {
        this.cautions = (await answer.json()).cautions
        this.unasked = false
      }
      this.old = !answer.ok
      this.#answered = asked
      this.#language = said
    } catch {
      if (!signal.aborted) {
        this.old = true
        this.#again = Date.now() + AGAIN_MS
      }
    }
    this.#asking = null
    this.room.changed()
  }

  /** The warnings about one recommendation that still stands; '' for the plan as a whole. @param {string} recommendation */
  about (recommendation) {
    return this.cautions.filter(each => each.recommendation === recommendation)
  }
}

/** Whether a warning says that something comes too early, and not that something is missing. @param {Caution} caution */
export function isTooEarly (caution) {
  return TOO_EARLY.includes(caution.rule)
}

/**
 * The reason that is kept for a warning, and one that was written when it stood on something else: the same as
 * `_with_reason` of sequencing.py, from what this page holds.
 * @param {Plain} plain what stands
 * @param {Caution} caution
 * @returns {Reason}
 */
export function reasonFor (plain, { rule, recommendation, against }) {
  const written = Object.entries(plain.decisions ?? {}).filter(([, each]) => each.rule === rule && each.recommendation === recommendation && each.reason.trim() !== '')
    .sort(([a, one], [b, other]) => one.added_at < other.added_at || (one.added_at === other.added_at && a < b) ? -1 : 1)
  const holding = written.filter(([, each]) => each.against === '' || each.against === against)
  const last = holding.at(-1)
  if (last !== undefined) return { id: last[0], text: last[1].reason, before: '' }
  return { id: '', text: '', before: written.at(-1)?.[1].reason ?? '' }
}

/**
 * The warnings about a recommendation for which nothing is written yet.
 * @param {Check} check @param {Plain} plain what stands @param {string} recommendation
 */
export function openAbout (check, plain, recommendation) {
  return check.about(recommendation).filter(caution => reasonFor(plain, caution).text === '')
}
