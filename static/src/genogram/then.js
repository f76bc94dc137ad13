/**
 * The family as it stood on a day: who was born, alive, dead; couples as they were; who lived with whom; who looked
 * after the child. One meaning for the drawing, the age slider, the panel beside it and the command.
 *
 * D1  a day that falls inside a range of days gives a possible state, never a certain one
 * D2  a time is half open: on the day that it ended it is over, and what began that day is on
 * D3  nobody who is not born, or dead, lives anywhere; a home without any date is told apart from one that has them
 * D4  a tie by birth begins with the child; any other when it says so, and at the birth of those it is between
 * D5  what is not known stays unknown: no age is ever 0 because nobody knows it
 *
 * Source: the age rules of genograms (McGoldrick, Gerson & Petry 2020), in `drawing/ages.js`.
 */
import { ageOn, birthday } from '../drawing/ages.js'
import { dateOf, dayOf, reach } from '../drawing/days.js'

/** @typedef {Record<string, Record<string, Record<string, any>>>} Plain */
/** @typedef {import('../drawing/days.js').Moment} Moment */
/** @typedef {'now' | 'possible' | 'past' | 'later'} Standing */
/**
 * @typedef {'alive' | 'dead' | 'not_born' | 'possibly_born' | 'possibly_dead' | 'birth_unknown' | 'pregnancy' | 'lost' | 'later'} State
 *   `later`: a loss or pregnancy that has not come yet
 */
/** @typedef {{state: State, age: string, possible: boolean}} PersonThen completed years, "27–28" for a range; at death where dead */
/** @typedef {{kind: string, ending: string, began: boolean, possible: boolean, turns: Turn[]}} UnionThen `turns` so far */
/** @typedef {{kind: string, when: Moment | null}} Turn */
/** @typedef {{id: string, state: 'current' | 'possible' | 'undated', members: string[], possible: string[]}} HomeThen */
/** @typedef {{id: string, link: string, kind: string, possible: boolean}} Carer `id` of a person, `link` of a parent link or bond */
/**
 * @typedef {object} Then
 * @property {number} day
 * @property {Map<string, PersonThen>} people
 * @property {Map<string, UnionThen>} unions
 * @property {Map<string, Standing>} links
 * @property {Map<string, Standing>} bonds
 * @property {HomeThen[]} homes those of the day, and those without any date
 * @property {Carer[]} carers of the child
 */

const LOSSES = ['miscarriage', 'termination', 'stillbirth']
/** Parent links that begin with the child. */
const BY_BIRTH = ['biological', 'donor', 'surrogate', 'possible']
const CARE = ['foster', 'kinship', 'guardianship', 'adoptive', 'residential', 'step']
/** Days from conception to the day a birth is due, counted as obstetrics counts: from the last period (Naegele). */
const TERM = 280
/** Turns that say what kind of couple it is from then on. */
const KINDS = ['engaged', 'married', 'civil_partnership']
const APART = ['separated', 'divorced', 'annulled', 'widowed']
const TOGETHER = ['together', 'back_together', ...KINDS]

/**
 * The family on a day.
 * @param {Plain} plain records flagged removed are left out
 * @param {number | string} on a day's number or ISO day
 * @returns {Then}
 */
export function familyOn (plain, on) {
  const day = (typeof on === 'number' ? on : dayOf(on)) ?? 0
  const people = new Map(standing(plain.people).map(([id, person]) => [id, personOn(person, day)]))
  const turns = turnsByUnion(plain)
  const unions = new Map(standing(plain.unions).map(([id, union]) => [id, unionOn(plain, union, turns.get(id) ?? [], people, day)]))
  const links = new Map(standing(plain.parent_links).map(([id, link]) => [id, linkOn(link, people, day)]))
  const bonds = new Map(standing(plain.bonds).map(([id, bond]) => [id, bondOn(bond, people, day)]))
  const homes = homesOn(plain, people, day)
  return { day, people, unions, links, bonds, homes, carers: carersOn(plain, { people, links, bonds, homes }) }
}

/** @param {Record<string, Record<string, any>> | undefined} records @returns {[string, Record<string, any>][]} */
function standing (records) {
  return Object.entries(records ?? {}).filter(([, record]) => !record.removed_at)
    .sort(([a, one], [b, other]) => compared(one.order ?? '', other.order ?? '') || compared(a, b))
}

/** @param {string} one @param {string} other */
function compared (one, other) {
  return one < other ? -1 : one > other ? 1 : 0
}

/**
 * How something with a beginning and an end stands on a day (D1, D2).
 * @param {{began?: Moment | null, ended?: Moment | null}} times
 * @param {number} day
 * @returns {Standing}
 */
export function stands ({ began = null, ended = null }, day) {
  const start = passed(began, day)
  const end = ended === null ? 'no' : passed(ended, day)
  if (start === 'no') return 'later'
  if (end === 'yes') return 'past'
  return start === 'yes' && end === 'no' ? 'now' : 'possible'
}

/**
 * Whether a moment has come by a day; one that was never said has.
 * @param {Moment | null} moment @param {number} day
 * @returns {'yes' | 'perhaps' | 'no'}
 */
function passed (moment, day) {
  if (moment === null) return 'yes'
  const [first, last] = reach(moment)
  if (first !== null && day < first) return 'no'
  return last !== null && day >= last ? 'yes' : 'perhaps'
}

/** @param {Record<string, any>} person @param {number} day @returns {PersonThen} */
function personOn (person, day) {
  if (LOSSES.includes(person.kind)) return lossOn(person.died ?? person.born, day)
  if (person.kind === 'pregnancy') return pregnancyOn(person.born, day)
  const birth = person.born === null ? 'unknown' : passed(person.born, day)
  const born = reach(person.born)
  const unknown = born[0] === null && born[1] === null
  const death = person.died === null ? 'no' : deathBy(person.died, day)
  if (death === 'yes') return { state: 'dead', age: years(person.born, reach(person.died)), possible: false }
  if (birth === 'no') return { state: 'not_born', age: '', possible: false }
  if (death === 'perhaps') return { state: 'possibly_dead', age: years(person.born, [day, day]), possible: true }
  if (unknown) return { state: 'birth_unknown', age: '', possible: false }
  if (birth === 'perhaps') return { state: 'possibly_born', age: years(person.born, [day, day]), possible: true }
  return { state: 'alive', age: years(person.born, [day, day]), possible: false }
}

/** A death whose days nobody knows has happened by any day: it was told of. @param {Moment} died @param {number} day */
function deathBy (died, day) {
  const [first, last] = reach(died)
  return first === null && last === null ? 'yes' : passed(died, day)
}

/** @param {Moment | null} when @param {number} day @returns {PersonThen} */
function lossOn (when, day) {
  const [first, last] = reach(when)
  if (first === null && last === null) return { state: 'lost', age: '', possible: false }
  const come = passed(when, day)
  return { state: come === 'no' ? 'later' : 'lost', age: '', possible: come === 'perhaps' }
}

/** @param {Moment | null} due @param {number} day @returns {PersonThen} */
function pregnancyOn (due, day) {
  const [first, last] = reach(due)
  if (first === null || last === null) return { state: 'pregnancy', age: '', possible: due !== null }
  if (day < first - TERM) return { state: 'later', age: '', possible: false }
  return { state: 'pregnancy', age: '', possible: day < last - TERM || day > last }
}

/**
 * Completed years over a range of days, as the ages of a genogram are written; "" where they are not known (D5).
 * @param {Moment | null} born @param {[number | null, number | null]} over
 * @returns {string}
 */
function years (born, [first, last]) {
  const [oldest, youngest] = reach(born)
  if (oldest === null || youngest === null || first === null || last === null) return ''
  const high = ageOn(oldest, last)
  if (high === null) return ''
  const low = ageOn(youngest, Math.max(first, youngest))?.years ?? 0
  return low >= high.years ? String(high.years) : `${low}–${high.years}`
}

/** @param {Plain} plain @returns {Map<string, Record<string, any>[]>} */
function turnsByUnion (plain) {
  /** @type {Map<string, Record<string, any>[]>} */
  const all = new Map()
  for (const [, turn] of standing(plain.turns)) all.set(turn.union, [...all.get(turn.union) ?? [], turn])
  return all
}

/**
 * The course of a couple in the order of time: its own beginning and ending, and its turns between. What has no date
 * stands where it was written: a beginning first, an ending last.
 * @param {Record<string, any>} union with its `id`
 * @param {Record<string, Record<string, any>> | Record<string, any>[]} turns of any union
 * @returns {Turn[]}
 */
export function courseOf (union, turns) {
  return course(union, Object.values(turns).filter(turn => turn.union === union.id && !turn.removed_at))
}

/** @param {Record<string, any>} union @param {Record<string, any>[]} turns @param {Moment | null} [widowed] @returns {Turn[]} */
function course (union, turns, widowed = null) {
  const own = turns.map(({ kind, when }) => ({ kind, when }))
  const later = KINDS.includes(union.kind) && own.some(turn => turn.kind === union.kind && before(union.began, turn.when))
  const first = later || !KINDS.includes(union.kind) ? 'together' : union.kind
  const ended = union.ended ?? (union.ending === 'widowed' ? widowed : null)
  const all = [
    ...(union.began === null ? [] : [{ kind: first, when: union.began, place: 0 }]),
    ...own.map(turn => ({ ...turn, place: 1 })),
    ...(union.ending === '' && ended === null ? [] : [{ kind: union.ending || 'separated', when: ended, place: 2 }])
  ]
  const known = all.filter((turn, i) => !all.some((other, j) => j < i && other.kind === turn.kind && other.when?.text === turn.when?.text))
  return known.map((turn, i) => ({ turn, i, at: middle(turn.when, turn.place) }))
    .sort((a, b) => a.at - b.at || a.turn.place - b.turn.place || a.i - b.i)
    .map(({ turn: { kind, when } }) => ({ kind, when }))
}

/** Where a turn stands in time. @param {Moment | null} when @param {number} place 0 at the beginning, 2 at the end */
function middle (when, place) {
  const [first, last] = reach(when)
  if (first === null && last === null) return place === 0 ? -Infinity : place === 2 ? Infinity : 0
  return ((first ?? last ?? 0) + (last ?? first ?? 0)) / 2
}

/** @param {Moment | null} one @param {Moment | null} other */
function before (one, other) {
  const [a, b] = [reach(one)[0], reach(other)[0]]
  return a !== null && b !== null && a < b
}

/**
 * @param {Plain} plain @param {Record<string, any>} union @param {Record<string, any>[]} turns
 * @param {Map<string, PersonThen>} people @param {number} day
 * @returns {UnionThen}
 */
function unionOn (plain, union, turns, people, day) {
  const partners = [union.a, union.b].filter(id => people.has(id))
  const all = course(union, turns, earliestDeath(plain, partners))
  const past = all.filter(turn => passed(turn.when, day) !== 'no')
  const unborn = partners.some(id => people.get(id)?.state === 'not_born')
  const perhaps = all.some(turn => turn.when !== null && dated(turn.when) && passed(turn.when, day) === 'perhaps')
  const last = past.findLast(turn => TOGETHER.includes(turn.kind) || APART.includes(turn.kind) || turn.kind === 'unknown')
  const kinds = past.filter(turn => KINDS.includes(turn.kind))
  const turned = all.some(turn => turn.kind === union.kind)
  const kind = kinds.at(-1)?.kind ?? (KINDS.includes(union.kind) && turned ? 'relationship' : union.kind)
  const began = !unborn && (all.length === 0 || past.length > 0)
  return {
    kind,
    ending: last !== undefined && !TOGETHER.includes(last.kind) ? last.kind : '',
    began,
    possible: began && perhaps,
    turns: past
  }
}

/** @param {Moment} moment */
function dated (moment) {
  return reach(moment).some(day => day !== null)
}

/** @param {Plain} plain @param {string[]} partners @returns {Moment | null} */
function earliestDeath (plain, partners) {
  const deaths = partners.map(id => plain.people?.[id]?.died ?? null).filter(died => died !== null && dated(died))
  return deaths.sort((a, b) => middle(a, 1) - middle(b, 1))[0] ?? null
}

/** @param {Record<string, any>} link @param {Map<string, PersonThen>} people @param {number} day @returns {Standing} */
function linkOn (link, people, day) {
  const child = people.get(link.child)
  if (child?.state === 'not_born' || child?.state === 'later') return 'later'
  const own = stands({ began: BY_BIRTH.includes(link.kind) ? null : link.began, ended: link.ended }, day)
  return own === 'now' && child?.state === 'possibly_born' ? 'possible' : own
}

/** D4: a tie ends with the death of one of the two, where nobody has said when it ended. @param {Record<string, any>} bond @param {Map<string, PersonThen>} people @param {number} day @returns {Standing} */
function bondOn (bond, people, day) {
  const [a, b] = [people.get(bond.a)?.state, people.get(bond.b)?.state]
  if ([a, b].includes('not_born')) return 'later'
  const own = stands(bond, day)
  if (own === 'later' || own === 'past') return own
  if (bond.ended === null && [a, b].includes('dead')) return 'past'
  return [a, b].some(state => state === 'possibly_born' || (bond.ended === null && state === 'possibly_dead')) ? 'possible' : own
}

/** @param {Plain} plain @param {Map<string, PersonThen>} people @param {number} day @returns {HomeThen[]} */
function homesOn (plain, people, day) {
  const stays = standing(plain.stays)
  return standing(plain.households).flatMap(([id, home]) => {
    const own = stays.filter(([, stay]) => stay.household === id && people.has(stay.person)).map(([, stay]) => stay)
    const times = own.map(stay => ({ person: stay.person, began: stay.began ?? home.began, ended: stay.ended ?? home.ended }))
    const undated = [home, ...own].every(each => each.began === null && each.ended === null)
    const state = undated ? 'undated' : atHome(home, times, day)
    if (state === null) return []
    /** @type {Map<string, boolean>} person -> whether it is certain */
    const members = new Map()
    for (const { person, ...time } of times) {
      const [here, there] = [stands(time, day), people.get(person)?.state ?? '']
      if (!['now', 'possible'].includes(here) || !['alive', 'birth_unknown', 'possibly_born', 'possibly_dead'].includes(there)) continue
      members.set(person, (members.get(person) ?? false) || (here === 'now' && !there.startsWith('possibly')))
    }
    const [certain, possible] = [true, false].map(sure => [...members].filter(([, each]) => each === sure).map(([person]) => person))
    // a home that only perhaps stands yet holds whom it holds: what is doubtful is said of the home
    return [state === 'possible' && certain.length === 0
      ? { id, state, members: possible.filter(person => !people.get(person)?.possible), possible: possible.filter(person => people.get(person)?.possible) }
      : { id, state, members: certain, possible }]
  })
}

/**
 * @param {Record<string, any>} home @param {{began: Moment | null, ended: Moment | null}[]} times @param {number} day
 * @returns {'current' | 'possible' | null} null for a home of another time
 */
function atHome (home, times, day) {
  const own = stands(home, day)
  const all = times.length > 0 ? times.map(time => stands(time, day)) : [own]
  if (own === 'later' || own === 'past' || !all.some(each => each === 'now' || each === 'possible')) return null
  return own === 'now' && all.includes('now') ? 'current' : 'possible'
}

/**
 * Who looks after the child: carers by a link of that day, whoever is said to look after them, and the parents they
 * live with; nobody twice.
 * @param {Plain} plain
 * @param {Pick<Then, 'people' | 'links' | 'bonds' | 'homes'>} then
 * @returns {Carer[]}
 */
function carersOn (plain, { people, links, bonds, homes }) {
  const child = standing(plain.people).find(([, person]) => person.index)?.[0]
  if (child === undefined) return []
  const there = (/** @type {string} */ id) => ['alive', 'birth_unknown', 'possibly_dead'].includes(people.get(id)?.state ?? '')
  const possibly = (/** @type {Standing | undefined} */ standing) => standing === 'possible'
  const housemates = new Set(homes.filter(home => home.state !== 'undated' && [...home.members, ...home.possible].includes(child)).flatMap(home => [...home.members, ...home.possible]))
  /** @type {Carer[]} */
  const all = []
  for (const [id, link] of standing(plain.parent_links)) {
    const own = links.get(id)
    if (link.child !== child || (own !== 'now' && own !== 'possible')) continue
    const union = plain.unions?.[link.union]
    const parents = [link.parent, union?.a, union?.b].filter(each => each && there(each))
    const cares = CARE.includes(link.kind) && (link.began !== null || link.ended !== null || link.kind === 'adoptive')
    for (const parent of parents) if (cares || housemates.has(parent)) all.push({ id: parent, link: id, kind: link.kind, possible: possibly(own) })
  }
  for (const [id, bond] of standing(plain.bonds)) {
    const own = bonds.get(id)
    if (bond.kind === 'looks_after' && bond.b === child && (own === 'now' || own === 'possible') && there(bond.a)) all.push({ id: bond.a, link: id, kind: bond.kind, possible: possibly(own) })
  }
  return all.filter((carer, i) => all.findIndex(each => each.id === carer.id) === i)
}

/** How the command and its answer key name a state. @type {Record<State, string>} */
const SAID = {
  alive: 'alive',
  dead: 'dead',
  not_born: 'not born',
  possibly_born: 'possibly not born',
  possibly_dead: 'possibly dead',
  birth_unknown: 'birth unknown',
  pregnancy: 'pregnancy',
  lost: 'loss has happened',
  later: 'not yet'
}

/**
 * The day on which the child became so many years old.
 * @param {Plain} plain @param {number} age completed years
 * @returns {number | null} null where nobody is the child, or no birth is known
 */
export function dayAtAge (plain, age) {
  const child = standing(plain.people).find(([, person]) => person.index)?.[1]
  const [born] = reach(child?.born)
  return born === null ? null : birthday(born, age)
}

/**
 * The family on a day as plain JSON, everybody by the id they had where they came from: what `case family` prints.
 * @param {Plain} plain @param {number | string} on
 */
export function familyAt (plain, on) {
  const then = familyOn(plain, on)
  const { year, month, day } = dateOf(then.day)
  const ref = (/** @type {string} */ collection, /** @type {string} */ id) => plain[collection]?.[id]?.ref || id
  const who = (/** @type {string} */ id) => ref('people', id)
  const child = standing(plain.people).find(([, person]) => person.index)?.[1]
  const [born] = reach(child?.born)
  return {
    child_age: born === null ? null : ageOn(born, then.day)?.years ?? null,
    on: `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
    people: [...then.people].map(([id, { state, age }]) => ({
      id: who(id), state: SAID[state], ...(age === '' ? {} : state === 'dead' ? { age_at_death: age } : { age })
    })),
    households: then.homes.map(({ id, state, members, possible }) => state === 'undated'
      ? { id: ref('households', id), state: 'dates not given' }
      : {
          id: ref('households', id),
          name: plain.households[id].name,
          members: members.map(who),
          state: state === 'current' ? 'current' : 'possibly current',
          ...(possible.length > 0 ? { possible: possible.map(who) } : {})
        }),
    unions: [...then.unions].filter(([, union]) => union.began).map(([id, { kind, ending, possible }]) => ({
      id: ref('unions', id),
      partners: [plain.unions[id].a, plain.unions[id].b].filter(Boolean).map(who),
      kind,
      state: ending === '' ? 'in force' : ending.replaceAll('_', ' '),
      ...(possible ? { possible } : {})
    })),
    carers: then.carers.map(({ id, kind, possible }) => ({ id: who(id), kind, ...(possible ? { possible } : {}) }))
  }
}
