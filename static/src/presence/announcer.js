/**
 * What is said aloud to a screen reader: one polite region, others' edits gathered into one sentence every ten
 * seconds; an alert only for "not connected" and "meeting paused". Focus is never moved.
 */
import { w } from '../words.js'

/** @typedef {import('./room.js').Room} Room */
/** Which of others' edits are said: all, none, or only the answers to one's own. @typedef {'all' | 'mine' | 'off'} Loudness */

const EVERY_MS = 10_000
/** What is said when others add it; a tie is heard with the people whom it ties. */
const SAID = new Set(['events', 'people', 'cards', 'placements', 'recommendations', 'voices'])

export class Announcer {
  /** @type {Map<string, Set<string>>} name of who added -> ids */
  #added = new Map()
  /** @type {Set<string>} */
  #changed = new Set()
  #since = 0
  #urgent = ''
  #paused = false
  #said = ''

  /**
   * @param {Room} room
   * @param {HTMLElement} polite
   * @param {HTMLElement} alert
   */
  constructor (room, polite, alert) {
    this.room = room
    this.polite = polite
    this.alert = alert
    /** @type {Loudness} */
    this.loudness = 'all'
    room.workingCopy.onChange((changes, mine) => { if (!mine) this.#gather(changes) })
    room.onChange(() => this.#look())
    room.onBeat(() => this.#look())
  }

  /** @param {string} sentence said politely, after what is being read */
  say (sentence) {
    this.polite.textContent = ''
    this.polite.textContent = sentence
  }

  /** @param {import('../document/workingcopy.js').Change[]} changes */
  #gather (changes) {
    if (this.loudness !== 'all' || !this.room.settledIn) return
    for (const { collection, id, fields } of changes) {
      const record = this.room.workingCopy.record(collection, id)
      if (record === undefined || !SAID.has(collection)) continue
      if (fields === null) {
        const name = this.room.nameOf(record.added_by) || w('live.someone')
        this.#added.set(name, (this.#added.get(name) ?? new Set()).add(id))
      } else this.#changed.add(id)
    }
    if (this.#since === 0) this.#since = Date.now()
  }

  #look () {
    this.#lookAtLight()
    this.#lookAtNotice()
    if (this.#since === 0 || Date.now() - this.#since < EVERY_MS) return
    const sentence = this.#gathered()
    this.#added.clear()
    this.#changed.clear()
    this.#since = 0
    if (sentence !== '') this.say(sentence)
  }

  #gathered () {
    const added = [...this.#added.values()].reduce((n, ids) => n + ids.size, 0)
    const names = [...this.#added.keys()].join(', ')
    if (added > 0) return w('live.heard.added', { n: added, names })
    return this.#changed.size > 0 ? w('live.heard.changed', { n: this.#changed.size }) : ''
  }

  #lookAtLight () {
    const light = this.room.light()
    const urgent = light.urgent ? light.key : ''
    if (urgent !== this.#urgent) {
      this.#urgent = urgent
      this.alert.textContent = urgent === '' ? '' : w(light.key, light.parameters)
    }
    if (light.key === 'live.status.back' && this.#said !== light.key) this.say(w(light.key, light.parameters))
    this.#said = light.key
    if (this.room.paused !== this.#paused) {
      this.#paused = this.room.paused
      this.alert.textContent = this.#paused ? w('live.blocked.paused') : ''
    }
  }

  #lookAtNotice () {
    if (this.loudness !== 'off' && this.room.notice !== null && this.room.notice.at > this.#noticed) {
      this.#noticed = this.room.notice.at
      this.say(this.room.notice.text)
    }
  }

  #noticed = 0
}
