/**
 * A change of a text, made to a text that others have changed meanwhile.
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
