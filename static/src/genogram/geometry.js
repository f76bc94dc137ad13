/**
 * Where everything of a family stands: people on rows, couple lines, child lines in lanes of their own, and the
 * heights that these need. Positions are data (64 to a slot across and to a row down); nothing here moves anyone,
 * and nobody is left out: who has no place yet stands in a row of their own at the foot.
 */
import { reach } from '../drawing/days.js'
import { extent, giveLanes } from './gaps.js'
import { labelSize, runsOf } from './homes.js'
import { bloodOf, kinOf } from './kin.js'
import { marksOn } from './fills.js'
import { figureOf, foot } from './people.js'
import { courseOf, familyOn } from './then.js'

/** @typedef {import('./people.js').Figure} Figure */
/** @typedef {import('./gaps.js').Bar} Bar */
/** @typedef {Record<string, Record<string, any>>} Records */
/** @typedef {Record<string, Records>} Plain */
/** @typedef {ReturnType<typeof familyOn>} Then the family on a day */
/** @typedef {Figure & {x: number, y: number, row: number, faint: boolean, above?: number}} Spot `faint`: not yet born, or not yet in the
 *   child's life, on the day that is drawn */
/** @typedef {{y: number, above: number, below: number, room: number, from: number}} Row `above`, `below`: what its symbols and
 *   words reach from its middle line; `room` of that is for names of homes; `from` its place in the data */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {'now' | 'past' | 'possible'} Standing how something stands on the day that is drawn */
/**
 * @typedef {object} Couple
 * @property {string} id
 * @property {Record<string, any>} union
 * @property {Spot[]} partners left to right
 * @property {Point[]} line of the couple; empty where there is no couple line
 * @property {boolean} beside whether it runs straight from one to the other
 * @property {number} turn where the number of earlier unions of the same two stands
 * @property {number[]} numbers which of their unions it is to each partner, from 1; 0 for somebody with one union
 * @property {string} kind of the union on the day
 * @property {string} ending of the union on the day, "" while it lasts
 * @property {{kind: string, when: any}[]} course what had happened by the day, in its order
 * @property {boolean} begun whether it had begun; else the two are drawn for the children whom they have
 * @property {boolean} possible whether it had begun is not certain
 * @property {import('./kin.js').Kin | null} kin how the two are related by blood
 */
/**
 * @typedef {object} Tie a child line, in pieces of which each runs straight
 * @property {string} id of the parent link, or of the union for what its children share
 * @property {string[]} links all parent links that run along it
 * @property {string} kind of parent link; "adopted_out" for the adopters of a child whose parents by birth are drawn
 * @property {Point[][]} pieces
 * @property {boolean} shared
 * @property {Standing} state on the day that is drawn
 * @property {'first' | 'further' | ''} weight of a child with several sets of parents that day, the set that looks after
 *   them comes first; "" for a child with one
 */
/** @typedef {{ids: [string, string], kind: string, ends: [Point, Point]}} Twins two who leave their bar from one point, and where a bar
 *   between their lines would run */
/**
 * @typedef {object} Home
 * @property {string} id
 * @property {Record<string, any>} household
 * @property {Spot[]} members whoever lives there that day, for certain or possibly
 * @property {string[]} unsure ids of the members of whom it is only possible
 * @property {'current' | 'possible' | 'undated'} state
 * @property {Spot[][]} runs members beside each other with nobody else between
 * @property {boolean} own the index person lives there
 * @property {number} label which run has the name below it
 * @property {number} level 0, or more where names of other homes stand above its own
 * @property {number} turn 0, or more where its outline meets that of others, so that they can be told apart
 */
/**
 * @typedef {object} Frame where everything of a family stands, whatever the day
 * @property {Map<string, Spot>} spots
 * @property {Row[]} rows
 * @property {Wires} wires
 * @property {{couples: Couple[], ties: Tie[], twins: Twins[]}} ever everything between people that there ever is
 */
/**
 * @typedef {object} Geometry a family on a day
 * @property {Map<string, Spot>} spots whoever is drawn; the faint among them
 * @property {Row[]} rows
 * @property {Couple[]} couples
 * @property {Tie[]} ties
 * @property {Twins[]} twins
 * @property {Home[]} homes
 * @property {number} today
 * @property {Then} then
 * @property {Frame} frame
 */

export const SLOT = 120
/** px across for one slot. */
export const ROW = 130
/** px down from one row to the next; more where lanes or words need it. */
const UNITS = 64
const LANE = 14
const LEG = 52
/** px from the middle of a person to a line that leaves at their side and turns down. */
const CARE = new Set(['foster', 'kinship', 'guardianship', 'residential', 'step'])
/** Kinds of parent link that hang in lanes of their own below the birth line. */
const ASIDE = 13
/** px that a second line arrives beside the first. */
const SUB = 15
/** px that a line below a name takes: whoever has none today may have one on another day. */
const CARES = ['adoptive', 'guardianship', 'foster', 'kinship', 'residential', 'biological', 'legal', 'step', 'surrogate', 'donor', 'possible']
/** Of several sets of parents in force on a day: which comes first. */

/**
 * Lays out everything of a family that is drawn on a day. What does not change from day to day is found once for a
 * family: a day moves nobody, and no line.
 * @param {Plain} plain
 * @param {{today: number, wall?: boolean, past?: boolean, later?: 'faint' | 'hidden'}} options `later`: those who are yet to come
 * @returns {Geometry}
 */
export function layOut (plain, options) {
  const frame = frameOf(plain, options.wall === true)
  const then = familyOn(plain, options.today)
  const later = laterOf(plain, then)
  const marks = marksOn(plain.facts, options.today)
  /** @type {Map<string, Spot>} */
  const spots = new Map()
  for (const [id, spot] of frame.spots) {
    const faint = later.has(id)
    if (faint && options.later === 'hidden') continue
    const figure = figureOf(id, spot.person, { ...options, ...then.people.get(id), marks: marks.get(id) })
    spots.set(id, { ...figure, x: spot.x, y: spot.y, row: spot.row, faint })
  }
  return { spots, rows: frame.rows, today: options.today, then, frame, homes: homesOf(plain, spots, then), ...frame.wires.on(then, spots) }
}

/** @type {WeakMap<Records, {wall: boolean, parts: unknown[], frame: Frame}[]>} */
const frames = new WeakMap()

/**
 * The frame of a family, found once for the same records.
 * @param {Plain} plain @param {boolean} wall
 * @returns {Frame}
 */
export function frameOf (plain, wall) {
  const parts = [plain.people, plain.unions, plain.turns, plain.parent_links, plain.households, plain.stays, plain.facts]
  const known = frames.get(plain.people)?.find(each => each.wall === wall && each.parts.every((part, i) => part === parts[i]))
  if (known) return known.frame
  const marks = marksOn(plain.facts, null)
  const figures = standing(plain.people).map(([id, person]) => figureOf(id, person, { today: LATEST, wall, marks: marks.get(id) }))
  const { spots, rows } = place(figures)
  for (const { row, room } of labelRooms(plain, spots, wall)) rows[row].room = Math.max(rows[row].room, room)
  for (const row of rows) row.below += row.room
  const wires = new Wires(plain, spots, rows)
  settleHeights(rows, wires.bars)
  for (const spot of spots.values()) spot.y = rows[spot.row].y
  const frame = { spots, rows, wires, ever: wires.on({ unions: new Map(), links: new Map() }, spots) }
  if (plain.people) frames.set(plain.people, [...(frames.get(plain.people) ?? []).slice(-1), { wall, parts, frame }])
  return frame
}

const LATEST = 200000
/** A day after all that is written down: in the year 2517. */

/**
 * Rows on which somebody lives somewhere at some time, with the room that names of homes need: twice where one person
 * is in two at once.
 * @param {Plain} plain @param {Map<string, Spot>} spots @param {boolean} wall
 */
function labelRooms (plain, spots, wall) {
  const lines = 2 * labelSize(wall) + 5
  /** @type {Map<string, {from: number, until: number}[]>} */
  const stays = new Map()
  for (const [, stay] of standing(plain.stays)) {
    const household = plain.households?.[stay.household]
    if (!spots.has(stay.person) || !household || household.removed_at) continue
    const from = reach(stay.began?.start ? stay.began : household.began)[1] ?? -Infinity
    const until = reach(stay.ended?.start ? stay.ended : household.ended)[0] ?? Infinity
    stays.set(stay.person, [...stays.get(stay.person) ?? [], { from, until }])
  }
  return [...stays].map(([person, all]) => {
    const twice = all.some((one, i) => all.some((other, j) => i < j && one.from < other.until && other.from < one.until))
    return { row: /** @type {Spot} */ (spots.get(person)).row, room: lines + 8 + (twice ? lines : 0) }
  })
}

/**
 * Who is yet to come on a day: not born, or with no tie yet to the child though there is one later.
 * @param {Plain} plain @param {Then} then
 * @returns {Set<string>}
 */
export function laterOf (plain, then) {
  const unborn = new Set([...then.people].filter(([, { state }]) => state === 'not_born' || state === 'later').map(([id]) => id))
  const child = standing(plain.people).find(([, person]) => person.index)?.[0]
  if (child === undefined) return unborn
  const [ever, there] = [new Map(), new Map()]
  const join = (/** @type {string[]} */ people, /** @type {boolean} */ now) => {
    for (const [one, two] of people.slice(1).map(each => [people[0], each])) {
      tie(ever, one, two)
      if (now && !unborn.has(one) && !unborn.has(two)) tie(there, one, two)
    }
  }
  const unions = new Map(standing(plain.unions))
  for (const [id, union] of unions) join([union.a, union.b].filter(Boolean), then.unions.get(id)?.began !== false)
  for (const [id, link] of standing(plain.parent_links)) {
    const parents = unions.has(link.union) ? [unions.get(link.union)?.a, unions.get(link.union)?.b] : [link.parent]
    join([link.child, ...parents.filter(Boolean)], then.links.get(id) !== 'later' || unborn.has(child))
  }
  for (const [id, bond] of standing(plain.bonds)) join([bond.a, bond.b].filter(Boolean), then.bonds.get(id) !== 'later')
  const [once, now] = [reached(ever, child), reached(there, child)]
  return new Set([...then.people.keys()].filter(id => unborn.has(id) || (!unborn.has(child) && once.has(id) && !now.has(id))))
}

/** @param {Map<string, string[]>} ties @param {string} one @param {string} two */
function tie (ties, one, two) {
  for (const [from, to] of [[one, two], [two, one]]) {
    const known = ties.get(from)
    if (known) known.push(to)
    else ties.set(from, [to])
  }
}

/** @param {Map<string, string[]>} ties @param {string} from */
function reached (ties, from) {
  const found = new Set([from])
  for (const id of found) for (const next of ties.get(id) ?? []) found.add(next)
  return found
}

/**
 * The records that are not removed, in the order of their ids.
 * @param {Records | undefined} records
 * @returns {[string, Record<string, any>][]}
 */
export function standing (records) {
  return Object.entries(records ?? {}).filter(([, record]) => !record.removed_at).sort(([a], [b]) => a < b ? -1 : 1)
}

/**
 * Where in the data a point of the drawing is: for dragging.
 * @param {Geometry} geometry @param {number} x @param {number} y px
 * @returns {[number, number]} whole numbers; y always on a row
 */
export function placeAt ({ rows }, x, y) {
  const nearest = rows.reduce((best, row) => Math.abs(row.y - y) < Math.abs(best.y - y) ? row : best, rows[0] ?? { y: 0, from: 0 })
  const last = rows[rows.length - 1]
  if (last && y > last.y + ROW * 0.75) return [Math.round(x / SLOT * UNITS), last.from + UNITS]
  if (rows[0] && y < rows[0].y - ROW * 0.75) return [Math.round(x / SLOT * UNITS), rows[0].from - UNITS]
  return [Math.round(x / SLOT * UNITS), nearest.from]
}

/** People on rows: who stands within half a row of another is on their row. @param {Figure[]} figures */
function place (figures) {
  const placed = figures.filter(figure => isPlace(figure.person.place))
  const levels = [...new Set(placed.map(figure => figure.person.place[1]))].sort((a, b) => a - b)
  /** @type {number[][]} */
  const groups = []
  for (const level of levels) {
    const last = groups[groups.length - 1]
    if (last && level - last[0] < UNITS / 2) last.push(level)
    else groups.push([level])
  }
  /** @type {Row[]} */
  const rows = groups.map(group => ({ y: 0, above: 0, below: 0, room: 0, from: group[0] }))
  const rowOf = new Map(groups.flatMap((group, i) => group.map(level => [level, i])))
  /** @type {Map<string, Spot>} */
  const spots = new Map()
  const left = Math.min(0, ...placed.map(figure => figure.person.place[0]))
  const waiting = figures.filter(figure => !isPlace(figure.person.place))
  if (waiting.length > 0) rows.push({ y: 0, above: 0, below: 0, room: 0, from: (rows[rows.length - 1]?.from ?? -UNITS) + UNITS })
  for (const figure of figures) {
    const at = waiting.indexOf(figure)
    const row = at < 0 ? /** @type {number} */ (rowOf.get(figure.person.place[1])) : rows.length - 1
    const x = (at < 0 ? figure.person.place[0] : left + at * UNITS) * SLOT / UNITS
    spots.set(figure.id, { ...figure, x, y: 0, row, faint: false })
    rows[row].above = Math.max(rows[row].above, /** @type {{above?: number}} */ (figure).above ?? foot(figure.shape, figure.outer))
    rows[row].below = Math.max(rows[row].below, figure.below + (figure.sub.length === 0 ? SUB : 0))
  }
  return { spots, rows }
}

/** @param {unknown} value */
function isPlace (value) {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite)
}

/** Rows as far apart as their words and lanes need, and lanes at their heights. @param {Row[]} rows @param {Bar[]} bars */
function settleHeights (rows, bars) {
  const lanes = [...Array(rows.length + 1)].map((_, i) => giveLanes(bars.filter(bar => bar.gap === i - 1)))
  rows.forEach((row, i) => {
    if (i === 0) { row.y = lanes[0] * LANE + row.above; return }
    const above = rows[i - 1]
    const data = (row.from - above.from) / UNITS * ROW
    row.y = above.y + Math.max(Math.min(data, ROW * 1.5), above.below + 10 + lanes[i] * LANE + 14 + row.above)
  })
  for (const bar of bars) {
    const count = lanes[bar.gap + 1]
    const foot = bar.gap + 1 < rows.length ? rows[bar.gap + 1].y - rows[bar.gap + 1].above - 22 : rows[bar.gap].y + rows[bar.gap].below + 10 + count * LANE
    const head = bar.gap < 0 ? foot - count * LANE : rows[bar.gap].y + rows[bar.gap].below + 8
    const step = count > 1 ? Math.min(22, (foot - head) / (count - 1)) : 0
    heights.set(bar, foot - (count - 1 - bar.lane) * step)
  }
}

/** @type {WeakMap<Bar, number>} where each bar runs, px */
const heights = new WeakMap()

/**
 * Couple lines and child lines: first which bars there are, then, once heights are settled, their points on a day.
 */
class Wires {
  /** @param {Plain} plain @param {Map<string, Spot>} spots @param {Row[]} rows */
  constructor (plain, spots, rows) {
    this.spots = spots
    this.rows = rows
    /** @type {Bar[]} */
    this.bars = []
    /** @type {{id: string, union: Record<string, any>, partners: Spot[], turn: number, beside: boolean, line: () => Point[], children: string[]}[]} */
    this.couples = []
    /** @type {Map<string, Point[]>} */
    this.lines = new Map()
    /** @type {((stands: (link: any) => boolean) => {ties: Wired[], twins: Twins[]})[]} */
    this.families = []
    /** @type {Map<string, number>} legs already used at the left and right of a person */
    this.legs = new Map()
    /** @type {Map<string, number>} legs that will be needed there */
    this.needed = new Map()
    /** @type {Map<string, number>} unions already drawn between the same two */
    this.pairs = new Map()
    /** @type {Spot[][]} people of each row, left to right */
    this.byRow = rows.map((_, row) => [...spots.values()].filter(spot => spot.row === row).sort((a, b) => a.x - b.x || (a.id < b.id ? -1 : 1)))
    this.links = linksOf(plain).filter(link => spots.has(link.child))
    /** @type {Map<string, string[]>} */
    this.linksOfChild = new Map()
    for (const link of this.links) this.linksOfChild.set(link.child, [...this.linksOfChild.get(link.child) ?? [], link.id])
    this.byId = new Map(this.links.map(link => [link.id, link]))
    this.births = twinSets(spots)
    this.arrivals = this.arrivalsOf()
    const unions = standing(plain.unions).map(([id, union]) => ({ id, union, partners: this.partnersOf(union) }))
    this.numbers = numbersOf(plain, unions)
    const blood = bloodOf(plain)
    this.kin = new Map(unions.flatMap(({ id, partners: [p, q] }) => q === undefined ? [] : [[id, kinOf(blood, p.id, q.id)]]))
    const reachOf = (/** @type {{partners: Spot[]}} */ { partners }) => partners.length === 2 ? Math.abs(partners[0].x - partners[1].x) : 0
    for (const { partners: [p, q] } of unions) {
      if (q === undefined || this.neighbours(p, q)) continue
      for (const end of [`${p.id} 1`, `${q.id} -1`]) this.needed.set(end, (this.needed.get(end) ?? 0) + 1)
    }
    for (const each of unions.sort((a, b) => reachOf(a) - reachOf(b) || (a.id < b.id ? -1 : 1))) this.family(each)
    /** @type {Map<string, any[]>} */
    const alone = new Map()
    for (const link of this.links) {
      if (link.union || !spots.has(link.parent)) continue
      const key = `${link.parent} ${CARE.has(link.kind) ? link.kind : 'birth'}`
      alone.set(key, [...alone.get(key) ?? [], link])
    }
    for (const [key, links] of alone) this.hang(this.legOf(/** @type {Spot} */ (spots.get(links[0].parent)), links), key, links)
  }

  /**
   * What is drawn on a day.
   * @param {Pick<Then, 'unions' | 'links'>} then what it does not name has always been
   * @param {Map<string, Spot>} spots as they are drawn that day
   * @returns {{couples: Couple[], ties: Tie[], twins: Twins[]}}
   */
  on (then, spots) {
    const there = (/** @type {string} */ id) => { const spot = spots.get(id); return spot !== undefined && !spot.faint }
    const stateOf = (/** @type {string} */ id) => then.links.get(id) ?? 'now'
    const parentsThere = (/** @type {any} */ link) => {
      const couple = link.union ? this.couples.find(each => each.id === link.union) : undefined
      return couple ? couple.partners.some(spot => there(spot.id)) : link.union ? true : there(link.parent)
    }
    const stands = (/** @type {any} */ link) => there(link.child) && stateOf(link.id) !== 'later' && parentsThere(link)
    const found = this.families.map(family => family(stands))
    const first = new Map([...this.linksOfChild.values()].filter(ids => ids.length > 1).flatMap(ids => {
      const now = ids.map(id => /** @type {any} */ (this.byId.get(id))).filter(link => stateOf(link.id) === 'now' && stands(link))
      now.sort((a, b) => CARES.indexOf(a.kind) - CARES.indexOf(b.kind) || (a.id < b.id ? -1 : 1))
      return now.length < 2 ? [] : now.map((link, i) => [link.id, i === 0])
    }))
    const ties = found.flatMap(each => each.ties).map(tie => {
      const states = tie.links.map(stateOf)
      const kinds = tie.links.map(id => this.kindOf(this.byId.get(id)))
      return {
        ...tie, kind: sharedKind(kinds), state: /** @type {Standing} */ (states.includes('now') ? 'now' : states.includes('possible') ? 'possible' : 'past'),
        weight: /** @type {Tie['weight']} */ (tie.links.length === 1 && first.has(tie.links[0]) ? first.get(tie.links[0]) ? 'first' : 'further' : '')
      }
    })
    const couples = this.couples.flatMap(({ children, line, ...couple }) => {
      const state = then.unions.get(couple.id)
      const begun = state?.began !== false
      const both = couple.partners.every(spot => there(spot.id))
      if (!both || (!begun && !children.some(id => stands(this.byId.get(id))))) return []
      return [{
        ...couple, partners: couple.partners.map(({ id }) => /** @type {Spot} */ (spots.get(id))), line: this.lineOf(couple.id, line), numbers: this.numbers.get(couple.id) ?? [0, 0],
        kind: state?.kind ?? couple.union.kind, ending: state?.ending ?? '', course: state?.turns ?? [], begun, possible: state?.possible === true, kin: this.kin.get(couple.id) ?? null
      }]
    })
    return { couples, ties, twins: found.flatMap(each => each.twins) }
  }

  /** The line of a couple, found once: it stays where it is. @param {string} id @param {() => Point[]} find */
  lineOf (id, find) {
    const line = this.lines.get(id) ?? find()
    this.lines.set(id, line)
    return line
  }

  /** @param {any} link */
  kindOf (link) {
    const born = link.kind === 'adoptive' && (this.linksOfChild.get(link.child) ?? []).some(id => this.byId.get(id)?.kind === 'biological')
    return born ? 'adopted_out' : link.kind
  }

  /** @param {Record<string, any>} union @returns {Spot[]} left to right */
  partnersOf (union) {
    return [...new Set([union.a, union.b])].flatMap(id => this.spots.get(id) ?? []).sort((p, q) => p.x - q.x || (p.id < q.id ? -1 : 1))
  }

  /** Whether nobody stands between two on a row. @param {Spot} p @param {Spot} q */
  neighbours (p, q) {
    return p.row === q.row && !this.byRow[p.row].some(spot => spot.x > p.x && spot.x < q.x)
  }

  /** Where each link arrives at its child's symbol, px beside the middle: birth in the middle, care at its side. */
  arrivalsOf () {
    /** @type {Map<string, number>} */
    const arrivals = new Map()
    /** @type {Map<string, any[]>} */
    const byChild = new Map()
    for (const link of this.links) byChild.set(link.child, [...byChild.get(link.child) ?? [], link])
    for (const links of byChild.values()) {
      links.sort((a, b) => Number(CARE.has(a.kind)) - Number(CARE.has(b.kind)) || (a.id < b.id ? -1 : 1))
      links.forEach((link, i) => {
        const step = Math.min(ASIDE, /** @type {Spot} */ (this.spots.get(link.child)).half * 0.8 / Math.ceil((links.length - 1) / 2))
        arrivals.set(link.id, i === 0 ? 0 : (i % 2 ? -1 : 1) * step * Math.ceil(i / 2))
      })
    }
    return arrivals
  }

  /** @param {{id: string, union: Record<string, any>, partners: Spot[]}} family */
  family ({ id, union, partners }) {
    const links = this.links.filter(link => link.union === id)
    if (partners.length === 0 && links.length === 0) return
    const source = this.couple(id, union, partners, links)
    const births = links.filter(link => !CARE.has(link.kind))
    if (births.length > 0) this.hang(source, `${id} birth`, births)
    for (const kind of CARE) {
      const cared = links.filter(link => link.kind === kind)
      if (cared.length > 0) this.hang(source, `${id} ${kind}`, cared)
    }
  }

  /**
   * The couple line; returns where its children's line begins.
   * @param {string} id @param {Record<string, any>} union @param {Spot[]} partners @param {any[]} links
   * @returns {Source}
   */
  couple (id, union, partners, links) {
    if (partners.length === 0) {
      const xs = links.map(link => /** @type {Spot} */ (this.spots.get(link.child)).x)
      const row = Math.min(...links.map(link => /** @type {Spot} */ (this.spots.get(link.child)).row))
      return { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: null, gap: row - 1 }
    }
    if (partners.length === 1) return links.length > 0 ? this.legOf(partners[0], links) : { x: partners[0].x, y: null, gap: partners[0].row }
    const [p, q] = partners
    const pair = [p.id, q.id].sort().join(' ')
    const turn = this.pairs.get(pair) ?? 0
    this.pairs.set(pair, turn + 1)
    if (this.neighbours(p, q)) {
      const shift = turn === 0 ? 0 : (turn % 2 ? 1 : -1) * 9 * Math.ceil(turn / 2)
      const y = () => p.y + shift
      this.couples.push({
        id, union, partners, turn, beside: true, children: links.map(link => link.id), line: () => [{ x: p.x + sideAt(p, shift), y: y() }, { x: q.x - sideAt(q, shift), y: y() }]
      })
      return { x: (p.x + q.x) / 2, y, gap: p.row }
    }
    return this.under(id, union, p, q, links)
  }

  /**
   * Partners with others between them, or on different rows: a line that leaves both at the side and passes below.
   * @param {string} id @param {Record<string, any>} union @param {Spot} p @param {Spot} q @param {any[]} links
   * @returns {Source}
   */
  under (id, union, p, q, links) {
    const gap = Math.max(p.row, q.row)
    const one = this.leg(p, 1)
    const two = this.leg(q, -1)
    const ends = [{ spot: p, ...one }, { spot: q, ...two }].map(end => ({ ...end, way: end.spot.row === gap ? end.x : this.corridor(end.x, end.spot.row + 1, gap) }))
    const bar = this.bar(`${id} couple`, gap, 0, ends.map(end => end.way), [])
    const bends = ends.map(end => end.way === end.x ? null : this.bar(`${id} ${end.spot.id}`, end.spot.row, 0, [end.x], [end.way]))
    const xs = links.map(link => /** @type {Spot} */ (this.spots.get(link.child)).x)
    const wish = xs.length ? (Math.min(...xs) + Math.max(...xs)) / 2 : (ends[0].way + ends[1].way) / 2
    const [lo, hi] = ends.map(end => end.way).sort((a, b) => a - b)
    const x = Math.max(Math.min(lo + 12, hi), Math.min(Math.max(hi - 12, lo), wish))
    if (links.length > 0) bar.downs.push(x)
    const line = () => {
      const y = heightOf(bar)
      const half = (/** @type {number} */ i) => {
        const end = ends[i]
        const bend = bends[i]
        const from = [{ x: end.spot.x + end.side * sideAt(end.spot, end.dy), y: end.spot.y + end.dy }, { x: end.x, y: end.spot.y + end.dy }]
        return bend === null ? [...from, { x: end.x, y }] : [...from, { x: end.x, y: heightOf(bend) }, { x: end.way, y: heightOf(bend) }, { x: end.way, y }]
      }
      return [...half(0), ...half(1).reverse()]
    }
    this.couples.push({ id, union, partners: [p, q], turn: 0, beside: false, line, children: links.map(link => link.id) })
    return { x, y: () => heightOf(bar), gap, bar }
  }

  /** A line that leaves one person at the side and turns down. @param {Spot} spot @param {any[]} links @returns {Source} */
  legOf (spot, links) {
    const xs = links.map(link => /** @type {Spot} */ (this.spots.get(link.child)).x)
    const leg = this.leg(spot, (Math.min(...xs) + Math.max(...xs)) / 2 >= spot.x ? 1 : -1)
    return { x: leg.x, y: () => spot.y + leg.dy, gap: spot.row, from: () => spot.x + leg.side * sideAt(spot, leg.dy) }
  }

  /** The next free leg of a person. @param {Spot} spot @param {1 | -1} side */
  leg (spot, side) {
    const used = this.legs.get(`${spot.id} ${side}`) ?? 0
    this.legs.set(`${spot.id} ${side}`, used + 1)
    const steps = Math.max(1, (this.needed.get(`${spot.id} ${side}`) ?? 1) - 1)
    const far = Math.max(40, Math.min(spot.wide / 2 + 5, LEG))
    const near = spot.outer + 6
    return {
      side,
      x: spot.x + side * Math.max(near, far - used * Math.min(6, (far - near) / steps)),
      dy: Math.min(spot.half * 0.85, spot.half * 0.5 + used * Math.min(4, spot.half * 0.35 / steps))
    }
  }

  /**
   * Children hang from a source: one bar that they share, and a line down to each.
   * @param {Source} source @param {string} id @param {any[]} links
   */
  hang (source, id, links) {
    const care = CARE.has(links[0].kind)
    const below = links.filter(link => this.rowOf(link) > source.gap)
    for (const link of links) if (!below.includes(link)) this.around(source, link, care)
    if (below.length === 0) return
    const gap = Math.max(source.gap, Math.min(...below.map(link => this.rowOf(link))) - 1)
    const way = gap === source.gap ? source.x : this.corridor(source.x, source.gap + 1, gap)
    const bend = way === source.x ? null : this.bar(`${id} bend`, source.gap, 1, [source.x], [way])
    const sets = this.dropsOf(below)
    const near = sets.length === 1 && Math.abs(this.middleOf(sets[0]) - way) < 6
    const drops = sets.map(set => {
      const x = near ? way : this.middleOf(set)
      const row = this.rowOf(set[0])
      const down = row === gap + 1 ? x : this.corridor(x, gap + 1, row - 1)
      return { links: set, solo: set.length === 1, x, down, bend: down === x ? null : this.bar(`${set[0].id} bend`, row - 1, 1, [down], [x]) }
    })
    const bar = this.bar(id, gap, care ? 2 : 1, source.y === null ? [] : [way], drops.map(drop => drop.down))
    this.families.push(stands => {
      const standing = drops.map(drop => ({ ...drop, links: drop.links.filter(stands) })).filter(drop => drop.links.length > 0)
      if (standing.length === 0) return { ties: [], twins: [] }
      const ends = [...standing.map(drop => drop.down), ...(source.y === null ? [] : [way])]
      const [lo, hi] = [Math.min(...ends), Math.max(...ends)]
      const flat = hi - lo < 0.5
      const split = standing.some(drop => drop.links.length > 1)
      const y = flat && split ? this.rows[gap + 1].y - this.rows[gap + 1].above - 24 : heightOf(bar)
      const trunk = () => {
        if (source.y === null) return []
        const start = [...(source.from ? [{ x: source.from(), y: source.y() }] : []), { x: source.x, y: source.y() }]
        return bend === null ? start : [...start, { x: source.x, y: heightOf(bend) }, { x: way, y: heightOf(bend) }]
      }
      const fork = (/** @type {typeof drops[0]} */ drop) => drop.bend === null
        ? [{ x: drop.down, y }]
        : [{ x: drop.down, y }, { x: drop.down, y: heightOf(drop.bend) }, { x: drop.x, y: heightOf(drop.bend) }]
      const footOf = (/** @type {any} */ link, /** @type {number} */ x) => {
        const child = /** @type {Spot} */ (this.spots.get(link.child))
        return { x, y: child.y - topAt(child, x - child.x) }
      }
      const links = standing.flatMap(drop => drop.links.map(link => link.id))
      if (links.length === 1) {
        const [drop] = standing
        const [link] = drop.links
        const way1 = drop.bend === null ? [] : fork(drop).slice(1)
        const x = drop.solo ? drop.x : this.arrival(link)
        const aside = Math.abs(x - drop.x) > 0.5 ? [{ x: drop.x, y: drop.bend === null ? y : heightOf(drop.bend) }] : []
        const piece = [...trunk(), ...(flat && source.y !== null ? [] : [{ x: way, y }]), ...(flat ? [] : [{ x: drop.down, y }]), ...way1, ...aside, footOf(link, x)]
        return { ties: [{ id: link.id, links: [link.id], shared: false, pieces: [source.y === null && flat ? [{ x: drop.down, y }, ...way1, ...aside, footOf(link, x)] : piece] }], twins: [] }
      }
      /** @type {Wired[]} */
      const ties = [{
        id, links, shared: true,
        pieces: [...(source.y === null ? [] : [[...trunk(), { x: way, y }]]), ...(flat ? [] : [[{ x: lo, y }, { x: hi, y }]])]
      }]
      /** @type {Twins[]} */
      const twins = []
      for (const drop of standing) {
        const from = fork(drop)
        const apex = from[from.length - 1]
        const feet = drop.links.map(link => footOf(link, drop.solo ? drop.x : this.arrival(link)))
        drop.links.forEach((link, i) => ties.push({ id: link.id, links: [link.id], shared: false, pieces: [[...from, feet[i]]] }))
        const beside = (/** @type {number} */ i) => ({ x: apex.x + (feet[i].x - apex.x) * 0.6, y: apex.y + (feet[i].y - apex.y) * 0.6 })
        for (let i = 0; i + 1 < drop.links.length; i++) {
          const ids = /** @type {[string, string]} */ ([drop.links[i].child, drop.links[i + 1].child])
          twins.push({ ids, kind: this.births.kindOf(...ids), ends: [beside(i), beside(i + 1)] })
        }
      }
      return { ties, twins: care ? [] : twins }
    })
  }

  /** Links as they leave a bar: twins together, everybody else alone; left to right. @param {any[]} links @returns {any[][]} */
  dropsOf (links) {
    /** @type {Map<string, any[]>} */
    const sets = new Map()
    for (const link of links) {
      const key = `${this.births.setOf(link.child)} ${this.rowOf(link)}`
      sets.set(key, [...sets.get(key) ?? [], link])
    }
    for (const set of sets.values()) set.sort((a, b) => this.arrival(a) - this.arrival(b) || (a.id < b.id ? -1 : 1))
    return [...sets.values()].sort((a, b) => this.middleOf(a) - this.middleOf(b) || (a[0].id < b[0].id ? -1 : 1))
  }

  /** Where a drop leaves its bar: in the middle above twins, above whoever comes alone. @param {any[]} links */
  middleOf (links) {
    return (this.arrival(links[0]) + this.arrival(links[links.length - 1])) / 2
  }

  /** A child who does not stand below: the line goes round, free of people. @param {Source} source @param {any} link @param {boolean} care */
  around (source, link, care) {
    const child = /** @type {Spot} */ (this.spots.get(link.child))
    const x = this.arrival(link)
    const way = this.corridor((source.x + x) / 2, child.row, source.gap)
    const low = this.bar(`${link.id} low`, source.gap, care ? 2 : 1, source.y === null ? [] : [source.x], [way])
    const high = this.bar(`${link.id} high`, child.row - 1, care ? 2 : 1, [], [way, x])
    this.families.push(stands => ({
      twins: [],
      ties: !stands(link) ? [] : [{
        id: link.id, links: [link.id], shared: false,
        pieces: [[
          ...(source.from && source.y ? [{ x: source.from(), y: source.y() }] : []),
          ...(source.y ? [{ x: source.x, y: source.y() }] : []), { x: source.x, y: heightOf(low) }, { x: way, y: heightOf(low) },
          { x: way, y: heightOf(high) }, { x, y: heightOf(high) }, { x, y: child.y - topAt(child, x - child.x) }
        ]]
      }]
    }))
  }

  /** @param {any} link */
  rowOf (link) {
    return /** @type {Spot} */ (this.spots.get(link.child)).row
  }

  /** @param {any} link */
  arrival (link) {
    return /** @type {Spot} */ (this.spots.get(link.child)).x + (this.arrivals.get(link.id) ?? 0)
  }

  /**
   * The nearest x at which a vertical passes rows without touching anybody or their words.
   * @param {number} x @param {number} from first row passed @param {number} to last row passed
   */
  corridor (x, from, to) {
    const crossed = this.byRow.slice(Math.max(0, from), to + 1).flat()
    const free = (/** @type {number} */ at) => crossed.every(spot => Math.abs(spot.x - at) >= Math.max(spot.outer, spot.wide / 2) + 5)
    for (let aside = 0; aside < 4000; aside += 4) {
      if (free(x + aside)) return x + aside
      if (free(x - aside)) return x - aside
    }
    return x
  }

  /** @param {string} id @param {number} gap @param {number} zone @param {number[]} ups @param {number[]} downs @returns {Bar} */
  bar (id, gap, zone, ups, downs) {
    const bar = { id, gap, zone, ups, downs, lane: 0 }
    this.bars.push(bar)
    return bar
  }
}

/** @typedef {{id: string, links: string[], shared: boolean, pieces: Point[][]}} Wired a child line without its look */
/** @typedef {{x: number, y: (() => number) | null, gap: number, from?: () => number, bar?: Bar}} Source where the line of
 *   children begins: `y` null where there is nothing above them, `from` the side it leaves one person at */

/** @param {Bar} bar */
function heightOf (bar) {
  return /** @type {number} */ (heights.get(bar))
}

/** The line that children of several kinds share is solid where any of them is a child by birth. @param {string[]} kinds */
function sharedKind (kinds) {
  return kinds.every(kind => kind === kinds[0]) ? kinds[0] : 'biological'
}

/**
 * From the middle of a symbol to its side, `dy` px above or below the middle.
 * @param {Spot} spot @param {number} dy
 */
export function sideAt (spot, dy) {
  const r = spot.outer
  if (spot.shape === 'circle' || spot.shape === 'dot') return Math.sqrt(Math.max(0, r * r - dy * dy))
  if (spot.shape === 'diamond') return Math.max(0, r * 1.2 - Math.abs(dy))
  if (spot.shape === 'triangle') return r * (dy + r) / (2 * r)
  if (spot.shape === 'paw') return Math.sqrt(Math.max(0, r * r - dy * dy))
  return r
}

/**
 * From the middle of a symbol up to its edge, `dx` px beside the middle.
 * @param {Spot} spot @param {number} dx
 */
export function topAt (spot, dx) {
  const r = spot.outer
  if (spot.shape === 'circle' || spot.shape === 'dot' || spot.shape === 'paw') return Math.sqrt(Math.max(0, r * r - dx * dx))
  if (spot.shape === 'diamond') return r * 1.2 - Math.abs(dx)
  if (spot.shape === 'triangle') return r - 2 * Math.abs(dx)
  return r
}

/** @param {Plain} plain @returns {Record<string, any>[]} parent links with their ids */
function linksOf (plain) {
  return standing(plain.parent_links).map(([id, link]) => ({ ...link, id }))
}

/**
 * Who was born at one birth, and of which kind each two are.
 * @param {Map<string, Spot>} spots
 */
function twinSets (spots) {
  /** @type {Record<'any' | 'identical' | 'unsaid', Map<string, string>>} */
  const sets = { any: new Map(), identical: new Map(), unsaid: new Map() }
  const rootOf = (/** @type {Map<string, string>} */ set, /** @type {string} */ id) => {
    let root = id
    while (set.has(root)) root = /** @type {string} */ (set.get(root))
    return root
  }
  const join = (/** @type {Map<string, string>} */ set, /** @type {string} */ one, /** @type {string} */ two) => {
    const [p, q] = [rootOf(set, one), rootOf(set, two)].sort()
    if (p !== q) set.set(q, p)
  }
  for (const [id, { person }] of spots) {
    if (!person.twin_of || person.twin_of === id || !spots.has(person.twin_of)) continue
    join(sets.any, id, person.twin_of)
    if (person.twins === 'identical') join(sets.identical, id, person.twin_of)
    if (!person.twins) join(sets.unsaid, id, person.twin_of)
  }
  return {
    setOf: (/** @type {string} */ id) => rootOf(sets.any, id),
    /** @param {string} one @param {string} two @returns {string} a row of twin_kinds, "" where nobody knows */
    kindOf: (one, two) => rootOf(sets.identical, one) === rootOf(sets.identical, two)
      ? 'identical'
      : rootOf(sets.unsaid, one) === rootOf(sets.unsaid, two) ? '' : 'fraternal'
  }
}

/**
 * Which of their unions each union is to its partners, in the order of time; 0 for who has one only.
 * @param {Plain} plain @param {{id: string, union: Record<string, any>, partners: Spot[]}[]} unions
 * @returns {Map<string, number[]>}
 */
function numbersOf (plain, unions) {
  const turns = Object.fromEntries(standing(plain.turns))
  const began = new Map(unions.map(({ id, union }) => [id, courseOf({ ...union, id }, turns).flatMap(turn => turn.when?.start?.find(Boolean) ?? [])[0] ?? '9']))
  /** @type {Map<string, string[]>} */
  const own = new Map()
  for (const { id, partners } of unions) if (partners.length === 2) for (const spot of partners) own.set(spot.id, [...own.get(spot.id) ?? [], id])
  for (const ids of own.values()) ids.sort((a, b) => String(began.get(a)) < String(began.get(b)) ? -1 : began.get(a) === began.get(b) && a < b ? -1 : 1)
  return new Map(unions.map(({ id, partners }) => [id, partners.map(spot => {
    const ids = own.get(spot.id) ?? []
    return ids.length > 1 ? ids.indexOf(id) + 1 : 0
  })]))
}

/** Kinds of household that are an institution: drawn also round one person. */
const INSTITUTIONS = new Set(['foster', 'kinship', 'residential', 'hospital', 'prison', 'secure'])

/** Homes of the day with those who live there: the child's own, institutions, and those of several people. @param {Plain} plain @param {Map<string, Spot>} spots @param {Then} then @returns {Home[]} */
function homesOf (plain, spots, then) {
  const everybody = [...spots.values()]
  const homes = then.homes.flatMap(({ id, state, members: certain, possible }) => {
    const household = plain.households[id]
    const members = [...new Set([...certain, ...possible])].flatMap(person => spots.get(person) ?? []).filter(spot => !spot.faint && isPlace(spot.person.place))
    const own = members.some(spot => spot.person.index)
    if (members.length === 0 || (members.length === 1 && !own && !INSTITUTIONS.has(household.kind))) return []
    const runs = runsOf(members, everybody)
    const lowest = Math.max(...runs.map(run => run[0].row))
    return [{ id, household, members, unsure: possible, state: /** @type {Home['state']} */ (state), runs, own, label: runs.findIndex(run => run[0].row === lowest), turn: 0, level: 0 }]
  })
  homes.sort((one, other) => Number(other.own) - Number(one.own))
  homes.forEach((home, i) => {
    const taken = homes.slice(0, i).filter(other => meet(home, other)).map(other => other.turn)
    while (taken.includes(home.turn)) home.turn++
    const above = homes.slice(0, i).filter(other => named(home, other)).map(other => other.level)
    while (above.includes(home.level)) home.level++
  })
  return homes
}

/** Whether the names of two homes stand below the same people. @param {Home} one @param {Home} other */
function named (one, other) {
  const [a, b] = [one.runs[one.label], other.runs[other.label]]
  return a[0].row === b[0].row && a[0].x - SLOT * 0.4 < b[b.length - 1].x && b[0].x - SLOT * 0.4 < a[a.length - 1].x
}

/** Whether the outlines of two homes may meet: somebody lives in both, or their people stand in one another's rows and columns. @param {{members: Spot[]}} one @param {{members: Spot[]}} other */
function meet (one, other) {
  const box = (/** @type {Spot[]} */ members) => ({
    left: Math.min(...members.map(spot => spot.x)) - SLOT / 2, right: Math.max(...members.map(spot => spot.x)) + SLOT / 2,
    top: Math.min(...members.map(spot => spot.row)), foot: Math.max(...members.map(spot => spot.row))
  })
  const [a, b] = [box(one.members), box(other.members)]
  return a.left < b.right && b.left < a.right && a.top <= b.foot && b.top <= a.foot
}
