/**
 * How the words for a time were read, said beside them, and corrected by other words: what somebody wrote stays as they
 * wrote it, and only the days change.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { w } from '../words.js'
import { dateLater, nameOfRecord } from './actions.js'
import { escapes, SignButton } from './button.js'
import { readingSaid, useReading } from './composer.js'
import { daysSaid, momentSaid } from './dates.js'
import { unread } from './readings.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./readings.js').Readings} Readings */
/** @typedef {import('./readings.js').Moment} Moment */
/** @typedef {import('../document/schema.js').Entry} Entry */

/** Days and months that could be the other way round, years of two digits, months and numbers as spreadsheets leave them. */
const TWO_WAYS = [/^0?([1-9]|1[0-2])[./-]0?([1-9]|1[0-2])[./-]\d{2,4}$/, /^\d{1,2}[./-]\d{1,2}[./-]\d{2}$/, /^\p{L}{3,4}[- ]\d{2}$/u, /^\d{5}$/]

/**
 * Whether the words can well mean another time than they were read as: then it is asked. What somebody has corrected is
 * not asked about again.
 * @param {Moment | null} moment
 * @param {import('./readings.js').Reading} [reading] of its words, where it is known
 * @returns {boolean}
 */
export function mayBeMisread (moment, reading) {
  if (moment === null || moment.precision === 'unknown') return false
  if (moment.start === null) return true
  if (reading !== undefined && !sameDays(moment, reading.moment)) return false
  return moment.qualifier === 'invalid' || (reading?.reasons ?? []).length > 0 || TWO_WAYS.some(form => form.test(moment.text.trim()))
}

/** @param {Moment} one @param {Moment} other */
function sameDays (one, other) {
  return JSON.stringify([one.start, one.end]) === JSON.stringify([other.start, other.end])
}

/**
 * The days that a moment holds, in words: as the server says it where its words are read so, else as they stand.
 * @param {Moment} moment
 * @param {import('./readings.js').Reading | undefined} reading of its words
 */
export function readAs (moment, reading) {
  if (moment.start === null) return w('live.add.not_read')
  if (reading !== undefined && sameDays(moment, reading.moment)) return readingSaid(reading)
  const said = daysSaid(moment)
  return said === '' ? '' : w('live.add.read_as', { what: said })
}

/**
 * The row of a date: the words, how they are read, and the way to change either.
 * @param {{room: Room, readings: Readings, collection: string, id: string, field: string, record: Entry, term: string, lang?: string}} props
 */
export function WhenRow ({ room, readings, collection, id, field, record, term, lang }) {
  const [open, setOpen] = useState(false)
  const row = useRef(/** @type {HTMLElement | null} */ (null))
  const was = useRef(false)
  useEffect(() => {
    if (open === was.current) return
    was.current = open
    const target = row.current?.querySelector(open ? 'input' : 'button')
    if (target instanceof HTMLElement) target.focus()
  }, [open])
  /** @type {Moment | null} */
  const moment = record[field]
  const reading = useReading(readings, moment?.text ?? '')
  const may = room.ended === null && record.removed_at === ''
  if (open) {
    return h('div', { class: 'kv-row open', ref: row }, h('dt', null, term),
      h('dd', null, h(WhenForm, { room, readings, collection, id, field, moment, onDone: () => setOpen(false) })))
  }
  const said = moment === null ? w('live.undated.one') : momentSaid(moment)
  const read = moment === null ? '' : readAs(moment, reading)
  const asked = mayBeMisread(moment, reading)
  return h('div', { class: 'kv-row when-row', ref: row }, h('dt', null, term), h('dd', null,
    h('div', { class: 'said' }, h('span', { lang }, said), read !== '' && !asked && h('small', null, read),
      asked && (may
        ? h('button', { type: 'button', class: 'link ask-read', onClick: () => setOpen(true) }, w('live.when.ask', { read }))
        : h('small', null, read))),
    may && h(SignButton, { room, collection, label: w('live.edit_this', { name: term }), sign: 'pencil', onClick: () => setOpen(true) })))
}

/**
 * @param {{room: Room, readings: Readings, collection: string, id: string, field: string, moment: Moment | null, onDone: () => void}} props
 */
function WhenForm ({ room, readings, collection, id, field, moment, onDone }) {
  const [text, setText] = useState(moment?.text ?? '')
  const [other, setOther] = useState('')
  const words = useReading(readings, text)
  const meant = useReading(readings, other)
  const name = `in-${field}`
  /** @param {Event} event */
  const write = event => {
    event.preventDefault()
    const { workingCopy } = room
    const kept = text.trim()
    const set = (/** @type {Moment | null} */ value) => room.do('undo.did.changed', nameOfRecord(room, collection, id), [workingCopy.setting(collection, id, field, value)])
    if (other.trim() !== '' && kept !== '') {
      // read first: days that nobody has understood would take away those that stand
      readings.askUntilRead(other).then(reading => {
        if (reading === null || reading.moment.start === null || room.ended !== null) return room.say(w('live.when.not_corrected', { words: other.trim() }), { tone: 'warn' })
        set({ ...reading.moment, text: kept })
      })
    } else if (kept !== (moment?.text ?? '')) {
      const known = readings.known(kept)
      set(kept === '' ? null : known?.moment ?? unread(kept))
      if (known === undefined && kept !== '') dateLater(room, readings, collection, id, field, kept)
    }
    onDone()
  }
  return h('form', { class: 'when-form', onSubmit: write, onKeyDown: escapes(onDone), autocomplete: 'off', 'aria-label': w('live.when.change') },
    h('div', { class: 'f' }, h('label', { for: name }, w('live.when.words')),
      h('input', { id: name, value: text, maxLength: 200, 'aria-describedby': `${name}-read`, onInput: (/** @type {any} */ event) => setText(event.target.value) }),
      h('p', { class: 'read', id: `${name}-read` }, text.trim() === '' ? w('live.undated.one') : text.trim() === moment?.text ? readAs(moment, words) : readingSaid(words))),
    text.trim() !== '' && h('div', { class: 'f' }, h('label', { for: `${name}-meant` }, w('live.when.other')),
      h('input', { id: `${name}-meant`, value: other, maxLength: 200, 'aria-describedby': `${name}-meant-read`, onInput: (/** @type {any} */ event) => setOther(event.target.value) }),
      h('p', { class: 'read', id: `${name}-meant-read` }, other.trim() === '' ? w('live.when.stays', { words: text.trim() }) : readingSaid(meant))),
    h('div', { class: 'pair' }, h('button', { class: 'main' }, w('live.done')), h('button', { type: 'button', onClick: onDone }, w('live.cancel'))))
}
