/**
 * The plan on the wall: in the order of the steps with how each stands, and beside it what to avoid for now; as large as it
 * fits, and never more than fits.
 */
import { h } from 'preact'
import { agreedPlacement, stretchOf } from '../document/placed.js'
import { wrap } from '../drawing/text.js'
import { asManyAsFit, heightOf, PARTS } from '../drawing/wallfit.js'
import { w } from '../words.js'
import { avoidedIn, rowsOf } from './plan.js'

/** @typedef {{plain: any, vocabulary: any, width: number, height: number, scale: number}} Given */
/** One thing on the wall: a step, or what is recommended on it. @typedef {{lines: string[], lang: string, head: boolean, here: boolean, start: string}} Line */

/** px of type at scale 1; gap and edges as parts of the type's size; parts of the width. */
const TYPE = 17
const GAP = 1.4
const EDGE = 0.9
const PLAN = 2.2 / 3.2
const MOST_LINES = 3

/**
 * What is shown, and how large.
 * @param {Given} given
 * @returns {{size: number, plan: Line[], more: number, avoided: Line[], moreAvoided: number}}
 */
export function layPlan (given) {
  let laid = layAt(given, PARTS[0])
  for (const part of PARTS.slice(1)) {
    if (laid.more + laid.moreAvoided === 0) break
    laid = layAt(given, part)
  }
  return laid
}

/** @param {Given} given @param {number} part */
function layAt ({ plain, vocabulary, width, height, scale }, part) {
  const size = scale * TYPE * part
  const avoiding = avoidedIn(plain)
  const across = avoiding.length === 0 ? width : (width - GAP * size) * PLAN
  const keys = (vocabulary.steps ?? []).map((/** @type {{key: string}} */ row) => row.key)
  const placed = stretchOf(agreedPlacement(plain)?.[1].steps ?? '')
  /** @param {string} text @param {number} room @param {Partial<Line>} [more] @returns {Line} */
  const line = (text, room, more) => ({ lines: wrap(text, { width: room - EDGE * size, size, lines: MOST_LINES, ...(more?.head ? { face: 'semibold' } : {}) }), lang: '', head: false, here: false, start: '', ...more })
  const plan = rowsOf(plain).filter(row => row.members.length > 0).flatMap(({ step, members }) => [
    line(step === 0 ? w('live.rec.not_on_step') : `${step}  ${w(`steps.${keys[step - 1]}`)}`, across, { head: true, here: placed !== null && step >= placed[0] && step <= placed[1] }),
    ...members.map(({ number, record }) => line(record.start === 'now' ? `${number}. ${record.title}` : `${number}. ${record.title} (${w(`starts.${record.start}`)})`, across, { start: record.start, lang: record.language }))
  ])
  const head = heightOf([line(w('starts.avoid'), (width - GAP * size) * (1 - PLAN), { head: true })], size)
  const avoided = avoiding.map(([, record]) => line(record.title, (width - GAP * size) * (1 - PLAN), { start: 'avoid', lang: record.language }))
  const [fits, beside] = [asManyAsFit(plan, height, size), asManyAsFit(avoided, height - head, size)]
  let shown = /** @type {Line[]} */ (fits.shown)
  // a step is not told without anything on it
  while (shown.at(-1)?.head) shown = shown.slice(0, -1)
  const recommended = (/** @type {Line[]} */ lines) => lines.filter(each => !each.head).length
  return { size, plan: shown, more: recommended(plan) - recommended(shown), avoided: /** @type {Line[]} */ (beside.shown), moreAvoided: beside.more }
}

/** @param {Given} given */
export function RecommendationsWall (given) {
  const { size, plan, more, avoided, moreAvoided } = layPlan(given)
  if (plan.length + avoided.length === 0) return h('p', { class: 'rec-wall-none', style: { fontSize: `${size}px` } }, w('live.rec.none'))
  return h('div', { class: `rec-wall${avoided.length === 0 ? ' alone' : ''}`, style: { fontSize: `${size}px`, gap: `${GAP}em` } },
    h('section', null, groupsOf(plan).map(({ head, members }, at) => [
      h('h2', { key: `h${at}`, class: head.here ? 'here' : undefined, style: { fontSize: '1em' } }, head.lines.map((text, number) => h('span', { key: number }, text, ' '))),
      h('ul', { key: `u${at}` }, members.map((each, number) => h(Item, { key: number, line: each })))
    ]), more > 0 && h('p', { class: 'more' }, w('live.wall.more', { n: more }))),
    avoided.length > 0 && h('section', { class: 'avoid' }, h('h2', { style: { fontSize: '1em' } }, w('starts.avoid')),
      h('ul', null, avoided.map((each, number) => h(Item, { key: number, line: each }))),
      moreAvoided > 0 && h('p', { class: 'more' }, w('live.wall.more', { n: moreAvoided }))))
}

/** @param {{line: Line}} props */
function Item ({ line }) {
  return h('li', { class: `starts-${line.start}`, lang: line.lang === 'en' || line.lang === 'cy' ? line.lang : undefined }, line.lines.map((text, at) => h('span', { key: at }, text, ' ')))
}

/** Steps with what stands on each. @param {Line[]} plan @returns {{head: Line, members: Line[]}[]} */
function groupsOf (plan) {
  /** @type {{head: Line, members: Line[]}[]} */
  const groups = []
  for (const each of plan) each.head ? groups.push({ head: each, members: [] }) : groups.at(-1)?.members.push(each)
  return groups
}
