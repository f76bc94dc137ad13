/**
 * What something that is still being written rests on: chips of things that were pointed at by typing.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { w } from '../words.js'
import { POINTED, restsOn, SUPPORTS } from './cards.js'
import { icon } from './icons.js'
import { Picker } from './picker.js'
import { pointedSaid } from './pointed.js'

/** Ids of things by collection, each with which way it bears. @typedef {{events: Record<string, string>, people: Record<string, string>, facts: Record<string, string>}} Resting */

/**
 * @param {{room: import('../presence/room.js').Room, grounds: Resting, onGrounds: (change: (grounds: Resting) => Resting) => void, title: string}} props
 *   `onGrounds` is given a change to make to what stands by then: it may be newer than what is drawn
 */
export function Grounds ({ room, grounds, onGrounds, title }) {
  const [picking, setPicking] = useState(false)
  const holder = useRef(/** @type {HTMLElement | null} */ (null))
  const was = useRef(false)
  useEffect(() => {
    // what was picked, or Escape, gives the focus back to what asked
    if (was.current && !picking) /** @type {HTMLElement | null} */ (holder.current?.querySelector('.point-to'))?.focus()
    was.current = picking
  }, [picking])
  /** @param {string} collection @param {string} id @param {string} bearing '' takes it out */
  const put = (collection, id, bearing) => {
    const field = /** @type {keyof Resting} */ (collection)
    onGrounds(({ events, people, facts }) => {
      const now = { events, people, facts }
      const { [id]: _, ...rest } = now[field]
      return { ...now, [field]: bearing === '' ? rest : { ...rest, [id]: bearing } }
    })
  }
  return h('div', { class: 'grounds', ref: holder, role: 'group', 'aria-label': title },
    h('ul', { class: 'chips' }, restsOn(/** @type {any} */ (grounds), POINTED).map(({ collection, id }) => {
      const { name } = pointedSaid(room, collection, id)
      return h('li', { key: id, class: 'picked' }, h('span', null, name),
        h('button', { type: 'button', class: 'round', 'aria-label': w('live.take_out', { name }), onClick: () => { put(collection, id, ''); /** @type {HTMLElement | null} */ (holder.current?.querySelector('.point-to'))?.focus() } }, icon('x', 'small')))
    })),
    picking
      ? h(Picker, {
        plain: room.workingCopy.standing(),
        onPick: found => {
          if (found !== null) put(found.collection, found.id, SUPPORTS)
          setPicking(false)
        }
      })
      : h('button', { type: 'button', class: 'quiet point-to', onClick: () => setPicking(true) }, icon('link', 'small'), title))
}
