/**
 * How two partners are related by blood, found from the parent links alone: nothing is claimed that the ancestry
 * written down does not say. Pure; safe in families that close a circle; what it costs is bounded.
 * Sources: McGoldrick, Gerson & Petry and Bennett et al. 2022 (a double line with the degree beside it).
 */
import { w } from '../words.js'

/**
 * @typedef {object} Kin how two people are related by their nearest shared ancestors
 * @property {number} near generations from that one of the two who is nearer to a shared ancestor, 0 where one is the
 *   other's ancestor
 * @property {number} far generations from the other one
 * @property {boolean} half they share one ancestor there, and the other parent on both sides is known and not shared
 * @property {boolean} double they share twice the ancestors that such a tie has (double first cousins)
 * @property {string[]} shared ids of the nearest shared ancestors
 */

/** Kinds of parent link that make children of the blood. */
const BLOOD = new Set(['biological', 'donor'])
const GENERATIONS = 7
/** up to which shared ancestors are looked for: fifth cousins and some more. */
const MOST = 500
/** ancestors of one person that are looked at. */

/**
 * Who is whose parent by blood.
 * @param {Record<string, Record<string, Record<string, any>>>} plain
 * @returns {Map<string, Set<string>>} child -> parents who are there and not removed
 */
export function bloodOf (plain) {
  /** @type {Map<string, Set<string>>} */
  const parents = new Map()
  const there = (/** @type {string} */ id) => plain.people?.[id] !== undefined && !plain.people[id].removed_at
  for (const link of Object.values(plain.parent_links ?? {})) {
    if (link.removed_at || !BLOOD.has(link.kind) || !there(link.child)) continue
    const union = plain.unions?.[link.union]
    const both = union && !union.removed_at ? [union.a, union.b] : [link.parent]
    for (const parent of both) {
      if (parent === link.child || !there(parent)) continue
      parents.set(link.child, (parents.get(link.child) ?? new Set()).add(parent))
    }
  }
  return parents
}

/**
 * How two people are related by blood.
 * @param {Map<string, Set<string>>} parents as `bloodOf` gives them
 * @param {string} a @param {string} b
 * @returns {Kin | null} null where what is written down shows no shared ancestor
 */
export function kinOf (parents, a, b) {
  if (a === b || !parents.has(a) && !parents.has(b)) return null
  const [one, two] = [ancestorsOf(parents, a), ancestorsOf(parents, b)]
  /** @type {{id: string, near: number, far: number, mine: number}[]} */
  const shared = []
  for (const [id, mine] of one) {
    const other = two.get(id)
    if (other !== undefined) shared.push({ id, near: Math.min(mine, other), far: Math.max(mine, other), mine })
  }
  if (shared.length === 0) return null
  const nearest = shared.reduce((best, each) => each.near + each.far < best.near + best.far ||
    (each.near + each.far === best.near + best.far && each.near > best.near) ? each : best)
  const { near, far } = nearest
  const level = shared.filter(each => each.near === near && each.far === far)
  const ids = level.map(each => each.id).sort()
  return { near, far, half: near > 0 && ids.length === 1 && byHalf(parents, a, b, nearest), double: near > 1 && ids.length >= 4, shared: ids }
}

/** Ancestors with the fewest generations to each, the person among them. @param {Map<string, Set<string>>} parents @param {string} id */
function ancestorsOf (parents, id) {
  const found = new Map([[id, 0]])
  let row = [id]
  for (let generation = 1; generation <= GENERATIONS && row.length > 0 && found.size < MOST; generation++) {
    /** @type {string[]} */
    const above = []
    for (const child of row) {
      for (const parent of parents.get(child) ?? []) if (!found.has(parent)) { found.set(parent, generation); above.push(parent) }
    }
    row = above
  }
  return found
}

/**
 * Whether the two lines meet in one parent only: the children of the shared ancestor on both lines have another
 * parent, those are known, and are not the same person.
 * @param {Map<string, Set<string>>} parents @param {string} a @param {string} b
 * @param {{id: string, near: number, far: number, mine: number}} shared
 */
function byHalf (parents, a, b, { id, near, far, mine }) {
  const below = (/** @type {string} */ from, /** @type {number} */ generations) => {
    const children = [...ancestorsOf(parents, from)].filter(([child, up]) => up === generations - 1 && parents.get(child)?.has(id)).map(([child]) => child)
    return children.flatMap(child => [...parents.get(child) ?? []].filter(parent => parent !== id))
  }
  const [one, two] = [below(a, mine), below(b, mine === near ? far : near)]
  return one.length > 0 && two.length > 0 && !one.some(parent => two.includes(parent))
}

/**
 * A tie of blood in words, for beside a double line: "first cousins", "half-brother and sister".
 * @param {Kin} kin
 * @returns {string}
 */
export function kinWords ({ near, far, half, double }) {
  if (near === 0) return w(far === 1 ? 'drawing.kin.parent' : far === 2 ? 'drawing.kin.grandparent' : 'drawing.kin.ancestor')
  if (near === 1) {
    if (far === 1) return w(half ? 'drawing.kin.half_siblings' : 'drawing.kin.siblings')
    if (far === 2) return w(half ? 'drawing.kin.half_uncle' : 'drawing.kin.uncle')
    return w('drawing.kin.great_uncle')
  }
  const cousins = near === 2
    ? w(double ? 'drawing.kin.double_cousins' : half ? 'drawing.kin.half_cousins' : 'drawing.kin.cousins')
    : near === 3 ? w('drawing.kin.second_cousins') : near === 4 ? w('drawing.kin.third_cousins') : w('drawing.kin.distant_cousins')
  return far === near ? cousins : w('drawing.kin.removed', { cousins, n: far - near })
}
