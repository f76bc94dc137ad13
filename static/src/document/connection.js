/**
 * The document's line to its room: the standard y-websocket encoding over one socket, counted and resumed.
 *
 * L1  Every document frame sent on a socket (step 2 and update) has a number, from 0; `saved` says how many are
 *     settled. A change is settled when the frame that carried it is; nothing else settles it.
 * L2  Nothing is sent before the room has said what it has (its step 1) and been answered: no gap can open.
 * L3  While the chair looks at what would be frozen, nothing is sent; what waits is sent when the hold is lifted.
 * L4  What was refused is kept as words to copy. The document that held it is thrown away, a new one fetched, and
 *     what was not refused is written again.
 * L5  Close codes 4400 to 4499 and 1009 are final; after any other the page tries again, each time a little later.
 */
import * as Y from 'yjs'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { rebased } from './rebasing.js'
import { Act } from './workingcopy.js'

/** @typedef {import('./workingcopy.js').WorkingCopy} WorkingCopy */
/** @typedef {import('./workingcopy.js').Edit} Edit */

const SYNC = 0
const CARET = 1
const NEWS = 100
const WORD = 101
const STEP_1 = 0
const STEP_2 = 1
const UPDATE = 2

const TICK_MS = 500
/** No frame for this long: the page says that it is not connected. */
export const SILENT_MS = 4_500
/** A socket that has been silent for this long is given up and opened anew. */
const DEAD_MS = 9_000
/** Typing goes on this long without a connection, then it rests with the words kept. */
export const OFFLINE_MS = 120_000
const RETRY_FIRST_MS = 300
const RETRY_MOST_MS = 12_000
const FAILURES_BEFORE_ASKING = 2
/** The socket did not open so often, while the server itself can be asked: something between lets no sockets through. */
const FAILURES_WHEN_BARRED = 3
/** Closed because the sign-in has ended: expired, signed out elsewhere, or a new password. */
const SIGN_IN_ENDED = 4401
/** Closed because the meeting has: a participant's access ends with it. */
export const MEETING_CLOSED = 4411
/** Closed because this person was shown out. */
const SHOWN_OUT = 4410
const RETRIED_ONE_BY_ONE = 20
const LARGEST_FRAME = 256 * 1024

/**
 * A local change that is not settled: the frame that carried it, or null while it waits.
 * @typedef {{edits: Edit[], update: Uint8Array | null, frame: number | null, at: number}} Unsettled
 */
/** What was refused, with its words. @typedef {{edits: Edit[], key: string, sentence: string, remedy: string}} RefusedWords */
/**
 * `opening` until the first answer; `live`; `silent` when no frame came for 5 s; `down` between two tries; `over`
 * when the server has closed for good.
 * @typedef {'opening' | 'live' | 'silent' | 'down' | 'over'} Link
 */

/** Origin of transactions that bring what the room has. */
export const ROOM = { name: 'room' }

export class Connection {
  /** @type {WebSocket | null} */
  #socket = null
  /** @type {Unsettled[]} */
  #unsettled = []
  #sent = 0
  /** The room has said what it has, and been answered: L2. */
  #answered = false
  /** The room's state vector, kept while the hold lasts. @type {Uint8Array | null} */
  #owed = null
  /** @type {Unsettled[]} */
  #toWriteAgain = []
  /** A new document is being fetched over the same socket, after a refusal. */
  #fetchingAgain = false
  /** How many changes waited when the line came back; told once they are settled. */
  #returning = 0
  #failures = 0
  #tries = 0
  #opened = false
  #startedAt = 0
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #tick
  /** @type {Set<(news: any) => void>} */
  #hearers = new Set()
  /** @type {Set<(beat: boolean) => void>} */
  #watchers = new Set()
  /** @type {Set<(carets: Uint8Array) => void>} */
  #carets = new Set()
  #closed = false
  /** What an editor of the story has just written. */
  #told = new Act([])

  /**
   * @param {{address: string, standing: string, workingCopy: WorkingCopy, participant?: string}} options `address` of
   *   the socket with its epoch, `standing` the address to ask when it does not open, `participant` whose words these are
   */
  constructor ({ address, standing, workingCopy, participant = '' }) {
    this.address = address
    this.standing = standing
    this.workingCopy = workingCopy
    this.participant = participant
    /** @type {Link} */
    this.link = 'opening'
    this.lastFrame = 0
    /** When the link was lost, milliseconds, or null while it lives. @type {number | null} */
    this.lostAt = null
    this.held = false
    /** Pages come through and sockets do not: what stands between the two is to be told so. */
    this.barred = false
    this.storing = true
    /** @type {RefusedWords[]} */
    this.refused = []
    /** What came back after a loss: how many changes were sent, and when they were settled. @type {{n: number, at: number} | null} */
    this.back = null
    /** Why it is over: a close code and, when the server said one, a sentence. @type {{code: number, sentence: string, address: string, signIn: '' | 'ended' | 'another'} | null} */
    this.over = null
    this.#listen(workingCopy.doc)
    workingCopy.onStartAgain(doc => this.#listen(doc))
  }

  /** Opens the socket, and opens it again whenever it is lost. */
  open () {
    this.#closed = false
    this.#tick ??= setInterval(() => this.#look(), TICK_MS)
    this.#connect()
  }

  /** Closes for good. */
  close () {
    this.#closed = true
    clearInterval(this.#tick)
    clearTimeout(this.#retry)
    this.#tick = undefined
    this.#socket?.close(1000)
  }

  /** Tries at once: the device is back on a network, or the page is looked at again. */
  wake () {
    if (this.signIn !== '' && !this.#closed) this.again()
    if (this.link === 'over' || this.#closed) return
    if (this.#socket !== null && Date.now() - this.lastFrame > SILENT_MS && this.#opened) this.#drop()
    else if (this.#socket === null) this.#connect()
  }

  /** Whether it is over only because nobody is signed in here any more, or somebody else is. */
  get signIn () {
    return this.over?.signIn ?? ''
  }

  /**
   * Goes on where it was, once the same person is signed in again: the same document, and what waits is sent. Under
   * somebody else's name nothing is sent.
   * @returns {Promise<boolean>} whether the server could be asked
   */
  async again () {
    if (this.signIn === '') return true
    const standing = await this.#stand()
    if (standing === null) return false
    if (this.link !== 'over' || this.#closed) return true
    if (this.#obey(standing)) return true
    this.over = null
    this.link = 'down'
    this.#tries = 0
    this.#failures = 0
    this.#connect()
    this.#changed()
    return true
  }

  /** @param {(news: any) => void} hearer called with each piece of news from the server */
  onNews (hearer) {
    this.#hearers.add(hearer)
  }

  /** @param {(beat: boolean) => void} watcher called whenever something here may have changed; with `beat` twice a second, where only time has passed */
  onState (watcher) {
    this.#watchers.add(watcher)
  }

  /** @param {(carets: Uint8Array) => void} hearer called with others' carets @returns {() => void} stops it */
  onCarets (hearer) {
    this.#carets.add(hearer)
    return () => { this.#carets.delete(hearer) }
  }

  /** Shows the others this person's caret; shown only while the link lives. @param {Uint8Array} caret */
  point (caret) {
    if (this.#socket?.readyState !== WebSocket.OPEN || !this.#answered) return
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, CARET)
    encoding.writeVarUint8Array(encoder, caret)
    this.#socket.send(encoding.toUint8Array(encoder))
  }

  /**
   * Says a word to the server; said only while the link lives.
   * @param {'seen' | 'looking' | 'adding' | 'hand' | 'called'} word
   * @param {Record<string, any>} fields
   */
  say (word, fields) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, WORD)
    encoding.writeVarString(encoder, JSON.stringify({ word, ...fields }))
    this.#socket.send(encoding.toUint8Array(encoder))
  }

  /** How many records have changes that are not settled. @returns {number} */
  waiting () {
    const records = new Set()
    for (const change of [...this.#unsettled, ...this.#toWriteAgain]) {
      for (const edit of change.edits) records.add(`${edit.collection}/${edit.id}`)
    }
    return records.size
  }

  /** When the oldest unsettled change was made, milliseconds, or null. @returns {number | null} */
  waitingSince () {
    return this.#unsettled[0]?.at ?? this.#toWriteAgain[0]?.at ?? null
  }

  /** The edits that are not settled, oldest first: their words are shown to copy when a working copy has ended. @returns {Edit[]} */
  unsettledEdits () {
    return [...this.#unsettled, ...this.#toWriteAgain].flatMap(change => change.edits)
  }

  /** Whether edits may be made: not after 2 minutes without a line, and not once it is over. @returns {boolean} */
  mayWrite () {
    if (this.link === 'over') return false
    return this.lostAt === null || Date.now() - this.lostAt < OFFLINE_MS
  }

  /** Whether this person's access has ended for good: with the meeting, or because they were shown out. */
  get left () {
    return this.over?.code === MEETING_CLOSED || this.over?.code === SHOWN_OUT
  }

  /** Forgets the refused words: they were copied. */
  forgetRefused () {
    this.refused = []
    this.#changed()
  }

  // Sockets

  #connect () {
    clearTimeout(this.#retry)
    if (this.#closed || this.link === 'over' || this.#socket !== null) return
    const socket = new WebSocket(this.address)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    this.#opened = false
    this.#answered = false
    this.#owed = null
    this.#sent = 0
    this.#tries += 1
    this.#startedAt = Date.now()
    this.#fetchingAgain = false
    for (const change of this.#unsettled) change.frame = null
    socket.onopen = () => {
      this.#opened = true
      this.barred = false
      this.#failures = 0
      this.lastFrame = Date.now()
      this.#sendStep1()
    }
    socket.onmessage = message => {
      if (this.#socket === socket) this.#receive(new Uint8Array(message.data))
    }
    socket.onclose = event => {
      if (this.#socket === socket) this.#lost(event.code)
    }
  }

  /** Gives a silent socket up without waiting for its close. */
  #drop () {
    const socket = this.#socket
    this.#lost(1006)
    socket?.close()
  }

  /** @param {number} code */
  #lost (code) {
    const opened = this.#opened
    this.#socket = null
    this.#answered = false
    for (const change of this.#unsettled) change.frame = null
    if (this.#closed) return
    if (code === SIGN_IN_ENDED) return this.#end(code, '', '', 'ended')
    if ((code >= 4400 && code <= 4499) || code === 1009) return this.#end(code, '', '')
    this.link = this.link === 'opening' && this.lastFrame === 0 ? 'opening' : 'down'
    this.lostAt ??= this.lastFrame === 0 ? Date.now() : this.lastFrame
    if (!opened) this.#failures += 1
    if (this.#failures >= FAILURES_BEFORE_ASKING) {
      this.link = 'down'
      this.#ask()
    }
    const wait = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** Math.min(this.#tries - 1, 8))
    this.#retry = setTimeout(() => this.#connect(), wait * (0.5 + Math.random()))
    this.#changed()
  }

  /** @param {number} code @param {string} sentence @param {string} address @param {'' | 'ended' | 'another'} [signIn] */
  #end (code, sentence, address, signIn = '') {
    this.link = 'over'
    this.lostAt ??= Date.now()
    this.over = { code, sentence, address, signIn }
    clearTimeout(this.#retry)
    this.#socket?.close()
    this.#socket = null
    this.#changed()
  }

  /** Asks in words why the socket does not open, and obeys. */
  async #ask () {
    const standing = await this.#stand()
    if (this.link === 'over') return
    this.barred = standing !== null && !this.#opened && this.#failures >= FAILURES_WHEN_BARRED
    if (standing !== null) this.#obey(standing)
    this.#changed()
  }

  /** How this browser stands on the case, or null when the server cannot be asked. @returns {Promise<any>} */
  async #stand () {
    try {
      const answer = await fetch(this.standing, { headers: { Accept: 'application/json' } })
      return answer.ok ? await answer.json() : null
    } catch {
      return null
    }
  }

  /** Ends when that is how one stands. @param {any} standing @returns {boolean} whether it is over */
  #obey (standing) {
    const another = this.participant !== '' && standing.participant !== undefined && standing.participant !== this.participant
    if (another) this.#end(SIGN_IN_ENDED, '', '', 'another')
    else if (standing.reason === 'ended') this.#end(MEETING_CLOSED, standing.sentence ?? '', '')
    else if (standing.reason === 'sign_in' || (standing.reason === 'waiting' && this.signIn !== '')) this.#end(SIGN_IN_ENDED, standing.sentence ?? '', standing.address ?? '', 'ended')
    else if (!standing.may_enter && standing.reason !== 'here') this.#end(SIGN_IN_ENDED, standing.sentence ?? '', standing.address ?? '')
    return this.link === 'over' && (another || !standing.may_enter)
  }

  #look () {
    const silent = Date.now() - this.lastFrame
    if (this.link === 'live' && silent > SILENT_MS) {
      this.link = 'silent'
      this.lostAt = this.lastFrame
    }
    const dead = this.#opened ? silent > DEAD_MS : Date.now() - this.#startedAt > DEAD_MS
    if (this.#socket !== null && dead) this.#drop()
    this.#changed(true)
  }

  // Frames

  /** @param {Uint8Array} frame */
  #receive (frame) {
    this.lastFrame = Date.now()
    const decoder = decoding.createDecoder(frame)
    const kind = decoding.readVarUint(decoder)
    if (kind === SYNC) this.#receiveSync(decoder)
    if (kind === CARET) for (const hearer of this.#carets) hearer(decoding.readVarUint8Array(decoder))
    if (kind === NEWS) this.#hear(JSON.parse(decoding.readVarString(decoder)))
    if (this.#socket === null) return
    if (this.link === 'silent') this.link = 'live'
    if (this.link === 'live') this.lostAt = null
    this.#changed()
  }

  /** @param {decoding.Decoder} decoder */
  #receiveSync (decoder) {
    const step = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (step === STEP_1) return this.#answer(bytes)
    Y.applyUpdate(this.workingCopy.doc, bytes, ROOM)
    if (step !== STEP_2) return
    const again = this.#fetchingAgain
    this.#fetchingAgain = false
    this.workingCopy.fetched()
    this.link = 'live'
    this.#tries = 0
    if (again) this.#sendWaiting()
    this.#writeAgain()
  }


  /** @param {Uint8Array} vector what the room has */
  #answer (vector) {
    if (this.held && this.#unsettled.length > 0) {
      this.#owed = vector
      return
    }
    this.#owed = null
    if (this.lostAt !== null) this.#returning = this.waiting()
    const update = Y.encodeStateAsUpdate(this.workingCopy.doc, vector)
    if (update.length > LARGEST_FRAME) return this.#end(4413, '', '')
    const frame = this.#send(STEP_2, update)
    this.#answered = true
    for (const change of this.#unsettled) {
      change.frame ??= frame
      change.update = null
    }
  }

  #sendStep1 () {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, SYNC)
    encoding.writeVarUint(encoder, STEP_1)
    encoding.writeVarUint8Array(encoder, Y.encodeStateVector(this.workingCopy.doc))
    this.#socket?.send(encoding.toUint8Array(encoder))
  }

  /**
   * @param {number} step
   * @param {Uint8Array} update
   * @returns {number} the frame's number on this socket
   */
  #send (step, update) {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, SYNC)
    encoding.writeVarUint(encoder, step)
    encoding.writeVarUint8Array(encoder, update)
    this.#socket?.send(encoding.toUint8Array(encoder))
    return this.#sent++
  }

  /** @param {Y.Doc} doc */
  #listen (doc) {
    doc.on('update', (update, origin) => {
      if (origin instanceof Act) this.#made(origin, update)
      else if (origin !== ROOM) this.#made(this.#told, update)
    })
    // what an editor of the story writes comes as transactions of its own
    doc.on('afterTransaction', transaction => {
      if (!transaction.local || transaction.origin instanceof Act) return
      const roots = (this.workingCopy.schema.story?.roots ?? []).filter(root => [...transaction.changedParentTypes.keys()].some(type => type === doc.share.get(root)))
      this.#told = new Act(roots.map(root => ({ type: 'set', collection: root, id: root, field: 'blocks', value: wordsOf(this.workingCopy.part(root.slice('story_'.length))) })))
    })
  }

  /** @param {Act} act @param {Uint8Array} update */
  #made (act, update) {
    const ready = this.#answered && !this.held && this.#socket?.readyState === WebSocket.OPEN
    /** @type {Unsettled} */
    const change = { edits: act.edits, update: null, frame: null, at: Date.now() }
    if (ready) change.frame = this.#send(UPDATE, update)
    else change.update = update
    this.#unsettled.push(change)
    this.#changed()
  }

  // News

  /** @param {any} news */
  #hear (news) {
    switch (news.news) {
      case 'welcome':
        this.#hold(news.held)
        this.storing = news.storing
        break
      case 'beat':
        this.say('seen', { sequence: news.sequence })
        break
      case 'saved':
        this.#settle(news.count)
        break
      case 'mode':
        this.#hold(news.held)
        break
      case 'storing':
        this.storing = news.able
        break
      case 'refused':
        this.#refuse(news)
        break
    }
    for (const hearer of this.#hearers) hearer(news)
  }

  /** @param {number} count */
  #settle (count) {
    this.#unsettled = this.#unsettled.filter(change => change.frame === null || change.frame >= count)
    if (this.#returning > 0 && this.waiting() === 0) {
      this.back = { n: this.#returning, at: Date.now() }
      this.#returning = 0
    }
  }

  /** @param {boolean} held */
  #hold (held) {
    const lifted = this.held && !held
    this.held = held
    if (!lifted || this.#socket?.readyState !== WebSocket.OPEN) return
    if (this.#owed !== null) return this.#answer(this.#owed)
    if (this.#answered) this.#sendWaiting()
  }

  /** Sends the changes that waited, each in a frame of its own. */
  #sendWaiting () {
    this.#answered = true
    for (const change of this.#unsettled) {
      if (change.frame !== null || change.update === null) continue
      change.frame = this.#send(UPDATE, change.update)
      change.update = null
    }
  }

  /** L4. @param {{frame: number, key: string, sentence: string, remedy: string}} news */
  #refuse (news) {
    const refused = this.#unsettled.filter(change => change.frame === news.frame)
    const after = this.#unsettled.filter(change => change.frame === null || change.frame > news.frame)
    // what was written into the story has its place only among what it was written beside: it is kept as words
    const told = after.filter(ofStory)
    this.#unsettled = this.#unsettled.filter(change => change.frame !== null && change.frame < news.frame)
    const oneByOne = refused.length > 1 && told.length === 0 && !refused.some(ofStory) && refused.length <= RETRIED_ONE_BY_ONE
    if (oneByOne) this.#toWriteAgain.push(...refused)
    else {
      this.refused.push({
        edits: [...refused, ...told].flatMap(change => change.edits), key: news.key, sentence: news.sentence, remedy: news.remedy
      })
    }
    this.#toWriteAgain.push(...after.filter(change => !ofStory(change)))
    this.#answered = false
    this.#fetchingAgain = true
    this.workingCopy.startAgain()
    this.#sendStep1()
  }

  /** Writes what was not refused into the new document, each change in a frame of its own. */
  #writeAgain () {
    const changes = this.#toWriteAgain
    this.#toWriteAgain = []
    for (const change of changes) this.workingCopy.edit(change.edits.map(edit => this.#onTopOf(edit)))
  }

  /**
   * An edit as it is written into a newer document: of a shared text only what this page had put in or taken out.
   * @param {Edit} edit
   * @returns {Edit}
   */
  #onTopOf (edit) {
    if (edit.type !== 'set' || typeof edit.before !== 'string' || typeof edit.value !== 'string') return edit
    const present = this.workingCopy.record(edit.collection, edit.id)?.[edit.field]
    if (typeof present !== 'string' || present === edit.before) return edit
    return { ...edit, value: rebased(edit.before, edit.value, present) }
  }

  #changed (beat = false) {
    for (const watcher of this.#watchers) watcher(beat)
  }
}

/** Whether a change is of the story's words. @param {Unsettled} change @returns {boolean} */
function ofStory (change) {
  return change.edits.some(edit => edit.collection.startsWith('story_'))
}

/** The words of a part of the story, a line for each block. @param {import('./story.js').Part} part @returns {string} */
function wordsOf (part) {
  return part.blocks.map(block => block.content.map(each => each.text ?? '').join('')).join('\n')
}
