/**
 * A track is the way a line takes: points close together, with the length gone so far. Every stroke is drawn along
 * one, so a zigzag or a pair of lines looks the same on a straight couple line and on a curved bond.
 */
import { round } from '../drawing/text.js'

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{points: Point[], lengths: number[], length: number}} Track */

/**
 * A track through points.
 * @param {Point[]} points at least two
 * @returns {Track}
 */
export function trackThrough (points) {
  const known = tracks.get(points)
  if (known) return known
  const lengths = [0]
  for (let i = 1; i < points.length; i++) {
    lengths.push(lengths[i - 1] + Math.hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y))
  }
  const track = { points, lengths, length: lengths[lengths.length - 1] }
  tracks.set(points, track)
  return track
}

/** @type {WeakMap<Point[], Track>} */
const tracks = new WeakMap()

/**
 * A straight track.
 * @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2
 * @returns {Track}
 */
export function straight (x1, y1, x2, y2) {
  return trackThrough([{ x: x1, y: y1 }, { x: x2, y: y2 }])
}

/**
 * A cubic curve as points.
 * @param {Point} a @param {Point} b @param {Point} c @param {Point} d
 * @param {number} pieces
 * @returns {Point[]}
 */
export function cubic (a, b, c, d, pieces) {
  const points = []
  for (let i = 0; i <= pieces; i++) {
    const t = i / pieces
    const u = 1 - t
    const [p, q, r, s] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
    points.push({ x: p * a.x + q * b.x + r * c.x + s * d.x, y: p * a.y + q * b.y + r * c.y + s * d.y })
  }
  return points
}

/**
 * The point at a length along a track, and the direction there.
 * @param {Track} track
 * @param {number} length px from its start; kept within the track
 * @returns {{x: number, y: number, dx: number, dy: number}} `dx`, `dy` of length 1
 */
export function at (track, length) {
  const { points, lengths } = track
  let [i, last] = [1, points.length - 1]
  while (i < last) {
    const middle = (i + last) >> 1
    if (lengths[middle] < length) i = middle + 1
    else last = middle
  }
  const step = lengths[i] - lengths[i - 1] || 1
  const share = Math.max(0, Math.min(1, (length - lengths[i - 1]) / step))
  const [p, q] = [points[i - 1], points[i]]
  return { x: p.x + (q.x - p.x) * share, y: p.y + (q.y - p.y) * share, dx: (q.x - p.x) / step, dy: (q.y - p.y) / step }
}

/**
 * The part of a track between two lengths.
 * @param {Track} track @param {number} from @param {number} to
 * @returns {Track}
 */
export function part (track, from, to) {
  return once(track, `part ${from} ${to}`, () => partOf(track, from, to))
}

/** @param {Track} track @param {number} from @param {number} to @returns {Track} */
function partOf (track, from, to) {
  const inner = track.points.filter((_, i) => track.lengths[i] > from && track.lengths[i] < to)
  return trackThrough([at(track, from), ...inner, at(track, to)].map(({ x, y }) => ({ x, y })))
}

/** @type {WeakMap<Track, Map<string, any>>} */
const kept = new WeakMap()

/**
 * What was found along a track once: a track stays as it is, whatever the day.
 * @template T
 * @param {Track} track @param {string} key @param {() => T} find
 * @returns {T}
 */
function once (track, key, find) {
  const known = kept.get(track) ?? new Map()
  if (!kept.has(track)) kept.set(track, known)
  if (!known.has(key)) known.set(key, find())
  return known.get(key)
}

/**
 * The path of a track, moved sideways by `aside` px (to the right of its direction).
 * @param {Track} track @param {number} [aside]
 * @returns {string}
 */
export function pathOf (track, aside = 0) {
  return once(track, `path ${aside}`, () => pathBeside(track, aside))
}

/** @param {Track} track @param {number} aside */
function pathBeside (track, aside) {
  const points = aside === 0 ? track.points : track.points.map((_, i) => besidePoint(track, i, aside))
  return 'M' + points.map(({ x, y }) => `${round(x)} ${round(y)}`).join('L')
}

/** Where a line beside a track turns the corner that the track turns. @param {Track} track @param {number} i @param {number} aside */
function besidePoint ({ points }, i, aside) {
  const across = (/** @type {number} */ j) => {
    const [p, q] = [points[j], points[j + 1]]
    const length = Math.hypot(q.x - p.x, q.y - p.y) || 1
    return { x: -(q.y - p.y) / length, y: (q.x - p.x) / length }
  }
  const before = across(Math.max(0, i - 1))
  const after = across(Math.min(points.length - 2, i))
  const turn = Math.max(0.3, 1 + before.x * after.x + before.y * after.y)
  return { x: points[i].x + (before.x + after.x) / turn * aside, y: points[i].y + (before.y + after.y) / turn * aside }
}

/**
 * The path of a line that swings from side to side of a track.
 * @param {Track} track
 * @param {{high: number, long: number, soft?: boolean, aside?: number, ends?: number}} swing `high` px to each side,
 *   `long` px from crest to crest; `soft` a wave, else a zigzag; `ends` px left straight at both ends
 * @returns {string}
 */
export function swinging (track, { high, long, soft = false, aside = 0, ends = 6 }) {
  return once(track, `swing ${high} ${long} ${soft} ${aside} ${ends}`, () => swingOf(track, { high, long, soft, aside, ends }))
}

/** @param {Track} track @param {{high: number, long: number, soft: boolean, aside: number, ends: number}} swing */
function swingOf (track, { high, long, soft, aside, ends }) {
  const crests = Math.max(2, Math.round((track.length - 2 * ends) / long * 2))
  const step = (track.length - 2 * ends) / crests
  const beside = (/** @type {number} */ length, /** @type {number} */ by) => {
    const { x, y, dx, dy } = at(track, length)
    return `${round(x - dy * (by + aside))} ${round(y + dx * (by + aside))}`
  }
  let data = 'M' + beside(0, 0) + 'L' + beside(ends, 0)
  for (let i = 0; i < crests; i++) {
    const crest = beside(ends + (i + 0.5) * step, i % 2 ? high * (soft ? 2 : 1) : -high * (soft ? 2 : 1))
    const next = beside(ends + (i + 1) * step, 0)
    data += soft ? `Q${crest} ${next}` : `L${crest}`
    if (!soft && i === crests - 1) data += 'L' + next
  }
  return data + 'L' + beside(track.length, 0)
}
