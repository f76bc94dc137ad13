/**
 * What stood on the day that is looked at: where the child lived and with whom, who looked after them, which ties
 * there were, what happened in that year, and who comes later.
 */
import { h } from 'preact'
import { birthday, ageOn } from '../drawing/ages.js'
import { laterOf } from '../genogram/geometry.js'
import { familyOn } from '../genogram/then.js'
import { w } from '../words.js'
import { nameOfRecord, personName } from './actions.js'
import { laneIcon } from './icons.js'
import { indexPerson } from './life.js'
import { listed } from './said.js'
import { dayLookedAt, daySaid, dayTitle, lifeOf } from './stops.js'

/** @typedef {import('../presence/room.js').Room} Room */

/** More events than this of one year are counted. */
const MOST = 6

/** @param {{room: Room, today: number}} props */
export function ThenSeen ({ room, today }) {
  const plain = room.workingCopy.standing()
  const life = lifeOf(plain, today)
  const child = indexPerson(plain)
  if (life === null || child === null) return null
  const day = dayLookedAt(life, room.look.on)
  const then = familyOn(/** @type {any} */ (plain), day)
  const names = (/** @type {string[]} */ ids) => listed(ids.map(id => personName(plain.people[id] ?? {})))
  const homes = then.homes.filter(home => home.members.includes(child.id) || home.possible.includes(child.id))
  const ties = Object.entries(plain.bonds ?? {}).filter(([id]) => ['now', 'possible'].includes(then.bonds.get(id) ?? ''))
    .filter(([, bond]) => bond.a === child.id || bond.b === child.id)
  const later = [...laterOf(/** @type {any} */ (plain), then)]
  const events = yearOf(life, day)
  return h('div', { class: 'panel-inside then' },
    h('header', { class: 'panel-head' }, h('h2', { id: 'panel-title', tabIndex: -1 }, dayTitle(life, day)), h('p', { class: 'muted' }, daySaid(day))),
    h('dl', { class: 'kv' },
      h('dt', null, w('live.age.home_then')),
      h('dd', null, homes.length === 0 ? w('live.age.home_open', { name: life.name }) : homes.map(home => h('p', { key: home.id },
        sure(home.possible.includes(child.id) || home.state === 'possible', plain.households?.[home.id]?.name || w('live.unnamed')),
        withWhom(names([...home.members, ...home.possible].filter(id => id !== child.id)))))),
      then.carers.length > 0 && [h('dt', null, w('live.age.carers')), h('dd', null, then.carers.map(carer => h('p', { key: `${carer.id} ${carer.link}` },
        sure(carer.possible, personName(plain.people[carer.id] ?? {})), h('small', null, carer.kind === 'looks_after' ? w('bond_kinds.looks_after') : w(`parent_link_kinds.${carer.kind}`)))))]),
    ties.length > 0 && h('section', { class: 'ties' }, h('h3', null, w('live.age.ties')), h('ul', null, ties.map(([id]) =>
      h('li', { key: id }, h('button', { type: 'button', class: 'link', onClick: () => room.choose('bonds', id) }, nameOfRecord(room, 'bonds', id)))))),
    h('section', { class: 'ties' }, h('h3', null, w('live.age.events')), h(Happened, { room, events: events.slice(0, MOST) })),
    later.length > 0 && h('div', { class: 'later' }, h('p', { class: 'muted' }, w('live.age.later', { n: later.length, names: names(later) })),
      h('button', { type: 'button', class: 'link', onClick: () => room.see({ hideLater: !room.look.hideLater }) }, room.look.hideLater ? w('live.age.show_later') : w('live.age.hide_later'))))
}

/** @param {{room: Room, events: {id: string, lane: string}[]}} props */
function Happened ({ room, events }) {
  if (events.length === 0) return h('p', { class: 'muted' }, w('live.age.no_events'))
  const open = (/** @type {string} */ id) => { room.see({ view: 'timeline' }); room.choose('events', id) }
  return h('ul', null, events.map(({ id, lane }) => h('li', { key: id, class: 'happened' }, laneIcon(room.schema, lane),
    h('button', { type: 'button', class: 'link', onClick: () => open(id) }, room.workingCopy.record('events', id)?.title))))
}

/** @param {boolean} possible @param {string} said */
function sure (possible, said) {
  return h('span', null, said, possible && h('small', null, ` (${w('live.age.possibly')})`))
}

/** @param {string} names */
function withWhom (names) {
  return names === '' ? null : h('small', null, w('live.age.with', { names }))
}

/** The events of the year of life that a day is in. @param {import('./stops.js').Life} life @param {number} day */
function yearOf (life, day) {
  const years = ageOn(life.born, day)?.years ?? 0
  const [from, to] = [birthday(life.born, years), birthday(life.born, years + 1)]
  return life.events.filter(event => event.day >= from && event.day < to)
}
