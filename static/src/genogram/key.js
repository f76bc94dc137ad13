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
import { LETTERED, SIGNED, sign } from './fills.js'
import { secretMark, starPath } from './lines.js'
import { deadOn, figureOf, letterOfMark, markSaid } from './people.js'
import { disputedMark, sensitiveMark, symbol, wave } from './symbols.js'

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
  const wides = entries.map(entry => entry.width + 7 + widthOf(entry.words, SIZE) + 16)
  // words that are wider than the room make the whole key smaller: none is cut off
  const room = Math.max(width / scale, ...wides)
  let [x, y] = [0, 0]
  const placed = entries.map((entry, index) => {
    const wide = wides[index]
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
    height: round(height * width / room),
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
  const person = (/** @type {Record<string, any>} */ fields, /** @type {string} */ words, /** @type {import('./fills.js').Mark[]} */ marks = []) => {
    const figure = figureOf('', { kind: 'person', gender: 'unknown', ...fields }, { today, marks })
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
  const lines = lineEntries(plain, geometry, options)
  const own = options.wall ? [] : ownEntries(geometry, vocabulary, person)
  entries.push(...own.filter(entry => !lines.some(each => each.words === entry.words)), ...lines)
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

/**
 * What is told of people on paper and their own screens, never on the wall: health, faith, what they want shown.
 * @param {import('./geometry.js').Geometry} geometry @param {import('./family.js').Vocabulary} vocabulary
 * @param {(fields: Record<string, any>, words: string, marks?: import('./fills.js').Mark[]) => void} person
 * @returns {Entry[]}
 */
function ownEntries (geometry, vocabulary, person) {
  const spots = [...geometry.spots.values()].filter(spot => !spot.faint)
  const has = (/** @type {(each: Record<string, any>) => boolean} */ test) => spots.some(spot => test(spot.person))
  /** @type {Entry[]} */
  const entries = []
  if (has(each => each.unnamed)) person({ gender: 'male', unnamed: true }, w('drawing.key.unnamed'))
  const trans = spots.find(spot => spot.person.trans)
  if (trans) person({ gender: trans.person.gender, trans: true }, w('drawing.key.trans'))
  if (has(each => each.lgb)) person({ gender: 'female', lgb: true }, w('drawing.key.lgb'))
  for (const { key } of vocabulary.health_marks ?? []) {
    for (const state of ['', ...(vocabulary.mark_states ?? []).map(row => row.key)]) {
      if (!spots.some(spot => spot.marks.some(each => each.mark === key && each.state === state))) continue
      const words = markSaid({ mark: key, state })
      if (LETTERED.includes(key)) {
        const letter = letterOfMark(key)
        if (!entries.some(entry => entry.words === words)) entries.push({ words, width: 12, draw: (x, y) => line(letter, { x, y: y + 4.5, size: SIZE, face: 'semibold' }) })
      } else if (SIGNED.includes(key)) entries.push({ words, width: 15, draw: (x, y) => sign(key, x + 7, y) })
      else person({ gender: 'male' }, words, [{ mark: key, state }])
    }
  }
  if (has(each => each.interpreter)) entries.push({ words: w('drawing.interpreter'), width: 12, draw: (x, y) => line(letterOfMark('language_difficulty'), { x, y: y + 4.5, size: SIZE, face: 'semibold' }) })
  if (has(each => !each.two_cultures && (each.came || each.came_from))) entries.push({ words: w('drawing.key.came'), width: 38, draw: (x, y) => wave(x + 19, y) })
  if (has(each => each.two_cultures)) entries.push({ words: w('drawing.two_cultures'), width: 38, draw: (x, y) => [wave(x + 19, y + 3), wave(x + 19, y - 3)] })
  if (has(each => each.secret)) entries.push({ words: w('drawing.secret'), width: 16, draw: (x, y) => secretMark(x + 8, y) })
  return entries
}
