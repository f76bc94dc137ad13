/**
 * Two records of one person: who it is, both side by side, and one press that makes one of them; the server keeps both
 * histories and takes it back when it is undone.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { w } from '../words.js'
import { personName } from './actions.js'
import { focusOnce } from './button.js'
import { momentSaid } from './dates.js'
import { fieldWord } from './form.js'
import { kinSaid } from './kinwords.js'
import { indexPerson } from './life.js'
import { Mentions, mentionsOf } from './mentions.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('../document/schema.js').Field} Field */

const SHOWN = new Set(['line', 'prose', 'choice', 'moment', 'flag'])
const NOT_SHOWN = new Set(['ref', 'language', 'agency'])

/** @param {{room: Room, id: string, record: Entry}} props */
export function Merging ({ room, id, record }) {
  const [other, setOther] = useState('')
  const [swapped, setSwapped] = useState(false)
  const [busy, setBusy] = useState(false)
  const plain = room.workingCopy.standing()
  const others = Object.entries(plain.people).filter(([each]) => each !== id).map(([each, person]) => /** @type {const} */ ([each, personName(person)]))
    .sort((one, another) => one[1].localeCompare(another[1]))
  const second = plain.people[other]
  // the child stays: nobody else can be whom the case is about
  const turned = second !== undefined && (swapped !== second.index) && !record.index
  const [keep, gone] = turned ? [other, id] : [id, other]
  const merge = async (/** @type {Event} */ event) => {
    event.preventDefault()
    const blocked = room.blocked('family')
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    if (second === undefined || busy) return
    setBusy(true)
    await askToMerge(room, keep, gone)
    setBusy(false)
  }
  return h('form', { class: 'moving merging', onSubmit: merge, 'aria-label': w('live.merge') }, h('h3', null, w('live.merge.title', { name: personName(record) })),
    h('p', { class: 'muted' }, w('live.merge.how')),
    h('div', { class: 'f' }, h('label', { for: 'merge-other' }, w('live.merge.other')), h('select', { id: 'merge-other', ref: focusOnce, value: other, onChange: (/** @type {any} */ event) => { setOther(event.target.value); setSwapped(false) } },
      h('option', { value: '', selected: other === '' }, w('live.nobody_chosen')),
      others.map(([each, name]) => h('option', { key: each, value: each, selected: each === other }, name)))),
    second !== undefined && [
      h(SideBySide, { room, keep, gone }),
      !record.index && !second.index && h('button', { type: 'button', class: 'swap', onClick: () => setSwapped(!swapped) }, w('live.merge.keep_other', { name: personName(plain.people[gone]) })),
      h(Mentions, { room, mentions: mentionsOf(plain, 'people', gone), title: w('live.merge.moves', { name: personName(plain.people[keep]) }) })
    ],
    h('div', { class: 'pair foot' },
      h('button', { class: 'main', 'aria-disabled': second === undefined || busy || room.blocked('family') !== '' ? 'true' : undefined }, w('live.merge.do')),
      h('button', { type: 'button', onClick: () => room.see({ task: 'see' }) }, w('live.cancel'))))
}

/** What both records say, field by field. @param {{room: Room, keep: string, gone: string}} props */
function SideBySide ({ room, keep, gone }) {
  const plain = room.workingCopy.standing()
  const [one, two] = [plain.people[keep], plain.people[gone]]
  const child = indexPerson(plain)?.id ?? ''
  const rows = room.schema.collections.people.fields.filter(field => SHOWN.has(field.kind) && !NOT_SHOWN.has(field.name))
    .map(field => ({ field, said: [one, two].map(person => valueSaid(field, person[field.name])) }))
    .filter(({ said }) => said.some(each => each !== ''))
  const kin = [keep, gone].map(id => kinSaid(plain, id, child))
  return h('table', { class: 'side-by-side' }, h('caption', { class: 'away' }, w('live.merge.side_by_side')),
    h('thead', null, h('tr', null, h('td', null), h('th', { scope: 'col' }, w('live.merge.kept')), h('th', { scope: 'col' }, w('live.merge.into')))),
    h('tbody', null,
      kin.some(each => each !== '') && h('tr', null, h('th', { scope: 'row' }, w('live.person.to_the_child')), kin.map((each, at) => h('td', { key: at }, each || '–'))),
      rows.map(({ field, said }) => h('tr', { key: field.name, class: said[0] !== said[1] && said[0] !== '' && said[1] !== '' ? 'differs' : undefined },
        h('th', { scope: 'row' }, fieldWord(field)), said.map((each, at) => h('td', { key: at }, each || '–'))))))
}

/** @param {Field} field @param {any} value */
function valueSaid (field, value) {
  if (field.kind === 'moment') return momentSaid(value)
  if (field.kind === 'choice') return value === '' || value === field.default ? '' : w(`${field.table}.${value}`)
  if (field.kind === 'flag') return value ? w('live.merge.marked') : ''
  return value ?? ''
}

/**
 * Asks the server to make one person of two; it can be taken back as one change.
 * @param {Room} room @param {string} keep @param {string} gone
 */
async function askToMerge (room, keep, gone) {
  const name = personName(room.workingCopy.record('people', keep) ?? {})
  try {
    const answer = await fetch(room.address('changes'), {
      method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ kind: 'merge', keep, gone })
    })
    const told = await answer.json().catch(() => ({}))
    if (!answer.ok) return room.say([told.sentence, told.remedy].filter(Boolean).join(' ') || w('live.merge.failed'), { tone: 'warn' })
    const change = told.change ?? told.id ?? ''
    if (change !== '') room.undo.remember({ key: 'undo.did.merged', name }, change)
    room.choose('people', keep)
    room.say(w('live.merge.done', { name }), change === '' ? {} : { action: { text: w('live.undo'), do: () => room.undoMine() } })
  } catch {
    room.say(w('live.merge.failed'), { tone: 'warn' })
  }
}
