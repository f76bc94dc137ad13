/**
 * Where the child stands on the recovery steps, read from the placements: the same as `steps.py` of the domain.
 */

/** @typedef {import('./schema.js').Plain} Plain */
/** @typedef {import('./schema.js').Entry} Entry */

/** The number of the highest step. */
export const LAST_STEP = 6

/**
 * The first and the last step of a row of `step_ranges`.
 * @param {string} key such as `1_2`; '' for none
 * @returns {[number, number] | null}
 */
export function stretchOf (key) {
  const [lowest, highest = lowest] = key.split('_').map(Number)
  return lowest >= 1 && highest >= lowest && highest <= LAST_STEP ? [lowest, highest] : null
}

/**
 * The row of `step_ranges` from one step to another, whichever is higher.
 * @param {number} one
 * @param {number} other
 */
export function rangeOf (one, other) {
  const [lowest, highest] = [Math.min(one, other), Math.max(one, other)]
  return lowest === highest ? String(lowest) : `${lowest}_${highest}`
}

/**
 * The placement of the child as a whole that the room agreed on, the latest where there are several.
 * @param {Plain} plain what stands
 * @returns {[string, Entry] | null} its id and its fields
 */
export function agreedPlacement (plain) {
  const agreed = Object.entries(plain.placements ?? {}).filter(([, each]) => each.agreed && each.steps !== '' && each.setting.trim() === '' && each.person === '')
  return agreed.reduce((/** @type {[string, Entry] | null} */ latest, each) =>
    latest === null || later(each[1], latest[1]) ? each : latest, null)
}

/** @param {Entry} one @param {Entry} other */
function later (one, other) {
  return one.agreed_at > other.agreed_at || (one.agreed_at === other.agreed_at && one.order > other.order)
}
