/**
 * The ways of bonds: curves above everything that move nobody. Each takes the cheapest of a fixed set of curves:
 * past people and words, off couple lines, clear of bonds already drawn, as short as may be. Deterministic.
 */
import { cubic, part, trackThrough } from './track.js'

/** @typedef {Pick<import('./geometry.js').Geometry, 'spots' | 'couples' | 'ties'>} Geometry */
/** @typedef {import('./geometry.js').Spot} Spot */
/** @typedef {import('./geometry.js').Point} Point */
/** @typedef {import('./track.js').Track} Track */
/** @typedef {{x1: number, y1: number, x2: number, y2: number, cost: number, owner?: Spot, words?: Spot, bond?: boolean}} Obstacle what a curve should
 *   not lie on, and what each step on it costs; the symbol of an `owner` is no obstacle to their own bonds */

const BENDS = [0, 0.05, 0.1, 0.16, 0.23, 0.31, 0.42, 0.55, 0.7]
/** Sideways reach of a curve's handles, as a share of its length. */
const SWAYS = [[1, 1], [1.7, 0.3], [0.3, 1.7], [1, -1]]
/** How the two handles share it: a bow, a bow at either end, an S. */
const STEPS = 28
/** Steps at which a curve is tried. */
const FINE = 48
/** Pieces that a curve is drawn in. */
const CLEAR = 8
const SYMBOL_COST = 40
const WORDS_COST = 6
const OWN_WORDS_COST = 2
/** to leave through one's own name. */
const BOND_COST = 1.9
const MIDDLE_COST = 12
/** on the middle of another bond, where its sign stands. */
const LINE_COST = 0.5
const STRIP_COST = 0.35
/** below people's words, where names of homes stand. */
const SAID_COST = 0.6
/** where the words of a couple stand. */
const SQUARE = 40
/** px of a square of the grid that obstacles are looked up by. */
const MEETING = 75
/** px from a person within which their bonds may run beside each other. */
const OUTSIDE_COST = 2
/** beyond everybody. */
const LENGTH_COST = 0.16
/** for each px that a curve is longer than straight. */

/**
 * Tracks for bonds, in the order given.
 * @param {Geometry} geometry
 * @param {{id: string, a: string, b: string}[]} bonds both people are drawn
 * @returns {Map<string, Track>} from the edge of one symbol to the edge of the other
 */
export function bondTracks (geometry, bonds) {
  const ground = new Ground(geometry)
  /** @type {Map<string, Track>} */
  const tracks = new Map()
  const length = (/** @type {{a: string, b: string}} */ { a, b }) => {
    const [p, q] = [geometry.spots.get(a), geometry.spots.get(b)]
    return p && q ? Math.hypot(p.x - q.x, p.y - q.y) : 0
  }
  for (const bond of [...bonds].sort((a, b) => length(a) - length(b) || (a.id < b.id ? -1 : 1))) {
    const [p, q] = [geometry.spots.get(bond.a), geometry.spots.get(bond.b)]
    if (!p || !q || p === q) continue
    const curve = cheapest(p, q, ground)
    const track = trimmed(ground.meets(curve, p, q) ? wayRound(p, q, ground) ?? curve : curve, p, q)
    tracks.set(bond.id, track)
    for (const { x, y } of track.points.slice(3, -3)) ground.add({ x1: x - CLEAR, x2: x + CLEAR, y1: y - CLEAR, y2: y + CLEAR, cost: BOND_COST, bond: true })
    const middle = pointAt(track, track.length / 2)
    ground.add({ x1: middle.x - 18, x2: middle.x + 18, y1: middle.y - 18, y2: middle.y + 18, cost: MIDDLE_COST })
  }
  return tracks
}

/** What lies where: obstacles by the squares of a grid that they touch. */
class Ground {
  /** @param {Geometry} geometry */
  constructor (geometry) {
    /** @type {Map<number, Obstacle[]>} */
    this.squares = new Map()
    const spots = [...geometry.spots.values()]
    this.top = Math.min(...spots.map(spot => spot.y - spot.outer)) - 6
    this.foot = Math.max(...spots.map(spot => spot.y + spot.below)) + 24
    this.left = Math.min(...spots.map(spot => spot.x - spot.outer))
    this.right = Math.max(...spots.map(spot => spot.x + spot.outer))
    this.spots = spots
    for (const spot of spots) {
      const reach = spot.outer + CLEAR
      this.add({ x1: spot.x - reach, x2: spot.x + reach, y1: spot.y - reach, y2: spot.y + reach, cost: SYMBOL_COST, owner: spot })
      this.add({ x1: spot.x - 50, x2: spot.x + 50, y1: spot.y + spot.below, y2: spot.y + spot.below + 22, cost: STRIP_COST })
      if (spot.wide > 0) this.add({ x1: spot.x - spot.wide / 2 - 3, x2: spot.x + spot.wide / 2 + 3, y1: spot.y + spot.outer, y2: spot.y + spot.below, cost: WORDS_COST, words: spot })
    }
    for (const { line: [p, q], beside } of geometry.couples) {
      if (beside) this.add({ x1: p.x + 4, x2: q.x - 4, y1: p.y - 24, y2: p.y - 4, cost: SAID_COST })
    }
    for (const line of [...geometry.couples.map(couple => couple.line), ...geometry.ties.flatMap(tie => tie.pieces)]) {
      for (let i = 1; i < line.length; i++) {
        const [a, b] = [line[i - 1], line[i]]
        this.add({ x1: Math.min(a.x, b.x) - 5, x2: Math.max(a.x, b.x) + 5, y1: Math.min(a.y, b.y) - 5, y2: Math.max(a.y, b.y) + 5, cost: LINE_COST })
      }
    }
  }

  /** @param {Obstacle} obstacle */
  add (obstacle) {
    for (let column = Math.floor(obstacle.x1 / SQUARE); column <= Math.floor(obstacle.x2 / SQUARE); column++) {
      for (let row = Math.floor(obstacle.y1 / SQUARE); row <= Math.floor(obstacle.y2 / SQUARE); row++) {
        const key = column * 100003 + row
        const there = this.squares.get(key)
        if (there) there.push(obstacle)
        else this.squares.set(key, [obstacle])
      }
    }
  }

  /** Whether a line goes through the symbol of a third person. @param {Point[]} points @param {Spot} p @param {Spot} q */
  meets (points, p, q) {
    return this.spots.some(spot => spot !== p && spot !== q && points.some((point, i) => i > 0 && through(points[i - 1], point, spot)))
  }

  /**
   * What a point on a bond from p to q costs.
   * @param {number} x @param {number} y @param {Spot} p @param {Spot} q
   */
  cost (x, y, p, q) {
    let sum = y < this.top || y > this.foot ? OUTSIDE_COST : 0
    const there = this.squares.get(Math.floor(x / SQUARE) * 100003 + Math.floor(y / SQUARE))
    if (there === undefined) return sum
    const near = Math.min(Math.hypot(x - p.x, y - p.y), Math.hypot(x - q.x, y - q.y)) < MEETING
    for (const obstacle of there) {
      if (x <= obstacle.x1 || x >= obstacle.x2 || y <= obstacle.y1 || y >= obstacle.y2) continue
      if (obstacle.owner === p || obstacle.owner === q || (near && obstacle.bond)) continue
      sum += obstacle.words !== undefined && (obstacle.words === p || obstacle.words === q) ? OWN_WORDS_COST : obstacle.cost
    }
    return sum
  }
}

const STEP = 20
/** px of the lattice on which a way round is looked for. */
const AROUND = 6
/** further squares of it on each side of the family. */
const ROUND = 12
/** px before and after a corner from which it is rounded. */

/**
 * A way past everybody where every curve would go through somebody: the shortest on a lattice, pulled straight, its
 * corners rounded.
 * @param {Spot} p @param {Spot} q @param {Ground} ground
 * @returns {Point[] | null} null where others stand all round one of the two
 */
function wayRound (p, q, ground) {
  const [left, top] = [ground.left - AROUND * STEP, ground.top - AROUND * STEP]
  const [wide, high] = [Math.ceil((ground.right - left) / STEP) + AROUND, Math.ceil((ground.foot - top) / STEP) + AROUND]
  const pointOf = (/** @type {number} */ at) => ({ x: left + at % wide * STEP, y: top + Math.floor(at / wide) * STEP })
  const squareOf = (/** @type {Spot} */ spot) => Math.round((spot.y - top) / STEP) * wide + Math.round((spot.x - left) / STEP)
  const [start, goal] = [squareOf(p), squareOf(q)]
  const far = new Float64Array(wide * high).fill(Infinity)
  const from = new Int32Array(wide * high).fill(-1)
  far[start] = 0
  /** @type {number[][]} squares by how far they are, in steps: a queue that needs no sorting */
  const queue = [[start]]
  for (let steps = 0; steps < queue.length && far[goal] === Infinity; steps++) {
    for (const at of queue[steps] ?? []) {
      if (Math.floor(far[at]) !== steps) continue
      const [column, row] = [at % wide, Math.floor(at / wide)]
      for (const [dx, dy, length] of WAYS) {
        const [x, y] = [column + dx, row + dy]
        if (x < 0 || y < 0 || x >= wide || y >= high) continue
        const next = y * wide + x
        const point = pointOf(next)
        const cost = ground.cost(point.x, point.y, p, q)
        const on = far[at] + length + Math.min(cost, SYMBOL_COST - 1) * 0.3
        if (on >= far[next] || ground.meets([pointOf(at), point], p, q)) continue
        far[next] = on
        from[next] = at
        const place = Math.max(steps + 1, Math.floor(on))
        queue[place] = queue[place] ?? []
        queue[place].push(next)
      }
    }
  }
  if (far[goal] === Infinity) return null
  const way = [{ x: q.x, y: q.y }]
  for (let at = from[goal]; at >= 0 && at !== start; at = from[at]) way.unshift(pointOf(at))
  way.unshift({ x: p.x, y: p.y })
  return rounded(pulled(way, p, q, ground))
}

const WAYS = [[1, 0, 1], [-1, 0, 1], [0, 1, 1], [0, -1, 1], [1, 1, 1.42], [1, -1, 1.42], [-1, 1, 1.42], [-1, -1, 1.42]]

/** A way without the corners that it does not need. @param {Point[]} way @param {Spot} p @param {Spot} q @param {Ground} ground */
function pulled (way, p, q, ground) {
  const kept = [way[0]]
  for (let i = 0; i < way.length - 1;) {
    let j = way.length - 1
    while (j > i + 1 && ground.meets([way[i], way[j]], p, q)) j--
    kept.push(way[j])
    i = j
  }
  return kept
}

/** @param {Point[]} way @returns {Point[]} close together, its corners rounded */
function rounded (way) {
  const points = [way[0]]
  for (let i = 1; i + 1 < way.length; i++) {
    const [a, b, c] = [way[i - 1], way[i], way[i + 1]]
    const towards = (/** @type {Point} */ end) => {
      const share = Math.min(0.5, ROUND / (Math.hypot(end.x - b.x, end.y - b.y) || 1))
      return { x: b.x + (end.x - b.x) * share, y: b.y + (end.y - b.y) * share }
    }
    points.push(...cubic(towards(a), b, b, towards(c), 8))
  }
  points.push(way[way.length - 1])
  return points.slice(1).flatMap((to, i) => {
    const from = points[i]
    const pieces = Math.max(1, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / 12))
    return [...Array(pieces)].map((_, n) => ({ x: from.x + (to.x - from.x) * n / pieces, y: from.y + (to.y - from.y) * n / pieces }))
  }).concat([points[points.length - 1]])
}

/** @param {Spot} p @param {Spot} q @param {Ground} ground @returns {Point[]} from middle to middle */
function cheapest (p, q, ground) {
  const [dx, dy] = [q.x - p.x, q.y - p.y]
  const straight = Math.hypot(dx, dy) || 1
  const reach = Math.max(straight, 130) * 1.33
  /** @type {Point[]} */
  let best = []
  let least = Infinity
  for (const bend of BENDS) {
    for (const [one, two] of bend === 0 ? [[0, 0]] : SWAYS) {
      for (const side of bend === 0 ? [1] : [1, -1]) {
        const handle = (/** @type {number} */ share, /** @type {number} */ by) => ({
          x: p.x + dx * share - dy / straight * bend * side * by * reach, y: p.y + dy * share + dx / straight * bend * side * by * reach
        })
        const [b, c] = [handle(0.3, one), handle(0.7, two)]
        const start = bend * 14 + (two < 0 ? 2 : one === two ? 0 : 1)
        if (start >= least) continue
        const cost = costOf(cubic(p, b, c, q, STEPS), p, q, straight, start, least, ground)
        if (cost < least - 1e-6) { least = cost; best = cubic(p, b, c, q, FINE) }
      }
    }
  }
  return best
}

/**
 * @param {Point[]} points @param {Spot} p @param {Spot} q @param {number} straight @param {number} start
 * @param {number} least more than this is not counted further @param {Ground} ground
 */
function costOf (points, p, q, straight, start, least, ground) {
  let length = 0
  for (let i = 1; i < points.length; i++) length += Math.hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y)
  let sum = start + (length - straight) * LENGTH_COST
  const weight = length / STEPS / 16
  for (let i = 1; i < points.length - 1 && sum < least; i++) {
    const { x, y } = points[i]
    if (!inside(x, y, p) && !inside(x, y, q)) sum += ground.cost(x, y, p, q) * weight
  }
  return sum
}

/** @param {number} x @param {number} y @param {Spot} spot */
function inside (x, y, spot) {
  const [beside, above] = [Math.abs(x - spot.x), Math.abs(y - spot.y)]
  return spot.shape === 'square' || spot.shape === 'house' ? Math.max(beside, above) <= spot.outer + 2 : Math.hypot(beside, above) <= spot.outer + 2
}

/** Whether a straight line comes within a few px of a symbol. @param {Point} a @param {Point} b @param {Spot} spot */
function through (a, b, spot) {
  const reach = spot.outer + 5
  if (Math.max(a.x, b.x) < spot.x - reach || Math.min(a.x, b.x) > spot.x + reach || Math.max(a.y, b.y) < spot.y - reach || Math.min(a.y, b.y) > spot.y + reach) return false
  const steps = Math.max(1, Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / 6))
  for (let i = 0; i <= steps; i++) {
    const [x, y] = [a.x + (b.x - a.x) * i / steps, a.y + (b.y - a.y) * i / steps]
    if (Math.abs(x - spot.x) < reach && Math.abs(y - spot.y) < reach) return true
  }
  return false
}

/** A curve without what lies inside the two symbols. @param {Point[]} points @param {Spot} p @param {Spot} q @returns {Track} */
function trimmed (points, p, q) {
  const track = trackThrough(points)
  const pieces = Math.max(24, Math.round(track.length / 2))
  let [from, to] = [0, track.length]
  for (let i = 0; i <= pieces; i++) {
    const { x, y } = pointAt(track, track.length * i / pieces)
    if (inside(x, y, p)) from = track.length * i / pieces
    else break
  }
  for (let i = pieces; i >= 0; i--) {
    const { x, y } = pointAt(track, track.length * i / pieces)
    if (inside(x, y, q)) to = track.length * i / pieces
    else break
  }
  return from < to ? part(track, from, to) : track
}

/** @param {Track} track @param {number} length */
function pointAt (track, length) {
  let i = 1
  while (i < track.points.length - 1 && track.lengths[i] < length) i++
  const share = (length - track.lengths[i - 1]) / (track.lengths[i] - track.lengths[i - 1] || 1)
  const [p, q] = [track.points[i - 1], track.points[i]]
  return { x: p.x + (q.x - p.x) * share, y: p.y + (q.y - p.y) * share }
}
