/**
 * Placing the child on the steps: how a stretch is moved and put together, what a set holds, and who placed the child
 * where. Nothing here is ever added up: each placement is somebody's own.
 */
import { LAST_STEP, rangeOf, stretchOf } from '../document/placed.js'

/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/**
 * One placement of a set, as the server keeps it; `steps` is a row of `step_ranges`, '' for none yet.
 * @typedef {{steps: string, setting: string, person: string, reason: string, events: Record<string, string>,
 *   people: Record<string, string>, facts: Record<string, string>}} Placement
 */
/** Everything that one person says: the child as a whole first, then where or with whom it is otherwise. @typedef {{not_known: boolean, placements: Placement[]}} OwnSet */
/** Somebody of the round, as the server tells. @typedef {{participant: string, name: string, agency: string, state: string}} Someone */
/** What somebody placed and what differs from it; ids and records. @typedef {{participant: string, name: string, agency: string, whole: [string, Entry] | null, otherwise: [string, Entry][]}} Placed */

/** Characters of a reason, and placements in a set: the same as on the server. */
export const LONGEST_REASON = 4000
export const LONGEST_SETTING = 200
export const MOST = 12

/** A placement that says nothing yet. @returns {Placement} */
export function blank () {
  return { steps: '', setting: '', person: '', reason: '', events: {}, people: {}, facts: {} }
}

/** A set that says nothing yet. @returns {OwnSet} */
export function blankSet () {
  return { not_known: false, placements: [blank()] }
}

/**
 * A stretch after a key on one of its two ends: an end that meets the other takes it along.
 * @param {string} steps @param {0 | 1} end the lower or the upper @param {string} key of the keyboard
 * @returns {string | null} null for a key that moves nothing
 */
export function moved (steps, end, key) {
  const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[key] ?? 0
  if (way === 0 && key !== 'Home' && key !== 'End') return null
  const stretch = stretchOf(steps)
  if (stretch === null) return String(key === 'End' || way < 0 ? LAST_STEP : 1)
  const to = key === 'Home' ? 1 : key === 'End' ? LAST_STEP : Math.min(LAST_STEP, Math.max(1, stretch[end] + way))
  return withEnd(steps, end, to)
}

/**
 * A stretch with one end put on a step; an end that meets the other takes it along.
 * @param {string} steps @param {0 | 1} end @param {number} to
 */
export function withEnd (steps, end, to) {
  const [lowest, highest] = stretchOf(steps) ?? [to, to]
  return end === 0 ? rangeOf(to, Math.max(to, highest)) : rangeOf(Math.min(to, lowest), to)
}

/**
 * A stretch after a step was chosen in the figure: that step alone, or with `far` on from what there is to it.
 * @param {string} steps @param {number} step @param {boolean} far
 */
export function chosen (steps, step, far) {
  const stretch = stretchOf(steps)
  if (stretch === null || !far) return String(step)
  return step < stretch[0] ? rangeOf(step, stretch[1]) : rangeOf(stretch[0], step)
}

/** Whether a row beside the first says nothing at all. @param {Placement} placement */
function saysNothing ({ steps, setting, person, reason }) {
  return steps === '' && setting.trim() === '' && person === '' && reason.trim() === ''
}

/** A set as it is handed in: rows that say nothing are left out. @param {OwnSet} own @returns {OwnSet} */
export function handedIn ({ not_known, placements }) {
  return { not_known, placements: not_known ? placements.slice(0, 1) : placements.filter((each, index) => index === 0 || !saysNothing(each)) }
}

/**
 * What is missing before a set can be handed in: '' for nothing, `steps` for the child as a whole, `otherwise` where a row does not say its step
 * or neither a place nor a person.
 * @param {OwnSet} own
 */
export function missing (own) {
  if (own.not_known) return ''
  const [whole, ...otherwise] = handedIn(own).placements
  if (whole.steps === '') return 'steps'
  return otherwise.some(each => each.steps === '' || (each.setting.trim() === '' && each.person === '')) ? 'otherwise' : ''
}

/**
 * Who placed the child in this round, in the order of the seats and never of the steps; each with what differs by place or person.
 * @param {Plain} plain what stands
 * @param {Someone[]} people
 * @param {string} since when the round began (instant); what is older is of an earlier version
 * @param {(participant: string) => string} nameOf
 * @returns {Placed[]}
 */
export function placedBy (plain, people, since, nameOf) {
  /** @type {Map<string, [string, Entry][]>} */
  const own = new Map()
  for (const [id, each] of Object.entries(plain.placements ?? {})) {
    if (each.placed_by === '' || each.agreed || each.added_at < since) continue
    own.set(each.placed_by, [...own.get(each.placed_by) ?? [], [id, each]])
  }
  const seats = [...people.map(person => person.participant), ...[...own.keys()].filter(id => !people.some(person => person.participant === id)).sort()]
  return seats.filter(id => own.has(id)).map(participant => {
    const all = own.get(participant) ?? []
    const whole = all.find(([, each]) => isWhole(each)) ?? null
    const { name = '', agency = '' } = people.find(person => person.participant === participant) ?? {}
    const says = all[0]?.[1].says ?? ''
    return { participant, name: name || nameOf(participant) || says, agency, whole, otherwise: all.filter(each => each !== whole) }
  })
}

/** Whether a placement is of the child as a whole. @param {Entry} placement */
export function isWhole (placement) {
  return placement.setting.trim() === '' && placement.person === ''
}

/**
 * What the room agreed on that speaks of now: the child as a whole first, then by place and person.
 * @param {Plain} plain
 * @returns {[string, Entry][]}
 */
export function agreedNow (plain) {
  const agreed = Object.entries(plain.placements ?? {}).filter(([, each]) => each.agreed && each.when === null)
  return agreed.sort(([a, one], [b, other]) => Number(isWhole(other)) - Number(isWhole(one)) || other.agreed_at.localeCompare(one.agreed_at) || a.localeCompare(b))
}

/**
 * What the room agreed on over time for the child as a whole, the earliest first: where there are two or more, the child has moved or stayed.
 * @param {Plain} plain
 * @returns {{id: string, at: string, steps: string, placement: Entry}[]} `at` is an ISO day
 */
export function movement (plain) {
  return Object.entries(plain.placements ?? {}).filter(([, each]) => each.agreed && each.steps !== '' && isWhole(each))
    .map(([id, placement]) => ({ id, at: placement.when?.start?.[0] ?? placement.agreed_at.slice(0, 10), steps: placement.steps, placement }))
    .filter(each => each.at !== '')
    .sort((one, other) => one.at.localeCompare(other.at) || one.id.localeCompare(other.id))
}

/** The moment of a day, as an agreed placement keeps it once another is agreed. @param {string} instant ISO @param {string} words how it is said */
export function momentOf (instant, words) {
  const day = instant.slice(0, 10)
  return { text: words, start: [day, day], end: null, precision: 'day', qualifier: '' }
}
