/**
 * Walking through a life, one event after another: whoever leads goes on, the room and the big screen go along.
 *
 * G1  the events stand in the order in which they are told; the undated last
 * G2  what is sensitive is passed over, for the big screen shows none of it; how many were passed is said
 * G3  whoever changes something meanwhile loses no place: one goes on from the event, not from a number
 */
import { h } from 'preact'
import { icon } from '../editing/icons.js'
import { bandOfEvent, bandsOf, eventsInOrder } from '../editing/life.js'
import { w } from '../words.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */

/**
 * The stops of a life, and what lies between them.
 * @param {Record<string, Entry>} events those that stand
 * @param {string} at id of the event that is stood at, '' before the first
 * @returns {{stops: string[], at: number, before: string, after: string, passed: number}} `at` from 0, -1 where none is
 *   stood at; `before` and `after` the ids next to it, '' at the ends; `passed` how many sensitive ones lie between it and the next
 */
export function walkOf (events, at) {
  const all = eventsInOrder(events)
  const walked = all.filter(([id, event]) => id === at || !isPassedOver(event)).map(([id]) => id)
  const place = walked.indexOf(at)
  const after = walked[place + 1] ?? ''
  const ids = all.map(([id]) => id)
  const [from, to] = [ids.indexOf(at) + 1, after === '' ? ids.length : ids.indexOf(after)]
  return { stops: walked, at: place, before: walked[place - 1] ?? '', after, passed: all.slice(from, to).filter(([, event]) => isPassedOver(event)).length }
}

/** Whether the big screen shows none of an event. @param {Entry} event */
function isPassedOver (event) {
  return Boolean(event.sensitive || event.secret)
}

/** Where the walk stands now: at the event that is chosen. @param {Room} room */
export function walkNow (room) {
  const { chosen } = room.look
  return walkOf(room.workingCopy.standing().events, chosen?.collection === 'events' ? chosen.id : room.walkedTo)
}

/**
 * Goes on or back by one event, and takes the room and the big screen along.
 * @param {Room} room @param {number} today @param {1 | -1} way
 */
export function step (room, today, way) {
  const { before, after } = walkNow(room)
  const id = way > 0 ? after : before
  const event = room.workingCopy.record('events', id)
  if (event === undefined) return
  const bands = bandsOf(room.workingCopy.standing(), today)
  room.walkedTo = id
  room.see({ view: 'timeline', band: bandOfEvent(bands, event) || 'all', chosen: { collection: 'events', id }, opened: false, task: 'see' })
  room.toShow = { collection: 'events', id }
  room.show()
}

/** The bar of the walk. @param {{room: Room, today: number}} props */
export function Walk ({ room, today }) {
  const { stops, at, before, after, passed } = walkNow(room)
  const event = room.workingCopy.record('events', stops[at] ?? '')
  const end = () => {
    room.walking = false
    room.changed()
  }
  /** @param {1 | -1} way @param {string} to @param {string} text @param {string} sign */
  const button = (way, to, text, sign) => h('button', {
    type: 'button', class: way > 0 ? 'main' : '', 'data-walk': way > 0 ? 'on' : 'back', 'aria-disabled': to === '' ? 'true' : undefined, onClick: () => step(room, today, way)
  }, icon(sign, 'small'), text)
  return h('section', { class: 'follow walk', 'aria-labelledby': 'walk-title' },
    h('h2', { class: 'lab', id: 'walk-title' }, w('live.walk.title')),
    h('p', { 'aria-live': 'polite' }, event === undefined ? w('live.walk.before', { n: stops.length }) : [h('b', { lang: event.language || undefined }, event.title), ' ', h('small', { class: 'muted' }, w('live.walk.at', { at: at + 1, of: stops.length }))],
      passed > 0 && h('small', { class: 'muted passed' }, w('live.walk.passed', { n: passed }))),
    h('div', { class: 'pair' }, button(-1, before, w('live.walk.back'), 'chevron-left'), button(1, after, at < 0 ? w('live.walk.begin') : w('live.walk.on'), 'chevron-right'),
      h('button', { type: 'button', class: 'quiet', onClick: end }, w('live.walk.end'))))
}
