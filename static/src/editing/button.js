/**
 * A button for something that changes the document: it says why when it cannot.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { w } from '../words.js'
import { partOf } from './actions.js'
import { icon } from './icons.js'

/** @typedef {import('../presence/room.js').Room} Room */

/**
 * @param {{room: Room, collection: string, text: string, sign: string, onClick: () => void, main?: boolean, pressed?: boolean,
 *   extra?: string, label?: string}} props `label` is what a screen reader says, where the text alone is not enough
 */
export function Button ({ room, collection, text, sign, onClick, main = false, pressed, extra = '', label }) {
  const blocked = room.blocked(partOf(room, collection))
  return h('button', {
    type: 'button',
    class: `${main ? 'main' : ''} ${extra}`.trim() || undefined,
    'aria-disabled': blocked !== '' ? 'true' : undefined,
    'aria-pressed': pressed === undefined ? undefined : String(pressed),
    'aria-label': label,
    onClick: () => blocked === '' ? onClick() : room.say(w(blocked), { tone: 'warn' })
  }, icon(sign, 'small'), text)
}

/**
 * A button of one sign and no words, for one thing in a row.
 * @param {{room: Room, collection: string, label: string, sign: string, onClick: () => void, off?: boolean}} props
 */
export function SignButton ({ room, collection, label, sign, onClick, off = false }) {
  const blocked = room.blocked(partOf(room, collection))
  return h('button', {
    type: 'button',
    class: 'round',
    'aria-label': label,
    title: label,
    'aria-disabled': off || blocked !== '' ? 'true' : undefined,
    onClick: () => off ? undefined : blocked === '' ? onClick() : room.say(w(blocked), { tone: 'warn' })
  }, icon(sign, 'small'))
}

/**
 * Escape puts a form away and nothing round it.
 * @param {() => void} close
 * @returns {(event: KeyboardEvent) => void}
 */
export function escapes (close) {
  return event => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    close()
  }
}

/**
 * Whether a form is open; when it is put away the focus goes back to what opened it.
 * @param {string} opener of the button within the panel, a selector
 * @returns {[boolean, (open: boolean) => void]}
 */
export function useForm (opener) {
  const [open, setOpen] = useState(false)
  const was = useRef(false)
  useEffect(() => {
    const closed = was.current && !open
    was.current = open
    const target = closed && document.activeElement === document.body ? document.querySelector(opener) : null
    if (target instanceof HTMLElement) target.focus()
  }, [open])
  return [open, setOpen]
}

/** Focus goes into a form that this person has just opened. @param {HTMLElement | null} element */
export function focusOnce (element) {
  if (element === null || element.dataset.focused) return
  element.dataset.focused = 'yes'
  element.focus()
}

/** What is missing is brought into sight as soon as it is said. @param {HTMLElement | null} element */
export function inSight (element) {
  if (element === null || element.dataset.seen) return
  element.dataset.seen = 'yes'
  element.scrollIntoView({ block: 'nearest' })
}
