/**
 * A part of the page that is fetched when it is first drawn, from one module beside the work (beside/beside.js), so that
 * nobody waits for it who does not ask for it.
 */
import { h } from 'preact'
import { w } from './words.js'

/** @typedef {import('./presence/room.js').Room} Room */
/** @typedef {typeof import('./beside/beside.js')} Parts */

/** @type {Parts | 'asked' | 'failed' | null} */
let parts = null

/** A dialogue that stood open while its part was fetched: the focus goes where the part wants it. */
function focusWanted () {
  const wanted = document.querySelector('dialog[open] [autofocus]')
  if (wanted instanceof HTMLElement && wanted.closest('dialog')?.contains(document.activeElement)) wanted.focus()
}

/**
 * @param {{room: Room, part: keyof Parts, quiet?: boolean} & Record<string, any>} props `quiet`: nothing is said while it
 *   is fetched, or when it cannot be; every other property goes to the part
 */
export function Fetched ({ part, quiet = false, ...props }) {
  const { room } = props
  if (parts === null) {
    parts = 'asked'
    const come = (/** @type {Parts | 'failed'} */ how) => {
      parts = how
      room.changed()
      requestAnimationFrame(() => requestAnimationFrame(focusWanted))
    }
    import('./beside/beside.js').then(come, () => come('failed'))
  }
  if (typeof parts !== 'string') return h(/** @type {any} */ (parts[part]), props)
  if (quiet) return null
  if (parts === 'asked') return h('p', null, w('live.fetching'))
  const again = () => {
    parts = null
    room.changed()
  }
  return h('p', { role: 'status' }, w('live.beside.not_connected'), ' ', h('button', { type: 'button', class: 'link', onClick: again }, w('live.beside.again')))
}
