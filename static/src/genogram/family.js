/**
 * The genogram as one picture: a pure function from plain data to Preact nodes, drawn live in the page and printed
 * by the server from the same bundle. No state, no clock, no measuring: today is passed in, positions are data.
 *
 * Layers from below: homes, child and couple lines, bonds, words beside lines, selection, symbols, names.
 */
import { h } from 'preact'
import { w } from '../words.js'
import { dayOf, unsettled, yearsOf } from '../drawing/days.js'
import { INK, PALE_SUN, SOFT, SUN, TEAL, TINT, drawable, line, round, widthOf, wrap } from '../drawing/text.js'
import { bondTracks } from './bonds.js'
import { layOut, standing } from './geometry.js'
import { outline } from './homes.js'
import { arrowHead, bondPen, bondStrokes, endingStrokes, inkPen, pastPen, strokeOf, tieStrokes } from './lines.js'
import { inForce, nameOf, personSentence } from './people.js'
import { disputedMark, sensitiveMark, symbol, words } from './symbols.js'
import { at, pathOf, trackThrough } from './track.js'

/** @typedef {import('./geometry.js').Plain} Plain */
/** @typedef {import('./geometry.js').Geometry} Geometry */
/** @typedef {import('./geometry.js').Spot} Spot */
/** @typedef {import('preact').VNode} Drawn */
/** @typedef {{key: string, icon?: string, shown?: boolean, directed?: boolean, restricted?: boolean, stroke?: string}} Row */
/** @typedef {Record<string, Row[]>} Vocabulary the tables of the schema */

/**
 * @typedef {object} FamilyOptions
 * @property {string} today ISO day: ages and what is in force are of this day
 * @property {Vocabulary} vocabulary `schema.vocabulary`
 * @property {string} [id] prefix of ids in the picture; different for each picture on a page ("family")
 * @property {string} [name] the name of the picture for those who do not see it
 * @property {string} [selected] id of the record that is selected: a person, union, parent link, bond or household
 * @property {string} [focused] id of the record that Tab reaches; the first person when it is none of the drawn
 * @property {'all' | 'now' | 'none'} [bonds] which bonds are drawn; ended ones are drawn lighter ("all")
 * @property {boolean} [homes] whether homes are outlined (true)
 * @property {boolean} [wall] the big screen: larger words, no dates, ink only, nothing to reach by Tab
 * @property {boolean} [print] on paper: nothing to reach by Tab
 * @property {number} [scale] px on the screen for one px of the drawing, for larger text (1)
 * @property {number} [width] @property {number} [height] px of the picture, instead of its natural size
 * @property {[number, number, number, number]} [view] x, y, width, height of the part that is shown, for zooming
 */

/**
 * Draws a family.
 * @param {Plain} plain the formulation as plain data; records flagged removed are left out
 * @param {FamilyOptions} options
 * @returns {Drawn} one `<svg>`
 */
export function drawFamily (plain, options) {
  return drawLaidOut(plain, layOutFamily(plain, options), options)
}

/**
 * Where everything of a family stands, for those who need it beside the picture (dragging, the add bar).
 * @param {Plain} plain @param {FamilyOptions} options
 * @returns {Geometry}
 */
export function layOutFamily (plain, options) {
  return layOut(plain, { today: dayOf(options.today) ?? 0, wall: options.wall })
}

/**
 * Draws a family that has been laid out.
 * @param {Plain} plain @param {Geometry} geometry @param {FamilyOptions} options
 * @returns {Drawn}
 */
export function drawLaidOut (plain, geometry, options) {
  const { wall = false, bonds = 'all', homes = true, id = 'family', scale = 1 } = options
  const spots = inReadingOrder(geometry)
  const table = bonds === 'none' ? [] : bondsOf(plain, geometry, bonds)
  const outlined = homes ? geometry.homes.map(home => ({ home, ...outline(home, geometry.rows, spots, homeName(home)) })) : []
  const written = [...(wall ? [] : geometry.couples.flatMap(couple => coupleWords(couple)?.box ?? [])), ...outlined.flatMap(each => homeWords(each.label).box)]
  const tracks = tracksOf(geometry, table, written, `${bonds} ${wall} ${homes}`)
  const box = bounds(geometry, [...tracks.values()], outlined.map(each => each.box))
  const view = options.view ?? box
  const drawn = [...spots.map(spot => spot.id), ...geometry.couples.map(each => each.id), ...tracks.keys(), ...outlined.map(each => each.home.id)]
  const focused = options.focused && drawn.includes(options.focused) ? options.focused : drawn[0]
  const item = { ...options, wall, focused, reachable: !wall && !options.print }
  return h('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    class: `drawing family${wall ? ' wall' : ''}`,
    id,
    width: round(options.width ?? view[2] * scale),
    height: round(options.height ?? view[3] * scale),
    viewBox: view.map(round).join(' '),
    role: 'graphics-document',
    'aria-label': options.name || w('drawing.family.name'),
    'font-family': 'Noto Sans, system-ui, sans-serif'
  },
  h('g', { role: 'list', 'aria-label': w('drawing.homes') }, outlined.map(each => homeItem(each, item))),
  h('g', { role: 'list', 'aria-label': w('drawing.couples') },
    geometry.ties.map(tie => tieDrawn(tie, item)),
    geometry.couples.map(couple => coupleItem(couple, item))),
  h('g', { role: 'list', 'aria-label': w('drawing.bonds') }, table.map(bond => bondItem(bond, tracks.get(bond.id), geometry, item))),
  h('g', { 'aria-hidden': 'true' }, outlined.map(each => homeWords(each.label).drawn), wall ? null : geometry.couples.map(couple => coupleWords(couple)?.drawn)),
  h('g', { role: 'list', 'aria-label': w('drawing.people') }, spots.map(spot => personItem(spot, geometry.today, item))))
}

/** @type {WeakMap<Geometry, Map<string, Map<string, import('./track.js').Track>>>} */
const found = new WeakMap()

/**
 * The ways of bonds through one geometry are looked for once, however often it is drawn (at another scale, with
 * another person selected).
 * @param {Geometry} geometry @param {{id: string, a: string, b: string}[]} table
 * @param {{x1: number, y1: number, x2: number, y2: number}[]} written @param {string} how
 */
function tracksOf (geometry, table, written, how) {
  const key = `${how} ${table.map(({ id, a, b }) => `${id} ${a} ${b}`).join()}`
  const known = found.get(geometry) ?? new Map()
  found.set(geometry, known)
  const tracks = known.get(key) ?? bondTracks(geometry, table, written)
  known.set(key, tracks)
  return tracks
}

/** @typedef {FamilyOptions & {wall: boolean, focused: string, reachable: boolean}} ItemOptions */

/** Rows from the oldest down, left to right. @param {Geometry} geometry */
function inReadingOrder (geometry) {
  return [...geometry.spots.values()].sort((a, b) => a.row - b.row || a.x - b.x || (a.id < b.id ? -1 : 1))
}

/**
 * What the picture needs: x, y, width, height.
 * @param {Geometry} geometry @param {import('./track.js').Track[]} tracks @param {import('./homes.js').Box[]} boxes
 * @returns {[number, number, number, number]}
 */
function bounds (geometry, tracks, boxes) {
  const xs = [...tracks.flatMap(track => track.points.map(point => point.x)), ...boxes.flatMap(box => [box.x1, box.x2])]
  const ys = [...tracks.flatMap(track => track.points.map(point => point.y)), ...boxes.flatMap(box => [box.y1, box.y2])]
  for (const spot of geometry.spots.values()) {
    const reach = Math.max(spot.outer, spot.wide / 2)
    xs.push(spot.x - reach, spot.x + reach)
    ys.push(spot.y - spot.outer - 4, spot.y + spot.below)
  }
  for (const { line: points } of geometry.couples) for (const point of points) { xs.push(point.x); ys.push(point.y) }
  for (const tie of geometry.ties) for (const point of tie.pieces.flat()) { xs.push(point.x); ys.push(point.y) }
  if (xs.length === 0) return [0, 0, 320, 120]
  const [left, right, top, foot] = [Math.min(...xs) - 16, Math.max(...xs) + 16, Math.min(...ys) - 16, Math.max(...ys) + 14]
  return [left, top, right - left, foot - top]
}

/**
 * What every item has: its record, its name in words, and whether Tab reaches it.
 * @param {string} collection @param {string} id @param {string} label @param {ItemOptions} options
 */
function itemAttributes (collection, id, label, { reachable, focused, selected }) {
  return {
    role: 'listitem',
    class: `d-item d-${collection}${selected === id ? ' d-selected' : ''}`,
    'aria-label': label,
    'data-collection': collection,
    'data-id': id,
    ...(reachable ? { tabindex: focused === id ? 0 : -1 } : {}),
    ...(selected === id ? { 'aria-current': 'true' } : {})
  }
}

/** @param {Spot} spot @param {number} today @param {ItemOptions} options */
function personItem (spot, today, options) {
  const { x, y, outer } = spot
  const target = Math.max(outer, 14)
  const halo = options.selected === spot.id
    ? [h('circle', { cx: round(x), cy: round(y), r: outer + 9, class: 'd-halo-ring', fill: PALE_SUN, stroke: SUN, 'stroke-width': 5 }),
        h('circle', { cx: round(x), cy: round(y), r: outer + 6.5, class: 'd-line', fill: 'none', stroke: INK, 'stroke-width': 3 })]
    : []
  return h('g', { ...itemAttributes('people', spot.id, personSentence(spot.person, today), options), key: spot.id },
    halo,
    h('rect', { x: round(x - target), y: round(y - target), width: round(2 * target), height: round(2 * target), class: 'd-target', fill: 'none', 'pointer-events': 'all' }),
    symbol(spot, x, y, options),
    words(spot, x, y, options),
    options.reachable ? h('rect', { x: round(x - outer - 7), y: round(y - outer - 7), width: round(2 * outer + 14), height: round(2 * outer + 14), rx: 8, class: 'd-focus', fill: 'none', stroke: 'none' }) : null)
}

/**
 * A child line is part of the picture, told in the sentences of couples and lists; it has a wide target of its own.
 * @param {import('./geometry.js').Tie} tie @param {ItemOptions} options
 */
function tieDrawn (tie, options) {
  const row = rowOf(options.vocabulary, 'parent_link_kinds', tie.kind)
  const draw = strokeOf(tieStrokes, row?.stroke, 'solid')
  const pieces = tie.pieces.filter(piece => piece.length > 1)
  const chosen = options.selected !== undefined && tie.links.includes(options.selected)
  return h('g', { class: 'd-tie', key: tie.id, 'data-collection': 'parent_links', 'data-id': tie.links[0], 'aria-hidden': 'true' },
    chosen ? pieces.map(piece => h('path', { d: pathOf(trackThrough(piece)), class: 'd-chosen', fill: 'none', stroke: SUN, 'stroke-width': 8 })) : null,
    pieces.map(piece => draw(trackThrough(piece), { ...(tie.past ? pastPen() : inkPen()), bare: tie.shared, letterAt: 15 })))
}

/** @param {import('./geometry.js').Couple} couple @param {ItemOptions} options */
function coupleItem (couple, options) {
  const { union, line: points } = couple
  const track = trackThrough(points)
  const row = rowOf(options.vocabulary, 'union_kinds', union.kind)
  const ending = rowOf(options.vocabulary, 'endings', union.ending)
  const quarter = couple.beside ? Math.max(14, track.length * 0.25) : track.length * 0.5
  const chosen = options.selected === couple.id
  return h('g', { ...itemAttributes('unions', couple.id, coupleSentence(union, couple.partners), options), key: couple.id },
    chosen ? h('path', { d: pathOf(track), class: 'd-chosen', fill: 'none', stroke: SUN, 'stroke-width': 10 }) : null,
    h('path', { d: pathOf(track), class: 'd-target', fill: 'none', stroke: 'none', 'stroke-width': 24, 'pointer-events': 'stroke' }),
    strokeOf(tieStrokes, row?.stroke, 'solid')(track, { ...inkPen(), letterAt: track.length / 4 }),
    strokeOf(endingStrokes, ending?.stroke, 'none')(track, inkPen(), quarter),
    unsettled(union) && !options.wall ? disputedMark(at(track, track.length * 0.62).x, at(track, track.length * 0.62).y) : null,
    union.sensitive && !options.wall ? sensitiveMark(at(track, track.length * 0.75).x, at(track, track.length * 0.75).y) : null,
    options.reachable ? h('path', { d: pathOf(track), class: 'd-focus', fill: 'none', stroke: 'none' }) : null)
}

/** The date beside a couple line: the end where there was one, else the beginning. @param {import('./geometry.js').Couple} couple */
function coupleWords (couple) {
  const { union, line: points, beside } = couple
  const said = coupleDate(union)
  if (said === '') return null
  const room = beside ? points[1].x - points[0].x - 6 : 110
  const lines = wrap(said, { width: Math.max(room, 40), size: 12.5, lines: 2 })
  const x = beside ? (points[0].x + points[1].x) / 2 : (points[2].x + points[points.length - 3].x) / 2
  const y = (beside ? points[0].y - (couple.turn ? 0 : 3) : Math.max(...points.map(point => point.y)) - 2) - 6 - (lines.length - 1) * 13 - (union.ending && lines.length > 1 ? 7 : 0)
  const half = Math.max(...lines.map(each => widthOf(each, 12.5))) / 2
  return {
    drawn: lines.map((each, i) => line(each, { x, y: y + i * 13, size: 12.5, anchor: 'middle', ink: 'soft', halo: true })),
    box: { x1: x - half - 2, x2: x + half + 2, y1: y - 13, y2: y + (lines.length - 1) * 13 + 4 }
  }
}

/** @param {Record<string, any>} union */
function coupleDate (union) {
  const year = yearsOf(union.ended)
  switch (union.ending) {
    case 'separated': return year ? w('drawing.separated_year', { year }) : w('endings.separated')
    case 'divorced': return year ? w('drawing.divorced_year', { year }) : w('endings.divorced')
    case 'annulled': return year ? w('drawing.annulled_year', { year }) : w('endings.annulled')
    case 'widowed': return ''
    default: return union.ending || year
      ? (year ? w('drawing.until_year', { year }) : '')
      : (yearsOf(union.began) ? w('drawing.since_year', { year: yearsOf(union.began) }) : '')
  }
}

/**
 * A couple in a sentence: "Craig Sallis and Kelly-Ann Tudful, lived together, separated 2014".
 * @param {Record<string, any>} union @param {{person: Record<string, any>}[]} partners
 * @returns {string}
 */
export function coupleSentence (union, partners) {
  const [one, two] = partners.map(spot => nameOf(spot.person) || w('drawing.not_known'))
  const who = two === undefined ? one ?? w('drawing.not_known') : w('drawing.two_people', { one, two })
  return [who, w(`union_kinds.${union.kind}`), coupleDate(union), unsettled(union) ? w('drawing.disputed') : '', union.sensitive ? w('drawing.sensitive') : ''].filter(Boolean).join(', ')
}

/** @param {Plain} plain @param {Geometry} geometry @param {'all' | 'now'} which */
function bondsOf (plain, geometry, which) {
  return standing(plain.bonds).map(([id, bond]) => ({ id, a: bond.a, b: bond.b, bond, ended: !inForce(bond, geometry.today) }))
    .filter(({ a, b, ended }) => geometry.spots.has(a) && geometry.spots.has(b) && a !== b && (which === 'all' || !ended))
}

/**
 * @param {{id: string, bond: Record<string, any>, ended: boolean}} each
 * @param {import('./track.js').Track | undefined} track @param {Geometry} geometry @param {ItemOptions} options
 */
function bondItem ({ id, bond, ended }, track, geometry, options) {
  if (track === undefined) return null
  const row = rowOf(options.vocabulary, 'bond_kinds', bond.kind)
  const pen = { ...bondPen(), ...(options.wall ? { colour: INK } : {}), ...(ended ? { colour: options.wall ? INK : SOFT, classes: 'd-bond d-past', width: 1.3 } : {}) }
  const marked = (bond.sensitive || row?.restricted) && !options.wall
  return h('g', { ...itemAttributes('bonds', id, bondSentence(bond, geometry.spots.get(bond.a)?.person, geometry.spots.get(bond.b)?.person), options), key: id },
    options.selected === id ? h('path', { d: pathOf(track), class: 'd-chosen', fill: 'none', stroke: SUN, 'stroke-width': 16, 'stroke-linecap': 'round' }) : null,
    h('path', { d: pathOf(track), class: 'd-target', fill: 'none', stroke: 'none', 'stroke-width': 24, 'pointer-events': 'stroke' }),
    strokeOf(bondStrokes, row?.stroke, 'dash-dot')(track, pen),
    bond.directed && !row?.directed ? arrowHead(track, pen) : null,
    marked ? sensitiveMark(...markPlace(track, geometry)) : null,
    options.reachable ? h('path', { d: pathOf(track), class: 'd-focus', fill: 'none', stroke: 'none' }) : null)
}

/**
 * Where the mark of a bond stands: beside it, off people, words and couple lines.
 * @param {import('./track.js').Track} track @param {Geometry} geometry
 * @returns {[number, number]}
 */
function markPlace (track, geometry) {
  const written = geometry.couples.flatMap(couple => coupleWords(couple)?.box ?? [])
  const places = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74].flatMap(share => [15, -15].map(aside => {
    const { x, y, dx, dy } = at(track, track.length * share)
    return /** @type {[number, number]} */ ([x + dy * aside, y - dx * aside])
  }))
  const free = places.find(([x, y]) => written.every(box => x < box.x1 - 10 || x > box.x2 + 10 || y < box.y1 - 10 || y > box.y2 + 10) &&
    geometry.couples.every(({ line: points }) => points.every((p, i) => i === 0 || p.y !== points[i - 1].y || Math.abs(p.y - y) > 12 || x < points[i - 1].x - 12 || x > p.x + 12)) &&
    [...geometry.spots.values()].every(spot => Math.abs(spot.x - x) > Math.max(spot.outer, spot.wide / 2) + 10 || y < spot.y - spot.outer - 10 || y > spot.y + spot.below + 10))
  return free ?? places[0]
}

/**
 * A bond in a sentence: "Lee Hartog to Kelly-Ann Tudful: controlling, 2014 until 2018".
 * @param {Record<string, any>} bond
 * @param {Record<string, any> | undefined} a @param {Record<string, any> | undefined} b
 * @returns {string}
 */
export function bondSentence (bond, a, b) {
  const name = (/** @type {Record<string, any> | undefined} */ person) => (person && nameOf(person)) || w('drawing.not_known')
  const pair = { one: name(a), two: name(b), kind: w(`bond_kinds.${bond.kind}`) }
  const said = bond.directed ? w('drawing.bond.to', pair) : w('drawing.bond.with', pair)
  const [from, until] = [yearsOf(bond.began), yearsOf(bond.ended)]
  const years = from && until ? w('drawing.years_between', { from, until }) : from ? w('drawing.since_year', { year: from }) : until ? w('drawing.until_year', { year: until }) : ''
  return [said, years, unsettled(bond) ? w('drawing.disputed') : '', bond.sensitive ? w('drawing.sensitive') : ''].filter(Boolean).join(', ')
}

/** @param {{household: Record<string, any>}} home */
function homeName ({ household }) {
  return drawable(household.name) || w(`household_kinds.${household.kind}`)
}

/** @param {{home: import('./geometry.js').Home, path: string, label: {x: number, y: number, lines: string[]}}} each @param {ItemOptions} options */
function homeItem ({ home, path: d }, options) {
  const who = home.members.map(spot => nameOf(spot.person) || w('drawing.not_known'))
  const said = w('drawing.home', { name: homeName(home), people: who.join(', ') })
  const colour = home.own && !options.wall ? TEAL : SOFT
  return h('g', { ...itemAttributes('households', home.id, said, options), key: home.id },
    h('path', {
      d,
      class: `d-home${home.own ? ' d-own' : ''}`,
      fill: home.own && !options.wall ? TINT : 'none',
      stroke: options.wall ? INK : colour,
      'stroke-width': options.selected === home.id ? 3.5 : 2,
      'stroke-dasharray': '8 5.5',
      'stroke-linejoin': 'round'
    }),
    options.reachable ? h('path', { d, class: 'd-focus', fill: 'none', stroke: 'none' }) : null)
}

/** The name of a home, inside its outline. @param {{x: number, y: number, lines: string[]}} label */
function homeWords ({ x, y, lines }) {
  return {
    drawn: lines.map((each, i) => line(each, { x, y: y + i * 14, size: 12.5, face: 'semibold', halo: true })),
    box: lines.length === 0 ? [] : [{ x1: x - 2, x2: x + 2 + Math.max(...lines.map(each => widthOf(each, 12.5, 'semibold'))), y1: y - 13, y2: y + (lines.length - 1) * 14 + 4 }]
  }
}

/** @param {Vocabulary} vocabulary @param {string} table @param {string} key */
export function rowOf (vocabulary, table, key) {
  return vocabulary[table]?.find(row => row.key === key)
}

