/**
 * What a genogram says of each person: the shape, the age inside it, the words below it, and a sentence for those
 * who do not see the drawing.
 */
import { w } from '../words.js'
import { ageInside, ageSaid } from '../drawing/ages.js'
import { dayOf, reach, unsettled, yearsOf } from '../drawing/days.js'
import { drawable, widthOf, wrap } from '../drawing/text.js'

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
 * @property {boolean} dashed nobody knows who this is, or it is somebody outside the family
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
 * @param {{today: number, wall?: boolean}} options
 * @returns {Figure}
 */
export function figureOf (id, person, { today, wall = false }) {
  const size = sizes(wall)
  const special = SHAPES_OF_KINDS[person.kind]
  const shape = special?.shape ?? SHAPES_OF_GENDERS[person.gender] ?? 'diamond'
  const half = person.kind === 'stillbirth' ? 15 : special?.half ?? SYMBOL
  const outer = person.index ? half + 6 : half
  const name = nameLines(person, size.name, wall)
  const sub = wall ? [] : wrap(subOf(person), { width: LABEL_WIDTH, size: size.sub, lines: 2 })
  const small = shape === 'dot' || shape === 'cross' || shape === 'paw' || shape === 'house' || person.kind === 'stillbirth'
  return {
    id,
    person,
    shape,
    half,
    outer,
    inside: small ? '' : insideOf(person, today),
    dead: deadOn(person, today) && shape !== 'dot' && shape !== 'cross' && shape !== 'paw',
    dashed: person.unknown === true || person.kind === 'professional',
    name,
    sub,
    wide: Math.max(0, ...name.map(words => widthOf(words, size.name, 'semibold')), ...sub.map(words => widthOf(words, size.sub))),
    below: foot(shape, outer) + name.length * (size.name + 3) + sub.length * 15 + (name.length + sub.length ? 4 : 0)
  }
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

/** @param {Person} person @param {number} today */
function insideOf (person, today) {
  if (person.unknown) return '?'
  if (person.kind === 'pregnancy') return ''
  return ageInside({ born: person.born, died: deadOn(person, today) ? person.died ?? UNSAID : null }, today)
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
  if (person.kind === 'professional' || person.kind === 'institution') return drawable(person.occupation)
  return ''
}

/** "1955–2008", "d. 2008". @param {Person} person */
function lifeOf (person) {
  const born = person.born?.start ? yearsOf(person.born) : ''
  const died = person.died?.start ? yearsOf(person.died) : ''
  if (born === '' || died === '') return died === '' ? '' : w('drawing.died_year', { year: died })
  const about = (/** @type {Moment} */ moment) => moment.qualifier === 'about' ? w('drawing.about_year', { year: yearsOf(moment) }) : yearsOf(moment)
  return `${about(person.born)}–${about(person.died)}`
}

/**
 * A person in a sentence, for readers of the screen and lists: "Carol Tudful, female, 63 to 64 years."
 * @param {Person} person
 * @param {number} today
 * @returns {string}
 */
export function personSentence (person, today) {
  const who = nameOf(person) || w(`person_kinds.${person.kind}`)
  const parts = [person.name && person.known_as && person.name !== person.known_as ? w('drawing.who_is', { known: who, name: drawable(person.name) }) : who]
  if (person.index) parts.push(w('drawing.index'))
  if (person.kind === 'person' && !person.unknown) parts.push(w(`genders.${person.gender}`))
  else if (person.kind !== 'person' && who !== w(`person_kinds.${person.kind}`)) parts.push(w(`person_kinds.${person.kind}`))
  const age = ageSaid({ born: person.born, died: deadOn(person, today) ? person.died ?? UNSAID : null }, today)
  if (deadOn(person, today) && person.kind === 'person') parts.push(age === '' ? w('drawing.died') : w('drawing.died_at', { age }))
  else if (age !== '' && !['miscarriage', 'termination', 'pregnancy'].includes(person.kind)) parts.push(age)
  if (person.strength) parts.push(w('drawing.strength'))
  if (unsettled(person)) parts.push(w('drawing.disputed'))
  if (person.sensitive) parts.push(w('drawing.sensitive'))
  return parts.join(', ')
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
