/**
 * Where words and marks beside lines stand: each takes the first of its places that is clear of symbols, names and
 * other words, and of these the one that lies on the fewest lines. What has no clear place and can be told elsewhere is
 * left out; what must be there takes the least bad place. Pure, deterministic; nothing here moves anybody.
 */

/** @typedef {{x1: number, y1: number, x2: number, y2: number}} Box */
/** @typedef {import('./geometry.js').Point} Point */

const SQUARE = 24
/** px of a square of the grid that lines are looked up by. */
const APART = 6
/** px between the points that stand for a line. */
const LINE_COST = 2
/** for each point of a line that words lie on. */
const FURTHER_COST = 0.7
/** for each place that was dearer. */
const TAKEN_COST = 500
/** for lying on a symbol, a name or other words. */

/** The lines of a drawing as points: how many of them lie in a box. */
export class Lines {
  constructor () {
    /** @type {Map<number, Point[]>} */
    this.squares = new Map()
  }

  /** @param {Point[]} points of a line, in its order */
  add (points) {
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1], points[i]]
      const steps = Math.max(1, Math.round(Math.hypot(b.x - a.x, b.y - a.y) / APART))
      for (let step = 0; step < steps; step++) this.#put({ x: a.x + (b.x - a.x) * step / steps, y: a.y + (b.y - a.y) * step / steps })
    }
  }

  /** @param {Point} point */
  #put (point) {
    const key = Math.floor(point.x / SQUARE) * 100003 + Math.floor(point.y / SQUARE)
    const there = this.squares.get(key)
    if (there) there.push(point)
    else this.squares.set(key, [point])
  }

  /** @param {Box} box @returns {number} points inside */
  within ({ x1, y1, x2, y2 }) {
    let count = 0
    for (let column = Math.floor(x1 / SQUARE); column <= Math.floor(x2 / SQUARE); column++) {
      for (let row = Math.floor(y1 / SQUARE); row <= Math.floor(y2 / SQUARE); row++) {
        for (const { x, y } of this.squares.get(column * 100003 + row) ?? []) if (x > x1 && x < x2 && y > y1 && y < y2) count++
      }
    }
    return count
  }
}

/** A sheet on which words are put one after the other. */
export class Sheet {
  /** @param {Lines} lines */
  constructor (lines) {
    this.lines = lines
    /** @type {Box[]} */
    this.taken = []
  }

  /** What nothing else may lie on. @param {Box} box */
  take (box) {
    this.taken.push(box)
  }

  /**
   * The best of several places, which is then taken.
   * @template {Box} T
   * @param {T[]} places the dearest first
   * @param {{optional?: boolean}} [how] `optional` words are left out where no place is clear
   * @returns {T | null}
   */
  place (places, { optional = false } = {}) {
    /** @type {T | null} */
    let best = null
    let least = optional ? TAKEN_COST : Infinity
    for (const [i, box] of places.entries()) {
      let cost = i * FURTHER_COST
      if (cost >= least) break
      for (const other of this.taken) {
        if (overlap(box, other)) cost += TAKEN_COST * (1 + shared(box, other))
        if (cost >= least) break
      }
      if (cost < least) cost += this.lines.within(box) * LINE_COST
      if (cost < least) { least = cost; best = box }
    }
    if (best !== null) this.take(best)
    return best
  }
}

/** @param {Box} one @param {Box} other */
export function overlap (one, other) {
  return one.x1 < other.x2 && other.x1 < one.x2 && one.y1 < other.y2 && other.y1 < one.y2
}

/** The share of a box that another covers. @param {Box} one @param {Box} other */
function shared (one, other) {
  const area = Math.max(1, (one.x2 - one.x1) * (one.y2 - one.y1))
  return (Math.min(one.x2, other.x2) - Math.max(one.x1, other.x1)) * (Math.min(one.y2, other.y2) - Math.max(one.y1, other.y1)) / area
}
