/**
 * The big screen: the server's filtered picture of what the chair shows, drawn by the same code as everywhere.
 *
 * W1  nothing that was not sent in the last 10 seconds is shown: a lost link blanks the wall
 * W2  it never scrolls by itself, says nothing of who adds, and has nothing that could be pressed by mistake
 * W3  type is a part of the wall's height (2.3 of the experience): 3.2 % for what is read, larger with `+` and `-`
 */
import { h, render } from 'preact'
import { BoardWall } from './board/boardwall.js'
import { embeddedSchema, withLanes } from './document/schema.js'
import { ageAtMoment } from './drawing/ages.js'
import { dayOf } from './drawing/days.js'
import { momentSaid } from './editing/dates.js'
import { bandOf, bandsOf, indexPerson } from './editing/life.js'
import { bandTitle } from './editing/said.js'
import { personName } from './editing/actions.js'
import { dayLookedAt, dayTitle, lifeOf } from './editing/stops.js'
import { icon } from './editing/icons.js'
import { drawFamily } from './genogram/family.js'
import { drawKey } from './genogram/key.js'
import { RecommendationsWall } from './recommendations/recommendationswall.js'
import { StepsWall } from './steps/stepswall.js'
import { lightUp } from './story/lit.js'
import { StoryWall } from './story/storywall.js'
import { drawStrip } from './timeline/strip.js'
import { drawTimeline } from './timeline/timeline.js'
import { asView, viewName } from './presence/views.js'
import { VoiceWall } from './voice/voicewall.js'
import { inBoth } from './bothlanguages.js'
import { setWords, w } from './words.js'

/** @typedef {{view?: string, band?: string, collection?: string, selected?: string, on?: string, lit?: string}} At */

const SILENT_MS = 10_000
const RETRY_MS = 500
const RETRY_MOST_MS = 8_000
const NO_SCREEN = 4401
/** Height of the words of an event, as a part of the wall's height, and what the drawing calls them in px. */
const TYPE = { part: 0.032, drawn: 17 }
/** The sizes that whoever leads chooses among: the second of SIZES and those after it. */
const SIZE_WORDS = ['', 'larger', 'much_larger']
/** The ages below the strip of the whole life. */
const STRIP_TYPE = { part: 0.024, drawn: 15 }
const SIZES = [0.8, 1, 1.25, 1.6]

export class GweadScreen extends HTMLElement {
  #heard = 0
  #tries = 0
  /** @type {{plain: any, hidden: Record<string, number>, today: string} | null} */
  #picture = null
  /** @type {At} */
  #at = {}
  /** The sentence of the story that is led to. @type {any} */
  #told = null
  #blank = 'waiting'
  #ended = false
  #size = 1

  connectedCallback () {
    this.settings = JSON.parse(document.getElementById('screen')?.textContent ?? '{}')
    this.schema = embeddedSchema(document)
    this.replaceChildren()
    addEventListener('resize', () => this.#draw())
    addEventListener('keydown', event => this.#key(event))
    setInterval(() => this.#look(), 500)
    this.#connect()
    this.#draw()
  }

  #connect () {
    const socket = new WebSocket(new URL(this.settings.feed, location.href).href.replace(/^http/, 'ws'))
    socket.onopen = () => { this.#tries = 0 }
    socket.onmessage = message => this.#hear(JSON.parse(message.data))
    socket.onclose = event => {
      if (event.code === NO_SCREEN) {
        if (this.settings.after) return location.assign(this.settings.after)
        this.#ended = true
        this.#draw()
        return
      }
      const wait = Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** Math.min(this.#tries++, 6))
      setTimeout(() => this.#connect(), wait * (0.5 + Math.random()))
    }
  }

  /** @param {any} news */
  #hear (news) {
    const wasSilent = this.#silent()
    this.#heard = Date.now()
    if (news.news === 'picture') this.#picture = news
    if (news.news === 'worded') this.#word(news)
    if (news.news === 'looking') {
      this.#at = news.at
      this.#told = news.told
    }
    if (news.news === 'blank') {
      this.#blank = news.blank ? news.reason : ''
      if (news.blank) this.#picture = null
    }
    if (news.news !== 'beat' || wasSilent) this.#draw()
  }

  /** How whoever leads wants it worded. @param {{labels: string, size: string, lanes: {key: string, shown: boolean}[]}} worded */
  #word ({ labels, size, lanes }) {
    if (this.schema) withLanes(this.schema, lanes)
    const [own, other] = ['words', 'others'].map(id => JSON.parse(document.getElementById(id)?.textContent || '{}'))
    const [welsh, english] = own.language === 'cy' ? [own, other] : [other, own]
    const chosen = labels === 'both' ? inBoth(welsh, english) : [welsh, english].find(each => each.language === labels) ?? own
    if (chosen.words === undefined) return
    setWords(chosen.language, chosen.words)
    document.documentElement.lang = chosen.language
    this.#size = Math.max(1, SIZE_WORDS.indexOf(size) + 1)
  }

  #silent () {
    return Date.now() - this.#heard > SILENT_MS
  }

  #look () {
    if (this.#silent() && this.querySelector('.shows') !== null) this.#draw()
  }

  /** @param {KeyboardEvent} event */
  #key (event) {
    const step = { '+': 1, '=': 1, '-': -1 }[event.key]
    if (step === undefined) return
    this.#size = Math.max(0, Math.min(SIZES.length - 1, this.#size + step))
    this.#draw()
  }

  #draw () {
    if (this.#ended) return render(h(Blank, { said: w('live.wall.ended') }), this)
    if (this.#picture === null || this.#blank !== '' || this.#silent()) {
      return render(h(Blank, { said: this.#blank === 'waiting' && this.#picture === null ? w('live.wall.waiting') : '' }), this)
    }
    render(h(Wall, { ...this.#picture, at: this.#at, told: this.#told, example: Boolean(this.settings.after), vocabulary: this.schema?.vocabulary ?? {}, size: SIZES[this.#size] }), this)
    lightUp(this, (this.#at.lit ?? '').split(' ').map(id => ({ collection: '', id })))
  }
}

/**
 * What the wall shows of the views that are no drawing of a life: each fits into the room it is given and never scrolls.
 * @type {Record<string, (props: {plain: any, vocabulary: any, width: number, height: number, scale: number, told: any}) => any>}
 */
const WALLS = { board: BoardWall, voice: VoiceWall, steps: StepsWall, story: StoryWall, recommendations: RecommendationsWall }

/** The collections of each view: what is held back of them is counted there, and nowhere else. @type {Record<string, string[]>} */
const HOLDS = {
  family: ['people', 'unions', 'parent_links', 'bonds', 'households', 'stays'], timeline: ['events'], board: ['cards'], voice: ['voices'], recommendations: ['recommendations']
}

/** Nothing but the sign of the product, and why only where it helps. @param {{said: string}} props */
function Blank ({ said }) {
  return h('main', { id: 'main', class: 'blanked' }, h('h1', { class: 'away' }, w('live.wall.page')), said !== '' && h('p', null, said))
}

/** @param {{plain: any, hidden: Record<string, number>, today: string, at: At, told: any, example: boolean, vocabulary: any, size: number}} props */
function Wall ({ plain, hidden, today, at, told, example, vocabulary, size }) {
  const child = indexPerson(plain)
  const name = child === null ? '' : personName(child.person).split(' ')[0]
  const day = dayOf(today) ?? 0
  const band = bandOf(bandsOf(plain, day), at.band ?? '')
  const scale = innerHeight * TYPE.part * size / TYPE.drawn
  const width = innerWidth * 0.94
  const height = innerHeight
  const view = asView(at.view) ?? 'timeline'
  const larger = Math.max(1, height * STRIP_TYPE.part / STRIP_TYPE.drawn)
  const heldBack = (HOLDS[view] ?? []).reduce((sum, name) => sum + (hidden[name] ?? 0), 0)
  if (view in WALLS) {
    return h('main', { id: 'main', class: `shows ${view}` },
      h('header', null, h('h1', null, viewName(view)), h('p', null, name)),
      h('div', { class: 'picture' }, h(WALLS[view], { plain, vocabulary, width, height: height * 0.8, scale, told })),
      h('footer', null, heldBack > 0 && h('p', { class: 'held-back' }, icon('eye-off'), w('live.wall.hidden', { n: heldBack }))))
  }
  const family = view === 'family'
  const led = family ? undefined : plain.events[at.selected ?? '']
  const life = family && at.on ? lifeOf(plain, day) : null
  const then = life === null ? day : dayLookedAt(life, at.on ?? '')
  const past = life !== null && then < day
  const options = { on: at.on ?? '', today: past ? at.on ?? today : today, later: /** @type {const} */ ('hidden'), vocabulary, wall: true, selected: at.selected ?? '', born: child?.person.born ?? null }
  return h('main', { id: 'main', class: 'shows' },
    h('header', null, h('h1', null, family ? (past && life !== null ? dayTitle(life, then) : w('live.wall.family', { name })) : bandTitle(band)), h('p', null, family ? (past ? w('live.wall.family', { name }) : w('live.count.people', { n: Object.keys(plain.people).length })) : w('live.wall.timeline', { name }))),
    family
      ? h(FamilyWall, { plain, options, width, height: height * 0.8, scale })
      : [led !== undefined && h(Led, { event: led, born: options.born }),
          h('div', { class: 'picture' }, lanesThatFit(plain, { ...options, band: [band.from, band.to], width, height: height * (led === undefined ? 0.7 : 0.55), undated: false, lanes: heldLanes(plain, band, vocabulary) }, scale))],
    h('footer', null,
      !family && h('div', { class: 'strip-holder' }, enlarged(drawStrip(plain, { ...options, band: band.key === 'all' ? undefined : [band.from, band.to], width: width * 0.5 / larger, height: 50 }), larger)),
      example && h('p', { class: 'held-back' }, w('live.wall.example')),
      heldBack > 0 && h('p', { class: 'held-back' }, icon('eye-off'), w('live.wall.hidden', { n: heldBack }))))
}

/** The event that is led to, whole: its card may have had no room for all of its words. @param {{event: any, born: any}} props */
function Led ({ event, born }) {
  return h('section', { class: 'led' }, h('b', { lang: event.language || undefined }, event.title),
    h('span', null, [momentSaid(event.when), ageAtMoment(born, event.when)].filter(Boolean).join(' · ')))
}

/** Parts of the usual size in which a key is tried, and the share of the room that it may take. */
const KEY_SIZES = [0.7, 0.6, 0.5, 0.42]
const KEY_MOST = 0.34
const GAP = 20

/**
 * The family with its key below or beside it: whichever leaves the family larger.
 * @param {{plain: any, options: any, width: number, height: number, scale: number}} props
 */
function FamilyWall ({ plain, options, width, height, scale }) {
  const drawn = drawFamily(plain, { ...options, bonds: 'now' })
  const [, , across, down] = String(drawn.props.viewBox).split(' ').map(Number)
  /** @param {number} wide @param {number} high */
  const keyIn = (wide, high) => {
    const tried = KEY_SIZES.map(size => drawKey(plain, { ...options, bonds: 'now', width: wide, scale: scale * size }))
    return /** @type {any} */ (tried.find(key => /** @type {any} */ (key).props.height <= high) ?? tried.at(-1))
  }
  const [below, beside] = [keyIn(width, height * KEY_MOST), keyIn(width * KEY_MOST, height)]
  const rooms = [
    { class: 'below', key: below, wide: width, high: height - below.props.height },
    { class: 'beside', key: beside, wide: width * (1 - KEY_MOST) - scale * GAP, high: height }
  ]
  const [best] = rooms.sort((one, other) => Math.min(other.wide / across, other.high / down) - Math.min(one.wide / across, one.high / down))
  return h('div', { class: `picture family-wall ${best.class}` }, h('div', null, fitted(drawn, best.wide, best.high)), best.key)
}

/** A drawing made larger as a whole. @param {any} drawn @param {number} by */
function enlarged (drawn, by) {
  return h('svg', { ...drawn.props, width: Math.round(drawn.props.width * by), height: Math.round(drawn.props.height * by) })
}

/** Parts of the type's size, and rows of cards in a lane, that are tried one after another. */
const TRIES = [[1, 3], [1, 2], [0.85, 3], [0.85, 2], [1, 1], [0.72, 2], [0.85, 1], [0.72, 1], [0.6, 1], [0.5, 1]]

/**
 * The timeline as large as all of its lanes can be seen: first fewer rows in a lane (the rest is counted there), then
 * smaller type; nothing is ever cut off at the foot of a wall.
 * @param {any} plain
 * @param {any} options
 * @param {number} scale
 */
function lanesThatFit (plain, options, scale) {
  let drawn
  for (const [part, rows] of TRIES) {
    drawn = drawTimeline(plain, { ...options, rows, scale: scale * part })
    if (/** @type {any} */ (drawn.props).height <= options.height + 2) return drawn
  }
  return drawn
}

/**
 * The lanes that hold something in this band: on a wall there is no room for empty ones.
 * @param {any} plain
 * @param {import('./editing/life.js').Band} band
 * @param {any} vocabulary
 * @returns {string[]}
 */
function heldLanes (plain, band, vocabulary) {
  const lanes = (vocabulary.lanes ?? []).filter((/** @type {any} */ row) => row.shown !== false).map((/** @type {any} */ row) => row.key)
  const held = new Set(Object.values(plain.events).filter((/** @type {any} */ event) => {
    const [first, last] = [event.when?.start?.[0], (event.when?.end ?? event.when?.start)?.[1]].map(day => dayOf(day))
    return event.when?.start && (first ?? -Infinity) < band.to && (last ?? Infinity) >= band.from
  }).map((/** @type {any} */ event) => event.lane))
  const shown = lanes.filter((/** @type {string} */ lane) => held.has(lane))
  return shown.length > 0 ? shown : lanes
}

/**
 * A drawing made as large as its room allows.
 * @param {any} drawn
 * @param {number} width
 * @param {number} height
 */
function fitted (drawn, width, height) {
  const [, , across, down] = String(drawn.props.viewBox).split(' ').map(Number)
  const scale = Math.min(width / across, height / down)
  return h('svg', { ...drawn.props, width: Math.round(across * scale), height: Math.round(down * scale) })
}

customElements.define('gwead-screen', GweadScreen)
