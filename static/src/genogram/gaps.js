/**
 * The horizontal lines between two rows of people: each gets a lane, so that no two lines lie on each other and as
 * few as possible cross. Deterministic: ties go by place, then by id.
 */

/**
 * @typedef {object} Bar a horizontal line in the gap under a row
 * @property {string} id
 * @property {number} gap the row above it; -1 above the first row
 * @property {number} zone bars of a lower zone stay above those of a higher one: couples, births, care
 * @property {number[]} ups where lines come from above, x
 * @property {number[]} downs where lines leave downwards, x
 * @property {number} lane filled in by `giveLanes`: 0 is the uppermost
 */

const CLEAR = 10
/** px between the ends of two bars in one lane. */
const NEAR = 4
/** px within which two verticals would lie on each other. */

/** @param {Bar} bar @returns {[number, number]} */
export function extent (bar) {
  const all = [...bar.ups, ...bar.downs]
  return [Math.min(...all), Math.max(...all)]
}

/**
 * Gives each bar of one gap its lane.
 * @param {Bar[]} bars of one gap
 * @returns {number} how many lanes there are
 */
export function giveLanes (bars) {
  const flat = bars.filter(bar => { const [lo, hi] = extent(bar); bar.lane = 0; return hi - lo > 0.5 })
    .map(bar => { const [lo, hi] = extent(bar); return { bar, lo, hi } })
    .sort((a, b) => a.lo - b.lo || a.hi - b.hi || (a.bar.id < b.bar.id ? -1 : 1))
  const overlaps = flat.map((one, i) => flat.flatMap((other, j) => i !== j && one.lo <= other.hi + CLEAR && other.lo <= one.hi + CLEAR ? [j] : []))
  const worse = flat.map((one, i) => new Map(overlaps[i].map(j => [j, cost(one, flat[j]) - cost(flat[j], one)])))
  /** @type {number[]} */
  const order = []
  const longest = flat.map((_, i) => i).sort((i, j) => (flat[j].hi - flat[j].lo) - (flat[i].hi - flat[i].lo) || i - j)
  for (const i of longest) {
    let sum = 0
    for (const j of order) sum += worse[j].get(i) ?? 0
    let [best, where] = [sum, order.length]
    for (let k = order.length - 1; k >= 0; k--) {
      const swap = worse[i].get(order[k])
      if (swap !== undefined) sum += 2 * swap
      if (sum < best) [best, where] = [sum, k]
    }
    order.splice(where, 0, i)
  }
  for (let pass = 0; pass < 6; pass++) {
    for (let k = 0; k + 1 < order.length; k++) {
      if ((worse[order[k]].get(order[k + 1]) ?? 0) > 0) [order[k], order[k + 1]] = [order[k + 1], order[k]]
    }
  }
  const placed = new Set()
  let lanes = 0
  for (const i of order) {
    const above = overlaps[i].filter(j => placed.has(j)).map(j => flat[j].bar.lane + 1)
    flat[i].bar.lane = Math.max(0, ...above)
    lanes = Math.max(lanes, flat[i].bar.lane + 1)
    placed.add(i)
  }
  return lanes
}

/**
 * What it costs to have one bar above another: crossings, verticals that coincide, and the order of zones.
 * @param {{bar: Bar, lo: number, hi: number}} above @param {{bar: Bar, lo: number, hi: number}} under
 */
function cost (above, under) {
  const crossed = above.bar.downs.filter(x => under.lo + 0.5 < x && x < under.hi - 0.5).length +
    under.bar.ups.filter(x => above.lo + 0.5 < x && x < above.hi - 0.5).length
  const coincide = above.bar.downs.filter(x => under.bar.ups.some(y => Math.abs(x - y) < NEAR)).length
  return crossed + 3 * coincide + (above.bar.zone > under.bar.zone ? 100 : 0)
}
