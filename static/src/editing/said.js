/**
 * Whole sentences about records, for lists, panels and screen readers: when, at what age, who to whom.
 */
import { ageInside, ageSaid } from '../drawing/ages.js'
import { reach } from '../drawing/days.js'
import { courseOf, familyOn } from '../genogram/then.js'
import { hasWord, w } from '../words.js'
import { personName } from './actions.js'
import { momentSaid } from './dates.js'
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
 * Names one after another, as the language writes them: browsers do not all know how Welsh joins words.
 * @param {string[]} names
 * @returns {string}
 */
export function listed (names) {
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
export function inside (words) {
  return words.charAt(0).toLocaleLowerCase() + words.slice(1)
}

/** @param {Plain} plain @param {string} id */
function name (plain, id) {
  const person = plain.people[id]
  if (person?.known_as || person?.name || person?.called) return personName(person)
  return person === undefined || person.kind === 'person' ? w('live.somebody_unknown') : inside(personName(person))
}

/** Those whom nobody knows are named last. @param {Plain} plain @param {string} id */
function unknown (plain, id) {
  return plain.people[id] === undefined || plain.people[id].unknown ? 1 : 0
}

/** @param {Plain} plain @param {string} id @returns {Tie[]} */
export function childTies (plain, id) {
  const links = Object.entries(plain.parent_links).filter(([, link]) => link.child === id)
  const byBirth = links.filter(([, link]) => link.kind === 'biological')
  return [...byBirth, ...links.filter(([, link]) => link.kind !== 'biological')].map(([key, link]) => {
    const union = plain.unions[link.union]
    const parents = (union ? [union.a, union.b] : [link.parent]).filter(each => each !== '').sort((one, other) => unknown(plain, one) - unknown(plain, other))
    const names = listed(parents.map(each => name(plain, each)))
    const other = parents[0] ?? ''
    const what = inside(w(`parent_link_kinds.${link.kind}`))
    if (parents.length === 0) return { collection: 'parent_links', id: key, other, text: w('live.tie.child_of_unknown') }
    const text = link.kind === 'biological' ? w('live.tie.child_of', { names }) : w('live.tie.child_of_kind', { names, what })
    return { collection: 'parent_links', id: key, other, text }
  })
}

/** @param {Plain} plain @param {string} id @returns {Tie[]} */
export function unionTies (plain, id) {
  return Object.entries(plain.unions).filter(([, union]) => union.a === id || union.b === id).map(([key, union]) => {
    const other = union.a === id ? union.b : union.a
    const course = (other === '' ? '' : courseSaid(plain, key)) || inside(w(`union_kinds.${union.kind}`))
    if (other !== '' && union.kind === 'unknown' && courseLines(plain, key).length === 0) return { collection: 'unions', id: key, other, text: w('live.tie.with_only', { name: name(plain, other) }) }
    return { collection: 'unions', id: key, other, text: other === '' ? w('live.tie.alone', { what: course }) : w('live.tie.with', { name: name(plain, other), course }) }
  })
}

/** The turns of a union by id, in the order they were put in. @param {Plain} plain @param {string} union @returns {[string, Entry][]} */
export function turnsOf (plain, union) {
  return Object.entries(plain.turns ?? {}).filter(([, turn]) => turn.union === union)
    .sort(([a, one], [b, other]) => one.order < other.order || (one.order === other.order && a < b) ? -1 : 1)
}

/** The word of one turn, which may be the couple's own kind or ending. @param {string} kind */
export function turnWord (kind) {
  if (hasWord(`union_turns.${kind}`)) return w(`union_turns.${kind}`)
  return hasWord(`endings.${kind}`) ? w(`endings.${kind}`) : w(`union_kinds.${kind}`)
}

/**
 * The course of a couple, each turn in words with its date.
 * @param {Plain} plain @param {string} id of the union
 * @returns {string[]}
 */
export function courseLines (plain, id) {
  const turns = turnsOf(plain, id).map(([, turn]) => turn)
  return courseOf({ ...plain.unions[id], id }, turns).map(({ kind, when }) => when?.text ? w('live.course.turn', { what: turnWord(kind), when: momentSaid(when) }) : turnWord(kind))
}

/**
 * The course as it stands inside a sentence: "married 1977, widowed November 2020".
 * @param {Plain} plain @param {string} id
 */
export function courseSaid (plain, id) {
  return courseLines(plain, id).map(inside).join(', ')
}

/** @param {Plain} plain @param {string} id @returns {Tie[]} */
export function parentTies (plain, id) {
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
export function bondTies (plain, id) {
  return Object.entries(plain.bonds).filter(([, bond]) => bond.a === id || bond.b === id).map(([key, bond]) => {
    const other = bond.a === id ? bond.b : bond.a
    const parameters = { name: name(plain, other), what: inside(w(`bond_kinds.${bond.kind}`)) }
    const text = !bond.directed ? w('live.tie.bond', parameters) : bond.a === id ? w('live.tie.bond_to', parameters) : w('live.tie.bond_from', parameters)
    return { collection: 'bonds', id: key, other, text }
  })
}

/**
 * How two people are with each other, as a sentence: "Craig hurt Kelly-Ann."
 * @param {string} kind of bond
 * @param {string} a the name of the one it comes from
 * @param {string} b
 */
export function bondSaid (kind, a, b) {
  return w(`live.bond.${kind}`, { a, b })
}

/** A bond as a sentence with the names of both. @param {Plain} plain @param {Entry} bond */
export function tieSaid (plain, bond) {
  return bondSaid(bond.kind, name(plain, bond.a), name(plain, bond.b))
}

/** From when to when, in the words that were written; '' where nobody has said. @param {Entry} record */
export function datesSaid (record) {
  const [from, to] = [momentSaid(record.began), momentSaid(record.ended)]
  if (from !== '' && to !== '') return w('live.dates.from_to', { from, to })
  return from !== '' ? w('live.dates.since', { from }) : to !== '' ? w('live.dates.until', { to }) : ''
}

/**
 * Who says so, and which agency.
 * @param {Entry} record
 * @param {Entry} [known] whose source has been said already: the same is not said again
 * @returns {string}
 */
export function sourceSaid (record, known) {
  const said = [record.agency, record.says].filter(Boolean).join('; ')
  return known !== undefined && said === sourceSaid(known) ? '' : said
}

/** @param {Plain} plain @param {string} id @returns {Tie[]} */
function stayTies (plain, id) {
  return Object.entries(plain.stays).filter(([, stay]) => stay.person === id && plain.households[stay.household]).map(([key, stay]) => {
    const home = plain.households[stay.household].name
    const when = datesSaid(stay)
    const text = when === '' ? w('live.tie.home', { home }) : w('live.tie.home_when', { home, when })
    return { collection: 'stays', id: key, other: '', text }
  })
}

/** The last answer of `familyOn` to a document and a day: a list of the whole family asks for each person. @type {{plain: Plain | null, day: number, then: ReturnType<typeof familyOn> | null}} */
const asked = { plain: null, day: NaN, then: null }

/**
 * The family as it stands on a day.
 * @param {Plain} plain what stands
 * @param {number} day
 */
export function familyThen (plain, day) {
  if (asked.plain !== plain || asked.day !== day || asked.then === null) Object.assign(asked, { plain, day, then: familyOn(plain, day) })
  return /** @type {ReturnType<typeof familyOn>} */ (asked.then)
}

/**
 * Where a person lives on a day, as far as it is known; '' otherwise.
 * @param {Plain} plain what stands
 * @param {string} id
 * @param {number} day
 */
export function homeSaid (plain, id, day) {
  const person = plain.people[id]
  const { people, homes } = familyThen(plain, day)
  if (person === undefined || ['dead', 'not_born', 'lost', 'later'].includes(people.get(id)?.state ?? '')) return ''
  const named = (/** @type {string} */ home) => plain.households[home]?.name ?? ''
  const certain = homes.filter(home => home.members.includes(id))
  const dated = certain.filter(home => home.state !== 'undated')
  const sure = (dated.length > 0 ? dated : certain).map(home => named(home.id)).filter(Boolean)
  if (sure.length > 0) return listed(sure)
  const possible = homes.filter(home => home.possible.includes(id)).map(home => named(home.id)).filter(Boolean)
  return possible.length > 0 ? w('live.home.possibly', { home: possible[0] }) : person.lives_in
}

/** States of somebody who is not there on a day, in a word. @param {string | undefined} state */
function absentSaid (state) {
  const words = { not_born: w('live.state.not_born'), later: w('live.state.not_born'), possibly_born: w('live.state.possibly_born'), possibly_dead: w('live.state.possibly_dead') }
  return words[/** @type {keyof typeof words} */ (state)] ?? ''
}

/**
 * Somebody's age on a day, or that they have died, or are not born yet; '' where nobody knows.
 * @param {Plain} plain what stands
 * @param {string} id
 * @param {number} day
 * @returns {string}
 */
export function ageOrState (plain, id, day) {
  const person = plain.people[id]
  const state = familyThen(plain, day).people.get(id)?.state
  if (person === undefined) return ''
  if (['miscarriage', 'termination'].includes(person.kind)) return momentSaid(person.died)
  if (state !== 'dead' && state !== 'lost') return absentSaid(state) || ageSaid(/** @type {any} */ (person), day)
  const age = ageInside(/** @type {any} */ (person), day)
  return age === '' ? w('live.person.died_once') : w('live.person.died_at', { age })
}

/**
 * The family in groups round the child, for the list: brothers and sisters, parents and carers, those before, the
 * wider family, and who matters and is not family.
 * @param {Plain} plain what stands
 * @param {string} [centre] somebody else round whom they are grouped
 * @returns {{key: string, people: string[]}[]} without empty groups
 */
export function familyGroups (plain, centre = '') {
  const child = plain.people[centre] === undefined ? indexPerson(plain)?.id ?? '' : centre
  const generation = generations(plain, child)
  const parents = parentsOf(plain, child)
  const siblings = new Set([child, ...siblingsOf(plain, child)])
  /** @type {Record<string, string[]>} */
  const groups = { siblings: [], parents: [], before: [], wider: [], matters: [] }
  for (const id of Object.keys(plain.people).sort((one, other) => inOrder(plain, child, one, other))) {
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

/** The one in the middle first, then by birth, then by order. @param {Plain} plain @param {string} centre @param {string} one @param {string} other */
function inOrder (plain, centre, one, other) {
  const [a, b] = [plain.people[one], plain.people[other]]
  if (one === centre || other === centre) return one === centre ? -1 : 1
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
export function siblingsOf (plain, id) {
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
