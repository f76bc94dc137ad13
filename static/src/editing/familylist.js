/**
 * The family as a tree of lists: group, person, ties; everything that the drawing can do. A person's row says in
 * whole sentences what their symbol and lines say.
 */
import { h } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { ageInside, ageSaid } from '../drawing/ages.js'
import { w } from '../words.js'
import { personName, remove } from './actions.js'
import { icon } from './icons.js'
import { Relatives } from './panel.js'
import { familyGroups, homeSaid, tiesSaid } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./readings.js').Readings} Readings */
/** @typedef {import('../document/schema.js').Plain} Plain */

/** Sentences in a row; the others are below it, when it is opened. */
const SAID_IN_ROW = 3

/**
 * @param {{room: Room, readings: Readings, today: number}} props
 */
export function FamilyList ({ room, readings, today }) {
  const plain = room.workingCopy.standing()
  const [closed, setClosed] = useState(/** @type {Set<string>} */ (new Set()))
  const [focused, setFocused] = useState('')
  const tree = useRef(/** @type {HTMLElement | null} */ (null))
  const groups = familyGroups(plain)
  const titles = groupTitles()
  const items = groups.flatMap(group => [`group-${group.key}`, ...(closed.has(group.key) ? [] : group.people)])
  const current = items.includes(focused) ? focused : items.includes(room.look.chosen?.id ?? '') ? room.look.chosen?.id ?? '' : items[0]
  /** @param {string} key */
  const toggle = key => {
    const next = new Set(closed)
    if (!next.delete(key)) next.add(key)
    setClosed(next)
  }
  /** @param {string} id */
  const go = id => {
    setFocused(id)
    const element = tree.current?.querySelector(`[data-item="${CSS.escape(id)}"]`)
    if (element instanceof HTMLElement) element.focus()
  }
  /** @param {KeyboardEvent} event */
  const onKeyDown = event => {
    const item = event.target instanceof HTMLElement ? event.target.dataset.item : undefined
    if (item === undefined) return
    const at = items.indexOf(item)
    const group = item.startsWith('group-') ? item.slice(6) : ''
    const up = groups.find(each => each.people.includes(item))
    const to = { ArrowDown: items[at + 1], ArrowUp: items[at - 1], Home: items[0], End: items.at(-1), ArrowLeft: group === '' ? `group-${up?.key}` : undefined }[event.key]
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      if (group === '') room.choose('people', item)
      else toggle(group)
    } else if (group !== '' && ((event.key === 'ArrowRight' && closed.has(group)) || (event.key === 'ArrowLeft' && !closed.has(group)))) {
      event.preventDefault()
      toggle(group)
    } else if (to !== undefined) {
      event.preventDefault()
      go(to)
    }
  }
  return h('div', { class: 'family-list', onKeyDown, ref: (/** @type {HTMLElement | null} */ element) => { tree.current = element } },
    groups.map(({ key, people }) => h('section', { key, class: 'family-group' },
      h('h2', null, h('button', {
        type: 'button', class: 'group-title', 'data-item': `group-${key}`, tabIndex: current === `group-${key}` ? 0 : -1, 'aria-expanded': String(!closed.has(key)), 'aria-controls': `people-${key}`, onFocus: () => setFocused(`group-${key}`), onClick: () => toggle(key)
      }, icon(closed.has(key) ? 'chevron-right' : 'chevron-down', 'small'), titles[key], h('span', { class: 'count' }, w('live.count.people', { n: people.length })))),
      h('ul', { id: `people-${key}`, hidden: closed.has(key) }, people.map(id =>
        h(PersonRow, { key: id, room, readings, plain, id, today, reachable: current === id, onFocus: () => setFocused(id) }))))))
}

/** @returns {Record<string, string>} */
function groupTitles () {
  return {
    siblings: w('live.family.siblings'),
    parents: w('live.family.parents'),
    before: w('live.family.before'),
    wider: w('live.family.wider'),
    matters: w('live.family.matters')
  }
}

/** @param {{room: Room, readings: Readings, plain: Plain, id: string, today: number, reachable: boolean, onFocus: () => void}} props */
function PersonRow ({ room, readings, plain, id, today, reachable, onFocus }) {
  const person = plain.people[id]
  const ties = tiesSaid(plain, id)
  const chosen = room.look.chosen?.id === id
  const age = person.died === null ? ageSaid(/** @type {any} */ (person), today) : diedSaid(person, today)
  const lang = person.language === 'cy' || person.language === 'en' ? person.language : undefined
  const said = ties.filter(tie => tie.collection !== 'stays').map(tie => tie.text)
  return h('li', { class: `entry person${chosen ? ' chosen' : ''}`, 'data-person': id },
    h('button', {
      type: 'button', class: 'open', 'data-item': id, tabIndex: reachable ? 0 : -1, 'aria-current': chosen ? 'true' : undefined, onFocus, onClick: () => room.choose('people', id)
    },
    h(Symbol_, { person }),
    h('b', { lang }, personName(person)),
    h('span', { class: 'age' }, age),
    h('span', { class: 'ties' }, (chosen ? said : said.slice(0, SAID_IN_ROW)).join(' '), !chosen && said.length > SAID_IN_ROW && h('span', { class: 'muted' }, ' ', w('live.more_ties', { n: said.length - SAID_IN_ROW }))),
    h('span', { class: 'home muted' }, homeSaid(plain, id))),
    chosen && h('div', { class: 'row-below' },
      h(Relatives, { room, readings, collection: 'people', id, record: person }),
      h('div', { class: 'relations' },
        h(Act, { room, text: w('live.edit'), sign: 'pencil', onClick: () => room.choose('people', id, 'edit') }),
        h(Act, { room, text: w('live.move_to'), sign: 'arrow-right', onClick: () => room.choose('people', id, 'move') }),
        h(Act, { room, text: w('live.tie.add'), sign: 'plus', onClick: () => room.choose('people', id, 'tie') }),
        !person.index && h(Act, { room, text: w('live.remove'), sign: 'trash', onClick: () => remove(room, 'people', id) }))))
}

/** @param {{room: Room, text: string, sign: string, onClick: () => void}} props */
function Act ({ room, text, sign, onClick }) {
  const blocked = room.blocked('family')
  return h('button', { type: 'button', 'aria-disabled': blocked !== '' ? 'true' : undefined, onClick: () => blocked === '' ? onClick() : room.say(w(blocked), { tone: 'warn' }) }, icon(sign, 'small'), text)
}

/** @param {import('../document/schema.js').Entry} person @param {number} today */
function diedSaid (person, today) {
  const age = ageInside(/** @type {any} */ (person), today)
  return age === '' ? w('live.person.died_once') : w('live.person.died_at', { age })
}

/** The person's symbol, small; the row's words say the same. @param {{person: import('../document/schema.js').Entry}} props */
function Symbol_ ({ person }) {
  const box = person.gender === 'male'
  const round = person.gender === 'female'
  const lost = ['miscarriage', 'termination', 'stillbirth'].includes(person.kind)
  return h('svg', { class: 'symbol', viewBox: '0 0 30 26', 'aria-hidden': 'true' },
    lost && h('circle', { cx: 15, cy: 13, r: 5, class: 'd-fill' }),
    !lost && box && h('rect', { x: 5, y: 3, width: 20, height: 20 }),
    !lost && round && h('circle', { cx: 15, cy: 13, r: 10.5 }),
    !lost && !box && !round && h('path', { d: 'M15 2 26 13 15 24 4 13z', class: person.unknown ? 'unknown' : undefined }),
    person.index && h('path', { d: box ? 'M1.5.5h27v25h-27z' : 'M15 0a13 13 0 1 1 0 26 13 13 0 0 1 0-26z' }),
    person.died !== null && !lost && h('path', { d: 'M7 5l16 16M23 5 7 21' }))
}
