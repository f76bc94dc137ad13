/**
 * The genogram as one picture: a pure function from plain data to Preact nodes, drawn live in the page and printed
 * by the server from the same bundle. No state, no clock, no measuring: today is passed in, positions are data.
 *
 * The day that is drawn changes what stands, never where anything stands: people, lines and the ways of bonds are found
 * once for a family. Layers from below: homes, child and couple lines, bonds, words beside lines, selection, symbols.
 */
import { h } from 'preact'
import { w } from '../words.js'
import { dayOf, reach, unsettled, yearsOf } from '../drawing/days.js'
import { badge, differsSaid, ring } from '../drawing/differs.js'
import { CARD, INK, PALE_SUN, SOFT, SUN, TEAL, TINT, drawable, line, path, round, widthOf, wrap } from '../drawing/text.js'
import { bondTracks } from './bonds.js'
import { layOut, standing } from './geometry.js'
import { REACH, WAY, labelSize, outline } from './homes.js'
import { kinWords } from './kin.js'
import { Lines, Sheet } from './labels.js'
import {
  LETTER, arrowHead, bondPen, bondStrokes, endingStrokes, inkPen, letterOf, numberMark, pastPen, possibleMark, secretMark, stroke, strokeOf, tieStrokes
} from './lines.js'
import { nameOf, personSentence, sizes } from './people.js'
import { disputedMark, sensitiveMark, symbol, words } from './symbols.js'
import { at, pathOf, trackThrough } from './track.js'

/** @typedef {import('./geometry.js').Plain} Plain */
/** @typedef {import('./geometry.js').Geometry} Geometry */
/** @typedef {import('./geometry.js').Frame} Frame */
/** @typedef {import('./geometry.js').Spot} Spot */
/** @typedef {import('./geometry.js').Couple} Couple */
/** @typedef {import('./geometry.js').Tie} Tie */
/** @typedef {import('./geometry.js').Home} Home */
/** @typedef {import('./labels.js').Box} Box */
/** @typedef {import('./track.js').Track} Track */
/** @typedef {import('preact').VNode} Drawn */
/** @typedef {{key: string, icon?: string, shown?: boolean, directed?: boolean, restricted?: boolean, stroke?: string}} Row */
/** @typedef {Record<string, Row[]>} Vocabulary the tables of the schema */

/**
 * @typedef {object} FamilyOptions
 * @property {string} today ISO day: the family is drawn as it stood on this day
 * @property {Vocabulary} vocabulary `schema.vocabulary`
 * @property {boolean} [past] the day is one of the past: what is only known of now is not written
 * @property {'faint' | 'hidden'} [later] whoever is yet to come on that day: drawn faint, without age or lines, or not at all
 *   ("faint"; on the big screen always "hidden")
 * @property {string} [id] prefix of ids in the picture; different for each picture on a page ("family")
 * @property {string} [name] the name of the picture for those who do not see it
 * @property {string} [selected] id of the record that is selected: a person, union, parent link, bond or household
 * @property {import('../drawing/differs.js').Differs} [differs] what changed from another version
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
  return layOut(plain, { today: dayOf(options.today) ?? 0, wall: options.wall, past: options.past, later: options.wall ? 'hidden' : options.later })
}

/**
 * Draws a family that has been laid out.
 * @param {Plain} plain @param {Geometry} geometry @param {FamilyOptions} options
 * @returns {Drawn}
 */
export function drawLaidOut (plain, geometry, options) {
  const { wall = false, id = 'family', scale = 1 } = options
  const { spots, tracks, table, written } = sceneOf(plain, geometry, options)
  const view = options.view ?? bounds(plain, geometry.frame, tracks)
  const drawn = [...spots.map(spot => spot.id), ...geometry.couples.map(each => each.id), ...table.map(bond => bond.id), ...written.homes.map(each => each.home.id)]
  const focused = options.focused && drawn.includes(options.focused) ? options.focused : drawn[0]
  const item = { ...options, wall, focused, reachable: !wall && !options.print }
  const bracketed = new Set(geometry.ties.filter(tie => !tie.shared && (tie.kind === 'adoptive' || tie.kind === 'adopted_out')).map(tie => plain.parent_links[tie.links[0]].child))
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
  h('g', { role: 'list', 'aria-label': w('drawing.homes') }, written.homes.map(each => homeItem(each, item))),
  h('g', { role: 'list', 'aria-label': w('drawing.couples') },
    geometry.ties.map(tie => tieDrawn(tie, written.letters.get(tie.id), plain, item)),
    geometry.twins.map(twinsDrawn),
    geometry.couples.map(couple => coupleItem(couple, item))),
  h('g', { role: 'list', 'aria-label': w('drawing.bonds') }, table.map(bond => bondItem(bond, /** @type {Track} */ (tracks.get(bond.id)), geometry, item))),
  h('g', { 'aria-hidden': 'true' }, written.words),
  h('g', { role: 'list', 'aria-label': w('drawing.people') }, spots.map(spot => personItem(spot, geometry, bracketed.has(spot.id), item))))
}

/**
 * What a picture is put together from, for those who need to know where everything of it lies.
 * @param {Plain} plain @param {Geometry} geometry @param {FamilyOptions} options
 * @returns {{spots: Spot[], tracks: Map<string, Track>, table: Tied[], written: Written}} people in reading order, the ways
 *   of all bonds, the bonds of the day, what is written
 */
export function sceneOf (plain, geometry, { wall = false, bonds = 'all', homes = true, vocabulary }) {
  const tracks = bonds === 'none' ? NONE : tracksOf(plain, geometry.frame)
  const table = bondsOf(plain, geometry, bonds).filter(bond => tracks.has(bond.id))
  return { spots: inReadingOrder(geometry), tracks, table, written: writtenOn(plain, geometry, table, tracks, { wall, bonds, homes, vocabulary }) }
}

/** @type {Map<string, Track>} */
const NONE = new Map()
/** @type {WeakMap<Frame, {bonds: unknown, tracks: Map<string, Track>}>} */
const found = new WeakMap()

/**
 * The ways of all bonds of a family, ended ones and those to come among them: looked for once, however often it is
 * drawn (on another day, at another scale, with another person selected).
 * @param {Plain} plain @param {Frame} frame
 * @returns {Map<string, Track>}
 */
function tracksOf (plain, frame) {
  const known = found.get(frame)
  if (known && known.bonds === plain.bonds) return known.tracks
  const table = standing(plain.bonds).map(([id, { a, b }]) => ({ id, a, b })).filter(({ a, b }) => frame.spots.has(a) && frame.spots.has(b) && a !== b)
  const tracks = bondTracks({ spots: frame.spots, ...frame.ever }, table)
  found.set(frame, { bonds: plain.bonds, tracks })
  return tracks
}

/** @typedef {FamilyOptions & {wall: boolean, focused: string, reachable: boolean}} ItemOptions */
/** @typedef {{id: string, a: string, b: string, bond: Record<string, any>, state: import('./geometry.js').Standing}} Tied a bond on the day */
/** @typedef {{home: Home, path: string, parts: Box[]}} Outlined */

/** Rows from the oldest down, left to right. @param {Geometry} geometry */
function inReadingOrder (geometry) {
  return [...geometry.spots.values()].sort((a, b) => a.row - b.row || a.x - b.x || (a.id < b.id ? -1 : 1))
}

/**
 * What the picture needs, whatever the day: x, y, width, height.
 * @param {Plain} plain @param {Frame} frame @param {Map<string, Track>} tracks
 * @returns {[number, number, number, number]}
 */
function bounds (plain, frame, tracks) {
  const points = [...tracks.values()].flatMap(track => track.points)
  const xs = points.map(point => point.x)
  const ys = points.map(point => point.y)
  const housed = new Set(standing(plain.stays).map(([, stay]) => stay.person))
  for (const spot of frame.spots.values()) {
    const reach = Math.max(spot.outer + 4, spot.wide / 2, housed.has(spot.id) ? REACH : 0)
    xs.push(spot.x - reach, spot.x + reach)
    ys.push(spot.y - (spot.above ?? spot.outer) - (housed.has(spot.id) ? 16 : 4), housed.has(spot.id) ? spot.y + frame.rows[spot.row].below + WAY + 2 : spot.y + spot.below)
  }
  for (const { line: points } of frame.ever.couples) for (const point of points) { xs.push(point.x); ys.push(point.y) }
  for (const tie of frame.ever.ties) for (const point of tie.pieces.flat()) { xs.push(point.x); ys.push(point.y) }
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

/** @param {Spot} spot @param {Geometry} geometry @param {boolean} bracketed @param {ItemOptions} options */
function personItem (spot, geometry, bracketed, options) {
  const { x, y, outer } = spot
  const target = Math.max(outer, 17)
  const halo = options.selected === spot.id
    ? [h('circle', { cx: round(x), cy: round(y), r: outer + 9, class: 'd-halo-ring', fill: PALE_SUN, stroke: SUN, 'stroke-width': 5 }),
        h('circle', { cx: round(x), cy: round(y), r: outer + 6.5, class: 'd-line', fill: 'none', stroke: INK, 'stroke-width': 3 })]
    : []
  const said = spot.faint ? w('drawing.faint', { name: nameOf(spot.person) || w(`person_kinds.${spot.person.kind}`), later: laterWords(spot, geometry) }) : personSentence(spot.person, geometry.today, { ...geometry.then.people.get(spot.id), marks: spot.marks, wall: options.wall })
  const attributes = itemAttributes('people', spot.id, said + differsSaid(options.differs, spot.id), options)
  return h('g', { ...attributes, ...(spot.faint ? { class: `${attributes.class} d-later` } : {}), key: spot.id },
    halo,
    h('rect', { x: round(x - target), y: round(y - target), width: round(2 * target), height: round(2 * target), class: 'd-target', fill: 'none', 'pointer-events': 'all' }),
    ring(options.differs, spot.id, { x, y, outer, square: spot.shape === 'square' }),
    spot.faint ? faintly(spot, laterWords(spot, geometry)) : [symbol(spot, x, y, options), bracketed ? brackets(spot) : null, words(spot, x, y, options)],
    badge(options.differs, spot.id, x + outer + 3, y - outer - 3),
    options.reachable ? h('rect', { x: round(x - outer - 7), y: round(y - outer - 7), width: round(2 * outer + 14), height: round(2 * outer + 14), rx: 8, class: 'd-focus', fill: 'none', stroke: 'none' }) : null)
}

/** @param {Spot} spot @param {Geometry} geometry */
function laterWords (spot, geometry) {
  return geometry.then.people.get(spot.id)?.state === 'not_born' ? w('drawing.not_born') : w('drawing.comes_later')
}

/** Who is yet to come: a dotted outline, the name and why, all of it soft. @param {Spot} spot @param {string} why */
function faintly (spot, why) {
  const { x, y, half } = spot
  const look = { class: 'd-faint', fill: CARD, stroke: FAINT, 'stroke-width': 1.5, 'stroke-dasharray': '2 3.5' }
  const shape = spot.shape === 'square' || spot.shape === 'house'
    ? h('rect', { x: round(x - half), y: round(y - half), width: round(2 * half), height: round(2 * half), ...look })
    : spot.shape === 'diamond'
      ? h('path', { d: path('M', x, y - half * 1.2, 'L', x + half * 1.2, y, 'L', x, y + half * 1.2, 'L', x - half * 1.2, y, 'Z'), ...look })
      : spot.shape === 'triangle'
        ? h('path', { d: path('M', x, y - half, 'L', x + half, y + half, 'L', x - half, y + half, 'Z'), ...look })
        : h('circle', { cx: round(x), cy: round(y), r: round(half), ...look })
  const size = sizes(false)
  const lines = [...spot.name.map(each => ({ each, size: size.name })), { each: why, size: size.sub }]
  let foot = y + spot.outer
  return [shape, ...lines.map(({ each, size }) => h('text', {
    x: round(x), y: round(foot += size + 2.5), 'font-size': size, 'text-anchor': 'middle', class: 'd-faint-text d-halo', fill: FAINT_WORDS, stroke: CARD, 'stroke-width': round(size * 0.32),
    'stroke-linejoin': 'round', 'paint-order': 'stroke', 'aria-hidden': 'true'
  }, drawable(each)))]
}

const FAINT = '#8a939c'
const FAINT_WORDS = '#697480'

/** The symbol of an adopted child stands in brackets (Bennett et al. 2022). @param {Spot} spot */
function brackets ({ x, y, outer }) {
  const [beside, high] = [outer + 5, outer + 5]
  return h('path', {
    d: [-1, 1].map(side => path('M', x + side * (beside - 6), y - high, 'L', x + side * beside, y - high, 'L', x + side * beside, y + high, 'L', x + side * (beside - 6), y + high)).join(''),
    class: 'd-line d-bracket', fill: 'none', stroke: INK, 'stroke-width': 2
  })
}

/**
 * A child line is part of the picture, told in the sentences of couples and lists; it has a wide target of its own.
 * @param {Tie} tie @param {number | undefined} letterAt px from its end @param {Plain} plain @param {ItemOptions} options
 */
function tieDrawn (tie, letterAt, plain, options) {
  const draw = strokeOf(tieStrokes, strokeOfTie(tie.kind, options.vocabulary), 'solid')
  const pieces = tie.pieces.filter(piece => piece.length > 1)
  const chosen = options.selected !== undefined && tie.links.includes(options.selected)
  const pen = tie.state === 'past' ? pastPen() : inkPen()
  const width = tie.weight === 'first' ? 2.4 : tie.weight === 'further' ? Math.min(pen.width, 1.5) : pen.width
  return h('g', { class: `d-tie${tie.weight === 'first' ? ' d-first' : ''}`, key: tie.id, 'data-collection': 'parent_links', 'data-id': tie.links[0], 'aria-hidden': 'true' },
    chosen ? pieces.map(piece => h('path', { d: pathOf(trackThrough(piece)), class: 'd-chosen', fill: 'none', stroke: SUN, 'stroke-width': 8 })) : null,
    pieces.map(piece => draw(trackThrough(piece), { ...pen, width, bare: tie.shared || letterAt === undefined, letterAt })))
}

/** A child who was adopted hangs from the adopters by dashes where the parents by birth are known too. @param {string} kind @param {Vocabulary} vocabulary */
export function strokeOfTie (kind, vocabulary) {
  return kind === 'adopted_out' ? 'dashed' : rowOf(vocabulary, 'parent_link_kinds', kind)?.stroke
}

/** Twins: a bar joins the identical, a question mark stands where nobody knows. @param {import('./geometry.js').Twins} twins */
function twinsDrawn ({ ids, kind, ends: [p, q] }) {
  if (kind === 'fraternal') return null
  return h('g', { class: 'd-twins', key: `twins ${ids.join(' ')}`, 'aria-hidden': 'true' }, kind === 'identical'
    ? stroke(path('M', p.x, p.y, 'L', q.x, q.y), inkPen())
    : line('?', { x: (p.x + q.x) / 2, y: (p.y + q.y) / 2 + 5, size: LETTER, face: 'semibold', anchor: 'middle', halo: true }))
}

/** @param {Couple} couple @param {ItemOptions} options */
function coupleItem (couple, options) {
  const { line: points } = couple
  const track = trackThrough(points)
  const row = rowOf(options.vocabulary, 'union_kinds', couple.kind)
  const chosen = options.selected === couple.id
  const pen = couple.begun ? inkPen() : pastPen()
  return h('g', { ...itemAttributes('unions', couple.id, coupleSentence(couple.union, couple.partners, couple), options), key: couple.id },
    chosen ? h('path', { d: pathOf(track), class: 'd-chosen', fill: 'none', stroke: SUN, 'stroke-width': 10 }) : null,
    h('path', { d: pathOf(track), class: 'd-target', fill: 'none', stroke: 'none', 'stroke-width': 24, 'pointer-events': 'stroke' }),
    couple.kin ? stroke(pathOf(track, -4.5), pen) : null,
    strokeOf(tieStrokes, couple.begun ? row?.stroke : 'solid', 'solid')(track, { ...pen, letterAt: letterPlace(couple, track) }),
    courseMarks(couple, track, options.vocabulary).map(({ stroke: name, along }) => strokeOf(endingStrokes, name, 'none')(track, inkPen(), along)),
    options.reachable ? h('path', { d: pathOf(track), class: 'd-focus', fill: 'none', stroke: 'none' }) : null)
}

/** px from the end of a couple line where its letter stands. @param {Couple} couple @param {Track} track */
function letterPlace (couple, track) {
  return couple.beside ? track.length * 0.25 + (couple.numbers[1] > 0 ? 8 : 0) : Math.min(60, track.length / 4)
}

/** Where the numbers of several unions stand: at the end of the line, beside whom they are of. @param {Couple} couple @param {Track} track */
function numberPlaces ({ numbers }, track) {
  return numbers.flatMap((n, i) => n === 0 ? [] : [{ n, ...at(track, i === 0 ? 11 : track.length - 11) }])
}

const LEADS_BACK = new Set(['married', 'civil_partnership', 'together', 'engaged', 'back_together'])
const PARTS = new Set(['separated', 'divorced', 'annulled'])

/**
 * The marks of what has happened to a couple, in its order: a slash for separating, a slash back for coming back, two
 * for a divorce. A divorce takes the place of the separation that it ends.
 * @param {Couple} couple @param {Track} track @param {Vocabulary} vocabulary
 * @returns {{stroke: string, along: number}[]}
 */
export function courseMarks (couple, track, vocabulary) {
  const kinds = couple.course.map(turn => turn.kind)
  if (couple.ending && !kinds.some(kind => kind === couple.ending)) kinds.push(couple.ending)
  /** @type {string[]} */
  const marks = []
  let apart = false
  kinds.forEach((kind, i) => {
    if (kind === 'separated' && PARTS.has(kinds[i + 1])) { apart = true; return }
    if (LEADS_BACK.has(kind)) { if (apart) marks.push('slash-back'); apart = false; return }
    const name = rowOf(vocabulary, 'union_turns', kind)?.stroke ?? rowOf(vocabulary, 'endings', kind)?.stroke ?? 'none'
    if (name !== 'none') marks.push(name)
    apart = apart || PARTS.has(kind)
  })
  const room = couple.beside ? track.length * 0.5 - (couple.numbers[0] > 0 ? 22 : 4) : 80
  const widthOfMark = (/** @type {string} */ name) => name === 'two-slashes' ? 17 : name === 'slash-n' ? 22 : 10
  const kept = [...marks]
  while (kept.length > 1 && kept.reduce((sum, name) => sum + widthOfMark(name), 0) > Math.max(room, 30)) kept.shift()
  const wide = kept.reduce((sum, name) => sum + widthOfMark(name), 0)
  const middle = couple.beside ? Math.max((couple.numbers[0] > 0 ? 20 : 4) + wide / 2, track.length * 0.25) : track.length / 2
  let along = middle - wide / 2
  return kept.map(name => { along += widthOfMark(name); return { stroke: name, along: along - widthOfMark(name) / 2 - (name === 'slash-n' ? 5 : 0) } })
}

/**
 * What has happened to a couple by the day, in words with years: "married 1970", "separated 1995–96", "divorced 1997".
 * @param {{kind: string, when: any}[]} course @param {string} ending
 * @returns {string[]} in its order; short words where there are many
 */
export function courseWords (course, ending) {
  /** @type {{kind: string, years: string}[]} */
  const turns = []
  for (const { kind, when } of course) {
    const years = yearsOf(when)
    const last = turns[turns.length - 1]
    if (kind === 'back_together' && last?.kind === 'separated' && last.years && years) last.years = span(last.years, years)
    else turns.push({ kind, years })
  }
  if (ending && ending !== 'unknown' && !turns.some(turn => turn.kind === ending)) turns.push({ kind: ending, years: '' })
  const told = turns.filter(({ kind, years }) => kind !== 'widowed' && (years !== '' || PARTS.has(kind)))
  return told.map(({ kind, years }) => told.length > 2 ? turnInShort(kind, years) : turnInWords(kind, years))
}

/** @param {string} from @param {string} until */
function span (from, until) {
  return from === until ? from : `${from}–${from.length === 4 && until.length === 4 && from.slice(0, 2) === until.slice(0, 2) ? until.slice(2) : until}`
}

/** @param {string} kind @param {string} year */
function turnInWords (kind, year) {
  switch (kind) {
    case 'met': return w('drawing.turn.met', { year })
    case 'engaged': return w('drawing.turn.engaged', { year })
    case 'married': return w('drawing.turn.married', { year })
    case 'civil_partnership': return w('drawing.turn.civil_partnership', { year })
    case 'separated': return year ? w('drawing.separated_year', { year }) : w('drawing.turn.apart')
    case 'back_together': return w('drawing.turn.back_together', { year })
    case 'divorced': return year ? w('drawing.divorced_year', { year }) : w('drawing.turn.divorced_once')
    case 'annulled': return year ? w('drawing.annulled_year', { year }) : w('drawing.turn.annulled_once')
    case 'unknown': return w('drawing.until_year', { year })
    default: return w('drawing.turn.together', { year })
  }
}

/** @param {string} kind @param {string} year */
function turnInShort (kind, year) {
  switch (kind) {
    case 'met': return w('drawing.turn.short.met', { year }).trim()
    case 'engaged': return w('drawing.turn.short.engaged', { year }).trim()
    case 'married': return w('drawing.turn.short.married', { year }).trim()
    case 'civil_partnership': return w('drawing.turn.short.civil_partnership', { year }).trim()
    case 'separated': return w('drawing.turn.short.separated', { year }).trim()
    case 'back_together': return w('drawing.turn.short.back_together', { year }).trim()
    case 'divorced': return w('drawing.turn.short.divorced', { year }).trim()
    case 'annulled': return w('drawing.turn.short.annulled', { year }).trim()
    case 'unknown': return w('drawing.until_year', { year })
    default: return w('drawing.turn.short.together', { year }).trim()
  }
}

/**
 * A couple in a sentence: "Craig Sallis and Kelly-Ann Tudful, lived together, together 2009, separated 2014".
 * @param {Record<string, any>} union
 * @param {{person: Record<string, any>}[]} partners
 * @param {{kind: string, ending: string, course: {kind: string, when: any}[], kin: import('./kin.js').Kin | null}} on the day
 * @returns {string}
 */
export function coupleSentence (union, partners, on) {
  const [one, two] = partners.map(spot => nameOf(spot.person) || w('drawing.not_known'))
  const who = two === undefined ? one ?? w('drawing.not_known') : w('drawing.two_people', { one, two })
  return [
    who, w(`union_kinds.${on.kind}`), ...courseWords(on.course, on.ending), on.kin ? kinWords(on.kin) : '', union.secret ? w('drawing.secret') : '',
    unsettled(union) ? w('drawing.disputed') : '', union.sensitive ? w('drawing.sensitive') : ''
  ].filter(Boolean).join(', ')
}

/** Bonds of the day between people who are there. @param {Plain} plain @param {Geometry} geometry @param {'all' | 'now' | 'none'} which @returns {Tied[]} */
function bondsOf (plain, geometry, which) {
  if (which === 'none') return []
  const there = (/** @type {string} */ id) => geometry.spots.has(id) && !geometry.spots.get(id)?.faint
  return standing(plain.bonds).flatMap(([id, bond]) => {
    const state = geometry.then.bonds.get(id) ?? 'now'
    if (state === 'later' || (which === 'now' && state === 'past') || !there(bond.a) || !there(bond.b) || bond.a === bond.b) return []
    return [{ id, a: bond.a, b: bond.b, bond, state }]
  })
}

/** @param {Tied} each @param {Track} track @param {Geometry} geometry @param {ItemOptions} options */
function bondItem ({ id, bond, state }, track, geometry, options) {
  const row = rowOf(options.vocabulary, 'bond_kinds', bond.kind)
  const pen = { ...bondPen(), ...(options.wall ? { colour: INK } : {}), ...(state === 'past' ? { colour: SOFT, classes: 'd-bond d-past', width: 1.2 } : {}) }
  return h('g', { ...itemAttributes('bonds', id, bondSentence(bond, geometry.spots.get(bond.a)?.person, geometry.spots.get(bond.b)?.person), options), key: id },
    options.selected === id ? h('path', { d: pathOf(track), class: 'd-chosen', fill: 'none', stroke: SUN, 'stroke-width': 16, 'stroke-linecap': 'round' }) : null,
    h('path', { d: pathOf(track), class: 'd-target', fill: 'none', stroke: 'none', 'stroke-width': 24, 'pointer-events': 'stroke' }),
    strokeOf(bondStrokes, row?.stroke, 'dash-dot')(track, pen),
    bond.directed && !row?.directed ? arrowHead(track, pen) : null,
    options.reachable ? h('path', { d: pathOf(track), class: 'd-focus', fill: 'none', stroke: 'none' }) : null)
}

/**
 * A bond in a sentence: "Lee Hartog to Kelly-Ann Tudful: controlling, 2014 until 2018".
 * @param {Record<string, any>} bond
 * @param {Record<string, any> | undefined} a @param {Record<string, any> | undefined} b
 * @returns {string}
 */
export function bondSentence (bond, a, b) {
  const name = (/** @type {Record<string, any> | undefined} */ person) => (person && nameOf(person)) || w('drawing.not_known')
  const pair = { one: name(a), two: name(b), kind: drawable(bond.words) || w(`bond_kinds.${bond.kind}`) }
  const said = bond.directed ? w('drawing.bond.to', pair) : w('drawing.bond.with', pair)
  const [from, until] = [yearsOf(bond.began), yearsOf(bond.ended)]
  const years = from && until ? w('drawing.years_between', { from, until }) : from ? w('drawing.since_year', { year: from }) : until ? w('drawing.until_year', { year: until }) : ''
  return [said, years, bond.secret ? w('drawing.secret') : '', unsettled(bond) ? w('drawing.disputed') : '', bond.sensitive ? w('drawing.sensitive') : ''].filter(Boolean).join(', ')
}

/** @param {Home} home */
function homeName ({ household, state }) {
  const name = drawable(household.name) || w(`household_kinds.${household.kind}`)
  return state === 'possible' ? w('drawing.perhaps', { name }) : name
}

/** @param {Home} home */
function homeYears ({ household }) {
  const [from, until] = [yearsOf(household.began), yearsOf(household.ended)]
  return from && until ? span(from, until) : from ? w('drawing.since_year', { year: from }) : until ? w('drawing.until_year', { year: until }) : ''
}

/** How outlines that meet are told apart, by the turn of a home. */
const DASHES = ['8 5.5', '2 4', '15 4 2 4', '5 3', '15 4 2 4 2 4', '1 7']

/** @param {Outlined} each @param {ItemOptions} options */
function homeItem ({ home, path: d }, options) {
  const who = home.members.map(spot => {
    const name = nameOf(spot.person) || w('drawing.not_known')
    return home.unsure.includes(spot.id) ? w('drawing.perhaps', { name }) : name
  })
  const said = w('drawing.home', { name: [homeName(home), homeYears(home)].filter(Boolean).join(', '), people: who.join(', ') })
  const colour = options.wall ? INK : home.own ? TEAL : SOFT
  const width = options.selected === home.id ? 3.5 : home.state === 'current' ? 2 : 1.4
  return h('g', { ...itemAttributes('households', home.id, said, options), key: home.id },
    h('path', {
      d,
      class: `d-home${home.own ? ' d-own' : ''}${home.turn > 0 ? ' d-further' : ''}`,
      fill: home.own && home.turn === 0 && !options.wall ? TINT : 'none',
      stroke: colour,
      'stroke-width': width,
      'stroke-dasharray': DASHES[home.turn] ?? DASHES[DASHES.length - 1],
      'stroke-linejoin': 'round'
    }),
    options.reachable ? h('path', { d, class: 'd-focus', fill: 'none', stroke: 'none' }) : null)
}

/** @typedef {{homes: Outlined[], letters: Map<string, number>, words: (Drawn | Drawn[] | null)[], boxes: (Box & {what: string})[]}} Written what stands
 *   beside lines and inside outlines; `boxes` where each of it is */

/** @type {WeakMap<Geometry, {key: string, vocabulary: unknown, bonds: unknown, written: Written}[]>} */
const writings = new WeakMap()

/**
 * Everything that is written in the picture beside symbols, where it is clear of them and of each other: names of homes,
 * what happened to couples, dates of care, marks. Found once for what has been laid out.
 * @param {Plain} plain @param {Geometry} geometry @param {Tied[]} table @param {Map<string, Track>} tracks
 * @param {{wall: boolean, bonds: string, homes: boolean, vocabulary: Vocabulary}} how
 * @returns {Written}
 */
function writtenOn (plain, geometry, table, tracks, how) {
  const key = `${how.wall} ${how.bonds} ${how.homes} ${w('drawing.key')}`
  const known = writings.get(geometry)?.find(each => each.key === key && each.vocabulary === how.vocabulary && each.bonds === plain.bonds)
  if (known) return known.written
  const written = write(plain, geometry, table, tracks, how)
  writings.set(geometry, [...writings.get(geometry) ?? [], { key, vocabulary: how.vocabulary, bonds: plain.bonds, written }])
  return written
}

/** @param {Plain} plain @param {Geometry} geometry @param {Tied[]} table @param {Map<string, Track>} tracks @param {Parameters<typeof writtenOn>[4]} how @returns {Written} */
function write (plain, geometry, table, tracks, { wall, homes, vocabulary }) {
  const everybody = [...geometry.spots.values()]
  const type = labelSize(wall)
  const sheet = new Sheet(linesOf(geometry.frame, tracks))
  /** @type {Written} */
  const written = { homes: [], letters: new Map(), words: [], boxes: [] }
  for (const spot of everybody) for (const box of boxesOf(spot)) sheet.take(box)
  const put = (/** @type {string} */ what, /** @type {Box | null} */ box, /** @type {() => Drawn | Drawn[]} */ draw) => {
    if (box === null) return
    written.boxes.push({ x1: box.x1, y1: box.y1, x2: box.x2, y2: box.y2, what })
    written.words.push(draw())
  }
  const fixed = (/** @type {Point} */ { x, y }, /** @type {number} */ half, /** @type {number} */ high = half) => sheet.take({ x1: x - half, x2: x + half, y1: y - high, y2: y + high })
  for (const couple of geometry.couples) {
    const track = trackThrough(couple.line)
    for (const place of numberPlaces(couple, track)) {
      fixed(place, 8)
      written.words.push(numberMark(place.n, place.x, place.y))
    }
    for (const mark of courseMarks(couple, track, vocabulary)) fixed(at(track, mark.along), 7, 11)
    const letter = letterOf(rowOf(vocabulary, 'union_kinds', couple.kind)?.stroke)
    if (letter) fixed(at(track, track.length - letterPlace(couple, track)), widthOf(letter, LETTER, 'semibold') / 2 + 1, 8)
  }
  const outlined = homes ? geometry.homes.map(home => ({ home, ...outline(home, geometry.rows, everybody, homeName(home), { years: wall ? '' : homeYears(home), size: type }) })) : []
  for (const each of outlined) {
    written.homes.push(each)
    const { lines } = each.label
    if (lines.length === 0) continue
    const wide = Math.max(...lines.map(words => widthOf(words, type, 'semibold')))
    const place = sheet.place(homePlaces(each, wide, lines.length, type))
    if (place === null) continue
    const [left, top] = [place.x1 + 2, place.y1 + type + 0.5]
    put('home', place, () => lines.map((words, i) => line(words, { x: left, y: top + i * (type + 1.5), size: type, face: 'semibold', halo: true })))
  }
  for (const tie of geometry.ties) {
    const letter = tie.shared ? '' : letterOf(strokeOfTie(tie.kind, vocabulary))
    if (letter === '') continue
    const track = trackThrough(tie.pieces[0])
    const half = widthOf(letter, LETTER, 'semibold') / 2 + 1
    const place = sheet.place([14, 26, 38, 50, 64, 80, 100, 130].filter(from => from < track.length - 4 || from === 14).map(from => {
      const { x, y } = at(track, track.length - from)
      return { x1: x - half, x2: x + half, y1: y - 7, y2: y + 7, from }
    }))
    if (place) { written.letters.set(tie.id, place.from); written.boxes.push({ x1: place.x1, x2: place.x2, y1: place.y1, y2: place.y2, what: 'letter' }) }
  }
  for (const couple of geometry.couples) {
    const said = wall ? [] : [...courseWords(couple.course, couple.ending), ...(couple.kin ? [kinWords(couple.kin)] : []), ...(couple.possible ? [w('drawing.not_certain')] : [])]
    if (said.length === 0) continue
    const place = sheet.place(couplePlaces(couple, said))
    if (place) put('couple', place, () => place.lines.map((words, i) => line(words, { x: (place.x1 + place.x2) / 2, y: place.y1 + 11 + i * 13, size: 12.5, anchor: 'middle', ink: 'soft', halo: true })))
  }
  if (wall) return written
  const mark = (/** @type {Track} */ track, /** @type {(x: number, y: number) => Drawn} */ draw, /** @type {boolean} */ on) => {
    const place = sheet.place(markPlaces(track, on))
    if (place) put('mark', place, () => draw((place.x1 + place.x2) / 2, (place.y1 + place.y2) / 2))
  }
  for (const couple of geometry.couples) {
    const { union } = couple
    const track = trackThrough(couple.line)
    if (union.sensitive || rowOf(vocabulary, 'union_kinds', couple.kind)?.restricted) mark(track, sensitiveMark, true)
    if (union.secret) mark(track, secretMark, true)
    if (unsettled(union)) mark(track, disputedMark, true)
  }
  for (const tie of geometry.ties) {
    if (tie.shared) continue
    const link = plain.parent_links[tie.links[0]]
    const track = trackThrough(tie.pieces[0])
    if (link.sensitive || link.conceived_in_harm) mark(track, sensitiveMark, false)
    if (link.secret) mark(track, secretMark, false)
    if (tie.state === 'possible' && tie.kind !== 'possible') mark(track, possibleMark, false)
  }
  for (const { id, bond, state } of table) {
    const track = /** @type {Track} */ (tracks.get(id))
    const row = rowOf(vocabulary, 'bond_kinds', bond.kind)
    if (bond.sensitive || row?.restricted) mark(track, sensitiveMark, false)
    if (bond.secret) mark(track, secretMark, false)
    if (state === 'possible') mark(track, possibleMark, false)
  }
  for (const { home } of outlined) {
    for (const spot of home.members.filter(member => home.unsure.includes(member.id))) {
      const place = sheet.place([[1, 1], [-1, 1], [1, -1], [-1, -1]].map(([dx, dy]) => boxAround(spot.x + dx * (spot.outer + 9), spot.y + dy * (spot.outer - 6), 8)))
      if (place) put('mark', place, () => possibleMark((place.x1 + place.x2) / 2, (place.y1 + place.y2) / 2))
    }
  }
  for (const tie of geometry.ties) {
    if (tie.shared || !DATED.has(tie.kind)) continue
    const { began, ended } = plain.parent_links[tie.links[0]]
    const years = careYears(began, ended, geometry.today)
    if (years === '') continue
    const place = sheet.place(legPlaces(trackThrough(tie.pieces[0]), widthOf(years, 11.5)), { optional: true })
    if (place) put('dates', place, () => line(years, { x: place.x1 + 2, y: place.y1 + 11, size: 11.5, ink: 'soft', halo: true }))
  }
  for (const { id, bond } of table) {
    const said = drawable(bond.words)
    if (said === '') continue
    const [words] = wrap(said, { width: 110, size: 11.5, lines: 1 })
    const place = sheet.place(besidePlaces(/** @type {Track} */ (tracks.get(id)), widthOf(words, 11.5) / 2 + 2, 8), { optional: true })
    if (place) put('bond', place, () => line(words, { x: (place.x1 + place.x2) / 2, y: place.y2 - 4.5, size: 11.5, anchor: 'middle', ink: 'soft', halo: true }))
  }
  return written
}

/** @typedef {import('./geometry.js').Point} Point */

/** Kinds of child line that have dates beside them. */
const DATED = new Set(['foster', 'kinship', 'guardianship', 'residential', 'adoptive', 'adopted_out'])

/** @param {any} began @param {any} ended @param {number} today */
function careYears (began, ended, today) {
  const from = yearsOf(began)
  const [first] = reach(ended)
  const until = first !== null && first <= today ? yearsOf(ended) : ''
  return from && until ? span(from, until) : from ? w('drawing.since_year', { year: from }) : until ? w('drawing.until_year', { year: until }) : ''
}

/** @type {WeakMap<Frame, {tracks: unknown, lines: Lines}>} */
const lineGrids = new WeakMap()

/** All lines of a family, on whichever day they are there. @param {Frame} frame @param {Map<string, Track>} tracks */
function linesOf (frame, tracks) {
  const known = lineGrids.get(frame)
  if (known && known.tracks === tracks) return known.lines
  const lines = new Lines()
  for (const { line: points } of frame.ever.couples) lines.add(points)
  for (const tie of frame.ever.ties) for (const piece of tie.pieces) lines.add(piece)
  for (const track of tracks.values()) lines.add(track.points)
  lineGrids.set(frame, { tracks, lines })
  return lines
}

/** What somebody's symbol and words cover. @param {Spot} spot @returns {Box[]} */
export function boxesOf (spot) {
  const { x, y, outer } = spot
  const up = Math.max(outer, spot.above ?? 0)
  const symbol = { x1: x - outer - 1, x2: x + outer + 1, y1: y - up - 1, y2: y + outer + 1 }
  return spot.below > outer + 2 ? [symbol, { x1: x - spot.wide / 2 - 1, x2: x + spot.wide / 2 + 1, y1: y + outer, y2: y + spot.below + (spot.faint && spot.sub.length === 0 ? 15 : 0) }] : [symbol]
}

/** @param {number} x @param {number} y @param {number} half @returns {Box} */
function boxAround (x, y, half) {
  return { x1: x - half, x2: x + half, y1: y - half, y2: y + half }
}

/** Places for the name of a home, along the strip below its last people. @param {{parts: Box[], label: {x: number, y: number, lines: string[]}}} outlined @param {number} wide @param {number} count of lines @param {number} size of the type @returns {Box[]} */
function homePlaces ({ parts, label }, wide, count, size) {
  const [top, high] = [label.y - size - 0.5, size + 4.5 + (count - 1) * (size + 1.5)]
  const strip = parts.filter(part => part.x1 <= label.x && part.x2 >= label.x && part.y2 >= label.y && part.y1 <= label.y)
  const right = Math.max(label.x + wide + 4, ...strip.map(part => part.x2 - 6))
  const places = []
  for (const down of [0, 4]) {
    for (let x = label.x; x + wide <= right; x += 9) places.push({ x1: x - 2, x2: x + wide + 2, y1: top + down, y2: top + high + down })
  }
  return places.length > 0 ? places : [{ x1: label.x - 2, x2: label.x + wide + 2, y1: top, y2: top + high }]
}

/**
 * Places for what happened to a couple: above their line, below it beside the line of their children, then further off.
 * @param {Couple} couple @param {string[]} said
 * @returns {(Box & {lines: string[]})[]}
 */
function couplePlaces (couple, said) {
  const { line: points, beside } = couple
  const level = points.slice(1).map((point, i) => ({ a: points[i], b: point })).filter(({ a, b }) => Math.abs(a.y - b.y) < 0.5)
  const { a, b } = level.reduce((best, each) => Math.abs(each.b.x - each.a.x) > Math.abs(best.b.x - best.a.x) ? each : best)
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)]
  const middle = (left + right) / 2
  const places = []
  const least = Math.max(...said.map(each => widthOf(`${each},`, 12.5)))
  const rooms = (beside ? [Math.max(right - left - 4, 44), 100, 170] : [170, 110, 84]).filter(room => room >= least)
  for (const room of rooms.length > 0 ? rooms : [Math.min(least, 130)]) {
    const lines = broken(said, room)
    const half = Math.max(...lines.map(words => widthOf(words, 12.5))) / 2 + 2
    const high = lines.length * 13 + 2
    const xs = beside
      ? [middle, left + half, right - half, middle - half - 6, middle + half + 6]
      : [middle, ...[0.3, 0.7, 0.15, 0.85].map(share => left + (right - left) * share), left + half + 4, right - half - 4]
    for (const up of beside ? [5, 13, 24, 36, 50] : [4, 16, 30]) for (const x of xs) places.push({ x1: x - half, x2: x + half, y1: a.y - up - high, y2: a.y - up, lines })
    for (const down of [5, 14, 26, 40, 56]) for (const x of xs) places.push({ x1: x - half, x2: x + half, y1: a.y + down, y2: a.y + down + high, lines })
  }
  return places
}

/** Said things on lines: as many to a line as there is room for. @param {string[]} said @param {number} room */
function broken (said, room) {
  /** @type {string[]} */
  const lines = []
  let open = ''
  for (const [i, each] of said.entries()) {
    const words = i + 1 < said.length ? `${each},` : each
    if (open !== '' && widthOf(`${open} ${words}`, 12.5) <= room) { open = `${open} ${words}`; continue }
    if (open !== '') lines.push(open)
    const parts = wrap(words, { width: room, size: 12.5, lines: 3 })
    lines.push(...parts.slice(0, -1))
    open = parts[parts.length - 1] ?? ''
  }
  return [...lines, open].filter(Boolean)
}

/** Places for a mark: on the line of a couple, else beside it. @param {Track} track @param {boolean} on @returns {Box[]} */
function markPlaces (track, on) {
  const shares = [0.62, 0.75, 0.4, 0.5, 0.3, 0.85, 0.2]
  return [
    ...(on ? shares.map(share => at(track, track.length * share)).map(({ x, y }) => boxAround(x, y, 9)) : []),
    ...besidePlaces(track, 9, 9)
  ]
}

/** Places beside a line, from its middle to its ends. @param {Track} track @param {number} half @param {number} high half as well @returns {Box[]} */
function besidePlaces (track, half, high) {
  return [4, 12, 24].flatMap(off => [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82].flatMap(share => [1, -1].map(side => {
    const { x, y, dx, dy } = at(track, track.length * share)
    const aside = Math.abs(dy) * half + Math.abs(dx) * high + off
    return { x1: x + dy * side * aside - half, x2: x + dy * side * aside + half, y1: y - dx * side * aside - high, y2: y - dx * side * aside + high }
  })))
}

/** Places for dates beside the last piece of a child line, then above its level ones. @param {Track} track @param {number} wide @returns {Box[]} */
function legPlaces (track, wide) {
  const { points } = track
  const places = []
  for (let i = points.length - 1; i > 0; i--) {
    const [a, b] = [points[i - 1], points[i]]
    const level = Math.abs(a.y - b.y) < 0.5
    for (const share of level ? [0.5, 0.3, 0.7, 0.1, 0.9] : [0.5, 0.75, 0.25, 0.9, 0.1]) {
      const [x, y] = [a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share]
      if (level) places.push(...[[-16, -2], [3, 17]].map(([up, down]) => ({ x1: x - wide / 2 - 2, x2: x + wide / 2 + 2, y1: y + up, y2: y + down })))
      else places.push({ x1: x + 4, x2: x + 8 + wide, y1: y - 7, y2: y + 7 }, { x1: x - 8 - wide, x2: x - 4, y1: y - 7, y2: y + 7 })
    }
  }
  return places
}

/** @param {Vocabulary} vocabulary @param {string} table @param {string} key */
export function rowOf (vocabulary, table, key) {
  return vocabulary[table]?.find(row => row.key === key)
}
