/**
 * How two people are with each other, chosen from a palette of sixteen in plain words, each with the line it is drawn
 * with; the rest stand under "more". A tie that goes one way is said as a sentence, and can be turned round.
 *
 * The palette is a group of radio buttons: arrows go from one to the next, the words are what a screen reader says.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { bondPen, bondStrokes, sample, strokeOf } from '../genogram/lines.js'
import { w } from '../words.js'
import { personName } from './actions.js'
import { Button, focusOnce } from './button.js'
import { bondSaid } from './said.js'
import { dateSoon, momentOf, WhenField } from './when.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('../document/schema.js').Row} Row */
/** @typedef {import('./readings.js').Readings} Readings */

const [WIDE, HIGH] = [40, 20]

/**
 * The line of a kind of bond, small.
 * @param {{row: Row | undefined}} props
 */
export function BondSample ({ row }) {
  return h('svg', { class: 'bond-sample', width: WIDE, height: HIGH, viewBox: `0 0 ${WIDE} ${HIGH}`, 'aria-hidden': 'true', focusable: 'false' },
    sample(strokeOf(bondStrokes, row?.stroke, 'dash-dot'), bondPen(), 2, HIGH / 2, WIDE - 4))
}

/**
 * The palette itself.
 * @param {{rows: Row[], value: string, name: string, onPick: (key: string) => void, blocked?: boolean}} props `name` of the radio
 *   buttons, one for each palette of a page
 */
export function BondPalette ({ rows, value, name, onPick, blocked = false }) {
  const first = rows.filter(row => row.shown !== false)
  const rest = rows.filter(row => row.shown === false)
  /** @param {Row} row */
  const tile = row => h('label', { key: row.key, class: `bond-tile${row.key === value ? ' picked' : ''}` },
    h('input', { type: 'radio', name, value: row.key, checked: row.key === value, 'aria-disabled': blocked ? 'true' : undefined, onChange: (/** @type {any} */ event) => {
      if (blocked) event.target.checked = row.key === value
      else onPick(row.key)
    } }),
    h(BondSample, { row }),
    h('span', null, w(`bond_kinds.${row.key}`), row.restricted && h('small', null, w('live.tie.restricted'))))
  return h('fieldset', { class: 'f palette' }, h('legend', null, w('live.tie.kind')),
    h('div', { class: 'tiles' }, first.map(tile)),
    rest.length > 0 && h('details', { open: rest.some(row => row.key === value) }, h('summary', null, w('live.tie.more')), h('div', { class: 'tiles' }, rest.map(tile))))
}

/**
 * Who does what to whom, as a sentence; a tie with a direction can be turned round.
 * @param {{a: string, b: string, kind: string, directed: boolean, onSwap: () => void, blocked?: boolean}} props `a` and `b` are names
 */
export function Direction ({ a, b, kind, directed, onSwap, blocked = false }) {
  return h('div', { class: 'direction' },
    h('p', { 'aria-live': 'polite', class: 'bond-said' }, bondSaid(kind, a, b)),
    directed && h('button', { type: 'button', class: 'swap', 'aria-disabled': blocked ? 'true' : undefined, onClick: () => blocked ? undefined : onSwap() },
      w('live.tie.swap', { said: bondSaid(kind, b, a) })))
}

/**
 * A new tie of a person to another one, as one step.
 * @param {{room: Room, readings: Readings, id: string, other?: string, onDone: (bond: string) => void, onCancel: () => void}} props `id` whose
 *   tie it is, `other` with whom, where that is chosen already
 */
export function BondForm ({ room, readings, id, other = '', onDone, onCancel }) {
  const [said, setSaid] = useState({ other, kind: '', swapped: false, began: '', ended: '', says: '', confidence: '', missing: '' })
  const { people } = room.workingCopy.standing()
  const rows = room.schema.vocabulary.bond_kinds ?? []
  const row = rows.find(each => each.key === said.kind)
  const [from, to] = said.swapped ? [said.other, id] : [id, said.other]
  const names = [from, to].map(each => personName(people[each] ?? {}))
  const others = Object.entries(people).filter(([each]) => each !== id).map(([each, person]) => /** @type {const} */ ([each, personName(person)]))
    .sort((one, another) => one[1].localeCompare(another[1]))
  /** @param {Partial<typeof said>} change */
  const write = change => setSaid({ ...said, missing: '', ...change })
  /** @param {Event} event */
  const add = event => {
    event.preventDefault()
    const blocked = room.blocked('family')
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    if (said.other === '') return write({ missing: w('live.tie.who_missing') })
    if (row === undefined) return write({ missing: w('live.tie.kind_missing') })
    const bond = room.workingCopy.creating('bonds', {
      a: from, b: to, kind: said.kind, directed: row.directed ?? false, sensitive: row.restricted ?? false, says: said.says.trim(), confidence: said.confidence,
      began: momentOf(readings, said.began), ended: momentOf(readings, said.ended)
    })
    room.do('undo.did.added', w('live.tie.between', { a: names[0], b: names[1], what: w(`bond_kinds.${said.kind}`) }), [bond])
    dateSoon(room, readings, 'bonds', bond.id, { began: said.began, ended: said.ended })
    onDone(bond.id)
  }
  return h('form', { class: 'moving bond-form', onSubmit: add, noValidate: true, 'aria-label': w('live.tie.add'), autocomplete: 'off' }, h('h3', null, w('live.tie.add_of', { name: personName(people[id] ?? {}) })),
    h('div', { class: 'f' }, h('label', { for: 'tie-other' }, w('live.tie.to')), h('select', { id: 'tie-other', ref: focusOnce, value: said.other, onChange: (/** @type {any} */ event) => write({ other: event.target.value }) },
      h('option', { value: '', selected: said.other === '' }, w('live.nobody_chosen')),
      others.map(([each, name]) => h('option', { key: each, value: each, selected: each === said.other }, name)))),
    h(BondPalette, { rows, value: said.kind, name: 'tie-kind', onPick: kind => write({ kind }) }),
    said.other !== '' && row !== undefined && h(Direction, { a: names[0], b: names[1], kind: said.kind, directed: row.directed ?? false, onSwap: () => write({ swapped: !said.swapped }) }),
    h('div', { class: 'two' },
      h(WhenField, { readings, id: 'tie-began', label: w('live.tie.began'), value: said.began, onInput: began => write({ began }) }),
      h(WhenField, { readings, id: 'tie-ended', label: w('live.tie.ended'), value: said.ended, onInput: ended => write({ ended }) })),
    h('div', { class: 'two' },
      h('div', { class: 'f' }, h('label', { for: 'tie-says' }, w('field.says')), h('input', { id: 'tie-says', maxLength: 200, value: said.says, onInput: (/** @type {any} */ event) => write({ says: event.target.value }) })),
      h(HowSure, { room, id: 'tie-sure', value: said.confidence, onPick: confidence => write({ confidence }) })),
    h('div', { role: 'alert' }, said.missing !== '' && h('p', { class: 'why' }, said.missing)),
    h('div', { class: 'pair foot' }, h('button', { class: 'main', 'aria-disabled': room.blocked('family') !== '' ? 'true' : undefined }, w('live.add.do')),
      h('button', { type: 'button', onClick: onCancel }, w('live.cancel'))))
}

/**
 * How sure something is, as a choice.
 * @param {{room: Room, id: string, value: string, onPick: (confidence: string) => void}} props
 */
export function HowSure ({ room, id, value, onPick }) {
  return h('div', { class: 'f' }, h('label', { for: id }, w('live.how_sure')), h('select', { id, value, onChange: (/** @type {any} */ event) => onPick(event.target.value) },
    h('option', { value: '', selected: value === '' }, w('live.not_said')),
    (room.schema.vocabulary.confidences ?? []).map(row => h('option', { key: row.key, value: row.key, selected: row.key === value }, w(`confidences.${row.key}`)))))
}

/**
 * Kind and direction of a tie that is there: each is written when it is chosen.
 * @param {{room: Room, id: string, record: Entry}} props
 */
export function BondEditor ({ room, id, record }) {
  const { workingCopy } = room
  const rows = room.schema.vocabulary.bond_kinds ?? []
  const people = workingCopy.plain().people
  const [a, b] = [record.a, record.b].map(each => personName(people[each] ?? {}))
  const blocked = room.blocked('family') !== ''
  const said = w('live.tie.between', { a, b, what: w(`bond_kinds.${record.kind}`) })
  /** @param {string} kind */
  const pick = kind => {
    const row = rows.find(each => each.key === kind)
    const kept = row?.restricted ? [workingCopy.setting('bonds', id, 'sensitive', true)] : []
    room.do('undo.did.changed', said, [workingCopy.setting('bonds', id, 'kind', kind), workingCopy.setting('bonds', id, 'directed', row?.directed ?? false), ...kept])
  }
  const swap = () => room.do('undo.did.changed', said, [workingCopy.setting('bonds', id, 'a', record.b), workingCopy.setting('bonds', id, 'b', record.a)])
  return h('div', { class: 'bond-editor' },
    h(Direction, { a, b, kind: record.kind, directed: record.directed, onSwap: swap, blocked }),
    h(BondPalette, { rows, value: record.kind, name: 'bond-kind', onPick: pick, blocked }))
}

/** The button that opens the palette for somebody. @param {{room: Room, name: string, onClick: () => void}} props */
export function AddTieButton ({ room, name, onClick }) {
  return h(Button, { room, collection: 'bonds', text: w('live.tie.add'), sign: 'plus', label: w('live.act_on', { act: w('live.tie.add'), name }), onClick })
}
