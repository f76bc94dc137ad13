/**
 * The right panel: what is this, and how do we know. It opens only for what this person chose; on narrow screens it
 * is a sheet.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { ageAtMoment } from '../drawing/ages.js'
import { dayOf, reach } from '../drawing/days.js'
import { Fetched } from '../fetched.js'
import { w } from '../words.js'
import { letGo, mayBringBack, movePerson, nameOfRecord, personName, remove, restore, setField, SLOT, dateLater } from './actions.js'
import { Disagreements, Tellings } from './accounts.js'
import { Button } from './button.js'
import { readingSaid, useReading } from './composer.js'
import { Course, CourseEditor } from './course.js'
import { instantInWords, momentSaid } from './dates.js'
import { EventSeen } from './eventpanel.js'
import { RecordForm } from './form.js'
import { markSaid } from './health.js'
import { icon, laneIcon } from './icons.js'
import { indexPerson } from './life.js'
import { leftBehind, Mentions, mentionsOf, RemoveAsked } from './mentions.js'
import { Merging } from './merging.js'
import { BondEditor, BondForm, BondSample } from './palette.js'
import { PersonSeen, WhoToTheChild } from './person.js'
import { PutOnBoard } from './putonboard.js'
import { unread } from './readings.js'
import { Relatives } from './relatives.js'
import { sourceSaid, tieSaid } from './said.js'
import { asLook, lifeOf } from './stops.js'

export { Button, Relatives }

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('./readings.js').Readings} Readings */
/** @typedef {{room: Room, readings: Readings}} Props */
/** @typedef {Props & {collection: string, id: string, record: Entry}} ThingProps */

/** What a card of the board can rest on. */
const BOARDED = new Set(['events', 'people', 'facts'])
/** What things are said beside. */
const COMMENTED = new Set(['events', 'people', 'facts', 'bonds', 'unions', 'households', 'cards', 'recommendations'])

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
    task === 'tie' && h(BondForm, { room, readings, id: chosen.id, onDone: () => room.see({ task: 'see' }), onCancel: () => room.see({ task: 'see' }) }),
    task === 'merge' && h(Merging, props),
    task === 'remove' && h(RemoveAsked, { ...props, onRemove: () => { room.see({ task: 'see' }); remove(room, chosen.collection, chosen.id) } }),
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
    collection === 'people' && h(WhoToTheChild, { plain: room.workingCopy.standing(), id, record, day: dayOf(room.look.on || room.settings.today) ?? 0 }),
    h('p', { class: 'pills' },
      record.sensitive && h('span', { class: 'pill outline' }, icon('eye-off', 'small'), w('live.hidden_on_wall')),
      record.talked_about && h('span', { class: 'pill teal' }, icon('check', 'small'), w('live.talked_about'))))
}

/** What is said of it by the name of its part. @type {Record<string, string>} */
const FORMULATED = { cards: 'board', placements: 'steps', recommendations: 'recommendations', decisions: 'decisions', voices: 'voice', comments: 'comments' }

/** @param {string} collection @param {Entry} record */
function kindSaid (collection, record) {
  if (collection === 'facts') return w('live.mention.fact')
  if (collection === 'households' || collection === 'stays') return w('field.household')
  if (collection in FORMULATED) return w(`parts.${FORMULATED[collection]}`)
  if (collection !== 'people') return w('live.panel.tie')
  return record.kind === 'person' ? w('live.panel.person') : w(`person_kinds.${record.kind}`)
}

/** @param {ThingProps} props */
function Removed ({ room, collection, id, record }) {
  const name = room.nameOf(record.removed_by)
  const mentions = leftBehind(room, collection, id)
  return h('div', { class: 'caution' }, icon('trash'), h('div', null,
    h('p', null, name === '' ? w('live.removed.this') : w('live.removed.by', { name })),
    h(Mentions, { room, mentions, title: w('live.removed.spoken_of', { n: mentions.length }) }),
    mayBringBack(room, record) && h(Button, { room, collection, text: w('live.removed.bring_back'), sign: 'undo-2', onClick: () => restore(room, collection, id) })))
}

/**
 * Removes something, or asks first where it is spoken of elsewhere.
 * @param {Room} room @param {string} collection @param {string} id
 */
export function removeOrAsk (room, collection, id) {
  if (mentionsOf(room.workingCopy.standing(), collection, id).length > 0) return room.choose(collection, id, 'remove')
  room.see({ task: 'see' })
  remove(room, collection, id)
}

/** @param {ThingProps} props */
function Seen (props) {
  const { room, collection, id, record } = props
  const covered = record.sensitive && !room.revealed.has(`${collection}/${id}`)
  return h('div', { class: 'seen' },
    !covered && h(Disagreements, props),
    covered ? h(Covered, props) : collection === 'events' ? h(EventSeen, { ...props, added: addedSaid(room, record) }) : collection === 'people' ? h(PersonSeen, { ...props, day: dayOf(room.look.on || room.settings.today) ?? 0, added: addedSaid(room, record) }) : h(TieSeen, props),
    !covered && h(Tellings, props),
    !covered && COMMENTED.has(collection) && h(Fetched, { key: `comments ${id}`, room, part: 'Comments', quiet: true, collection, id }),
    !covered && BOARDED.has(collection) && h(PutOnBoard, { key: `board ${id}`, room, collection, id }),
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

/** @param {Room} room @param {Entry} record */
function addedSaid (room, record) {
  const who = room.nameOf(record.added_by) || record.recorded_by || ''
  const when = instantInWords(record.added_at)
  if (who === '') return when
  return when === '' ? who : w('live.who_when', { who, when })
}

/** Who has a stay in a home. @param {import('../document/schema.js').Plain} plain @param {string} id @returns {string[]} */
function livesIn (plain, id) {
  const people = Object.values(plain.stays).filter(stay => stay.household === id).map(stay => stay.person)
  return [...new Set(people)].filter(each => plain.people[each] !== undefined)
}

/** A tie, a couple, a link, a home or a fact: in words, with its dates and who says so. @param {ThingProps} props */
function TieSeen ({ room, collection, id, record }) {
  const plain = room.workingCopy.standing()
  const people = [record.a, record.b, record.child, record.parent, record.person, record.about].filter(each => plain.people[each] !== undefined)
  return h('div', { class: 'thing' },
    collection === 'bonds' && h('p', { class: 'detail bond-said' }, h(BondSample, { row: (room.schema.vocabulary.bond_kinds ?? []).find(row => row.key === record.kind) }), tieSaid(plain, record)),
    collection === 'unions' && plain.unions[id] !== undefined && h(Course, { plain, id }),
    collection === 'facts' && h('p', { class: 'detail', lang: langOf(record) }, record.mark === '' ? record.text : markSaid(record)),
    h('dl', { class: 'kv' },
      h(Row, { term: w('live.people_in_it') }, people.length > 0 && people.map(each =>
        h('button', { key: each, type: 'button', class: 'link', onClick: () => room.choose('people', each) }, personName(plain.people[each])))),
      collection === 'stays' && plain.households[record.household] !== undefined && h(Row, { term: w('field.household') }, h('button', { type: 'button', class: 'link', onClick: () => room.choose('households', record.household) }, plain.households[record.household].name || w('live.unnamed'))),
      collection === 'households' && h(Row, { term: w('live.people_in_it') }, livesIn(plain, id).map(each => h('button', { key: each, type: 'button', class: 'link', onClick: () => room.choose('people', each) }, personName(plain.people[each])))),
      collection === 'parent_links' && h(Row, { term: w('live.parents.kind') }, w(`parent_link_kinds.${record.kind}`)),
      h(Row, { term: w('field.words') }, record.words && w('live.quoted', { words: record.words })),
      collection !== 'unions' && h(Row, { term: w('live.tie.began') }, momentSaid(record.began)),
      collection !== 'unions' && h(Row, { term: w('live.tie.ended') }, momentSaid(record.ended)),
      h(Row, { term: w('live.how_sure') }, record.confidence && w(`confidences.${record.confidence}`)),
      h(Row, { term: w('live.known_from') }, sourceSaid(record)),
      h(Row, { term: w('live.added_by') }, addedSaid(room, record))),
    record.note && h('p', { class: 'say', lang: langOf(record) }, record.note))
}

/** The family as it stood when something happened. @param {{room: Room, record: Entry}} props */
function FamilyThen ({ room, record }) {
  const life = lifeOf(room.workingCopy.standing(), dayOf(room.settings.today) ?? 0)
  const [first, last] = reach(record.when)
  const day = first ?? last
  if (life === null || day === null || day < life.born || day >= life.today) return null
  const go = () => room.see({ view: 'family', shape: 'chart', on: asLook(life, day), chosen: null, opened: false, task: 'see' })
  return h('button', { type: 'button', onClick: go }, icon('network', 'small'), w('live.age.see_then'))
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
      collection === 'events' && h(FamilyThen, { room, record }),
      collection === 'people' && h(Button, { room, collection, text: w('live.merge'), sign: 'users', onClick: () => room.see({ task: 'merge' }) }),
      h(Button, { room, collection, text: record.sensitive ? w('live.show_on_wall') : w('live.not_on_wall'), sign: record.sensitive ? 'eye' : 'eye-off', onClick: () => { room.revealed.add(`${collection}/${id}`); setField(room, collection, id, 'sensitive', !record.sensitive) } }),
      !(collection === 'people' && record.index) && h(Button, { room, collection, text: w('live.remove'), sign: 'trash', onClick: () => removeOrAsk(room, collection, id) })))
}

/** @param {ThingProps} props */
function Editing (props) {
  const { room, readings, collection, id, record } = props
  return h('div', { class: 'editing' },
    collection === 'unions' && h(CourseEditor, { room, readings, id, record }),
    collection === 'bonds' && h(BondEditor, { room, id, record }),
    h(RecordForm, props),
    h('div', { class: 'pair foot' },
      h('button', { type: 'button', class: 'main', onClick: () => room.see({ task: 'see' }) }, w('live.done')),
      record.removed_at === '' && !record.index && h(Button, { ...props, text: w('live.remove'), sign: 'trash', onClick: () => removeOrAsk(room, collection, id) })))
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
    record.pinned && h('div', { class: 'pinned' }, h('p', { class: 'muted' }, w('live.move.pinned')),
      h(Button, { room, collection, text: w('live.move.let_go'), sign: 'rotate-ccw', onClick: () => letGo(room, id) })),
    h('div', { class: 'foot' }, h('button', { type: 'button', class: 'main', onClick: () => room.see({ task: 'see' }) }, w('live.done'))))
}
