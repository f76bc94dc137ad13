/**
 * The meeting page: `<gwead-room>` holds the room and draws everything round the work, `<gwead-timeline>` and
 * `<gwead-genogram>` draw the document. What is typed is kept through every change of view, language and connection.
 */
import { h, render } from 'preact'
import { dayOf } from './drawing/days.js'
import { MEETING_CLOSED } from './document/connection.js'
import { embeddedSchema, withLanes } from './document/schema.js'
import { AgeSlider } from './editing/ageslider.js'
import { Arrived, Dock, FollowBar, LitBar, NoticeBar, Places, TopBar, WorkBar } from './editing/bars.js'
import { Background } from './editing/background.js'
import './editing/charts.js'
import { Composer } from './editing/composer.js'
import { hasDrafts } from './editing/drafts.js'
import { FamilyList } from './editing/familylist.js'
import { icon } from './editing/icons.js'
import { InWords } from './editing/inwords.js'
import { bandOf, bandOfEvent, bandsOf, indexPerson, within } from './editing/life.js'
import { bandTitle, listed } from './editing/said.js'
import { Panel } from './editing/panel.js'
import { Readings } from './editing/readings.js'
import { Relatives } from './editing/relatives.js'
import { Outdated, WordsFromBefore } from './editing/reload.js'
import { WordsToCopy } from './editing/removed.js'
import { Sheets } from './editing/sheets.js'
import { SignInPanel } from './editing/signinpanel.js'
import { deedOf } from './editing/shortcuts.js'
import { ThenSeen } from './editing/thenpanel.js'
import { LifeStrip } from './editing/lifestrip.js'
import { showStretch, stretchNow } from './editing/stretch.js'
import { TimelineBar } from './editing/timelinebar.js'
import { TimelineList, TimelineStory } from './editing/timelinelist.js'
import { tidy } from './editing/actions.js'
import { Fetched } from './fetched.js'
import { comesLater, hereOf, Later } from './later.js'
import { lightUp } from './story/lit.js'
import { Announcer } from './presence/announcer.js'
import { Covered, Covering } from './presence/cover.js'
import { AskedAfter, AtRest, BreakOffered, CameLate, WhoLeads } from './presence/leading.js'
import { PeopleHere, WaitingPeople } from './presence/people.js'
import { CLOCK_MS, Room } from './presence/room.js'
import { viewOf, VIEWS } from './presence/views.js'
import { language, setWords, w } from './words.js'

/** @typedef {import('./editing/deeds.js').Sheet} Sheet */
/** @typedef {{shown: boolean, close: () => void, open: () => void, leave: () => void}} SignIn */

/** Narrower than this (900 px at the usual text size), the timeline is told in the order of time and the dock is shown. */
const NARROW = '(max-width: 56.1875em)'
/** Narrower than this (1200 px), the panel is a sheet. */
const SHEET = '(max-width: 74.9375em)'
/** As long as what a key has begun may take until it is drawn. */
const BY_KEYBOARD_MS = 2000
/** Whoever typed so lately is typing still; for so long, and on from each of their letters, single keys rest when what they write in is closed. */
const TYPING_MS = 5000
const REST_MS = 3000
const STILL_TYPING_MS = 1500

export class GweadRoom extends HTMLElement {
  /** @type {Sheet | ''} */
  #sheet = ''
  #drawn = 0
  /** Where the focus was when the panel was opened by the keyboard. @type {HTMLElement | SVGElement | null} */
  #from = null
  #opened = ''
  /** The panel to sign in again was put away. */
  #signInAway = false
  /** The page is loaded anew on purpose: nothing is asked. */
  #goes = false
  /** What the address names and the document does not hold yet. */
  #named = location.hash

  connectedCallback () {
    const settings = JSON.parse(document.getElementById('room')?.textContent ?? '{}')
    this.room = new Room(settings, withLanes(embeddedSchema(document), settings.lanes ?? []))
    this.readings = new Readings(this.room.address('readings'), settings.role !== 'observer')
    this.today = dayOf(settings.today) ?? Math.floor(Date.now() / 86_400_000)
    this.narrow = matchMedia(NARROW)
    const lanes = this.room.schema.vocabulary.lanes ?? []
    /** @type {import('./editing/composer.js').Draft} */
    this.draft = { when: '', lane: lanes[0]?.key ?? '', title: '' }
    this.deeds = {
      add: () => this.#add(),
      addAt: (/** @type {{when: string, lane: string}} */ at) => this.#addAt(at),
      show: () => { this.room?.show(); this.room?.say(w('live.wall.shown')) },
      walk: () => this.#walk(),
      open: (/** @type {Sheet | ''} */ sheet) => { this.#sheet = sheet; this.#draw() },
      band: (/** @type {string} */ key) => this.room?.see({ band: key }),
      speak: (/** @type {string} */ language) => { this.#speak(language) }
    }
    this.replaceChildren()
    const body = document.createElement('div')
    body.className = 'room'
    this.append(body, region('polite', 'status'), region('alert', 'alert'))
    this.announcer = new Announcer(this.room, /** @type {HTMLElement} */ (this.querySelector('[role=status]')), /** @type {HTMLElement} */ (this.querySelector('[role=alert]')))
    this.room.opens = sheet => this.deeds?.open(sheet)
    this.room.onChange(() => this.#soon())
    this.narrow.addEventListener('change', () => this.#soon())
    this.addEventListener('keydown', event => this.#key(event))
    for (const touch of ['pointerdown', 'pointermove', 'keydown', 'wheel']) addEventListener(touch, () => this.room?.cover.touch(), { capture: true, passive: true })
    this.addEventListener('pointerdown', () => this.#actsByKeyboard(false), { capture: true })
    document.addEventListener('keydown', event => { if (event.target === document.body) this.#key(event) })
    addEventListener('beforeunload', event => this.#leaving(event))
    addEventListener('online', () => this.room?.connection.wake())
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.room?.connection.wake() })
    addEventListener('hashchange', () => {
      this.#named = location.hash
      this.#soon()
    })
    this.room.begin()
    this.#draw()
  }

  disconnectedCallback () {
    this.room?.connection.close()
  }

  /** Everything the document holds as plain data, removed records included: what tests compare with the server. */
  plain () {
    const { workingCopy } = this.room ?? {}
    return workingCopy && { ...workingCopy.plain(), story: workingCopy.story() }
  }

  #soon () {
    if (this.#drawn !== 0) return
    this.#drawn = requestAnimationFrame(() => this.#draw())
    // a page that is not looked at gets no frames, and must still be right when it is looked at again
    if (document.hidden) setTimeout(() => this.#draw(), 200)
  }

  #draw () {
    cancelAnimationFrame(this.#drawn)
    this.#drawn = 0
    this.#goToNamed()
    if (this.room?.connection.signIn === '') this.#signInAway = false
    this.#tellWhatClosed()
    const body = this.querySelector('.room')
    const { room, readings, deeds, draft, announcer } = this
    if (body !== null && room && readings && deeds && draft && announcer) {
      render(h(Page, { room, readings, deeds, draft, announcer, today: this.today ?? 0, narrow: this.narrow?.matches ?? false, sheet: this.#sheet, signIn: this.#signIn() }), body)
    }
    this.#movePanelFocus()
    this.#bringIntoSight()
    if (room !== undefined) requestAnimationFrame(() => lightUp(this, room.lit))
  }

  /** The panel to sign in again: whether it is shown, and how it is put away and brought back. */
  #signIn () {
    const away = (/** @type {boolean} */ away) => {
      this.#signInAway = away
      this.#draw()
    }
    return {
      shown: this.room?.connection.signIn !== '' && this.room?.ended === null && !this.#signInAway,
      close: () => away(true),
      open: () => away(false),
      leave: () => {
        this.#goes = true
        location.reload()
      }
    }
  }

  /** What the address names (`#events/…`) is gone to once the document holds it: its view, its band, its panel. */
  #goToNamed () {
    const { room } = this
    const [, collection, id] = /^#([a-z_]+)\/([\w-]+)$/.exec(this.#named) ?? []
    const record = collection === undefined || room === undefined ? undefined : room.workingCopy.record(collection, id)
    if (room === undefined || record === undefined || !room.workingCopy.filled) return
    this.#named = ''
    if (record.removed_at !== '') return this.deeds?.open('removed')
    const bands = bandsOf(room.workingCopy.standing(), this.today ?? 0)
    const band = collection === 'events' ? bandOfEvent(bands, record) || 'all' : room.look.band
    this.#actsByKeyboard(true)
    room.see({ view: viewOf(room.schema, collection), band, chosen: { collection, id }, opened: true, task: 'see' })
    room.toShow = { collection, id }
  }

  /** What this person has just undone is shown where it is: in its band, in sight. */
  #bringIntoSight () {
    const { room } = this
    const shown = room?.toShow
    if (!room || !shown) return
    room.toShow = null
    const bands = bandsOf(room.workingCopy.standing(), this.today ?? 0)
    const event = shown.collection === 'events' ? room.workingCopy.record('events', shown.id) : undefined
    const own = event === undefined || event.removed_at !== '' ? '' : bandOfEvent(bands, event)
    const { stretch } = room.look.timeline
    const seen = stretch === null ? bandOf(bands, room.look.band).key === 'all' : event !== undefined && within({ from: stretch[0], to: stretch[1] }, event)
    if (own !== '' && !seen) room.see({ band: own })
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const id = CSS.escape(shown.id)
      this.querySelector(`.mid [data-id="${id}"], .mid [data-event="${id}"], .mid [data-person="${id}"]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    }))
  }

  /** A part was closed to this person: it is said, and letters that are still on their way are no keys of the page. */
  #tellWhatClosed () {
    const { closed } = this.room ?? {}
    if (!this.room || !closed || closed === this.#closed) return
    this.#closed = closed
    const parts = listed(closed.parts.filter(part => part !== 'statements').map(part => w(`parts.${part}`)))
    if (performance.now() - this.#typedAt < TYPING_MS) this.#restsUntil = performance.now() + REST_MS
    if (parts === '') return
    const may = closed.mode === 'chair' ? w('live.closed.chair', { parts }) : w('live.closed.leaders', { parts })
    const suggest = closed.parts.some(part => part.startsWith('story_')) && this.room.blocked('comments') === '' ? ` ${w('live.closed.suggest')}` : ''
    this.room.say(`${may}${suggest}`, { tone: 'warn' })
  }

  /** @type {import('./presence/room.js').Room['closed']} */
  #closed = null
  #typedAt = -Infinity
  #restsUntil = -Infinity

  /** Whether a key comes from somebody who was still typing where they may not write any more. */
  #rests () {
    const now = performance.now()
    if (now > this.#restsUntil) return false
    this.#restsUntil = Math.max(this.#restsUntil, now + STILL_TYPING_MS)
    return true
  }

  /** The focus goes to a panel that the keyboard opened, and back when it is closed. */
  #movePanelFocus () {
    const { chosen, opened, task } = this.room?.look ?? {}
    const key = opened && chosen ? `${chosen.id} ${task}` : ''
    if (key === this.#opened) return
    const before = this.#opened
    this.#opened = key
    if (key !== '' && this.#byKeyboard) {
      const into = task === 'see' ? '#panel-title' : '.panel .editing :is(input, select), .panel .moving :is(input, select, button)'
      const at = /** @type {HTMLElement | SVGElement | null} */ (document.activeElement)
      if (before === '' || (at !== document.body && at?.closest('.right, .panel') === null)) this.#from = at
      const target = this.querySelector(into)
      if (target instanceof HTMLElement) target.focus()
    } else if (key === '' && this.#byKeyboard && this.#restsWhereItWas()) this.#from?.focus()
  }

  /** Whether nothing has taken the focus since the last key: it is where it was then, or went away with its element. */
  #restsWhereItWas () {
    return [null, document.body, this.#focused].includes(document.activeElement)
  }

  /** What is opened and closed now, a key did it: until the next key or press, and for as long as a slow machine draws. */
  #byKeyboard = false
  #forgets = 0

  /** @param {boolean} does */
  #actsByKeyboard (does) {
    clearTimeout(this.#forgets)
    this.#byKeyboard = does
    if (does) this.#forgets = setTimeout(() => { this.#byKeyboard = false }, BY_KEYBOARD_MS)
  }

  /** @type {Element | null} What had the focus when a key was last pressed. */
  #focused = null

  /** @param {KeyboardEvent} event */
  #key (event) {
    this.#actsByKeyboard(event.key === 'Enter' || event.key === ' ' || event.key === 'Escape')
    this.#focused = document.activeElement
    const { room } = this
    if (room === undefined) return
    if (event.key === 'Escape' && this.#sheet === '' && room.look.opened && !event.defaultPrevented) {
      event.preventDefault()
      return room.see(room.look.task === 'see' ? { opened: false } : { task: 'see' })
    }
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k' && !event.defaultPrevented && this.#sheet === '' && !room.paused && !room.cover.covered) {
      event.preventDefault()
      return this.deeds?.open('find')
    }
    if (isField(event.target)) this.#typedAt = performance.now()
    const walked = room.walking && !room.cover.covered && this.#sheet === '' && !event.defaultPrevented && !isField(event.target) ? { PageDown: 'on', PageUp: 'back' }[event.key] : undefined
    if (walked !== undefined) {
      event.preventDefault()
      return /** @type {HTMLElement | null} */ (this.querySelector(`[data-walk=${walked}]`))?.click()
    }
    const deed = this.#sheet === '' && !room.cover.covered ? deedOf(event) : null
    if (deed === null || this.#rests() || (room.paused && deed !== 'pause' && deed !== 'blank')) return
    event.preventDefault()
    const bands = bandsOf(room.workingCopy.standing(), this.today ?? 0)
    const at = bands.indexOf(bandOf(bands, room.look.band))
    const deeds = {
      add: () => this.#add(),
      show: () => { if (room.leads) this.deeds?.show() },
      blank: () => { if (room.leads) room.setBlank(!room.blank) },
      pause: () => { if (room.leads) room.pause(!room.paused) },
      list: () => room.see({ shape: room.look.shape === 'list' ? 'chart' : 'list' }),
      undo: () => room.undoMine(),
      find: () => this.#find(),
      earlier: () => room.see({ view: 'timeline', band: bands[Math.max(0, at - 1)].key }),
      later: () => room.see({ view: 'timeline', band: bands[Math.min(bands.length - 1, at + 1)].key }),
      family: () => room.see({ view: room.look.view === 'family' ? 'timeline' : 'family' }),
      hand: () => room.connection.say('hand', { up: (room.people.get(room.settings.participant)?.hand ?? 0) === 0 }),
      help: () => this.deeds?.open('keys'),
      walk: () => { if (room.leads) this.deeds?.walk() }
    }
    const view = /^view-(\d)$/.exec(deed)
    if (view !== null) room.see({ view: VIEWS[Number(view[1]) - 1].key })
    else deeds[/** @type {keyof typeof deeds} */ (deed)]()
  }

  /** Begins adding: to the fields below, or on a narrow screen in a sheet. */
  #add () {
    const { room } = this
    if (room === undefined) return
    if (room.look.view === 'timeline' && !this.narrow?.matches) {
      const field = this.querySelector('#add-when')
      if (field instanceof HTMLInputElement) {
        field.focus()
        field.select()
      }
      return
    }
    if (room.look.view === 'family' && room.look.chosen?.collection !== 'people') {
      const child = indexPerson(room.workingCopy.standing())
      if (child !== null) room.see({ chosen: { collection: 'people', id: child.id }, task: 'see' })
    }
    const chart = this.querySelector('gwead-genogram')
    if (room.look.view === 'family' && chart !== null && room.look.chosen !== null) {
      return /** @type {import('./editing/genogramchart.js').GweadGenogram} */ (chart).addTo(room.look.chosen.id)
    }
    this.#sheet = 'add'
    this.#draw()
  }

  /** Begins adding at a time and in a lane that something led to; what was typed stays. @param {{when: string, lane: string}} at */
  #addAt ({ when, lane }) {
    const { draft } = this
    if (draft === undefined) return
    if (when !== '') draft.when = when
    if (lane !== '') draft.lane = lane
    this.#add()
    this.#draw()
    const field = this.narrow?.matches ? null : this.querySelector('#add-title')
    if (field instanceof HTMLInputElement) field.focus()
  }

  /** Begins to walk the room through the life, or ends it. */
  #walk () {
    const { room } = this
    if (room === undefined) return
    room.walking = !room.walking
    if (room.walking) room.see({ view: 'timeline', chosen: null, opened: false })
    room.changed()
  }

  /** Begins finding: in the family's chart a person, else anything. */
  #find () {
    const chart = this.room?.look.view === 'family' ? this.querySelector('gwead-genogram') : null
    if (chart === null) return this.deeds?.open('find')
    return /** @type {import('./editing/genogramchart.js').GweadGenogram} */ (chart).find()
  }

  /**
   * Changes the language in place: the choice is told to the server, and its words are taken from the same page in
   * the other language. Nothing that is typed is lost.
   * @param {string} language
   */
  async #speak (language) {
    try {
      const answer = await fetch('/language', {
        method: 'POST', body: new URLSearchParams({ language, back: location.pathname })
      })
      // data in a script element ends at the first closing tag: no other can stand in it
      const data = /<script type="application\/json" id="words">([^]*?)<\/script>/.exec(await answer.text())
      const words = JSON.parse(data?.[1] ?? '')
      setWords(language, words.words ?? words)
      document.documentElement.lang = language
      document.title = `${w('live.page')} · Gwead`
      const skip = document.querySelector('.skip')
      if (skip !== null) skip.textContent = w('live.skip')
      this.room?.changed()
    } catch {
      this.room?.say(w('live.language.not_connected'), { tone: 'warn' })
    }
  }

  /** Leaving asks first while anything is unsent. @param {BeforeUnloadEvent} event */
  #leaving (event) {
    const { room, draft } = this
    if (room === undefined || draft === undefined || this.#goes) return
    const unsent = draft.title.trim() !== '' || (room.ended === null && room.connection.waiting() > 0)
    if (unsent || hasDrafts(room) || room.connection.refused.length > 0 || room.late.length > 0) event.preventDefault()
  }
}

/** @param {EventTarget | null} target */
function isField (target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea') !== null)
}

/** @param {string} name @param {string} role */
function region (name, role) {
  const element = document.createElement('div')
  element.className = `away ${name}`
  element.setAttribute('role', role)
  return element
}

/**
 * @param {{room: Room, readings: Readings, deeds: import('./editing/deeds.js').Deeds, today: number, narrow: boolean,
 *   draft: import('./editing/composer.js').Draft, announcer: Announcer, sheet: Sheet | '', signIn: SignIn}} props
 */
function Page ({ room, readings, deeds, today, narrow, draft, announcer, sheet, signIn }) {
  const composer = () => h(Composer, {
    room,
    readings,
    draft,
    docked: narrow,
    onDraft: () => room.changed(),
    onAdded: id => { if (narrow) deeds.open(''); added(room, id, today) }
  })
  const relatives = () => {
    const id = room.look.chosen?.collection === 'people' ? room.look.chosen.id : ''
    const record = room.workingCopy.record('people', id)
    return record === undefined ? h('p', null, w('live.empty.family')) : h(Relatives, { room, id, record })
  }
  const wide = !narrow
  // whose access has ended is shown nothing of the child any more; their own words they can still copy
  if (room.connection.left) return [h(TopBar, { room, deeds, today }), h('div', { class: 'grid left-room' }, h('main', { id: 'main', tabIndex: -1, class: 'mid' }, h(Ended, { room, draft, signIn })))]
  // nothing of the work may be reached under a cover; it stays where it is, with what was typed
  const { covered } = room.cover
  const rests = covered || (room.paused && room.ended === null)
  return [
    h(TopBar, { room, deeds, today, bare: covered }),
    covered ? h(Covered, { room }) : h(AtRest, { room }),
    h('div', { class: `grid ${room.look.opened ? 'panel-open' : ''} ${nothingToSee(room) ? 'panel-empty' : ''}${rests ? ' rests' : ''}`, inert: rests },
      wide && h('aside', { class: 'left', 'aria-label': w('live.left') }, h(Places, { room, deeds }), room.ended === null && room.settings.began !== '' && h(Fetched, { room, part: 'Agenda', quiet: true }), room.ended === null && h(PeopleHere, { room }),
        room.leads && !room.seenByOthers && room.settings.invited?.waiting !== undefined && h(WaitingPeople, { address: room.settings.invited.waiting, room })),
      h('main', { id: 'main', tabIndex: -1, class: `mid ${room.look.view} ${room.look.shape}` },
        h(FollowBar, { room, deeds, today }),
        h(WhoLeads, { room }),
        h(Covering, { room }),
        h(BreakOffered, { room }),
        h(CameLate, { room, onOpen: () => deeds.open('missed') }),
        h(AskedAfter, { room, onOpen: () => deeds.open('questions') }),
        room.role === 'chair' && room.settings.began !== '' && !room.seenByOthers && h(Fetched, { room, part: 'Nudge', quiet: true, today }),
        h(Ended, { room, draft, signIn }),
        h(Outdated, { room, drafted: drafted(draft), onReload: signIn.leave }),
        h(WordsFromBefore, { room }),
        h(Barred, { room }),
        h(Resting, { room }),
        room.connection.refused.length > 0 && h(WordsToCopy, {
          room,
          id: 'words-to-copy',
          title: w('live.words.refused', { n: room.connection.refused.length }),
          reasons: [...new Set(room.connection.refused.map(each => `${each.sentence} ${each.remedy}`))],
          edits: room.connection.refused.flatMap(each => each.edits),
          onDone: () => room.connection.forgetRefused()
        }),
        !comesLater(room.look.view) && h(WorkBar, { room, deeds, today }),
        room.look.view === 'timeline' && room.workingCopy.filled && h(TimelineBar, { room, deeds, today, narrow }),
        h(LitBar, { room }),
        h(NoticeBar, { room }),
        room.walking && room.ended === null && h(Fetched, { room, part: 'Walk', today }),
        h(Work, { room, readings, deeds, today, narrow }),
        room.suggests && h(Fetched, { room, part: 'Suggest', quiet: true }),
        wide && room.look.view === 'timeline' && room.ended === null && composer()),
      h('aside', { class: 'right panel', 'aria-label': w('live.panel'), hidden: !room.look.opened && room.look.chosen === null && narrow },
        h(Beside, { room, readings, deeds, today, narrow, onClose: () => room.see({ opened: false, task: 'see', ...(room.look.view === 'family' && !matchMedia(SHEET).matches ? { chosen: null } : {}) }) }))),
    narrow && h(Arrived, { room }),
    narrow && !rests && h(Dock, { room, deeds, adding: hereOf(room.look.view)?.adding }),
    sheet !== '' && !covered && h(Sheets, { room, deeds, today, sheet, announcer, composer, relatives }),
    signIn.shown && h(SignInPanel, { room, typed: drafted(draft), onClose: signIn.close, onLeave: signIn.leave })
  ]
}

/** What stands beside the work: the view's own panel, or what is known of the thing that is chosen. @param {import('./later.js').SideProps} props */
function Beside (props) {
  const { room, readings, today, onClose } = props
  const { view, chosen, on, background } = room.look
  if (view === 'family' && background && chosen === null) return h(Background, props)
  if (view === 'family' && on !== '' && chosen === null) return h(ThenSeen, { room, today })
  const { Side: own, also = [] } = hereOf(view) ?? {}
  if (own !== undefined && (chosen === null || also.includes(chosen.collection) || viewOf(room.schema, chosen.collection) === view)) return h(own, props)
  return h(PanelAndCite, { room, readings, onClose })
}

/** Whether the panel beside the family's chart has nothing to show: the chart has the room then. @param {Room} room */
function nothingToSee ({ look }) {
  if (comesLater(look.view)) return look.chosen === null && hereOf(look.view)?.Side === undefined
  return look.view === 'family' && look.shape === 'chart' && look.chosen === null && look.on === '' && !look.background
}

/**
 * What somebody has just added is chosen, so that they see how it was understood; where it is not in sight, the way
 * there is offered.
 * @param {Room} room
 * @param {string} id
 * @param {number} today
 */
function added (room, id, today) {
  room.see({ chosen: { collection: 'events', id }, task: 'see' })
  const bands = bandsOf(room.workingCopy.standing(), today)
  const event = room.workingCopy.record('events', id)
  const own = event === undefined ? '' : bandOfEvent(bands, event)
  const [from, to] = stretchNow(room, today)
  if (event === undefined || own === '' || within({ from, to }, event) || room.look.shape === 'list') return
  room.say(w('live.add.elsewhere', { name: event.title, where: bandTitle(bandOf(bands, own)) }), {
    action: { text: w('live.follow.go'), do: () => room.see({ band: own }) }
  })
}

/** The panel of what is chosen; what a sentence of the story can stand on can be cited from it. @param {Parameters<typeof Panel>[0]} props */
function PanelAndCite (props) {
  const { room } = props
  const { chosen, task } = room.look
  const cites = chosen !== null && task === 'see' && room.writesStory && (room.schema.story?.cited ?? []).includes(chosen.collection)
  return [h(Panel, props), cites && h('div', { class: 'cite-this' }, h('button', { type: 'button', class: 'quiet', onClick: () => room.cite(chosen) }, icon('link', 'small'), w('live.story.cite_this')))]
}

/** The work itself: chart or list of the timeline or the family. @param {{room: Room, readings: Readings, deeds: import('./editing/deeds.js').Deeds, today: number, narrow: boolean}} props */
function Work ({ room, readings, deeds, today, narrow }) {
  const { view, shape } = room.look
  if (!room.workingCopy.filled && room.ended !== null) return null
  if (!room.workingCopy.filled && nothingYet(room)) return h('div', { class: 'work fetching' }, h('p', null, w('live.fetching')))
  if (comesLater(view)) return h(Later, { room, readings, deeds, today, narrow })
  if (view === 'family') {
    const slider = [h(AgeSlider, { room, today, narrow }), h(InWords, { room, today })]
    if (shape === 'list') return [h('div', { class: 'work scrolls' }, h(FamilyList, { room, readings, today, onPaste: () => deeds.open('text') })), ...slider]
    return [h('gwead-genogram', { class: 'work', room, readings, narrow, tidy: () => tidy(room), version: version(room) }), ...slider]
  }
  if (shape === 'list') return h('div', { class: 'work scrolls' }, h(TimelineList, { room, today }))
  if (narrow) {
    return [h(LifeStrip, { key: 'strip', room, today, window: stretchNow(room, today), onWindow: stretch => showStretch(room, today, stretch) }),
      h('div', { key: 'story', class: 'work scrolls' }, h(TimelineStory, { room, today }))]
  }
  return h('gwead-timeline', { class: 'work', room, today, deeds, version: version(room) })
}

/** Whether nothing has been fetched at all: a document that is fetched again goes on being shown as it was. @param {Room} room */
function nothingYet (room) {
  return Object.values(room.workingCopy.plain()).every(records => Object.keys(records).length === 0)
}

/** @type {any[]} */
let drawnFrom = []
let drawn = 0

/**
 * A number that changes when what is drawn may have changed: the drawings are made anew then, and not with every beat.
 * @param {Room} room
 */
function version (room) {
  const from = [room.workingCopy.plain(), room.look, language(), room.blocked('family'), Math.floor(Date.now() / CLOCK_MS)]
  if (from.some((each, index) => each !== drawnFrom[index])) {
    drawnFrom = from
    drawn += 1
  }
  return drawn
}

/**
 * What has become of the working copy, when it has ended, and the words that are not in it.
 * @param {{room: Room, draft: import('./editing/composer.js').Draft, signIn: SignIn}} props
 */
function Ended ({ room, draft, signIn }) {
  if (room.ended === null && room.connection.over === null) return null
  if (room.ended === null && room.connection.signIn !== '') {
    return h('section', { class: 'caution ended', role: 'region', 'aria-label': w('live.sign_in.title') }, icon('info'),
      h('div', null, h('p', null, h('b', null, room.connection.signIn === 'another' ? w('live.sign_in.another.why') : w('live.blocked.signed_out'))),
        h('button', { type: 'button', class: 'main', onClick: signIn.open }, w('live.sign_in.open'))))
  }
  const late = [...room.late, ...room.ended === null ? room.connection.unsettledEdits() : [], ...drafted(draft)]
  return h('section', { class: 'caution ended', role: 'region', 'aria-label': w('live.ended.title') },
    icon(room.ended?.reason === 'frozen' ? 'snowflake' : 'info'),
    h('div', null, h('p', null, h('b', null, endedSaid(room))),
      room.ended?.version != null && h('p', null, h('a', { href: room.address(`versions/${room.ended.version}`) }, w('live.ended.read', { n: room.ended.version }))),
      room.ended?.reason === 'no_working_copy' && room.leads && h('p', null, h('a', { href: room.address('').replace(/\/$/, '') }, w('live.to_case'))),
      room.connection.over?.address && h('p', null, h('a', { href: room.connection.over.address }, w('live.ended.go_on'))),
      late.length > 0 && h(WordsToCopy, {
        room,
        title: w('live.words.late'),
        reasons: [],
        edits: late,
        onDone: () => {
          room.late = []
          Object.assign(draft, { when: '', title: '' })
          room.changed()
        }
      }),
      room.settings.began !== '' && (room.ended?.reason === 'frozen' || room.connection.over?.code === MEETING_CLOSED) && h(Fetched, { room, part: 'Closing', quiet: true })))
}

/** Why nothing can be added just now, while the chair reads back or the meeting rests. @param {{room: Room}} props */
function Resting ({ room }) {
  if (room.ended !== null || !(room.held || room.paused)) return null
  return h('p', { class: 'note resting', role: 'status' }, icon('info'), h('span', null, room.held ? w('live.blocked.held') : w('live.blocked.paused')))
}

/** That this network lets pages through and no live connection, and what can be done. @param {{room: Room}} props */
function Barred ({ room }) {
  if (!room.connection.barred || room.ended !== null) return null
  const { version } = room.settings
  return h('section', { class: 'caution barred', 'aria-labelledby': 'barred-title' }, icon('info'),
    h('div', null, h('h2', { id: 'barred-title' }, w('live.barred.title')), h('p', null, w('live.barred.what', { host: location.host })),
      version !== null && room.leads && h('p', null, h('a', { href: room.address(`versions/${version}`) }, w('live.ended.read', { n: version })))))
}

/** What was being typed, as words to copy. @param {import('./editing/composer.js').Draft} draft @returns {import('./document/workingcopy.js').Edit[]} */
function drafted ({ when, lane, title }) {
  if (title.trim() === '') return []
  return [{ type: 'create', collection: 'events', id: '', fields: { title, when: { text: when }, lane } }]
}

/** @param {Room} room */
function endedSaid (room) {
  const sentences = {
    frozen: w('live.ended.frozen', { n: room.ended?.version ?? 0 }),
    no_working_copy: w('live.ended.no_working_copy'),
    moved_on: w('live.ended.moved_on'),
    went_back: w('live.ended.went_back'),
    closed: w('live.ended.closed'),
    erased: w('live.ended.erased')
  }
  const reason = room.ended?.reason
  if (reason !== undefined && reason in sentences) return sentences[/** @type {keyof typeof sentences} */ (reason)]
  if (room.connection.over?.sentence) return room.connection.over.sentence
  const codes = { 4409: w('live.ended.moved_on'), 4401: w('live.ended.not_signed_in'), 4403: w('live.ended.not_allowed'), 4410: w('live.ended.removed'), [MEETING_CLOSED]: w('live.ended.closed'), 4413: w('live.ended.too_large'), 1009: w('live.ended.too_large') }
  return codes[/** @type {keyof typeof codes} */ (room.connection.over?.code ?? 0)] ?? w('live.ended.stopped')
}

customElements.define('gwead-room', GweadRoom)
