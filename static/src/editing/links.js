/**
 * What belongs together on the timeline: the same thing told elsewhere, and what does not fit. A link is written on one
 * of the two and seen from both.
 */
import { h } from 'preact'
import { w } from '../words.js'
import { setField } from './actions.js'
import { SignButton } from './button.js'
import { momentSaid } from './dates.js'
import { goToRecord } from './mentions.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Plain} Plain */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** A link of an event: to whom it goes, and on which of the two it is written. @typedef {{kind: 'same_as' | 'contradicts', other: string, from: string}} Link */

const KINDS = /** @type {const} */ (['same_as', 'contradicts'])

/**
 * The links of an event, from both sides.
 * @param {Plain} plain what stands
 * @param {string} id
 * @returns {Link[]} each other event once for each kind
 */
export function linksOf (plain, id) {
  return KINDS.flatMap(kind => {
    /** @type {Map<string, Link>} */
    const found = new Map()
    const own = plain.events[id]?.[kind] ?? ''
    if (own !== '' && own !== id && plain.events[own]) found.set(own, { kind, other: own, from: id })
    for (const [other, event] of Object.entries(plain.events)) {
      if (event[kind] === id && other !== id && !found.has(other)) found.set(other, { kind, other, from: other })
    }
    return [...found.values()]
  })
}

/** @param {{room: Room, id: string}} props */
export function Links ({ room, id }) {
  const plain = room.workingCopy.standing()
  const links = linksOf(plain, id)
  if (links.length === 0) return null
  return h('section', { class: 'links', 'aria-label': w('live.links') }, KINDS.map(kind => {
    const these = links.filter(link => link.kind === kind)
    return these.length > 0 && h('div', { key: kind }, h('h3', null, kind === 'same_as' ? w('live.links.same') : w('live.links.against')),
      h('ul', null, these.map(link => h('li', { key: link.other },
        h('button', { type: 'button', class: 'link', 'data-link': link.other, onClick: () => goToRecord(room, 'events', link.other) }, titleSaid(plain.events[link.other])),
        room.ended === null && h(SignButton, {
          room, collection: 'events', sign: 'x', label: w('live.links.undo', { name: plain.events[link.other].title }), onClick: () => setField(room, 'events', link.from, kind, '')
        })))))
  }))
}

/** An event in a line: what happened, and when as it was said. @param {Entry} event */
export function titleSaid (event) {
  const when = momentSaid(event.when)
  return when === '' ? event.title : w('live.links.when', { title: event.title, when })
}
