/**
 * The family on a day. (Standing in until its owner's version is here.)
 */
import { dayOf, reach } from '../drawing/days.js'

/** @typedef {Record<string, Record<string, Record<string, any>>>} Plain */

/** @param {any} record @param {number} day @returns {'now' | 'possible' | 'past' | 'later'} */
function stands ({ began, ended }, day) {
  const [b0, b1] = reach(began)
  const [e0, e1] = reach(ended)
  if (b0 !== null && b0 > day) return 'later'
  if (e1 !== null && e1 < day) return 'past'
  if ((b1 !== null && b1 > day) || (e0 !== null && e0 <= day)) return 'possible'
  return 'now'
}

/** @param {Record<string, any>} union @param {Record<string, any>} turns @returns {{kind: string, when: any}[]} */
export function courseOf (union, turns) {
  const first = { married: 'married', civil_partnership: 'civil_partnership', engaged: 'engaged' }[/** @type {string} */ (union.kind)] ?? 'together'
  const own = Object.values(turns).filter(turn => turn.union === union.id).map(({ kind, when }) => ({ kind, when }))
  return [
    ...(union.began ? [{ kind: first, when: union.began }] : []), ...own, ...(union.ending && union.ending !== 'unknown' ? [{ kind: union.ending, when: union.ended }] : [])
  ].sort((a, b) => (reach(a.when)[0] ?? 1e9) - (reach(b.when)[0] ?? 1e9))
}

/** @param {Plain} plain @param {number | string} given */
export function familyOn (plain, given) {
  const day = typeof given === 'string' ? dayOf(given) ?? 0 : given
  const all = (/** @type {string} */ name) => Object.entries(plain[name] ?? {}).filter(([, each]) => !each.removed_at).sort(([a], [b]) => a < b ? -1 : 1)
  const people = new Map(all('people').map(([id, person]) => {
    const [born, latest] = reach(person.born)
    const [died] = reach(person.died)
    const state = born !== null && born > day ? 'not_born' : person.died && (died === null || died <= day) ? 'dead' : latest !== null && latest > day ? 'possibly_born' : 'alive'
    return [id, { state, age: '', possible: state === 'possibly_born' }]
  }))
  const turns = Object.fromEntries(all('turns'))
  const unions = new Map(all('unions').map(([id, union]) => {
    const state = stands({ began: union.began, ended: null }, day)
    const course = courseOf({ ...union, id }, turns).filter(turn => (reach(turn.when)[0] ?? -1e9) <= day)
    const over = union.ending && stands({ began: null, ended: union.ended }, day) !== 'now'
    return [id, { kind: union.kind, ending: over ? union.ending : '', began: state !== 'later', possible: state === 'possible', turns: course }]
  }))
  const links = new Map(all('parent_links').map(([id, link]) => [id, people.get(link.child)?.state === 'not_born' ? 'later' : stands(link, day)]))
  const bonds = new Map(all('bonds').map(([id, bond]) => [id, stands(bond, day)]))
  const homes = all('households').flatMap(([id, household]) => {
    const state = stands(household, day)
    if (state === 'past' || state === 'later') return []
    const stays = all('stays').map(([, stay]) => stay).filter(stay => stay.household === id && ['alive', 'possibly_born'].includes(people.get(stay.person)?.state ?? ''))
    const who = (/** @type {string} */ wanted) => stays.filter(stay => stands(stay, day) === wanted).map(stay => stay.person)
    return [{ id, state: state === 'possible' ? 'possible' : household.began ? 'current' : 'undated', members: who('now'), possible: who('possible') }]
  })
  return { day, people, unions, links, bonds, homes, carers: [] }
}
