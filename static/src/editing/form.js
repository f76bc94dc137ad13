/**
 * Forms made from the schema: a field that the records gain appears by itself, with its word from the catalogue.
 *
 * Short fields are written when they are left or Enter is pressed; shared texts with every letter, so that two
 * people can write in one. A field that somebody else changes while it is not being typed in follows at once; one
 * that is being typed in is left alone.
 */
import { h } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { rebased } from '../document/rebasing.js'
import { hasWord, w } from '../words.js'
import { dateLater, nameOfRecord, partOf } from './actions.js'
import { readingSaid, useReading } from './composer.js'
import { icon } from './icons.js'
import { unread } from './readings.js'
import { siblingsOf } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./readings.js').Readings} Readings */
/** @typedef {import('../document/schema.js').Field} Field */
/** @typedef {{room: Room, readings: Readings, collection: string, id: string, field: Field, prefix: string}} FieldProps */
/** @typedef {import('../document/schema.js').Entry} Entry */

/** Written by the page or the server, never by hand in a form. */
const NOT_BY_HAND = new Set(['ref', 'order', 'added_by', 'added_at', 'removed_by', 'removed_at', 'accounts', 'place', 'pinned', 'index', 'talked_about', 'merged_into'])
/** Edited elsewhere on the same panel, in words, by buttons or with a palette. @type {Record<string, string[]>} */
const ELSEWHERE = {
  unions: ['kind', 'began', 'ended', 'ending'],
  bonds: ['a', 'b', 'kind', 'directed'],
  facts: ['about'],
  cards: ['suggested'],
  experiences: ['event'],
  placements: ['not_known', 'agreed'],
  voices: ['story_part', 'sentence']
}
/** Where fields stand; a field that is named nowhere comes last, under `more`. @type {Record<string, [string, string[]][]>} */
const GROUPS = {
  events: [
    ['', ['title', 'when', 'lane', 'people', 'detail']],
    ['known', ['agency', 'says', 'confidence', 'recorded_by', 'age_said']],
    ['words', ['meaning', 'quote', 'quote_heard_by', 'quote_heard', 'quote_share', 'quote_share_with']],
    ['more', ['also_lane', 'place_text', 'times', 'tone', 'headline', 'same_as', 'contradicts', 'language', 'sensitive']]
  ],
  experiences: [['', ['kind', 'lasted', 'protected_by', 'note']], ['known', ['agency', 'says']], ['more', ['language', 'sensitive']]],
  people: [
    ['', ['name', 'known_as', 'called', 'aliases', 'gender', 'born', 'weeks', 'count', 'died', 'cause', 'lives_in', 'note']],
    ['known', ['agency', 'says']],
    ['twins', ['twin_of', 'twins']],
    ['life', ['occupation', 'speaks', 'interpreter', 'pronouns', 'ethnicity', 'religion', 'came_from', 'came', 'two_cultures']],
    ['more', ['kind', 'species', 'strength', 'unknown', 'unnamed', 'secret', 'trans', 'lgb', 'language', 'sensitive']]
  ],
  unions: [['', ['a', 'b', 'note']], ['known', ['agency', 'says']], ['more', ['secret', 'language', 'sensitive']]],
  bonds: [['', ['began', 'ended', 'words', 'confidence', 'note']], ['known', ['agency', 'says']], ['more', ['secret', 'language', 'sensitive']]],
  parent_links: [
    ['', ['kind', 'began', 'ended', 'confidence', 'note']],
    ['known', ['agency', 'says']],
    ['more', ['child', 'union', 'parent', 'conceived_in_harm', 'secret', 'language', 'sensitive']]
  ],
  facts: [['', ['text', 'area', 'mark', 'state', 'began', 'ended', 'note']], ['known', ['agency', 'says']], ['more', ['language', 'sensitive']]],
  cards: [['', ['text', 'box', 'note']], ['rests', ['events', 'people', 'facts']], ['known', ['agency', 'says']], ['more', ['suggested', 'language', 'sensitive']]],
  placements: [
    ['', ['steps', 'setting', 'person', 'reason']],
    ['rests', ['events', 'people', 'facts']],
    ['known', ['agency', 'says']],
    ['more', ['emerging', 'not_ready', 'when', 'language', 'sensitive']]
  ],
  recommendations: [
    ['', ['title', 'why', 'kind', 'steps', 'start', 'until_step', 'state', 'avoided', 'state_why']],
    ['doing', ['who', 'who_agency', 'done_by', 'new_adults', 'begins', 'by', 'ends', 'ending']],
    ['rests', ['wishes', 'events', 'people', 'facts', 'needs_first']],
    ['known', ['agency', 'says']],
    ['more', ['language', 'sensitive']]
  ],
  voices: [
    ['', ['kind', 'text', 'asked', 'asked_by', 'when', 'how', 'why_not', 'share', 'share_with']],
    ['rests', ['events', 'people', 'facts', 'cards', 'placements', 'recommendations']],
    ['known', ['agency', 'says']],
    ['more', ['language', 'sensitive']]
  ]
}
/** Fields that only make sense for some values of another. @type {Record<string, (record: any) => boolean>} */
const ONLY_WHEN = {
  'people.species': person => person.kind === 'pet',
  'people.cause': person => person.died !== null,
  'people.called': person => !person.index,
  'people.strength': person => !person.index,
  'people.unknown': person => !person.index,
  'people.weeks': person => ['pregnancy', 'miscarriage', 'termination', 'stillbirth'].includes(person.kind),
  'people.count': person => person.kind === 'siblings',
  'people.twins': person => person.twin_of !== '',
  'people.came': person => person.came_from !== '' || person.came !== null,
  'events.quote_heard_by': event => event.quote !== '' || event.quote_heard_by !== '',
  'events.quote_heard': event => event.quote !== '' || event.quote_heard !== null,
  'events.quote_share': event => event.quote !== '' || event.quote_share !== '',
  'events.quote_share_with': event => ['yes', 'some', 'no'].includes(event.quote_share) || event.quote_share_with !== '',
  'facts.state': fact => fact.mark !== '',
  'facts.began': fact => fact.mark !== '' || fact.began !== null,
  'facts.ended': fact => fact.mark !== '' || fact.ended !== null,
  'parent_links.conceived_in_harm': link => link.kind === 'biological',
  'recommendations.until_step': each => each.start !== 'now' || each.until_step !== '',
  'recommendations.begins': each => each.start !== 'avoid' || each.begins !== null,
  'recommendations.by': each => each.start !== 'avoid' || each.by !== null,
  'recommendations.ends': each => each.start !== 'avoid' || each.ends !== null,
  'recommendations.ending': each => each.start !== 'avoid' || each.ending !== '',
  'recommendations.new_adults': each => each.start !== 'avoid' || each.new_adults !== '',
  'recommendations.state': each => each.start !== 'avoid' && each.state !== '',
  'recommendations.avoided': each => each.start === 'avoid' && each.avoided !== '',
  'recommendations.state_why': each => each.state !== '' || each.avoided !== '' || each.state_why !== '',
  'voices.why_not': voice => voice.asked === 'not_asked' || voice.why_not !== '',
  'voices.text': voice => voice.asked !== 'not_asked' || voice.text !== '',
  'voices.share': voice => voice.text !== '' || voice.share !== '',
  'voices.share_with': voice => ['yes', 'some', 'no'].includes(voice.share) || voice.share_with !== ''
}
/** Whom a reference may name, where not everybody makes sense: those first, and who is named already. @type {Record<string, (plain: import('../document/schema.js').Plain, id: string) => string[]>} */
const OFFERED = { 'people.twin_of': (plain, id) => siblingsOf(plain, id) }

/**
 * The form of one record.
 * @param {{room: Room, readings: Readings, collection: string, id: string, prefix?: string}} props `prefix` of the fields' ids, where
 *   two forms may stand on one page
 */
export function RecordForm ({ room, readings, collection, id, prefix = 'f' }) {
  const record = room.workingCopy.record(collection, id)
  if (record === undefined) return null
  const fields = room.schema.collections[collection].fields.filter(field => asked(collection, field, record))
  return h('div', { class: 'record-form', key: id }, grouped(collection, fields).map(([name, members]) =>
    h(Group, { key: name, name }, members.map(field =>
      h(FieldRow, { key: `${id}.${field.name}`, room, readings, collection, id, field, prefix })))))
}

/** Whether a form asks for a field of this record. @param {string} collection @param {Field} field @param {Entry} record */
function asked (collection, field, record) {
  const elsewhere = ELSEWHERE[collection]?.includes(field.name) ?? false
  return !NOT_BY_HAND.has(field.name) && !elsewhere && (ONLY_WHEN[`${collection}.${field.name}`]?.(record) ?? true)
}

/**
 * Single fields of a record, for editing where they are read.
 * @param {{room: Room, readings: Readings, collection: string, id: string, names: string[], prefix: string}} props
 */
export function Fields ({ room, readings, collection, id, names, prefix }) {
  const fields = room.schema.collections[collection].fields
  return names.map(name => {
    const field = fields.find(each => each.name === name)
    return field !== undefined && h(FieldRow, { key: `${id}.${name}`, room, readings, collection, id, field, prefix })
  })
}

/** @param {string} collection @param {Field[]} fields @returns {[string, Field[]][]} */
function grouped (collection, fields) {
  const layout = GROUPS[collection] ?? [['', fields.map(field => field.name).filter(name => !['language', 'sensitive', 'agency', 'says'].includes(name))], ['known', ['agency', 'says']], ['more', ['language', 'sensitive']]]
  const placed = new Set(layout.flatMap(([, names]) => names))
  return layout.map(([group, names]) => {
    const members = names.map(name => fields.find(field => field.name === name)).filter(field => field !== undefined)
    const others = group === 'more' ? fields.filter(field => !placed.has(field.name)) : []
    return /** @type {[string, Field[]]} */ ([group, [...members, ...others]])
  }).filter(([, members]) => members.length > 0)
}

/** @param {{name: string, children?: any}} props */
function Group ({ name, children }) {
  if (name === '') return h('div', { class: 'group' }, children)
  const titles = {
    known: w('live.group.known'), words: w('live.group.words'), doing: w('live.group.doing'), rests: w('live.group.rests'), twins: w('live.group.twins'), life: w('live.group.life'), more: w('live.group.more')
  }
  return h('details', { class: 'group', open: name === 'known' }, h('summary', null, titles[/** @type {keyof typeof titles} */ (name)]), children)
}

/** @param {FieldProps} props */
function FieldRow (props) {
  const { room, collection, field, prefix } = props
  const blocked = room.blocked(partOf(room, collection)) !== ''
  const kinds = { line: Line, prose: Prose, choice: Choice, flag: Flag, moment: When, reference: Reference, references: References }
  const Kind = kinds[/** @type {keyof typeof kinds} */ (field.kind)]
  return Kind === undefined ? null : h(Kind, { ...props, blocked, name: `${prefix}-${field.name}` })
}

/** @typedef {FieldProps & {blocked: boolean, name: string}} KindProps */

/** What a field is called, where it has a word of its own in its collection that one. @param {Field} field @param {string} [collection] */
export function fieldWord (field, collection = '') {
  if (hasWord(`field.${collection}.${field.name}`)) return w(`field.${collection}.${field.name}`)
  return hasWord(`field.${field.name}`) ? w(`field.${field.name}`) : field.name
}

/** @param {KindProps} props @returns {any} */
function valueOf ({ room, collection, id, field }) {
  return room.workingCopy.record(collection, id)?.[field.name] ?? field.default
}

/** @param {KindProps} props @param {any} value */
function write ({ room, collection, id, field }, value) {
  room.do('undo.did.changed', nameOfRecord(room, collection, id), [room.workingCopy.setting(collection, id, field.name, value)])
}

/** @param {KindProps} props */
function Line (props) {
  const { field, name, blocked } = props
  const [typed, setTyped] = useTyped(valueOf(props), value => write(props, value.trim()))
  return h('div', { class: 'f' }, h('label', { for: name }, fieldWord(field, props.collection)), h('input', {
    id: name, value: typed.value, readOnly: blocked, maxLength: field.max ?? 200, ...typed.handlers(setTyped)
  }))
}

/**
 * A short field's text: one's own while it is typed in, everybody's otherwise; written when it is left.
 * @param {string} present
 * @param {(value: string) => void} commit
 * @returns {[{value: string, handlers: (set: (value: string | null) => void) => Record<string, any>}, (value: string | null) => void]}
 */
function useTyped (present, commit) {
  const [own, setOwn] = useState(/** @type {string | null} */ (null))
  const latest = useRef({ own, commit, present })
  latest.current = { own, commit, present }
  // a form that is closed with Escape or by choosing something else writes what was typed
  useEffect(() => () => {
    const { own, commit, present } = latest.current
    if (own !== null && own !== present) commit(own)
  }, [])
  const done = (/** @type {string} */ value) => {
    if (value !== present) commit(value)
    setOwn(null)
  }
  /** @param {(value: string | null) => void} set */
  const handlers = set => ({
    onInput: (/** @type {any} */ event) => set(event.target.value),
    onBlur: (/** @type {any} */ event) => { if (latest.current.own !== null) done(event.target.value) },
    onKeyDown: (/** @type {any} */ event) => {
      if (event.key === 'Enter' && latest.current.own !== null) {
        event.preventDefault()
        done(event.target.value)
      }
    }
  })
  return [{ value: own ?? present, handlers }, setOwn]
}

/** @param {KindProps} props */
function Prose (props) {
  const { field, name, blocked } = props
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  const composing = useRef(false)
  const text = valueOf(props)
  // what stands in the field; others may have written since, and what is typed changes what is seen
  const shown = useRef(text)
  const show = () => {
    if (composing.current) return
    // what stands now, not what was drawn: a letter may have been typed since
    keepCaret(area.current, valueOf(props))
    shown.current = area.current?.value ?? ''
  }
  useLayoutEffect(show)
  // at once, and not with the next drawing: the next letter may come before it
  useEffect(() => props.room.workingCopy.onChange(changes => {
    if (changes.length === 0 || changes.some(change => change.id === props.id)) show()
  }), [props.id])
  const typed = (/** @type {string} */ words) => {
    const seen = shown.current
    shown.current = words
    write(props, rebased(seen, words, valueOf(props)))
  }
  return h('div', { class: 'f' }, h('label', { for: name }, fieldWord(field, props.collection)), h('textarea', {
    id: name,
    ref: area,
    rows: 3,
    defaultValue: text,
    readOnly: blocked,
    maxLength: field.max,
    spellcheck: true,
    onCompositionStart: () => { composing.current = true },
    onCompositionEnd: (/** @type {any} */ event) => { composing.current = false; typed(event.target.value) },
    onInput: (/** @type {any} */ event) => { if (!composing.current) typed(event.target.value) }
  }))
}

/**
 * Puts a text that others changed into a field and leaves the caret between the same letters.
 * @param {HTMLTextAreaElement | null} area
 * @param {string} text
 */
function keepCaret (area, text) {
  if (area === null || area.value === text) return
  const { selectionStart, selectionEnd, value, scrollTop } = area
  let same = 0
  while (same < value.length && same < text.length && value[same] === text[same]) same++
  let end = 0
  while (end < value.length - same && end < text.length - same && value.at(-1 - end) === text.at(-1 - end)) end++
  const moved = (/** @type {number} */ at) => at <= same ? at : at >= value.length - end ? at + text.length - value.length : same
  area.value = text
  if (document.activeElement === area) area.setSelectionRange(moved(selectionStart), moved(selectionEnd))
  area.scrollTop = scrollTop
}

/** @param {KindProps} props */
function Choice (props) {
  const { room, field, name, blocked } = props
  const value = valueOf(props)
  const keys = (room.schema.vocabulary[field.table ?? ''] ?? []).map(row => row.key)
  return h('div', { class: 'f' }, h('label', { for: name }, fieldWord(field, props.collection)), h('select', {
    id: name, 'aria-disabled': blocked ? 'true' : undefined, value, onChange: (/** @type {any} */ event) => blocked ? undefined : write(props, event.target.value)
  }, field.default === '' && h('option', { value: '', selected: value === '' }, w('live.not_said')),
  keys.map(key => h('option', { key, value: key, selected: key === value }, w(`${field.table}.${key}`)))))
}

/** @param {KindProps} props */
function Flag (props) {
  const { field, name, blocked } = props
  return h('label', { class: 'tick' }, h('input', {
    id: name,
    type: 'checkbox',
    checked: valueOf(props),
    'aria-disabled': blocked ? 'true' : undefined,
    onChange: (/** @type {any} */ event) => {
      if (blocked) event.target.checked = valueOf(props)
      else write(props, event.target.checked)
    }
  }), h('span', null, fieldWord(field, props.collection)))
}

/** @param {KindProps} props */
function When (props) {
  const { room, readings, collection, id, field, name, blocked } = props
  const moment = valueOf(props)
  const commit = (/** @type {string} */ words) => {
    const known = readings.known(words)
    write(props, words.trim() === '' ? null : known?.moment ?? unread(words))
    if (known === undefined && words.trim() !== '') dateLater(room, readings, collection, id, field.name, words)
  }
  const [typed, setTyped] = useTyped(moment?.text ?? '', commit)
  const reading = useReading(readings, typed.value)
  return h('div', { class: 'f' }, h('label', { for: name }, fieldWord(field, props.collection)), h('input', {
    id: name, value: typed.value, readOnly: blocked, maxLength: 200, 'aria-describedby': `${name}-read`, ...typed.handlers(setTyped)
  }), h('p', { class: 'read', id: `${name}-read` }, typed.value.trim() === '' ? '' : readingSaid(reading)))
}

/** @param {KindProps} props */
function Reference (props) {
  const { room, collection, field, name, blocked, id } = props
  const value = valueOf(props)
  const plain = room.workingCopy.standing()
  const offered = OFFERED[`${collection}.${field.name}`]?.(plain, id) ?? []
  const records = Object.entries(plain[field.to ?? ''] ?? {}).filter(([each]) => each !== id && (offered.length === 0 || offered.includes(each) || each === value))
  const named = records.map(([each]) => /** @type {const} */ ([each, nameOfRecord(room, field.to ?? '', each)]))
    .sort((one, other) => one[1].localeCompare(other[1]))
  return h('div', { class: 'f' }, h('label', { for: name }, fieldWord(field, props.collection)), h('select', {
    id: name, value, 'aria-disabled': blocked ? 'true' : undefined, onChange: (/** @type {any} */ event) => blocked ? undefined : write(props, event.target.value)
  }, h('option', { value: '', selected: value === '' }, w('live.nobody_chosen')),
  named.map(([each, said]) => h('option', { key: each, value: each, selected: each === value }, said))))
}

/** @param {KindProps} props */
function References (props) {
  const { room, field, name, blocked } = props
  const value = valueOf(props)
  const records = room.workingCopy.standing()[field.to ?? ''] ?? {}
  const roles = (room.schema.vocabulary[field.table ?? ''] ?? []).map(row => row.key)
  const offer = field.to === 'people' ? w('live.put_in') : w('live.put_one_in')
  const others = Object.keys(records).filter(id => !(id in value) && id !== props.id)
    .map(id => /** @type {const} */ ([id, nameOfRecord(room, field.to ?? '', id)])).sort((one, other) => one[1].localeCompare(other[1]))
  /** @param {string} id @param {string} role '' takes them out */
  const put = (id, role) => {
    if (blocked || id === '') return
    // what is held now, and not what was drawn: two choices may come before the next drawing
    const { [id]: _, ...rest } = valueOf(props)
    write(props, role === '' ? rest : { ...rest, [id]: role })
  }
  return h('fieldset', { class: 'f references' }, h('legend', null, fieldWord(field, props.collection)),
    Object.entries(value).map(([id, role]) => h('div', { class: 'reference', key: id },
      h('span', null, nameOfRecord(room, field.to ?? '', id)),
      h('select', { 'aria-label': w('live.part_played', { name: nameOfRecord(room, field.to ?? '', id) }), value: role, onChange: (/** @type {any} */ event) => put(id, event.target.value) },
        roles.map(key => h('option', { key, value: key, selected: key === role }, w(`${field.table}.${key}`)))),
      h('button', { type: 'button', class: 'round', 'aria-label': w('live.take_out', { name: nameOfRecord(room, field.to ?? '', id) }), onClick: () => put(id, '') }, icon('x', 'small')))),
    h('select', { id: name, 'aria-label': offer, 'aria-disabled': blocked ? 'true' : undefined, value: '', onChange: (/** @type {any} */ event) => { put(event.target.value, roles[0]); event.target.value = '' } },
      h('option', { value: '' }, offer),
      others.map(([id, said]) => h('option', { key: id, value: id }, said))))
}
