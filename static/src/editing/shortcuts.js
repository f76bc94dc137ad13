/**
 * The keys of the meeting page. Single keys never fire in a field and can be turned off (WCAG 2.1.4); the sheet that
 * explains them opens with `?`.
 */
import { h } from 'preact'
import { VIEWS } from '../presence/views.js'
import { w } from '../words.js'

/** What a key does. @typedef {'add' | 'show' | 'blank' | 'pause' | 'list' | 'undo' | 'find' | 'earlier' | 'later' | 'family' | 'hand' | 'help' | 'walk' | `view-${string}`} Deed */

/** @type {Record<string, Deed>} */
const KEYS = { a: 'add', b: 'blank', s: 'show', p: 'pause', l: 'list', z: 'undo', f: 'find', '[': 'earlier', ']': 'later', g: 'family', h: 'hand', w: 'walk', '?': 'help', ...Object.fromEntries(VIEWS.map((each, index) => [String(index + 1), /** @type {const} */ (`view-${index + 1}`)])) }
const KEPT_AS = 'gwead-single-keys'

/** Whether single keys are on; kept for this tab only, and never with anything of the case. @returns {boolean} */
export function singleKeys () {
  return sessionStorage.getItem(KEPT_AS) !== 'off'
}

/** @param {boolean} on */
export function setSingleKeys (on) {
  sessionStorage.setItem(KEPT_AS, on ? 'on' : 'off')
}

/**
 * What a key press asks for, or null.
 * @param {KeyboardEvent} event
 * @returns {Deed | null}
 */
export function deedOf (event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return null
  const target = event.target
  if (target instanceof HTMLElement && (target.isContentEditable || target.closest('input, select, textarea, [role="slider"]'))) return null
  return singleKeys() ? KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? null : null
}

/** The sheet of keys. @param {{leads: boolean, on: boolean, onChange: (on: boolean) => void}} props */
export function ShortcutSheet ({ leads, on, onChange }) {
  const rows = [
    ['A', w('live.keys.add')], ['L', w('live.keys.list')], ['G', w('live.keys.family')], ['1 – 7', w('live.keys.views')], ['[ ]', w('live.keys.bands')], ['F', w('live.keys.find')],
    ['Z', w('live.keys.undo')], ['H', w('live.keys.hand')],
    ...(leads ? [['S', w('live.keys.show')], ['B', w('live.keys.blank')], ['P', w('live.keys.pause')], ['W', w('live.walk.do')], ['PgDn PgUp', w('live.walk.keys')]] : []), ['Ctrl K', w('live.find.or_do')],
    ['← → ↑ ↓', w('live.keys.arrows')], ['+ - 0', w('live.keys.zoom')], ['PgUp PgDn', w('live.keys.pan')], ['C', w('live.keys.centre')], ['Enter', w('live.keys.enter')], ['Esc', w('live.keys.escape')], ['?', w('live.keys.help')]
  ]
  return h('div', { class: 'keys' },
    h('dl', null, rows.map(([key, said]) => h('div', { key }, h('dt', null, h('kbd', null, key)), h('dd', null, said)))),
    h('label', { class: 'tick' }, h('input', { type: 'checkbox', checked: on, onChange: (/** @type {any} */ event) => onChange(event.target.checked) }), h('span', null, w('live.keys.on'))))
}
