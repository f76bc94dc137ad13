/**
 * What is known, read as a row and edited where it stands: its pencil turns the row into fields, Enter or "Done" turns
 * it back.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { w } from '../words.js'
import { SignButton } from './button.js'
import { Fields } from './form.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./readings.js').Readings} Readings */

/**
 * One row of a panel.
 * @param {{room: Room, readings: Readings, collection: string, id: string, term: string, names: string[], lang?: string, start?: boolean, onDone?: () => void, children?: any}} props `names` of
 *   the fields that it edits; a row without words is left out until it is edited; `start` opens it at once
 */
export function InPlace ({ room, readings, collection, id, term, names, lang, start = false, onDone, children }) {
  const [open, setOpen] = useState(start)
  const row = useRef(/** @type {HTMLElement | null} */ (null))
  const was = useRef(false)
  useEffect(() => {
    if (open === was.current) return
    was.current = open
    const target = row.current?.querySelector(open ? 'input, select, textarea' : '.round')
    if (target instanceof HTMLElement) target.focus()
  }, [open])
  const done = () => { setOpen(false); onDone?.() }
  const said = [children].flat(3).filter(each => each !== '' && each !== undefined && each !== null && each !== false)
  if (said.length === 0 && !open) return null
  if (open) {
    return h('div', { class: 'kv-row open', ref: row, onKeyDown: (/** @type {KeyboardEvent} */ event) => {
      const inText = event.target instanceof HTMLTextAreaElement
      if (event.key !== 'Escape' && (event.key !== 'Enter' || inText)) return
      event.preventDefault()
      event.stopPropagation()
      if (event.target instanceof HTMLElement) event.target.blur()
      done()
    } }, h('dt', null, term), h('dd', null, h(Fields, { room, readings, collection, id, names, prefix: 'in' }),
      h('button', { type: 'button', onClick: done }, w('live.done'))))
  }
  return h('div', { class: 'kv-row', ref: row }, h('dt', null, term), h('dd', { lang }, h('div', { class: 'said' }, said),
    room.ended === null && h(SignButton, { room, collection, label: w('live.edit_this', { name: term }), sign: 'pencil', onClick: () => setOpen(true) })))
}
