/**
 * The round of first placements as one page sees it: one's own set, which the server keeps for its author alone, who else is
 * ready, and whether all are shown. It outlives every change of view; what is typed is handed to the server a moment
 * later, and again until it has it.
 */
import { w } from '../words.js'
import { blankSet, handedIn } from './placing.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./placing.js').OwnSet} OwnSet */
/** @typedef {import('./placing.js').Someone} Someone */
/** @typedef {{shown: string, since: string, mine: ({state: string} & OwnSet) | null, people: Someone[], may_show: boolean}} Told */

/** How long after a key what was typed is handed over, and how soon it is tried again. */
const PAUSE_MS = 600
const AGAIN_MS = 2_500
/** Refusals that go by. */
const PASSING = ['room_held', 'meeting_paused', 'meeting_not_open']

export class Round {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer
  #begun = false
  #changes = 0
  #savedChanges = 0
  /** Whether what kept it from being kept goes by: it is tried again then. */
  #passes = false
  /** One request at a time: what comes last is what is kept. @type {Promise<unknown>} */
  #line = Promise.resolve()

  /** @param {Room} room */
  constructor (room) {
    this.room = room
    /** @type {Told | null} */
    this.told = null
    /** @type {OwnSet} */
    this.own = blankSet()
    this.state = 'not_yet'
    /** Why the server did not take it, in words. */
    this.refused = ''
    this.lost = false
    /** What is written of an agreement that is not made yet; null while none is. @type {import('./agreeing.js').Draft | null} */
    this.agreeing = null
    room.connection.onNews(news => this.#hear(news))
    addEventListener('beforeunload', event => { if (this.unsaved) event.preventDefault() })
    addEventListener('online', () => { if (this.unsaved) this.#save(this.state) })
  }

  /** Whether something typed is on this page alone. */
  get unsaved () {
    return this.#changes !== this.#savedChanges
  }

  /** Asks the server how the round stands, the first time it is drawn. */
  begin () {
    if (this.#begun) return
    this.#begun = true
    this.load()
  }

  /** Asks again how the round stands. */
  load () {
    return this.#ask('GET', '', undefined)
  }

  /** @param {any} news */
  #hear (news) {
    if (!this.#begun) return
    if (news.news === 'welcome') {
      if (this.unsaved) this.#save(this.state)
      this.load()
    }
    if (news.news !== 'placing' || this.told === null) return
    const known = this.told.people.find(person => person.participant === news.participant)
    if (news.participant === '' || known === undefined) this.load()
    else this.told = { ...this.told, people: this.told.people.map(person => person === known ? { ...person, state: news.state } : person) }
    this.room.changed()
  }

  /** Changes one's own set; it is being written from then on. @param {(own: OwnSet) => OwnSet} change */
  change (change) {
    this.own = change(this.own)
    this.state = 'writing'
    this.refused = ''
    this.#changes += 1
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#save('writing'), PAUSE_MS)
    this.room.changed()
  }

  /** Says that one's own set is ready. @returns {Promise<boolean>} whether the server has it */
  place () {
    this.own = handedIn(this.own)
    this.#changes += 1
    this.state = 'placed'
    return this.#save('placed')
  }

  /** Takes one's own set up again. */
  writeAgain () {
    this.change(own => ({ ...own, not_known: false }))
  }

  /** Shows all that are ready to everybody. @returns {Promise<boolean>} */
  show () {
    return this.#ask('POST', '/show', undefined)
  }

  /** @param {string} state @returns {Promise<boolean>} */
  #save (state) {
    clearTimeout(this.#timer)
    const run = async () => {
      const changes = this.#changes
      if (this.state !== state) return false
      const kept = await this.#ask('PUT', '', { state, ...this.own })
      if (kept) this.#savedChanges = Math.max(this.#savedChanges, changes)
      if (!kept && state === 'placed') this.state = 'writing'
      if (!kept && this.#passes && this.room.ended === null) this.#timer = setTimeout(() => this.#save(this.state), AGAIN_MS)
      this.room.changed()
      return kept
    }
    const mine = this.#line.then(run, run)
    this.#line = mine
    return mine
  }

  /** @param {string} method @param {string} rest @param {object | undefined} body @returns {Promise<boolean>} */
  async #ask (method, rest, body) {
    const before = this.#changes
    try {
      const answer = await fetch(this.room.address(`placing${rest}`), {
        method, headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }, body: body === undefined ? undefined : JSON.stringify(body)
      })
      const told = await answer.json().catch(() => ({}))
      this.lost = false
      this.refused = ''
      this.#passes = answer.status >= 500 || PASSING.includes(told.key)
      if (answer.ok) this.#take(method, told, before)
      else this.#refuse(method, told)
      return answer.ok
    } catch {
      this.lost = true
      this.#passes = true
      if (method === 'POST') this.room.say(w('live.steps.show.failed'), { tone: 'warn' })
      return false
    } finally {
      this.room.changed()
    }
  }

  /** @param {string} method @param {any} told */
  #refuse (method, told) {
    const said = [told.sentence, told.remedy].filter(part => typeof part === 'string' && part !== '').join(' ')
    if (method === 'PUT') this.refused = said || w('live.steps.not_kept')
    if (method === 'POST') this.room.say(said || w('live.steps.show.failed'), { tone: 'warn' })
  }

  /** What the server says; what was typed meanwhile stays. @param {string} method @param {Told} told @param {number} before */
  #take (method, told, before) {
    this.told = told
    const handedOver = method === 'PUT' && told.mine === null && before === this.#changes
    if (this.unsaved && !handedOver) return
    if (told.mine !== null) {
      this.own = { not_known: told.mine.not_known, placements: told.mine.placements }
      this.state = told.mine.state
    } else {
      this.own = blankSet()
      this.state = told.people.find(person => person.participant === this.room.settings.participant)?.state ?? 'not_yet'
    }
  }
}

/** @type {WeakMap<Room, Round>} */
const rounds = new WeakMap()

/** The round of a room. @param {Room} room @returns {Round} */
export function roundOf (room) {
  const known = rounds.get(room) ?? new Round(room)
  rounds.set(room, known)
  return known
}
