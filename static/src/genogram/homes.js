/**
 * The outline round people who live together: boxes round those who stand beside each other, joined through the gaps
 * between rows, so that nobody is inside who does not live there.
 */
import { round, widthOf, wrap } from '../drawing/text.js'

/** @typedef {import('./geometry.js').Spot} Spot */
/** @typedef {import('./geometry.js').Row} Row */
/** @typedef {import('./geometry.js').Home} Home */
/** @typedef {{x1: number, y1: number, x2: number, y2: number}} Box */

const PAD = 14
const PADS = [0, -5, 4, -8, -3, 2]
/** px more or less of it where the outlines of several homes meet, by the turn of a home. */
const CORNER = 12
/** The type of a home's name, px. @param {boolean} wall */
export const labelSize = wall => wall ? 16 : 12.5
const MOST = 170
/** px to which an outline is widened for the name in it. */
export const REACH = 70
/** px beside somebody that the outline of their home may need. */
export const WAY = 30
/** px wide where an outline passes between people. */

/**
 * Members who stand beside each other on a row with nobody else between.
 * @param {Spot[]} members @param {Spot[]} everybody
 * @returns {Spot[][]} left to right, upper rows first
 */
export function runsOf (members, everybody) {
  const rows = [...new Set(members.map(spot => spot.row))].sort((a, b) => a - b)
  return rows.flatMap(row => {
    /** @type {Spot[][]} */
    const runs = [[]]
    for (const spot of everybody.filter(each => each.row === row).sort((a, b) => a.x - b.x || (a.id < b.id ? -1 : 1))) {
      if (members.includes(spot)) runs[runs.length - 1].push(spot)
      else runs.push([])
    }
    return runs.filter(run => run.length > 0)
  })
}

/**
 * The outline of a home as one path, in one part or, where no free way joins them, in several.
 * @param {Home} home @param {Row[]} rows @param {Spot[]} everybody all who stand in the drawing; those who do not live
 *   there stay outside
 * @param {string} name
 * @param {{years?: string, size?: number}} [how] `years` are said after the name where there is room; `size` of its type, px
 * @returns {{path: string, box: Box, parts: Box[], label: {x: number, y: number, lines: string[]}}} `label` below the last
 *   people; `parts` the boxes that the outline runs round
 */
export function outline (home, rows, everybody, name, { years = '', size = labelSize(false) } = {}) {
  const pad = PAD + (PADS[home.turn] ?? -8)
  const boxes = home.runs.map(run => boxOf(run, everybody, pad))
  const named = boxes[home.label]
  widen(named, home.runs[home.label], everybody, widthOf(name, size, 'semibold') + 20)
  const room = { width: named.x2 - named.x1 - 16, size, face: /** @type {const} */ ('semibold'), lines: 3 }
  const whole = wrap(years ? `${name}, ${years}` : name, room)
  const lines = years && (whole.length > 2 || whole.some(words => words.endsWith('…'))) ? wrap(name, room) : whole
  const top = Math.max(named.y2 - 6, ...home.runs[home.label].map(spot => spot.y + spot.below)) + home.level * (2 * size + 5)
  named.y2 = Math.max(named.y2, top + 9 + lines.length * (size + 1.5))
  const joined = [0]
  const parts = [...boxes]
  while (joined.length < boxes.length) {
    const pairs = joined.flatMap(i => boxes.flatMap((_, j) => joined.includes(j) ? [] : [{ i, j, far: apart(home.runs[i], home.runs[j]) }]))
    const { i, j } = pairs.reduce((best, pair) => pair.far < best.far ? pair : best)
    parts.push(...wayBetween(boxes[i], home.runs[i][0].row, boxes[j], home.runs[j][0].row, rows, everybody))
    joined.push(j)
  }
  const kept = withoutOthers(parts, everybody.filter(spot => !home.members.some(member => member.id === spot.id)))
  const box = kept.reduce((all, part) => ({ x1: Math.min(all.x1, part.x1), y1: Math.min(all.y1, part.y1), x2: Math.max(all.x2, part.x2), y2: Math.max(all.y2, part.y2) }))
  return { path: around(kept), box, parts: kept, label: { x: named.x1 + 10, y: top + size + 2.5, lines } }
}

/**
 * The boxes without what anybody's symbol needs who does not live there: where members and others stand so close that
 * no way is left, the outline is drawn in tighter.
 * @param {Box[]} parts @param {Spot[]} others
 * @returns {Box[]}
 */
function withoutOthers (parts, others) {
  let kept = parts
  for (const spot of others) {
    const reach = spot.outer + 3
    const hole = { x1: spot.x - reach, x2: spot.x + reach, y1: spot.y - reach, y2: spot.y + reach }
    if (!kept.some(part => over(part, hole))) continue
    kept = kept.flatMap(part => !over(part, hole) ? [part] : [
      { ...part, y2: Math.min(part.y2, hole.y1) }, { ...part, y1: Math.max(part.y1, hole.y2) },
      { ...part, x2: Math.min(part.x2, hole.x1) }, { ...part, x1: Math.max(part.x1, hole.x2) }
    ].filter(piece => piece.x2 - piece.x1 > 1 && piece.y2 - piece.y1 > 1))
  }
  return kept.length > 0 ? kept : parts
}

/** @param {Box} one @param {Box} other */
function over (one, other) {
  return one.x1 < other.x2 && other.x1 < one.x2 && one.y1 < other.y2 && other.y1 < one.y2
}

/** @param {Spot[]} run @param {Spot[]} everybody @param {number} pad @returns {Box} */
function boxOf (run, everybody, pad) {
  const reach = (/** @type {Spot} */ spot) => Math.max(spot.outer + pad, Math.min(spot.wide / 2 + 6, 54))
  const [first, last] = [run[0], run[run.length - 1]]
  const beside = everybody.filter(spot => spot.row === first.row)
  const left = Math.max(...beside.filter(spot => spot.x < first.x).map(spot => (spot.x + first.x) / 2 + 2), first.x - reach(first))
  const right = Math.min(...beside.filter(spot => spot.x > last.x).map(spot => (spot.x + last.x) / 2 - 2), last.x + reach(last))
  return {
    x1: Math.min(left, first.x - first.outer - 4),
    x2: Math.max(right, last.x + last.outer + 4),
    y1: first.y - Math.max(...run.map(spot => spot.above ?? spot.outer)) - pad,
    y2: first.y + Math.max(...run.map(spot => spot.below)) + 6 + (pad - PAD) / 2
  }
}

/** Makes room for the name, to the right first, at most half the way to neighbours. @param {Box} box @param {Spot[]} run @param {Spot[]} everybody @param {number} wide */
function widen (box, run, everybody, wide) {
  const most = Math.min(wide, MOST)
  const [first, last] = [run[0], run[run.length - 1]]
  const beside = everybody.filter(spot => spot.row === first.row && !run.includes(spot))
  const right = Math.min(...beside.filter(spot => spot.x > last.x).map(spot => (spot.x + last.x) / 2 - 3), last.x + REACH)
  box.x2 = Math.max(box.x2, Math.min(right, box.x1 + most))
  const left = Math.max(...beside.filter(spot => spot.x < first.x).map(spot => (spot.x + first.x) / 2 + 3), first.x - REACH)
  box.x1 = Math.min(box.x1, Math.max(left, box.x2 - most))
}

/** @param {Spot[]} one @param {Spot[]} other */
function apart (one, other) {
  const gap = Math.max(0, one[0].x - other[other.length - 1].x, other[0].x - one[one.length - 1].x)
  return Math.abs(one[0].row - other[0].row) * 1000 + gap
}

/**
 * Boxes that join two others through the gaps between rows, past nobody.
 * @param {Box} a @param {number} rowA @param {Box} b @param {number} rowB @param {Row[]} rows @param {Spot[]} everybody
 * @returns {Box[]} none where there is no way
 */
function wayBetween (a, rowA, b, rowB, rows, everybody) {
  if (rowA > rowB) return wayBetween(b, rowB, a, rowA, rows, everybody)
  const band = (/** @type {number} */ row) => row + 1 < rows.length
    ? { y1: rows[row].y + rows[row].below - 2, y2: rows[row + 1].y - rows[row + 1].above - 10 }
    : { y1: rows[row].y + rows[row].below - 2, y2: rows[row].y + rows[row].below + WAY }
  const down = (/** @type {Box} */ box, /** @type {number} */ y) => ({ ...box, y2: Math.max(box.y2, y) })
  if (rowA === rowB) {
    const { y1, y2 } = band(rowA)
    return [down(a, y2), down(b, y2), { x1: Math.min(a.x1, b.x1), x2: Math.max(a.x2, b.x2), y1, y2 }]
  }
  const boxes = []
  let from = { x1: a.x1, x2: a.x2 }
  for (let row = rowA; row < rowB; row++) {
    const { y1, y2 } = band(row)
    const wish = Math.max(from.x1, Math.min((b.x1 + b.x2) / 2, from.x2))
    const last = row + 1 === rowB
    const way = last ? null : freeWay(wish, everybody.filter(spot => spot.row === row + 1))
    const to = last ? { x1: b.x1, x2: b.x2 } : { x1: /** @type {number} */ (way) - WAY / 2, x2: /** @type {number} */ (way) + WAY / 2 }
    const [lo, hi] = [Math.max(from.x1, to.x1), Math.min(from.x2, to.x2)]
    const top = row === rowA ? a.y2 - 20 : y1
    const foot = last ? b.y1 + 20 : y2
    if (hi - lo >= WAY) boxes.push({ x1: lo, x2: hi, y1: top, y2: foot })
    else {
      boxes.push({ x1: Math.min(from.x1, to.x1), x2: Math.max(from.x2, to.x2), y1, y2 })
      if (row === rowA) boxes.push({ ...from, y1: top, y2 })
      if (last) boxes.push({ ...to, y1, y2: foot })
    }
    if (!last) {
      const next = rows[row + 1]
      boxes.push({ ...to, y1, y2: next.y + next.below + 4 })
    }
    from = to
  }
  return boxes
}

/** @param {number} x @param {Spot[]} row */
function freeWay (x, row) {
  const free = (/** @type {number} */ at) => row.every(spot => Math.abs(spot.x - at) >= Math.max(spot.outer, spot.wide / 2) + WAY / 2 + 4)
  for (let aside = 0; aside < 4000; aside += 4) {
    if (free(x + aside)) return x + aside
    if (free(x - aside)) return x - aside
  }
  return x
}

/** The path round a union of boxes, with round corners. @param {Box[]} parts */
export function around (parts) {
  const boxes = parts.map(box => ({ x1: round(box.x1), x2: round(box.x2), y1: round(box.y1), y2: round(box.y2) }))
  const xs = steps(boxes.flatMap(box => [box.x1, box.x2]))
  const ys = steps(boxes.flatMap(box => [box.y1, box.y2]))
  const full = (/** @type {number} */ i, /** @type {number} */ j) => i >= 0 && j >= 0 && i + 1 < xs.length && j + 1 < ys.length &&
    boxes.some(box => box.x1 <= xs[i] && box.x2 >= xs[i + 1] && box.y1 <= ys[j] && box.y2 >= ys[j + 1])
  /** @type {Map<string, {x: number, y: number}[]>} */
  const next = new Map()
  const side = (/** @type {number} */ x1, /** @type {number} */ y1, /** @type {number} */ x2, /** @type {number} */ y2) => {
    next.set(`${x1} ${y1}`, [...next.get(`${x1} ${y1}`) ?? [], { x: x2, y: y2 }])
  }
  for (let i = 0; i + 1 < xs.length; i++) {
    for (let j = 0; j + 1 < ys.length; j++) {
      if (!full(i, j)) continue
      if (!full(i, j - 1)) side(i, j, i + 1, j)
      if (!full(i + 1, j)) side(i + 1, j, i + 1, j + 1)
      if (!full(i, j + 1)) side(i + 1, j + 1, i, j + 1)
      if (!full(i - 1, j)) side(i, j + 1, i, j)
    }
  }
  let data = ''
  while (next.size > 0) {
    const [start] = next.keys()
    const loop = []
    let [x, y] = start.split(' ').map(Number)
    for (;;) {
      const ways = next.get(`${x} ${y}`)
      if (ways === undefined) break
      loop.push({ x: xs[x], y: ys[y] })
      const way = /** @type {{x: number, y: number}} */ (ways.shift())
      if (ways.length === 0) next.delete(`${x} ${y}`)
      ;({ x, y } = way)
    }
    data += rounded(loop)
  }
  return data
}

/** @param {number[]} values */
function steps (values) {
  return [...new Set(values)].sort((a, b) => a - b)
}

/** A closed path with its corners rounded. @param {{x: number, y: number}[]} loop */
function rounded (loop) {
  const corners = loop.filter((point, i) => {
    const before = loop[(i + loop.length - 1) % loop.length]
    const after = loop[(i + 1) % loop.length]
    return !((before.x === point.x && point.x === after.x) || (before.y === point.y && point.y === after.y))
  })
  return corners.map((point, i) => {
    const before = corners[(i + corners.length - 1) % corners.length]
    const after = corners[(i + 1) % corners.length]
    const r = Math.min(CORNER, (Math.abs(before.x - point.x) + Math.abs(before.y - point.y)) / 2, (Math.abs(after.x - point.x) + Math.abs(after.y - point.y)) / 2)
    const from = { x: point.x + Math.sign(before.x - point.x) * r, y: point.y + Math.sign(before.y - point.y) * r }
    const to = { x: point.x + Math.sign(after.x - point.x) * r, y: point.y + Math.sign(after.y - point.y) * r }
    return `${i ? 'L' : 'M'}${round(from.x)} ${round(from.y)}Q${round(point.x)} ${round(point.y)} ${round(to.x)} ${round(to.y)}`
  }).join('') + 'Z'
}
