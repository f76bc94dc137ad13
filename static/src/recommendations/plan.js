/**
 * The plan as it is read: which recommendation stands on which step and in which order, its number, who does it, when, and
 * what the plan as a whole says. Nothing here touches the page.
 *
 * The order of the plan is that of the steps, and on a step that of the records; what is on no step comes last. What is to
 * be avoided for now stands apart and has no number.
 */
import { LAST_STEP, stretchOf } from '../document/placed.js'
import { inOrder } from '../document/wishes.js'
import { dayOf } from '../drawing/days.js'

/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('../document/schema.js').Row & {least?: number, ends?: boolean, sounds?: string, unlike?: string}} KindRow */
/** A recommendation with its place in the plan. @typedef {{id: string, number: number, record: Entry}} Numbered */
/** The recommendations of one step, 0 for those on none. @typedef {{step: number, members: Numbered[]}} StepRow */

/** As many as a child is said to meet at once: R4 of sequencing.py. */
export const NEW_ADULTS_MOST = 3
/** @type {Record<string, number>} */
const HOW_MANY = { one: 1, two: 2, three: 3, more: 4 }
/** States in which nothing is done: R2 and R4 do not count them. */
const AT_REST = ['waiting', 'stopped']

/** The step in whose row a recommendation stands, 0 for none. @param {Entry} record */
export function rowOf (record) {
  return stretchOf(record.steps)?.[0] ?? 0
}

/** Whether it belongs to more than one step. @param {Entry} record */
export function stretched (record) {
  const stretch = stretchOf(record.steps)
  return stretch !== null && stretch[0] !== stretch[1]
}

/**
 * The step on which it really begins: as it was put, or as its kind of work needs, whichever is higher.
 * @param {Entry} record
 * @param {KindRow[]} kinds the table `recommendation_kinds`
 */
export function beginsOn (record, kinds) {
  return Math.max(rowOf(record), kinds.find(row => row.key === record.kind)?.least ?? 0)
}

/**
 * The sort of work that words sound like, where nobody said what it is; '' for none. The same rule as `sounds_like` of
 * server/domain/vocabulary.py.
 * @param {Entry} record with title, why and kind
 * @param {KindRow[]} kinds
 */
export function soundsLike (record, kinds) {
  if (record.kind !== '') return ''
  const words = `${record.title}. ${record.why ?? ''}`
  return kinds.find(({ sounds, unlike }) => sounds && new RegExp(sounds, 'i').test(unlike ? words.replace(new RegExp(unlike, 'gi'), ' ') : words))?.key ?? ''
}

/**
 * A row for each step in the order of the plan, and last one for what is on no step.
 * @param {Plain} plain what stands
 * @returns {StepRow[]}
 */
export function rowsOf (plain) {
  const all = Object.entries(plain.recommendations ?? {}).filter(([, each]) => each.start !== 'avoid').sort(inOrder)
  let number = 0
  return [...Array.from({ length: LAST_STEP }, (_, at) => at + 1), 0].map(step => ({
    step,
    members: all.filter(([, record]) => rowOf(record) === step).map(([id, record]) => ({ id, record, number: ++number }))
  }))
}

/** The whole plan in its order. @param {Plain} plain what stands @returns {Numbered[]} */
export function planOf (plain) {
  return rowsOf(plain).flatMap(row => row.members)
}

/** The number of each in the plan. @param {Plain} plain what stands @returns {Map<string, number>} */
export function numbersOf (plain) {
  return new Map(planOf(plain).map(each => [each.id, each.number]))
}

/** What is to be avoided for now, in its order. @param {Plain} plain what stands @returns {[string, Entry][]} */
export function avoidedIn (plain) {
  return Object.entries(plain.recommendations ?? {}).filter(([, each]) => each.start === 'avoid').sort(inOrder)
}

/**
 * The others beside which it stands, with their keys of order: those of its row, or those that are avoided.
 * @param {Plain} plain what stands
 * @param {string} id
 * @param {number} [row] another row than its own
 * @returns {[string, string][]}
 */
export function besides (plain, id, row) {
  const record = plain.recommendations[id]
  const avoid = record.start === 'avoid' && row === undefined
  return Object.entries(plain.recommendations).filter(([each, other]) => each !== id && (avoid ? other.start === 'avoid' : other.start !== 'avoid' && rowOf(other) === (row ?? rowOf(record))))
    .sort(inOrder).map(([each, other]) => [each, other.order])
}

/**
 * The wishes of the child, each with the numbers of what answers it.
 * @param {Plain} plain what stands
 * @returns {{id: string, voice: Entry, covered: number[]}[]}
 */
export function wishesOf (plain) {
  const plan = planOf(plain)
  return Object.entries(plain.voices ?? {}).filter(([, voice]) => voice.kind === 'wish' && voice.text.trim() !== '').sort(inOrder).map(([id, voice]) => ({
    id,
    voice,
    covered: plan.filter(({ record }) => record.state !== 'stopped' && ['answers', 'in_part'].includes(record.wishes[id])).map(each => each.number)
  }))
}

/**
 * The plan by who does it: by name or post where that is said, else by agency; what nobody does comes last.
 * @param {Plain} plain what stands
 * @param {(person: string) => string} nameOf the name of a person of the family map
 * @returns {{who: string, agency: string, members: Numbered[]}[]}
 */
export function byPerson (plain, nameOf) {
  /** @type {Map<string, {who: string, agency: string, members: Numbered[]}>} */
  const groups = new Map()
  for (const each of planOf(plain)) {
    const who = whoDoes(each.record, nameOf)
    const agency = each.record.who_agency.trim()
    const key = `${who.toLowerCase()}|${agency.toLowerCase()}`
    const group = groups.get(key) ?? { who, agency, members: /** @type {Numbered[]} */ ([]) }
    group.members.push(each)
    groups.set(key, group)
  }
  const found = [...groups.values()]
  const named = (/** @type {{who: string, agency: string}} */ { who, agency }) => who || agency
  return found.sort((one, other) => Number(named(one) === '') - Number(named(other) === '') || named(one).localeCompare(named(other)) || one.agency.localeCompare(other.agency))
}

/** Who does it, in words: as it was written, else those of the family map who do. @param {Entry} record @param {(person: string) => string} nameOf */
export function whoDoes (record, nameOf) {
  if (record.who.trim() !== '') return record.who.trim()
  return Object.entries(record.done_by).filter(([, doing]) => doing === 'does').map(([id]) => nameOf(id)).join(', ')
}

/**
 * The first day that is said of it, from when or by when; null where none is known.
 * @param {Entry} record
 */
export function dayFor (record) {
  const days = [record.begins, record.by].map(moment => dayOf(moment?.start?.[0])).filter(day => day !== null)
  return days.length === 0 ? null : Math.min(.../** @type {number[]} */ (days))
}

/** The plan by date, the undated last in the order of the plan. @param {Plain} plain what stands @returns {Numbered[]} */
export function byDate (plain) {
  return planOf(plain).sort((one, other) => (dayFor(one.record) ?? Infinity) - (dayFor(other.record) ?? Infinity) || one.number - other.number)
}

/** Whether it is, or is about to be, at work. @param {Entry} record */
export function isLive (record) {
  return record.start === 'now' && !AT_REST.includes(record.state)
}

/**
 * New adults that the child meets at once: one who brings several things is met once.
 * @param {Plain} plain what stands
 */
export function newAdults (plain) {
  /** @type {Map<string, number>} */
  const met = new Map()
  for (const [id, record] of Object.entries(plain.recommendations ?? {})) {
    if (!isLive(record) || record.new_adults === '') continue
    const who = record.who.trim().toLowerCase() || id
    met.set(who, Math.max(met.get(who) ?? 0, HOW_MANY[record.new_adults] ?? 0))
  }
  return [...met.values()].reduce((sum, each) => sum + each, 0)
}

/**
 * How many of those that come to an end have their ending planned: R7 of sequencing.py.
 * @param {Plain} plain what stands
 * @param {KindRow[]} kinds
 * @returns {{planned: number, of: number}}
 */
export function endings (plain, kinds) {
  const ending = Object.values(plain.recommendations ?? {}).filter(record => isLive(record) && kinds.find(row => row.key === record.kind)?.ends === true)
  const planned = ending.filter(record => record.ending.trim() !== '' || (record.kind !== 'ending' && (record.ends?.text ?? '') !== ''))
  return { planned: planned.length, of: ending.length }
}
