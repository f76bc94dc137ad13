/**
 * People tell one thing differently: the tellings stand side by side, with who says which, who noted it and when, and
 * what would settle it. Settling chooses one or keeps both, with the reason; what was settled stays readable.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { askingFor, canBeTold, noting, openFields, openingAgain, settledOf, settling, tellingsOf, wouldSettle } from '../document/tellings.js'
import { fieldOf } from '../document/schema.js'
import { hasWord, w } from '../words.js'
import { dateLater, nameOfRecord, partOf } from './actions.js'
import { Button, escapes, focusOnce, useForm } from './button.js'
import { instantInWords, momentSaid } from './dates.js'
import { icon } from './icons.js'
import { momentOf, WhenField } from './when.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./readings.js').Readings} Readings */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('../document/schema.js').Field} Field */
/** @typedef {{room: Room, readings: Readings, collection: string, id: string, record: Entry}} Props */

const LINE_MAX = 200

/**
 * What is told differently of one record and not settled: it comes before everything else that is said of it.
 * @param {Props} props
 */
export function Disagreements (props) {
  const { room, collection, record } = props
  const open = openFields(record).filter(field => hasField(room, collection, field))
  return open.length === 0 ? null : h('div', { class: 'tellings first' }, open.map(field => h(Disagreement, { key: field, ...props, field })))
}

/**
 * The way to note another telling, and what was settled before.
 * @param {Props} props
 */
export function Tellings (props) {
  const { room, collection, record } = props
  const [adding, setAdding] = useForm('.tell-other')
  const settled = settledOf(record).filter(group => hasField(room, collection, group.field))
  const may = room.ended === null && record.removed_at === ''
  if (!may && settled.length === 0) return null
  return h('section', { class: 'tellings', 'aria-label': w('live.tell.title') },
    adding && h(TellingForm, { ...props, onDone: () => setAdding(false) }),
    may && !adding && h(Button, { room, collection, text: w('live.tell.add'), sign: 'message-circle', extra: 'tell-other', onClick: () => setAdding(true) }),
    settled.length > 0 && h('details', { class: 'settled' }, h('summary', null, w('live.tell.settled', { n: settled.length })),
      settled.map(group => h(Settled, { key: `${group.field}${group.settled}`, ...props, group }))))
}

/** @param {Room} room @param {string} collection @param {string} field */
function hasField (room, collection, field) {
  return room.schema.collections[collection].fields.some(each => each.name === field)
}

/** @param {string} field */
function fieldSaid (field) {
  return hasWord(`field.${field}`) ? w(`field.${field}`) : field
}

/** A value in words, as it stands in a list of tellings. @param {Room} room @param {string} collection @param {string} field @param {any} value */
export function valueSaid (room, collection, field, value) {
  const spec = fieldOf(room.schema, collection, field)
  if (value === '' || value === null || value === undefined) return w('live.tell.nothing')
  if (spec.kind === 'moment') return momentSaid(value)
  if (spec.kind === 'choice') return w(`${spec.table}.${value}`)
  return spec.kind === 'reference' ? nameOfRecord(room, spec.to ?? '', value) : String(value)
}

/** Who says so, and who noted it and when. @param {Room} room @param {Entry} record @param {import('../document/tellings.js').Account} telling */
function sourceOf (room, record, telling) {
  const who = telling.noted_by === undefined ? [record.agency, record.says].filter(Boolean).join('; ') : telling.who ?? ''
  const by = room.nameOf(telling.noted_by ?? '')
  const when = instantInWords(telling.at ?? '')
  const noted = by === '' ? '' : when === '' ? w('live.tell.noted_by', { name: by }) : w('live.tell.noted_when', { name: by, when })
  return [who === '' ? '' : w('live.tell.says', { who }), noted].filter(Boolean)
}

/** One field that is told differently. @param {Props & {field: string}} props */
function Disagreement (props) {
  const { room, readings, collection, id, record, field } = props
  const [settle, setSettle] = useForm(`.settle-${field}`)
  const tellings = tellingsOf(record, field)
  const what = wouldSettle(record, field)
  const name = fieldSaid(field)
  return h('div', { class: 'disagreement', role: 'group', 'aria-label': w('live.tell.differently', { what: name }) },
    h('h3', null, icon('message-circle', 'small'), w('live.tell.differently', { what: name })),
    h('ul', { class: 'side-by-side-tellings' }, tellings.map(telling =>
      h('li', { key: telling.id, class: telling.stands ? 'stands' : undefined },
        h('b', null, valueSaid(room, collection, field, telling.value)),
        telling.stands && h('span', { class: 'pill outline' }, w('live.tell.stands')),
        sourceOf(room, record, telling).map(line => h('small', { key: line }, line))))),
    h(WouldSettle, { room, collection, id, field, what }),
    settle
      ? h(SettleForm, { room, readings, collection, id, field, tellings, onDone: () => setSettle(false) })
      : room.ended === null && h(Button, { room, collection, text: w('live.tell.settle'), sign: 'check', extra: `settle-${field}`, onClick: () => setSettle(true) }))
}

/** What would settle it, in somebody's words. @param {{room: Room, collection: string, id: string, field: string, what: string}} props */
function WouldSettle ({ room, collection, id, field, what }) {
  const [typed, setTyped] = useState(/** @type {string | null} */ (null))
  const name = `settle-by-${field}`
  const blocked = room.blocked(partOf(room, collection)) !== ''
  const write = () => {
    if (typed !== null && typed.trim() !== what) room.do('undo.did.changed', nameOfRecord(room, collection, id), askingFor(room.workingCopy, collection, id, field, typed.trim()))
    setTyped(null)
  }
  return h('div', { class: 'f' }, h('label', { for: name }, w('live.tell.would_settle')), h('input', {
    id: name, value: typed ?? what, readOnly: blocked || room.ended !== null, maxLength: LINE_MAX,
    onInput: (/** @type {any} */ event) => setTyped(event.target.value),
    onBlur: write,
    onKeyDown: (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Enter') { event.preventDefault(); write() } }
  }))
}

/**
 * Which telling stands from now on, or both, and why.
 * @param {{room: Room, readings: Readings, collection: string, id: string, field: string,
 *   tellings: import('../document/tellings.js').Telling[], onDone: () => void}} props
 */
function SettleForm ({ room, readings, collection, id, field, tellings, onDone }) {
  const [chosen, setChosen] = useState(tellings[0]?.id ?? '')
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState(false)
  /** @param {Event} event */
  const settle = event => {
    event.preventDefault()
    const blocked = room.blocked(partOf(room, collection))
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    if (reason.trim() === '') {
      setAsked(true)
      return document.getElementById('settle-reason')?.focus()
    }
    const outcome = chosen === 'both' ? { both: /** @type {const} */ (true) } : { chosen }
    room.do('undo.did.settled', nameOfRecord(room, collection, id), settling(room.workingCopy, collection, id, field, outcome, reason.trim()))
    const value = room.workingCopy.record(collection, id)?.[field]
    if (value?.precision === 'unread') dateLater(room, readings, collection, id, field, value.text)
    room.say(w('live.tell.settled_said', { what: fieldSaid(field) }), { action: { text: w('live.undo'), do: () => room.undoMine() } })
    onDone()
    // what was settled is gone from here with its form
    document.getElementById('panel-title')?.focus()
  }
  /** @param {string} value @param {string} text @param {boolean} first */
  const choice = (value, text, first) => h('label', { key: value, class: 'tick' },
    h('input', { type: 'radio', name: `settle-${field}`, value, ref: first ? focusOnce : undefined, checked: value === chosen, onChange: () => setChosen(value) }), h('span', null, text))
  return h('form', { class: 'settle-form', onSubmit: settle, onKeyDown: escapes(onDone), 'aria-label': w('live.tell.settle'), autocomplete: 'off' },
    h('fieldset', { class: 'f' }, h('legend', null, w('live.tell.which')),
      tellings.map((telling, at) => choice(telling.id, valueSaid(room, collection, field, telling.value), at === 0)),
      choice('both', w('live.tell.both'), false)),
    h('div', { class: 'f' }, h('label', { for: 'settle-reason' }, w('live.tell.reason')),
      h('input', { id: 'settle-reason', value: reason, maxLength: LINE_MAX, 'aria-required': 'true', 'aria-invalid': asked && reason.trim() === '' ? 'true' : undefined, 'aria-describedby': 'settle-why', onInput: (/** @type {any} */ event) => setReason(event.target.value) }),
      h('p', { class: 'read', id: 'settle-why' }, asked && reason.trim() === '' ? w('live.tell.reason_needed') : w('live.tell.stays_readable'))),
    h('div', { class: 'pair' }, h('button', { class: 'main' }, w('live.tell.settle_do')), h('button', { type: 'button', onClick: onDone }, w('live.cancel'))))
}

/** @param {Props & {group: ReturnType<typeof settledOf>[number]}} props */
function Settled ({ room, collection, id, record, group }) {
  const by = room.nameOf(group.by)
  const when = instantInWords(group.settled)
  return h('div', { class: 'was-settled' }, h('h4', null, fieldSaid(group.field)),
    h('ul', null, group.tellings.map(telling => h('li', { key: telling.id },
      h('b', null, valueSaid(room, collection, group.field, telling.value)),
      telling.outcome && h('span', { class: 'pill outline' }, w(`account_outcomes.${telling.outcome}`)),
      sourceOf(room, record, telling).map(line => h('small', { key: line }, line))))),
    group.reason !== '' && h('p', null, w('live.tell.because', { reason: group.reason })),
    h('small', null, by === '' ? when : w('live.who_when', { who: by, when })),
    room.ended === null && record.removed_at === '' && h(Button, {
      room, collection, text: w('live.tell.open_again'), sign: 'rotate-ccw',
      onClick: () => room.do('undo.did.changed', nameOfRecord(room, collection, id), openingAgain(room.workingCopy, collection, id, group))
    }))
}

/** Somebody tells it differently: which field, how they tell it, and who says so. @param {Props & {onDone: () => void}} props */
function TellingForm ({ room, readings, collection, id, record, onDone }) {
  const fields = room.schema.collections[collection].fields.filter(field => canBeTold(field) && hasWord(`field.${field.name}`))
  const first = collection === 'events' ? 'when' : collection === 'people' ? 'born' : fields[0]?.name ?? ''
  const [told, setTold] = useState({ field: first, value: '', who: '', wouldSettle: '' })
  const [same, setSame] = useState(false)
  const field = fieldOf(room.schema, collection, told.field)
  /** @param {Event} event */
  const note = event => {
    event.preventDefault()
    const blocked = room.blocked(partOf(room, collection))
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    const words = told.value.trim()
    if (words === '') return document.getElementById('tell-value')?.focus()
    const value = field.kind === 'moment' ? momentOf(readings, words) : words
    const edits = noting(room.workingCopy, collection, id, { field: told.field, value, who: told.who.trim(), wouldSettle: told.wouldSettle.trim() })
    if (edits.length === 0) return setSame(true)
    room.do('undo.did.told', nameOfRecord(room, collection, id), edits)
    onDone()
  }
  /** @param {Partial<typeof told>} change */
  const change = change => { setSame(false); setTold({ ...told, ...change }) }
  return h('form', { class: 'telling-form', onSubmit: note, onKeyDown: escapes(onDone), 'aria-label': w('live.tell.add'), autocomplete: 'off' },
    h('div', { class: 'f' }, h('label', { for: 'tell-field' }, w('live.tell.what')),
      h('select', { id: 'tell-field', ref: focusOnce, value: told.field, onChange: (/** @type {any} */ event) => change({ field: event.target.value, value: '' }) },
        fields.map(each => h('option', { key: each.name, value: each.name, selected: each.name === told.field }, fieldSaid(each.name))))),
    h('p', { class: 'now-stands' }, w('live.tell.now', { value: valueSaid(room, collection, told.field, record[told.field]) })),
    h(ValueField, { room, readings, field, id, value: told.value, onInput: value => change({ value }) }),
    h('div', { class: 'f' }, h('label', { for: 'tell-who' }, w('field.says')),
      h('input', { id: 'tell-who', value: told.who, maxLength: LINE_MAX, onInput: (/** @type {any} */ event) => change({ who: event.target.value }) })),
    h('div', { class: 'f' }, h('label', { for: 'tell-settle' }, w('live.tell.would_settle')),
      h('input', { id: 'tell-settle', value: told.wouldSettle, maxLength: LINE_MAX, onInput: (/** @type {any} */ event) => change({ wouldSettle: event.target.value }) })),
    same && h('p', { class: 'why', role: 'status' }, w('live.tell.same')),
    h('div', { class: 'pair' }, h('button', { class: 'main' }, w('live.tell.note')), h('button', { type: 'button', onClick: onDone }, w('live.cancel'))))
}

/** How somebody tells it, by the kind of the field. @param {{room: Room, readings: Readings, field: Field, id: string, value: string, onInput: (value: string) => void}} props */
function ValueField ({ room, readings, field, id, value, onInput }) {
  const label = w('live.tell.value')
  const input = (/** @type {any} */ event) => onInput(event.target.value)
  if (field.kind === 'moment') return h(WhenField, { readings, id: 'tell-value', label, value, onInput })
  if (field.kind === 'prose') return h('div', { class: 'f' }, h('label', { for: 'tell-value' }, label), h('textarea', { id: 'tell-value', rows: 3, maxLength: field.max, value, onInput: input }))
  if (field.kind === 'line') return h('div', { class: 'f' }, h('label', { for: 'tell-value' }, label), h('input', { id: 'tell-value', maxLength: field.max ?? LINE_MAX, value, onInput: input }))
  const plain = room.workingCopy.standing()
  const offered = field.kind === 'choice'
    ? (room.schema.vocabulary[field.table ?? ''] ?? []).map(row => [row.key, w(`${field.table}.${row.key}`)])
    : Object.keys(plain[field.to ?? ''] ?? {}).filter(each => each !== id).map(each => [each, nameOfRecord(room, field.to ?? '', each)]).sort((one, other) => one[1].localeCompare(other[1]))
  return h('div', { class: 'f' }, h('label', { for: 'tell-value' }, label), h('select', { id: 'tell-value', value, onChange: input },
    h('option', { value: '', selected: value === '' }, w('live.not_said')), offered.map(([key, text]) => h('option', { key, value: key, selected: key === value }, text))))
}
