/**
 * Labels on rows: which row each takes and where it stands there, so that none overlaps another and each stays by
 * its day. First fit by (start, id), then least squares within the row (pool adjacent violators): a new event moves
 * only labels to its right. Deterministic; nothing here knows what a label says.
 */

/** @typedef {{id: string, x: number, width: number, left: number, from: number, to: number, point?: boolean, weight: number}} Label
 *   a label of `width` px that wants to stand with its left side at `left`; its mark is at `x` and covers `from` to
 *   `to`, which no other mark of the row may cover unless it is a `point`; labels of less `weight` are the first to give
 *   way where there is no room */
/** @typedef {{label: Label, row: number, left: number}} Placed */

/** Most px that a label is moved from where it belongs. */
export const FARTHEST = 60
const GAP = 8
/** px between two labels of a row. */

/**
 * Puts labels on rows.
 * @param {Label[]} labels
 * @param {{width: number, rows: number}} room of the lane, px, and how many rows fit
 * @returns {{placed: Placed[], hidden: Label[], rows: number}} `hidden`: those for whom there was no room
 */
export function pack (labels, { width, rows }) {
  const ordered = [...labels].sort((a, b) => a.left - b.left || (a.id < b.id ? -1 : 1))
  const fitting = firstFit(ordered, width, rows)
  /** @type {Set<Label>} */
  const hidden = new Set()
  if (fitting.length < ordered.length) for (const label of leastImportant(ordered, rows)) hidden.add(label)
  const kept = hidden.size ? ordered.filter(label => !hidden.has(label)) : ordered
  const chosen = hidden.size ? firstFit(kept, width, rows) : fitting
  const seen = new Set(chosen.map(each => each.label))
  for (const label of kept) if (!seen.has(label)) hidden.add(label)
  const used = chosen.reduce((most, each) => Math.max(most, each.row + 1), 0)
  const placed = []
  for (let row = 0; row < used; row++) placed.push(...settle(chosen.filter(each => each.row === row), width))
  return { placed, hidden: ordered.filter(label => hidden.has(label)), rows: used }
}

/** Each label on the first row where it stands close enough to its day. @param {Label[]} ordered @param {number} width @param {number} rows */
function firstFit (ordered, width, rows) {
  /** @type {{end: number, marked: number}[]} */
  const ends = []
  /** @type {Placed[]} */
  const placed = []
  for (const label of ordered) {
    for (let row = 0; row < rows; row++) {
      const last = ends[row] ?? { end: -GAP, marked: -GAP }
      const left = Math.max(label.left, last.end + GAP)
      if (left - label.left > FARTHEST || left + label.width > width + 0.5 || (!label.point && label.from < last.marked)) continue
      ends[row] = { end: left + label.width, marked: label.point ? last.marked : Math.max(last.marked, label.to + 6) }
      placed.push({ label, row, left })
      break
    }
  }
  return placed
}

/** Where more labels stand above each other than there are rows, those of least weight. @param {Label[]} ordered @param {number} rows */
function leastImportant (ordered, rows) {
  /** @type {Label[]} */
  const given = []
  /** @type {Label[]} */
  let open = []
  for (const label of ordered) {
    open = open.filter(each => each.left + each.width + GAP - FARTHEST / 2 > label.left)
    open.push(label)
    if (open.length > rows) {
      const least = open.reduce((least, each) => each.weight < least.weight || (each.weight === least.weight && each.id > least.id) ? each : least)
      given.push(least)
      open = open.filter(each => each !== least)
    }
  }
  return given
}

/**
 * The labels of one row as near to their days as they can stand in this order: least squares under the constraint
 * that none overlaps the next (isotonic regression by pooling adjacent violators), kept within the lane.
 * @param {Placed[]} row in order
 * @param {number} width
 * @returns {Placed[]}
 */
function settle (row, width) {
  /** @type {{sum: number, count: number}[]} */
  const blocks = []
  /** @type {number[]} */
  const before = []
  let offset = 0
  for (const { label } of row) {
    before.push(offset)
    let block = { sum: label.left - offset, count: 1 }
    offset += label.width + GAP
    while (blocks.length && mean(blocks[blocks.length - 1]) > mean(block)) {
      const last = /** @type {{sum: number, count: number}} */ (blocks.pop())
      block = { sum: last.sum + block.sum, count: last.count + block.count }
    }
    blocks.push(block)
  }
  const most = width - (offset - GAP)
  const wanted = blocks.flatMap(block => Array(block.count).fill(Math.max(0, Math.min(most, mean(block)))))
  return row.map((each, i) => ({ ...each, left: wanted[i] + before[i] }))
}

/** @param {{sum: number, count: number}} block */
function mean (block) {
  return block.sum / block.count
}
