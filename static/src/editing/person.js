/**
 * A person in the panel: who they are to the child, what the child calls them, what is known of them and from whom, their
 * couples, parents, children and ties in words, facts as bullets, and the child's own words. Everything is edited where
 * it is read.
 */
import { h } from 'preact'
import { reach } from '../drawing/days.js'
import { ageAtMoment } from '../drawing/ages.js'
import { w } from '../words.js'
import { personName } from './actions.js'
import { Couples } from './course.js'
import { momentSaid } from './dates.js'
import { ChildsWords, Facts } from './facts.js'
import { Homes } from './homes.js'
import { InPlace } from './inplace.js'
import { kinSaid } from './kinwords.js'
import { indexPerson } from './life.js'
import { AddTieButton, BondSample } from './palette.js'
import { ChildrenAndCaredFor, ParentsAndCarers } from './parents.js'
import { ageOrState, bondTies, datesSaid, homeSaid, listed, sourceSaid } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('./readings.js').Readings} Readings */
/** @typedef {{room: Room, readings: Readings, id: string, record: Entry, day: number, added: string}} Props `day` looked at, `added` who
 *   added it and when */

/** The full name, the word of kin and the age, below the name. @param {{plain: Plain, id: string, record: Entry, day: number}} props */
export function WhoToTheChild ({ plain, id, record, day }) {
  const child = indexPerson(plain)?.id ?? ''
  const full = record.name !== '' && record.name !== (record.known_as || record.name) ? record.name : ''
  const kin = kinSaid(plain, id, child)
  const said = [full, kin, ageOrState(plain, id, day)].filter(each => each !== '').join(', ')
  return said === '' ? null : h('p', { class: 'muted who-to' }, said)
}

/** @param {Props} props */
export function PersonSeen (props) {
  const { room, readings, id, record, day } = props
  const plain = room.workingCopy.standing()
  const lang = record.language === 'en' || record.language === 'cy' ? record.language : undefined
  const isPerson = ['', 'person', 'stillbirth', 'siblings'].includes(record.kind)
  const source = sourceSaid(record)
  const twins = twinsOf(plain, id)
  const child = indexPerson(plain)
  const born = momentSaid(record.born)
  /** @param {string} term @param {string[]} names @param {...any} said */
  const row = (term, names, ...said) => h(InPlace, { key: names[0], room, readings, collection: 'people', id, term, names, lang }, said)
  return h('div', { class: 'thing person-seen' },
    h('dl', { class: 'kv in-place' },
      !record.index && row(w('live.person.called'), ['called'], record.called ? w('live.quoted', { words: record.called }) : isPerson && h(NotSaid, {})),
      row(w('field.aliases'), ['aliases'], record.aliases),
      row(w('live.person.gender'), ['gender', 'pronouns'], isPerson && [w(`genders.${record.gender}`), record.pronouns].filter(Boolean).join(', ')),
      row(record.kind === 'pregnancy' ? w('live.person.due') : w('live.person.born'), ['born', 'says', 'agency'], born || h(NotSaid, {}), born !== '' && source !== '' && h('small', null, source)),
      row(w('field.weeks'), ['weeks'], record.weeks),
      row(w('field.count'), ['count'], record.kind === 'siblings' && record.count),
      row(w('live.person.died'), ['died', 'cause'], [momentSaid(record.died), record.cause].filter(Boolean).join('; ')),
      row(w('live.person.twin'), ['twin_of', 'twins'], twins.length > 0 && listed(twins.map(each => personName(plain.people[each]))), twins.length > 0 && record.twins !== '' && h('small', null, w(`twin_kinds.${record.twins}`))),
      h(Lives, { plain, id, day, row }),
      h(LivedWith, { plain, id, child }),
      row(w('live.person.speaks'), ['speaks', 'interpreter'], record.speaks, record.interpreter && h('small', null, w('field.interpreter'))),
      row(w('live.person.work'), ['occupation'], record.occupation),
      row(w('field.came_from'), ['came_from', 'came'], [record.came_from, momentSaid(record.came)].filter(Boolean).join(', ')),
      row(w('field.ethnicity'), ['ethnicity'], record.ethnicity),
      row(w('field.religion'), ['religion'], record.religion),
      born === '' && row(w('live.known_from'), ['says', 'agency'], source),
      record.note !== '' && row(w('field.note'), ['note'], record.note),
      h(Plain_, { term: w('live.added_by') }, props.added)),
    h(Facts, { room, readings, id }),
    h(ParentsAndCarers, { room, readings, id }),
    h(Couples, { room, id }),
    h(ChildrenAndCaredFor, { room, readings, id }),
    h(Ties, { room, plain, id }),
    h(Homes, { room, readings, id }),
    h(ChildsWords, { room, readings, id }))
}

/** Nobody has said it yet: the row is there to be filled. */
function NotSaid () {
  return h('span', { class: 'muted' }, w('live.not_said'))
}

/** A row that nobody edits. @param {{term: string, children?: any}} props */
function Plain_ ({ term, children }) {
  if (!children) return null
  return h('div', { class: 'kv-row' }, h('dt', null, term), h('dd', null, children))
}

/** Twins of somebody, whichever of them says so. @param {Plain} plain @param {string} id @returns {string[]} */
export function twinsOf (plain, id) {
  const own = plain.people[id]?.twin_of ?? ''
  const found = Object.entries(plain.people).filter(([each, person]) => each !== id && (each === own || person.twin_of === id || (own !== '' && person.twin_of === own)))
  return found.map(([each]) => each)
}

/**
 * Where somebody lives on the day that is looked at, since when, and who says so.
 * @param {{plain: Plain, id: string, day: number, row: (term: string, names: string[], ...said: any[]) => any}} props
 */
function Lives ({ plain, id, day, row }) {
  const home = homeSaid(plain, id, day)
  const stay = Object.values(plain.stays).find(each => each.person === id && plain.households[each.household]?.name === home)
  const more = stay === undefined ? '' : [datesSaid(stay), sourceSaid(stay, plain.people[id])].filter(Boolean).join('; ')
  return row(w('live.person.lives'), ['lives_in'], home, more !== '' && h('small', null, more))
}

/**
 * When the child lived in one home with somebody, by age.
 * @param {{plain: Plain, id: string, child: {id: string, person: Entry} | null}} props
 */
function LivedWith ({ plain, id, child }) {
  if (child === null || child.id === id) return null
  const together = Object.values(plain.stays).filter(stay => stay.person === id).flatMap(theirs =>
    Object.entries(plain.stays).filter(([, own]) => own.person === child.id && own.household === theirs.household && overlap(own, theirs)))
  if (together.length === 0) return null
  const seen = new Map(together)
  return h('div', { class: 'kv-row' }, h('dt', null, w('live.person.lived_with', { name: personName(child.person).split(' ')[0] })),
    h('dd', null, h('div', { class: 'said' }, [...seen].map(([key, stay]) => h('p', { key }, plain.households[stay.household]?.name || w('live.unnamed'),
      h('small', null, whenTogether(stay, plain.households[stay.household], child.person)))))))
}

/** From which age, and when: a stay without dates was as long as its home. @param {Entry} stay @param {Entry} home @param {Entry} child */
function whenTogether (stay, home, child) {
  const dates = stay.began !== null || stay.ended !== null ? stay : home
  const age = dates.began === null || fromBirth(child.born, dates.began) ? '' : ageAtMoment(child.born, dates.began)
  return [age !== '' && w('live.person.from_age', { age }), datesSaid(dates)].filter(Boolean).join('; ')
}

/** Whether something may have begun before the child was born: it was there from birth, and the dates say since when. @param {any} born @param {any} began */
function fromBirth (born, began) {
  const [birth, first] = [reach(born)[1], reach(began)[0]]
  return birth !== null && first !== null && first <= birth
}

/** Whether two stays may have been at one time. @param {Entry} one @param {Entry} other */
function overlap (one, other) {
  const [from, to] = [reach(one.began)[0] ?? -Infinity, one.ended === null ? Infinity : reach(one.ended)[1] ?? Infinity]
  const [start, end] = [reach(other.began)[0] ?? -Infinity, other.ended === null ? Infinity : reach(other.ended)[1] ?? Infinity]
  return from < end && start < to
}

/** Ties to others, each with its line. @param {{room: Room, plain: Plain, id: string}} props */
function Ties ({ room, plain, id }) {
  const ties = bondTies(plain, id)
  const rows = room.schema.vocabulary.bond_kinds ?? []
  return h('section', { class: 'ties bonds', 'aria-labelledby': 'ties-title' }, h('h3', { id: 'ties-title' }, w('live.person.ties')),
    ties.length > 0 && h('ul', null, ties.map(tie => {
      const bond = plain.bonds[tie.id]
      const more = [bond.words && w('live.quoted', { words: bond.words }), datesSaid(bond), bond.confidence && w(`confidences.${bond.confidence}`), sourceSaid(bond, plain.people[id])].filter(Boolean).join('; ')
      return h('li', { key: tie.id, 'data-tie': tie.id }, h(BondSample, { row: rows.find(row => row.key === bond.kind) }),
        h('div', { class: 'said' }, h('span', null, tie.text), more !== '' && h('small', null, more)),
        h('button', { type: 'button', class: 'link', onClick: () => room.choose('bonds', tie.id, 'edit'), 'aria-label': w('live.edit_this', { name: tie.text }) }, w('live.edit')))
    })),
    room.ended === null && h(AddTieButton, { room, name: personName(plain.people[id] ?? {}), onClick: () => room.see({ task: 'tie' }) }))
}
