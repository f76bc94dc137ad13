/**
 * The timeline as one picture: lanes by the child's age, a card for each event, and below it a mark that says how
 * finely its time is known. A pure function from plain data to Preact nodes, drawn live and printed alike.
 */
import { h } from 'preact'
import { w } from '../words.js'
import { ageAtMoment } from '../drawing/ages.js'
import { dayOf } from '../drawing/days.js'
import { badge, differsSaid } from '../drawing/differs.js'
import { icon } from '../drawing/icons.js'
import { CARD, HAIR, INK, LINE, PALE_SUN, SOFT, TEAL, drawable, line, path, round, widthOf, wrap } from '../drawing/text.js'
import { agesOf, minorOf, unitAt } from './axis.js'
import { laneColour } from './lanes.js'
import { fades, mark, stretchOf } from './marks.js'
import { GAP, pack, packOn, remembered } from './packing.js'
import { runsOf } from './repeats.js'
import { layOutRibbon, ribbonDrawn } from './ribbon.js'
import { disputed, eventSentence, timesSaid } from './sentences.js'
import { staysDrawn, staysIn } from './stays.js'
import { onLanguage } from '../words.js'

/** @typedef {import('../drawing/days.js').Moment} Moment */
/** @typedef {import('./marks.js').Stretch} Stretch */
/** @typedef {import('./packing.js').Label} Label */
/** @typedef {import('preact').VNode} Drawn */
/** @typedef {Record<string, any>} TimelineEvent */
/** @typedef {Record<string, Record<string, Record<string, any>>>} Plain */
/** @typedef {{key: string, icon?: string, shown?: boolean}} LaneRow */
/** @typedef {Set<string> | string[] | null} Ids */

/**
 * @typedef {object} TimelineOptions
 * @property {Moment | null} born the child's birth
 * @property {string} today ISO day
 * @property {[number, number]} band days shown, from up to: a band of age, a whole life, or any stretch down to a month
 * @property {Record<string, LaneRow[]>} vocabulary `schema.vocabulary`
 * @property {string[]} [lanes] keys of the lanes that are shown, in order; the rows offered at first, and any that hold
 *   something
 * @property {number} [width] px (1000) @property {number} [height] px the lanes fill at least (0)
 * @property {number | Record<string, number>} [rows] most rows of cards in a lane (3), or of each lane by its key; more are "+4 more"
 * @property {number} [lines] most lines of a title (2)
 * @property {string} [id] prefix of ids in the picture ("timeline")
 * @property {string} [name] of the picture for those who do not see it
 * @property {import('../drawing/differs.js').Differs} [differs] what changed from another version
 * @property {string} [selected] id of an event @property {string} [focused] id of the event that Tab reaches
 * @property {string} [on] ISO day at which the family is looked at, as a line through the lanes
 * @property {Record<string, string>} [newest] id -> words below the card ("Priya, just now"), the last added last
 * @property {boolean} [undated] whether the tray of undated events is drawn (true)
 * @property {boolean} [wall] the big screen: larger, ink on white, no ages in small type, nothing to reach by Tab
 * @property {boolean} [print] on paper: nothing to reach by Tab
 * @property {number} [scale] px on the screen for one px of the drawing, for larger text (1)
 * @property {'all' | 'head' | 'body'} [part] only the ages, to stay in sight, or only the lanes that scroll below them
 *   ("all"); drawn from the same options, they fit each other
 * @property {number} [labels] px for the names of lanes (140; 0 puts each name above its lane, for narrow pages)
 * @property {Ids} [only] ids of the events that are drawn at all (all)
 * @property {Ids} [dim] ids of events that are not looked for: they keep their place, without a box and softer
 * @property {'full' | 'headline'} [level] only those flagged as headlines have a card, the rest are marks and counted ("full")
 * @property {boolean} [repeats] whether entries alike are put into one with their number (true)
 * @property {boolean} [stays] the child's homes as bars, at the top of the lane of moves; needs `stays`, `households` (false)
 * @property {boolean} [ribbon] losses and changes below the ages: people, homes, schools, workers; needs the family (false)
 * @property {boolean} [steady] every lane is as high as any part of the life needs at this zoom: for while somebody pans (false)
 * @property {Map<string, any>} [memory] a map that the page keeps for one chart and hands over each time: where labels
 *   stand, so that an added event moves at most two of them; without it every drawing starts afresh
 */

/**
 * @typedef {object} Card what is written of an event
 * @property {string} id @property {TimelineEvent} event @property {boolean} also in its second lane
 * @property {string[]} title @property {string[]} small lines below it
 * @property {number} width @property {number} height
 * @property {Stretch | null} stretch
 * @property {string[]} members ids of those that are put into one, none for a single event
 * @property {number[]} days of each of them
 */
/** @typedef {{card: Card, row: number, left: number, x: number, right: boolean}} PlacedCard `row` of the whole life */
/** @typedef {{lane: string, icon: string, cards: PlacedCard[], hidden: Card[], rows: number[], y: number, height: number, empty: boolean, bars: ReturnType<typeof staysIn> | null}} LaneLaidOut */

/** Weight of what is chosen: above all that was just added. */
const CHOSEN = 1e6
const PAD = 10
const ROW_GAP = 6
const MARK = 13
/** px below a card for its mark. */
const EMPTY = 28
/** px of a lane that holds nothing in this band. */
const NARROWEST = 76
/** px that words need at an edge; with less there is only the mark, and a number beside the lane. */
const CAPTION = 24
/** px of a lane's name above it. */
const SECOND = 20
/** px of the second row of the head. */

/** px of the row of ages. @param {boolean} wall */
function headOf (wall) {
  return wall ? 40 : 30
}

/** @param {boolean | undefined} wall */
function sizes (wall) {
  return wall ? { title: 17, small: 0, most: 190, lines: 2, bar: 5 } : { title: 13.5, small: 12.5, most: 172, lines: 2, bar: 4 }
}

/**
 * Draws the timeline of one age band.
 * @param {Plain} plain `events`; the family too for stays and the ribbon
 * @param {TimelineOptions} options
 * @returns {Drawn} one `<svg>`
 */
export function drawTimeline (plain, options) {
  const { width = 1000, scale = 1, wall = false, id = 'timeline' } = options
  const room = width / scale
  const laid = layOutTimeline(plain, options)
  const { lanes, undated, foot, x, plot, labels, head, ribbon } = laid
  const drawn = [...lanes.flatMap(lane => lane.cards), ...undated.cards].filter(each => !each.card.also).map(each => each.card.id)
  const [top, below] = options.part === 'head' ? [0, head] : options.part === 'body' ? [head, foot - head] : [0, foot]
  const item = { ...options, wall, prefix: id, labels, focused: options.focused && drawn.includes(options.focused) ? options.focused : drawn[0], reachable: !wall && !options.print, softer: idsOf(options.dim) }
  const lanesFoot = foot - (undated.cards.length ? undated.height : 0)
  const today = dayOf(options.today) ?? 0
  return h('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    class: `drawing timeline${wall ? ' wall' : ''}`,
    id: options.part === 'head' ? `${id}-head` : id,
    width: round(width),
    height: round(below * scale),
    viewBox: `0 ${round(top)} ${round(room)} ${round(below)}`,
    ...(options.part === 'head' ? { 'aria-hidden': 'true' } : { role: 'graphics-document', 'aria-label': options.name || w('drawing.timeline.name') }),
    'font-family': 'Noto Sans, system-ui, sans-serif'
  },
  options.part === 'head' ? axisDrawn(laid, lanesFoot, item) : [
  h('defs', null, lanes.map(lane => fades(id, lane.lane, laneColour(lane.lane))), h('clipPath', { id: `${id}-plot` }, h('rect', { x: -24, y: -12, width: round(plot + 28), height: round(foot + 24) }))),
  axisDrawn(laid, lanesFoot, item),
  ribbon ? ribbonDrawn(ribbon, { x, labels, plot, prefix: id, today, reachable: item.reachable, selected: options.selected }) : null,
  lanes.map(lane => laneDrawn(lane, plot, x, item)),
  cursorDrawn(options, labels, x, lanesFoot),
  undated.cards.length + undated.hidden.length > 0 ? trayDrawn(undated, plot, item) : null
  ])
}

/** @typedef {TimelineOptions & {prefix: string, wall: boolean, focused: string, reachable: boolean, labels: number, softer: Set<string> | null}} ItemOptions */
/** @typedef {{id: string, event: TimelineEvent, stretch: Stretch | null, also: boolean, members?: string[], days?: number[]}} Own */

/**
 * Where everything of a timeline stands.
 *
 * In the page, labels are packed along the whole life at this zoom, whatever part of it is shown: nobody changes rows
 * while somebody pans. On the wall and on paper, which do not move, they are packed within what is shown, so that
 * nothing is cut at an edge.
 * @param {Plain} plain
 * @param {TimelineOptions} options
 */
export function layOutTimeline (plain, options) {
  const { width = 1000, height = 0, scale = 1, wall = false, rows = 3, band: [from, to] } = options
  const labels = options.labels ?? (wall ? 184 : 140)
  const plot = width / scale - labels
  const perDay = plot / (to - from)
  const x = (/** @type {number} */ day) => (day - from) * perDay
  const still = wall || options.print === true
  const only = idsOf(options.only)
  const events = Object.entries(plain.events ?? {}).filter(([id, event]) => !event.removed_at && (only === null || only.has(id))).sort(([a], [b]) => a < b ? -1 : 1)
  const seen = (/** @type {Stretch | null} */ stretch) => stretch !== null && stretch.from < to && (stretch.to ?? Infinity) > from
  const today = dayOf(options.today) ?? 0
  const unit = wall ? '' : unitAt(perDay)
  const head = headOf(wall) + (unit === '' ? 0 : SECOND)
  const ribbon = options.ribbon ? layOutRibbon(plain, { x, plot, y: head, today }) : null
  const { byLane, waiting } = sorted(events, still ? seen : () => true)
  const look = lookOf(options, plot)
  /** @type {LaneLaidOut[]} */
  const lanes = lanesShown(options, events).map(row => {
    const own = byLane.get(row.key) ?? []
    // the ribbon has them too
    const bars = options.stays && ribbon === null && row.key === 'moves' ? staysIn(plain, { x, plot, today }) : null
    const told = options.level === 'headline' ? own.filter(each => each.event.headline) : own
    const quiet = options.level === 'headline' ? own.filter(each => !each.event.headline && seen(each.stretch)) : []
    const cards = (options.repeats === false ? told : runsOf(told, perDay)).map(each => cardOf(each, options, look))
    return laneOf(row, cards, quiet.map(each => cardOf(each, options, look)), bars, { plot, x, perDay, rows: typeof rows === 'number' ? rows : rows[row.key] ?? 3, still, labels, today }, options)
  })
  const filled = lanes.filter(lane => !lane.empty)
  const start = head + (ribbon?.height ?? 0)
  const free = height / scale - start - lanes.reduce((sum, lane) => sum + lane.height, 0)
  if (free > 0 && filled.length > 0) for (const lane of filled) lane.height += free / filled.length
  let y = start
  for (const lane of lanes) { lane.y = y; y += lane.height }
  const undated = trayOf(options.undated === false ? [] : waiting.map(each => cardOf(each, options, look)), plot, y, labels)
  return { lanes, undated, axis: agesOf(options, x, plot), minor: minorOf(unit, options.born, options.band, x), unit, ribbon, foot: y + undated.height + 1, x, plot, labels, head }
}

/** @param {Ids | undefined} ids */
function idsOf (ids) {
  return ids === undefined || ids === null ? null : ids instanceof Set ? ids : new Set(ids)
}

/**
 * Events by lane, those of a second lane among them, and those without a date.
 * @param {[string, TimelineEvent][]} events @param {(stretch: Stretch) => boolean} wanted
 */
function sorted (events, wanted) {
  /** @type {Map<string, Own[]>} */
  const byLane = new Map()
  /** @type {Own[]} */
  const waiting = []
  const add = (/** @type {string} */ lane, /** @type {Own} */ own) => {
    const known = byLane.get(lane)
    if (known === undefined) byLane.set(lane, [own])
    else known.push(own)
  }
  for (const [id, event] of events) {
    const stretch = stretchKnown(event.when)
    if (stretch === null) { waiting.push({ id, event, stretch, also: false }); continue }
    if (!wanted(stretch)) continue
    add(event.lane, { id, event, stretch, also: false })
    if (event.also_lane && event.also_lane !== event.lane) add(event.also_lane, { id, event, stretch, also: true })
  }
  return { byLane, waiting }
}

/** @type {WeakMap<Moment, {stretch: Stretch | null}>} */
const stretches = new WeakMap()

/** @param {Moment | null | undefined} when */
function stretchKnown (when) {
  if (!when) return null
  const known = stretches.get(when)
  if (known !== undefined) return known.stretch
  const stretch = stretchOf(when)
  stretches.set(when, { stretch })
  return stretch
}

/** Lanes in their order: those chosen, and every other one that holds something. @param {TimelineOptions} options @param {[string, TimelineEvent][]} events */
function lanesShown ({ vocabulary, lanes }, events) {
  const held = new Set()
  if (!lanes) for (const [, event] of events) { held.add(event.lane); held.add(event.also_lane) }
  const table = vocabulary.lanes ?? []
  const chosen = lanes ? lanes.flatMap(key => table.find(row => row.key === key) ?? []) : table.filter(row => row.shown !== false || held.has(row.key))
  return chosen
}

/**
 * What is written of an event. Remembered as long as the event is the same record: a page that pans asks for the same
 * six hundred cards fifty times in a second.
 * @param {Own} own @param {TimelineOptions} options @param {Look} look @returns {Card}
 */
function cardOf (own, options, { most, sign }) {
  const newest = options.newest?.[own.id] ?? ''
  if (newest !== '' || own.members || own.also) return newCard(own, options, most, newest)
  const last = written.get(own.event)
  if (last !== undefined && last.sign === sign && last.card.id === own.id) return last.card
  const card = newCard(own, options, most, '')
  written.set(own.event, { sign, card })
  return card
}

/** @typedef {{most: number, sign: string}} Look px of the widest card, and all that what is written on one depends on beside its event */

/** @param {TimelineOptions} options @param {number} plot @returns {Look} */
function lookOf (options, plot) {
  const most = Math.min(sizes(options.wall).most, plot - 20)
  return { most, sign: JSON.stringify([most, options.lines ?? 0, options.wall === true, options.born?.start ?? null]) }
}

/** @type {WeakMap<TimelineEvent, {sign: string, card: Card}>} */
let written = new WeakMap()
onLanguage(() => { written = new WeakMap() })

/** @param {Own} own @param {TimelineOptions} options @param {number} most px of its width @param {string} newest @returns {Card} */
function newCard ({ id, event, stretch, also, members = [], days = [] }, options, most, newest) {
  const size = sizes(options.wall)
  const title = wrap(event.title, { width: most - 2 * PAD, size: size.title, face: 'semibold', lines: options.lines ?? size.lines })
  const times = timesSaid(event)
  const age = size.small ? ageAtMoment(options.born, event.when) || (stretch === null ? drawable(event.when?.text) : '') : ''
  const signs = marksOf(event, options).length * 15
  const small = size.small ? wrap(age, { width: most - 2 * PAD - signs, size: size.small, lines: 1 }) : []
  if (times !== '') small.push(...wrap(times, { width: most - 2 * PAD, size: size.small || 15, face: 'semibold', lines: 1 }))
  if (size.small && disputed(event)) small.push(w('drawing.disputed'))
  if (newest) small.push(...wrap(newest, { width: most - 2 * PAD, size: size.small || 15, face: 'semibold', lines: 1 }))
  const widths = [...title.map(words => widthOf(words, size.title, 'semibold')), ...small.map((words, i) => widthOf(words, size.small || 15, i ? 'semibold' : 'regular') + (i === 0 ? signs : 0))]
  return {
    id, event, also, title, small, stretch, members, days,
    width: Math.ceil(Math.min(most, Math.max(40, ...widths) + 2 * PAD)),
    height: 8 + title.length * (size.title + 2.5) + small.length * ((size.small || 15) + 2.5) + 3
  }
}

/** Small signs on a card, each an icon with words in its sentence. @param {TimelineEvent} event @param {{wall?: boolean}} options @returns {string[]} */
function marksOf (event, { wall }) {
  if (wall) return []
  return [event.sensitive ? 'eye-off' : '', event.quote ? 'message-circle' : '', event.talked_about ? 'check' : ''].filter(Boolean)
}

/** @typedef {{plot: number, x: (day: number) => number, perDay: number, rows: number, still: boolean, labels: number, today: number}} Room */

/** @param {LaneRow} row @param {Card[]} cards @param {Card[]} quiet those that have no card at this level @param {LaneLaidOut['bars']} bars @param {Room} room @param {TimelineOptions} options @returns {LaneLaidOut} */
function laneOf (row, cards, quiet, bars, room, options) {
  const { plot, x, perDay, still, labels } = room
  const byId = new Map(cards.map(card => [card.id, card]))
  const all = cards.map(card => still ? labelWithin(card, room, options) : labelAlong(card, room, options))
  const packed = still ? pack(all, { width: plot, rows: room.rows }) : packedAlong(row.key, all, room, options)
  const origin = still ? 0 : options.band[0] * perDay
  const cardFor = (/** @type {{id: string}} */ { id }) => /** @type {Card} */ (byId.get(id))
  /** @type {PlacedCard[]} */
  let placed
  /** @type {Card[]} */
  let hidden = packed.hidden.map(cardFor)
  if (still) {
    placed = packed.placed.map(({ label, row: at, left }) => ({ card: cardFor(label), row: at, left, x: label.x, right: label.left < label.x - 1 }))
  } else {
    const shown = withinEdges(packed.placed.map(each => ({ card: cardFor(each.label), row: each.row, left: each.left - origin })), x, plot, options)
    placed = shown.placed
    hidden = [...hidden.filter(card => inSight(card, x, plot)), ...shown.hidden]
  }
  hidden.push(...quiet)
  /** @type {number[]} */
  const heights = Array(packed.rows).fill(0)
  for (const each of placed) heights[each.row] = Math.max(heights[each.row], each.card.height)
  if (options.steady && !still) for (const { label, row: at } of packed.placed) heights[at] = Math.max(heights[at], cardFor(label).height)
  const empty = placed.length === 0 && hidden.length === 0 && !bars?.lines.length && !(options.steady && !still && cards.length > 0)
  const tall = (bars?.height ?? 0) + heights.reduce((sum, height) => sum + rowHeight(height), 0)
  const lines = labels > 0 ? nameLines(row.key, empty, options, labels) : []
  const name = lines.length * 16 + (hidden.length && labels > 0 ? 30 : 0)
  return {
    lane: row.key, icon: row.icon ?? '', cards: placed, hidden, rows: heights, y: 0, bars,
    height: empty ? EMPTY + Math.max(0, lines.length - 1) * 14 : Math.max(tall + 10 + (labels > 0 ? 0 : CAPTION), name + 16), empty
  }
}

/** px of a row; none of one that has no card here. @param {number} height */
function rowHeight (height) {
  return height > 0 ? height + MARK + ROW_GAP : 0
}

/** Packed along the whole life, as it was the last time where there is a memory of it. @param {string} lane @param {Label[]} labels @param {Room} room @param {TimelineOptions} options */
function packedAlong (lane, labels, { perDay, rows }, { memory }) {
  if (memory === undefined) return pack(labels, { rows })
  const last = memory.get(lane)
  const packed = packOn(labels, { rows, memory: last !== undefined && Math.abs(last.perDay - perDay) < 1e-9 ? last.memory : undefined })
  memory.set(lane, { perDay, memory: remembered(packed, rows) })
  return packed
}

/** How much an event is to have a card, where not all can. @param {Card} card @param {TimelineOptions} options */
function weightOf ({ id, also, event, members }, options) {
  const chosen = [id, ...members].some(each => each === options.selected || each === options.focused)
  // what was added last goes before what was added just before it, whatever else they are
  const newest = Object.keys(options.newest ?? {})
  const added = Math.max(...[id, ...members].map(each => newest.indexOf(each))) + 1
  return (chosen ? CHOSEN : 0) + (added ? 10 + 40 * added : 0) + (event.headline ? 20 : 0) + (also ? -5 : 0) + (members.length ? 6 : 0) +
    (event.talked_about ? 4 : 0) + (event.quote ? 2 : 0) + (event.meaning ? 1 : 0) + (event.tone ? 1 : 0)
}

/** Where a card wants to stand along the life: from its first day to the right. @param {Card} card @param {Room} room @param {TimelineOptions} options @returns {Label} */
function labelAlong (card, { perDay, today }, options) {
  const { from, to, shape } = /** @type {Stretch} */ (card.stretch)
  const start = from * perDay
  const end = Math.max(start, (to ?? Math.max(today, from)) * perDay)
  return { id: card.id, x: start, width: card.width, left: start, from: start, to: end, point: shape === 'point', weight: weightOf(card, options) }
}

/** Where a card wants to stand within what is shown: to the left of its day where the lane ends. @param {Card} card @param {Room} room @param {TimelineOptions} options @returns {Label} */
function labelWithin (card, { plot, x }, options) {
  const { from, to, shape } = /** @type {Stretch} */ (card.stretch)
  const start = Math.max(0, Math.min(plot, x(from)))
  const end = to === null ? plot : Math.max(start, Math.min(plot, x(to)))
  const left = start + card.width > plot ? Math.max(0, start - card.width) : start
  return { id: card.id, x: start, width: card.width, left, from: start, to: end, point: shape === 'point', weight: weightOf(card, options) }
}

/** Whether any of an event's time is between the edges. @param {Card} card @param {(day: number) => number} x @param {number} plot */
function inSight (card, x, plot) {
  const { from, to, shape } = /** @type {Stretch} */ (card.stretch)
  return x(from) <= plot - 1 && (to === null || x(shape === 'point' ? from : to) >= 1)
}

/**
 * Cards whose time is in sight, whole between the edges: one that begins before the left edge stands at it, one that
 * would run out at the right moves in; where there is not room for all of it its words are cut, or only its mark stays.
 * Nobody gives up their row for it.
 * @param {{card: Card, row: number, left: number}[]} placed in px from the left edge, rows one after the other
 * @param {(day: number) => number} x @param {number} plot @param {TimelineOptions} options
 * @returns {{placed: PlacedCard[], hidden: Card[]}}
 */
function withinEdges (placed, x, plot, options) {
  const seen = placed.filter(({ card }) => inSight(card, x, plot))
  /** @type {PlacedCard[]} */
  const done = []
  /** @type {Card[]} */
  const hidden = []
  let free = 0
  seen.forEach(({ card, row, left }, i) => {
    if (i === 0 || seen[i - 1].row !== row) free = 0
    const next = seen[i + 1]?.row === row ? seen[i + 1] : undefined
    const at = Math.max(Math.min(left, plot - card.width), free)
    const end = next === undefined ? plot : Math.min(plot, Math.max(next.left, left < 0 ? 0 : next.left) - (next.left < plot ? GAP : 0))
    const room = (at === left ? plot : left < 0 ? end : plot) - at
    const fitted = card.width <= room ? card : room >= NARROWEST ? newCard(card, options, Math.floor(room), options.newest?.[card.id] ?? '') : null
    if (fitted === null) return hidden.push(card)
    free = at + fitted.width + GAP
    const day = Math.max(0, Math.min(plot, x(/** @type {Stretch} */ (card.stretch).from)))
    return done.push({ card: fitted, row, left: at, x: day, right: day - at > fitted.width / 2 })
  })
  return { placed: done, hidden }
}

/** Cards without a date, in rows from left to right. @param {Card[]} cards @param {number} plot @param {number} y @param {number} labels */
function trayOf (cards, plot, y, labels) {
  /** @type {PlacedCard[]} */
  const placed = []
  /** @type {Card[]} */
  const hidden = []
  let [left, row] = [0, 0]
  for (const card of cards) {
    if (left > 0 && left + card.width > plot) [left, row] = [0, row + 1]
    if (row > 1) { hidden.push(card); continue }
    placed.push({ card, row, left, x: left, right: false })
    left += card.width + 8
  }
  const heights = [0, 1].map(at => Math.max(0, ...placed.filter(each => each.row === at).map(each => each.card.height)))
  const height = cards.length === 0 ? 0 : heights[0] + (heights[1] ? heights[1] + ROW_GAP : 0) + 22 + (labels > 0 ? 0 : CAPTION)
  return { cards: placed, hidden, rows: heights, y, height }
}

/** @param {ReturnType<typeof layOutTimeline>} laid @param {number} foot @param {ItemOptions} options */
function axisDrawn ({ axis, minor, plot, labels, head }, foot, { wall }) {
  const size = wall ? 19 : 13
  const second = minor.length > 0
  return h('g', { class: 'd-axis', 'aria-hidden': 'true' },
    h('rect', { x: 0.5, y: 0.5, width: round(labels + plot - 1), height: round(foot - 1), rx: wall ? 0 : 9, class: 'd-card', fill: CARD, stroke: wall ? 'none' : LINE }),
    minor.map(({ x, words, line: upright }) => [
      upright ? h('path', { d: path('M', labels + x, words === '' ? head : 30, 'V', foot), class: 'd-hair', stroke: HAIR, 'stroke-width': 1, 'stroke-dasharray': '2 4' }) : null,
      words === '' || x + 5 + widthOf(words, 12.5) > plot ? null : line(words, { x: labels + x + 5, y: 44, size: 12.5, ink: 'soft' })
    ]),
    axis.map(({ x, words, year, strong, here }) => [
      here ? null : h('path', { d: path('M', labels + x, 0, 'V', foot), class: strong && !wall ? 'd-rule' : 'd-hair', stroke: wall || strong ? LINE : HAIR, 'stroke-width': strong ? 1.5 : 1 }),
      line(words, { x: labels + x + 8, y: wall ? 27 : 20, size, face: 'semibold', ink: wall ? 'ink' : 'soft' }),
      wall || year === '' ? null : line(year, { x: labels + x + 8 + widthOf(words, size, 'semibold') + 8, y: 20, size: 12.5, ink: 'soft' })
    ]),
    h('path', { d: path('M', 0, wall ? 39 : head - 0.5, 'H', labels + plot), class: 'd-rule', stroke: wall ? INK : LINE, 'stroke-width': wall ? 2 : 1 }),
    second ? h('path', { d: path('M', labels, 29.5, 'H', labels + plot), class: 'd-hair', stroke: HAIR, 'stroke-width': 1 }) : null)
}

/**
 * The day at which the family is looked at, as a line through all lanes.
 * @param {TimelineOptions} options @param {number} labels @param {(day: number) => number} x @param {number} foot
 */
function cursorDrawn ({ on, band: [from, to], wall }, labels, x, foot) {
  const day = dayOf(on)
  if (day === null || day < from || day >= to) return null
  const at = labels + x(day)
  return h('g', { class: 'd-cursor', role: 'img', 'aria-label': w('drawing.cursor') },
    h('path', { d: path('M', at, 0, 'V', foot), class: 'd-line', stroke: INK, 'stroke-width': wall ? 3 : 2, 'stroke-dasharray': '2 4' }),
    h('circle', { cx: round(at), cy: wall ? 14 : 10, r: wall ? 8 : 6, class: 'd-filled', fill: INK, stroke: CARD, 'stroke-width': 2 }))
}

/** @param {LaneLaidOut} lane @param {number} plot @param {(day: number) => number} x @param {ItemOptions} options */
function laneDrawn (lane, plot, x, options) {
  const { labels, prefix } = options
  const colour = laneColour(lane.lane)
  const top = 8 + (lane.empty || labels > 0 ? 0 : CAPTION - 4)
  const used = (lane.bars?.height ?? 0) + lane.rows.reduce((sum, height) => sum + rowHeight(height), 0)
  const spare = Math.max(0, lane.height - top - 2 - used) / 2
  const first = lane.y + top + spare + (lane.bars?.height ?? 0)
  const tops = lane.rows.map((_, row) => first + lane.rows.slice(0, row).reduce((sum, height) => sum + rowHeight(height), 0))
  const name = w(`lanes.${lane.lane}`)
  const today = dayOf(options.today) ?? 0
  return h('g', {
    role: 'list', class: `d-lane lane-${lane.lane}${lane.empty ? ' d-empty' : ''}`, 'data-lane': lane.lane, key: lane.lane,
    'aria-label': lane.empty ? w('drawing.lane_empty', { lane: name }) : name
  },
  h('path', { d: path('M', 0, lane.y + lane.height, 'H', labels + plot), class: 'd-hair', stroke: options.wall ? LINE : HAIR, 'stroke-width': 1 }),
  laneName(lane, name, colour, options),
  h('g', { transform: `translate(${round(labels)} 0)`, 'clip-path': `url(#${prefix}-plot)` },
    lane.bars ? staysDrawn(lane.bars, { x, plot, y: lane.y + top, colour, lane: lane.lane, prefix, today, reachable: options.reachable, selected: options.selected, wall: options.wall }) : null,
    quietDrawn(lane, lane.y + lane.height - 5, plot, x, colour, today),
    lane.cards.map(each => cardDrawn(each, tops[each.row], lane.rows[each.row], colour, lane.lane, plot, x, options))))
}

/**
 * Those without a card, at the foot of their lane: an upright where each begins, a thin line for as long as it lasts.
 * @param {LaneLaidOut} lane @param {number} y @param {number} plot @param {(day: number) => number} x @param {string} colour @param {number} today
 */
function quietDrawn (lane, y, plot, x, colour, today) {
  if (lane.hidden.length === 0) return null
  const between = (/** @type {number} */ at) => Math.max(0, Math.min(plot, at))
  const spans = lane.hidden.map(card => /** @type {Stretch} */ (card.stretch)).map(({ from, to, shape }) =>
    [x(from), shape === 'point' ? x(from) : x(to ?? Math.max(today, from))])
  const starts = lane.hidden.flatMap(card => card.days.length ? card.days.map(x) : [x(/** @type {Stretch} */ (card.stretch).from)]).filter(at => at >= 0 && at <= plot)
  const lasting = spans.filter(([left, right]) => right - left > 3).map(([left, right]) => path('M', between(left), y, 'H', between(right))).join('')
  const begun = [...new Set(starts.map(round))].map(at => path('M', at, y - 4, 'V', y + 3)).join('')
  const look = { class: `d-lane-line lane-${lane.lane}`, fill: 'none', stroke: colour }
  return h('g', { class: 'd-hidden', 'aria-hidden': 'true' },
    lasting && h('path', { d: lasting, ...look, 'stroke-width': 1 }),
    begun && h('path', { d: begun, ...look, 'stroke-width': 2 }))
}

/** @param {boolean} empty @param {boolean} [wall] */
function nameSize (empty, wall) {
  return wall ? 17 : empty ? 12.5 : 13.5
}

/** @param {string} lane @param {boolean} empty @param {{wall?: boolean}} options @param {number} labels */
function nameLines (lane, empty, { wall = false }, labels) {
  return wrap(w(`lanes.${lane}`), { width: labels === 0 ? 1000 : labels - 37, size: nameSize(empty, wall), face: 'semibold', lines: 3 })
}

/** The name of a lane beside it, or above where the page is narrow; with it how many more there are. @param {LaneLaidOut} lane @param {string} name @param {string} colour @param {ItemOptions} options */
function laneName (lane, name, colour, options) {
  const size = nameSize(lane.empty, options.wall)
  const lines = nameLines(lane.lane, lane.empty, options, options.labels)
  const more = lane.hidden.length
  const said = w('drawing.more', { n: more })
  const type = options.wall ? 16 : 12.5
  const above = options.labels === 0
  const middle = above ? lane.y + 14 : lane.y + lane.height / 2 - (more ? 11 : 0)
  const top = middle - lines.length * (size + 3) / 2 + size
  const chip = above ? { x: 36 + widthOf(lines[0] ?? '', size, 'semibold') + 12, y: lane.y + 3 } : { x: 30, y: top + (lines.length - 1) * (size + 3) + 5 }
  return [
    icon(lane.icon, { x: options.wall ? 2 : 12, y: middle - (lane.empty ? 8 : options.wall ? 11 : 9), size: lane.empty ? 16 : options.wall ? 22 : 18, colour, classes: `d-lane-line lane-${lane.lane}` }),
    ...lines.map((each, i) => line(each, { x: 36, y: top + i * (size + 3), size, face: 'semibold', ink: lane.empty ? 'soft' : 'ink' })),
    ...(more ? [h('g', {
      role: 'listitem', class: 'd-more d-item', 'data-more': lane.lane, 'data-first': options.reachable ? lane.hidden[0].id : undefined, 'aria-label': w('drawing.more_in', { n: more, lane: name }), ...(options.reachable ? { tabindex: -1 } : {})
    },
    h('rect', { x: round(chip.x), y: round(chip.y), width: round(widthOf(said, type, 'semibold') + 14), height: 24, rx: 12, class: 'd-card d-outline', fill: CARD, stroke: SOFT }),
    line(said, { x: chip.x + 7, y: chip.y + 16.5, size: type, face: 'semibold' }))] : [])
  ]
}

/** @param {PlacedCard} each @param {number} y @param {number} tall @param {string} colour @param {string} lane @param {number} plot @param {(day: number) => number} x @param {ItemOptions} options */
function cardDrawn ({ card, left, x: at, right }, y, tall, colour, lane, plot, x, options) {
  const top = y + tall - card.height
  // from the mark to the nearest part of its card
  const foot = Math.max(left + 2, Math.min(left + card.width - 2, at))
  const shift = right ? left + card.width - at : left - at
  const below = y + tall + 7
  return h('g', {
    ...(card.also ? { class: 'd-item d-also', 'data-collection': 'events', 'data-id': card.id, 'aria-hidden': 'true' } : itemAttributes(card, options)), key: `${card.id} ${lane}`
  },
  Math.abs(shift) > 8 && at > 0 ? h('path', { d: path('M', at, below - 4, 'L', foot, top + card.height), class: 'd-leader', stroke: SOFT, 'stroke-width': 1.2, fill: 'none' }) : null,
  card.stretch === null ? null : mark(card.stretch, { x, width: plot, y: below, colour, lane, prefix: options.prefix, hatched: disputed(card.event), today: dayOf(options.today) ?? 0, days: card.days, often: timesSaid(card.event) !== '' }),
  cardBox(card, left, top, right, colour, lane, options))
}

/** @param {Card} card @param {ItemOptions} options */
function itemAttributes (card, options) {
  const chosen = isChosen(card, options)
  return {
    role: 'listitem',
    class: `d-item d-event${card.members.length ? ' d-run' : ''}${options.softer?.has(card.id) ? ' d-dim' : ''}${chosen ? ' d-selected' : ''}${options.newest?.[card.id] ? ' d-newest' : ''}`,
    'aria-label': card.members.length ? w('drawing.run', { n: card.members.length, sentence: eventSentence(card.event, options.born) }) : eventSentence(card.event, options.born) + differsSaid(options.differs, card.id),
    'data-collection': 'events',
    'data-id': card.id,
    ...(card.members.length ? { 'data-run': card.members.join(' ') } : {}),
    ...(options.reachable ? { tabindex: options.focused === card.id ? 0 : -1 } : {}),
    ...(chosen ? { 'aria-current': 'true' } : {})
  }
}

/** @param {Card} card @param {number} left @param {number} top @param {boolean} right @param {string} colour @param {string} lane @param {ItemOptions} options */
function cardBox (card, left, top, right, colour, lane, options) {
  const size = sizes(options.wall)
  const chosen = isChosen(card, options)
  const softer = options.softer?.has(card.id) === true && !chosen
  const newest = options.newest?.[card.id] !== undefined
  let at = top + 5
  const lines = [
    ...card.title.map(words => line(words, { x: left + PAD, y: at += size.title + 2, size: size.title, face: softer ? 'regular' : 'semibold', ink: softer ? 'soft' : 'ink' })),
    ...card.small.map((words, i) => line(words, { x: left + PAD, y: at += (size.small || 15) + 3, size: size.small || 15, face: newest && i === card.small.length - 1 ? 'semibold' : 'regular', ink: options.wall || (newest && i === card.small.length - 1) ? 'ink' : 'soft' }))
  ]
  const signs = marksOf(card.event, options)
  const signsAt = left + PAD + (card.small[0] ? widthOf(card.small[0], size.small) + 5 : 0)
  return [
    h('rect', {
      x: round(left), y: round(top), width: card.width, height: round(card.height), rx: 5,
      class: `d-cardbox${chosen ? ' d-chosen-card' : ''}`,
      fill: chosen ? PALE_SUN : CARD,
      stroke: softer || (options.wall && !chosen) ? 'none' : chosen ? INK : newest ? TEAL : '#d5d8d6',
      'stroke-width': chosen ? 2.5 : newest ? 2 : 1,
      ...(disputed(card.event) && !chosen && !softer ? { 'stroke-dasharray': '4 3', stroke: SOFT } : {})
    }),
    card.members.length && !softer && !options.wall ? h('path', { d: path('M', left + 6, top - 3, 'H', left + card.width + 3, 'V', top + card.height - 6), class: 'd-soft-line', fill: 'none', stroke: SOFT, 'stroke-width': 1 }) : null,
    softer ? null : h('rect', { x: round(right ? left + card.width - size.bar : left), y: round(top), width: size.bar, height: round(card.height), rx: 1.5, class: `d-lane-fill lane-${lane}`, fill: colour }),
    ...lines,
    ...signs.map((sign, i) => icon(sign, { x: signsAt + i * 15, y: top + 5 + card.title.length * (size.title + 2) + 4, size: 12, colour: SOFT, classes: 'd-soft-line', width: 2.2 })),
    badge(options.differs, card.id, left + card.width - 6, top + 2),
    options.reachable && !card.also ? h('rect', { x: round(left - 3), y: round(top - 3), width: card.width + 6, height: round(card.height + 6), rx: 7, class: 'd-focus', fill: 'none', stroke: 'none' }) : null
  ]
}

/** @param {Card} card @param {{selected?: string}} options */
function isChosen (card, { selected }) {
  return selected !== undefined && selected !== '' && (selected === card.id || card.members.includes(selected))
}

/** @param {ReturnType<typeof trayOf>} tray @param {number} plot @param {ItemOptions} options */
function trayDrawn (tray, plot, options) {
  const { labels } = options
  const more = tray.hidden.length
  const lines = wrap(w('drawing.undated'), { width: labels > 0 ? labels - 44 : 1000, size: 13.5, face: 'semibold', lines: 2 })
  const top = tray.y + 12 + (labels > 0 ? 0 : CAPTION)
  const tops = [top, top + tray.rows[0] + ROW_GAP]
  return h('g', { role: 'list', class: 'd-undated', 'data-lane': 'undated', 'aria-label': w('drawing.undated') },
    icon('clock', { x: 12, y: tray.y + 16, size: 18, colour: SOFT, classes: 'd-soft-line' }),
    lines.map((each, i) => line(each, { x: 36, y: tray.y + 29 + i * 16, size: 13.5, face: 'semibold' })),
    more ? line(w('drawing.more', { n: more }), { x: 36, y: tray.y + 29 + lines.length * 16, size: 12.5, ink: 'soft' }) : null,
    h('g', { transform: `translate(${round(labels)} 0)` },
      tray.cards.map(each => h('g', { ...itemAttributes(each.card, options), key: each.card.id },
        cardBox(each.card, each.left, tops[each.row], false, laneColour(each.card.event.lane), each.card.event.lane, options)))))
}
