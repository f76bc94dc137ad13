/**
 * Whole sentences about records, for lists, panels and screen readers: when, at what age, who to whom.
 */
import { reach } from '../drawing/days.js'
import { language, w } from '../words.js'
import { personName } from './actions.js'
import { indexPerson } from './life.js'

/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('../drawing/ages.js').Band} Band */

/**
 * The heading of an age band.
 * @param {Band} band
 */
export function bandTitle (band) {
  if (band.key === 'before') return w('live.band.before_title')
  if (band.key === 'all') return w('live.band.all_title')
  return band.first === band.last ? w('live.band.one_title', { n: band.first }) : w('live.band.title', { from: band.first, n: band.last })
}

/**
 * The short name of an age band, on its switch.
 * @param {Band} band
 */
export function bandShort (band) {
  if (band.key === 'before') return w('live.band.before')
  if (band.key === 'all') return w('live.band.all')
  return band.first === band.last ? `${band.first}` : `${band.first}–${band.last}`
}

/**
 * A point in time as the clock of this place says it, for "added by".
 * @param {string} instant
 */
export function instantSaid (instant) {
  if (instant === '') return ''
  return new Intl.DateTimeFormat(`${language()}-GB`, {
    day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'Europe/London'
  }).format(new Date(instant))
}

/**
 * Names one after another, as the language writes them: browsers do not all know how Welsh joins words.
 * @param {string[]} names
 * @returns {string}
 */
function listed (names) {
  if (names.length < 2) return names[0] ?? ''
  const [first, last] = [names.slice(0, -1).join(', '), names[names.length - 1]]
  return VOWEL.test(last.normalize('NFD')) ? w('live.and_vowel', { first, last }) : w('live.and', { first, last })
}

/** Before a vowel Welsh says "ac" for "a". */
const VOWEL = /^[aeiouwy]/i

/** One tie of a person, in words. @typedef {{collection: string, id: string, text: string, other: string}} Tie */

/**
 * What ties a person to others, each as a whole sentence, in a steady order.
 * @param {Plain} plain what stands
 * @param {string} id
 * @returns {Tie[]}
 */
export function tiesSaid (plain, id) {
  return [...childTies(plain, id), ...unionTies(plain, id), ...parentTies(plain, id), ...bondTies(plain, id), ...stayTies(plain, id)]
}

/** Words of a table as they stand inside a sentence. @param {string} words */
function inside (words) {
  return words.charAt(0).toLocaleLowerCase() + words.slice(1)
}

/** @param {Plain} plain @param {string} id */
function name (plain, id) {
  const person = plain.people[id]
  if (person === undefined) return inside(w('live.not_known'))
  return person.known_as || person.name || person.called ? personName(person) : inside(personName(person))
}

/** @param {Plain} plain @param {string} id @returns {Tie[]} */
function childTies (plain, id) {
  const links = Object.entries(plain.parent_links).filter(([, link]) => link.child === id)
  const byBirth = links.filter(([, link]) => link.kind === 'biological')
  return [...byBirth, ...links.filter(([, link]) => link.kind !== 'biological')].map(([key, link]) => {
    const union = plain.unions[link.union]
    const parents = (union ? [union.a, union.b] : [link.parent]).filter(each => each !== '')
    const names = listed(parents.map(each => name(plain, each)))
    const other = parents[0] ?? ''
    const what = inside(w(`parent_link_kinds.${link.kind}`))
    if (parents.length === 0) return { collection: 'parent_links', id: key, other, text: w('live.tie.child_of_unknown') }
    const text = link.kind === 'biological' ? w('live.tie.child_of', { names }) : w('live.tie.child_of_kind', { names, what })
    return { collection: 'parent_links', id: key, other, text }
  })
}

/** @param {Plain} plain @param {string} id @returns {Tie[]} */
function unionTies (plain, id) {
  return Object.entries(plain.unions).filter(([, union]) => union.a === id || union.b === id).map(([key, union]) => {
    const other = union.a === id ? union.b : union.a
    const what = inside(w(`union_kinds.${union.kind}`))
    const parameters = { name: name(plain, other), what }
    const text = union.ending === '' ? w('live.tie.with', parameters) : w('live.tie.was_with', { ...parameters, ending: inside(w(`endings.${union.ending}`)) })
    return { collection: 'unions', id: key, other, text: other === '' ? w('live.tie.alone', { what }) : text }
  })
}

/** @param {Plain} plain @param {string} id @returns {Tie[]} */
function parentTies (plain, id) {
  const unions = new Set(Object.entries(plain.unions).filter(([, union]) => union.a === id || union.b === id).map(([key]) => key))
  return Object.entries(plain.parent_links).filter(([, link]) => link.parent === id || unions.has(link.union)).map(([key, link]) => {
    const names = name(plain, link.child)
    const text = link.kind === 'biological'
      ? w('live.tie.parent_of', { name: names })
      : w('live.tie.parent_of_kind', { name: names, what: inside(w(`parent_link_kinds.${link.kind}`)) })
    return { collection: 'parent_links', id: key, other: link.child, text }
  })
}

/** @param {Plain} plain @param {string} id @returns {Tie[]} */
function bondTies (plain, id) {
  return Object.entries(plain.bonds).filter(([, bond]) => bond.a === id || bond.b === id).map(([key, bond]) => {
    const other = bond.a === id ? bond.b : bond.a
    const what = inside(w(`bond_kinds.${bond.kind}`))
    const key2 = !bond.directed ? 'live.tie.bond' : bond.a === id ? 'live.tie.bond_to' : 'live.tie.bond_from'
    return { collection: 'bonds', id: key, other, text: bondText(key2, { name: name(plain, other), what }) }
  })
}

/** @param {string} key @param {{name: string, what: string}} parameters */
function bondText (key, parameters) {
  if (key === 'live.tie.bond_to') return w('live.tie.bond_to', parameters)
  if (key === 'live.tie.bond_from') return w('live.tie.bond_from', parameters)
  return w('live.tie.bond', parameters)
}

/** @param {Plain} plain @param {string} id @returns {Tie[]} */
function stayTies (plain, id) {
  return Object.entries(plain.stays).filter(([, stay]) => stay.person === id && plain.households[stay.household]).map(([key, stay]) => {
    const home = plain.households[stay.household].name
    const when = [stay.began?.text, stay.ended?.text].filter(text => text)
    const text = when.length === 0 ? w('live.tie.home', { home }) : w('live.tie.home_when', { home, when: when.join(' – ') })
    return { collection: 'stays', id: key, other: '', text }
  })
}

/**
 * Where a person lives now, as far as it is known; '' otherwise.
 * @param {Plain} plain
 * @param {string} id
 */
export function homeSaid (plain, id) {
  const person = plain.people[id]
  if (person === undefined || person.died !== null) return ''
  const present = Object.values(plain.stays).filter(stay =>
    stay.person === id && stay.ended === null && plain.households[stay.household]?.ended === null)
  const since = (/** @type {Entry} */ stay) => reach(stay.began ?? plain.households[stay.household].began)[0] ?? 0
  const [latest] = present.sort((one, other) => since(other) - since(one))
  const home = latest && plain.households[latest.household].name
  return home || person.lives_in
}

/**
 * The family in groups round the child, for the list: brothers and sisters, parents and carers, those before, the
 * wider family, and who matters and is not family.
 * @param {Plain} plain what stands
 * @returns {{key: string, people: string[]}[]} without empty groups
 */
export function familyGroups (plain) {
  const child = indexPerson(plain)?.id ?? ''
  const generation = generations(plain, child)
  const parents = parentsOf(plain, child)
  const siblings = new Set([child, ...siblingsOf(plain, child)])
  /** @type {Record<string, string[]>} */
  const groups = { siblings: [], parents: [], before: [], wider: [], matters: [] }
  for (const id of Object.keys(plain.people).sort((one, other) => inOrder(plain, one, other))) {
    const row = generation.get(id)
    if (siblings.has(id)) groups.siblings.push(id)
    else if (parents.has(id)) groups.parents.push(id)
    else if (row === undefined) groups.matters.push(id)
    else if (row <= -2) groups.before.push(id)
    else if (row === -1 && partnersOf(plain, id).some(each => parents.has(each))) groups.parents.push(id)
    else groups.wider.push(id)
  }
  return Object.entries(groups).filter(([, people]) => people.length > 0).map(([key, people]) => ({ key, people }))
}

/** The child first, then by birth, then by order. @param {Plain} plain @param {string} one @param {string} other */
function inOrder (plain, one, other) {
  const [a, b] = [plain.people[one], plain.people[other]]
  if (a.index !== b.index) return a.index ? -1 : 1
  const born = (/** @type {Entry} */ person) => reach(person.born)[0] ?? Number.MAX_SAFE_INTEGER
  const by = born(a) - born(b)
  if (by !== 0) return by
  return a.order < b.order || (a.order === b.order && one < other) ? -1 : 1
}

/** @param {Plain} plain @param {string} id @returns {string[]} */
function partnersOf (plain, id) {
  return Object.values(plain.unions).filter(union => union.a === id || union.b === id).map(union => union.a === id ? union.b : union.a).filter(each => each !== '')
}

/** @param {Plain} plain @param {string} id @returns {Set<string>} */
export function parentsOf (plain, id) {
  const found = new Set()
  for (const link of Object.values(plain.parent_links)) {
    if (link.child !== id) continue
    const union = plain.unions[link.union]
    for (const parent of union ? [union.a, union.b] : [link.parent]) if (parent !== '') found.add(parent)
  }
  return found
}

/** @param {Plain} plain @param {string} id @returns {string[]} */
export function childrenOf (plain, id) {
  return Object.values(plain.parent_links).filter(link => {
    const union = plain.unions[link.union]
    return link.parent === id || (union && (union.a === id || union.b === id))
  }).map(link => link.child)
}

/** @param {Plain} plain @param {string} id @returns {string[]} */
function siblingsOf (plain, id) {
  const found = new Set([...parentsOf(plain, id)].flatMap(parent => childrenOf(plain, parent)))
  for (const link of Object.values(plain.parent_links)) {
    if (link.child !== id || link.union === '') continue
    for (const other of Object.values(plain.parent_links)) if (other.union === link.union) found.add(other.child)
  }
  found.delete(id)
  return [...found]
}

/** Rows above (negative) and below the child, for everybody who is joined to them by birth, care or union. @param {Plain} plain @param {string} child @returns {Map<string, number>} */
function generations (plain, child) {
  const rows = new Map([[child, 0]])
  const waiting = [child]
  while (waiting.length > 0) {
    const id = /** @type {string} */ (waiting.shift())
    const row = /** @type {number} */ (rows.get(id))
    /** @param {Iterable<string>} ids @param {number} at */
    const reach = (ids, at) => {
      for (const each of ids) {
        if (rows.has(each) || plain.people[each] === undefined) continue
        rows.set(each, at)
        waiting.push(each)
      }
    }
    reach(parentsOf(plain, id), row - 1)
    reach(partnersOf(plain, id), row)
    reach(childrenOf(plain, id), row + 1)
  }
  return rows
}
