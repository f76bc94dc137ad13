/**
 * Finding a person by anything they are called: names, other names, what they are to the child, what they do. Accents
 * and capitals do not matter, words may stand in any order, and the beginning of a word is enough.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { w } from '../words.js'
import { personName } from './actions.js'
import { icon } from './icons.js'
import { kinSaid } from './kinwords.js'
import { indexPerson } from './life.js'

/** @typedef {import('../document/schema.js').Plain} Plain */
/** One who was found, with what they are to the child. @typedef {{id: string, name: string, kin: string}} Found */

const MOST = 8
/** Fields of a person by which they are found, those that weigh most first. */
const NAMES = ['known_as', 'name', 'called', 'aliases']
const OTHERS = ['occupation', 'agency', 'lives_in', 'species']
/** Ids of fields on one page. */
let fields = 0

/**
 * Small letters without accents: "ty" finds "Tŷ".
 * @param {string} text
 */
export function plainLetters (text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('’', "'")
}

/**
 * The people whom words fit, best first: by name, then by what they are to the child, then by what they do.
 * @param {Plain} plain what stands
 * @param {string} words
 * @param {string} [but] id of one who is not sought
 * @returns {Found[]}
 */
export function findPeople (plain, words, but = '') {
  const sought = plainLetters(words).split(/[\s(),.;:–—-]+/).filter(Boolean)
  if (sought.length === 0) return []
  const centre = indexPerson(plain)?.id ?? ''
  return Object.entries(plain.people).filter(([id]) => id !== but).flatMap(([id, person]) => {
    const kin = id === centre ? '' : kinSaid(plain, id, centre)
    const said = [NAMES.map(field => person[field] ?? '').join(' '), kin, [...OTHERS.map(field => person[field] ?? ''), person.kind === 'person' ? '' : w(`person_kinds.${person.kind}`)].join(' ')]
    const letters = said.map(text => ` ${plainLetters(text).replace(/[\s(),.;:–—-]+/g, ' ')}`)
    // what begins with the word comes first: "mother" is the mother before "aunt, mother’s side"
    const ranks = sought.map(word => {
      const at = letters.findIndex(text => text.includes(` ${word}`))
      return at < 0 ? Infinity : at + (letters[at].startsWith(` ${word}`) ? 0 : 0.5)
    })
    return ranks.includes(Infinity) ? [] : [{ id, name: personName(person), kin, rank: Math.max(...ranks) }]
  }).sort((one, other) => one.rank - other.rank || one.name.localeCompare(other.name) || (one.id < other.id ? -1 : 1)).slice(0, MOST)
}

/**
 * The field that finds: a combobox; arrows go through those found, Enter goes to one, Escape puts the words away.
 * @param {{plain: Plain, label: string, onPick: (id: string) => void, onClose?: () => void, but?: string, focus?: boolean, extra?: string}} props
 */
export function FindPerson ({ plain, label, onPick, onClose, but = '', focus = false, extra = '' }) {
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const [open, setOpen] = useState(false)
  const [own] = useState(() => `find-person-${++fields}`)
  const found = open ? findPeople(plain, typed, but) : []
  const chosen = Math.min(at, found.length - 1)
  const away = () => {
    setTyped('')
    setAt(0)
    setOpen(false)
  }
  /** @param {Found | undefined} one */
  const go = one => {
    if (one === undefined) return
    away()
    onPick(one.id)
  }
  /** @param {KeyboardEvent} event */
  const onKeyDown = event => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (move !== undefined && found.length > 0) setAt((chosen + move + found.length) % found.length)
    else if (event.key === 'Enter') go(found[chosen])
    else if (event.key === 'Escape') {
      away()
      onClose?.()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return h('div', { class: `find-person ${extra}`.trim() },
    h('label', { for: own, class: 'away' }, label),
    h('span', { class: 'with-icon' }, icon('search', 'small'),
      h('input', {
        id: own,
        type: 'text',
        role: 'combobox',
        placeholder: label,
        value: typed,
        maxLength: 80,
        autocomplete: 'off',
        spellcheck: false,
        'aria-expanded': String(found.length > 0),
        'aria-controls': `${own}-list`,
        'aria-autocomplete': 'list',
        'aria-activedescendant': found.length > 0 ? `${own}-${chosen}` : undefined,
        ref: (/** @type {HTMLInputElement | null} */ element) => {
          if (element === null || !focus || element.dataset.focused) return
          element.dataset.focused = 'yes'
          element.focus()
        },
        onKeyDown,
        onBlur: () => setOpen(false),
        onFocus: () => setOpen(true),
        onInput: (/** @type {any} */ event) => { setTyped(event.target.value); setAt(0); setOpen(true) }
      })),
    h('ul', { id: `${own}-list`, role: 'listbox', 'aria-label': label, hidden: found.length === 0, class: 'found' }, found.map((one, index) => h('li', {
      key: one.id,
      id: `${own}-${index}`,
      role: 'option',
      'aria-selected': String(index === chosen),
      // before the field loses the focus, and with it this list
      onPointerDown: (/** @type {Event} */ event) => { event.preventDefault(); go(one) }
    }, h('b', null, one.name), one.kin !== '' && h('small', null, one.kin)))),
    h('p', { class: open && typed.trim() !== '' && found.length === 0 ? 'found none' : 'away', 'aria-live': 'polite' },
      !open || typed.trim() === '' ? '' : found.length === 0 ? w('live.find_person.none') : w('live.find.count', { n: found.length })))
}
