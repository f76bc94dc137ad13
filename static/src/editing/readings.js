/**
 * How words for a time are read: the server is asked, the last answers are kept.
 */
import { language } from '../words.js'

/** @typedef {{text: string, start: [string | null, string | null] | null, end: [string | null, string | null] | null, precision: string, qualifier: string}} Moment */
/** How words are read; `reasons` why that may be wrong. @typedef {{moment: Moment, sentence: string, reasons?: string[]}} Reading */
/**
 * A whole line, read: the words taken as the time and how they are read, the lane that it names ('' for none), and what
 * is left as the title; people and events that the server recognised.
 * @typedef {{moment: Moment | null, sentence: string, lane: string, title: string, when: string,
 *   people?: {id: string, words: string}[], alike?: {id: string}[]}} LineReading
 */

const KEPT = 100
const TRY_AGAIN_MS = 1_000
const LONGEST_WAIT_MS = 5_000
/** No answer yet. */
const LATER = 'later'
/** An answer that says no: the sign-in has ended, or the case is closed. */
const NEVER = 'never'

/** A moment that keeps its words and is not dated yet. @param {string} text @returns {Moment | null} null for no words */
export function unread (text) {
  const words = text.trim().replace(/\s+/g, ' ')
  return words === '' ? null : { text: words, start: null, end: null, precision: 'unread', qualifier: '' }
}

/** @param {{words: string} | {line: string}} said */
function keyOf (said) {
  return `${language()} ${JSON.stringify(said)}`
}

export class Readings {
  /** @type {Map<string, any>} */
  #known = new Map()

  /**
   * @param {string} address
   * @param {boolean} allowed whether this person may ask: who only reads is told the dates that are there
   */
  constructor (address, allowed) {
    this.address = address
    this.allowed = allowed
  }

  /**
   * The reading of these words, if it has come already.
   * @param {string} words
   * @returns {Reading | undefined}
   */
  known (words) {
    return this.#known.get(keyOf({ words: words.trim() }))
  }

  /**
   * Asks how words are read.
   * @param {string} words
   * @returns {Promise<Reading | null>} null when there was no answer
   */
  async ask (words) {
    const answer = await this.#asked(words)
    return answer === LATER || answer === NEVER ? null : answer
  }

  /**
   * Asks until there is an answer: words typed without a connection are read once it is back.
   * @param {string} words
   * @returns {Promise<Reading | null>} null when they will not be read
   */
  async askUntilRead (words) {
    return this.#untilRead({ words: words.trim() })
  }

  /**
   * How a whole line is read, if the answer has come already.
   * @param {string} line
   * @returns {LineReading | undefined}
   */
  knownLine (line) {
    return this.#known.get(keyOf({ line: line.trim() }))
  }

  /**
   * Asks how a whole line is read.
   * @param {string} line
   * @returns {Promise<LineReading | null>} null when there was no answer
   */
  async askLine (line) {
    const answer = await this.#askedFor({ line: line.trim() })
    return answer === LATER || answer === NEVER ? null : answer
  }

  /**
   * Asks until there is an answer how a whole line is read.
   * @param {string} line
   * @returns {Promise<LineReading | null>} null when it will not be read
   */
  async askLineUntilRead (line) {
    return this.#untilRead({ line: line.trim() })
  }

  /** @param {string} words @returns {Promise<Reading | typeof LATER | typeof NEVER>} */
  async #asked (words) {
    return this.#askedFor({ words: words.trim() })
  }

  /** @param {{words: string} | {line: string}} said */
  async #untilRead (said) {
    for (let tried = 0; ; tried++) {
      const answer = await this.#askedFor(said)
      if (answer === NEVER) return null
      if (answer !== LATER) return answer
      await new Promise(resolve => setTimeout(resolve, Math.min(LONGEST_WAIT_MS, TRY_AGAIN_MS * (tried + 1))))
    }
  }

  /** @param {{words: string} | {line: string}} said @returns {Promise<any>} */
  async #askedFor (said) {
    const key = keyOf(said)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    if (!this.allowed) return NEVER
    try {
      const answer = await fetch(this.address, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify({ ...said, language: language() })
      })
      if (!answer.ok) return answer.status === 429 || answer.status >= 500 ? LATER : NEVER
      const reading = await answer.json()
      this.#known.set(key, reading)
      if (this.#known.size > KEPT) this.#known.delete([...this.#known.keys()][0])
      return reading
    } catch {
      return LATER
    }
  }
}
