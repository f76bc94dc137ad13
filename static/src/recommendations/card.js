/**
 * One recommendation: its number, what, what it rests on, who and when; how it stands is told by the shape of the card and
 * in words. Chosen, it is moved by buttons; at a review it says how it went.
 */
import { h } from 'preact'
import { keysOf } from '../document/schema.js'
import { SignButton } from '../editing/button.js'
import { againIn, POINTED, restsOn } from '../editing/cards.js'
import { Fields } from '../editing/form.js'
import { icon } from '../editing/icons.js'
import { goToRecord } from '../editing/mentions.js'
import { Pointed } from '../editing/pointed.js'
import { initials } from '../presence/people.js'
import { w } from '../words.js'
import { checkOf, isTooEarly, openAbout } from './check.js'
import { move, moveToStep, sayState } from './doing.js'
import { rowOf, stretched } from './plan.js'
import { langOf, short, startSaid, stateSaid, whenSaid, whoSaid } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('../editing/readings.js').Readings} Readings */
/** @typedef {{room: Room, readings: Readings, id: string, record: Entry}} Props */

/** Chips on a card; its panel shows all of them. */
const CHIPS = 3

/** Whether this is a review, where each is looked at again. @param {Room} room */
export function reviews (room) {
  return room.settings.kind === 'review'
}

/** Whether it is covered until somebody opens it. @param {Room} room @param {string} id @param {Entry} record */
export function isCovered (room, id, record) {
  return record.sensitive && !room.revealed.has(`recommendations/${id}`)
}

/** @param {Props & {number: number}} props */
export function Card ({ room, readings, id, record, number }) {
  const chosen = room.look.chosen?.id === id
  const covered = isCovered(room, id, record)
  const open = openAbout(checkOf(room), room.workingCopy.standing(), id)
  const early = open.some(isTooEarly)
  const [who, when, how] = [whoSaid(room, record), whenSaid(record), startSaid(room, record)]
  const again = againIn(record, room.workingCopy.plain())
  return h('li', { class: `rec starts-${record.start}${chosen ? ' chosen' : ''}${early ? ' early' : ''}`, 'data-id': id, onKeyDown: byKeys(room, id) },
    h('span', { class: 'number', 'aria-hidden': 'true' }, number),
    h('div', { class: 'what' },
      h('div', { class: 'named' },
        h('button', { type: 'button', class: 'open', lang: langOf(record), 'aria-pressed': String(chosen), onClick: () => room.choose('recommendations', id) },
          h('span', { class: 'away', lang: '' }, `${number}. `), covered ? w('live.sensitive.open_one') : record.title || w('live.unnamed')),
        record.start === 'hold' && h('span', { class: 'pill outline' }, icon('bookmark', 'small'), w('starts.hold')),
        record.start === 'later' && h('span', { class: 'pill outline' }, icon('clock', 'small'), w('starts.later')),
        !reviews(room) && stateSaid(record) !== '' && h('span', { class: 'pill outline' }, stateSaid(record))),
      how !== '' && h('p', { class: 'how' }, how),
      stretched(record) && h('p', { class: 'how' }, w(`step_ranges.${record.steps}`)),
      !covered && h(Rests, { room, record, most: CHIPS }),
      again.length > 0 && h('p', { class: 'again-said' }, icon('triangle-alert', 'small'), w('live.story.again')),
      h(WarningsSaid, { room, id })),
    h('div', { class: 'by-whom' }, who !== '' && h('span', { class: 'initials', 'aria-hidden': 'true' }, initials(who)),
      h('span', null, who, record.who_agency !== '' && h('small', null, record.who_agency))),
    h('div', { class: 'by-when' }, when.map(each => h('span', { key: each }, each))),
    reviews(room) && !covered && h(Review, { room, readings, id, record }),
    chosen && room.ended === null && h(Order, { room, id }))
}

/**
 * What it rests on, and the child's wishes that it answers.
 * @param {{room: Room, record: Entry, most?: number}} props
 */
export function Rests ({ room, record, most = Infinity }) {
  const rests = restsOn(record, POINTED)
  const wishes = Object.keys(record.wishes).filter(id => room.workingCopy.standing().voices[id] !== undefined)
  if (rests.length + wishes.length === 0) return null
  const more = rests.length - most
  return h('div', { class: 'rests' }, h('span', { class: 'muted' }, w('live.rec.rests_on')),
    h('ul', { class: 'chips', 'aria-label': w('live.rec.rests_on') },
      rests.slice(0, most).map(rest => h('li', { key: rest.id }, h(Pointed, { room, collection: rest.collection, id: rest.id, against: rest.bearing === 'speaks_against' }))),
      wishes.map(id => {
        const voice = room.workingCopy.standing().voices[id]
        const hidden = voice.sensitive && !room.revealed.has(`voices/${id}`)
        return h('li', { key: id }, h('button', { type: 'button', class: 'pointed wish', 'data-goes': id, onClick: () => goToRecord(room, 'voices', id) }, icon('quote', 'small'),
          h('b', { lang: hidden ? undefined : langOf(voice) }, hidden ? w('voice_kinds.wish') : w('live.quoted', { words: short(voice.text.trim()) })),
          record.wishes[id] === 'goes_against' && h('span', { class: 'beside' }, w('answers.goes_against'))))
      }),
      more > 0 && h('li', { key: 'more', class: 'more muted' }, w('live.wall.more', { n: more }))))
}

/** How many warnings it has, and which; and that something is kept with a reason. @param {{room: Room, id: string}} props */
export function WarningsSaid ({ room, id }) {
  const check = checkOf(room)
  const open = openAbout(check, room.workingCopy.standing(), id)
  const kept = check.about(id).length - open.length
  return [
    open.length > 0 && h('p', { class: 'warned', key: 'open' }, icon('triangle-alert', 'small'),
      h('span', null, h('b', null, w('live.rec.warnings', { n: open.length })), ' ', open.map(caution => w(`sequencing_rules.${caution.rule}`)).join('. '))),
    kept > 0 && h('p', { class: 'kept-said', key: 'kept' }, icon('check', 'small'), w('live.rec.kept'))
  ]
}

/** Alt and an arrow move it, as on the board. @param {Room} room @param {string} id @returns {(event: KeyboardEvent) => void} */
export function byKeys (room, id) {
  return event => {
    const way = { ArrowUp: /** @type {const} */ (-1), ArrowDown: /** @type {const} */ (1) }[event.key]
    if (way === undefined || !event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    if (room.blocked('recommendations') !== '') return room.say(w(room.blocked('recommendations')), { tone: 'warn' })
    moveSaid(room, id, way)
  }
}

/** @param {Room} room @param {string} id @param {1 | -1} way */
export function moveSaid (room, id, way) {
  const name = short(room.workingCopy.record('recommendations', id)?.title ?? '')
  const moved = move(room, id, way)
  room.say(moved === null ? w('live.rec.no_further') : w('live.rec.moved', { name, n: moved.at, of: moved.of }))
}

/** Order and step, without dragging. @param {{room: Room, id: string}} props */
function Order ({ room, id }) {
  const name = short(room.workingCopy.record('recommendations', id)?.title ?? '')
  return h('div', { class: 'order' },
    h(SignButton, { room, collection: 'recommendations', label: w('live.rec.up', { name }), sign: 'arrow-up', onClick: () => moveSaid(room, id, -1) }),
    h(SignButton, { room, collection: 'recommendations', label: w('live.rec.down', { name }), sign: 'arrow-down', onClick: () => moveSaid(room, id, 1) }),
    h(StepChoice, { room, id, prefix: 'card' }))
}

/** The step it belongs to. @param {{room: Room, id: string, prefix: string}} props */
export function StepChoice ({ room, id, prefix }) {
  const blocked = room.blocked('recommendations')
  const record = room.workingCopy.record('recommendations', id)
  if (record === undefined) return null
  const at = rowOf(record)
  return h('div', { class: 'f to-step' }, h('label', { for: `${prefix}-to-step` }, w('live.rec.to_step')),
    h('select', {
      id: `${prefix}-to-step`,
      value: String(at),
      'aria-disabled': blocked !== '' ? 'true' : undefined,
      onChange: (/** @type {any} */ event) => {
        if (blocked !== '') {
          event.target.value = String(at)
          return room.say(w(blocked), { tone: 'warn' })
        }
        const step = Number(event.target.value)
        moveToStep(room, id, step)
        const name = short(record.title)
        room.say(step === 0 ? w('live.rec.now_on_none', { name }) : w('live.rec.now_on_step', { name, n: step }))
      }
    }, stepOptions(room, at)))
}

/** @param {Room} room @param {number} chosen */
export function stepOptions (room, chosen) {
  return [...keysOf(room.schema, 'steps').map((key, index) => h('option', { key, value: String(index + 1), selected: chosen === index + 1 }, `${index + 1}. ${w(`steps.${key}`)}`)),
    h('option', { key: 'none', value: '0', selected: chosen === 0 }, w('live.rec.no_step'))]
}

/**
 * How it went, at a review: one of four, and why; what stopped is asked why.
 * @param {Props} props
 */
export function Review ({ room, readings, id, record }) {
  const avoided = record.start === 'avoid'
  const field = avoided ? 'avoided' : 'state'
  const table = avoided ? 'avoidance_states' : 'recommendation_states'
  const blocked = room.blocked('recommendations')
  const value = record[field]
  const whyNeeded = !avoided && value === 'stopped'
  return h('fieldset', { class: 'review' }, h('legend', null, w('live.rec.how_went'), value === '' && h('span', { class: 'muted' }, ` ${w('live.rec.not_looked_at')}`)),
    h('div', { class: 'states' }, keysOf(room.schema, table).map(key => h('label', { key, class: 'state' }, h('input', {
      type: 'radio',
      name: `review-${id}`,
      value: key,
      checked: key === value,
      'aria-disabled': blocked !== '' ? 'true' : undefined,
      onChange: (/** @type {any} */ event) => {
        if (blocked === '') return sayState(room, id, field, key)
        event.target.checked = key === value
        room.say(w(blocked), { tone: 'warn' })
      }
    }), h('span', null, w(`${table}.${key}`))))),
    whyNeeded && record.state_why.trim() === '' && h('p', { class: 'warned' }, icon('circle-question-mark', 'small'), h('span', null, w('live.rec.say_why_stopped'))),
    value !== '' && h(Fields, { room, readings, collection: 'recommendations', id, names: ['state_why'], prefix: `review-${id}` }))
}
