/**
 * The room as one page sees it: the working copy, the line to the server, who is here, who may add where, and what
 * this person looks at. Everything that is shown is drawn from here; nothing here touches the page.
 */
import { Connection } from '../document/connection.js'
import { withOwnTellings } from '../document/tellings.js'
import { Undo } from '../document/undo.js'
import { WorkingCopy } from '../document/workingcopy.js'
import { language, w } from '../words.js'
import { Cover } from './cover.js'
import { sameAgency } from './sameagency.js'
import { statusLight } from './status.js'
import { asView, viewOf } from './views.js'

/** @typedef {import('../document/schema.js').Schema} Schema */
/** @typedef {import('../document/workingcopy.js').Edit} Edit */

/**
 * What the page embeds for the room. `epoch` null: no working copy is open; `version` the last version's number;
 * `email` of the account, '' for who came by a personal link; `unsent` that words of this person wait to be copied;
 * `rested` when the open meeting rested last or began (instant), `began` when it was opened, '' where none is open; `late`
 * that this person comes to one that has gone on for a while; `asked` how many questions wait for their agency; `support`
 * to whom people turn after the meeting, '' where the service named nobody.
 * @typedef {{case: string, document: string, epoch: number | null, participant: string, role: string, name: string,
 *   agency: string, meeting: string, kind: string, today: string, names: Record<string, string>,
 *   version: number | null, unsent?: boolean, email?: string, rested?: string, began?: string, late?: boolean, lanes?: {key: string, shown: boolean}[], asked?: number, support?: string,
 *   invited?: {waiting?: string}}} Settings
 */
/** One person of `people` news.
 * @typedef {{participant: string, name: string, agency: string, role: string, language: string, connection: string,
 *   behind: boolean, hand: number, adding: {part: string, lane: string}, looking: Record<string, any>}} Present
 */
/** @typedef {{collection: string, id: string}} Chosen */
/** @typedef {import('./views.js').View} View */
/**
 * How the timeline is looked at. `stretch` is what was zoomed to, null the age band; then what is looked for, '' and
 * null where nothing is; `lanes` those shown (null: the usual ones); `open` which drawer of the bar; the rest is how
 * the list is ordered.
 * @typedef {{stretch: [number, number] | null, words: string, person: string, agency: string, confidence: string, ages: [number, number] | null,
 *   lanes: string[] | null, level: 'full' | 'headline', sort: string, group: string, ribbon: boolean, stays: boolean,
 *   open: '' | 'filter' | 'lanes' | 'gaps'}} TimelineLook
 */
/**
 * What this person looks at. `band` is the key of an age band; `chosen` the thing whose panel is filled; `opened` that
 * the panel is asked for (it is a sheet on narrow screens); `task` what the panel shows of it; `on` the day on which the
 * family is looked at (ISO), '' for today; `centre` whom the family is seen round, '' for the child; `background` that the facts about the child stand beside it.
 * @typedef {{view: View, shape: 'chart' | 'list', band: string, chosen: Chosen | null, opened: boolean,
 *   task: 'see' | 'edit' | 'move' | 'tie' | 'merge' | 'remove', on: string, hideLater: boolean, centre: string, background: boolean, timeline: TimelineLook}} Look
 */
/** A sentence beside the work, with what can be done about it. @typedef {{text: string, tone: 'calm' | 'warn', at: number, action?: {text: string, do: () => void}}} Notice */

/** The timeline as it is looked at first. @type {TimelineLook} */
const USUAL = {
  stretch: null, words: '', person: '', agency: '', confidence: '', ages: null, lanes: null, level: 'full', sort: 'when', group: 'outline', ribbon: false,
  stays: true, open: ''
}
const NOTICE_MS = 9_000
/** As many ids as go into one text of a word to the server, and characters by which it knows a sentence. */
const MOST_LIT = 8
const SENTENCE_NAMED = 180
/** How often what is shown goes by the clock: "just now" is over after a minute. */
export const CLOCK_MS = 10_000
/** After a lost line: until then a page has heard who leads now. */
const LEAD_AGAIN_MS = 250
/** Between two places that are led to. */
const LEAD_MS = 300
/** For so long the chair is gone before another is asked to lead, and a meeting goes on before a break is offered. */
const CHAIR_GONE_MS = 60_000
const BREAK_MS = 60 * 60_000
/** The first fetch may come in several frames. */
const FIRST_FETCH_MS = 1_500
const LEADERS = ['chair', 'coordinator']
/** Parts that chair and coordinator write until they are opened, and the part that is the chair's: the same as `mode_of` of server/domain/access.py. */
const LED = /^(story_|statements$)/
const CHAIRED = 'decisions'
/** What is gone to when this person has undone something of it; a tie is seen with the people whom it ties. */
const SHOWN_WHERE_THEY_ARE = new Set(['events', 'people', 'cards', 'placements', 'recommendations', 'voices'])
const WRITERS = ['chair', 'coordinator', 'contributor']

export class Room {
  /** @type {Set<() => void>} */
  #watchers = new Set()
  /** @type {Set<() => void>} */
  #beats = new Set()
  /** What the passing of time changes, as it was drawn last. */
  #shownAt = ''

  /**
   * @param {Settings} settings
   * @param {Schema} schema
   */
  constructor (settings, schema) {
    this.settings = settings
    this.schema = schema
    this.role = settings.role
    this.workingCopy = new WorkingCopy(schema, {
      me: settings.participant, agency: settings.agency, language: () => language()
    })
    this.undo = new Undo(this.workingCopy)
    /** @type {Map<string, Present>} */
    this.people = new Map()
    /** @type {Record<string, string>} */
    this.parts = {}
    /** What was closed to this person last: the parts, and who may add to them now. @type {{parts: string[], mode: string} | null} */
    this.closed = null
    this.open = true
    this.held = false
    this.paused = false
    /** Whether the big screens are blanked. */
    this.blank = false
    /** Since when the chair, who was here, is not (ms); null while she is, or has not been. @type {number | null} */
    this.chairLostAt = null
    /** Where was led to last. @type {Record<string, any>} */
    this.ledTo = {}
    /** When the room rested last (ms), and whether a break has been offered since. */
    this.restedAt = Date.parse(settings.rested ?? '') || Date.now()
    this.breakOffered = false
    /** Whether others look at this screen too: what is for whoever leads alone is hidden. */
    this.seenByOthers = false
    this.cover = new Cover()
    /** Whether this person put away what a late comer is offered. */
    this.caughtUp = settings.late !== true
    /** How often something was heard of the questions: whoever shows them asks again. */
    this.questionsHeard = 0
    /** How often something was heard of the agenda. */
    this.agendaHeard = 0
    /** Whether this person walks the room through the life, and to which event they walked last. */
    this.walking = false
    this.walkedTo = ''
    /** Opens a sheet of the page; the page says how. @type {(sheet: 'questions') => void} */
    this.opens = () => {}
    /** Another schema than the page's: it must be loaded again. */
    this.outdated = false
    /** @type {{participant: string, at: Record<string, any>}} */
    this.following = { participant: '', at: {} }
    this.follow = !LEADERS.includes(settings.role)
    /** What the big screen shows, as this page said it last. @type {Record<string, any> | null} */
    this.shown = null
    /** @type {{reason: string, version: number | null} | null} */
    this.ended = settings.epoch === null ? { reason: 'no_working_copy', version: settings.version } : null
    /** Words that came too late for the version, to copy. @type {Edit[]} */
    this.late = []
    /** @type {Look} */
    this.look = { view: 'timeline', shape: 'chart', band: '', chosen: null, opened: false, task: 'see', on: '', hideLater: false, centre: '', background: false, timeline: USUAL }
    /** Sensitive things this person has opened by a second click, by collection/id. @type {Set<string>} */
    this.revealed = new Set()
    /** What is to be brought into sight with the next drawing, because this person undid it. @type {Chosen | null} */
    this.toShow = null
    /** What the sentence of the story that this person was in last stands on; lit wherever it is drawn. @type {Chosen[]} */
    this.lit = []
    /** That sentence: its part and its words. @type {{part: string, words: string} | null} */
    this.sentence = null
    /** What the story is to point to, because it was chosen elsewhere. @type {Chosen | null} */
    this.toCite = null
    /** @type {Notice | null} */
    this.notice = null
    this.editedAt = 0
    this.connection = new Connection({
      address: this.address('sync/' + settings.document).replace(/^http/, 'ws') + `?epoch=${settings.epoch ?? 0}&as=${settings.participant}`,
      standing: this.address('standing') + `?meeting=${settings.meeting}`,
      participant: settings.participant,
      workingCopy: this.workingCopy
    })
    this.connection.onNews(news => this.#hear(news))
    this.connection.onState(beat => beat ? this.#beat() : this.changed())
    /** Events that others added since this person last looked, oldest first. @type {string[]} */
    this.arrived = []
    this.workingCopy.onChange((changes, mine) => {
      if (mine) this.editedAt = Date.now()
      else this.#arrive(changes)
      this.changed()
    })
    this.undo.onChange(() => this.changed())
  }

  /** Begins: opens the line, when there is a working copy. */
  begin () {
    if (this.ended === null) this.connection.open()
    this.changed()
  }

  /**
   * An address of this case.
   * @param {string} rest for example `readings`
   * @returns {string} absolute
   */
  address (rest) {
    return new URL(`/cases/${this.settings.case}/${rest}`, location.href).href
  }

  /** @param {() => void} watcher called whenever something that is shown may have changed */
  onChange (watcher) {
    this.#watchers.add(watcher)
  }

  changed () {
    if (this.notice !== null && Date.now() - this.notice.at > NOTICE_MS) this.notice = null
    for (const watcher of this.#watchers) watcher()
  }

  /** @param {() => void} watcher called twice a second, whether or not something that is shown has changed */
  onBeat (watcher) {
    this.#beats.add(watcher)
  }

  /** Time has passed: everything is drawn anew only when that changes what is shown, so that a page at rest costs a phone nothing. */
  #beat () {
    const { notice, connection } = this
    this.cover.pass(this.#presents)
    const shown = JSON.stringify([this.light(), connection.mayWrite(), notice !== null && Date.now() - notice.at > NOTICE_MS, this.wantsLeader, this.breakDue, this.cover.soon, this.cover.covered, Math.floor(Date.now() / CLOCK_MS)])
    if (shown !== this.#shownAt) {
      this.#shownAt = shown
      if (this.cover.covered) this.revealed.clear() // what was opened of sensitive things
      this.changed()
    }
    for (const watcher of this.#beats) watcher()
  }

  /** @returns {boolean} whether this person leads: chair or coordinator */
  get leads () {
    return LEADERS.includes(this.role)
  }

  /**
   * Why nothing can be added to a part now, as the key of a sentence, or '' when it can.
   * @param {string} part family, facts or timeline
   * @returns {string}
   */
  blocked (part) {
    if (this.ended !== null) return 'live.blocked.ended'
    if (!WRITERS.includes(this.role)) return 'live.blocked.observer'
    if (this.connection.signIn !== '') return 'live.blocked.signed_out'
    if (this.outdated) return 'live.blocked.outdated'
    if (!this.workingCopy.filled && this.connection.link === 'opening') return 'live.blocked.opening'
    if (this.held) return 'live.blocked.held'
    if (this.paused) return 'live.blocked.paused'
    if (!this.connection.storing) return 'live.blocked.cannot_save'
    if (!this.connection.mayWrite()) return 'live.blocked.offline'
    if (!this.leads && !this.open) return 'live.blocked.not_open'
    const mode = this.modeOf(part)
    if (mode === 'chair' && this.role !== 'chair') return 'live.blocked.chair_only'
    if (mode === 'leaders' && !this.leads) return 'live.blocked.leaders_only'
    return ''
  }

  /** The parts to which this person may add, as the chair has set it. */
  #openToMe () {
    const parts = (this.schema.vocabulary.parts ?? []).map(row => row.key)
    return parts.filter(part => !{ chair: this.role !== 'chair', leaders: !this.leads, everyone: false }[this.modeOf(part)])
  }

  /** Whether this person may only suggest here: a part of the timeline or the family that those who lead keep to themselves. */
  get suggests () {
    const { view } = this.look
    return (view === 'timeline' || view === 'family') && ['live.blocked.leaders_only', 'live.blocked.chair_only'].includes(this.blocked(view))
  }

  /** Who may add to a part: a row of `modes`. @param {string} part */
  modeOf (part) {
    return this.parts[part] ?? (LED.test(part) ? 'leaders' : part === CHAIRED ? 'chair' : 'everyone')
  }

  /**
   * Says who may add to some parts from now on; the server tells everybody.
   * @param {string[]} parts
   * @param {string} mode
   * @param {() => void} onFailed
   */
  async setModes (parts, mode, onFailed) {
    try {
      const answer = await fetch(this.address('modes'), {
        method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ parts: Object.fromEntries(parts.map(part => [part, mode])) })
      })
      const told = await answer.json().catch(() => ({}))
      if (answer.ok) this.parts = told.parts
      else onFailed()
      this.say(answer.ok ? w('live.modes.set', { mode: w(`modes.${mode}`) }) : told.sentence ?? w('live.modes.failed'), { tone: answer.ok ? 'calm' : 'warn' })
    } catch {
      onFailed()
      this.say(w('live.modes.failed'), { tone: 'warn' })
    }
  }

  /**
   * What this person does: edits as one step that can be undone.
   * @param {string} key what it is, a key of `undo.did.*`
   * @param {string} name of the thing
   * @param {Edit[]} edits
   * @returns {Edit[]} those made
   */
  do (key, name, edits) {
    if (this.ended !== null) {
      // what a form still held when the working copy ended is not lost: it is among the words to copy
      this.late.push(...edits)
      return []
    }
    return this.undo.do({ key, name }, withOwnTellings(this.workingCopy, edits))
  }

  /**
   * A sentence beside the work.
   * @param {string} text
   * @param {{tone?: 'calm' | 'warn', action?: {text: string, do: () => void}}} [options]
   */
  say (text, { tone = 'calm', action } = {}) {
    this.notice = { text, tone, at: Date.now(), action }
    this.changed()
  }

  /**
   * Looks at something else; what is not given stays.
   * @param {Partial<Look>} change
   * @param {{following?: boolean}} [options] `following` when the chair's movement did it
   */
  see (change, { following = false } = {}) {
    const moved = 'view' in change || 'band' in change || 'on' in change
    if (moved && !following && this.follow && this.following.participant !== '') this.follow = false
    this.look = { ...this.look, ...change }
    // whoever goes to a band sees the whole of it
    if ('band' in change && !('timeline' in change)) this.look.timeline = { ...this.look.timeline, stretch: null }
    if ('view' in change && !('chosen' in change) && !this.#belongs()) this.look = { ...this.look, chosen: null, opened: false, task: 'see' }
    this.changed()
  }

  /** Whether what is chosen is of the view that is shown. */
  #belongs () {
    const { chosen, view } = this.look
    return chosen !== null && viewOf(this.schema, chosen.collection) === view
  }

  /**
   * Chooses a thing and opens its panel.
   * @param {string} collection
   * @param {string} id
   * @param {Look['task']} [task]
   */
  choose (collection, id, task = 'see') {
    this.see({ chosen: { collection, id }, opened: true, task })
  }

  /** Whether this person may write in some part of the story. @returns {boolean} */
  get writesStory () {
    return (this.schema.vocabulary.story_parts ?? []).some(row => this.blocked(`story_${row.key}`) === '')
  }

  /** Lets the sentence of the story that this person wrote last stand on a thing. @param {Chosen} chosen */
  cite (chosen) {
    this.toCite = chosen
    this.see({ view: 'story', chosen: null, opened: false })
  }

  /**
   * What of the present view is said to the others: where this person looks. What a sentence stands on is lit on the big
   * screen too; in the story the sentence itself is named by how it begins.
   * @returns {Record<string, any>}
   */
  at () {
    const { view, band, chosen, on } = this.look
    const { lit, sentence } = this
    return {
      view,
      band,
      on,
      collection: chosen?.collection ?? '',
      selected: chosen?.id ?? '',
      ...(lit.length > 0 ? { lit: lit.slice(0, MOST_LIT).map(each => each.id).join(' ') } : {}),
      ...(view === 'story' && sentence !== null ? { part: sentence.part, sentence: [...sentence.words].slice(0, SENTENCE_NAMED).join('') } : {})
    }
  }

  /** Lights what a sentence of the story stands on; nothing puts the light out. @param {{part: string, words: string} | null} sentence @param {Chosen[]} lit */
  lights (sentence, lit) {
    this.sentence = sentence
    this.lit = lit
    this.changed()
  }

  /** Shows this view on the big screen, and brings those along who follow. */
  show () {
    if (this.blank) this.setBlank(false)
    this.#lead(this.at())
  }

  /** Leads the room from here on, beginning where it was led to last. */
  takeLead () {
    const at = asView(this.ledTo.view) === null ? this.at() : this.ledTo
    this.#visit(at)
    this.#lead(at)
  }

  /** @param {Record<string, any>} at */
  #lead (at) {
    this.shown = at
    clearTimeout(this.#leadsSoon)
    this.#leadsSoon = setTimeout(() => {
      this.#ledAt = Date.now()
      this.connection.say('looking', { at: this.shown, lead: true })
    }, Math.max(0, this.#ledAt + LEAD_MS - Date.now()))
    this.changed()
  }

  /** The server leaves out what is said more than four times a second: the last place is always said. */
  #ledAt = 0
  /** @type {any} */
  #leadsSoon = 0

  /** Whether the coordinator is to be asked to lead: the chair was here and has been gone for a minute. */
  get wantsLeader () {
    const gone = this.chairLostAt !== null && Date.now() - this.chairLostAt >= CHAIR_GONE_MS
    return gone && this.role === 'coordinator' && this.ended === null && this.following.participant !== this.settings.participant
  }

  /** Whether another leads and this is the chair, who may take it back. */
  get mayTakeBack () {
    const { participant } = this.following
    return this.role === 'chair' && this.ended === null && participant !== '' && participant !== this.settings.participant
  }

  /** The room rests, or goes on; everybody's words are kept. @param {boolean} paused */
  async pause (paused) {
    if (await this.#leading('pause', { paused }, 'live.pause.failed')) this.paused = paused
    this.changed()
  }

  /** Blanks the big screens, or shows again what is shown. @param {boolean} blank */
  async setBlank (blank) {
    if (await this.#leading('wall', { blank }, 'live.wall.blank_failed')) {
      this.blank = blank
      this.say(blank ? w('live.wall.blanked') : w('live.wall.unblanked'))
    }
    this.changed()
  }

  /** What whoever leads asks of the server. @param {string} address @param {object} said @param {string} failed what is said where it could not be */
  async #leading (address, said, failed) {
    try {
      const answer = await fetch(this.address(address), { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify(said) })
      if (answer.ok) return true
      this.say((await answer.json().catch(() => ({}))).sentence ?? w(failed), { tone: 'warn' })
    } catch {
      this.say(w(failed), { tone: 'warn' })
    }
    return false
  }

  /** Whether a break is to be offered: an hour has passed since the room rested. */
  get breakDue () {
    return this.role === 'chair' && this.settings.meeting !== '' && !this.paused && !this.breakOffered && this.ended === null && Date.now() - this.restedAt >= BREAK_MS
  }

  /** Whether the room is led from this page. */
  get #presents () {
    return this.leads && this.ended === null && this.following.participant === this.settings.participant
  }

  /** Looks again whether the page covers itself. */
  passed () {
    this.cover.pass(this.#presents)
    this.changed()
  }

  /** Nobody's page in the room covers itself for a while. */
  async putCoversOff () {
    if (await this.#leading('covers', {}, 'live.cover.failed')) this.say(w('live.cover.put_off'))
  }

  /** Others look at this screen too, or no longer: what was opened of sensitive things is covered again. @param {boolean} seen */
  setSeenByOthers (seen) {
    this.seenByOthers = seen
    if (seen) this.revealed.clear()
    this.say(seen ? w('live.seen.on') : w('live.seen.off'))
  }

  /** @param {{participant: string, to: string, state: string}} news */
  #hearQuestion ({ participant, to, state }) {
    this.questionsHeard += 1
    const own = sameAgency(to, this.settings.agency ?? '')
    if (state !== 'open' || participant === this.settings.participant || !(own || (to === '' && this.role !== 'observer'))) return
    this.say(to === '' ? w('live.question.heard') : w('live.question.heard_for', { agency: to }), { action: { text: w('live.question.read'), do: () => this.opens('questions') } })
  }

  /** Goes where the chair is, and follows again. */
  goAlong () {
    this.follow = true
    this.#goTo(this.following.at)
  }

  /** The status light as it stands. */
  light () {
    const { connection } = this
    return statusLight({
      now: Date.now(),
      link: connection.link,
      signedOut: connection.signIn !== '',
      barred: connection.barred,
      lastFrame: connection.lastFrame,
      lostAt: connection.lostAt,
      waiting: connection.waiting(),
      waitingSince: connection.waitingSince(),
      edited: this.editedAt,
      storing: connection.storing,
      refused: new Set(connection.refused.flatMap(refused => refused.edits.map(edit => edit.id))).size,
      back: connection.back,
      others: [...this.people.values()].filter(person => person.participant !== this.settings.participant)
    })
  }

  /**
   * Somebody's name by their id; '' when nobody here knows.
   * @param {string} participant
   * @returns {string}
   */
  nameOf (participant) {
    return this.people.get(participant)?.name ?? this.settings.names[participant] ?? ''
  }

  /** Undoes this person's last step and says what was undone. */
  undoMine () {
    const undone = this.undo.undo()
    if (undone.outcome === 'nothing') return this.say(w('live.undo.nothing'))
    const what = w(undone.said?.key ?? '', { name: undone.said?.name ?? '' })
    if (undone.outcome === 'change') return this.#takeBack(undone.change ?? '', what)
    if (undone.collection !== undefined && undone.id !== undefined) this.#show(undone.collection, undone.id)
    if (undone.outcome === 'kept') return this.say(w('live.undo.kept', { what }), { tone: 'warn' })
    this.say(w('live.undo.done', { what }))
  }

  /** @param {string} change @param {string} what */
  async #takeBack (change, what) {
    try {
      const answer = await fetch(this.address(`changes/${change}`), { method: 'DELETE', headers: { Accept: 'application/json' } })
      this.say(w(answer.ok ? 'live.undo.done' : 'live.undo.kept', { what }), { tone: answer.ok ? 'calm' : 'warn' })
    } catch {
      this.say(w('live.undo.not_connected', { what }), { tone: 'warn' })
    }
  }

  /** Shows a thing where it is, without moving the focus. @param {string} collection @param {string} id */
  #show (collection, id) {
    if (!SHOWN_WHERE_THEY_ARE.has(collection)) return
    this.see({ view: viewOf(this.schema, collection), chosen: { collection, id }, task: 'see' })
    this.toShow = { collection, id }
  }

  /** Whether the document has stood here for a moment: what comes with the first fetch is no news. @returns {boolean} */
  get settledIn () {
    return this.#fetchedAt !== 0 && Date.now() - this.#fetchedAt > FIRST_FETCH_MS
  }

  #fetchedAt = 0

  /** @param {import('../document/workingcopy.js').Change[]} changes of others */
  #arrive (changes) {
    if (this.#fetchedAt === 0) this.#fetchedAt = Date.now()
    if (!this.settledIn) return
    for (const { collection, id, fields } of changes) {
      const record = this.workingCopy.record(collection, id)
      if (collection === 'events' && fields === null && record && this.nameOf(record.added_by) !== '') this.arrived.push(id)
    }
  }

  /** @param {any} news */
  #hear (news) {
    switch (news.news) {
      case 'welcome':
        this.role = news.role
        this.outdated = news.schema !== this.schema.digest
        this.parts = news.parts
        this.open = news.open
        this.held = news.held
        this.paused = news.paused
        this.blank = news.blank
        setTimeout(() => this.#leadAgain(), LEAD_AGAIN_MS)
        break
      case 'mode': {
        const before = this.#openToMe()
        this.parts = news.parts
        this.open = news.open
        this.held = news.held
        const now = this.#openToMe()
        const closed = before.filter(part => !now.includes(part))
        if (closed.length > 0) this.closed = { parts: closed, mode: this.modeOf(closed[0]) }
        break
      }
      case 'paused':
        this.paused = news.paused
        if (!news.paused) Object.assign(this, { restedAt: Date.now(), breakOffered: false })
        break
      case 'wall':
        this.blank = news.blank
        break
      case 'suggested':
        if (this.leads) this.say(w('live.suggest.heard', { name: this.nameOf(news.participant) }), { action: { text: w('live.question.read'), do: () => window.open(this.address('news'), '_blank', 'noopener') } })
        break
      case 'uncovered':
        this.cover.putOffUntil = Date.now() + news.minutes * 60_000
        break
      case 'agenda':
        this.agendaHeard += 1
        break
      case 'question':
        this.#hearQuestion(news)
        break
      case 'people':
        if (news.whole) this.people.clear()
        for (const person of news.people) {
          if (person.connection === 'gone') this.people.delete(person.participant)
          else this.people.set(person.participant, person)
        }
        this.#lookForChair()
        break
      case 'following':
        this.following = { participant: news.participant, at: news.at }
        if (news.participant !== '') this.ledTo = news.at
        if (this.follow) this.#goTo(news.at)
        break
      case 'frozen':
        this.#end('frozen', news.version)
        break
      case 'ended':
        this.#end(news.reason, news.version)
        break
    }
  }

  /** Whoever led goes on leading after a lost line, unless another has taken the lead. */
  #leadAgain () {
    const { participant } = this.following
    if (this.shown !== null && this.leads && ['', this.settings.participant].includes(participant)) this.connection.say('looking', { at: this.shown, lead: true })
  }

  /** Since when the chair, who was here, is not. */
  #lookForChair () {
    const chairs = [...this.people.values()].filter(person => person.role === 'chair')
    if (chairs.some(person => person.connection === 'here' && !person.behind)) {
      this.#chairWasHere = true
      this.chairLostAt = null
    } else if (this.#chairWasHere) this.chairLostAt ??= Date.now()
  }

  #chairWasHere = false

  /** @param {Record<string, any>} at */
  #goTo (at) {
    if (this.following.participant !== this.settings.participant) this.#visit(at)
  }

  /** @param {Record<string, any>} at */
  #visit (at) {
    const view = asView(at.view)
    if (view === null) return
    this.see({ view, ...(typeof at.band === 'string' ? { band: at.band } : {}), on: typeof at.on === 'string' ? at.on : '' }, { following: true })
  }

  /** @param {string} reason @param {number | null} version */
  #end (reason, version) {
    if (this.ended === null) this.late = this.connection.unsettledEdits()
    this.notice = null
    this.ended = { reason, version: version ?? this.ended?.version ?? null }
    this.changed()
  }
}
