/**
 * `<gwead-genogram>`: the family drawn live, with choosing, moving and adding by pointer and by keyboard.
 *
 * One stop for Tab; arrows go to parent, child and along the row; Enter opens; `A` goes to the six ways of adding, `C`
 * centres the view on somebody, `+`, `-` and `0` change its scale, Shift and arrows move it. A dragged person is put
 * where they are dropped, on the nearest row; the same is done by "Move to…" without dragging. Nothing is laid out
 * again but by a change of the family or of the day that is looked at.
 */
import { cloneElement, h, render } from 'preact'
import { drawKey } from '../genogram/key.js'
import { drawLaidOut, layOutFamily } from '../genogram/family.js'
import { placeAt } from '../genogram/geometry.js'
import { language, w } from '../words.js'
import { movePerson, personName } from './actions.js'
import { FamilyBar } from './familybar.js'
import { FamilyTools } from './familytools.js'
import { indexPerson } from './life.js'
import { frameOf, mapSize, Minimap } from './minimap.js'
import { childrenOf, parentsOf } from './said.js'
import { CLEAR, fitting, freeCorner, freeSpot, shared, wholeWithin } from './sight.js'
import { textScale } from './timelinechart.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../genogram/geometry.js').Geometry} Geometry */
/** @typedef {import('../genogram/geometry.js').Spot} Spot */
/** @typedef {import('../genogram/family.js').FamilyOptions} FamilyOptions */
/** @typedef {import('./sight.js').Box} Box */
/** @typedef {import('./minimap.js').View} View */
/** A point of the drawing, or somebody in it, that stays where it is on the screen. @typedef {{id: string, x: number, y: number, left: number, top: number}} Anchor */
/** @typedef {{id: string, x: number, y: number, pointer: number, item: SVGElement, moved: boolean, ready: boolean, timer: number}} Drag */

const STEP = 1.25
const LEAST = 0.25
const MOST = 3
/** Pixels that a pointer moves before it drags: a click may tremble. */
const TREMBLE = 6
/** How long a finger rests on somebody before it drags them: sooner it moves the view. */
const REST_MS = 350
/** Pixels from the edge within which somebody counts as hardly seen. */
const SEEN = 40
/** How long a view has stood still before what floats on it finds its place again. */
const RESTS_MS = 150
/** The share of what is seen by which one step moves the view. */
const PAN = 0.25
/** px of the drawing round its people in which homes and ties run, and below them where homes are named. */
const ROUND = 30
const BELOW = 50
/** What of the formulation the drawing is made from. */
const DRAWN = ['people', 'unions', 'turns', 'parent_links', 'bonds', 'households', 'stays', 'facts']
/** Here the panel is a sheet over the chart, and the key is closed at first. */
const SHEET = '(max-width: 74.9375em)'
/** Of the map's usual size on a narrow screen. */
const SMALL_MAP = 0.62

export class GweadGenogram extends HTMLElement {
  /** @type {Room | null} */
  room = null
  /** @type {any} */
  readings = null
  narrow = false
  tidy = () => {}
  #zoom = 1
  /** The whole family is fitted into what is seen, until somebody zooms or moves the view. */
  #fits = true
  /** On whom the view was centred when it was drawn last; '' for the child. */
  #middle = ''
  #focused = ''
  #barClosedFor = ''
  /** With whom a tie is being added: '' while that is being chosen, null while none is. @type {string | null} */
  #tie = null
  /** Bars that found no free spot stand below the drawing, for this person. */
  #dockedFor = ''
  /** To whom the one who is chosen was added last. */
  #addedTo = ''
  /** @type {Geometry | null} */
  #geometry = null
  /** @type {View} */
  #box = [0, 0, 1, 1]
  /** What is to be seen of the drawing: the people, without the room that other days need. @type {View} */
  #core = [0, 0, 1, 1]
  /** px that were seen across when the view was centred last. */
  #wide = 0
  /** px between the paper's edge and the drawing. @type {[number, number]} */
  #pad = [0, 0]
  /** Where this page itself scrolled to last. @type {[number, number]} */
  #put = [0, 0]
  /** @type {Drag | null} */
  #drag = null
  /** @type {{x: number, y: number, left: number, top: number, pointer: number, moved: boolean} | null} */
  #pan = null
  /** @type {{apart: number, zoom: number} | null} */
  #pinch = null
  #ties = true
  /** @type {boolean | null} */
  #key = null
  /** @type {import('./sight.js').Corner} */
  #corner = 'start-foot'
  #map = true
  /** What was worked out before, by what from. @type {Map<string, {from: unknown[], value: any}>} */
  #kept = new Map()
  #shown = ''
  #centred = false

  connectedCallback () {
    this.addEventListener('click', event => this.#click(event))
    this.addEventListener('keydown', event => this.#keyDown(event))
    this.addEventListener('focusin', event => this.#focusIn(event))
    this.addEventListener('pointerdown', event => this.#down(event))
    this.addEventListener('pointermove', event => this.#move(event))
    this.addEventListener('pointerup', event => this.#up(event))
    this.addEventListener('pointercancel', () => this.#letGo())
    this.addEventListener('wheel', event => this.#wheel(event), { passive: false })
    this.addEventListener('touchstart', event => this.#touch(event), { passive: false })
    this.addEventListener('touchmove', event => this.#touchMove(event), { passive: false })
    this.addEventListener('touchend', () => { this.#pinch = null })
    this.addEventListener('scroll', () => this.#scrolled(), { capture: true })
    this.sheet = matchMedia(SHEET)
    this.watch = new ResizeObserver(() => this.#draw())
    this.watch.observe(this)
  }

  disconnectedCallback () {
    this.watch?.disconnect()
    clearTimeout(this.#resting)
    render(null, this)
  }

  /** A new number draws anew. @param {number} _ */
  set version (_) {
    this.#draw()
  }

  get version () {
    return 0
  }

  // Drawing

  /** @param {Anchor | null} [anchor] what stays where it is; whoever is chosen, or stands in the middle, without it */
  #draw (anchor = this.#anchor()) {
    const { room } = this
    if (room === null || !this.isConnected) return
    const plain = room.workingCopy.standing()
    const options = this.#options(room)
    const family = DRAWN.map(each => room.workingCopy.plain()[each])
    const geometry = this.#keep('geometry', [...family, options.today, options.later, language()], () => layOutFamily(plain, options))
    const picture = this.#keep('picture', [geometry, options.selected, this.#focused, this.#ties, plain.bonds], () => drawLaidOut(plain, geometry, options))
    this.#geometry = geometry
    this.#box = /** @type {View} */ (String(/** @type {any} */ (picture.props).viewBox).split(' ').map(Number))
    const refit = this.#fits && this.#refit(family)
    this.#core = coreOf(geometry, this.#box)
    if (refit) this.#zoom = this.#fitting()
    const bar = this.#bar(room)
    const open = this.#key ?? this.#keyBegins(plain, family, options)
    render([
      h('div', { class: 'canvas-holder' },
        h('div', { class: 'canvas', tabIndex: -1 }, h('div', { class: 'paper' },
          cloneElement(picture, { width: Math.round(this.#box[2] * this.#zoom), height: Math.round(this.#box[3] * this.#zoom) }),
          bar !== null && !bar.docked && h(FamilyBar, bar))),
        h('div', { class: 'map-holder' })),
      bar !== null && bar.docked && h(FamilyBar, bar),
      h(FamilyTools, {
        room, plain, narrow: this.narrow, ties: this.#ties, keyOpen: open, larger: this.#larger(), map: this.#map,
        onTies: () => { this.#ties = !this.#ties; this.#draw() },
        onKey: () => { this.#key = !open; this.#draw() },
        onMap: () => { this.#map = !this.#map; this.#draw() },
        onZoom: (/** @type {number} */ way) => this.#zoomTo(this.#zoom * STEP ** way),
        onFit: () => this.#fitAll(),
        onFind: (/** @type {string} */ id) => this.goTo(id),
        onTidy: () => this.tidy()
      }),
      h('div', { class: 'key-of-drawing', id: 'family-key', hidden: !open, tabIndex: 0, role: 'region', 'aria-label': w('live.family.key') }, open && this.#keyDrawn(plain, family, options))
    ], this)
    const canvas = this.querySelector('.canvas')
    if (canvas !== null && !this.#watched) {
      this.#watched = true
      this.watch?.observe(canvas)
    }
    this.#arrange(anchor, refit)
  }

  #watched = false

  /** @param {Room} room @returns {FamilyOptions & {later: 'faint' | 'hidden'}} */
  #options (room) {
    return {
      today: room.look.on || room.settings.today,
      past: room.look.on !== '',
      later: room.look.on === '' || room.look.hideLater ? 'hidden' : 'faint',
      vocabulary: room.schema.vocabulary,
      selected: room.look.chosen?.id ?? '',
      focused: this.#focused,
      bonds: this.#ties ? 'all' : 'none'
    }
  }

  /**
   * Whether the key is open before anybody has opened or closed it: not on narrow screens, and not where it would take
   * the room in which the whole family is read.
   * @param {import('../document/schema.js').Plain} plain @param {unknown[]} family @param {FamilyOptions} options
   */
  #keyBegins (plain, family, options) {
    if (this.sheet?.matches) return false
    const canvas = this.#canvas
    if (canvas === null) return true
    const shown = this.querySelector('.key-of-drawing')
    const room = canvas.offsetHeight + (shown instanceof HTMLElement ? shown.offsetHeight : 0)
    const high = Number(/** @type {any} */ (this.#keyDrawn(plain, family, options).props).height)
    return wholeWithin(this.#core[3], room - high - SEEN / 2, textScale())
  }

  /** @param {import('../document/schema.js').Plain} plain @param {unknown[]} family @param {FamilyOptions} options */
  #keyDrawn (plain, family, options) {
    const [scale, width] = [textScale(), Math.max(280, this.clientWidth - 24)]
    return this.#keep('key', [...family, options.today, this.#ties, language(), scale, width], () => drawKey(plain, { ...options, scale, width }))
  }

  /**
   * What was worked out from the same things stands.
   * @template T
   * @param {string} what @param {unknown[]} from @param {() => T} work @returns {T}
   */
  #keep (what, from, work) {
    const known = this.#kept.get(what)
    if (known !== undefined && known.from.length === from.length && known.from.every((each, i) => each === from[i])) return known.value
    const value = work()
    this.#kept.set(what, { from, value })
    return value
  }

  // What is seen

  get #canvas () {
    return /** @type {HTMLElement | null} */ (this.querySelector('.canvas'))
  }

  /** px of the canvas without its border, bars of scrolling not counted. */
  #room () {
    const canvas = this.#canvas ?? this
    return { width: canvas.offsetWidth - 2, height: canvas.offsetHeight - 2 }
  }

  /** The scale at which the whole family is seen. The panel that opens beside the chart does not change it. */
  #fitting () {
    const { width, height } = this.#room()
    return fitting({ width: this.#core[2], height: this.#core[3] }, { width: width + this.#beside() - 2, height: height - 2 }, textScale())
  }

  /**
   * Whether the whole family is to be fitted anew: it has changed itself, or its room has. Another day, or the panel
   * that opens beside it, moves nobody.
   * @param {unknown[]} family
   */
  #refit (family) {
    const { width, height } = this.#room()
    const from = [...family, width + this.#beside(), height, textScale()]
    const same = from.length === this.#fitFrom.length && from.every((each, i) => each === this.#fitFrom[i])
    this.#fitFrom = from
    return !same
  }

  /** @type {unknown[]} */
  #fitFrom = []

  /** px that the panel takes beside the chart. */
  #beside () {
    const panel = this.closest('.grid')?.querySelector('.right')
    return panel instanceof HTMLElement && !this.sheet?.matches ? panel.offsetWidth : 0
  }

  /** Whether the family is larger than what is seen of it. */
  #larger () {
    const { width, height } = this.#room()
    return this.#core[2] * this.#zoom > width + 1 || this.#core[3] * this.#zoom > height + 1
  }

  /** The part of the drawing that is seen. @returns {View} */
  #seen () {
    const canvas = this.#canvas
    const { width, height } = this.#room()
    return [
      ((canvas?.scrollLeft ?? 0) - this.#pad[0]) / this.#zoom + this.#box[0], ((canvas?.scrollTop ?? 0) - this.#pad[1]) / this.#zoom + this.#box[1],
      width / this.#zoom, height / this.#zoom
    ]
  }

  /** What stays where it is while the drawing changes: who is chosen and in sight, else who stands nearest to the middle. @returns {Anchor | null} */
  #anchor () {
    const canvas = this.#canvas
    if (canvas === null || this.#geometry === null || canvas.clientWidth === 0) return null
    const [x, y, width, height] = this.#seen()
    const inside = (/** @type {Spot} */ spot) => spot.x > x && spot.x < x + width && spot.y > y && spot.y < y + height
    const chosen = this.#geometry.spots.get(this.room?.look.chosen?.id ?? '')
    const far = (/** @type {Spot} */ spot) => Math.hypot(spot.x - x - width / 2, spot.y - y - height / 2)
    const spot = chosen !== undefined && inside(chosen) ? chosen
      : [...this.#geometry.spots.values()].reduce((best, each) => best === null || far(each) < far(best) ? each : best, /** @type {Spot | null} */ (null))
    return spot === null ? null : { id: spot.id, x: spot.x, y: spot.y, left: (spot.x - x) * this.#zoom, top: (spot.y - y) * this.#zoom }
  }

  /** Gives paper, scroll, bar and map their places. @param {Anchor | null} anchor @param {boolean} refit the family has changed */
  #arrange (anchor, refit) {
    const canvas = this.#canvas
    const paper = canvas?.querySelector('.paper')
    const picture = paper?.querySelector('svg.drawing')
    if (canvas === null || !(paper instanceof HTMLElement) || !(picture instanceof SVGElement) || canvas.clientWidth === 0) return
    const { width, height } = this.#room()
    const [wide, high] = [this.#box[2] * this.#zoom, this.#box[3] * this.#zoom]
    this.#pad = [pad(wide, width, this.#core[2] * this.#zoom), pad(high, height, this.#core[3] * this.#zoom)]
    paper.style.width = `${Math.floor(wide <= width ? width : wide + 2 * this.#pad[0])}px`
    paper.style.height = `${Math.floor(high <= height ? height : high + 2 * this.#pad[1])}px`
    picture.style.left = `${this.#pad[0]}px`
    picture.style.top = `${this.#pad[1]}px`
    // the one whom it stood by has gone: the point itself stays
    const at = anchor === null ? undefined : this.#geometry?.spots.get(anchor.id) ?? anchor
    const free = this.room?.look.chosen == null && this.#fits
    const { centre = '' } = this.room?.look ?? {}
    if (anchor === null || at === undefined || !this.#centred || (free && (refit || width !== this.#wide)) || (this.#fits && centre !== this.#middle)) this.#centre()
    else this.#scrollTo((at.x - this.#box[0]) * this.#zoom + this.#pad[0] - anchor.left, (at.y - this.#box[1]) * this.#zoom + this.#pad[1] - anchor.top)
    this.#middle = centre
    this.#wide = width
    this.#showChosen()
    this.#putBar()
    this.#drawMap()
  }

  /** @param {number} left @param {number} top */
  #scrollTo (left, top) {
    const canvas = this.#canvas
    if (canvas === null) return
    canvas.scrollTo(Math.round(left), Math.round(top))
    this.#put = [canvas.scrollLeft, canvas.scrollTop]
  }

  /** In the middle is the child, or whom this person has put there, where not everybody is seen. */
  #centre () {
    const spots = [...this.#geometry?.spots.values() ?? []]
    const { centre = '' } = this.room?.look ?? {}
    const spot = this.#geometry?.spots.get(centre) ?? spots.find(each => each.person.index) ?? spots[0]
    if (spot === undefined) return
    this.#centred = true
    const seen = this.#room()
    const [x, y, wide, high] = this.#core
    const across = middle(spot.x, x, wide, seen.width / this.#zoom, this.#box[0], this.#box[2])
    const down = middle(spot.y, y, high, seen.height / this.#zoom, this.#box[1], this.#box[3])
    this.#scrollTo((across - this.#box[0]) * this.#zoom + this.#pad[0] - seen.width / 2, (down - this.#box[1]) * this.#zoom + this.#pad[1] - seen.height / 2)
  }

  /** Whom this person has just chosen or added is brought into sight; nobody else's doing moves the drawing. */
  #showChosen () {
    const id = this.room?.look.chosen?.id ?? ''
    const spot = this.#geometry?.spots.get(id)
    if (id === this.#shown) return
    if (spot === undefined) {
      this.#shown = id
      return
    }
    this.#shown = id
    this.#bringIn(spot)
  }

  /** @param {Spot} spot */
  #bringIn (spot) {
    const [x, y, width, height] = this.#seen()
    const edge = SEEN / this.#zoom
    const seen = spot.x > x + edge && spot.x < x + width - edge && spot.y > y + edge && spot.y + spot.below < y + height - edge / 2
    if (!seen) this.#scrollTo((spot.x - this.#box[0]) * this.#zoom + this.#pad[0] - width * this.#zoom / 2, (spot.y - this.#box[1]) * this.#zoom + this.#pad[1] - height * this.#zoom / 2)
  }

  /** The view was moved: by this page, or by somebody, who then keeps it as it is. */
  #scrolled () {
    const canvas = this.#canvas
    if (canvas === null) return
    if (Math.hypot(canvas.scrollLeft - this.#put[0], canvas.scrollTop - this.#put[1]) > 2 && this.#larger()) this.#fits = false
    this.#put = [canvas.scrollLeft, canvas.scrollTop]
    clearTimeout(this.#resting)
    this.#resting = setTimeout(() => this.#settleView(), RESTS_MS)
    const frame = this.querySelector('.minimap .frame')
    if (frame === null) return
    const { scale } = mapSize(this.#box, this.#share())
    for (const [name, value] of Object.entries(frameOf(this.#box, this.#seen(), scale))) frame.setAttribute(name, String(value))
  }

  #resting = 0

  #share () {
    return this.narrow ? SMALL_MAP : 1
  }

  #drawMap () {
    const holder = this.querySelector('.map-holder')
    const geometry = this.#geometry
    if (holder === null || geometry === null) return
    if (!this.#larger() || !this.#map) return render(null, holder)
    const seen = this.#seen()
    const size = mapSize(this.#box, this.#share())
    const people = [...geometry.spots.values()].map(spot => moved(boxOf(spot), -seen[0], -seen[1], this.#zoom))
    this.#corner = freeCorner(size, this.#room(), [...people, ...this.#barBox()], this.#corner)
    render(h(Minimap, {
      geometry,
      box: this.#box,
      seen,
      corner: this.#corner,
      share: this.#share(),
      chosen: this.room?.look.chosen?.id ?? '',
      onGo: (x, y) => this.#lookAt(x, y),
      onStep: (dx, dy) => this.#panBy(dx, dy),
      onCentre: () => { this.#fits = false; this.#centre(); this.#settleView() }
    }), holder)
  }

  /** The bar that floats, in px of what is seen. @returns {Box[]} */
  #barBox () {
    const [bar, canvas] = [this.querySelector('.paper .addbar'), this.#canvas]
    if (!(bar instanceof HTMLElement) || canvas === null) return []
    const [x1, y1] = [bar.offsetLeft - canvas.scrollLeft, bar.offsetTop - canvas.scrollTop]
    return [{ x1, y1, x2: x1 + bar.offsetWidth, y2: y1 + bar.offsetHeight }]
  }

  /** @param {number} x @param {number} y point of the drawing that comes into the middle */
  #lookAt (x, y) {
    this.#fits = false
    const seen = this.#room()
    this.#scrollTo((x - this.#box[0]) * this.#zoom + this.#pad[0] - seen.width / 2, (y - this.#box[1]) * this.#zoom + this.#pad[1] - seen.height / 2)
    this.#settleView()
  }

  /** @param {number} dx @param {number} dy steps */
  #panBy (dx, dy) {
    const canvas = this.#canvas
    if (canvas === null) return
    this.#fits = false
    const seen = this.#room()
    this.#scrollTo(canvas.scrollLeft + dx * seen.width * PAN, canvas.scrollTop + dy * seen.height * PAN)
    this.#settleView()
  }

  /** What floats on the drawing finds its place again after the view was moved. */
  #settleView () {
    this.#putBar()
    this.#drawMap()
  }

  /** @param {number} zoom @param {{left: number, top: number}} [about] px of the canvas that stay where they are: its middle */
  #zoomTo (zoom, about) {
    const seen = this.#seen()
    const room = this.#room()
    const { left, top } = about ?? { left: room.width / 2, top: room.height / 2 }
    const anchor = { id: '', x: seen[0] + left / this.#zoom, y: seen[1] + top / this.#zoom, left, top }
    this.#fits = false
    this.#zoom = Math.max(LEAST, Math.min(MOST, zoom))
    this.#draw(anchor)
  }

  /** The whole family again, and with every change from now on. */
  #fitAll () {
    this.#fits = true
    this.#fitFrom = []
    this.#draw(null)
  }

  /** The family is seen round somebody, on this page only. @param {string} id */
  centreOn (id) {
    const { room } = this
    const spot = this.#geometry?.spots.get(id)
    if (room === null || spot === undefined) return
    const child = indexPerson(room.workingCopy.standing())?.id ?? ''
    room.see({ centre: id === child ? '' : id })
    this.#lookAt(spot.x, spot.y)
    const back = id === child || child === '' ? {} : { action: { text: w('live.centre.back'), do: () => this.centreOn(child) } }
    room.say(w('live.centre.round', { name: personName(spot.person) }), back)
  }

  /** Goes to somebody who was found: view, choice and focus. @param {string} id */
  goTo (id) {
    this.#barClosedFor = ''
    this.#tie = null
    this.room?.see({ chosen: { collection: 'people', id }, task: 'see' })
    this.#focused = id
    this.#draw()
    const spot = this.#geometry?.spots.get(id)
    if (spot !== undefined) this.#bringIn(spot)
    this.#focusItem(id)
  }

  /** Begins to find a person. */
  find () {
    const field = this.querySelector('.family-tools .find-person input')
    const opener = this.querySelector('.family-tools .find-opener')
    if (field instanceof HTMLElement) field.focus()
    else if (opener instanceof HTMLElement) opener.click()
  }

  // The bar

  /** What the bar needs: whom it adds to, and where it may stand. @param {Room} room */
  #bar (room) {
    const { chosen } = room.look
    const spot = chosen?.collection === 'people' ? this.#geometry?.spots.get(chosen.id) : undefined
    const under = this.sheet?.matches === true && room.look.opened
    if (spot === undefined || chosen === null || room.ended !== null || room.blocked('family') !== '' || under || chosen.id === this.#barClosedFor || this.#drag?.moved === true) {
      if (chosen?.id !== this.#dockedFor) this.#dockedFor = ''
      return null
    }
    return {
      room,
      readings: this.readings,
      id: chosen.id,
      docked: this.narrow || this.#dockedFor === chosen.id,
      tie: this.#tie,
      sheet: this.sheet?.matches ?? false,
      key: chosen.id,
      onSize: () => this.#putBar(),
      onTie: (/** @type {string | null} */ other) => { this.#tie = other; this.#draw() },
      onTied: () => { this.#tie = null; this.#draw(); this.#focusItem(chosen.id) },
      onCentre: () => this.centreOn(chosen.id),
      onAdded: (/** @type {string} */ id) => { this.#addedTo = chosen.id; this.#added(id) },
      onOpen: () => room.choose('people', chosen.id),
      onClose: () => { this.#barClosedFor = chosen.id; this.#tie = null; this.#draw(); this.#focusItem(chosen.id) }
    }
  }

  /** The focus goes to whom this person has just added. @param {string} id */
  #added (id) {
    this.#barClosedFor = ''
    // the page round the chart draws with the next frame, and may take the focus to the panel
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (this.room?.look.chosen?.id === id) this.#focusItem(id)
    }))
  }

  /**
   * Puts the bar where it covers none who are next of kin; where there is no such spot, where it covers neither the one
   * it belongs to, nor whom they were added to, nor the other end of a tie; else it stands below the drawing. A bar that
   * is used stays where it is as long as it covers none of these.
   */
  #putBar () {
    const canvas = this.#canvas
    const bar = this.querySelector('.paper .addbar')
    const id = this.room?.look.chosen?.id ?? ''
    const spot = this.#geometry?.spots.get(id)
    if (!(bar instanceof HTMLElement) || canvas === null || spot === undefined || this.#geometry === null) return
    const must = new Set([id, this.#tie ?? '', this.#addedTo])
    const kin = new Set(nextOfKin(this.room?.workingCopy.standing() ?? {}, id))
    const placed = (/** @type {Spot} */ each) => moved(boxOf(each), -this.#box[0] + this.#pad[0] / this.#zoom, -this.#box[1] + this.#pad[1] / this.#zoom, this.#zoom)
    const spots = [...this.#geometry.spots.values()]
    const boxes = (/** @type {(each: Spot) => boolean} */ fits) => spots.filter(fits).map(placed)
    const seen = { x1: canvas.scrollLeft, y1: canvas.scrollTop, x2: canvas.scrollLeft + canvas.clientWidth, y2: canvas.scrollTop + canvas.clientHeight }
    bar.style.maxHeight = `${canvas.clientHeight - 2 * CLEAR}px`
    const clear = boxes(each => must.has(each.id) || kin.has(each.id))
    const least = boxes(each => must.has(each.id))
    const size = { width: bar.offsetWidth, height: bar.offsetHeight }
    const present = bar.dataset.placed === undefined ? null : { x1: bar.offsetLeft, y1: bar.offsetTop, x2: bar.offsetLeft + size.width, y2: bar.offsetTop + size.height }
    const stays = present !== null && present.x1 >= seen.x1 && present.y1 >= seen.y1 && present.x2 <= seen.x2 && present.y2 <= seen.y2 && least.every(box => shared(box, present) === 0)
    if (stays && bar.contains(document.activeElement)) return
    const beside = placed(spot)
    const others = boxes(each => !must.has(each.id) && !kin.has(each.id))
    const at = freeSpot({ size, seen, beside, clear, others }) ?? freeSpot({ size, seen, beside, clear: least, others: [...others, ...boxes(each => kin.has(each.id))] })
    if (at === null) {
      this.#dockedFor = id
      const within = bar.contains(document.activeElement)
      this.#draw()
      if (within) this.#focusBar()
      return
    }
    bar.dataset.placed = 'yes'
    bar.style.left = `${Math.round(at.x)}px`
    bar.style.top = `${Math.round(at.y)}px`
  }

  #focusBar () {
    const first = this.querySelector('.addbar input, .addbar .relations button, .addbar button:not(.close)')
    if (first instanceof HTMLElement) first.focus()
  }

  /** Opens the six ways of adding to somebody and goes there. @param {string} id */
  addTo (id) {
    this.#barClosedFor = ''
    this.#tie = null
    this.room?.see({ chosen: { collection: 'people', id }, opened: false, task: 'see' })
    this.#draw()
    this.#focusBar()
  }

  // Choosing

  /** @param {Event} event @returns {SVGElement | null} */
  #itemOf (event) {
    return event.target instanceof Element && event.target.closest('.canvas') !== null ? event.target.closest('[data-collection]') : null
  }

  /** @param {MouseEvent} event */
  #click (event) {
    const { room } = this
    if (room === null || this.#dropped || !(event.target instanceof Element)) return
    const item = this.#itemOf(event)
    if (item === null) {
      if (event.target.closest('.canvas') !== null && event.target.closest('.addbar') === null) this.#putAway()
      return
    }
    this.#choose(item.dataset.collection ?? '', item.dataset.id ?? '', false)
  }

  /**
   * Somebody is chosen, or is the other end of the tie that is being added. Where the panel is a sheet over the chart,
   * a first press chooses and a second one opens it.
   * @param {string} collection @param {string} id @param {boolean} open
   */
  #choose (collection, id, open) {
    const { room } = this
    const { chosen } = room?.look ?? {}
    if (this.#tie !== null && collection === 'people' && id !== chosen?.id) {
      this.#tie = id
      this.#draw()
      return this.#focusBar()
    }
    this.#tie = null
    const again = chosen?.id === id
    if (again || chosen?.id !== this.#barClosedFor) this.#barClosedFor = ''
    if (this.sheet?.matches && collection === 'people' && !open && !again) return room?.see({ chosen: { collection, id }, opened: false, task: 'see' })
    room?.choose(collection, id)
  }

  /** Nothing is chosen any longer. */
  #putAway () {
    this.#tie = null
    this.#barClosedFor = ''
    if (this.room?.look.chosen !== null) this.room?.see({ chosen: null, opened: false, task: 'see' })
  }

  /** The stop for Tab moves along; nothing is drawn anew for it. @param {FocusEvent} event */
  #focusIn (event) {
    const item = this.#itemOf(event)
    const id = item?.dataset.id
    if (item === null || id === undefined || id === this.#focused) return
    for (const each of this.querySelectorAll('.canvas [data-collection][tabindex="0"]')) each.setAttribute('tabindex', '-1')
    item.setAttribute('tabindex', '0')
    this.#focused = id
    this.#kept.delete('picture')
  }

  /** @param {KeyboardEvent} event */
  #keyDown (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || !(event.target instanceof Element)) return
    if (event.target.closest('.addbar') !== null) {
      if (event.key === 'Escape') this.#done(event, () => this.#escapeBar())
      return
    }
    if (event.target.closest('.canvas') === null) return
    if (event.key === '+' || event.key === '=') return this.#done(event, () => this.#zoomTo(this.#zoom * STEP))
    if (event.key === '-') return this.#done(event, () => this.#zoomTo(this.#zoom / STEP))
    if (event.key === '0') return this.#done(event, () => this.#fitAll())
    const item = this.#itemOf(event)
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (way !== undefined && (event.shiftKey || item === null)) return this.#done(event, () => this.#panBy(way[0], way[1]))
    if (item !== null) this.#itemKey(event, item.dataset.collection ?? '', item.dataset.id ?? '')
  }

  /** @param {KeyboardEvent} event @param {string} collection @param {string} id */
  #itemKey (event, collection, id) {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      return this.#choose(collection, id, true)
    }
    if (event.key === 'Escape' && this.room?.look.chosen !== null && !(this.sheet?.matches && this.room?.look.opened)) {
      return this.#done(event, () => this.#barClosedFor === id ? this.#putAway() : this.#escapeBar())
    }
    if (collection !== 'people') return
    if (event.key.toLowerCase() === 'a') return this.#done(event, () => this.addTo(id))
    if (event.key.toLowerCase() === 'c') return this.#done(event, () => this.centreOn(id))
    const to = this.#neighbour(id, event.key)
    if (to !== undefined) this.#done(event, () => this.#focusItem(to))
  }

  /** @param {KeyboardEvent} event @param {() => void} deed */
  #done (event, deed) {
    event.preventDefault()
    event.stopPropagation()
    deed()
  }

  /** Leaves the choice of a tie, then the bar. */
  #escapeBar () {
    const id = this.room?.look.chosen?.id ?? ''
    if (this.#tie !== null) this.#tie = null
    else this.#barClosedFor = id
    this.#draw()
    this.#focusItem(id)
  }

  /** @param {string} id */
  #focusItem (id) {
    const item = this.querySelector(`.canvas [data-collection][data-id="${CSS.escape(id)}"]`)
    if (!(item instanceof SVGElement)) return
    item.focus({ preventScroll: true })
    const spot = this.#geometry?.spots.get(id)
    if (spot !== undefined) this.#bringIn(spot)
  }

  /**
   * Whom an arrow leads to: up a parent, down a child, left and right along the row.
   * @param {string} id
   * @param {string} key
   * @returns {string | undefined}
   */
  #neighbour (id, key) {
    const spots = this.#geometry?.spots
    const here = spots?.get(id)
    if (spots === undefined || here === undefined) return undefined
    const plain = this.room?.workingCopy.standing() ?? {}
    const row = [...spots.values()].filter(spot => spot.row === here.row).sort((one, other) => one.x - other.x)
    const at = row.indexOf(here)
    const nearest = (/** @type {Iterable<string>} */ ids) => [...ids].filter(each => spots.has(each))
      .sort((one, other) => Math.abs((spots.get(one)?.x ?? 0) - here.x) - Math.abs((spots.get(other)?.x ?? 0) - here.x))[0]
    switch (key) {
      case 'ArrowUp': return nearest(parentsOf(plain, id))
      case 'ArrowDown': return nearest(childrenOf(plain, id))
      case 'ArrowLeft': return row[at - 1]?.id
      case 'ArrowRight': return row[at + 1]?.id
      case 'Home': return row[0]?.id
      case 'End': return row.at(-1)?.id
    }
  }

  // Moving the view

  /** @param {WheelEvent} event */
  #wheel (event) {
    const canvas = this.#canvas
    if (!event.ctrlKey || canvas === null || !(event.target instanceof Node) || !canvas.contains(event.target)) return
    event.preventDefault()
    const edge = canvas.getBoundingClientRect()
    const turned = event.deltaY * (event.deltaMode === 1 ? 16 : 1)
    this.#zoomTo(this.#zoom * Math.exp(-Math.max(-60, Math.min(60, turned)) / 200), { left: event.clientX - edge.left, top: event.clientY - edge.top })
  }

  /** @param {TouchEvent} event */
  #touch (event) {
    if (event.touches.length !== 2 || !(event.target instanceof Node) || !this.#canvas?.contains(event.target)) return
    event.preventDefault()
    this.#letGo()
    this.#pinch = { apart: apart(event.touches), zoom: this.#zoom }
  }

  /** @param {TouchEvent} event */
  #touchMove (event) {
    const canvas = this.#canvas
    if (this.#drag?.ready === true && event.cancelable) return event.preventDefault()
    if (this.#pinch === null || event.touches.length !== 2 || canvas === null) return
    event.preventDefault()
    const edge = canvas.getBoundingClientRect()
    const [one, other] = event.touches
    this.#zoomTo(this.#pinch.zoom * apart(event.touches) / Math.max(1, this.#pinch.apart), {
      left: (one.clientX + other.clientX) / 2 - edge.left, top: (one.clientY + other.clientY) / 2 - edge.top
    })
  }

  // Dragging

  #dropped = false

  /** @param {PointerEvent} event */
  #down (event) {
    this.#dropped = false
    const canvas = this.#canvas
    if (event.button !== 0 || canvas === null || !(event.target instanceof Element) || event.target.closest('.canvas') === null || event.target.closest('.addbar') !== null) return
    const item = this.#itemOf(event)
    const touch = event.pointerType === 'touch'
    if (item?.dataset.collection === 'people' && this.room?.blocked('family') === '') {
      this.#drag = { id: item.dataset.id ?? '', x: event.clientX, y: event.clientY, pointer: event.pointerId, item, moved: false, ready: !touch, timer: 0 }
      // a finger that rests takes hold of somebody; one that moves on moves the view
      if (touch) this.#drag.timer = setTimeout(() => this.#takeHold(), REST_MS)
    } else if (!touch) {
      this.#pan = { x: event.clientX, y: event.clientY, left: canvas.scrollLeft, top: canvas.scrollTop, pointer: event.pointerId, moved: false }
    }
  }

  #takeHold () {
    if (this.#drag === null) return
    this.#drag.ready = true
    this.#drag.item.classList.add('dragged')
  }

  /** @param {PointerEvent} event */
  #move (event) {
    if (this.#pan !== null) return this.#panTo(event)
    const drag = this.#drag
    if (drag === null || event.pointerId !== drag.pointer) return
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y]
    if (!drag.moved && Math.hypot(dx, dy) < TREMBLE) return
    if (!drag.ready) return this.#letGo()
    if (!drag.moved) {
      drag.moved = true
      this.setPointerCapture(drag.pointer)
      this.#draw()
    }
    event.preventDefault()
    drag.item.setAttribute('transform', `translate(${Math.round(dx / this.#zoom)} ${Math.round(dy / this.#zoom)})`)
    drag.item.classList.add('dragged')
  }

  /** @param {PointerEvent} event */
  #panTo (event) {
    const [pan, canvas] = [this.#pan, this.#canvas]
    if (pan === null || canvas === null || event.pointerId !== pan.pointer) return
    const [dx, dy] = [event.clientX - pan.x, event.clientY - pan.y]
    if (!pan.moved && Math.hypot(dx, dy) < TREMBLE) return
    if (!pan.moved) {
      pan.moved = true
      this.setPointerCapture(pan.pointer)
      canvas.classList.add('panning')
    }
    event.preventDefault()
    canvas.scrollTo(pan.left - dx, pan.top - dy)
  }

  /** @param {PointerEvent} event */
  #up (event) {
    const [drag, pan] = [this.#drag, this.#pan]
    this.#letGo()
    if (pan?.moved) {
      this.#dropped = true
      return this.#settleView()
    }
    const spot = this.#geometry?.spots.get(drag?.id ?? '')
    if (drag === null || !drag.moved || spot === undefined || this.#geometry === null || this.room === null) return
    this.#dropped = true
    const place = placeAt(this.#geometry, spot.x + (event.clientX - drag.x) / this.#zoom, spot.y + (event.clientY - drag.y) / this.#zoom)
    movePerson(this.room, drag.id, place)
    this.room.say(w('live.family.moved', { name: personName(spot.person) }), { action: { text: w('live.undo'), do: () => this.room?.undoMine() } })
    this.#draw()
  }

  #letGo () {
    clearTimeout(this.#drag?.timer)
    this.#drag?.item.removeAttribute('transform')
    this.#drag?.item.classList.remove('dragged')
    this.#canvas?.classList.remove('panning')
    this.#drag = null
    this.#pan = null
  }
}

/**
 * px between the edge of the paper and a drawing: it stands in the middle, or anybody in it can be brought there.
 * @param {number} drawing @param {number} room @param {number} core of the drawing
 */
function pad (drawing, room, core) {
  return Math.max(0, core <= room ? (room - drawing) / 2 : room / 2 - SEEN)
}

/** The people of a drawing with what stands round them. @param {Geometry} geometry @param {View} box @returns {View} */
function coreOf (geometry, box) {
  const boxes = [...geometry.spots.values()].map(boxOf)
  if (boxes.length === 0) return box
  const [x1, y1] = [Math.max(box[0], Math.min(...boxes.map(each => each.x1)) - ROUND), Math.max(box[1], Math.min(...boxes.map(each => each.y1)) - ROUND)]
  const [x2, y2] = [Math.min(box[0] + box[2], Math.max(...boxes.map(each => each.x2)) + ROUND), Math.min(box[1] + box[3], Math.max(...boxes.map(each => each.y2)) + (geometry.homes.length > 0 ? BELOW : ROUND))]
  return [x1, y1, x2 - x1, y2 - y1]
}

/**
 * What comes into the middle along one axis: the drawing where it is seen whole, else the people where all of them are,
 * else the one who belongs there, as far as nothing is left empty for it.
 * @param {number} one @param {number} first @param {number} core the people @param {number} room what is seen @param {number} from @param {number} length the drawing
 */
function middle (one, first, core, room, from, length) {
  if (length <= room) return from + length / 2
  if (core <= room) return first + core / 2
  return Math.max(from + room / 2, Math.min(from + length - room / 2, one))
}

/** Symbol and words of somebody. @param {Spot} spot @returns {Box} */
function boxOf (spot) {
  const reach = Math.max(spot.outer, spot.wide / 2)
  return { x1: spot.x - reach, y1: spot.y - Math.max(spot.outer, spot.above ?? 0) - CLEAR, x2: spot.x + reach, y2: spot.y + spot.below }
}

/** @param {Box} box @param {number} dx @param {number} dy @param {number} zoom @returns {Box} */
function moved (box, dx, dy, zoom) {
  return { x1: (box.x1 + dx) * zoom, y1: (box.y1 + dy) * zoom, x2: (box.x2 + dx) * zoom, y2: (box.y2 + dy) * zoom }
}

/** @param {TouchList} touches */
function apart ([one, other]) {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
}

/** Partners, parents, children, brothers and sisters. @param {import('../document/schema.js').Plain} plain @param {string} id @returns {string[]} */
function nextOfKin (plain, id) {
  const partners = Object.values(plain.unions ?? {}).flatMap(union => union.a === id ? [union.b] : union.b === id ? [union.a] : [])
  const parents = [...parentsOf(plain, id)]
  return [...partners, ...parents, ...childrenOf(plain, id), ...parents.flatMap(parent => [...childrenOf(plain, parent)])].filter(each => each !== '')
}

customElements.define('gwead-genogram', GweadGenogram)
