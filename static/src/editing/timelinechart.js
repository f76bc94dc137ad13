/**
 * `<gwead-timeline>`: the whole life as a strip, and one age band of it as lanes with cards.
 *
 * One stop for Tab; left and right go along the lane in time, up and down to the next lane that has something; Home
 * and End to its first and last; Enter opens. It never scrolls by itself.
 */
import { h, render } from 'preact'
import { drawStrip } from '../timeline/strip.js'
import { drawTimeline } from '../timeline/timeline.js'
import { w } from '../words.js'
import { bandOf, bandsOf, eventsInOrder, indexPerson } from './life.js'
import { isRecent } from './timelinelist.js'

/** @typedef {import('../presence/room.js').Room} Room */

const LEAST_WIDTH = 640
const STRIP_HEIGHT = 44
/** Where the strip's life begins and ends, px from its edges, and the share of the time before birth (strip.js). */
const STRIP = { left: 10, right: 14, before: 0.08 }

export class GweadTimeline extends HTMLElement {
  /** @type {Room | null} */
  room = null
  today = 0
  #focused = ''

  connectedCallback () {
    this.addEventListener('click', event => this.#click(event))
    this.addEventListener('keydown', event => this.#key(event))
    this.addEventListener('focusin', event => this.#focusIn(event))
    this.watch = new ResizeObserver(() => this.#draw())
    this.watch.observe(this)
  }

  disconnectedCallback () {
    this.watch?.disconnect()
    render(null, this)
  }

  /** A new number draws anew. @param {number} _ */
  set version (_) {
    this.#draw()
  }

  get version () {
    return 0
  }

  #draw () {
    const { room } = this
    if (room === null || !this.isConnected) return
    const plain = /** @type {any} */ (room.workingCopy.standing())
    const band = bandOf(bandsOf(plain, this.today), room.look.band)
    const holder = this.querySelector('.chart-holder')
    const width = Math.max(LEAST_WIDTH, (holder?.clientWidth ?? this.clientWidth) || LEAST_WIDTH)
    const options = {
      born: /** @type {any} */ (indexPerson(plain)?.person.born ?? null),
      today: room.settings.today,
      vocabulary: room.schema.vocabulary,
      band: /** @type {[number, number]} */ ([band.from, band.to]),
      width,
      height: (holder?.clientHeight ?? 0) - 2,
      scale: textScale(),
      selected: room.look.chosen?.id ?? '',
      focused: this.#focused,
      newest: newest(room),
      on: room.look.on
    }
    render([
      h('div', { class: 'strip-holder' }, drawStrip(plain, { ...options, band: band.key === 'all' ? undefined : options.band, width: Math.max(280, this.clientWidth - 2), height: STRIP_HEIGHT })),
      h('div', { class: 'chart-holder' }, drawTimeline(plain, options))
    ], this)
    // the first drawing is made before the holder has its size
    if (holder === null) requestAnimationFrame(() => this.#draw())
  }

  /** @param {Event} event @returns {SVGElement | null} */
  #itemOf (event) {
    return event.target instanceof Element ? event.target.closest('[data-collection]') : null
  }

  /** @param {MouseEvent} event */
  #click (event) {
    if (!(event.target instanceof Element) || this.room === null) return
    const strip = event.target.closest('.strip-holder')
    if (strip !== null) return this.room.see({ band: this.#bandAt(event.clientX - strip.getBoundingClientRect().left, strip.clientWidth) })
    const more = event.target.closest('[data-more]')
    if (more !== null) return this.#openList(/** @type {SVGElement} */ (more).dataset.more ?? '')
    const item = this.#itemOf(event)
    if (item !== null) this.room?.choose(item.dataset.collection ?? '', item.dataset.id ?? '')
  }

  /**
   * The band under a point of the strip. The buttons above it do the same by keyboard.
   * @param {number} x px from its left
   * @param {number} width of the strip, px
   * @returns {string}
   */
  #bandAt (x, width) {
    const all = bandsOf(this.room?.workingCopy.standing() ?? {}, this.today)
    const bands = all.length > 1 ? all.slice(0, -1) : all
    const share = (x - STRIP.left) / (width - STRIP.left - STRIP.right)
    if (bands[0].key === 'before' && share < STRIP.before) return 'before'
    const life = bands.filter(band => band.key !== 'before')
    const begin = bands[0].key === 'before' ? STRIP.before : 0
    const day = life[0].from + (share - begin) / (1 - begin) * (life[life.length - 1].to - life[0].from)
    return life.find(band => day < band.to)?.key ?? life[life.length - 1].key
  }

  /** Opens the list at a lane that holds more than is drawn. @param {string} lane */
  #openList (lane) {
    const band = this.room?.look.band ?? ''
    this.room?.see({ shape: 'list' })
    requestAnimationFrame(() => {
      const own = document.querySelector(`#band-${CSS.escape(band)} [data-lane="${CSS.escape(lane)}"] [data-row]`) ?? document.querySelector(`#band-${CSS.escape(band)} [data-row]`)
      if (own instanceof HTMLElement) own.focus()
    })
  }

  /** @param {FocusEvent} event */
  #focusIn (event) {
    const id = this.#itemOf(event)?.dataset.id
    if (id === undefined || id === this.#focused) return
    this.#focused = id
    this.#draw()
  }

  /** @param {KeyboardEvent} event */
  #key (event) {
    const more = event.target instanceof SVGElement ? event.target.dataset.more : undefined
    if (more !== undefined && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault()
      return this.#openList(more)
    }
    const item = this.#itemOf(event)
    if (item === null || event.ctrlKey || event.altKey || event.metaKey) return
    const id = item.dataset.id ?? ''
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      return this.room?.choose(item.dataset.collection ?? '', id)
    }
    const to = this.#neighbour(id, event.key)
    if (to === undefined) return
    event.preventDefault()
    this.#focused = to
    this.#draw()
    const next = this.querySelector(`.chart-holder [data-id="${CSS.escape(to)}"]`)
    if (next instanceof SVGElement) next.focus()
  }

  /**
   * Where an arrow leads, among the events that are drawn.
   * @param {string} id
   * @param {string} key
   * @returns {string | undefined}
   */
  #neighbour (id, key) {
    const { room } = this
    if (room === null) return undefined
    const events = room.workingCopy.standing().events
    const drawn = new Set([...this.querySelectorAll('.chart-holder [data-collection="events"]')].map(each => /** @type {SVGElement} */ (each).dataset.id))
    const shown = eventsInOrder(events).filter(([each]) => drawn.has(each))
    const lanes = (room.schema.vocabulary.lanes ?? []).map(row => row.key).filter(lane => shown.some(([, event]) => event.lane === lane))
    const lane = events[id]?.lane
    const own = shown.filter(([, event]) => event.lane === lane).map(([each]) => each)
    const at = own.indexOf(id)
    const order = shown.findIndex(([each]) => each === id)
    /** @param {string | undefined} other the event of another lane that is nearest in time */
    const nearest = other => other === undefined
      ? undefined
      : shown.map(([each, event], index) => ({ each, event, apart: Math.abs(index - order) })).filter(({ event }) => event.lane === other)
        .sort((one, two) => one.apart - two.apart)[0]?.each
    switch (key) {
      case 'ArrowLeft': return own[at - 1]
      case 'ArrowRight': return own[at + 1]
      case 'Home': return own[0]
      case 'End': return own.at(-1)
      case 'ArrowUp': return nearest(lanes[lanes.indexOf(lane) - 1])
      case 'ArrowDown': return nearest(lanes[lanes.indexOf(lane) + 1])
    }
  }
}

/** How much larger than usual this person has set their text. */
export function textScale () {
  return Math.max(1, Math.min(2, parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1))
}

/** What others added just now, with who it was. @param {Room} room @returns {Record<string, string>} */
function newest (room) {
  /** @type {Record<string, string>} */
  const words = {}
  for (const [id, event] of Object.entries(room.workingCopy.standing().events)) {
    const name = isRecent(room, event) ? room.nameOf(event.added_by) : ''
    if (name !== '') words[id] = w('live.just_now', { name })
  }
  return words
}

customElements.define('gwead-timeline', GweadTimeline)
