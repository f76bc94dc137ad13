/**
 * The right panel: what is this, and how do we know. It opens only for what this person chose; on narrow screens it
 * is a sheet.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { ageAtMoment } from '../drawing/ages.js'
import { w } from '../words.js'
import { addRelative, mayBringBack, movePerson, nameOfRecord, partOf, personName, RELATIONS, remove, restore, setField, SLOT, dateLater } from './actions.js'
import { readingSaid, useReading } from './composer.js'
import { RecordForm } from './form.js'
import { icon, laneIcon } from './icons.js'
import { indexPerson } from './life.js'
import { unread } from './readings.js'
import { instantSaid, tiesSaid } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('./readings.js').Readings} Readings */
/** @typedef {{room: Room, readings: Readings}} Props */
/** @typedef {Props & {collection: string, id: string, record: Entry}} ThingProps */

/** @param {Props & {onClose: () => void}} props */
export function Panel ({ room, readings, onClose }) {
  const { chosen, task } = room.look
  const record = chosen === null ? undefined : room.workingCopy.record(chosen.collection, chosen.id)
  if (chosen === null || record === undefined) return h(Nothing, { room })
  const props = { room, readings, ...chosen, record }
  return h('div', { class: 'panel-inside', key: `${chosen.collection}/${chosen.id}` },
    h(Head, { ...props, onClose }),
    record.removed_at !== '' && h(Removed, props),
    task === 'edit' && h(Editing, props),
    task === 'move' && chosen.collection === 'events' && h(MoveEvent, props),
    task === 'move' && chosen.collection === 'people' && h(MovePerson, props),
    task === 'tie' && h(AddTie, props),
    task === 'see' && h(Seen, props))
}

/** @param {{room: Room}} props */
function Nothing ({ room }) {
  return h('div', { class: 'panel-inside' }, h('h2', { class: 'muted' }, w('live.panel.nothing')),
    h('p', { class: 'muted' }, room.look.view === 'timeline' ? w('live.panel.nothing_timeline') : w('live.panel.nothing_family')))
}

/** @param {ThingProps & {onClose: () => void}} props */
function Head ({ room, collection, id, record, onClose }) {
  return h('header', { class: 'panel-head' },
    h('div', { class: 'kind' },
      collection === 'events' ? [laneIcon(room.schema, record.lane), h('span', null, w(`lanes.${record.lane}`))] : h('span', null, kindSaid(collection, record)),
      h('button', { class: 'round close', onClick: onClose, 'aria-label': w('live.close') }, icon('x'))),
    h('h2', { id: 'panel-title', tabIndex: -1 }, nameOfRecord(room, collection, id)),
    h('p', { class: 'pills' },
      record.sensitive && h('span', { class: 'pill outline' }, icon('eye-off', 'small'), w('live.hidden_on_wall')),
      record.talked_about && h('span', { class: 'pill teal' }, icon('check', 'small'), w('live.talked_about'))))
}

/** @param {string} collection @param {Entry} record */
function kindSaid (collection, record) {
  if (collection !== 'people') return w('live.panel.tie')
  return record.kind === 'person' ? w('live.panel.person') : w(`person_kinds.${record.kind}`)
}

/** @param {ThingProps} props */
function Removed ({ room, collection, id, record }) {
  const name = room.nameOf(record.removed_by)
  return h('div', { class: 'caution' }, icon('trash'), h('div', null,
    h('p', null, name === '' ? w('live.removed.this') : w('live.removed.by', { name })),
    mayBringBack(room, record) && h(Button, { room, collection, text: w('live.removed.bring_back'), sign: 'undo-2', onClick: () => restore(room, collection, id) })))
}

/**
 * A button for something that changes the document: it says why when it cannot.
 * @param {{room: Room, collection: string, text: string, sign: string, onClick: () => void, main?: boolean, pressed?: boolean, extra?: string}} props
 */
export function Button ({ room, collection, text, sign, onClick, main = false, pressed, extra = '' }) {
  const blocked = room.blocked(partOf(room, collection))
  return h('button', {
    type: 'button',
    class: `${main ? 'main' : ''} ${extra}`.trim() || undefined,
    'aria-disabled': blocked !== '' ? 'true' : undefined,
    'aria-pressed': pressed === undefined ? undefined : String(pressed),
    onClick: () => blocked === '' ? onClick() : room.say(w(blocked), { tone: 'warn' })
  }, icon(sign, 'small'), text)
}

/** @param {ThingProps} props */
function Seen (props) {
  const { room, collection, id, record } = props
  const covered = record.sensitive && !room.revealed.has(`${collection}/${id}`)
  return h('div', { class: 'seen' },
    covered ? h(Covered, props) : collection === 'events' ? h(EventSeen, props) : collection === 'people' ? h(PersonSeen, props) : h(TieSeen, props),
    record.removed_at === '' && !covered && room.ended === null && h(Actions, props))
}

/** A second click before something sensitive is opened. @param {ThingProps} props */
function Covered ({ room, collection, id }) {
  return h('div', { class: 'covered' }, h('p', null, w('live.sensitive.warning')),
    h('button', { class: 'main', type: 'button', onClick: () => { room.revealed.add(`${collection}/${id}`); room.changed() } }, icon('eye', 'small'), w('live.sensitive.open')))
}

/** @param {{term: string, children?: any, lang?: string}} props */
function Row ({ term, children, lang }) {
  if (children === '' || children === undefined || children === null || children === false) return null
  return [h('dt', null, term), h('dd', { lang }, children)]
}

/** @param {Entry} record */
function langOf (record) {
  return record.language === 'en' || record.language === 'cy' ? record.language : undefined
}

/** @param {ThingProps} props */
function EventSeen (props) {
  const { room, readings, record } = props
  const plain = room.workingCopy.standing()
  const child = indexPerson(plain)
  const reading = useReading(readings, record.when?.text ?? '')
  const lang = langOf(record)
  const people = Object.entries(record.people).filter(([id]) => plain.people[id])
  return h('div', { class: 'thing' },
    record.detail && h('p', { class: 'detail', lang }, record.detail),
    h('dl', { class: 'kv' },
      h(Row, { term: w('live.when') }, record.when === null
        ? w('live.undated.one')
        : [h('span', { lang }, record.when.text), h('small', null, record.when.start === null ? w('live.add.not_read') : reading === undefined ? '' : readingSaid(reading))]),
      h(Row, { term: w('live.age') }, ageAtMoment(child?.person.born ?? null, record.when)),
      record.age_said !== '' && h(Row, { term: w('live.age_written') }, record.age_said),
      h(Row, { term: w('live.known_from'), lang }, [record.agency, record.says].filter(Boolean).join('; ')),
      h(Row, { term: w('live.how_sure') }, record.confidence && w(`confidences.${record.confidence}`)),
      h(Row, { term: w('live.place'), lang }, record.place_text),
      h(Row, { term: w('live.people_in_it') }, people.length > 0 && people.map(([id, role]) =>
        h('button', { key: id, type: 'button', class: 'link', onClick: () => room.choose('people', id) }, w('live.person_role', { name: personName(plain.people[id]), role: w(`event_roles.${role}`) })))),
      h(Row, { term: w('live.added_by') }, addedSaid(room, record))),
    record.quote && h('blockquote', { class: 'say', lang }, h('b', null, w('live.in_words')), h('p', null, w('live.quoted', { words: record.quote })), record.quote_heard_by && h('small', null, record.quote_heard_by)),
    record.meaning && h('div', { class: 'say' }, h('b', null, w('live.meant')), h('p', { lang }, record.meaning)))
}

/** @param {Room} room @param {Entry} record */
function addedSaid (room, record) {
  const who = room.nameOf(record.added_by) || record.recorded_by || ''
  const when = instantSaid(record.added_at)
  if (who === '') return when
  return when === '' ? who : w('live.who_when', { who, when })
}

/** @param {ThingProps} props */
function PersonSeen (props) {
  const { room, id, record } = props
  const plain = room.workingCopy.standing()
  const lang = langOf(record)
  const ties = tiesSaid(plain, id)
  const known = record.known_as || record.name
  return h('div', { class: 'thing' },
    record.name !== '' && record.name !== known && h('p', { class: 'muted', lang }, record.name),
    h('dl', { class: 'kv' },
      h(Row, { term: w('live.person.called'), lang }, record.called),
      h(Row, { term: w('live.person.gender') }, ['', 'person'].includes(record.kind) && w(`genders.${record.gender}`)),
      h(Row, { term: w('live.person.born'), lang }, record.born?.text),
      h(Row, { term: w('live.person.died'), lang }, [record.died?.text, record.cause].filter(Boolean).join('; ')),
      h(Row, { term: w('live.person.lives'), lang }, record.lives_in),
      h(Row, { term: w('live.person.work'), lang }, record.occupation),
      h(Row, { term: w('live.person.speaks'), lang }, record.speaks),
      h(Row, { term: w('live.known_from'), lang }, [record.agency, record.says].filter(Boolean).join('; ')),
      h(Row, { term: w('live.added_by') }, addedSaid(room, record))),
    record.note && h('p', { class: 'say', lang }, record.note),
    ties.length > 0 && h('section', { class: 'ties' }, h('h3', null, w('live.person.ties')), h('ul', null, ties.map(tie =>
      h('li', { key: tie.id }, h('span', null, tie.text),
        h('button', { type: 'button', class: 'link', onClick: () => room.choose(tie.collection, tie.id, 'edit'), 'aria-label': w('live.edit_this', { name: tie.text }) }, w('live.edit')))))))
}

/** @param {ThingProps} props */
function TieSeen ({ room, record }) {
  return h('div', { class: 'thing' }, h('dl', { class: 'kv' },
    h(Row, { term: w('live.tie.began') }, record.began?.text),
    h(Row, { term: w('live.tie.ended') }, record.ended?.text),
    h(Row, { term: w('live.known_from') }, [record.agency, record.says].filter(Boolean).join('; ')),
    h(Row, { term: w('live.added_by') }, addedSaid(room, record))),
  record.note && h('p', { class: 'say' }, record.note))
}

/** @param {ThingProps} props */
function Actions (props) {
  const { room, collection, id, record } = props
  const movable = collection === 'events' || collection === 'people'
  return h('div', { class: 'actions' },
    collection === 'people' && h(Relatives, props),
    h('div', { class: 'pair' },
      h(Button, { room, collection, text: w('live.edit'), sign: 'pencil', onClick: () => room.see({ task: 'edit' }) }),
      movable && h(Button, { room, collection, text: w('live.move_to'), sign: 'arrow-right', onClick: () => room.see({ task: 'move' }) }),
      collection === 'events' && h(Button, { room, collection, text: w('live.talked_about'), sign: 'check', pressed: record.talked_about, onClick: () => setField(room, collection, id, 'talked_about', !record.talked_about) }),
      collection === 'people' && h(Button, { room, collection, text: w('live.tie.add'), sign: 'plus', onClick: () => room.see({ task: 'tie' }) }),
      h(Button, { room, collection, text: record.sensitive ? w('live.show_on_wall') : w('live.not_on_wall'), sign: record.sensitive ? 'eye' : 'eye-off', onClick: () => { room.revealed.add(`${collection}/${id}`); setField(room, collection, id, 'sensitive', !record.sensitive) } }),
      !(collection === 'people' && record.index) && h(Button, { room, collection, text: w('live.remove'), sign: 'trash', onClick: () => remove(room, collection, id) })))
}

/** @param {ThingProps} props */
function Editing (props) {
  const { room, record } = props
  return h('div', { class: 'editing' }, h(RecordForm, props),
    h('div', { class: 'pair foot' },
      h('button', { type: 'button', class: 'main', onClick: () => room.see({ task: 'see' }) }, w('live.done')),
      record.removed_at === '' && !record.index && h(Button, { ...props, text: w('live.remove'), sign: 'trash', onClick: () => { room.see({ task: 'see' }); remove(room, props.collection, props.id) } })))
}

/** Moves an event to another lane or date, without dragging. @param {ThingProps} props */
function MoveEvent ({ room, readings, collection, id, record }) {
  const [lane, setLane] = useState(record.lane)
  const [when, setWhen] = useState(record.when?.text ?? '')
  const reading = useReading(readings, when)
  const blocked = room.blocked('timeline')
  /** @param {Event} event */
  const move = event => {
    event.preventDefault()
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    const { workingCopy } = room
    const known = readings.known(when)
    const sameWords = when.trim() === (record.when?.text ?? '')
    const edits = [workingCopy.setting(collection, id, 'lane', lane)]
    if (!sameWords) edits.push(workingCopy.setting(collection, id, 'when', when.trim() === '' ? null : known?.moment ?? unread(when)))
    room.do('undo.did.moved', record.title, edits)
    if (!sameWords && known === undefined && when.trim() !== '') dateLater(room, readings, collection, id, 'when', when)
    room.see({ task: 'see' })
  }
  return h('form', { class: 'moving', onSubmit: move, 'aria-label': w('live.move_to') },
    h('h3', null, w('live.move_to')),
    h('fieldset', { class: 'f' }, h('legend', null, w('live.move.lane')),
      h('div', { class: 'lane-choice' }, (room.schema.vocabulary.lanes ?? []).map(row => h('label', { key: row.key, class: 'tick' },
        h('input', { type: 'radio', name: 'move-lane', value: row.key, checked: row.key === lane, onChange: () => setLane(row.key) }),
        h('span', null, laneIcon(room.schema, row.key), w(`lanes.${row.key}`)))))),
    h('div', { class: 'f' }, h('label', { for: 'move-when' }, w('live.when')),
      h('input', { id: 'move-when', value: when, maxLength: 200, onInput: (/** @type {any} */ event) => setWhen(event.target.value), 'aria-describedby': 'move-read' }),
      h('p', { class: 'read', id: 'move-read' }, when.trim() === '' ? w('live.undated.one') : readingSaid(reading))),
    h('div', { class: 'pair foot' }, h('button', { class: 'main', 'aria-disabled': blocked !== '' ? 'true' : undefined }, w('live.move.do')),
      h('button', { type: 'button', onClick: () => room.see({ task: 'see' }) }, w('live.cancel'))))
}

/** Moves a person step by step, without dragging. @param {ThingProps} props */
function MovePerson ({ room, collection, id, record }) {
  const place = record.place ?? [0, 0]
  /** @param {number} x @param {number} y @param {string} text @param {string} sign */
  const step = (x, y, text, sign) => h(Button, { room, collection, text, sign, onClick: () => movePerson(room, id, [place[0] + x, place[1] + y]) })
  return h('div', { class: 'moving' }, h('h3', null, w('live.move.person', { name: personName(record) })),
    h('p', { class: 'muted' }, w('live.move.person_how')),
    h('div', { class: 'steps' },
      step(-SLOT / 2, 0, w('live.move.left'), 'arrow-left'), step(SLOT / 2, 0, w('live.move.right'), 'arrow-right'),
      step(0, -SLOT, w('live.move.up'), 'arrow-up'), step(0, SLOT, w('live.move.down'), 'arrow-down')),
    h('div', { class: 'foot' }, h('button', { type: 'button', class: 'main', onClick: () => room.see({ task: 'see' }) }, w('live.done'))))
}

/** The six ways to add somebody to a person; each opens a form of one line. @param {ThingProps} props */
export function Relatives ({ room, readings, id, record }) {
  const [relation, setRelation] = useState(/** @type {import('./actions.js').Relation | ''} */ (''))
  const words = {
    parent: w('live.relative.parent'), sibling: w('live.relative.sibling'), partner: w('live.relative.partner'),
    child: w('live.relative.child'), carer: w('live.relative.carer'), other: w('live.relative.other')
  }
  return h('div', { class: 'relatives' }, h('h3', null, w('live.relative.add_to', { name: personName(record) })),
    relation === ''
      ? h('div', { class: 'relations' }, RELATIONS.map(each => h(Button, {
        key: each, room, collection: 'people', text: words[each], sign: 'plus', extra: `relation-${each}`, onClick: () => setRelation(each)
      })))
      : h(RelativeForm, { room, readings, kin: id, relation, title: words[relation], onDone: () => setRelation('') }))
}

/**
 * Name, born, gender: one line, Enter adds.
 * @param {{room: Room, readings: Readings, kin: string, relation: import('./actions.js').Relation, title: string, onDone: () => void}} props
 */
function RelativeForm ({ room, readings, kin, relation, title, onDone }) {
  const [said, setSaid] = useState({ name: '', born: '', gender: 'unknown' })
  const reading = useReading(readings, said.born)
  const genders = (room.schema.vocabulary.genders ?? []).map(row => row.key)
  /** @param {Event} event */
  const add = event => {
    event.preventDefault()
    const blocked = room.blocked('family')
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    addRelative(room, readings, kin, relation, { ...said, name: said.name.trim(), kind: relation === 'other' ? 'professional' : 'person' })
    onDone()
  }
  return h('form', { class: 'relative-form', onSubmit: add, 'aria-label': title, autocomplete: 'off' },
    h('p', { class: 'as' }, icon('plus', 'small'), title),
    h('div', { class: 'f' }, h('label', { for: 'relative-name' }, w('live.relative.name')), h('input', {
      id: 'relative-name', value: said.name, maxLength: 200, ref: focusOnce, onInput: (/** @type {any} */ event) => setSaid({ ...said, name: event.target.value })
    })),
    h('div', { class: 'f' }, h('label', { for: 'relative-born' }, w('live.person.born')), h('input', {
      id: 'relative-born', value: said.born, maxLength: 200, 'aria-describedby': 'relative-read', onInput: (/** @type {any} */ event) => setSaid({ ...said, born: event.target.value })
    }), h('p', { class: 'read', id: 'relative-read' }, said.born.trim() === '' ? '' : readingSaid(reading))),
    h('div', { class: 'f' }, h('label', { for: 'relative-gender' }, w('live.person.gender')), h('select', {
      id: 'relative-gender', value: said.gender, onChange: (/** @type {any} */ event) => setSaid({ ...said, gender: event.target.value })
    }, genders.map(key => h('option', { key, value: key, selected: key === said.gender }, w(`genders.${key}`))))),
    h('div', { class: 'pair' }, h('button', { class: 'main' }, w('live.add.do')), h('button', { type: 'button', onClick: onDone }, w('live.cancel'))))
}

/** Focus goes into a form that this person has just opened. @param {HTMLElement | null} element */
function focusOnce (element) {
  if (element !== null && !element.dataset.focused) {
    element.dataset.focused = 'yes'
    element.focus()
  }
}

/** A tie to another person. @param {ThingProps} props */
function AddTie ({ room, id, record }) {
  const [said, setSaid] = useState({ other: '', kind: 'close' })
  const plain = room.workingCopy.standing()
  const others = Object.entries(plain.people).filter(([each]) => each !== id).sort((one, other) => personName(one[1]).localeCompare(personName(other[1])))
  const rows = room.schema.vocabulary.bond_kinds ?? []
  /** @param {Event} event */
  const add = event => {
    event.preventDefault()
    const row = rows.find(each => each.key === said.kind)
    if (said.other === '') return
    const bond = room.workingCopy.creating('bonds', { a: id, b: said.other, kind: said.kind, directed: row?.directed ?? false, sensitive: row?.restricted ?? false })
    room.do('undo.did.added', w('live.tie.between', { a: personName(record), b: personName(plain.people[said.other]), what: w(`bond_kinds.${said.kind}`) }), [bond])
    room.see({ task: 'see' })
  }
  return h('form', { class: 'moving', onSubmit: add, 'aria-label': w('live.tie.add') }, h('h3', null, w('live.tie.add')),
    h('div', { class: 'f' }, h('label', { for: 'tie-kind' }, w('live.tie.kind')), h('select', { id: 'tie-kind', value: said.kind, onChange: (/** @type {any} */ event) => setSaid({ ...said, kind: event.target.value }) },
      rows.map(row => h('option', { key: row.key, value: row.key, selected: row.key === said.kind }, w(`bond_kinds.${row.key}`))))),
    h('div', { class: 'f' }, h('label', { for: 'tie-other' }, w('live.tie.to')), h('select', { id: 'tie-other', value: said.other, onChange: (/** @type {any} */ event) => setSaid({ ...said, other: event.target.value }) },
      h('option', { value: '' }, w('live.nobody_chosen')),
      others.map(([each, person]) => h('option', { key: each, value: each }, personName(person))))),
    h('div', { class: 'pair foot' }, h('button', { class: 'main', 'aria-disabled': room.blocked('family') !== '' ? 'true' : undefined }, w('live.add.do')),
      h('button', { type: 'button', onClick: () => room.see({ task: 'see' }) }, w('live.cancel'))))
}
