/**
 * A change of a text or of a list of choices, made to one that others have changed meanwhile.
 */
import { simpleDiffString } from 'lib0/diff'

/**
 * What a text becomes when somebody's change of it is made to a newer text: nothing that others wrote is lost, and
 * what they took away does not come back.
 * @param {string} before the text that was changed
 * @param {string} after what it was changed to
 * @param {string} present the text as it stands now
 * @returns {string}
 */
export function rebased (before, after, present) {
  if (before === present) return after
  const mine = simpleDiffString(before, after)
  const theirs = simpleDiffString(before, present)
  const [end, theirEnd] = [mine.index + mine.remove, theirs.index + theirs.remove]
  if (end <= theirs.index) return present.slice(0, mine.index) + mine.insert + present.slice(end)
  const moved = theirs.insert.length - theirs.remove
  if (mine.index >= theirEnd) return present.slice(0, mine.index + moved) + mine.insert + present.slice(end + moved)
  const written = mine.index <= theirs.index ? mine.insert + theirs.insert : theirs.insert + mine.insert
  return before.slice(0, Math.min(mine.index, theirs.index)) + written + before.slice(Math.max(end, theirEnd))
}

/**
 * What a list of choices becomes when somebody's change of it is made to a newer list: what they put in or changed is
 * in, what they took out is out, and everything else is as others have it by now.
 * @template T
 * @param {Record<string, T>} before the choices that were changed, by id
 * @param {Record<string, T>} after what they were changed to
 * @param {Record<string, T>} present the choices as they stand now
 * @returns {Record<string, T>}
 */
export function rebasedChoices (before, after, present) {
  const becomes = { ...present }
  for (const id of Object.keys(before)) if (!(id in after)) delete becomes[id]
  for (const [id, choice] of Object.entries(after)) if (!same(before[id] ?? null, choice)) becomes[id] = choice
  return becomes
}

/**
 * Whether two plain values are the same.
 * @param {any} one
 * @param {any} other
 * @returns {boolean}
 */
export function same (one, other) {
  if (one === other) return true
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return false
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every(key => key in other && same(one[key], other[key]))
}
