/**
 * What happened again and again: one entry that stands for many (`times`: "132", "most nights"), and entries alike that
 * follow each other so closely that a card for each would say the same thing in a row.
 */
import { drawable } from '../drawing/text.js'
import { fold } from './filter.js'
import { countOf } from './sentences.js'

/** @typedef {import('./marks.js').Stretch} Stretch */
/** @typedef {Record<string, any>} TimelineEvent */
/** @typedef {{id: string, event: TimelineEvent, stretch: Stretch | null, also: boolean}} Own an event in a lane */
/** @typedef {Own & {members: string[], days: number[]}} Run several in one; `days` of each, in order */

/** Fewest entries alike that are drawn as one. */
const FEWEST = 4
/** px between two of them from which they are drawn apart: they have room for a card each. */
const APART = 180
/** Days between two of them from which they are not of one run. */
const YEAR = 366

/**
 * The events of a lane, with entries alike that stand close to each other put into one.
 * @param {Own[]} own
 * @param {number} scale px for one day
 * @returns {(Own | Run)[]}
 */
export function runsOf (own, scale) {
  /** @type {Map<string, Own[]>} */
  const alike = new Map()
  for (const each of own) {
    const key = each.stretch === null || each.stretch.to === null ? '' : likeness(each.event.title)
    if (key === '') continue
    const known = alike.get(key)
    if (known) known.push(each)
    else alike.set(key, [each])
  }
  /** @type {Map<Own, Run>} */
  const heads = new Map()
  /** @type {Set<Own>} */
  const gone = new Set()
  for (const group of alike.values()) {
    if (group.length < FEWEST) continue
    for (const chain of chains(group, scale)) {
      if (chain.length < FEWEST) continue
      for (const each of chain) gone.add(each)
      heads.set(chain[0], run(chain))
    }
  }
  return gone.size === 0 ? own : own.flatMap(each => heads.get(each) ?? (gone.has(each) ? [] : each))
}

/** A title as it is compared: without accents, capitals, numbers and signs. @param {string} title */
function likeness (title) {
  const known = likenesses.get(title)
  if (known !== undefined) return known
  if (likenesses.size >= REMEMBERED) likenesses.clear()
  const like = fold(title).replace(/[^\p{L}]+/gu, ' ').trim()
  likenesses.set(title, like)
  return like
}

/** Titles whose likeness is remembered: a page asks for all of them at every stroke of a key. */
const REMEMBERED = 4000
/** @type {Map<string, string>} */
const likenesses = new Map()

/** Those that follow each other closely. @param {Own[]} group @param {number} scale @returns {Own[][]} */
function chains (group, scale) {
  const ordered = [...group].sort((a, b) => start(a) - start(b) || (a.id < b.id ? -1 : 1))
  /** @type {Own[][]} */
  const found = []
  for (const each of ordered) {
    const last = found.at(-1)
    const since = last ? start(each) - start(last[last.length - 1]) : Infinity
    if (last && since <= YEAR && since * scale < APART) last.push(each)
    else found.push([each])
  }
  return found
}

/** @param {Own} each */
function start (each) {
  return /** @type {Stretch} */ (each.stretch).from
}

/** @param {Own[]} chain @returns {Run} */
function run (chain) {
  const first = chain[0]
  const stretches = chain.map(each => /** @type {Stretch} */ (each.stretch))
  const from = stretches[0].from
  const to = Math.max(...stretches.map(each => /** @type {number} */ (each.to)))
  const last = chain[chain.length - 1].event
  const same = chain.every(each => fold(each.event.title) === fold(first.event.title))
  const when = first.event.when?.start && last.when?.start
    ? { ...first.event.when, text: `${drawable(first.event.when.text)} – ${drawable(last.when.text)}`, end: [last.when.start[0], (last.when.end ?? last.when.start)[1]] }
    : first.event.when
  return {
    id: first.id,
    also: first.also,
    stretch: { shape: 'span', from, to, open: false, sureFrom: from, sureTo: to },
    members: chain.map(each => each.id),
    days: stretches.map(each => each.from),
    event: {
      ...first.event,
      title: same ? first.event.title : drawable(first.event.title).replace(/[\s,:;#(-]*\d[\d\s./)-]*$/, ''),
      when,
      times: String(chain.reduce((sum, each) => sum + countOf(each.event), 0)),
      confidence: chain.some(each => each.event.confidence === 'disputed') ? 'disputed' : first.event.confidence,
      accounts: Object.assign({}, ...chain.map(each => each.event.accounts ?? {})),
      quote: chain.some(each => each.event.quote) ? '…' : '',
      sensitive: chain.some(each => each.event.sensitive),
      talked_about: chain.every(each => each.event.talked_about),
      headline: chain.some(each => each.event.headline)
    }
  }
}
