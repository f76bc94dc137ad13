/**
 * Beside the board: the card that is chosen with everything of it, edited where it is read; and while none is chosen, what
 * is to be looked at again, what rests on nothing yet, and what of the timeline is not on the board.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { keysOf } from '../document/schema.js'
import { nameOfRecord, remove, setField } from '../editing/actions.js'
import { Disagreements, Tellings } from '../editing/accounts.js'
import { Button } from '../editing/button.js'
import { againIn, boxesOf, cardsIn, leaveOut, moveCard, putIn, restsOn, takesUp, takeUp, voicesAbout } from '../editing/cards.js'
import { bearingOf, ChildSaysOfIt } from '../editing/childsays.js'
import { instantInWords } from '../editing/dates.js'
import { Fields, RecordForm } from '../editing/form.js'
import { icon } from '../editing/icons.js'
import { InPlace } from '../editing/inplace.js'
import { eventsInOrder } from '../editing/life.js'
import { Pointed, pointedSaid, RestsOn } from '../editing/pointed.js'
import { whySaid } from '../editing/pointing.js'
import { PutOnBoard } from '../editing/putonboard.js'
import { sourceSaid } from '../editing/said.js'
import { w } from '../words.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {{room: Room, readings: import('../editing/readings.js').Readings, onClose: () => void}} Props */

/** @param {Props} props */
export function CardSide (props) {
  const { room, onClose } = props
  const { chosen, task } = room.look
  const record = chosen === null ? undefined : room.workingCopy.record(chosen.collection, chosen.id)
  if (chosen === null || record === undefined) return h(Overview, { room })
  const suggestion = chosen.collection === 'comments'
  return h('div', { class: 'panel-inside card-side', key: chosen.id },
    h('header', { class: 'panel-head' },
      h('div', { class: 'kind' }, icon('layout-grid', 'small'), h('span', null, w(`boxes.${record.box}`)),
        h('button', { type: 'button', class: 'round close', 'aria-label': w('live.close'), onClick: onClose }, icon('x'))),
      h('h2', { id: 'panel-title', tabIndex: -1 }, nameOfRecord(room, chosen.collection, chosen.id))),
    record.removed_at !== '' && h('p', { class: 'caution' }, icon('trash'), h('span', null, w('live.removed.this'))),
    suggestion ? h(SuggestionSeen, { room, id: chosen.id, record }) : task === 'edit' ? h(CardEdited, { ...props, id: chosen.id, record }) : h(CardInside, { ...props, id: chosen.id, record }))
}

/** @param {Room} room @param {Entry} record */
function addedSaid (room, record) {
  const who = room.nameOf(record.added_by)
  const when = instantInWords(record.added_at)
  return who === '' || when === '' ? who + when : w('live.who_when', { who, when })
}

/** @param {Props & {id: string, record: Entry}} props */
function CardInside ({ room, readings, id, record }) {
  const covered = record.sensitive && !room.revealed.has(`cards/${id}`)
  if (covered) {
    return h('div', { class: 'covered' }, h('p', null, w('live.sensitive.warning')),
      h('button', { class: 'main', type: 'button', onClick: () => { room.revealed.add(`cards/${id}`); room.changed() } }, icon('eye', 'small'), w('live.sensitive.open')))
  }
  const props = { room, readings, collection: 'cards', id, record }
  const again = againIn(record, room.workingCopy.plain())
  const lang = record.language === 'en' || record.language === 'cy' ? record.language : undefined
  const standing = { collection: /** @type {const} */ ('cards'), id }
  return h('div', { class: 'seen' },
    h(Disagreements, props),
    record.suggested && h('div', { class: 'note put-forward-said' }, icon('hand', 'small'), h('span', null, w('live.board.not_yet')),
      takesUp(room) && h('div', { class: 'pair' },
        h('button', { type: 'button', class: 'main', onClick: () => takeUp(room, standing) }, w('live.board.take_up')),
        h('button', { type: 'button', onClick: () => leaveOut(room, standing) }, w('live.board.leave_out')))),
    again.length > 0 && h('div', { class: 'caution' }, icon('triangle-alert', 'small'), h('div', null, h('b', null, w('live.story.again')),
      h('ul', null, again.map(each => h('li', { key: each.id }, `${pointedSaid(room, each.collection, each.id).name}: `, whySaid(each.why)))))),
    h('dl', { class: 'kv in-place' },
      h(InPlace, { ...props, term: w('live.board.words'), names: ['text'], lang }, record.text),
      h(InPlace, { ...props, term: w('field.note'), names: ['note'], lang }, record.note),
      h(InPlace, { ...props, term: w('live.known_from'), names: ['agency', 'says'], lang }, sourceSaid(record)),
      h('div', { class: 'kv-row', key: 'added' }, h('dt', null, record.suggested ? w('live.board.put_forward') : w('live.added_by')), h('dd', null, h('div', { class: 'said' }, addedSaid(room, record))))),
    record.removed_at === '' && h(RestsOn, { room, collection: 'cards', id, title: w('live.board.rests') }),
    record.removed_at === '' && room.ended === null && h(Placing, { room, id, record }),
    h(ChildSaysOfIt, { room, voices: voicesAbout(room.workingCopy.standing(), 'cards', id), about: kind => ({ cards: { [id]: bearingOf(kind) } }) }),
    h(Tellings, props),
    record.removed_at === '' && room.ended === null && h('div', { class: 'actions' }, h('div', { class: 'pair' },
      h(Button, { room, collection: 'cards', text: w('live.edit'), sign: 'pencil', onClick: () => room.see({ task: 'edit' }) }),
      h(Button, { room, collection: 'cards', text: record.sensitive ? w('live.show_on_wall') : w('live.not_on_wall'), sign: record.sensitive ? 'eye' : 'eye-off', onClick: () => { room.revealed.add(`cards/${id}`); setField(room, 'cards', id, 'sensitive', !record.sensitive) } }),
      h(Button, { room, collection: 'cards', text: w('live.remove'), sign: 'trash', onClick: () => removed(room, id, record) }))))
}

/** Removes a card; its neighbour in the box is chosen, so that the focus has somewhere to be. @param {Room} room @param {string} id @param {Entry} record */
function removed (room, id, record) {
  const cards = cardsIn(room.workingCopy.standing(), record.box).map(([each]) => each)
  const at = cards.indexOf(id)
  const next = cards[at + 1] ?? cards[at - 1]
  remove(room, 'cards', id)
  room.see({ chosen: next === undefined ? null : { collection: 'cards', id: next }, task: 'see' })
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const place = next === undefined ? `[data-box="${record.box}"] input` : `.board-card[data-id="${CSS.escape(next)}"] .open`
    const target = document.querySelector(place)
    if (target instanceof HTMLElement) target.focus()
  }))
}

/** Order and box, without dragging. @param {{room: Room, id: string, record: Entry}} props */
function Placing ({ room, id, record }) {
  const boxes = keysOf(room.schema, 'boxes')
  const blocked = room.blocked('board')
  /** @param {1 | -1} way */
  const move = way => {
    const moved = moveCard(room, id, way)
    room.say(moved === null ? w('live.board.no_further') : w('live.board.moved', { name: nameOfRecord(room, 'cards', id), n: moved.at, of: moved.of }))
  }
  return h('section', { class: 'placing', 'aria-label': w('live.board.place') }, h('h3', null, w('live.board.place')),
    h('div', { class: 'pair' },
      h(Button, { room, collection: 'cards', text: w('live.board.move_up'), sign: 'arrow-up', onClick: () => move(-1) }),
      h(Button, { room, collection: 'cards', text: w('live.board.move_down'), sign: 'arrow-down', onClick: () => move(1) })),
    h('div', { class: 'f' }, h('label', { for: 'put-in' }, w('live.board.put_in')),
      h('select', {
        id: 'put-in',
        value: record.box,
        'aria-disabled': blocked !== '' ? 'true' : undefined,
        onChange: (/** @type {any} */ event) => {
          if (blocked !== '') {
            event.target.value = record.box
            return room.say(w(blocked), { tone: 'warn' })
          }
          putIn(room, id, event.target.value)
          room.say(w('live.board.put_now', { name: nameOfRecord(room, 'cards', id), box: w(`boxes.${event.target.value}`) }))
        }
      }, boxes.map(box => h('option', { key: box, value: box, selected: box === record.box }, w(`boxes.${box}`))))))
}

/** All fields of a card. @param {Props & {id: string, record: Entry}} props */
function CardEdited ({ room, readings, id }) {
  return h('div', { class: 'editing' }, h(RecordForm, { room, readings, collection: 'cards', id }),
    h('div', { class: 'pair foot' }, h('button', { type: 'button', class: 'main', onClick: () => room.see({ task: 'see' }) }, w('live.done'))))
}

/** What was suggested where the board is closed to whoever suggests. @param {{room: Room, id: string, record: Entry}} props */
function SuggestionSeen ({ room, id, record }) {
  const open = record.outcome === ''
  const mine = record.added_by === room.settings.participant
  const standing = { collection: /** @type {const} */ ('comments'), id }
  return h('div', { class: 'seen' },
    h('p', { class: 'note put-forward-said' }, icon('hand', 'small'), h('span', null, open ? w('live.board.not_yet') : w(`comment_outcomes.${record.outcome}`))),
    h('dl', { class: 'kv' }, h('dt', null, w('live.board.put_forward')), h('dd', null, addedSaid(room, record))),
    restsOn(record).map(rest => h(Pointed, { key: rest.id, room, collection: rest.collection, id: rest.id })),
    open && mine && room.blocked('comments') === '' && h(Fields, { room, readings: /** @type {any} */ (null), collection: 'comments', id, names: ['text'], prefix: 'suggestion' }),
    open && h('div', { class: 'actions' }, h('div', { class: 'pair' },
      takesUp(room) && h('button', { type: 'button', class: 'main', onClick: () => { room.choose('cards', takeUp(room, standing)) } }, w('live.board.take_up')),
      takesUp(room) && h('button', { type: 'button', onClick: () => leaveOut(room, standing) }, w('live.board.leave_out')),
      mine && !room.leads && h(Button, { room, collection: 'comments', text: w('live.remove'), sign: 'trash', onClick: () => { remove(room, 'comments', id); room.see({ chosen: null, opened: false }) } }))))
}

/** What is to be done on the board. @param {{room: Room}} props */
function Overview ({ room }) {
  const [open, setOpen] = useState('')
  const plain = room.workingCopy.standing()
  const all = Object.entries(plain.cards)
  const boxes = keysOf(room.schema, 'boxes')
  const cards = boxes.flatMap(box => cardsIn(plain, box))
  const again = cards.filter(([, card]) => againIn(card, room.workingCopy.plain()).length > 0)
  const bare = cards.filter(([, card]) => restsOn(card).length === 0)
  const on = boxesOf(plain, boxes)
  const missing = eventsInOrder(plain.events).map(([id]) => id).filter(id => !on.has(`events/${id}`))
  /** @param {[string, Entry][]} these */
  const list = these => h('ul', { class: 'sentences' }, these.map(([id, card]) => h('li', { key: id }, h('button', { type: 'button', class: 'link', onClick: () => room.choose('cards', id) }, card.text))))
  return h('div', { class: 'panel-inside board-overview' }, h('h2', null, w('live.board.side')),
    h('p', { class: 'muted' }, all.length === 0 ? w('live.board.empty') : w('live.board.choose')),
    again.length > 0 && h('section', { class: 'look-again', 'aria-labelledby': 'board-again' }, h('h3', { id: 'board-again' }, icon('triangle-alert', 'small'), w('live.board.again', { n: again.length })), list(again)),
    bare.length > 0 && h('details', { open: bare.length < 4 }, h('summary', null, w('live.board.bare', { n: bare.length })), list(bare)),
    missing.length > 0 && h('details', null, h('summary', null, w('live.board.not_on', { n: missing.length })),
      h('ul', { class: 'not-on' }, missing.map(id => h('li', { key: id }, h(Pointed, { room, collection: 'events', id }),
        open === id
          ? h(PutOnBoard, { room, collection: 'events', id, start: true, onDone: () => setOpen('') })
          : room.ended === null && h('button', { type: 'button', class: 'quiet', 'aria-label': w('live.board.put_on_this', { name: pointedSaid(room, 'events', id).name }), onClick: () => setOpen(id) }, w('live.board.put_on')))))))
}
