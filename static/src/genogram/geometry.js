/**
 * Where everything of a family stands: people on rows, couple lines, child lines in lanes of their own, and the
 * heights that these need. Positions are data (64 to a slot across and to a row down); nothing here moves anyone,
 * and nobody is left out: who has no place yet stands in a row of their own at the foot.
 */
import { extent, giveLanes } from './gaps.js'
import { deadOn, figureOf, foot, inForce } from './people.js'
import { runsOf } from './homes.js'

/** @typedef {import('./people.js').Figure} Figure */
/** @typedef {import('./gaps.js').Bar} Bar */
/** @typedef {Record<string, Record<string, any>>} Records */
/** @typedef {Record<string, Records>} Plain */
/** @typedef {Figure & {x: number, y: number, row: number}} Spot */
/** @typedef {{y: number, above: number, below: number, from: number}} Row `above`, `below`: what its symbols and words
 *   reach from its middle line; `from` its place in the data */
/** @typedef {{x: number, y: number}} Point */
/**
 * @typedef {object} Couple
 * @property {string} id
 * @property {Record<string, any>} union
 * @property {Spot[]} partners left to right
 * @property {Point[]} line of the couple; empty where there is no couple line
 * @property {boolean} beside whether it runs straight from one to the other
 * @property {number} turn where the number of earlier unions of the same two stands
 */
/**
 * @typedef {object} Tie a child line, in pieces of which each runs straight
 * @property {string} id of the parent link, or of the union for what its children share
 * @property {string[]} links all parent links that run along it
 * @property {string} kind of parent link
 * @property {Point[][]} pieces
 * @property {boolean} shared
 * @property {boolean} past it is not in force on the day that is drawn
 */
/**
 * @typedef {object} Home
 * @property {string} id
 * @property {Record<string, any>} household
 * @property {Spot[]} members
 * @property {Spot[][]} runs members beside each other with nobody else between
 * @property {boolean} own the index person lives there
 * @property {number} label which run has the name below it
 */
/**
 * @typedef {object} Geometry
 * @property {Map<string, Spot>} spots
 * @property {Row[]} rows
 * @property {Couple[]} couples
 * @property {Tie[]} ties
 * @property {Home[]} homes
 * @property {number} today
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

/**
 * Lays out everything of a family that is drawn.
 * @param {Plain} plain
 * @param {{today: number, wall?: boolean}} options
 * @returns {Geometry}
 */
export function layOut (plain, options) {
  const figures = standing(plain.people).map(([id, person]) => figureOf(id, person, options))
  const { spots, rows } = place(figures)
  const wires = new Wires(plain, spots, rows, options.today)
  const homes = homesOf(plain, spots, options.today)
  for (const home of homes) for (const spot of home.runs[home.label]) rows[spot.row].below = Math.max(rows[spot.row].below, spot.below + 26)
  settleHeights(rows, wires.bars)
  for (const spot of spots.values()) spot.y = rows[spot.row].y
  return { spots, rows, homes, today: options.today, ...wires.drawn() }
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
  const rows = groups.map(group => ({ y: 0, above: 0, below: 0, from: group[0] }))
  const rowOf = new Map(groups.flatMap((group, i) => group.map(level => [level, i])))
  /** @type {Map<string, Spot>} */
  const spots = new Map()
  const left = Math.min(0, ...placed.map(figure => figure.person.place[0]))
  const waiting = figures.filter(figure => !isPlace(figure.person.place))
  if (waiting.length > 0) rows.push({ y: 0, above: 0, below: 0, from: (rows[rows.length - 1]?.from ?? -UNITS) + UNITS })
  for (const figure of figures) {
    const at = waiting.indexOf(figure)
    const row = at < 0 ? /** @type {number} */ (rowOf.get(figure.person.place[1])) : rows.length - 1
    const x = (at < 0 ? figure.person.place[0] : left + at * UNITS) * SLOT / UNITS
    spots.set(figure.id, { ...figure, x, y: 0, row })
    rows[row].above = Math.max(rows[row].above, foot(figure.shape, figure.outer))
    rows[row].below = Math.max(rows[row].below, figure.below)
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

/** Couple lines and child lines: first which bars there are, then, once heights are settled, their points. */
class Wires {
  /** @param {Plain} plain @param {Map<string, Spot>} spots @param {Row[]} rows @param {number} today */
  constructor (plain, spots, rows, today) {
    this.spots = spots
    this.rows = rows
    this.today = today
    /** @type {Bar[]} */
    this.bars = []
    /** @type {(() => Couple)[]} */
    this.couples = []
    /** @type {(() => Tie)[]} */
    this.ties = []
    /** @type {Map<string, number>} legs already used at the left and right of a person */
    this.legs = new Map()
    /** @type {Map<string, number>} legs that will be needed there */
    this.needed = new Map()
    /** @type {Map<string, number>} unions already drawn between the same two */
    this.pairs = new Map()
    /** @type {Spot[][]} people of each row, left to right */
    this.byRow = rows.map((_, row) => [...spots.values()].filter(spot => spot.row === row).sort((a, b) => a.x - b.x || (a.id < b.id ? -1 : 1)))
    this.links = linksOf(plain).filter(link => spots.has(link.child))
    this.arrivals = this.arrivalsOf()
    const unions = standing(plain.unions).map(([id, union]) => ({ id, union, partners: this.partnersOf(union) }))
    const reachOf = (/** @type {{partners: Spot[]}} */ { partners }) => partners.length === 2 ? Math.abs(partners[0].x - partners[1].x) : 0
    for (const { partners: [p, q] } of unions) {
      if (q === undefined || this.neighbours(p, q)) continue
      for (const end of [`${p.id} 1`, `${q.id} -1`]) this.needed.set(end, (this.needed.get(end) ?? 0) + 1)
    }
    for (const each of unions.sort((a, b) => reachOf(a) - reachOf(b) || (a.id < b.id ? -1 : 1))) this.family(each)
    for (const link of this.links) {
      if (!link.union && spots.has(link.parent)) this.hang(this.legOf(/** @type {Spot} */ (spots.get(link.parent)), [link]), link.id, [link])
    }
  }

  drawn () {
    return { couples: this.couples.map(draw => draw()), ties: this.ties.map(draw => draw()) }
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
        const most = /** @type {Spot} */ (this.spots.get(link.child)).half * 0.75
        arrivals.set(link.id, i === 0 ? 0 : Math.max(-most, Math.min(most, (i % 2 ? -1 : 1) * ASIDE * Math.ceil(i / 2))))
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
      this.couples.push(() => ({
        id, union, partners, turn, beside: true, line: [{ x: p.x + sideAt(p, shift), y: y() }, { x: q.x - sideAt(q, shift), y: y() }]
      }))
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
    this.couples.push(() => {
      const y = heightOf(bar)
      const half = (/** @type {number} */ i) => {
        const end = ends[i]
        const bend = bends[i]
        const from = [{ x: end.spot.x + end.side * sideAt(end.spot, end.dy), y: end.spot.y + end.dy }, { x: end.x, y: end.spot.y + end.dy }]
        return bend === null ? [...from, { x: end.x, y }] : [...from, { x: end.x, y: heightOf(bend) }, { x: end.way, y: heightOf(bend) }, { x: end.way, y }]
      }
      return { id, union, partners: [p, q], turn: 0, beside: false, line: [...half(0), ...half(1).reverse()] }
    })
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
    const near = below.length === 1 && Math.abs(this.arrival(below[0]) - way) < 6
    const drops = below.map(link => {
      const x = near ? way : this.arrival(link)
      const row = this.rowOf(link)
      const down = row === gap + 1 ? x : this.corridor(x, gap + 1, row - 1)
      return { link, x, down, bend: down === x ? null : this.bar(`${link.id} bend`, row - 1, 1, [down], [x]) }
    })
    const bar = this.bar(id, gap, care ? 2 : 1, source.y === null ? [] : [way], drops.map(drop => drop.down))
    const [lo, hi] = extent(bar)
    const flat = hi - lo < 0.5
    const trunk = () => {
      if (source.y === null) return []
      const start = [...(source.from ? [{ x: source.from(), y: source.y() }] : []), { x: source.x, y: source.y() }]
      return bend === null ? start : [...start, { x: source.x, y: heightOf(bend) }, { x: way, y: heightOf(bend) }]
    }
    const leg = (/** @type {typeof drops[0]} */ drop) => {
      const child = /** @type {Spot} */ (this.spots.get(drop.link.child))
      const foot = { x: drop.x, y: child.y - topAt(child, drop.x - child.x) }
      return drop.bend === null ? [foot] : [{ x: drop.down, y: heightOf(drop.bend) }, { x: drop.x, y: heightOf(drop.bend) }, foot]
    }
    const shared = sharedKind(links.map(link => link.kind))
    if (links.length === 1) {
      for (const drop of drops) {
        this.ties.push(() => ({
          id: drop.link.id, links: [drop.link.id], kind: drop.link.kind, shared: false, past: !inForce(drop.link, this.today),
          pieces: [[...trunk(), ...(flat && source.y !== null ? [] : [{ x: way, y: heightOf(bar) }]), ...(flat ? [] : [{ x: drop.down, y: heightOf(bar) }]), ...leg(drop)]]
        }))
      }
      return
    }
    this.ties.push(() => ({
      id, links: links.map(link => link.id), kind: shared, shared: true, past: links.every(link => !inForce(link, this.today)),
      pieces: [...(source.y === null ? [] : [[...trunk(), { x: way, y: heightOf(bar) }]]), ...(flat ? [] : [[{ x: lo, y: heightOf(bar) }, { x: hi, y: heightOf(bar) }]])]
    }))
    for (const drop of drops) {
      this.ties.push(() => ({
        id: drop.link.id, links: [drop.link.id], kind: drop.link.kind, shared: false, past: !inForce(drop.link, this.today), pieces: [[{ x: drop.down, y: heightOf(bar) }, ...leg(drop)]]
      }))
    }
  }

  /** A child who does not stand below: the line goes round, free of people. @param {Source} source @param {any} link @param {boolean} care */
  around (source, link, care) {
    const child = /** @type {Spot} */ (this.spots.get(link.child))
    const x = this.arrival(link)
    const way = this.corridor((source.x + x) / 2, child.row, source.gap)
    const low = this.bar(`${link.id} low`, source.gap, care ? 2 : 1, source.y === null ? [] : [source.x], [way])
    const high = this.bar(`${link.id} high`, child.row - 1, care ? 2 : 1, [], [way, x])
    this.ties.push(() => ({
      id: link.id, links: [link.id], kind: link.kind, shared: false, past: !inForce(link, this.today),
      pieces: [[
        ...(source.from && source.y ? [{ x: source.from(), y: source.y() }] : []),
        ...(source.y ? [{ x: source.x, y: source.y() }] : []), { x: source.x, y: heightOf(low) }, { x: way, y: heightOf(low) },
        { x: way, y: heightOf(high) }, { x, y: heightOf(high) }, { x, y: child.y - topAt(child, x - child.x) }
      ]]
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

/** Homes in force with those who live there: the child's own, and those of several people. @param {Plain} plain @param {Map<string, Spot>} spots @param {number} today @returns {Home[]} */
function homesOf (plain, spots, today) {
  const stays = standing(plain.stays).map(([, stay]) => stay).filter(stay => inForce(stay, today))
  return standing(plain.households).filter(([, household]) => inForce(household, today)).flatMap(([id, household]) => {
    const members = [...new Set(stays.filter(stay => stay.household === id).map(stay => stay.person))]
      .flatMap(person => spots.get(person) ?? []).filter(spot => !deadOn(spot.person, today) && spot.person.place)
    const own = members.some(spot => spot.person.index)
    if (members.length === 0 || (members.length === 1 && !own)) return []
    const runs = runsOf(members, [...spots.values()])
    const lowest = Math.max(...runs.map(run => run[0].row))
    return [{ id, household, members, runs, own, label: runs.findIndex(run => run[0].row === lowest) }]
  })
}
