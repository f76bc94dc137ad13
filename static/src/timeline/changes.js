/**
 * Losses and changes in a child's life: people who died, left or parted; homes, schools, workers that came and went.
 * Read from the family and the timeline as they stand; nothing is counted, and nothing is told of restricted ties
 * (a tie of harm is never a loss).
 */
import { w } from '../words.js'
import { dayOf, reach } from '../drawing/days.js'
import { drawable } from '../drawing/text.js'
import { stretchOf } from './marks.js'

/** @typedef {Record<string, Record<string, Record<string, any>>>} Plain */
/** @typedef {import('../drawing/days.js').Moment} Moment */
/** @typedef {import('./marks.js').Stretch} Stretch */
/** @typedef {'people' | 'homes' | 'schools' | 'workers'} Row */
/** @typedef {'died' | 'gone' | 'came' | 'change' | 'span'} Sort how it is drawn */
/**
 * @typedef {object} Change
 * @property {Row} row @property {Sort} sort
 * @property {string} what key of its sentence: `drawing.change.<what>`
 * @property {string} name of whom or what
 * @property {string} collection @property {string} id of the record that says so
 * @property {Moment} when words and days @property {Stretch} stretch
 */

/** The rows, as they are drawn. @type {Row[]} */
export const ROWS = ['people', 'homes', 'schools', 'workers']
const WORKERS = ['professional', 'therapist']
const PARTINGS = ['separated', 'divorced', 'annulled']
const CARE = ['adoptive', 'foster', 'kinship', 'guardianship', 'residential', 'step']
const LOST_TOUCH = ['cut_off', 'separated']
/** Days within which somebody's coming or going is the child's own move. */
const SAME_MOVE = 45

/**
 * All that came and went, in the order of the life.
 * @param {Plain} plain
 * @returns {Change[]} none where nobody is marked as the child
 */
export function changesOf (plain) {
  const child = Object.keys(plain.people ?? {}).find(id => plain.people[id].index && !plain.people[id].removed_at)
  if (child === undefined) return []
  return [...deaths(plain, child), ...partings(plain, child), ...carers(plain, child), ...ties(plain, child), ...homes(plain, child), ...told(plain)]
    .sort((a, b) => a.stretch.from - b.stretch.from || (a.id < b.id ? -1 : 1))
}

/**
 * The child's homes, as times in them.
 * @param {Plain} plain
 * @returns {Change[]} those with any date, in order
 */
export function staysOf (plain) {
  return changesOf(plain).filter(change => change.row === 'homes' && change.sort === 'span')
}

/**
 * A change in a sentence: "Gwyneth died, 2019-04-02".
 * @param {Change} change
 * @returns {string}
 */
export function changeSentence ({ what, name, when }) {
  return [w(`drawing.change.${what}`, { name }), drawable(when.text)].filter(Boolean).join(', ')
}

/** @param {Row} row @returns {string} what a row is called */
export function rowName (row) {
  return w(`drawing.ribbon.${row}`)
}

/** @param {Record<string, Record<string, any>> | undefined} records @returns {[string, Record<string, any>][]} */
function standing (records) {
  return Object.entries(records ?? {}).filter(([, record]) => !record.removed_at)
}

/** @param {Record<string, any> | undefined} person */
function nameOf (person) {
  return drawable(person?.known_as || person?.name || person?.called) || w('drawing.not_known')
}

/** @param {Row} row @param {Sort} sort @param {string} what @param {string} name @param {string} collection @param {string} id @param {Moment | null | undefined} when @returns {Change[]} none without a date */
function change (row, sort, what, name, collection, id, when) {
  const stretch = stretchOf(when ?? null)
  return stretch === null ? [] : [{ row, sort, what, name, collection, id, when: /** @type {Moment} */ (when), stretch }]
}

/** The time between two moments, as one. @param {Moment | null | undefined} began @param {Moment | null | undefined} ended @returns {Moment | null} null without any date */
export function timeBetween (began, ended) {
  const start = began?.start ?? null
  const end = ended?.start ?? null
  if (start === null && end === null) return null
  const said = [drawable(began?.text), drawable(ended?.text)]
  return {
    text: said[0] && said[1] ? w('drawing.years_between', { from: said[0], until: said[1] }) : said[0] ? w('drawing.since_year', { year: said[0] }) : w('drawing.until_year', { year: said[1] }),
    start: start ?? [null, null],
    end: end === null ? [null, null] : [end[0], (ended?.end ?? end)[1]],
    precision: 'range',
    qualifier: ''
  }
}

/** Who died in the child's lifetime, and pets. @param {Plain} plain @param {string} child @returns {Change[]} */
function deaths (plain, child) {
  const [birth] = reach(plain.people[child].born)
  return standing(plain.people).flatMap(([id, person]) => {
    const row = WORKERS.includes(person.kind) ? 'workers' : 'people'
    const [, last] = reach(person.died)
    if (id === child || !['person', 'pet', ...WORKERS].includes(person.kind) || person.secret || (birth !== null && last !== null && last < birth)) return []
    return change(row, 'died', 'died', nameOf(person), 'people', id, person.died)
  })
}

/** Couples that parted: two of the child's parents and carers, or one of them and somebody of a home that the child lived in. @param {Plain} plain @param {string} child @returns {Change[]} */
function partings (plain, child) {
  const unions = plain.unions ?? {}
  const near = new Set(standing(plain.parent_links).filter(([, link]) => link.child === child)
    .flatMap(([, link]) => [link.parent, unions[link.union]?.a, unions[link.union]?.b]).filter(Boolean))
  const couple = (/** @type {Record<string, any>} */ union) => w('drawing.two_people', { one: nameOf(plain.people[union.a]), two: nameOf(plain.people[union.b]) })
  const homes = new Set(standing(plain.stays).filter(([, stay]) => stay.person === child).map(([, stay]) => stay.household))
  const about = new Set([...near, ...standing(plain.stays).filter(([, stay]) => homes.has(stay.household)).map(([, stay]) => stay.person)])
  const shown = standing(unions).filter(([, union]) => !union.secret && (near.has(union.a) || near.has(union.b)) && about.has(union.a) && about.has(union.b) && plain.people[union.a] && plain.people[union.b])
  const turns = standing(plain.turns)
  return shown.flatMap(([id, union]) => [
    ...(PARTINGS.includes(union.ending) ? change('people', 'gone', 'parted', couple(union), 'unions', id, union.ended) : []),
    ...turns.filter(([, turn]) => turn.union === id && (turn.kind === 'separated' || turn.kind === 'back_together'))
      .flatMap(([, turn]) => change('people', turn.kind === 'separated' ? 'gone' : 'came', turn.kind === 'separated' ? 'parted' : 'together', couple(union), 'unions', id, turn.when))
  ])
}

/** Who began and stopped to look after the child. @param {Plain} plain @param {string} child @returns {Change[]} */
function carers (plain, child) {
  return standing(plain.parent_links).filter(([, link]) => link.child === child && !link.secret && CARE.includes(link.kind)).flatMap(([id, link]) => {
    const union = (plain.unions ?? {})[link.union]
    const names = [link.parent, union?.a, union?.b].filter(each => each && plain.people[each]).map(each => nameOf(plain.people[each]))
    if (names.length === 0) return []
    const name = names.length > 1 ? w('drawing.two_people', { one: names[0], two: names[1] }) : names[0]
    return [...change('people', 'came', 'care_began', name, 'parent_links', id, link.began), ...change('people', 'gone', 'care_ended', name, 'parent_links', id, link.ended)]
  })
}

/** Ties of the child: workers, schools and other places as times; people with whom touch was lost. @param {Plain} plain @param {string} child @returns {Change[]} */
function ties (plain, child) {
  return standing(plain.bonds).filter(([, bond]) => (bond.a === child || bond.b === child) && !bond.secret).flatMap(([id, bond]) => {
    const other = plain.people[bond.a === child ? bond.b : bond.a]
    if (other === undefined || other.secret) return []
    if (WORKERS.includes(other.kind)) return change('workers', 'span', 'worker', nameOf(other), 'bonds', id, timeBetween(bond.began, bond.ended))
    if (other.kind === 'institution') return change('schools', 'span', 'place', nameOf(other), 'bonds', id, timeBetween(bond.began, bond.ended))
    if (!LOST_TOUCH.includes(bond.kind)) return []
    return [...change('people', 'gone', 'lost_touch', nameOf(other), 'bonds', id, bond.began), ...change('people', 'came', 'in_touch', nameOf(other), 'bonds', id, bond.ended)]
  })
}

/** The child's homes, and who came to them or left them meanwhile. @param {Plain} plain @param {string} child @returns {Change[]} */
function homes (plain, child) {
  const households = plain.households ?? {}
  const stays = standing(plain.stays).filter(([, stay]) => households[stay.household] && !households[stay.household].removed_at)
  /** @param {Record<string, any>} stay */
  const times = stay => ({ began: stay.began ?? households[stay.household].began, ended: stay.ended ?? households[stay.household].ended })
  const own = stays.filter(([, stay]) => stay.person === child)
  const spans = own.flatMap(([id, stay]) => {
    const household = households[stay.household]
    const { began, ended } = times(stay)
    const kind = household.kind || 'other'
    return change('homes', 'span', 'home', drawable(household.name) || w(`household_kinds.${kind}`), 'stays', id, timeBetween(began, ended))
  })
  const others = stays.filter(([, stay]) => stay.person !== child && plain.people[stay.person] && !plain.people[stay.person].secret).flatMap(([id, stay]) =>
    own.filter(([, mine]) => mine.household === stay.household).flatMap(([, mine]) => {
      const [from, to] = reach(timeBetween(times(mine).began, times(mine).ended))
      const within = (/** @type {Moment | null} */ when) => {
        const day = dayOf(when?.start?.[0]) ?? dayOf(when?.start?.[1])
        return day !== null && (from === null || day > from + SAME_MOVE) && (to === null || day < to - SAME_MOVE)
      }
      const [born] = reach(plain.people[stay.person].born)
      const [, died] = reach(plain.people[stay.person].died)
      const [came] = reach(stay.began)
      const [, left] = reach(stay.ended)
      const birth = born !== null && came !== null && Math.abs(came - born) <= SAME_MOVE
      const death = died !== null && left !== null && Math.abs(died - left) <= SAME_MOVE
      const name = nameOf(plain.people[stay.person])
      return [
        ...(within(stay.began) && !birth ? change('people', 'came', 'moved_in', name, 'stays', id, stay.began) : []),
        ...(within(stay.ended) && !death ? change('people', 'gone', 'moved_out', name, 'stays', id, stay.ended) : [])
      ]
    }))
  return [...spans, ...others]
}

/** Moves and changes of school as the timeline tells them, and workers named in it. @param {Plain} plain @returns {Change[]} */
function told (plain) {
  return standing(plain.events).flatMap(([id, event]) => {
    const lanes = [event.lane, event.also_lane]
    const worker = Object.keys(event.people ?? {}).some(each => WORKERS.includes(plain.people?.[each]?.kind))
    const row = lanes.includes('moves') ? 'homes' : lanes.includes('school') ? 'schools' : lanes.includes('services') && worker ? 'workers' : null
    const title = drawable(event.title)
    return row === null || title === '' ? [] : change(row, 'change', 'told', title, 'events', id, event.when)
  })
}
