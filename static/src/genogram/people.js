/**
 * What a genogram says of each person: the shape, the age inside it, the words below it, and a sentence for those
 * who do not see the drawing.
 */
import { w } from '../words.js'
import { ageInside, ageSaid } from '../drawing/ages.js'
import { dayOf, reach, unsettled, yearsOf } from '../drawing/days.js'
import { drawable, widthOf, wrap } from '../drawing/text.js'
import { LETTERED, SIGNED } from './fills.js'

/** @typedef {import('../drawing/days.js').Moment} Moment */
/** @typedef {Record<string, any>} Person the plain fields of a person */
/** @typedef {'square' | 'circle' | 'diamond' | 'hexagon' | 'octagon' | 'triangle' | 'dot' | 'cross' | 'paw' | 'house'} Shape */
/**
 * @typedef {object} Figure a person as they are drawn
 * @property {string} id
 * @property {Person} person
 * @property {Shape} shape
 * @property {number} half from the middle to the side of the symbol, px
 * @property {number} outer the same with the second outline of the index person
 * @property {string} inside the age, "?" or ""
 * @property {boolean} dead
 * @property {boolean} dashed nobody knows who this is, it is somebody outside the family, or it is not certain
 * @property {boolean} possible whether they are there on the day is not certain
 * @property {import('./fills.js').Mark[]} marks of health in force on the day; none on the wall
 * @property {string[]} over lines above the symbol: ethnicity and religion
 * @property {number} above from the middle of the symbol to the top of all that stands above it, px
 * @property {string[]} name lines of the name
 * @property {string[]} sub lines below it: years of a life, what somebody is
 * @property {number} wide of the words, px
 * @property {number} below from the middle of the symbol to the foot of the words, px
 */

/** Width for the words below a symbol: less than a slot, so that neighbours' words never touch. */
export const LABEL_WIDTH = 108
const SYMBOL = 22

/** @type {Record<string, Shape>} */
const SHAPES_OF_GENDERS = { male: 'square', female: 'circle', nonbinary: 'hexagon', other: 'octagon', unknown: 'diamond' }
/** @type {Record<string, {shape: Shape, half: number}>} */
const SHAPES_OF_KINDS = {
  pregnancy: { shape: 'triangle', half: SYMBOL },
  miscarriage: { shape: 'dot', half: 6 },
  termination: { shape: 'cross', half: 7 },
  pet: { shape: 'paw', half: 18 },
  institution: { shape: 'house', half: SYMBOL }
}

/**
 * The type sizes of a drawing: on the wall names and ages are larger and everything small is left out.
 * @param {boolean} wall
 */
export function sizes (wall) {
  return wall ? { name: 18, sub: 0, age: 19, range: 14 } : { name: 15, sub: 12.5, age: 16, range: 12.5 }
}

/**
 * A person as they are drawn on a day.
 * @param {string} id @param {Person} person
 * @param {{today: number, wall?: boolean, past?: boolean, state?: string, possible?: boolean, marks?: import('./fills.js').Mark[]}} options
 *   `state` and `possible` as `familyOn` says them
 * @returns {Figure}
 */
export function figureOf (id, person, { today, wall = false, past = false, state, possible = false, marks = [] }) {
  const size = sizes(wall)
  const special = SHAPES_OF_KINDS[person.kind]
  const shape = special?.shape ?? SHAPES_OF_GENDERS[person.gender] ?? 'diamond'
  const dead = state === undefined ? deadOn(person, today) : state === 'dead' || person.kind === 'stillbirth'
  const half = person.kind === 'stillbirth' ? 15 : special?.half ?? (dead && infant(person) ? 18 : SYMBOL)
  const outer = person.index ? half + 6 : half
  const shown = wall ? [] : marks
  const name = nameLines(person, size.name, wall)
  const sub = wall ? [] : [subOf(person), ...moreOf(person, shown, dead, past)].flatMap(words => wrap(words, { width: LABEL_WIDTH, size: size.sub, lines: 2 })).slice(0, MOST_LINES)
  const over = wall ? [] : wrap([person.ethnicity, person.religion].map(drawable).filter(Boolean).join(', '), { width: LABEL_WIDTH, size: OVER, lines: 2 })
  const small = shape === 'dot' || shape === 'cross' || shape === 'paw' || shape === 'house' || person.kind === 'stillbirth'
  return {
    id,
    person,
    shape,
    half,
    outer,
    inside: small || person.unnamed ? '' : insideOf(person, today, dead),
    dead: dead && shape !== 'dot' && shape !== 'cross' && shape !== 'paw',
    dashed: person.unknown === true || person.kind === 'professional' || person.kind === 'therapist' || possible,
    possible,
    marks: shown,
    over,
    above: foot(shape, outer) + wavesAbove(person, wall) + over.length * (OVER + 2),
    name,
    sub,
    wide: Math.max(0, ...name.map(words => widthOf(words, size.name, 'semibold')), ...[...sub].map(words => widthOf(words, size.sub)), ...over.map(words => widthOf(words, OVER))),
    below: foot(shape, outer) + name.length * (size.name + 3) + sub.length * 15 + (name.length + sub.length ? 4 : 0)
  }
}

const MOST_LINES = 5
export const OVER = 11.5
/** px of the type of words above a symbol. */

/** px that the waves of somebody who came across a border take above their symbol. @param {Person} person @param {boolean} wall */
export function wavesAbove (person, wall) {
  if (wall) return 0
  return person.two_cultures ? 15 : person.came || person.came_from ? 9 : 0
}

/** Whether somebody died in their first year. @param {Person} person */
function infant (person) {
  const [born] = reach(person.born)
  const [, died] = reach(person.died)
  return born !== null && died !== null && died - born < 365
}

/** The name below a symbol; on the wall, where words are never cut, what the child calls them or their initials. @param {Person} person @param {number} size @param {boolean} wall */
function nameLines (person, size, wall) {
  const box = { width: LABEL_WIDTH, size, face: /** @type {const} */ ('semibold'), lines: 2 }
  const whole = wrap(nameOf(person), box)
  const fits = !whole.some(words => words.endsWith('…') || !words.includes(' ') && whole.join(' ').replaceAll(/[- ]/g, '') !== nameOf(person).replaceAll(/[- ]/g, ''))
  if (!wall || fits) return whole
  const called = wrap(drawable(person.called), box)
  if (called.length > 0 && !called.some(words => words.endsWith('…'))) return called
  return [nameOf(person).split(' ').filter(Boolean).map(word => [...word][0]).join('').slice(0, 4)]
}

/** From the middle of a symbol to its lowest point. @param {Shape} shape @param {number} outer */
export function foot (shape, outer) {
  return shape === 'diamond' ? outer * 1.2 : outer
}

/** @param {Person} person @param {number} today @param {boolean} dead */
function insideOf (person, today, dead) {
  if (person.unknown) return '?'
  if (person.kind === 'siblings') return drawable(person.count) || '?'
  if (person.kind === 'pregnancy') return weeksOf(person)
  if (dead && infant(person)) {
    const [born, died] = [reach(person.born), reach(person.died)]
    if (born[0] === born[1] && died[0] === died[1] && died[0] !== null && born[0] !== null && died[0] - born[0] < 14) return w('drawing.age.inside.days', { n: died[0] - born[0] })
  }
  return ageInside({ born: person.born, died: dead ? person.died ?? UNSAID : null }, today)
}

/** The weeks of a pregnancy, as digits. @param {Person} person */
function weeksOf (person) {
  return drawable(person.weeks).match(/\d+/)?.[0] ?? ''
}

/**
 * Further lines below a name: what they do, where they live, where they came from, their language, the cause of a death,
 * pronouns, marks that are told in words.
 * @param {Person} person @param {import('./fills.js').Mark[]} marks @param {boolean} dead
 * @param {boolean} past on a day of the past nobody says what somebody does and where they live now
 * @returns {string[]}
 */
function moreOf (person, marks, dead, past) {
  const lines = []
  if (weeksOf(person) && ['miscarriage', 'termination', 'stillbirth'].includes(person.kind)) lines.push(w('drawing.at_weeks', { weeks: weeksOf(person) }))
  if (dead && drawable(person.cause)) lines.push(drawable(person.cause))
  if (['person', 'siblings'].includes(person.kind) && !person.unnamed && !past) lines.push([person.occupation, person.lives_in].map(drawable).filter(Boolean).join(', '))
  if (person.gender === 'nonbinary' || person.gender === 'other') lines.push(drawable(person.pronouns))
  lines.push(cameOf(person), ...tongueOf(person, marks))
  lines.push(marks.filter(each => SIGNED.includes(each.mark)).map(each => markSaid(each)).join(', '))
  return lines.filter(Boolean)
}

/** Where somebody moved here from, and when. @param {Person} person */
function cameOf (person) {
  const [place, year] = [drawable(person.came_from), person.came?.start ? yearsOf(person.came) : '']
  if (place && year) return w('drawing.came', { place, year })
  return place ? w('drawing.came_from', { place }) : year ? w('drawing.came_year', { year }) : ''
}

/** The first language where it needs care, and whether an interpreter is needed. @param {Person} person @param {import('./fills.js').Mark[]} marks */
function tongueOf (person, marks) {
  if (!person.interpreter && !marks.some(each => each.mark === 'language_difficulty')) return []
  const said = drawable(person.speaks)
  return [said ? w('drawing.speaks', { language: said }) : '', person.interpreter ? w('drawing.interpreter') : '']
}

/** A mark of health in words. @param {import('./fills.js').Mark} mark */
export function markSaid ({ mark, state }) {
  return state ? w('drawing.mark', { mark: w(`health_marks.${mark}`), state: w(`mark_states.${state}`) }) : w(`health_marks.${mark}`)
}

/**
 * The letters beside a symbol: smoker, weight, language.
 * @param {Person} person @param {import('./fills.js').Mark[]} marks
 * @returns {string[]}
 */
export function lettersOf (person, marks) {
  const kinds = LETTERED.filter(kind => marks.some(each => each.mark === kind) || (kind === 'language_difficulty' && person.interpreter))
  return kinds.map(letterOfMark)
}

/** @param {string} kind of a mark that is a letter */
export function letterOfMark (kind) {
  return kind === 'smoking' ? w('drawing.letter.smoking') : kind === 'weight' ? w('drawing.letter.weight') : w('drawing.letter.language')
}

/** @type {Moment} a death of which no day is known */
const UNSAID = { text: '', start: null, end: null, precision: 'unknown', qualifier: '' }

/**
 * Whether somebody has died by a day.
 * @param {Person} person @param {number} today
 * @returns {boolean}
 */
export function deadOn (person, today) {
  if (person.kind === 'stillbirth') return true
  if (!person.died) return false
  const earliest = person.died.start ? dayOf(person.died.start[0]) : null
  return earliest === null || earliest <= today
}

/**
 * What a person is called below their symbol: the name people use, else the full one, else what is known instead.
 * @param {Person} person
 * @returns {string}
 */
export function nameOf (person) {
  if (person.unnamed) return ''
  const name = drawable(person.known_as) || drawable(person.name)
  if (name !== '') return name
  if (person.kind === 'miscarriage' || person.kind === 'termination' || person.kind === 'pregnancy') return ''
  return person.unknown ? w('drawing.not_known') : ''
}

/** The second line: the years of a life that has ended, or what somebody is. @param {Person} person */
function subOf (person) {
  if (person.kind === 'miscarriage' || person.kind === 'termination') return yearsOf(person.died ?? person.born)
  if (person.kind === 'pregnancy') return person.born?.start ? w('drawing.due', { year: yearsOf(person.born) }) : w('person_kinds.pregnancy')
  if (person.kind === 'pet') return drawable(person.species)
  if (person.kind === 'stillbirth') return yearsOf(person.died ?? person.born)
  if (person.died) return lifeOf(person)
  if (person.kind === 'professional' || person.kind === 'therapist' || person.kind === 'institution') return drawable(person.occupation)
  return ''
}

/** "1955–2008", "d. 2008". @param {Person} person */
function lifeOf (person) {
  const born = person.born?.start ? yearsOf(person.born) : ''
  const died = person.died?.start ? yearsOf(person.died) : ''
  if (born === '' || died === '') return died === '' ? '' : w('drawing.died_year', { year: died })
  const about = (/** @type {Moment} */ moment) => moment.qualifier === 'about' ? w('drawing.about_year', { year: yearsOf(moment) }) : yearsOf(moment)
  if (born === died) return about(person.died)
  return `${about(person.born)}–${about(person.died)}`
}

/**
 * A person in a sentence, for readers of the screen and lists: "Carol Tudful, female, 63 to 64 years." What is sensitive
 * is said as such; the wall says nothing of health, faith or sexuality.
 * @param {Person} person
 * @param {number} today
 * @param {{state?: string, possible?: boolean, marks?: import('./fills.js').Mark[], wall?: boolean}} [on] the day
 * @returns {string}
 */
export function personSentence (person, today, { state, possible = false, marks = [], wall = false } = {}) {
  const kind = w(`person_kinds.${person.kind}`)
  const who = person.unnamed ? w('drawing.unnamed') : nameOf(person) || kind
  const dead = state === undefined ? deadOn(person, today) : state === 'dead' || person.kind === 'stillbirth'
  const parts = [!person.unnamed && person.name && person.known_as && person.name !== person.known_as ? w('drawing.who_is', { known: who, name: drawable(person.name) }) : who]
  if (person.index) parts.push(w('drawing.index'))
  if (person.kind !== 'person' && who !== kind) parts.push(kind)
  if (person.kind === 'siblings' && drawable(person.count)) parts.push(drawable(person.count))
  if (['person', 'siblings'].includes(person.kind) && !person.unknown) parts.push(w(`genders.${person.gender}`))
  if (possible) parts.push(w('drawing.not_certain'))
  const age = ageSaid({ born: person.born, died: dead ? person.died ?? UNSAID : null }, today)
  if (dead && person.kind === 'person') parts.push(age === '' ? w('drawing.died') : w('drawing.died_at', { age }))
  else if (age !== '' && !['miscarriage', 'termination', 'pregnancy', 'stillbirth'].includes(person.kind)) parts.push(age)
  if (['miscarriage', 'termination', 'stillbirth', 'pregnancy'].includes(person.kind)) {
    if (!wall && subOf(person) !== kind) parts.push(subOf(person))
    if (weeksOf(person)) parts.push(w('drawing.at_weeks', { weeks: weeksOf(person) }))
  }
  if (!wall) parts.push(...privateWords(person, marks, dead))
  if (person.strength) parts.push(w('drawing.strength'))
  if (unsettled(person)) parts.push(w('drawing.disputed'))
  if (person.sensitive) parts.push(w('drawing.sensitive'))
  return parts.filter(Boolean).join(', ')
}

/** What is said of somebody, but never on the wall. @param {Person} person @param {import('./fills.js').Mark[]} marks @param {boolean} dead */
function privateWords (person, marks, dead) {
  const more = person.unnamed ? [] : [drawable(person.pronouns), drawable(person.occupation), drawable(person.lives_in)]
  return [
    dead ? drawable(person.cause) : '', ...more,
    person.trans ? w('drawing.trans') : '', person.lgb ? w('drawing.lgb') : '',
    cameOf(person), person.two_cultures ? w('drawing.two_cultures') : '', ...tongueOf(person, marks),
    drawable(person.ethnicity), drawable(person.religion), person.secret ? w('drawing.secret') : '',
    ...(marks.length > 0 ? [w('drawing.health', { marks: marks.map(markSaid).join(', ') })] : [])
  ]
}

/**
 * Whether something with `began` and `ended` is in force on a day; what is not known is taken to be.
 * @param {{began?: Moment | null, ended?: Moment | null}} record
 * @param {number} today
 * @returns {boolean}
 */
export function inForce ({ began, ended }, today) {
  const [earliest] = reach(began)
  if (earliest !== null && earliest > today) return false
  const [, latest] = reach(ended)
  return latest === null || latest >= today
}
