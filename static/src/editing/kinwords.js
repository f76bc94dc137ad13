/**
 * What somebody is to the child, in one word of kin: "mother", "half-brother", "grandmother (mother’s side)", "foster
 * carer". Found from the links alone; nothing is said where they do not say it.
 */
import { bloodOf } from '../genogram/kin.js'
import { w } from '../words.js'
import { personName } from './actions.js'

/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */

/** Kinds of people who are nobody's kin. */
const NO_KIN = ['pet', 'professional', 'therapist', 'institution']
const GENERATIONS = 6

/**
 * @param {Plain} plain what stands
 * @param {string} id of whom
 * @param {string} centre to whom, usually the child
 * @returns {string} '' for the centre itself, and where nothing says it
 */
export function kinSaid (plain, id, centre) {
  const person = plain.people[id]
  if (person === undefined || id === centre || plain.people[centre] === undefined) return ''
  const own = ofBlood(plain, id, centre) || byCare(plain, id, centre) || byUnion(plain, id, centre)
  if (own !== '') return own
  return NO_KIN.includes(person.kind) ? w(`person_kinds.${person.kind}`) : throughSomebody(plain, id, centre)
}

/** @param {Plain} plain @param {string} id @param {string} centre */
function ofBlood (plain, id, centre) {
  const parents = bloodOf(plain)
  const [mine, theirs] = [above(parents, centre), above(parents, id)]
  const shared = [...mine].filter(([each]) => theirs.has(each))
    .map(([each, up]) => ({ each, up, down: /** @type {number} */ (theirs.get(each)) }))
    .sort((one, other) => one.up + one.down - other.up - other.down)
  if (shared.length === 0) return siblingsWithoutParents(plain, id, centre)
  const { up, down } = shared[0]
  const word = kinWord(up, down, plain.people[id], up === 1 && down === 1 && halves(parents, centre, id))
  const side = up < 2 || word === '' ? '' : sideOf(plain, parents, centre, shared.filter(one => one.up === up && one.down === down).map(one => one.each))
  if (side === 'mother') return w('live.kin.mothers_side', { kin: word })
  return side === 'father' ? w('live.kin.fathers_side', { kin: word }) : word
}

/** Ancestors with the generations to each. @param {Map<string, Set<string>>} parents @param {string} id @returns {Map<string, number>} */
function above (parents, id) {
  const found = new Map([[id, 0]])
  let row = [id]
  for (let up = 1; up <= GENERATIONS && row.length > 0; up++) {
    row = row.flatMap(child => [...parents.get(child) ?? []]).filter(parent => !found.has(parent))
    for (const parent of row) found.set(parent, up)
  }
  return found
}

/** Whether two share one parent, and the other parents are known and are two. @param {Map<string, Set<string>>} parents @param {string} a @param {string} b */
function halves (parents, a, b) {
  const [one, two] = [parents.get(a) ?? new Set(), parents.get(b) ?? new Set()]
  return one.size > 1 && two.size > 1 && [...one].filter(parent => two.has(parent)).length === 1
}

/** Brothers and sisters under a couple of whom nobody is known. @param {Plain} plain @param {string} id @param {string} centre */
function siblingsWithoutParents (plain, id, centre) {
  const unions = (/** @type {string} */ child) => Object.values(plain.parent_links).filter(link => link.child === child && link.kind === 'biological' && link.union !== '').map(link => link.union)
  const mine = unions(centre)
  return unions(id).some(union => mine.includes(union)) ? kinWord(1, 1, plain.people[id], false) : ''
}

/**
 * Through which parent of the centre shared ancestors come: '' where through both, or nobody says.
 * @param {Plain} plain @param {Map<string, Set<string>>} parents @param {string} centre @param {string[]} shared
 */
function sideOf (plain, parents, centre, shared) {
  const through = [...parents.get(centre) ?? []].filter(parent => shared.some(each => above(parents, parent).has(each)))
  if (through.length !== 1) return ''
  const { gender } = plain.people[through[0]]
  return gender === 'female' ? 'mother' : gender === 'male' ? 'father' : ''
}

/** @param {number} up generations from the child @param {number} down from the other one @param {Entry} person @param {boolean} half */
function kinWord (up, down, person, half) {
  const key = up === 1 && down === 1 && half ? 'half' : `${up} ${down}`
  if (up > 2 && down === 0) return of(person, w('live.kin.great_grandmother'), w('live.kin.great_grandfather'), w('live.kin.great_grandparent'))
  switch (key) {
    case '1 0': return of(person, w('live.kin.mother'), w('live.kin.father'), w('live.kin.parent'))
    case '2 0': return of(person, w('live.kin.grandmother'), w('live.kin.grandfather'), w('live.kin.grandparent'))
    case '0 1': return of(person, w('live.kin.daughter'), w('live.kin.son'), w('live.kin.child'))
    case '0 2': return w('live.kin.grandchild')
    case '1 1': return of(person, w('live.kin.sister'), w('live.kin.brother'), w('live.kin.sibling'))
    case 'half': return of(person, w('live.kin.half_sister'), w('live.kin.half_brother'), w('live.kin.half_sibling'))
    case '2 1': return of(person, w('live.kin.aunt'), w('live.kin.uncle'), w('live.kin.parents_sibling'))
    case '3 1': return of(person, w('live.kin.great_aunt'), w('live.kin.great_uncle'), w('live.kin.relative'))
    case '1 2': return of(person, w('live.kin.niece'), w('live.kin.nephew'), w('live.kin.siblings_child'))
    case '2 2': return of(person, w('live.kin.cousin_she'), w('live.kin.cousin_he'), w('live.kin.cousin'))
  }
  return w('live.kin.relative')
}

/** @param {Entry} person @param {string} she @param {string} he @param {string} they */
function of (person, she, he, they) {
  return person.gender === 'female' ? she : person.gender === 'male' ? he : they
}

/** Who has cared for the child, or whom they care for. @param {Plain} plain @param {string} id @param {string} centre */
function byCare (plain, id, centre) {
  for (const link of Object.values(plain.parent_links)) {
    const carers = plain.unions[link.union] === undefined ? [link.parent] : [plain.unions[link.union].a, plain.unions[link.union].b]
    if (link.child === centre && carers.includes(id) && link.kind !== 'biological') return w(`live.kin.by.${link.kind}`)
    if (link.child === id && carers.includes(centre)) return w(`parent_link_kinds.${link.kind}`).toLocaleLowerCase()
  }
  return ''
}

/** @param {Plain} plain @param {string} id @param {string} other whose partner */
function byUnion (plain, id, other) {
  const union = Object.values(plain.unions).find(each => (each.a === id && each.b === other) || (each.a === other && each.b === id))
  if (union === undefined) return ''
  return union.ending !== '' || union.ended !== null ? w('live.kin.former_partner') : w('live.kin.partner')
}

/** The partner of somebody who is kin: whose, by name. @param {Plain} plain @param {string} id @param {string} centre */
function throughSomebody (plain, id, centre) {
  const near = Object.values(plain.unions).filter(union => union.a === id || union.b === id)
    .map(union => ({ union, other: union.a === id ? union.b : union.a }))
    .find(({ other }) => plain.people[other] !== undefined && (ofBlood(plain, other, centre) || byCare(plain, other, centre)) !== '')
  if (near === undefined) return ''
  const name = personName(plain.people[near.other])
  return near.union.ending !== '' || near.union.ended !== null ? w('live.kin.former_partner_of', { name }) : w('live.kin.partner_of', { name })
}
