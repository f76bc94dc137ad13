/**
 * What something rests on: each thing as a chip with its lane's bar and the child's age that goes to it, and the list in
 * which things are pointed at by typing, weighed and taken out.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { fieldOf, keysOf } from '../document/schema.js'
import { whyNow } from '../document/lookagain.js'
import { w } from '../words.js'
import { nameOfRecord, partOf, setField } from './actions.js'
import { Button, SignButton } from './button.js'
import { POINTED, restsOn } from './cards.js'
import { icon } from './icons.js'
import { indexPerson } from './life.js'
import { goToRecord } from './mentions.js'
import { Picker } from './picker.js'
import { moreOf, nameOf, whySaid } from './pointing.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */

/**
 * How a thing is called on a chip, what stands beside its name, its lane, and why it is to be looked at again.
 * @param {Room} room @param {string} collection @param {string} id
 */
export function pointedSaid (room, collection, id) {
  const plain = room.workingCopy.plain()
  const record = plain[collection]?.[id]
  if (record === undefined) return { name: w('live.story.missing'), more: '', lane: '', why: 'missing' }
  const name = POINTED.includes(/** @type {any} */ (collection)) ? nameOf(collection, record) : nameOfRecord(room, collection, id)
  const more = collection === 'events' ? moreOf('events', record, indexPerson(plain)?.person.born ?? null) : ''
  return { name, more, lane: record.lane ? `lane-${record.lane}` : collection, why: whyNow(record) }
}

/**
 * A thing as a chip that goes to it.
 * @param {{room: Room, collection: string, id: string, also?: string, against?: boolean}} props `also` where else it stands, in words; `against` that it
 *   speaks against what rests on it
 */
export function Pointed ({ room, collection, id, also = '', against = false }) {
  const { name, more, lane, why } = pointedSaid(room, collection, id)
  return h('button', { type: 'button', class: `pointed ${lane}${why === '' ? '' : ' stale'}`, 'data-goes': id, disabled: why === 'missing', onClick: () => goToRecord(room, collection, id) },
    h('b', null, name), more !== '' && h('span', { class: 'more' }, more),
    against && h('span', { class: 'beside' }, w('bearings.speaks_against')),
    also !== '' && h('span', { class: 'beside' }, also),
    why !== '' && h('span', { class: 'beside' }, icon('triangle-alert', 'small'), w('live.story.again'), ': ', whySaid(why)))
}

/**
 * What a record rests on, to be changed: a word is typed to find more, each is weighed and taken out.
 * @param {{room: Room, collection: string, id: string, fields?: readonly string[], title: string}} props
 */
export function RestsOn ({ room, collection, id, fields = POINTED, title }) {
  const [picking, setPicking] = useState(false)
  const section = useRef(/** @type {HTMLElement | null} */ (null))
  const was = useRef(false)
  useEffect(() => {
    // what was picked, or Escape, gives the focus back to what asked
    if (was.current && !picking) /** @type {HTMLElement | null} */ (section.current?.querySelector('.point-to'))?.focus()
    was.current = picking
  }, [picking])
  const record = room.workingCopy.record(collection, id)
  if (record === undefined) return null
  const rests = restsOn(record, fields)
  const blocked = room.blocked(partOf(room, collection)) !== ''
  /** @param {string} field @param {string} other @param {string} bearing '' takes it out */
  const put = (field, other, bearing) => {
    const { [other]: _, ...rest } = room.workingCopy.record(collection, id)?.[field] ?? {}
    setField(room, collection, id, field, bearing === '' ? rest : { ...rest, [other]: bearing })
  }
  /** @param {string} field */
  const bearings = field => keysOf(room.schema, fieldOf(room.schema, collection, field).table ?? '')
  return h('section', { class: 'rests-on', ref: section, 'aria-label': title }, h('h3', null, title),
    rests.length > 0 && h('ul', null, rests.map(rest => {
      const { name } = pointedSaid(room, rest.collection, rest.id)
      const table = fieldOf(room.schema, collection, rest.collection).table ?? ''
      return h('li', { key: `${rest.collection}/${rest.id}` }, h(Pointed, { room, collection: rest.collection, id: rest.id }),
        !blocked && h('div', { class: 'weighed' },
          h('select', { 'aria-label': w('live.part_played', { name }), value: rest.bearing, onChange: (/** @type {any} */ event) => put(rest.collection, rest.id, event.target.value) },
            bearings(rest.collection).map(key => h('option', { key, value: key, selected: key === rest.bearing }, w(`${table}.${key}`)))),
          h(SignButton, { room, collection, label: w('live.take_out', { name }), sign: 'x', onClick: () => { put(rest.collection, rest.id, ''); section.current?.querySelector('button')?.focus() } })))
    })),
    picking
      ? h(Picker, {
        plain: room.workingCopy.standing(),
        onPick: found => {
          if (found !== null && fields.includes(found.collection)) {
            put(found.collection, found.id, bearings(found.collection)[0])
            room.say(w('live.points_now', { name: found.name }))
          }
          setPicking(false)
        }
      })
      : room.ended === null && h(Button, { room, collection, text: w('live.story.point'), sign: 'link', extra: 'point-to', onClick: () => setPicking(true) }))
}
