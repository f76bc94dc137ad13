/** Finding what something stands on: a combobox; arrows go through what is found, Enter takes one, Escape goes back. */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { w } from '../words.js'
import { icon } from './icons.js'
import { findCitable } from './pointing.js'

/** @typedef {import('./pointing.js').Found} Found */

/** @param {{plain: import('../document/schema.js').Plain, onPick: (found: Found | null) => void}} props */
export function Picker ({ plain, onPick }) {
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const found = findCitable(plain, typed)
  const chosen = Math.min(at, found.length - 1)
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (move !== undefined && found.length > 0) setAt((chosen + move + found.length) % found.length)
    else if (event.key === 'Enter' && found[chosen] !== undefined) onPick(found[chosen])
    else if (event.key === 'Escape') onPick(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const said = { events: w('parts.timeline'), people: w('parts.family'), facts: w('parts.facts') }
  return h('div', { class: 'picker', role: 'dialog', 'aria-label': w('live.story.point') },
    h('label', { for: 'cite-what' }, w('live.story.point.label')),
    h('div', { class: 'row' }, h('span', { class: 'with-icon' }, icon('search', 'small'), h('input', {
      id: 'cite-what',
      type: 'text',
      role: 'combobox',
      value: typed,
      maxLength: 80,
      autocomplete: 'off',
      spellcheck: false,
      'aria-expanded': String(found.length > 0),
      'aria-controls': 'cite-found',
      'aria-autocomplete': 'list',
      'aria-activedescendant': chosen >= 0 ? `cite-${chosen}` : undefined,
      ref: (/** @type {HTMLInputElement | null} */ element) => {
        if (element === null || element.dataset.focused) return
        element.dataset.focused = 'yes'
        element.focus()
      },
      onKeyDown,
      onInput: (/** @type {any} */ event) => { setTyped(event.target.value); setAt(0) }
    })), h('button', { type: 'button', class: 'round', 'aria-label': w('live.close'), onClick: () => onPick(null) }, icon('x', 'small'))),
    h('ul', { id: 'cite-found', role: 'listbox', 'aria-label': w('live.story.point'), class: 'found', hidden: found.length === 0 }, found.map((one, index) => h('li', {
      key: one.id,
      id: `cite-${index}`,
      role: 'option',
      'aria-selected': String(index === chosen),
      'data-cite': one.id,
      onPointerDown: (/** @type {Event} */ event) => { event.preventDefault(); onPick(one) }
    }, h('b', null, one.name), h('small', null, one.more === '' ? said[/** @type {keyof typeof said} */ (one.collection)] : one.more)))),
    h('p', { class: found.length === 0 ? 'none' : 'away', 'aria-live': 'polite' }, found.length === 0 ? w('live.story.found.none') : w('live.find.count', { n: found.length })))
}
