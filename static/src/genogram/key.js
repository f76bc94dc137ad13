/**
 * The key of a genogram: a sample and its words for every symbol and line that is in the drawing, in the order of
 * meeting them. Authors differ in their symbols, so a genogram is never without one.
 */
import { h } from 'preact'
import { w } from '../words.js'
import { dayOf, unsettled } from '../drawing/days.js'
import { INK, line, round, widthOf } from '../drawing/text.js'
import { layOutFamily, rowOf, sceneOf } from './family.js'
import { standing } from './geometry.js'
import { lineEntries } from './linekey.js'
import { starPath } from './lines.js'
import { deadOn, figureOf } from './people.js'
import { disputedMark, sensitiveMark, symbol } from './symbols.js'

/** @typedef {import('./family.js').FamilyOptions} FamilyOptions */
/** @typedef {import('./family.js').Plain} Plain */
/** @typedef {import('preact').VNode} Drawn */
/** @typedef {{words: string, width: number, draw: (x: number, y: number) => (Drawn | Drawn[])}} Entry */

const SIZE = 13
const ROW = 26

/**
 * Draws the key of what a family's drawing holds.
 * @param {Plain} plain
 * @param {FamilyOptions} options as for `drawFamily`; `width` is the room it has (840)
 * @returns {Drawn} one `<svg>`; a list for those who do not see it
 */
export function drawKey (plain, options) {
  const { width = 840, scale = 1, id = 'key' } = options
  const entries = entriesOf(plain, options)
  const room = width / scale
  let [x, y] = [0, 0]
  const placed = entries.map(entry => {
    const wide = entry.width + 7 + widthOf(entry.words, SIZE) + 16
    if (x > 0 && x + wide > room) [x, y] = [0, y + ROW]
    const at = { entry, x, y }
    x += wide
    return at
  })
  const height = entries.length === 0 ? 0 : y + ROW
  return h('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    class: `drawing key${options.wall ? ' wall' : ''}`,
    id: `${id}-key`,
    width: round(width),
    height: round(height * scale),
    viewBox: `0 0 ${round(room)} ${round(height)}`,
    role: 'graphics-document',
    'aria-label': w('drawing.key'),
    'font-family': 'Noto Sans, system-ui, sans-serif'
  }, h('g', { role: 'list', 'aria-label': w('drawing.key') }, placed.map(each => h('g', { role: 'listitem', 'aria-label': each.entry.words, key: each.entry.words },
    each.entry.draw(each.x, each.y + ROW / 2),
    line(each.entry.words, { x: each.x + each.entry.width + 7, y: each.y + ROW / 2 + 4.5, size: SIZE })))))
}

/** @param {Plain} plain @param {FamilyOptions} options @returns {Entry[]} */
function entriesOf (plain, options) {
  const today = dayOf(options.today) ?? 0
  const people = standing(plain.people).map(([, person]) => person)
  const geometry = layOutFamily(plain, options)
  const { vocabulary } = options
  /** @type {Entry[]} */
  const entries = []
  const person = (/** @type {Record<string, any>} */ fields, /** @type {string} */ words) => {
    const figure = figureOf('', { kind: 'person', gender: 'unknown', ...fields }, { today })
    const scale = 20 / Math.max(2 * figure.outer, 26)
    entries.push({ words, width: 20, draw: (x, y) => h('g', { transform: `translate(${round(x + 10)} ${round(y)}) scale(${Math.round(scale * 1000) / 1000})` }, symbol(figure, 0, 0)) })
  }
  const has = (/** @type {(each: Record<string, any>) => boolean} */ test) => people.some(test)
  for (const row of vocabulary.genders ?? []) {
    if (has(each => each.kind === 'person' && !each.unknown && each.gender === row.key)) person({ gender: row.key }, w(`genders.${row.key}`))
  }
  if (has(each => each.index)) person({ gender: people.find(each => each.index)?.gender, index: true }, w('drawing.key.index'))
  if (has(each => each.kind === 'person' && deadOn(each, today))) {
    person({ gender: 'male', died: { text: '', start: null, end: null, precision: 'unknown', qualifier: '' } }, w('drawing.key.died'))
  }
  if (has(each => each.unknown)) person({ gender: 'male', unknown: true }, w('drawing.not_known'))
  for (const row of (vocabulary.person_kinds ?? []).slice(1)) {
    if (has(each => each.kind === row.key)) person({ kind: row.key, gender: 'male' }, w(`person_kinds.${row.key}`))
  }
  if (has(each => each.strength)) entries.push({ words: w('drawing.strength'), width: 18, draw: (x, y) => h('path', { d: starPath(x + 9, y, 9), class: 'd-fill', fill: INK }) })
  entries.push(...lineEntries(plain, geometry, options))
  if (!options.wall && [...people, ...geometry.couples.map(couple => couple.union)].some(unsettled)) {
    entries.push({ words: w('drawing.disputed'), width: 20, draw: (x, y) => disputedMark(x + 10, y) })
  }
  const bonds = sceneOf(plain, geometry, options).table.map(each => each.bond)
  const restricted = bonds.some(bond => rowOf(vocabulary, 'bond_kinds', bond.kind)?.restricted) ||
    geometry.couples.some(couple => couple.union.sensitive || rowOf(vocabulary, 'union_kinds', couple.kind)?.restricted)
  if (!options.wall && (restricted || has(each => each.sensitive) || bonds.some(bond => bond.sensitive))) {
    entries.push({ words: w('drawing.sensitive'), width: 20, draw: (x, y) => sensitiveMark(x + 10, y) })
  }
  return entries
}
