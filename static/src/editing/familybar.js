/**
 * The bar of the one who is chosen in the family's chart: six ways to add somebody, a tie with somebody, the view. It
 * floats beside them where it covers nobody of theirs, or stands below the drawing.
 */
import { h } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { w } from '../words.js'
import { personName } from './actions.js'
import { Button } from './button.js'
import { FindPerson } from './find.js'
import { icon } from './icons.js'
import { BondForm } from './palette.js'
import { Relatives } from './relatives.js'

/** @typedef {import('../presence/room.js').Room} Room */

/**
 * @param {{room: Room, readings: import('./readings.js').Readings, id: string, docked: boolean, tie: string | null, sheet: boolean,
 *   onSize: () => void, onTie: (other: string | null) => void, onTied: () => void, onCentre: () => void, onAdded: (id: string) => void,
 *   onOpen: () => void, onClose: () => void}} props `tie`: with whom one is being added, '' while that is chosen, null while none is; `sheet`: the
 *   panel does not stand beside the chart
 */
export function FamilyBar ({ room, readings, id, docked, tie, sheet, onSize, onTie, onTied, onCentre, onAdded, onOpen, onClose }) {
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  useEffect(() => {
    if (element.current === null) return
    const watch = new ResizeObserver(() => onSize())
    watch.observe(element.current)
    return () => watch.disconnect()
  }, [])
  const record = room.workingCopy.record('people', id)
  if (record === undefined) return null
  const name = personName(record)
  return h('section', { class: `addbar${docked ? ' docked' : ''}${tie ? ' tying' : ''}`, ref: element, 'aria-label': w('live.family.bar', { name }) },
    h('button', { type: 'button', class: 'round close', 'aria-label': w('live.close'), onClick: onClose }, icon('x', 'small')),
    tie === null && [
      h(Relatives, { key: 'relatives', room, id, record, onAdded, onOpen: onSize }),
      h('div', { class: 'bar-more', key: 'more' },
        h(Button, { room, collection: 'bonds', text: w('live.tie.add'), sign: 'link', onClick: () => onTie('') }),
        h('button', { type: 'button', onClick: onCentre }, icon('maximize', 'small'), w('live.centre')),
        sheet && h('button', { type: 'button', onClick: onOpen }, icon('file-text', 'small'), w('live.family.details')))
    ],
    tie === '' && h(TieWith, { room, id, name, onTie }),
    tie !== null && tie !== '' && h(BondForm, { key: tie, room, readings, id, other: tie, onDone: onTied, onCancel: () => onTie(null) }))
}

/** Choosing with whom a tie is: by a press on them in the drawing, or by name. @param {{room: Room, id: string, name: string, onTie: (other: string | null) => void}} props */
function TieWith ({ room, id, name, onTie }) {
  return h('div', { class: 'tie-with' }, h('h3', null, w('live.tie.add_of', { name })),
    h('p', { class: 'muted' }, w('live.tie.pick')),
    h(FindPerson, { plain: room.workingCopy.standing(), label: w('live.tie.with_name'), but: id, focus: true, onPick: onTie, onClose: () => onTie(null) }),
    h('div', { class: 'pair' }, h('button', { type: 'button', onClick: () => onTie(null) }, w('live.cancel'))))
}
