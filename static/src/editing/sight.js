/**
 * What part of a drawing is seen, and where things may stand on it: the scale that shows a whole family, a free spot
 * for a bar, a free corner for a map. Pure: everything is passed in, in px.
 */

/** @typedef {{x1: number, y1: number, x2: number, y2: number}} Box */
/** @typedef {{width: number, height: number}} Size */

/** Smaller than this the words of a drawing cannot be read. */
const READABLE = 0.72
/** The scale of a family that is seen in part only, larger than the view as it is. */
const IN_PART = 0.85
/** A small family is not blown up. */
const LARGEST = 1.25
/** px between two places that are tried. */
const PITCH = 12
/** px that a bar keeps from what it must not cover, and from the edge. */
export const CLEAR = 6

/**
 * The scale at which the whole of a drawing is seen, as far as its words can be read.
 * @param {Size} drawing @param {Size} room @param {number} [letters] how much larger than usual letters are
 * @returns {number}
 */
export function fitting (drawing, room, letters = 1) {
  const whole = Math.min(room.width / drawing.width, room.height / drawing.height)
  return whole < READABLE * letters ? IN_PART * letters : Math.min(LARGEST * letters, whole)
}

/**
 * Whether a drawing of some height is seen whole and can be read.
 * @param {number} height @param {number} room px @param {number} [letters] how much larger than usual letters are
 */
export function wholeWithin (height, room, letters = 1) {
  return height * READABLE * letters <= room
}

/**
 * How many px two boxes share.
 * @param {Box} one @param {Box} other
 */
export function shared (one, other) {
  return Math.max(0, Math.min(one.x2, other.x2) - Math.max(one.x1, other.x1)) * Math.max(0, Math.min(one.y2, other.y2) - Math.max(one.y1, other.y1))
}

/**
 * The best spot for a bar beside somebody: inside what is seen, off all who must stay in sight, over as few others as
 * can be, near whom it belongs to.
 * @param {{size: Size, seen: Box, beside: Box, clear: Box[], others: Box[]}} given `clear` must not be covered, `others` better not
 * @returns {{x: number, y: number} | null} its top left; null where every spot covers one of `clear`
 */
export function freeSpot ({ size, seen, beside, clear, others }) {
  const kept = clear.map(box => ({ x1: box.x1 - CLEAR, y1: box.y1 - CLEAR, x2: box.x2 + CLEAR, y2: box.y2 + CLEAR }))
  const [right, foot] = [seen.x2 - size.width - CLEAR, seen.y2 - size.height - CLEAR]
  /** @type {{x: number, y: number} | null} */
  let best = null
  let least = Infinity
  for (const y of stops(seen.y1 + CLEAR, foot, [beside.y1, beside.y2 + CLEAR + 1, beside.y1 - size.height - CLEAR - 1])) {
    for (const x of stops(seen.x1 + CLEAR, right, [beside.x2 + CLEAR + 1, beside.x1 - size.width - CLEAR - 1])) {
      const box = { x1: x, y1: y, x2: x + size.width, y2: y + size.height }
      if (kept.some(each => shared(each, box) > 0)) continue
      const covered = others.reduce((sum, each) => sum + shared(each, box), 0)
      const cost = covered / 20 + apart(box, beside)
      if (cost < least) [least, best] = [cost, { x, y }]
    }
  }
  return best
}

/** Where something may begin between two ends: in steps, and at places of its own. @param {number} from @param {number} to @param {number[]} own */
function stops (from, to, own) {
  if (to < from) return []
  const steps = Array.from({ length: Math.floor((to - from) / PITCH) + 1 }, (_, i) => from + i * PITCH)
  return [...own.filter(each => each >= from && each <= to), ...steps, to]
}

/** px between two boxes. @param {Box} one @param {Box} other */
function apart (one, other) {
  const dx = Math.max(0, one.x1 - other.x2, other.x1 - one.x2)
  const dy = Math.max(0, one.y1 - other.y2, other.y1 - one.y2)
  return Math.hypot(dx, dy)
}

/** @typedef {'start-top' | 'start-foot' | 'end-top' | 'end-foot'} Corner */
/** @type {Corner[]} */
const CORNERS = ['start-foot', 'start-top', 'end-foot', 'end-top']

/**
 * The corner of what is seen in which a map covers least of the people; the present one as long as it is as good.
 * @param {Size} size of the map @param {Size} seen @param {Box[]} people in px of what is seen @param {Corner} present
 * @returns {Corner}
 */
export function freeCorner (size, seen, people, present) {
  /** @param {Corner} corner */
  const cost = corner => {
    const [side, end] = corner.split('-')
    const x1 = side === 'start' ? CLEAR : seen.width - size.width - CLEAR
    const y1 = end === 'top' ? CLEAR : seen.height - size.height - CLEAR
    const box = { x1, y1, x2: x1 + size.width, y2: y1 + size.height }
    return people.reduce((sum, each) => sum + shared(each, box), 0)
  }
  return [present, ...CORNERS].reduce((best, each) => cost(each) < cost(best) ? each : best)
}
