/**
 * What answers the child's wishes, and whether words of the child may be shown to everybody.
 */

/** @typedef {import('./schema.js').Plain} Plain */
/** @typedef {import('./schema.js').Entry} Entry */
/** How a recommendation answers a wish. @typedef {{id: string, how: string}} Answer */

/** Answers that count as one: the rule V2 of findings_formulation.py. */
const ANSWERED = ['answers', 'in_part']

/**
 * The recommendations that speak to a wish, those that answer it first.
 * @param {Plain} plain what stands
 * @param {string} wish its id
 * @returns {{answers: Answer[], answered: boolean}}
 */
export function answersTo (plain, wish) {
  const answers = Object.entries(plain.recommendations ?? {}).filter(([, each]) => each.wishes[wish] !== undefined)
    .sort(inOrder).map(([id, each]) => ({ id, how: each.wishes[wish], stands: each.start !== 'avoid' && each.state !== 'stopped' }))
  const good = answers.filter(each => each.stands && ANSWERED.includes(each.how))
  return { answers: [...good, ...answers.filter(each => !good.includes(each))].map(({ id, how }) => ({ id, how })), answered: good.length > 0 }
}

/**
 * Whether the words may be shown to everybody: the server sends no others to the wall (B5 of server/web/picture.py).
 * @param {{share: string, share_with: string, sensitive?: boolean}} voice
 */
export function mayBeShown ({ share, share_with, sensitive = false }) {
  return share === 'yes' && share_with.trim() === '' && !sensitive
}

/** @param {[string, Entry]} one @param {[string, Entry]} other */
export function inOrder ([a, one], [b, other]) {
  return one.order < other.order || (one.order === other.order && a < b) ? -1 : 1
}
