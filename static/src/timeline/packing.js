/**
 * Labels on rows: which row each takes and where it stands there, so that none overlaps another and each stays by
 * its day. First fit by (start, id), then least squares within the row (pool adjacent violators). Deterministic;
 * nothing here knows what a label says, nor what part of a life is being looked at: places are counted along the whole
 * of it, so that looking elsewhere moves nobody to another row.
 *
 * P1  no two labels of a row overlap, nor do two marks that cover more than a point
 * P2  no label stands more than 60 px from its day
 * P3  where there are more labels above each other than rows, those of least weight have none
 * P4  with a memory of the last time, an added label moves no other, but for at most two that give way to it
 * P5  what is chosen or was just added has a place along the life, whatever has to give way
 */

/** @typedef {{id: string, x: number, width: number, left: number, from: number, to: number, point?: boolean, weight: number}} Label
 *   a label of `width` px that wants to stand with its left side at `left`; its mark is at `x` and covers `from` to
 *   `to`, which no other mark of the row may cover unless it is a `point`; labels of less `weight` are the first to give
 *   way where there is no room */
/** @typedef {{label: Label, row: number, left: number}} Placed */
/** @typedef {{placed: Placed[], hidden: Label[], rows: number}} Packed `hidden`: those for whom there was no room */
/** @typedef {{rows: number, placed: Map<string, Placed>, hidden: Set<string>}} Memory of one lane at one scale */

/** Most px that a label is moved from where it belongs. */
export const FARTHEST = 60
/** px between two labels of a row. */
export const GAP = 8
/** px that are left free behind a mark that covers more than a point. */
const BEHIND = 6
/** px that a label is rather moved than put on the next row. */
const NEAR = 20
/** More labels than these are new or changed: it is not one thing that was added, and all are placed afresh. */
const MANY = 8
/** So many labels give way to one that is added, unless that one is chosen or new. */
const GIVE_WAY = 2

/**
 * Puts labels on rows.
 * @param {Label[]} labels
 * @param {{rows: number, width?: number}} room how many rows there may be; `width` px of the lane where no label may
 *   stand beyond its ends, unlimited without it
 * @returns {Packed}
 */
export function pack (labels, { rows, width = Infinity }) {
  const ordered = [...labels].sort(byStart)
  const fitting = firstFit(ordered, width, rows)
  /** @type {Set<Label>} */
  const hidden = new Set()
  if (fitting.length < ordered.length) for (const label of leastImportant(ordered, rows)) hidden.add(label)
  const kept = hidden.size ? ordered.filter(label => !hidden.has(label)) : ordered
  const within = hidden.size ? firstFit(kept, width, rows) : fitting
  const pressed = width < Infinity && ordered.some(label => label.weight >= PRESSING && !within.some(each => each.label === label))
  const chosen = pressed ? withRoomFor(ordered, width, rows) : within
  if (pressed) hidden.clear()
  const seen = new Set(chosen.map(each => each.label))
  for (const label of pressed ? ordered : kept) if (!seen.has(label)) hidden.add(label)
  /** @type {Placed[][]} */
  const byRow = []
  for (const each of chosen) (byRow[each.row] ??= []).push(each)
  const settled = byRow.map(row => settle(row, width))
  if (width === Infinity) {
    for (const label of ordered.filter(each => hidden.has(each) && each.weight >= PRESSING)) {
      hidden.delete(label)
      for (const gone of putIn(label, settled)) hidden.add(gone)
    }
  }
  return { placed: settled.flat(), hidden: ordered.filter(label => hidden.has(label)), rows: settled.length }
}

/** Between two ends nothing can be moved aside: of those in the way the least give way, until what presses has its place. @param {Label[]} ordered @param {number} width @param {number} rows */
function withRoomFor (ordered, width, rows) {
  /** @param {Label} label */
  const reach = label => [Math.min(label.left, label.from), Math.max(label.left + label.width + GAP, label.point ? 0 : label.to + BEHIND)]
  let kept = ordered
  for (;;) {
    const fitting = firstFit(kept, width, rows)
    const missing = kept.find(label => label.weight >= PRESSING && !fitting.some(each => each.label === label))
    if (missing === undefined) return fitting
    const [from, to] = reach(missing)
    const inTheWay = fitting.map(each => each.label).filter(label => label.weight < PRESSING && reach(label)[0] < to && reach(label)[1] > from)
    if (inTheWay.length === 0) return fitting
    const least = inTheWay.reduce((one, other) => other.weight < one.weight ? other : one)
    kept = kept.filter(label => label !== least)
  }
}

/** Puts a label in, where others give way if need be. @param {Label} label @param {Placed[][]} byRow @returns {Label[]} those that have no place now */
function putIn (label, byRow) {
  const free = freePlace(label, byRow)
  if (free === null) return takePlace(label, byRow)
  insert(byRow, label, free)
  return []
}

/** @param {Label} a @param {Label} b */
function byStart (a, b) {
  return a.left - b.left || (a.id < b.id ? -1 : 1)
}

/** Each label on the first row where it stands close to its day, or else close enough. @param {Label[]} ordered @param {number} width @param {number} rows */
function firstFit (ordered, width, rows) {
  /** @type {{end: number, marked: number}[]} */
  const ends = []
  /** @type {Placed[]} */
  const placed = []
  for (const label of ordered) {
    const row = firstRow(label, ends, width, rows, NEAR) ?? firstRow(label, ends, width, rows, FARTHEST)
    if (row === null) continue
    const last = ends[row] ?? NOTHING
    const left = Math.max(label.left, last.end + GAP)
    ends[row] = { end: left + label.width, marked: label.point ? last.marked : Math.max(last.marked, label.to + BEHIND) }
    placed.push({ label, row, left })
  }
  return placed
}

const NOTHING = { end: -Infinity, marked: -Infinity }

/** @param {Label} label @param {{end: number, marked: number}[]} ends @param {number} width @param {number} rows @param {number} shift */
function firstRow (label, ends, width, rows, shift) {
  for (let row = 0; row < rows; row++) {
    const last = ends[row] ?? NOTHING
    const left = Math.max(label.left, last.end + GAP)
    if (left - label.left <= shift && left + label.width <= width + 0.5 && (label.point || label.from >= last.marked)) return row
  }
  return null
}

/** Where more labels stand above each other than there are rows, those of least weight (P3). @param {Label[]} ordered @param {number} rows */
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
 * that none overlaps the next (isotonic regression by pooling adjacent violators). First fit moved each by 0 to 60 px
 * to the right, so none is farther than that from its day here.
 * @param {Placed[]} row in order
 * @param {number} width within which all stand
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
  const wanted = blocks.flatMap(block => Array(block.count).fill(width === Infinity ? mean(block) : Math.max(0, Math.min(most, mean(block)))))
  return row.map((each, i) => ({ ...each, left: wanted[i] + before[i] }))
}

/** @param {{sum: number, count: number}} block */
function mean (block) {
  return block.sum / block.count
}

/**
 * As `pack`, with what was placed the last time left where it is (P4): a new label takes the nearest free place; where
 * there is none, it takes that of labels of less weight, which go to a free place or give way.
 * @param {Label[]} labels
 * @param {{rows: number, memory: Memory | undefined}} room the memory that `remembered` gave
 * @returns {Packed}
 */
export function packOn (labels, { rows, memory }) {
  if (memory === undefined || memory.rows !== rows) return pack(labels, { rows })
  const ordered = [...labels].sort(byStart)
  /** @type {Placed[][]} */
  const byRow = Array.from({ length: rows }, () => [])
  /** @type {Label[]} */
  const coming = []
  /** @type {Label[]} */
  const waiting = []
  let kept = 0
  for (const label of ordered) {
    const last = memory.placed.get(label.id)
    if (last !== undefined && stoodSo(last.label, label)) {
      byRow[last.row].push({ ...last, label })
      kept++
    } else if (last === undefined && memory.hidden.has(label.id) && label.weight < PRESSING) waiting.push(label)
    else coming.push(label)
  }
  if (coming.length > MANY) return pack(labels, { rows })
  for (const row of byRow) row.sort((a, b) => a.left - b.left)
  for (const label of coming) waiting.push(...putIn(label, byRow))
  const freed = kept < memory.placed.size
  const hidden = waiting.sort((a, b) => b.weight - a.weight || byStart(a, b)).filter(label => {
    if (!freed && memory.hidden.has(label.id)) return true
    const free = freePlace(label, byRow)
    if (free !== null) insert(byRow, label, free)
    return free === null
  })
  return { placed: byRow.flat(), hidden: hidden.sort(byStart), rows: byRow.reduce((most, row, i) => row.length ? i + 1 : most, 0) }
}

/** Weight from which a label that had no place is given one: it is chosen, or was just added. */
const PRESSING = 40

/**
 * What `packOn` needs the next time.
 * @param {Packed} packed @param {number} rows
 * @returns {Memory}
 */
export function remembered ({ placed, hidden }, rows) {
  return { rows, placed: new Map(placed.map(each => [each.label.id, each])), hidden: new Set(hidden.map(label => label.id)) }
}

/** @param {Label} was @param {Label} is */
function stoodSo (was, is) {
  return was.width === is.width && was.point === is.point && Math.abs(was.left - is.left) < 0.01 && Math.abs(was.to - is.to) < 0.01
}

/** The first row with a free place close to the day, or else the nearest free place. @param {Label} label @param {Placed[][]} byRow */
function freePlace (label, byRow) {
  /** @type {{row: number, left: number} | null} */
  let best = null
  for (let row = 0; row < byRow.length; row++) {
    const left = freeLeft(label, byRow[row])
    if (left === null) continue
    const shift = Math.abs(left - label.left)
    if (shift <= NEAR) return { row, left }
    if (best === null || shift < Math.abs(best.left - label.left)) best = { row, left }
  }
  return best
}

/** Where in a row a label may stand, px; null where it may not. @param {Label} label @param {Placed[]} row in order */
function freeLeft (label, row) {
  if (!label.point && row.some(({ label: other }) => meets(label, other))) return null
  /** @type {number | null} */
  let best = null
  for (let i = 0; i <= row.length; i++) {
    const from = i === 0 ? -Infinity : row[i - 1].left + row[i - 1].label.width + GAP
    const to = (i === row.length ? Infinity : row[i].left - GAP) - label.width
    if (from > to) continue
    const left = Math.max(from, Math.min(to, label.left))
    if (Math.abs(left - label.left) <= FARTHEST && (best === null || Math.abs(left - label.left) < Math.abs(best - label.left))) best = left
  }
  return best
}

/** Whether the marks of two labels would cover each other. @param {Label} a @param {Label} b */
function meets (a, b) {
  return !a.point && !b.point && a.from < b.to + BEHIND && b.from < a.to + BEHIND
}

/** @param {Placed[][]} byRow @param {Label} label @param {{row: number, left: number}} free */
function insert (byRow, label, { row, left }) {
  byRow[row].push({ label, row, left })
  byRow[row].sort((a, b) => a.left - b.left)
}

/** Puts a label where others of less weight stand. @param {Label} label @param {Placed[][]} byRow @returns {Label[]} those that have no place now: itself, where nobody gives way */
function takePlace (label, byRow) {
  /** @type {{row: number, left: number, gone: Placed[], weight: number} | null} */
  let best = null
  for (let row = 0; row < byRow.length; row++) {
    for (const left of [label.left, ...[-FARTHEST, -FARTHEST / 2, FARTHEST / 2, FARTHEST].map(shift => label.left + shift)]) {
      const gone = byRow[row].filter(each => (left < each.left + each.label.width + GAP && each.left < left + label.width + GAP) || meets(label, each.label))
      const weight = gone.reduce((most, each) => Math.max(most, each.label.weight), -Infinity)
      if ((gone.length > GIVE_WAY && label.weight < PRESSING) || weight >= label.weight) continue
      if (best === null || gone.length < best.gone.length || (gone.length === best.gone.length && weight < best.weight)) best = { row, left, gone, weight }
    }
  }
  if (best === null) return [label]
  const { row, gone } = best
  byRow[row] = byRow[row].filter(each => !gone.includes(each))
  insert(byRow, label, best)
  return gone.map(each => each.label)
}
