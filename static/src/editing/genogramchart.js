/**
 * `<gwead-genogram>`: the family drawn live, with choosing, moving and adding by pointer and by keyboard.
 *
 * One stop for Tab; arrows go to parent, child and along the row; Enter opens; `A` goes to the six ways of adding.
 * A dragged person is put where they are dropped, on the nearest row; the same is done by "Move to…" without dragging.
 */
import { h, render } from 'preact'
import { drawKey } from '../genogram/key.js'
import { drawLaidOut, layOutFamily } from '../genogram/family.js'
import { placeAt } from '../genogram/geometry.js'
import { w } from '../words.js'
import { movePerson, personName } from './actions.js'
import { icon } from './icons.js'
import { Relatives } from './panel.js'
import { childrenOf, parentsOf } from './said.js'
import { textScale } from './timelinechart.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../genogram/geometry.js').Geometry} Geometry */

const STEP = 1.25
const LEAST = 0.4
const MOST = 3
/** Smaller than this the words of a drawing cannot be read; a larger family scrolls instead. */
const READABLE = 0.82
/** Pixels that a pointer moves before it drags: a click may tremble. */
const TREMBLE = 6
/** Pixels from the edge within which somebody counts as hardly seen. */
const SEEN = 40

export class GweadGenogram extends HTMLElement {
  /** @type {Room | null} */
  room = null
  /** @type {any} */
  readings = null
  narrow = false
  tidy = () => {}
  #zoom = 0
  #focused = ''
  #barClosedFor = ''
  /** @type {Geometry | null} */
  #geometry = null
  /** @type {[number, number, number, number]} */
  #box = [0, 0, 1, 1]
  /** @type {{id: string, x: number, y: number, pointer: number, item: SVGElement, moved: boolean} | null} */
  #drag = null
  #ties = true

  connectedCallback () {
    this.addEventListener('click', event => this.#click(event))
    this.addEventListener('keydown', event => this.#key(event))
    this.addEventListener('focusin', event => this.#focusIn(event))
    this.addEventListener('pointerdown', event => this.#down(event))
    this.addEventListener('pointermove', event => this.#move(event))
    this.addEventListener('pointerup', event => this.#up(event))
    this.addEventListener('pointercancel', () => this.#letGo())
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
    const plain = room.workingCopy.standing()
    const chosen = room.look.chosen
    const options = {
      today: room.settings.today,
      vocabulary: room.schema.vocabulary,
      selected: chosen?.id ?? '',
      focused: this.#focused,
      bonds: /** @type {'all' | 'none'} */ (this.#ties ? 'all' : 'none')
    }
    this.#geometry = layOutFamily(plain, options)
    const picture = drawLaidOut(plain, this.#geometry, options)
    this.#box = /** @type {[number, number, number, number]} */ (String(/** @type {any} */ (picture.props).viewBox).split(' ').map(Number))
    const zoom = this.#zoom || this.#fitting()
    const scaled = drawLaidOut(plain, this.#geometry, { ...options, scale: zoom })
    const blocked = room.blocked('family') !== ''
    render([
      h('div', { class: 'canvas-holder' }, h('div', { class: 'canvas', tabIndex: -1 }, h('div', { class: 'paper' }, scaled, h(AddBar, this.#bar(zoom, blocked)))),
      h('div', { class: 'zoom', role: 'toolbar', 'aria-label': w('live.zoom') },
        h('button', { type: 'button', 'aria-label': w('live.zoom.out'), onClick: () => this.#zoomTo(zoom / STEP) }, icon('minus')),
        h('button', { type: 'button', 'aria-label': w('live.zoom.in'), onClick: () => this.#zoomTo(zoom * STEP) }, icon('plus')),
        h('button', { type: 'button', 'aria-label': w('live.zoom.fit'), onClick: () => this.#zoomTo(0) }, icon('maximize')),
        h('button', { type: 'button', class: 'word', 'aria-disabled': blocked ? 'true' : undefined, onClick: () => blocked ? room.say(w(room.blocked('family')), { tone: 'warn' }) : this.tidy() }, w('live.family.tidy')))),
      h('div', { class: 'key-of-drawing' },
        h('label', { class: 'tick inline' }, h('input', { type: 'checkbox', checked: this.#ties, onChange: () => { this.#ties = !this.#ties; this.#draw() } }), h('span', null, w('live.family.show_ties'))),
        h('details', { open: !this.narrow }, h('summary', null, w('live.family.key')),
          drawKey(plain, { ...options, scale: textScale(), width: Math.max(280, this.clientWidth - 24) })))
    ], this)
    this.#centre()
    this.#showChosen(zoom)
  }

  /** Whom this person has just chosen or added is brought into sight; nobody else's doing moves the drawing. @param {number} zoom */
  #showChosen (zoom) {
    const id = this.room?.look.chosen?.id ?? ''
    const spot = this.#geometry?.spots.get(id)
    if (id === this.#shown || spot === undefined) return
    this.#shown = id
    const canvas = this.querySelector('.canvas')
    if (canvas === null || canvas.clientWidth === 0) return
    const [x, y] = [(spot.x - this.#box[0]) * zoom, (spot.y - this.#box[1]) * zoom]
    const inside = x > canvas.scrollLeft + SEEN && x < canvas.scrollLeft + canvas.clientWidth - SEEN &&
      y > canvas.scrollTop + SEEN && y < canvas.scrollTop + canvas.clientHeight - SEEN
    if (!inside) canvas.scrollTo(x - canvas.clientWidth / 2, y - canvas.clientHeight / 2)
  }

  #shown = ''

  /** At first the child is in the middle, where not all of the family can be seen. */
  #centre () {
    const canvas = this.querySelector('.canvas')
    const child = [...this.#geometry?.spots.values() ?? []].find(spot => spot.person.index)
    if (this.#centred || canvas === null || child === undefined || canvas.clientWidth === 0) return
    this.#centred = true
    const zoom = this.#zoom || this.#fitting()
    canvas.scrollTo((child.x - this.#box[0]) * zoom - canvas.clientWidth / 2, (child.y - this.#box[1]) * zoom - canvas.clientHeight / 2)
  }

  #centred = false

  /** The scale at which the whole family is seen, as far as it can be read. */
  #fitting () {
    const canvas = this.querySelector('.canvas')
    const width = (canvas?.clientWidth ?? this.clientWidth) - 8
    const height = (canvas?.clientHeight ?? this.clientHeight) - 8
    const whole = Math.min(width / this.#box[2], height / this.#box[3])
    return Math.max(READABLE, Math.min(1.25, whole)) * textScale()
  }

  /** @param {number} zoom 0 fits the whole family */
  #zoomTo (zoom) {
    const canvas = this.querySelector('.canvas')
    const before = this.#zoom || this.#fitting()
    this.#zoom = zoom === 0 ? 0 : Math.max(LEAST, Math.min(MOST, zoom))
    const ratio = (this.#zoom || this.#fitting()) / before
    const middle = canvas === null ? null : [canvas.scrollLeft + canvas.clientWidth / 2, canvas.scrollTop + canvas.clientHeight / 2]
    this.#draw()
    if (canvas !== null && middle !== null) canvas.scrollTo(middle[0] * ratio - canvas.clientWidth / 2, middle[1] * ratio - canvas.clientHeight / 2)
  }

  /** What the add bar needs: whom it adds to and where it stands. @param {number} zoom @param {boolean} blocked */
  #bar (zoom, blocked) {
    const { room } = this
    const chosen = room?.look.chosen
    const spot = chosen?.collection === 'people' ? this.#geometry?.spots.get(chosen.id) : undefined
    const hidden = spot === undefined || blocked || this.narrow || chosen?.id === this.#barClosedFor || this.#drag?.moved === true
    if (hidden || !room || spot === undefined || chosen === null || chosen === undefined) return { shown: false }
    const [left, top] = [this.#box[0], this.#box[1]]
    const canvas = this.querySelector('.canvas')
    return {
      shown: true,
      room,
      readings: this.readings,
      id: chosen.id,
      x: (spot.x - left) * zoom,
      y: (spot.y - top) * zoom,
      reach: (spot.outer + 14) * zoom,
      canvas,
      onClose: () => { this.#barClosedFor = chosen.id; this.#draw(); this.#focusItem(chosen.id) }
    }
  }

  /** @param {Event} event @returns {SVGElement | null} */
  #itemOf (event) {
    return event.target instanceof Element ? event.target.closest('[data-collection]') : null
  }

  /** @param {MouseEvent} event */
  #click (event) {
    const item = this.#itemOf(event)
    if (item === null || this.#dropped) return
    this.#barClosedFor = ''
    this.room?.choose(item.dataset.collection ?? '', item.dataset.id ?? '')
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
    if (event.target instanceof Element && event.target.closest('.addbar') !== null && event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      this.#barClosedFor = this.room?.look.chosen?.id ?? ''
      this.#draw()
      return this.#focusItem(this.#barClosedFor)
    }
    const item = this.#itemOf(event)
    if (item === null || event.ctrlKey || event.altKey || event.metaKey) return
    const [collection, id] = [item.dataset.collection ?? '', item.dataset.id ?? '']
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      this.#barClosedFor = ''
      return this.room?.choose(collection, id)
    }
    if (event.key.toLowerCase() === 'a' && collection === 'people') {
      event.preventDefault()
      event.stopPropagation()
      return this.addTo(id)
    }
    const to = collection === 'people' ? this.#neighbour(id, event.key) : undefined
    if (to === undefined) return
    event.preventDefault()
    this.#focusItem(to)
  }

  /** Opens the six ways of adding to somebody and goes there. @param {string} id */
  addTo (id) {
    this.#barClosedFor = ''
    this.room?.see({ chosen: { collection: 'people', id }, task: 'see' })
    this.#draw()
    const first = this.querySelector('.addbar button')
    if (first instanceof HTMLElement) first.focus()
  }

  /** @param {string} id */
  #focusItem (id) {
    this.#focused = id
    this.#draw()
    const item = this.querySelector(`[data-collection][data-id="${CSS.escape(id)}"]`)
    if (item instanceof SVGElement) item.focus()
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

  // Dragging

  #dropped = false

  /** @param {PointerEvent} event */
  #down (event) {
    this.#dropped = false
    const item = this.#itemOf(event)
    if (item?.dataset.collection !== 'people' || event.button !== 0 || this.room?.blocked('family') !== '') return
    this.#drag = { id: item.dataset.id ?? '', x: event.clientX, y: event.clientY, pointer: event.pointerId, item, moved: false }
  }

  /** @param {PointerEvent} event */
  #move (event) {
    const drag = this.#drag
    if (drag === null || event.pointerId !== drag.pointer) return
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y]
    if (!drag.moved && Math.hypot(dx, dy) < TREMBLE) return
    if (!drag.moved) {
      drag.moved = true
      this.setPointerCapture(drag.pointer)
      this.#draw()
    }
    event.preventDefault()
    const zoom = this.#zoom || this.#fitting()
    drag.item.setAttribute('transform', `translate(${Math.round(dx / zoom)} ${Math.round(dy / zoom)})`)
    drag.item.classList.add('dragged')
  }

  /** @param {PointerEvent} event */
  #up (event) {
    const drag = this.#drag
    if (drag === null) return
    this.#letGo()
    const spot = this.#geometry?.spots.get(drag.id)
    if (!drag.moved || spot === undefined || this.#geometry === null || this.room === null) return
    this.#dropped = true
    const zoom = this.#zoom || this.#fitting()
    const place = placeAt(this.#geometry, spot.x + (event.clientX - drag.x) / zoom, spot.y + (event.clientY - drag.y) / zoom)
    movePerson(this.room, drag.id, place)
    this.room.say(w('live.family.moved', { name: personName(spot.person) }), { action: { text: w('live.undo'), do: () => this.room?.undoMine() } })
    this.#draw()
  }

  #letGo () {
    this.#drag?.item.removeAttribute('transform')
    this.#drag?.item.classList.remove('dragged')
    this.#drag = null
  }
}

const EDGE = 6

/**
 * The six ways to add somebody, beside the chosen person, on the side with free space, inside what is seen.
 * @param {any} props
 */
function AddBar ({ shown, room, readings, id, x, y, reach, canvas, onClose }) {
  if (!shown) return null
  const record = room.workingCopy.record('people', id)
  if (record === undefined) return null
  /** @param {HTMLElement | null} element */
  const put = element => {
    if (element === null || canvas === null) return
    const [left, top] = [canvas.scrollLeft + EDGE, canvas.scrollTop + EDGE]
    const [right, foot] = [canvas.scrollLeft + canvas.clientWidth - EDGE, canvas.scrollTop + canvas.clientHeight - EDGE]
    const [width, height] = [element.offsetWidth, element.offsetHeight]
    const beside = x + reach + width <= right ? x + reach : x - reach - width >= left ? x - reach - width : null
    const at = beside === null ? [x - width / 2, y + reach + 30 + height <= foot ? y + reach + 30 : y - reach - height] : [beside, y - height / 3]
    element.style.left = `${Math.round(Math.max(left, Math.min(at[0], right - width)))}px`
    element.style.top = `${Math.round(Math.max(top, Math.min(at[1], foot - height)))}px`
  }
  return h('div', { class: 'addbar', ref: put, key: id },
    h('button', { type: 'button', class: 'round close', 'aria-label': w('live.close'), onClick: onClose }, icon('x', 'small')),
    h(Relatives, { room, readings, collection: 'people', id, record }))
}

customElements.define('gwead-genogram', GweadGenogram)
