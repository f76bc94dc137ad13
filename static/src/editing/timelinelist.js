/**
 * The timeline as a list: age band, lane, event, as real headings and lists; everything that the chart can do. On
 * narrow screens a band is told in the order of time instead, with the lane's sign beside each event.
 */
import { h } from 'preact'
import { ageAtMoment } from '../drawing/ages.js'
import { w } from '../words.js'
import { remove } from './actions.js'
import { icon, laneIcon } from './icons.js'
import { bandOfEvent, bandsOf, eventsInOrder, indexPerson } from './life.js'
import { bandTitle } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {{room: Room, today: number}} Props */

/**
 * The whole life as an outline.
 * @param {Props} props
 */
export function TimelineList ({ room, today }) {
  const plain = room.workingCopy.standing()
  const bands = bandsOf(plain, today)
  const events = eventsInOrder(plain.events)
  const lanes = (room.schema.vocabulary.lanes ?? []).map(row => row.key)
  const parts = (bands.length > 1 ? bands.slice(0, -1) : bands).map(band => ({ band, events: events.filter(([, event]) => bandOfEvent(bands, event) === band.key) }))
  return h('div', { class: 'lifelist', id: 'timeline-list', onKeyDown: alongRows },
    parts.filter(part => part.events.length > 0).map(({ band, events }) => h('section', { key: band.key, id: `band-${band.key}`, 'aria-labelledby': `title-${band.key}` },
      h('h2', { id: `title-${band.key}` }, bandTitle(band), h('span', { class: 'count' }, w('live.count.events', { n: events.length }))),
      lanes.map(lane => {
        const own = events.filter(([, event]) => event.lane === lane)
        return own.length > 0 && h('div', { key: lane, class: 'lane-list', 'data-lane': lane }, h('h3', null, laneIcon(room.schema, lane), w(`lanes.${lane}`)),
          h('ul', null, own.map(([id, event]) => h(Row, { key: id, room, id, event }))))
      }))),
    events.length === 0 && h(Empty, null),
    h(Undated, { room }))
}

/**
 * One band in the order of time: the timeline of a phone.
 * @param {Props & {band: import('./life.js').Band}} props
 */
export function TimelineStory ({ room, today, band }) {
  const plain = room.workingCopy.standing()
  const bands = bandsOf(plain, today)
  const events = eventsInOrder(plain.events).filter(([, event]) => {
    const own = bandOfEvent(bands, event)
    return own !== '' && (band.key === 'all' || own === band.key)
  })
  return h('div', { class: 'story', onKeyDown: alongRows },
    h('ul', { 'aria-label': bandTitle(band) }, events.map(([id, event]) => h(Row, { key: id, room, id, event, sign: true }))),
    events.length === 0 && h(Empty, null),
    h(Undated, { room }))
}

function Empty () {
  return h('p', { class: 'empty' }, w('live.empty.timeline'))
}

/**
 * Events whose words for the time are not understood yet, or that have none.
 * @param {{room: Room}} props
 */
function Undated ({ room }) {
  const events = eventsInOrder(room.workingCopy.standing().events).filter(([, event]) => !event.when?.start)
  if (events.length === 0) return null
  return h('section', { class: 'undated', 'aria-labelledby': 'title-undated' },
    h('h2', { id: 'title-undated' }, w('live.undated.title'), h('span', { class: 'count' }, w('live.count.events', { n: events.length }))),
    h('ul', null, events.map(([id, event]) => h(Row, { key: id, room, id, event, sign: true }))))
}

/** @param {{room: Room, id: string, event: Entry, sign?: boolean}} props */
function Row ({ room, id, event, sign = false }) {
  const plain = room.workingCopy.standing()
  const chosen = room.look.chosen?.id === id
  const age = ageAtMoment(/** @type {any} */ (indexPerson(plain)?.person.born ?? null), event.when)
  const lang = event.language === 'cy' || event.language === 'en' ? event.language : undefined
  const said = [age, event.when?.text, event.sensitive ? w('live.hidden_on_wall_short') : ''].filter(text => text)
  const others = isRecent(room, event) ? room.nameOf(event.added_by) : ''
  return h('li', { class: `entry${chosen ? ' chosen' : ''}${sign ? ' signed' : ''}`, 'data-event': id },
    sign && laneIcon(room.schema, event.lane),
    h('button', { type: 'button', class: 'open', 'data-row': true, 'aria-current': chosen ? 'true' : undefined, onClick: () => room.choose('events', id) },
      h('b', { lang }, event.title || w('live.unnamed')),
      sign && h('span', { class: 'away' }, w('live.in_lane', { lane: w(`lanes.${event.lane}`) })),
      h('small', null, said.join(' · '), others !== '' && h('em', null, w('live.just_now', { name: others })))),
    h('span', { class: 'row-actions' },
      h(Small, { room, id, text: w('live.edit'), title: event.title, sign: 'pencil', onClick: () => room.choose('events', id, 'edit') }),
      h(Small, { room, id, text: w('live.move_to'), title: event.title, sign: 'arrow-right', onClick: () => room.choose('events', id, 'move') }),
      h(Small, { room, id, text: w('live.remove'), title: event.title, sign: 'trash', onClick: () => remove(room, 'events', id) })))
}

/** A small button of a row; its name says which row. @param {{room: Room, id: string, text: string, title: string, sign: string, onClick: () => void}} props */
function Small ({ room, text, title, sign, onClick }) {
  const blocked = room.blocked('timeline')
  return h('button', {
    type: 'button',
    class: 'round',
    'aria-label': w('live.act_on', { act: text, name: title }),
    title: text,
    'aria-disabled': blocked !== '' ? 'true' : undefined,
    onClick: () => blocked === '' ? onClick() : room.say(w(blocked), { tone: 'warn' })
  }, icon(sign, 'small'))
}

const RECENT_MS = 60_000

/**
 * Whether somebody else added an event in the last minute.
 * @param {Room} room
 * @param {Entry} event
 */
export function isRecent (room, event) {
  return event.added_by !== room.settings.participant && event.added_at !== '' && Date.now() - Date.parse(event.added_at) < RECENT_MS
}

/**
 * Arrows go from row to row, Home and End to the first and last.
 * @param {KeyboardEvent} event
 */
function alongRows (event) {
  if (!(event.target instanceof HTMLElement) || !event.target.matches('[data-row]')) return
  const rows = [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll('[data-row]')]
  const at = rows.indexOf(event.target)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
  const row = to === undefined ? undefined : rows[to]
  if (!(row instanceof HTMLElement)) return
  event.preventDefault()
  row.focus()
}

