/**
 * What the key of a genogram says of lines: couples, children, bonds, homes, and who is yet to come. Only what is in
 * the drawing of the day, in the order of its tables.
 */
import { h } from 'preact'
import { w } from '../words.js'
import { CARD, SOFT, TEAL, TINT, path, round } from '../drawing/text.js'
import { courseMarks, rowOf, sceneOf, strokeOfTie } from './family.js'
import { bondPen, bondStrokes, endingStrokes, inkPen, letterOf, numberMark, pastPen, possibleMark, secretMark, stroke, strokeOf, tieStrokes } from './lines.js'
import { straight, trackThrough } from './track.js'

/** @typedef {import('./family.js').FamilyOptions} FamilyOptions */
/** @typedef {import('./geometry.js').Geometry} Geometry */
/** @typedef {import('./geometry.js').Plain} Plain */
/** @typedef {import('preact').VNode} Drawn */
/** @typedef {{words: string, width: number, draw: (x: number, y: number) => (Drawn | Drawn[])}} Entry */

const LINE = 40
/** px of a line sample. */

/**
 * Entries for all lines of a drawing.
 * @param {Plain} plain @param {Geometry} geometry of the day @param {FamilyOptions} options those of the drawing
 * @returns {Entry[]}
 */
export function lineEntries (plain, geometry, options) {
  const scene = sceneOf(plain, geometry, options)
  return [
    ...coupleEntries(geometry, options), ...childEntries(geometry, options), ...bondEntries(scene.table, options), ...homeEntries(scene.written.homes, options),
    ...markEntries(plain, geometry, scene, options)
  ]
}

/** @param {Geometry} geometry @param {FamilyOptions} options @returns {Entry[]} */
function coupleEntries ({ couples }, { vocabulary }) {
  const sample = (/** @type {number} */ x, /** @type {number} */ y) => straight(x, y, x + LINE, y)
  const begun = couples.filter(couple => couple.begun)
  const kinds = rowsIn(vocabulary.union_kinds, begun.map(couple => couple.kind)).filter(row => row.stroke && row.stroke !== 'none')
  const marks = new Set(couples.flatMap(couple => courseMarks(couple, trackThrough(couple.line), vocabulary).map(mark => mark.stroke)))
  const turns = (vocabulary.union_turns ?? []).filter(row => row.stroke && row.stroke !== 'none' && marks.has(row.stroke))
  /** @type {Entry[]} */
  const further = []
  if (begun.length < couples.length) further.push({ words: w('drawing.key.parents'), width: LINE, draw: (x, y) => tieStrokes.solid(sample(x, y), pastPen()) })
  if (couples.some(couple => couple.kin)) {
    further.push({ words: w('drawing.key.kin'), width: LINE, draw: (x, y) => [-2.3, 2.3].map(aside => stroke(path('M', x, y + aside, 'L', x + LINE, y + aside), inkPen())) })
  }
  if (couples.some(couple => couple.numbers.some(n => n > 0))) {
    further.push({ words: w('drawing.key.number'), width: 34, draw: (x, y) => [numberMark(1, x + 8, y), numberMark(2, x + 26, y)] })
  }
  return [
    ...kinds.map(row => ({
      words: w(`union_kinds.${row.key}`), width: LINE, draw: (/** @type {number} */ x, /** @type {number} */ y) => strokeOf(tieStrokes, row.stroke, 'solid')(sample(x, y), inkPen())
    })),
    ...turns.map(row => ({
      words: w(`union_turns.${row.key}`), width: LINE,
      draw: (/** @type {number} */ x, /** @type {number} */ y) => [...tieStrokes.solid(sample(x, y), inkPen()), ...strokeOf(endingStrokes, row.stroke, 'none')(sample(x, y), inkPen(), LINE / 2)]
    })),
    ...further
  ]
}

/** @param {Geometry} geometry @param {FamilyOptions} options @returns {Entry[]} */
function childEntries ({ ties, twins }, { vocabulary }) {
  const upright = (/** @type {number} */ x, /** @type {number} */ y) => straight(x, y - 11, x, y + 11)
  const own = ties.filter(tie => !tie.shared)
  const sample = (/** @type {string} */ kind, /** @type {string} */ words) => {
    const name = strokeOfTie(kind, vocabulary)
    const wide = letterOf(name).length > 1 ? 34 : 20
    /** @type {Entry['draw']} */
    const draw = (x, y) => strokeOf(tieStrokes, name, 'solid')(upright(x + wide / 2, y), inkPen())
    return { words, width: wide, draw }
  }
  const entries = rowsIn(vocabulary.parent_link_kinds, own.map(tie => tie.kind)).map(row => sample(row.key, w(`parent_link_kinds.${row.key}`)))
  if (own.some(tie => tie.kind === 'adopted_out')) entries.push(sample('adopted_out', w('drawing.key.adopted_out')))
  if (own.some(tie => tie.kind === 'adoptive' || tie.kind === 'adopted_out')) {
    entries.push({
      words: w('drawing.key.adopted'), width: 24,
      draw: (x, y) => stroke(path('M', x + 7, y - 9, 'L', x + 2, y - 9, 'L', x + 2, y + 9, 'L', x + 7, y + 9, 'M', x + 17, y - 9, 'L', x + 22, y - 9, 'L', x + 22, y + 9, 'L', x + 17, y + 9), inkPen())
    })
  }
  for (const [kind, words] of [['fraternal', w('twin_kinds.fraternal')], ['identical', w('twin_kinds.identical')], ['', w('drawing.key.twins')]]) {
    if (!twins.some(each => each.kind === kind)) continue
    entries.push({
      words, width: 26,
      draw: (x, y) => [
        stroke(path('M', x + 3, y + 10, 'L', x + 13, y - 9, 'L', x + 23, y + 10), inkPen()),
        ...(kind === 'identical' ? [stroke(path('M', x + 7, y + 3, 'L', x + 19, y + 3), inkPen())] : []), ...(kind === '' ? tieStrokes['dashed-query'](straight(x + 12, y + 4, x + 14, y + 4), inkPen()).slice(1) : [])
      ]
    })
  }
  return entries
}

/** @param {import('./family.js').Tied[]} table @param {FamilyOptions} options @returns {Entry[]} */
function bondEntries (table, { vocabulary, wall }) {
  const pen = wall ? { ...bondPen(), colour: inkPen().colour } : bondPen()
  const entries = rowsIn(vocabulary.bond_kinds, table.map(each => each.bond.kind)).map(row => ({
    words: w(`bond_kinds.${row.key}`), width: LINE + 8,
    draw: (/** @type {number} */ x, /** @type {number} */ y) => strokeOf(bondStrokes, row.stroke, 'dash-dot')(straight(x, y, x + LINE + 8, y), pen)
  }))
  if (table.some(each => each.state === 'past')) {
    entries.push({ words: w('drawing.key.past'), width: LINE, draw: (x, y) => bondStrokes.double(straight(x, y, x + LINE, y), { colour: SOFT, classes: 'd-bond d-past', width: 1.2 }) })
  }
  return entries
}

/** @param {import('./family.js').Outlined[]} homes @param {FamilyOptions} options @returns {Entry[]} */
function homeEntries (homes, { wall }) {
  const box = (/** @type {number} */ x, /** @type {number} */ y, /** @type {boolean} */ own) => h('rect', {
    x: round(x), y: round(y - 9), width: 32, height: 18, rx: 6, class: `d-home${own ? ' d-own' : ''}`, fill: own && !wall ? TINT : 'none', stroke: wall ? inkPen().colour : own ? TEAL : SOFT,
    'stroke-width': 2, 'stroke-dasharray': '8 5.5'
  })
  return [
    ...(homes.some(({ home }) => home.own) ? [{ words: w('drawing.key.own_home'), width: 34, draw: (/** @type {number} */ x, /** @type {number} */ y) => box(x, y, true) }] : []),
    ...(homes.some(({ home }) => !home.own) ? [{ words: w('drawing.key.home'), width: 34, draw: (/** @type {number} */ x, /** @type {number} */ y) => box(x, y, false) }] : [])
  ]
}

/** @param {Plain} plain @param {Geometry} geometry @param {ReturnType<typeof sceneOf>} scene @param {FamilyOptions} options @returns {Entry[]} */
function markEntries (plain, geometry, { table, written }, { wall }) {
  if (wall) return []
  const secret = [...geometry.couples.map(couple => couple.union), ...geometry.ties.map(tie => plain.parent_links[tie.links[0]]), ...table.map(each => each.bond)].some(each => each.secret)
  const possible = table.some(each => each.state === 'possible') || written.homes.some(({ home }) => home.unsure.length > 0) ||
    geometry.ties.some(tie => !tie.shared && tie.state === 'possible' && tie.kind !== 'possible')
  /** @type {Entry[]} */
  const entries = []
  if (possible) entries.push({ words: w('drawing.key.possible'), width: 20, draw: (x, y) => possibleMark(x + 10, y) })
  if (secret) entries.push({ words: w('drawing.secret'), width: 18, draw: (x, y) => secretMark(x + 9, y) })
  if ([...geometry.spots.values()].some(spot => spot.faint)) {
    entries.push({
      words: w('drawing.key.later'), width: 20,
      draw: (x, y) => h('rect', { x: round(x), y: round(y - 9), width: 18, height: 18, class: 'd-faint', fill: CARD, stroke: SOFT, 'stroke-width': 1.5, 'stroke-dasharray': '2 3.5' })
    })
  }
  return entries
}

/** The rows that occur, in the order of their table. @param {import('./family.js').Row[] | undefined} table @param {string[]} kinds */
function rowsIn (table, kinds) {
  return (table ?? []).filter(row => kinds.includes(row.key))
}
