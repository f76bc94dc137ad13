/**
 * Adding an event in three fields: when (in words), where it belongs, what happened. Enter adds; the focus stays in
 * "what happened" and the lane is remembered. What was typed is kept through every change of view, of language and
 * of connection.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { w } from '../words.js'
import { addEvent } from './actions.js'
import { icon, laneIcon } from './icons.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./readings.js').Readings} Readings */
/** What is typed so far; one object for the page, so that nothing typed can be older than what is shown. @typedef {{when: string, lane: string, title: string}} Draft */

const ASK_AFTER_MS = 250
const TITLE_MAX = 200
const STOPPED_MS = 8_000

/**
 * @param {{room: Room, readings: Readings, draft: Draft, onDraft: () => void, onAdded?: (id: string) => void,
 *   docked?: boolean}} props `docked`: in a sheet, what happened comes first
 */
export function Composer ({ room, readings, draft, onDraft, onAdded, docked = false }) {
  const title = useRef(/** @type {HTMLInputElement | null} */ (null))
  const reading = useReading(readings, draft.when)
  const blocked = room.blocked('timeline')
  const adding = useAdding(room)
  /** @param {Partial<Draft>} change */
  const write = change => {
    Object.assign(draft, change)
    onDraft()
    adding.begins(draft.lane)
  }
  /** @param {Event} event */
  const add = event => {
    event.preventDefault()
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    if (draft.title.trim() === '') return title.current?.focus()
    const id = addEvent(room, readings, { ...draft, title: draft.title.trim() })
    if (id === '') return
    Object.assign(draft, { when: '', title: '' })
    onDraft()
    adding.stops()
    title.current?.focus()
    onAdded?.(id)
  }
  const still = blocked !== ''
  const whenField = h('div', { class: 'f f-when', key: 'when' },
    h('label', { for: 'add-when' }, w('live.add.when')),
    h('input', {
      id: 'add-when',
      value: draft.when,
      readOnly: still,
      maxLength: TITLE_MAX,
      'aria-describedby': 'add-read',
      onInput: (/** @type {any} */ event) => write({ when: event.target.value })
    }))
  const laneField = h('div', { class: 'f f-lane', key: 'lane' },
    h('label', { for: 'add-lane' }, w('live.add.where')),
    h('span', { class: 'with-icon' }, laneIcon(room.schema, draft.lane),
      h('select', {
        id: 'add-lane',
        value: draft.lane,
        'aria-disabled': still ? 'true' : undefined,
        onChange: (/** @type {any} */ event) => write({ lane: event.target.value })
      }, lanes(room).map(lane => h('option', { key: lane, value: lane, selected: lane === draft.lane }, w(`lanes.${lane}`))))))
  const whatField = h('div', { class: 'f f-what', key: 'what' },
    h('label', { for: 'add-title' }, w('live.add.what')),
    h('input', {
      id: 'add-title',
      ref: title,
      value: draft.title,
      readOnly: still,
      maxLength: TITLE_MAX,
      spellcheck: true,
      autofocus: docked,
      'aria-describedby': still ? 'add-blocked' : undefined,
      onInput: (/** @type {any} */ event) => write({ title: event.target.value })
    }))
  const read = h('p', { class: 'read', id: 'add-read', key: 'read', 'aria-live': 'polite' }, draft.when.trim() === '' ? '' : readingSaid(reading))
  return h('form', { class: `composer${docked ? ' docked' : ''}`, onSubmit: add, 'aria-label': w('live.add.form'), autocomplete: 'off', id: 'composer' },
    docked ? [whatField, whenField, read, laneField] : [whenField, laneField, whatField],
    h('button', { class: 'main', 'aria-disabled': still ? 'true' : undefined }, w('live.add.do')),
    !docked && read,
    still && h('p', { class: 'why', id: 'add-blocked' }, icon('triangle-alert', 'small'), w(blocked)))
}

/** @param {Room} room */
function lanes (room) {
  return (room.schema.vocabulary.lanes ?? []).map(row => row.key)
}

/**
 * What is said of a reading: how the words are understood, or that they keep their words.
 * @param {import('./readings.js').Reading | undefined} reading undefined while it is asked
 * @returns {string}
 */
export function readingSaid (reading) {
  if (reading === undefined) return w('live.add.reading')
  if (reading.moment.start === null) return w('live.add.not_read')
  return w('live.add.read_as', { what: reading.sentence })
}

/**
 * The reading of words as they are typed, asked a quarter of a second after the last letter.
 * @param {Readings} readings
 * @param {string} words
 * @returns {import('./readings.js').Reading | undefined}
 */
export function useReading (readings, words) {
  const [, again] = useState(0)
  useEffect(() => {
    if (words.trim() === '' || readings.known(words) !== undefined) return
    const timer = setTimeout(() => { readings.ask(words).then(() => again(n => n + 1)) }, ASK_AFTER_MS)
    return () => clearTimeout(timer)
  }, [words])
  return readings.known(words)
}

/**
 * Says to the others what this person adds to, and that they stopped when nothing was typed for a while.
 * @param {Room} room
 * @returns {{begins: (lane: string) => void, stops: () => void}}
 */
function useAdding (room) {
  const said = useRef('')
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined))
  const stops = () => {
    clearTimeout(timer.current)
    if (said.current === '') return
    said.current = ''
    room.connection.say('adding', { part: '', lane: '' })
  }
  const begins = (/** @type {string} */ lane) => {
    if (said.current !== lane) room.connection.say('adding', { part: 'timeline', lane })
    said.current = lane
    clearTimeout(timer.current)
    timer.current = setTimeout(stops, STOPPED_MS)
  }
  return { begins, stops }
}
