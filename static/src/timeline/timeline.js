/**
 * The timeline as one picture: lanes by the child's age, a card for each event, and below it a mark that says how
 * finely its time is known. A pure function from plain data to Preact nodes, drawn live and printed alike.
 */
import { h } from 'preact'
import { w } from '../words.js'
import { ageAtMoment, birthday } from '../drawing/ages.js'
import { dateOf, dayOf, numberOf, reach } from '../drawing/days.js'
import { icon } from '../drawing/icons.js'
import { CARD, HAIR, INK, LINE, PALE_SUN, SOFT, TEAL, drawable, line, path, round, widthOf, wrap } from '../drawing/text.js'
import { laneColour } from './lanes.js'
import { fades, mark, stretchOf } from './marks.js'
import { pack } from './packing.js'
import { disputed, eventSentence } from './sentences.js'

/** @typedef {import('../drawing/days.js').Moment} Moment */
/** @typedef {import('./marks.js').Stretch} Stretch */
/** @typedef {import('./packing.js').Label} Label */
/** @typedef {import('preact').VNode} Drawn */
/** @typedef {Record<string, any>} TimelineEvent */
/** @typedef {{key: string, icon?: string, shown?: boolean}} LaneRow */

/**
 * @typedef {object} TimelineOptions
 * @property {Moment | null} born the child's birth
 * @property {string} today ISO day
 * @property {[number, number]} band days shown, from up to (an `ageBands` row's `from`, `to`)
 * @property {Record<string, LaneRow[]>} vocabulary `schema.vocabulary`
 * @property {string[]} [lanes] keys of the lanes that are shown, in order; the rows offered at first, and any that hold
 *   something
 * @property {number} [width] px (1000) @property {number} [height] px the lanes fill at least (0)
 * @property {number} [rows] most rows of cards in a lane (3); more are "+4 more"
 * @property {string} [id] prefix of ids in the picture ("timeline")
 * @property {string} [name] of the picture for those who do not see it
 * @property {string} [selected] id of an event @property {string} [focused] id of the event that Tab reaches
 * @property {string} [on] ISO day at which the family is looked at, as a line through the lanes
 * @property {Record<string, string>} [newest] id -> words below the card ("Priya, just now")
 * @property {boolean} [undated] whether the tray of undated events is drawn (true)
 * @property {boolean} [wall] the big screen: larger, ink on white, no ages in small type, nothing to reach by Tab
 * @property {boolean} [print] on paper: nothing to reach by Tab
 * @property {number} [scale] px on the screen for one px of the drawing, for larger text (1)
 * @property {'all' | 'head' | 'body'} [part] only the ages, to stay in sight, or only the lanes that scroll below them
 *   ("all"); drawn from the same options, they fit each other
 * @property {number} [labels] px for the names of lanes (140)
 * @property {Set<string> | string[] | null} [only] ids of the events that are drawn at all (all)
 * @property {Set<string> | string[] | null} [dim] ids of events that stay as faint marks without a card, counted in "+4 more"
 * @property {'full' | 'headline'} [level] only those flagged as headlines have a card, the rest are marks and counted ("full")
 * @property {boolean} [stays] the child's homes as bars, at the top of the lane of moves; needs `stays`, `households` (false)
 * @property {boolean} [ribbon] losses and changes below the ages: people, homes, schools, workers; needs the family (false)
 * @property {Map<string, any>} [memory] a map that the page keeps for one chart and hands over each time: where labels
 *   stand, so that an added event moves at most three of them; without it every drawing starts afresh
 */

/**
 * @typedef {object} Card what is written of an event
 * @property {string} id @property {TimelineEvent} event @property {boolean} also in its second lane
 * @property {string[]} title @property {string[]} small lines below it
 * @property {number} width @property {number} height
 * @property {Stretch | null} stretch
 */
/** @typedef {{card: Card, row: number, left: number, x: number, right: boolean}} PlacedCard */
/** @typedef {{lane: string, icon: string, cards: PlacedCard[], hidden: Card[], rows: number[], y: number, height: number, empty: boolean}} LaneLaidOut */

const PAD = 10
const ROW_GAP = 6
const MARK = 13
/** px below a card for its mark. */
const EMPTY = 28
/** px of a lane that holds nothing in this band. */

/** px of the row of ages. @param {boolean} wall */
function headOf (wall) {
  return wall ? 40 : 30
}

/** @param {boolean} wall */
function sizes (wall) {
  return wall ? { title: 17, small: 0, most: 190, lines: 2, bar: 5 } : { title: 13.5, small: 12.5, most: 172, lines: 2, bar: 4 }
}

/**
 * Draws the timeline of one age band.
 * @param {{events: Record<string, TimelineEvent>}} plain
 * @param {TimelineOptions} options
 * @returns {Drawn} one `<svg>`
 */
export function drawTimeline (plain, options) {
  const { width = 1000, scale = 1, wall = false, id = 'timeline', labels = wall ? 184 : 140 } = options
  const room = width / scale
  const laid = layOutTimeline(plain, options)
  const { lanes, undated, axis, foot, x, plot } = laid
  const drawn = [...lanes.flatMap(lane => lane.cards), ...undated.cards].filter(each => !each.card.also).map(each => each.card.id)
  const head = headOf(wall)
  const [top, below] = options.part === 'head' ? [0, head] : options.part === 'body' ? [head, foot - head] : [0, foot]
  const item = { ...options, wall, prefix: id, focused: options.focused && drawn.includes(options.focused) ? options.focused : drawn[0], reachable: !wall && !options.print }
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
  options.part === 'head' ? axisDrawn(axis, labels, plot, foot - (undated.cards.length ? undated.height : 0), item) : [
  h('defs', null, lanes.map(lane => fades(id, lane.lane, laneColour(lane.lane))), h('clipPath', { id: `${id}-plot` }, h('rect', { x: -24, y: -12, width: round(plot + 28), height: round(foot) }))),
  axisDrawn(axis, labels, plot, foot - (undated.cards.length ? undated.height : 0), item),
  lanes.map((lane, i) => laneDrawn(lane, i, labels, plot, x, { ...item, labels })),
  cursorDrawn(options, labels, x, foot - (undated.cards.length ? undated.height : 0)),
  undated.cards.length + undated.hidden.length > 0 ? trayDrawn(undated, labels, plot, item) : null
  ])
}

/** @typedef {TimelineOptions & {prefix: string, wall: boolean, focused: string, reachable: boolean}} ItemOptions */

/**
 * Where everything of a timeline stands.
 * @param {{events: Record<string, TimelineEvent>}} plain
 * @param {TimelineOptions} options
 */
export function layOutTimeline (plain, options) {
  const { width = 1000, height = 0, scale = 1, wall = false, labels = wall ? 184 : 140, rows = 3, band: [from, to] } = options
  const plot = width / scale - labels
  const x = (/** @type {number} */ day) => (day - from) / (to - from) * plot
  const events = Object.entries(plain.events).filter(([, event]) => !event.removed_at).sort(([a], [b]) => a < b ? -1 : 1)
  const dated = events.map(([id, event]) => ({ id, event, stretch: stretchOf(event.when) }))
  const inBand = dated.filter(({ stretch }) => stretch !== null && stretch.from < to && (stretch.to ?? Infinity) > from)
  const shown = lanesShown(options, dated.map(each => each.event))
  const head = headOf(wall)
  /** @type {LaneLaidOut[]} */
  const lanes = shown.map(row => {
    const own = inBand.flatMap(each => each.event.lane === row.key ? [{ ...each, also: false }] : each.event.also_lane === row.key ? [{ ...each, also: true }] : [])
    const cards = own.map(each => cardOf(each, options, plot))
    return laneOf(row, cards, plot, x, rows, options)
  })
  const filled = lanes.filter(lane => !lane.empty)
  const free = height / scale - head - lanes.reduce((sum, lane) => sum + lane.height, 0)
  if (free > 0 && filled.length > 0) for (const lane of filled) lane.height += free / filled.length
  let y = head
  for (const lane of lanes) { lane.y = y; y += lane.height }
  const waiting = options.undated === false ? [] : dated.filter(each => each.stretch === null)
  const undated = trayOf(waiting.map(each => cardOf({ ...each, also: false }, options, plot)), plot, y)
  return { lanes, undated, axis: axisOf(options, x, plot), foot: y + undated.height + 1, x, plot }
}

/** Lanes in their order: those chosen, and every other one that holds something. @param {TimelineOptions} options @param {TimelineEvent[]} events */
function lanesShown ({ vocabulary, lanes }, events) {
  const held = new Set(events.flatMap(event => [event.lane, event.also_lane]))
  const table = vocabulary.lanes ?? []
  const chosen = lanes ? lanes.flatMap(key => table.find(row => row.key === key) ?? []) : table.filter(row => row.shown !== false || held.has(row.key))
  return chosen
}

/** @param {{id: string, event: TimelineEvent, stretch: Stretch | null, also: boolean}} each @param {TimelineOptions} options @param {number} plot @returns {Card} */
function cardOf ({ id, event, stretch, also }, options, plot) {
  const size = sizes(options.wall === true)
  const most = Math.min(size.most, plot - 20)
  const title = wrap(event.title, { width: most - 2 * PAD, size: size.title, face: 'semibold', lines: size.lines })
  const age = size.small ? ageAtMoment(options.born, event.when) || (stretch === null ? drawable(event.when?.text) : '') : ''
  const small = size.small ? wrap(age, { width: most - 2 * PAD - marksOf(event, options).length * 15, size: size.small, lines: 1 }) : []
  if (size.small && disputed(event)) small.push(w('drawing.disputed'))
  const newest = options.newest?.[id]
  if (newest) small.push(...wrap(newest, { width: most - 2 * PAD, size: size.small || 13, face: 'semibold', lines: 1 }))
  const widths = [...title.map(words => widthOf(words, size.title, 'semibold')), ...small.map((words, i) => widthOf(words, size.small || 13, i ? 'semibold' : 'regular') + (i === 0 ? marksOf(event, options).length * 15 : 0))]
  return {
    id, event, also, title, small, stretch,
    width: Math.ceil(Math.max(40, ...widths) + 2 * PAD),
    height: 8 + title.length * (size.title + 2.5) + small.length * (size.small + 2.5) + 3
  }
}

/** Small signs on a card, each an icon with words in its sentence. @param {TimelineEvent} event @param {{wall?: boolean}} options @returns {string[]} */
function marksOf (event, { wall }) {
  if (wall) return []
  return [event.sensitive ? 'eye-off' : '', event.quote ? 'message-circle' : '', event.talked_about ? 'check' : ''].filter(Boolean)
}

/** @param {LaneRow} row @param {Card[]} cards @param {number} plot @param {(day: number) => number} x @param {number} most @param {TimelineOptions} options @returns {LaneLaidOut} */
function laneOf (row, cards, plot, x, most, options) {
  const byId = new Map(cards.map(card => [card.id, card]))
  const labels = cards.map(card => labelOf(card, plot, x, options))
  const packed = pack(labels, { width: plot, rows: most })
  const heights = Array(packed.rows).fill(0)
  const placed = packed.placed.map(({ label, row: at, left }) => {
    const card = /** @type {Card} */ (byId.get(label.id))
    heights[at] = Math.max(heights[at], card.height)
    return { card, row: at, left, x: label.x, right: label.left < label.x - 1 }
  })
  const tall = heights.reduce((sum, height) => sum + height + MARK + ROW_GAP, 0)
  const lines = nameLines(row.key, cards.length === 0, options)
  const name = lines.length * 16 + (packed.hidden.length ? 30 : 0)
  return {
    lane: row.key, icon: row.icon ?? '', cards: placed, hidden: packed.hidden.map(label => /** @type {Card} */ (byId.get(label.id))),
    rows: heights, y: 0, height: cards.length ? Math.max(tall + 10, name + 16) : EMPTY, empty: cards.length === 0
  }
}

/** Where a card wants to stand: from its day to the right, or to the left where the lane ends. @param {Card} card @param {number} plot @param {(day: number) => number} x @param {TimelineOptions} options @returns {Label} */
function labelOf (card, plot, x, options) {
  const { from, to } = /** @type {Stretch} */ (card.stretch)
  const start = Math.max(0, Math.min(plot, x(from)))
  const end = to === null ? plot : Math.max(start, Math.min(plot, x(to)))
  const turned = start + card.width > plot
  const weight = (options.selected === card.id || options.focused === card.id ? 100 : 0) + (options.newest?.[card.id] ? 50 : 0) + (card.also ? -5 : 0) +
    (card.event.talked_about ? 4 : 0) + (card.event.quote ? 2 : 0) + (card.event.meaning ? 1 : 0) + (card.event.tone ? 1 : 0)
  return { id: card.id, x: start, width: card.width, left: turned ? Math.max(0, start - card.width) : start, from: start, to: end, point: card.stretch?.shape === 'point', weight }
}

/** Cards without a date, in rows from left to right. @param {Card[]} cards @param {number} plot @param {number} y */
function trayOf (cards, plot, y) {
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
  const height = cards.length === 0 ? 0 : heights[0] + (heights[1] ? heights[1] + ROW_GAP : 0) + 22
  return { cards: placed, hidden, rows: heights, y, height }
}

/** @typedef {{x: number, words: string, year: string}} Tick */

/**
 * Ages where the child's birthdays fall, with the year; calendar years where no birth is known.
 * @param {TimelineOptions} options @param {(day: number) => number} x @param {number} plot
 * @returns {Tick[]}
 */
function axisOf ({ born, band: [from, to] }, x, plot) {
  const [birth, latest] = reach(born)
  /** @type {Tick[]} */
  const all = []
  if (birth === null || latest === null) {
    for (let year = dateOf(from).year; year <= dateOf(to - 1).year; year++) {
      const day = numberOf(year, 1, 1)
      if (day >= from) all.push({ x: x(day), words: String(year), year: '' })
    }
    return thinned(all, plot)
  }
  for (let years = Math.max(0, Math.floor((from - birth) / 366) - 1); years <= Math.ceil((to - birth) / 365); years++) {
    const day = birthday(birth, years)
    // a birth known to a year or so gives two ages at most times
    const words = latest - birth > 200 ? `${Math.max(0, years - Math.ceil((latest - birth) / 366))}–${years}` : String(years)
    if (day >= from - 1 && day < to) all.push({ x: x(day), words, year: String(dateOf(day).year) })
  }
  return [...(from < birth ? [{ x: 0, words: w('drawing.before_birth'), year: '' }] : []), ...thinned(all, plot)]
}

/** Ticks far enough apart to be read. @param {Tick[]} ticks @param {number} plot */
function thinned (ticks, plot) {
  const step = ticks.length > 1 ? ticks[1].x - ticks[0].x : plot
  const every = Math.max(1, Math.ceil(40 / step))
  return ticks.filter((_, i) => i % every === 0).map(tick => step * every < 90 ? { ...tick, year: '' } : tick)
}

/** @param {Tick[]} axis @param {number} labels @param {number} plot @param {number} foot @param {ItemOptions} options */
function axisDrawn (axis, labels, plot, foot, { wall }) {
  const size = wall ? 19 : 13
  return h('g', { class: 'd-axis', 'aria-hidden': 'true' },
    h('rect', { x: 0.5, y: 0.5, width: round(labels + plot - 1), height: round(foot - 1), rx: wall ? 0 : 9, class: 'd-card', fill: CARD, stroke: wall ? 'none' : LINE }),
    axis.map(({ x, words, year }) => [
      h('path', { d: path('M', labels + x, 0, 'V', foot), class: 'd-hair', stroke: wall ? LINE : HAIR, 'stroke-width': 1 }),
      line(words, { x: labels + x + 8, y: wall ? 27 : 20, size, face: 'semibold', ink: wall ? 'ink' : 'soft' }),
      wall || year === '' ? null : line(year, { x: labels + x + 8 + widthOf(words, size, 'semibold') + 8, y: 20, size: 12.5, ink: 'soft' })
    ]),
    h('path', { d: path('M', 0, wall ? 39 : 29.5, 'H', labels + plot), class: 'd-rule', stroke: wall ? INK : LINE, 'stroke-width': wall ? 2 : 1 }))
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

/** @param {LaneLaidOut} lane @param {number} i @param {number} labels @param {number} plot @param {(day: number) => number} x @param {ItemOptions} options */
function laneDrawn (lane, i, labels, plot, x, options) {
  const colour = laneColour(lane.lane)
  const spare = lane.height - 10 - lane.rows.reduce((sum, height) => sum + height + MARK + ROW_GAP, 0)
  const tops = lane.rows.map((_, row) => lane.y + 8 + spare / 2 + lane.rows.slice(0, row).reduce((sum, height) => sum + height + MARK + ROW_GAP, 0))
  const name = w(`lanes.${lane.lane}`)
  return h('g', {
    role: 'list', class: `d-lane lane-${lane.lane}${lane.empty ? ' d-empty' : ''}`, 'data-lane': lane.lane, key: lane.lane,
    'aria-label': lane.empty ? w('drawing.lane_empty', { lane: name }) : name
  },
  h('path', { d: path('M', 0, lane.y + lane.height, 'H', labels + plot), class: 'd-hair', stroke: options.wall ? LINE : HAIR, 'stroke-width': 1 }),
  laneName(lane, name, colour, labels, options),
  h('g', { transform: `translate(${round(labels)} 0)`, 'clip-path': `url(#${options.prefix}-plot)` },
    lane.hidden.map(card => h('g', { class: 'd-hidden', 'aria-hidden': 'true', 'data-id': card.id, key: `mark ${card.id}` },
      mark(/** @type {Stretch} */ (card.stretch), { x, width: plot, y: lane.y + lane.height - 5, colour, lane: lane.lane, prefix: options.prefix, hatched: disputed(card.event), today: dayOf(options.today) ?? 0 }))),
    lane.cards.map(each => cardDrawn(each, tops[each.row], lane.rows[each.row], colour, lane.lane, plot, x, options))))
}

/** @param {boolean} empty @param {boolean} [wall] */
function nameSize (empty, wall) {
  return wall ? 17 : empty ? 12.5 : 13.5
}

/** @param {string} lane @param {boolean} empty @param {TimelineOptions} options */
function nameLines (lane, empty, { wall = false, labels = wall ? 184 : 140 }) {
  return wrap(w(`lanes.${lane}`), { width: empty ? 1000 : labels - 42, size: nameSize(empty, wall), face: 'semibold', lines: 3 })
}

/** @param {LaneLaidOut} lane @param {string} name @param {string} colour @param {number} labels @param {ItemOptions} options */
function laneName (lane, name, colour, labels, options) {
  const size = nameSize(lane.empty, options.wall)
  const lines = nameLines(lane.lane, lane.empty, options)
  const more = lane.hidden.length
  const middle = lane.y + lane.height / 2 - (more ? 11 : 0)
  const top = middle - lines.length * (size + 3) / 2 + size
  return [
    icon(lane.icon, { x: options.wall ? 2 : 12, y: middle - (lane.empty ? 8 : 9), size: lane.empty ? 16 : options.wall ? 22 : 18, colour, classes: `d-lane-line lane-${lane.lane}` }),
    ...lines.map((each, i) => line(each, { x: 36, y: top + i * (size + 3), size, face: 'semibold', ink: lane.empty ? 'soft' : 'ink' })),
    ...(more ? [h('g', {
      role: 'listitem', class: 'd-more d-item', 'data-more': lane.lane, 'aria-label': w('drawing.more_in', { n: more, lane: name }), ...(options.reachable ? { tabindex: -1 } : {})
    },
    h('rect', { x: 30, y: round(top + (lines.length - 1) * (size + 3) + 5), width: round(widthOf(w('drawing.more', { n: more }), 12.5, 'semibold') + 14), height: 24, rx: 12, class: 'd-card d-outline', fill: CARD, stroke: SOFT }),
    line(w('drawing.more', { n: more }), { x: 37, y: top + (lines.length - 1) * (size + 3) + 21.5, size: 12.5, face: 'semibold' }))] : [])
  ]
}

/** @param {PlacedCard} each @param {number} y @param {number} tall @param {string} colour @param {string} lane @param {number} plot @param {(day: number) => number} x @param {ItemOptions} options */
function cardDrawn ({ card, left, x: at, right }, y, tall, colour, lane, plot, x, options) {
  const top = y + tall - card.height
  const shift = right ? left + card.width - at : left - at
  const below = y + tall + 7
  return h('g', {
    ...(card.also ? { class: 'd-item d-also', 'data-collection': 'events', 'data-id': card.id, 'aria-hidden': 'true' } : itemAttributes(card, options)), key: `${card.id} ${lane}`
  },
  Math.abs(shift) > 8 ? h('path', { d: path('M', at, below - 4, 'L', right ? left + card.width - 2 : left + 2, top + card.height), class: 'd-leader', stroke: SOFT, 'stroke-width': 1.2, fill: 'none' }) : null,
  card.stretch === null ? null : mark(card.stretch, { x, width: plot, y: below, colour, lane, prefix: options.prefix, hatched: disputed(card.event), today: dayOf(options.today) ?? 0 }),
  cardBox(card, left, top, right, colour, lane, options))
}

/** @param {Card} card @param {ItemOptions} options */
function itemAttributes (card, options) {
  const chosen = options.selected === card.id
  return {
    role: 'listitem',
    class: `d-item d-event${chosen ? ' d-selected' : ''}${options.newest?.[card.id] ? ' d-newest' : ''}`,
    'aria-label': eventSentence(card.event, options.born),
    'data-collection': 'events',
    'data-id': card.id,
    ...(options.reachable ? { tabindex: options.focused === card.id ? 0 : -1 } : {}),
    ...(chosen ? { 'aria-current': 'true' } : {})
  }
}

/** @param {Card} card @param {number} left @param {number} top @param {boolean} right @param {string} colour @param {string} lane @param {ItemOptions} options */
function cardBox (card, left, top, right, colour, lane, options) {
  const size = sizes(options.wall)
  const chosen = options.selected === card.id
  const newest = options.newest?.[card.id] !== undefined
  let at = top + 5
  const lines = [
    ...card.title.map(words => line(words, { x: left + PAD, y: at += size.title + 2, size: size.title, face: 'semibold' })),
    ...card.small.map((words, i) => line(words, { x: left + PAD, y: at += size.small + 3, size: size.small, face: newest && i === card.small.length - 1 ? 'semibold' : 'regular', ink: newest && i === card.small.length - 1 ? 'ink' : 'soft' }))
  ]
  const signs = marksOf(card.event, options)
  const signsAt = left + PAD + (card.small[0] ? widthOf(card.small[0], size.small) + 5 : 0)
  return [
    h('rect', {
      x: round(left), y: round(top), width: card.width, height: round(card.height), rx: 5,
      class: `d-cardbox${chosen ? ' d-chosen-card' : ''}`,
      fill: chosen ? PALE_SUN : CARD,
      stroke: options.wall && !chosen ? 'none' : chosen ? INK : newest ? TEAL : '#d5d8d6',
      'stroke-width': chosen ? 2.5 : newest ? 2 : 1,
      ...(disputed(card.event) && !chosen ? { 'stroke-dasharray': '4 3', stroke: SOFT } : {})
    }),
    h('rect', { x: round(right ? left + card.width - size.bar : left), y: round(top), width: size.bar, height: round(card.height), rx: 1.5, class: `d-lane-fill lane-${lane}`, fill: colour }),
    ...lines,
    ...signs.map((sign, i) => icon(sign, { x: signsAt + i * 15, y: top + 5 + card.title.length * (size.title + 2) + 4, size: 12, colour: SOFT, classes: 'd-soft-line', width: 2.2 })),
    options.reachable && !card.also ? h('rect', { x: round(left - 3), y: round(top - 3), width: card.width + 6, height: round(card.height + 6), rx: 7, class: 'd-focus', fill: 'none', stroke: 'none' }) : null
  ]
}

/** @param {ReturnType<typeof trayOf>} tray @param {number} labels @param {number} plot @param {ItemOptions} options */
function trayDrawn (tray, labels, plot, options) {
  const more = tray.hidden.length
  const lines = wrap(w('drawing.undated'), { width: labels - 44, size: 13.5, face: 'semibold', lines: 2 })
  const tops = [tray.y + 12, tray.y + 12 + tray.rows[0] + ROW_GAP]
  return h('g', { role: 'list', class: 'd-undated', 'data-lane': 'undated', 'aria-label': w('drawing.undated') },
    icon('clock', { x: 12, y: tray.y + 16, size: 18, colour: SOFT, classes: 'd-soft-line' }),
    lines.map((each, i) => line(each, { x: 36, y: tray.y + 29 + i * 16, size: 13.5, face: 'semibold' })),
    more ? line(w('drawing.more', { n: more }), { x: 36, y: tray.y + 29 + lines.length * 16, size: 12.5, ink: 'soft' }) : null,
    h('g', { transform: `translate(${round(labels)} 0)` },
      tray.cards.map(each => h('g', { ...itemAttributes(each.card, options), key: each.card.id },
        cardBox(each.card, each.left, tops[each.row], false, laneColour(each.card.event.lane), each.card.event.lane, options)))))
}
