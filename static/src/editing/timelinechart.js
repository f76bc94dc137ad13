/**
 * `<gwead-timeline>`: the whole life as a strip, and what is shown of it as lanes with cards, from a life to a month.
 *
 * One stop for Tab; left and right go along the lane in time, also beyond what is shown, which comes along; up and down
 * to the next lane that has something; Home and End to the first and last shown; Enter opens; + − 0 and the Page keys
 * bring nearer, take farther and move. Wheel with Ctrl, two fingers, dragging and the buttons do the same. It never
 * moves by itself, and what has the focus stays in sight.
 */
import { h, render } from 'preact'
import { drawTimeline, layOutTimeline } from '../timeline/timeline.js'
import { panned, zoomed } from '../timeline/window.js'
import { w } from '../words.js'
import { icon } from './icons.js'
import { eventsInOrder, indexPerson } from './life.js'
import { LifeStrip } from './lifestrip.js'
import { panBy, SHARE, showStretch, stretchNow, TIMES, zoomBy, zoomOut } from './stretch.js'
import { keptInSight } from './timelinebar.js'
import { isRecent } from './timelinelist.js'
import { dayOfEvent, lanesShown, lifeOf, neighbours, sifted, withDay } from './timelinelook.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../timeline/window.js').Window} Window */
/** @typedef {{rows: Record<string, number>, lines: number}} Fit most rows of each lane, and lines of a title */

const LEAST_WIDTH = 560
/** px for the names of lanes. */
const NAMES = 140
/** Most rows of cards in a lane. */
const MOST_ROWS = 4
/** The lane that is never below the fold. */
const ALWAYS_SEEN = 'strengths'
/** After this long without a movement, what is shown is settled: it is said in the heading, and lanes take their height. */
const RESTS_MS = 180
/** How much is drawn beyond each edge while it is moved along the life, as a share of what is shown. */
const SPARE = 0.75
/** px that a pointer moves before it drags. */
const DRAGS = 5
/** Wheel turns of this much and more come in notches. */
const NOTCH = 40

export class GweadTimeline extends HTMLElement {
  /** @type {Room | null} */
  room = null
  today = 0
  /** @type {import('./deeds.js').Deeds | null} */
  deeds = null
  /** Id of the event that Tab reaches. */
  focused = ''
  /** What is shown while it moves; null while it rests. @type {Window | null} */
  #moving = null
  #rests = 0
  /** What moves goes along the life, and is not seen from nearer or farther. */
  #along = false
  #frame = 0
  /** Where labels stood the last time. @type {Map<string, any>} */
  #memory = new Map()
  /** @type {{key: string, fit: Fit}} */
  #fitted = { key: '', fit: { rows: {}, lines: 2 } }
  /** @type {Map<number, {x: number, y: number}>} */
  #pointers = new Map()
  /** @type {{x: number, window: Window, dragged: boolean, apart: number} | null} */
  #grip = null
  #dragged = false
  /**
   * What is drawn while it is moved along the life: more than is shown, so that moving is only scrolling.
   * @type {{window: Window, perDay: number, chart: any, plain: any} | null}
   */
  #paper = null
  /** Where the chart stood when the movement began. @type {DOMRect | undefined} */
  #box
  /** @type {{from: any[], asked: any}} */
  #asked = { from: [], asked: null }

  connectedCallback () {
    this.addEventListener('click', event => this.#click(event), true)
    this.addEventListener('keydown', event => this.#key(event))
    this.addEventListener('focusin', event => this.#focusIn(event))
    this.addEventListener('wheel', event => this.#wheel(event), { passive: false })
    this.addEventListener('pointerdown', event => this.#down(event))
    this.addEventListener('pointermove', event => this.#move(event))
    for (const end of /** @type {const} */ (['pointerup', 'pointercancel'])) this.addEventListener(end, event => this.#up(event))
    this.watch = new ResizeObserver(() => this.#soon())
    this.watch.observe(this)
  }

  disconnectedCallback () {
    this.watch?.disconnect()
    clearTimeout(this.#rests)
    cancelAnimationFrame(this.#frame)
    render(null, this)
  }

  /** A new number draws anew. @param {number} _ */
  set version (_) {
    this.#draw()
  }

  get version () {
    return 0
  }

  /** The days shown, while they move too. @returns {Window} */
  get window () {
    return this.#moving ?? (this.room === null ? [0, 1] : stretchNow(this.room, this.today))
  }

  /**
   * Shows a stretch at once, and tells the page when it rests.
   * @param {Window} window
   */
  moveTo (window) {
    const [from, to] = this.window
    if (window[0] === from && window[1] === to) return
    if (this.#paper !== null && window[1] - window[0] !== to - from) this.#paper = null
    this.#along = window[1] - window[0] === to - from
    this.#moving = window
    this.#soon()
    this.#restLater()
  }

  /** A slow machine is no reason to rest: the time counts from the last movement, and from its drawing. */
  #restLater () {
    clearTimeout(this.#rests)
    this.#rests = setTimeout(() => this.#rest(), RESTS_MS)
  }

  #rest () {
    if (this.#moving === null || this.room === null) return
    if (this.#grip !== null) {
      this.#rests = setTimeout(() => this.#rest(), RESTS_MS)
      return
    }
    const stretch = this.#moving
    this.#moving = null
    this.#paper = null
    showStretch(this.room, this.today, stretch)
  }

  #soon () {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  #draw () {
    const { room } = this
    if (room === null || !this.isConnected) return
    const plain = /** @type {any} */ (room.workingCopy.standing())
    const band = this.window
    const { width, height, all, strip, ...asked } = this.#whatToDraw(plain)
    const options = { ...asked, width, height, focused: this.focused, steady: this.#moving !== null, memory: this.#memory }
    const { rows, lines } = this.#fit(plain, { ...options, band }, height)
    const wasWithin = this.#holdsFocus()
    const slides = this.#moving !== null && this.#along
    const had = this.#paper
    if (slides && (had === null || had.plain !== plain || band[0] < had.window[0] || band[1] > had.window[1])) {
      const perDay = (width - NAMES * asked.scale) / (band[1] - band[0])
      const spare = Math.round((band[1] - band[0]) * SPARE)
      const wider = /** @type {Window} */ ([band[0] - spare, band[1] + spare])
      this.#paper = { window: wider, perDay, plain, chart: drawTimeline(plain, { ...options, band: wider, width: width + 2 * spare * perDay, rows, lines }) }
    }
    const paper = slides ? this.#paper : null
    render([
      h(LifeStrip, { room, today: this.today, window: band, width: strip, onWindow: this.#onStrip }),
      all === 0 && h('div', { class: 'begin' }, h('p', null, w('live.empty.timeline')),
        room.blocked('timeline') === '' && h('button', { type: 'button', class: 'main', onClick: () => this.deeds?.add() }, icon('plus', 'small'), w('live.add.something')),
        room.leads && room.ended === null && h('a', { class: 'button', href: room.address('import') }, icon('file-text', 'small'), w('live.timeline.bring_in'))),
      h('div', { class: 'chart-holder' }, h('div', { key: 'names', class: 'names' }), paper?.chart ?? drawTimeline(plain, { ...options, band, rows, lines }))
    ], this)
    const holder = this.querySelector('.chart-holder')
    if (paper !== had) this.#holdNames(holder, paper !== null)
    if (holder !== null) holder.scrollLeft = paper === null ? 0 : (band[0] - paper.window[0]) * paper.perDay
    if (wasWithin && !this.#holdsFocus()) this.#focusNear()
    if (this.#moving !== null) this.#restLater()
    // the first drawing is made before the holder has its size
    if (this.#sized === 0) requestAnimationFrame(() => this.#draw())
  }

  /**
   * The names of lanes stay where they are while the rest moves behind them.
   * @param {Element | null} holder @param {boolean} held
   */
  #holdNames (holder, held) {
    const over = holder?.querySelector('.names')
    over?.replaceChildren()
    const drawn = holder?.querySelector('svg.timeline')
    if (!over || !drawn || !held) return
    const height = Number(drawn.getAttribute('height'))
    const names = /** @type {SVGElement} */ (drawn.cloneNode(false))
    for (const name of ['id', 'role', 'aria-label']) names.removeAttribute(name)
    names.setAttribute('width', String(NAMES * textScale()))
    names.setAttribute('viewBox', `0 0 ${NAMES} ${height / textScale()}`)
    names.setAttribute('aria-hidden', 'true')
    for (const row of drawn.querySelectorAll('.d-lane, .d-ribbon-row')) {
      const own = row.cloneNode(false)
      for (const part of row.children) if (!part.hasAttribute('clip-path')) own.appendChild(part.cloneNode(true))
      names.append(own)
    }
    for (const each of names.querySelectorAll('[tabindex]')) each.removeAttribute('tabindex')
    over.append(names)
  }

  /** px of the holder at the last drawing; 0 before the first. */
  #sized = 0
  #onStrip = (/** @type {Window} */ window) => this.moveTo(window)

  /** All of what is drawn that does not move: asked anew where the record, the look or the room on the page is another. @param {any} plain */
  #whatToDraw (plain) {
    const room = /** @type {Room} */ (this.room)
    const look = room.look.timeline
    const from = [plain, room.look, this.#holdsFocus() ? this.focused : '', document.documentElement.lang]
    if (this.#moving !== null && from.every((each, i) => each === this.#asked.from[i])) return this.#asked.asked
    const holder = this.querySelector('.chart-holder')
    this.#sized = holder?.clientWidth ?? 0
    const { shown, hidden, all } = sifted(plain, look, [...keptInSight(room), from[2]])
    const asked = {
      width: Math.max(LEAST_WIDTH, (this.#sized || this.clientWidth) || LEAST_WIDTH),
      height: (holder?.clientHeight ?? 0) - 2,
      strip: Math.max(280, this.clientWidth - 2),
      all,
      born: /** @type {any} */ (indexPerson(plain)?.person.born ?? null),
      today: room.settings.today,
      vocabulary: room.schema.vocabulary,
      lanes: lanesShown(room.schema.vocabulary.lanes ?? [], plain, look),
      // headlines keep the marks of the others: the drawing does that itself
      only: look.level === 'headline' ? sifted(plain, { ...look, level: 'full' }, keptInSight(room)).shown : hidden > 0 ? shown : null,
      level: look.level,
      ribbon: look.ribbon,
      stays: look.stays,
      labels: NAMES,
      scale: textScale(),
      selected: room.look.chosen?.id ?? '',
      newest: newest(room),
      on: room.look.on
    }
    this.#asked = { from, asked }
    return asked
  }

  /**
   * How much a lane may hold, so that the strengths are in sight. While somebody pans or others add, it stays: nothing
   * changes its place; another zoom, size or filter asks anew.
   * @param {any} plain @param {any} options @param {number} height
   * @returns {Fit}
   */
  #fit (plain, options, height) {
    const [from, to] = options.band
    const key = [to - from, options.width, height, options.scale, this.room?.look.band, JSON.stringify({ ...this.room?.look.timeline, stretch: null, open: '' })].join(' ')
    if (height < 100 || this.#moving !== null || key === this.#fitted.key) return this.#fitted.fit
    this.#fitted = { key, fit: fitting(plain, options, height / options.scale) }
    return this.#fitted.fit
  }

  #holdsFocus () {
    return this.querySelector('.chart-holder')?.contains(document.activeElement) ?? false
  }

  /** What had the focus is no longer drawn: the nearest of what is takes it. */
  #focusNear () {
    const { room } = this
    const drawn = [...this.querySelectorAll('.chart-holder [data-collection="events"][tabindex]')]
    const was = room?.workingCopy.record('events', this.focused)
    if (room === null || drawn.length === 0) return this.querySelector('.strip-holder') instanceof HTMLElement ? /** @type {HTMLElement} */ (this.querySelector('.strip-holder')).focus() : undefined
    /** @param {Element} item */
    const apart = item => {
      const event = room.workingCopy.record('events', /** @type {SVGElement} */ (item).dataset.id ?? '')
      if (was === undefined || event === undefined) return 0
      return Math.abs(dayOfEvent(event) - dayOfEvent(was)) + (event.lane === was.lane ? 0 : 1e6)
    }
    const near = drawn.reduce((best, each) => apart(each) < apart(best) ? each : best)
    if (near instanceof SVGElement) near.focus({ preventScroll: true })
  }

  /** @param {Event} event @returns {SVGElement | null} */
  #itemOf (event) {
    return event.target instanceof Element ? event.target.closest('[data-collection]') : null
  }

  /** @param {MouseEvent} event */
  #click (event) {
    if (this.#dragged) {
      // the press that ended a movement is no choice
      this.#dragged = false
      event.stopPropagation()
      return
    }
    if (!(event.target instanceof Element) || this.room === null) return
    const more = event.target.closest('[data-more]')
    if (more !== null) return this.#openList(/** @type {SVGElement} */ (more))
    const item = this.#itemOf(event)
    if (item !== null) this.room?.choose(item.dataset.collection ?? '', item.dataset.id ?? '')
  }

  /** Opens the list at the first of those for whom a lane has no card. @param {SVGElement} of the number of them */
  #openList (of) {
    const { more: lane = '', first: id = '' } = of.dataset
    const { room } = this
    const headlines = room?.look.timeline.level === 'headline'
    room?.see({ shape: 'list', timeline: { ...room.look.timeline, sort: 'when', group: 'outline', level: headlines ? 'full' : room.look.timeline.level } })
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const own = document.querySelector(`#timeline-list [data-event="${CSS.escape(id)}"] [data-row]`) ?? document.querySelector(`#timeline-list [data-lane="${CSS.escape(lane)}"] [data-row]`)
      if (own instanceof HTMLElement) own.focus()
    }))
  }

  /** @param {FocusEvent} event */
  #focusIn (event) {
    const id = this.#itemOf(event)?.dataset.id
    if (id === undefined || id === this.focused) return
    this.focused = id
    this.#draw()
  }

  /** @param {KeyboardEvent} event */
  #key (event) {
    const { room } = this
    if (room === null || event.ctrlKey || event.altKey || event.metaKey) return
    const more = event.target instanceof SVGElement && event.target.dataset.more !== undefined ? event.target : null
    if (more !== null && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault()
      return this.#openList(more)
    }
    if (event.target instanceof Element && event.target.closest('.chart-holder') === null) return
    const item = this.#itemOf(event)
    if (item !== null && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault()
      return room.choose(item.dataset.collection ?? '', item.dataset.id ?? '')
    }
    if (this.#zoomKey(event.key)) return event.preventDefault()
    if (item === null || !this.#goAlong(item.dataset.id ?? '', event.key)) return
    event.preventDefault()
  }

  /** @param {string} key @returns {boolean} whether it was one that moves what is shown */
  #zoomKey (key) {
    const { room, today } = this
    if (room === null) return false
    if (key === '+' || key === '=') zoomBy(room, today, TIMES, this.focused)
    else if (key === '-') zoomBy(room, today, 1 / TIMES, this.focused)
    else if (key === '0') zoomOut(room)
    else if (key === 'PageUp') panBy(room, today, -SHARE)
    else if (key === 'PageDown') panBy(room, today, SHARE)
    else return false
    return true
  }

  /**
   * Goes where an arrow leads; where that is not shown, what is shown comes along.
   * @param {string} id @param {string} key
   * @returns {boolean} whether the key is an arrow
   */
  #goAlong (id, key) {
    const { room, today } = this
    if (room === null || !['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(key)) return false
    const plain = room.workingCopy.standing()
    const { shown } = sifted(plain, room.look.timeline, keptInSight(room))
    const events = eventsInOrder(plain.events).filter(([each]) => shown.has(each))
    const lanes = lanesShown(room.schema.vocabulary.lanes ?? [], plain, room.look.timeline)
    const drawn = [...this.querySelectorAll('.chart-holder .d-undated [data-id]')].map(each => /** @type {SVGElement} */ (each).dataset.id ?? '')
    const at = drawn.indexOf(id)
    const found = at >= 0 ? (key === 'ArrowRight' ? drawn.slice(at + 1) : key === 'ArrowLeft' ? drawn.slice(0, at).reverse() : this.#lastOfLanes(key)) : neighbours(events, lanes, id, key, this.window)
    for (const to of found.length > 0 ? found : key === 'ArrowDown' ? drawn : []) {
      const event = plain.events[to]
      if (event?.when?.start) {
        const stretch = withDay(this.window, dayOfEvent(event), lifeOf(plain, today))
        this.focused = to
        if (stretch[0] !== this.window[0]) showStretch(room, today, stretch)
      }
      this.focused = to
      this.#draw()
      const next = this.querySelector(`.chart-holder [data-id="${CSS.escape(to)}"][tabindex]`)
      // one of several that are drawn as one has no card of its own
      if (!(next instanceof SVGElement)) continue
      next.focus({ preventScroll: true })
      next.scrollIntoView({ block: 'nearest' })
      return true
    }
    this.focused = id
    return true
  }

  /** Up from those without a date: the last lane that has a card. @param {string} key @returns {string[]} */
  #lastOfLanes (key) {
    if (key !== 'ArrowUp') return []
    return [...this.querySelectorAll('.chart-holder .d-lane [data-collection="events"][tabindex]')].map(each => /** @type {SVGElement} */ (each).dataset.id ?? '').reverse()
  }

  /** px of a day, and where the lanes begin in the page. */
  #measure () {
    // asked of the page once for each movement: it would be reckoned anew after every frame
    if (this.#moving === null || this.#box === undefined) this.#box = this.querySelector('.chart-holder')?.getBoundingClientRect()
    const box = this.#box
    const left = (box?.left ?? 0) + NAMES * textScale()
    const [from, to] = this.window
    const width = Math.max(LEAST_WIDTH, box?.width ?? 0) - NAMES * textScale()
    return { left, width, dayAt: (/** @type {number} */ x) => from + Math.max(0, Math.min(1, (x - left) / width)) * (to - from) }
  }

  /** The wheel with Ctrl, or two fingers on a pad, comes nearer; sideways, or with Shift, it moves; alone it scrolls. @param {WheelEvent} event */
  #wheel (event) {
    const { room, today } = this
    if (room === null || !(event.target instanceof Element) || event.target.closest('.chart-holder, .strip-holder') === null) return
    const life = lifeOf(room.workingCopy.standing(), today)
    const along = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX
    const { width, dayAt } = this.#measure()
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault()
      const times = Math.exp(-event.deltaY * (Math.abs(event.deltaY) >= NOTCH ? 0.0025 : 0.01))
      this.moveTo(this.#keepFocus(zoomed(this.window, Math.max(0.5, Math.min(2, times)), dayAt(event.clientX), life)))
    } else if (along !== 0 && Math.abs(along) >= Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      event.preventDefault()
      const [from, to] = this.window
      const days = along / width * (to - from)
      this.moveTo(panned([from, to], Math.abs(days) < 1 ? Math.sign(days) : days, life))
    }
  }

  /** What has the focus stays in sight when it is looked at from nearer. @param {Window} window @returns {Window} */
  #keepFocus (window) {
    const event = this.room?.workingCopy.record('events', this.focused)
    if (this.room === null || !this.#holdsFocus() || !event?.when?.start) return window
    const [from, to] = this.window
    const day = dayOfEvent(event)
    return day < from || day >= to ? window : withDay(window, day, lifeOf(this.room.workingCopy.standing(), this.today))
  }

  /** @param {PointerEvent} event */
  #down (event) {
    if (event.button !== 0 || !(event.target instanceof Element) || event.target.closest('.chart-holder') === null || event.target.closest('[data-more]') !== null) return
    this.#dragged = false
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    this.#hold()
  }

  /** Takes hold anew with the pointers that are down now. */
  #hold () {
    const all = [...this.#pointers.values()]
    if (all.length === 0) {
      this.#grip = null
      this.classList.remove('held')
      return
    }
    const [one, two] = all
    this.#grip = {
      x: two === undefined ? one.x : (one.x + two.x) / 2, window: this.window, dragged: this.#grip?.dragged ?? false,
      apart: two === undefined ? 0 : Math.max(20, Math.abs(one.x - two.x))
    }
  }

  /** @param {PointerEvent} event */
  #move (event) {
    const grip = this.#grip
    if (grip === null || this.room === null || !this.#pointers.has(event.pointerId)) return
    if (event.pointerType === 'mouse' && event.buttons === 0) return this.#up(event)
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    const [one, two] = [...this.#pointers.values()]
    const x = two === undefined ? one.x : (one.x + two.x) / 2
    if (!grip.dragged && two === undefined && Math.abs(x - grip.x) < DRAGS) return
    if (!grip.dragged) {
      grip.dragged = true
      this.classList.add('held')
      this.setPointerCapture(event.pointerId)
    }
    const life = lifeOf(this.room.workingCopy.standing(), this.today)
    const { left, width } = this.#measure()
    const [from, to] = grip.window
    const moved = panned(grip.window, -(x - grip.x) / width * (to - from), life)
    if (two === undefined) return this.moveTo(moved)
    const times = Math.max(20, Math.abs(one.x - two.x)) / grip.apart
    const day = moved[0] + Math.max(0, Math.min(1, (x - left) / width)) * (moved[1] - moved[0])
    this.moveTo(zoomed(moved, times, day, life))
  }

  /** @param {PointerEvent} event */
  #up (event) {
    if (!this.#pointers.delete(event.pointerId)) return
    if (this.#grip?.dragged) this.#dragged = true
    // where the press ends without a click, the next one is a choice again
    setTimeout(() => { this.#dragged = false }, 50)
    this.#hold()
  }
}

/**
 * As many rows as there is room for, so that the strengths are in sight: each lane gets one, then those with most events
 * that have no card get another as long as it fits. Where not even one of two lines fits, titles have one.
 * @param {any} plain @param {any} options @param {number} height px of the drawing
 * @returns {Fit}
 */
function fitting (plain, options, height) {
  /** @param {number} rows @param {number} lines */
  const laid = (rows, lines) => layOutTimeline(plain, { ...options, rows, lines, height: 0, memory: undefined })
  const first = laid(1, 2)
  const lines = seenDownTo(first) <= height ? 2 : 1
  const choices = [lines === 2 ? first : laid(1, 1)]
  for (let rows = 2; rows <= MOST_ROWS; rows++) choices.push(laid(rows, lines))
  const seen = seenLanes(choices[0])
  const rows = choices[0].lanes.map(() => 1)
  let used = seenDownTo(choices[0])
  for (;;) {
    const next = rows.map((at, i) => ({ i, gain: at < MOST_ROWS ? choices[at - 1].lanes[i].hidden.length - choices[at].lanes[i].hidden.length : 0, more: at < MOST_ROWS ? choices[at].lanes[i].height - choices[at - 1].lanes[i].height : 0 }))
      .filter(({ i, gain, more }) => gain > 0 && (i >= seen || used + more <= height)).sort((one, other) => other.gain - one.gain || one.i - other.i)[0]
    if (next === undefined) break
    rows[next.i] += 1
    if (next.i < seen) used += next.more
  }
  return { rows: Object.fromEntries(choices[0].lanes.map((lane, i) => [lane.lane, rows[i]])), lines }
}

/** How many lanes there are down to the strengths, all where they are not shown. @param {ReturnType<typeof layOutTimeline>} laid */
function seenLanes ({ lanes }) {
  const own = lanes.findIndex(lane => lane.lane === ALWAYS_SEEN)
  return own < 0 ? lanes.length : own + 1
}

/** px down to the foot of the lanes that must be in sight. @param {ReturnType<typeof layOutTimeline>} laid */
function seenDownTo (laid) {
  const own = laid.lanes[seenLanes(laid) - 1]
  return own === undefined ? laid.undated.y : own.y + own.height
}

/** How much larger than usual this person has set their text. */
export function textScale () {
  return Math.max(1, Math.min(2, parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1))
}

/** What others added just now, with who it was, the last of it last. @param {Room} room @returns {Record<string, string>} */
function newest (room) {
  /** @type {Record<string, string>} */
  const words = {}
  const recent = Object.entries(room.workingCopy.standing().events).filter(([, event]) => isRecent(room, event))
  for (const [id, event] of recent.sort(([, a], [, b]) => a.added_at < b.added_at ? -1 : 1)) {
    const name = room.nameOf(event.added_by)
    if (name !== '') words[id] = w('live.just_now', { name })
  }
  return words
}

customElements.define('gwead-timeline', GweadTimeline)
