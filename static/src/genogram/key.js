/**
 * The key of a genogram: a sample and its words for every symbol and line that is in the drawing, in the order of
 * meeting them. Authors differ in their symbols, so a genogram is never without one.
 */
import { h } from 'preact'
import { w } from '../words.js'
import { dayOf, unsettled } from '../drawing/days.js'
import { INK, SOFT, TEAL, TINT, line, round, widthOf } from '../drawing/text.js'
import { rowOf } from './family.js'
import { layOut, standing } from './geometry.js'
import { bondPen, bondStrokes, endingStrokes, inkPen, strokeOf, tieStrokes } from './lines.js'
import { deadOn, figureOf, inForce } from './people.js'
import { disputedMark, sensitiveMark, symbol } from './symbols.js'
import { starPath } from './lines.js'
import { straight } from './track.js'

/** @typedef {import('./family.js').FamilyOptions} FamilyOptions */
/** @typedef {import('./family.js').Plain} Plain */
/** @typedef {import('preact').VNode} Drawn */
/** @typedef {{words: string, width: number, draw: (x: number, y: number) => (Drawn | Drawn[])}} Entry */

const SIZE = 13
const LINE = 40
/** px of a line sample. */
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
  const geometry = layOut(plain, { today })
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
  const tie = (/** @type {string} */ table, /** @type {string} */ key) => {
    const stroke = rowOf(vocabulary, table, key)?.stroke
    if (stroke && stroke !== 'none') entries.push({ words: w(`${table}.${key}`), width: LINE, draw: (x, y) => strokeOf(tieStrokes, stroke, 'solid')(straight(x, y, x + LINE, y), inkPen()) })
  }
  for (const key of kindsIn(vocabulary.union_kinds, geometry.couples.map(couple => couple.union.kind))) tie('union_kinds', key)
  for (const key of kindsIn(vocabulary.endings, geometry.couples.map(couple => couple.union.ending))) {
    const stroke = rowOf(vocabulary, 'endings', key)?.stroke
    if (stroke && stroke !== 'none') {
      entries.push({ words: w(`endings.${key}`), width: LINE, draw: (x, y) => [...tieStrokes.solid(straight(x, y, x + LINE, y), inkPen()), ...endingStrokes[stroke](straight(x, y, x + LINE, y), inkPen(), LINE / 2)] })
    }
  }
  for (const key of kindsIn(vocabulary.parent_link_kinds, geometry.ties.filter(each => !each.shared).map(each => each.kind))) {
    const stroke = rowOf(vocabulary, 'parent_link_kinds', key)?.stroke
    entries.push({ words: w(`parent_link_kinds.${key}`), width: LINE / 2, draw: (x, y) => strokeOf(tieStrokes, stroke, 'solid')(straight(x + 10, y - 11, x + 10, y + 11), inkPen()) })
  }
  const bonds = options.bonds === 'none' ? [] : standing(plain.bonds).map(([, bond]) => bond).filter(bond => options.bonds !== 'now' || inForce(bond, today))
  for (const key of kindsIn(vocabulary.bond_kinds, bonds.map(bond => bond.kind))) {
    const stroke = rowOf(vocabulary, 'bond_kinds', key)?.stroke
    entries.push({ words: w(`bond_kinds.${key}`), width: LINE + 8, draw: (x, y) => strokeOf(bondStrokes, stroke, 'dash-dot')(straight(x, y, x + LINE + 8, y), bondPen()) })
  }
  if (bonds.some(bond => !inForce(bond, today))) {
    entries.push({ words: w('drawing.key.past'), width: LINE, draw: (x, y) => bondStrokes.double(straight(x, y, x + LINE, y), { colour: SOFT, classes: 'd-bond d-past', width: 1.3 }) })
  }
  if (options.homes !== false && geometry.homes.length > 0) {
    entries.push({
      words: w('drawing.key.home'), width: 34,
      draw: (x, y) => h('rect', { x: round(x), y: round(y - 9), width: 32, height: 18, rx: 6, class: 'd-home d-own', fill: TINT, stroke: TEAL, 'stroke-width': 2, 'stroke-dasharray': '8 5.5' })
    })
  }
  if (!options.wall && [...people, ...geometry.couples.map(couple => couple.union)].some(unsettled)) {
    entries.push({ words: w('drawing.disputed'), width: 20, draw: (x, y) => disputedMark(x + 10, y) })
  }
  const restricted = bonds.some(bond => rowOf(vocabulary, 'bond_kinds', bond.kind)?.restricted)
  if (!options.wall && (restricted || has(each => each.sensitive) || bonds.some(bond => bond.sensitive))) {
    entries.push({ words: w('drawing.sensitive'), width: 20, draw: (x, y) => sensitiveMark(x + 10, y) })
  }
  return entries
}

/** The kinds that occur, in the order of their table. @param {{key: string}[] | undefined} table @param {string[]} kinds */
function kindsIn (table, kinds) {
  return (table ?? []).map(row => row.key).filter(key => kinds.includes(key))
}
