/**
 * The family as a tree of lists: group, person, ties; everything that the drawing can do. A person's row says in
 * whole sentences what their symbol and lines say.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { dayOf, unsettled } from '../drawing/days.js'
import { w } from '../words.js'
import { movePerson, personName, SLOT } from './actions.js'
import { Button } from './button.js'
import { icon } from './icons.js'
import { kinSaid } from './kinwords.js'
import { indexPerson } from './life.js'
import { removeOrAsk } from './panel.js'
import { Relatives } from './relatives.js'
import { RemovedList, removedShown } from './removed.js'
import { ageOrState, familyGroups, familyThen, homeSaid, tiesSaid } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./readings.js').Readings} Readings */
/** @typedef {import('../document/schema.js').Plain} Plain */

/** Sentences in a row; the others are below it, when it is opened. */
const SAID_IN_ROW = 3

/**
 * @param {{room: Room, readings: Readings, today: number, onPaste?: () => void}} props `today` the day number of now, `onPaste` opens the
 *   sheet for a family written as text
 */
export function FamilyList ({ room, readings, today, onPaste }) {
  const plain = room.workingCopy.standing()
  const day = dayOf(room.look.on) ?? today
  const child = indexPerson(plain)?.id ?? ''
  const centre = plain.people[room.look.centre] === undefined ? child : room.look.centre
  const [closed, setClosed] = useState(/** @type {Set<string>} */ (new Set()))
  const [focused, setFocused] = useState('')
  const tree = useRef(/** @type {HTMLElement | null} */ (null))
  const groups = familyGroups(plain, centre)
  const chosen = room.look.chosen?.id ?? ''
  useEffect(() => { tree.current?.querySelector(`[data-person="${CSS.escape(chosen)}"]`)?.scrollIntoView({ block: 'nearest' }) }, [chosen])
  const titles = groupTitles(centre === child ? '' : personName(plain.people[centre] ?? {}))
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
    centre !== child && h('p', { class: 'round-somebody' }, w('live.centre.round', { name: personName(plain.people[centre]) }),
      h('button', { type: 'button', class: 'link', onClick: () => room.see({ centre: '' }) }, w('live.centre.back'))),
    groups.map(({ key, people }) => h('section', { key, class: 'family-group' },
      h('h2', null, h('button', {
        type: 'button', class: 'group-title', 'data-item': `group-${key}`, tabIndex: current === `group-${key}` ? 0 : -1, 'aria-expanded': String(!closed.has(key)), 'aria-controls': `people-${key}`, onFocus: () => setFocused(`group-${key}`), onClick: () => toggle(key)
      }, icon(closed.has(key) ? 'chevron-right' : 'chevron-down', 'small'), titles[key], h('span', { class: 'count' }, w('live.count.people', { n: people.length })))),
      h('ul', { id: `people-${key}`, hidden: closed.has(key) }, people.map(id =>
        h(PersonRow, { key: id, room, readings, plain, id, day, centre, reachable: current === id, onFocus: () => setFocused(id) }))))),
    onPaste !== undefined && room.ended === null && h('p', { class: 'list-foot' }, h('button', { type: 'button', onClick: onPaste }, icon('file-text', 'small'), w('live.text.title'))),
    h(RemovedHere, { room }))
}

/** What of the family was removed, to bring it back from the list. @param {{room: Room}} props */
function RemovedHere ({ room }) {
  const n = removedShown(room, 'family').length
  if (n === 0) return null
  return h('details', { class: 'removed-here' }, h('summary', null, w('live.removed.count', { n })), h(RemovedList, { room, part: 'family' }))
}

/** @param {string} name of the one in the middle, '' for the child @returns {Record<string, string>} */
function groupTitles (name) {
  return {
    siblings: name === '' ? w('live.family.siblings') : w('live.centre.siblings', { name }),
    parents: w('live.family.parents'),
    before: w('live.family.before'),
    wider: w('live.family.wider'),
    matters: w('live.family.matters')
  }
}

/** @param {{room: Room, readings: Readings, plain: Plain, id: string, day: number, centre: string, reachable: boolean, onFocus: () => void}} props */
function PersonRow ({ room, readings, plain, id, day, centre, reachable, onFocus }) {
  const person = plain.people[id]
  const ties = tiesSaid(plain, id)
  const chosen = room.look.chosen?.id === id
  const state = familyThen(plain, day).people.get(id)?.state
  const dead = state === 'dead' || state === 'lost'
  const age = ageOrState(plain, id, day)
  const lang = person.language === 'cy' || person.language === 'en' ? person.language : undefined
  const said = ties.filter(tie => tie.collection !== 'stays').map(tie => tie.text)
  const kin = kinSaid(plain, id, centre)
  const name = personName(person)
  const place = person.place ?? [0, 0]
  /** @param {string} text @param {string} sign @param {() => void} onClick */
  const act = (text, sign, onClick) => h(Button, { room, collection: 'people', text, sign, label: w('live.act_on', { act: text, name }), onClick })
  return h('li', { class: `entry person${chosen ? ' chosen' : ''}${['not_born', 'later'].includes(state ?? '') ? ' not-yet' : ''}`, 'data-person': id },
    h('button', {
      type: 'button', class: 'open', 'data-item': id, tabIndex: reachable ? 0 : -1, 'aria-current': chosen ? 'true' : undefined, onFocus, onClick: () => room.choose('people', id)
    },
    h(Symbol_, { person, dead }),
    h('span', { class: 'who' }, h('b', { lang }, name), kin !== '' && h('small', null, kin), unsettled(person) && h('small', null, w('drawing.disputed'))),
    h('span', { class: 'age' }, age),
    h('span', { class: 'ties' }, !chosen && said.slice(0, SAID_IN_ROW).join(' '), !chosen && said.length > SAID_IN_ROW && h('span', { class: 'muted' }, ' ', w('live.more_ties', { n: said.length - SAID_IN_ROW }))),
    h('span', { class: 'home muted' }, homeSaid(plain, id, day))),
    chosen && h('div', { class: 'row-below' },
      said.length > 0 && h('ul', { class: 'row-ties', 'aria-label': w('live.person.ties') }, ties.filter(tie => tie.collection !== 'stays').map(tie => h('li', { key: tie.id },
        h('button', { type: 'button', class: 'link', 'aria-label': w('live.edit_this', { name: tie.text }), onClick: () => room.choose(tie.collection, tie.id, 'edit') }, tie.text)))),
      h(Relatives, { room, id, record: person }),
      h('div', { class: 'relations acts' },
        act(w('live.edit'), 'pencil', () => room.choose('people', id, 'edit')),
        act(w('live.tie.add'), 'plus', () => room.choose('people', id, 'tie')),
        act(w('live.move.left'), 'arrow-left', () => movePerson(room, id, [place[0] - SLOT, place[1]])),
        act(w('live.move.right'), 'arrow-right', () => movePerson(room, id, [place[0] + SLOT, place[1]])),
        id !== centre && h('button', { type: 'button', 'aria-label': w('live.act_on', { act: w('live.centre'), name }), onClick: () => room.see({ centre: id === child(plain) ? '' : id }) }, icon('maximize', 'small'), w('live.centre')),
        act(w('live.merge'), 'users', () => room.choose('people', id, 'merge')),
        !person.index && act(w('live.remove'), 'trash', () => removeOrAsk(room, 'people', id)))))
}

/** @param {Plain} plain */
function child (plain) {
  return indexPerson(plain)?.id ?? ''
}

/** The person's symbol, small; the row's words say the same. @param {{person: import('../document/schema.js').Entry, dead: boolean}} props */
function Symbol_ ({ person, dead }) {
  const box = person.gender === 'male'
  const round = person.gender === 'female'
  const lost = ['miscarriage', 'termination', 'stillbirth'].includes(person.kind)
  return h('svg', { class: 'symbol', viewBox: '0 0 30 26', 'aria-hidden': 'true' },
    lost && h('circle', { cx: 15, cy: 13, r: 5, class: 'd-fill' }),
    !lost && box && h('rect', { x: 5, y: 3, width: 20, height: 20 }),
    !lost && round && h('circle', { cx: 15, cy: 13, r: 10.5 }),
    !lost && !box && !round && h('path', { d: person.index ? 'M15 5 23 13 15 21 7 13z' : 'M15 2 26 13 15 24 4 13z', class: person.unknown ? 'unknown' : undefined }),
    person.index && h('path', { d: box ? 'M1.5.5h27v25h-27z' : round ? 'M15 0a13 13 0 1 1 0 26 13 13 0 0 1 0-26z' : 'M15 0 28 13 15 26 2 13z' }),
    dead && !lost && h('path', { d: 'M7 5l16 16M23 5 7 21' }))
}
