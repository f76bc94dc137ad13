/**
 * Beside the steps: before they are shown who is ready, and never where; afterwards the reasons as each wrote them, and one
 * placement to be changed.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { personName, remove } from '../editing/actions.js'
import { Button } from '../editing/button.js'
import { restsOn } from '../editing/cards.js'
import { RecordForm } from '../editing/form.js'
import { icon } from '../editing/icons.js'
import { InPlace } from '../editing/inplace.js'
import { Pointed, RestsOn } from '../editing/pointed.js'
import { listed } from '../editing/said.js'
import { initials } from '../presence/people.js'
import { w } from '../words.js'
import { otherwiseSaid } from './own.js'
import { agreedSaid } from './agreeing.js'
import { isWhole } from './placing.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./round.js').Round} Round */

/** @param {{room: Room, round: Round, name: string}} props */
export function Ready ({ room, round, name }) {
  const people = round.told?.people ?? []
  const placed = people.filter(person => person.state === 'placed').length
  const signs = { placed: 'check', writing: 'pencil', not_yet: 'clock' }
  return h('div', { class: 'ready' },
    h('h2', null, w('live.steps.ready', { n: placed, of: people.length, name })),
    h('p', { class: 'muted small' }, w('live.steps.ready_only')),
    h('ul', { class: 'who-ready' }, people.map(person => {
      const state = /** @type {keyof typeof signs} */ (person.state)
      return h('li', { key: person.participant, class: `is-${state}`, 'data-participant': person.participant },
        h('span', { class: 'initials', 'aria-hidden': 'true' }, initials(person.name)),
        h('b', null, person.participant === room.settings.participant ? w('live.steps.you') : person.name),
        h('span', { class: 'how' }, icon(signs[state], 'small'), state === 'placed' ? w('live.steps.state.placed') : state === 'writing' ? w('live.steps.state.writing') : w('live.steps.state.not_yet')))
    })),
    h('div', { class: 'aside-note' }, h('b', null, w('live.steps.range_title')), h('p', null, w('live.steps.range'))),
    round.told?.may_show === true && room.ended === null && h(ShowAll, { room, round, name }))
}

/** The chair's: shows all, at once and for good, so it is asked once more. @param {{room: Room, round: Round, name: string}} props */
function ShowAll ({ room, round, name }) {
  const [asked, setAsked] = useState(false)
  const people = round.told?.people ?? []
  const waiting = people.filter(person => person.state !== 'placed').map(person => person.participant === room.settings.participant ? w('live.steps.you') : person.name)
  const n = people.length - waiting.length
  const show = async () => {
    if (await round.show()) {
      room.say(w('live.steps.shown_said'))
      requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById('agreed-title')?.focus()))
    }
  }
  const held = room.held || room.paused ? w(room.held ? 'live.blocked.held' : 'live.blocked.paused') : ''
  return h('div', { class: 'show-all' },
    waiting.length > 0 && h('p', { class: 'small' }, w('live.steps.missing', { n: waiting.length, names: listed(waiting) })),
    asked
      ? [h('p', { key: 'ask' }, h('b', null, w('live.steps.show.sure', { n, name }))), h('div', { key: 'pair', class: 'pair' },
        h('button', { type: 'button', class: 'main', onClick: show, ref: (/** @type {any} */ element) => { if (element !== null && !element.dataset.focused) { element.dataset.focused = 'yes'; element.focus() } } }, icon('eye', 'small'), w('live.steps.show')),
        h('button', { type: 'button', onClick: () => setAsked(false) }, w('live.cancel')))]
      : h('button', { type: 'button', class: 'main show-opener', 'aria-disabled': held === '' ? undefined : 'true', onClick: () => held === '' ? setAsked(true) : room.say(held, { tone: 'warn' }) }, icon('eye', 'small'), w('live.steps.show')))
}

/** @typedef {{room: Room, readings: import('../editing/readings.js').Readings, collection: string, id: string, record: import('../document/schema.js').Entry}} Editing */

/** One placement, changed where it is read. @param {import('../later.js').SideProps & {id: string, record: import('../document/schema.js').Entry}} props */
export function PlacementSide ({ room, readings, onClose, id, record }) {
  const props = { room, readings, collection: 'placements', id, record }
  const who = record.placed_by === '' ? w('live.steps.the_rooms') : room.nameOf(record.placed_by) || record.says
  const lang = record.language === 'en' || record.language === 'cy' ? record.language : undefined
  const mine = record.agreed ? room.leads : record.placed_by === '' || record.placed_by === room.settings.participant
  return h('div', { class: 'panel-inside placement-side', key: id },
    h('header', { class: 'panel-head' },
      h('div', { class: 'kind' }, icon('chart-no-axes-column-increasing', 'small'), h('span', null, record.agreed ? w('live.steps.agreed_kind') : who),
        h('button', { type: 'button', class: 'round close', 'aria-label': w('live.close'), onClick: onClose }, icon('x'))),
      h('h2', { id: 'panel-title', tabIndex: -1 }, record.not_known ? w('live.steps.not_said') : said(record.steps) || w('live.steps.not_said')),
      record.agreed_at !== '' && h('p', { class: 'muted small' }, agreedSaid(room, record))),
    record.removed_at !== '' && h('p', { class: 'caution' }, icon('trash'), h('span', null, w('live.removed.this'))),
    room.look.task === 'edit' && mine
      ? h('div', { class: 'editing' }, h(RecordForm, { room, readings, collection: 'placements', id }), h('div', { class: 'pair foot' }, h('button', { type: 'button', class: 'main', onClick: () => room.see({ task: 'see' }) }, w('live.done'))))
      : h('div', { class: 'seen' }, mine ? h(Changed, { ...props, lang }) : h(Read, { room, record, lang }),
        mine && record.removed_at === '' && h(RestsOn, { room, collection: 'placements', id, title: w('live.steps.rests') }),
        mine && record.removed_at === '' && room.ended === null && h('div', { class: 'actions' }, h('div', { class: 'pair' },
          h(Button, { room, collection: 'placements', text: w('live.edit'), sign: 'pencil', onClick: () => room.see({ task: 'edit' }) }),
          h(Button, { room, collection: 'placements', text: w('live.remove'), sign: 'trash', onClick: () => { remove(room, 'placements', id); room.see({ chosen: null, opened: false }); document.getElementById('agreed-title')?.focus() } })))))
}

/** @param {string} steps */
function said (steps) {
  return steps === '' ? '' : w(`step_ranges.${steps}`)
}

/** One's own, or the room's: changed where it is read. @param {Editing & {lang: string | undefined}} props */
function Changed ({ lang, ...props }) {
  const { room, record } = props
  const person = record.person === '' ? '' : personName(room.workingCopy.record('people', record.person) ?? {})
  return h('dl', { class: 'kv in-place' },
    h(InPlace, { ...props, term: w('field.steps'), names: ['steps'] }, said(record.steps) || w('live.steps.not_said')),
    h(InPlace, { ...props, term: w('live.steps.agree_why'), names: ['reason'], lang }, record.reason || '–'),
    !isWhole(record) && h(InPlace, { ...props, term: w('live.steps.where'), names: ['setting', 'person'] }, [record.setting, person].filter(part => part !== '').join(', ')),
    h(InPlace, { ...props, term: w('field.emerging'), names: ['emerging'] }, said(record.emerging)),
    h(InPlace, { ...props, term: w('field.not_ready'), names: ['not_ready'] }, said(record.not_ready)))
}

/** Somebody else's own: what they said is theirs to change. @param {{room: Room, record: import('../document/schema.js').Entry, lang: string | undefined}} props */
function Read ({ room, record, lang }) {
  return h('div', null, !isWhole(record) && h('p', null, h('b', null, otherwiseSaid(room, /** @type {any} */ (record)))),
    record.reason.trim() === '' ? h('p', { class: 'muted' }, w('live.steps.no_reason')) : h('p', { lang }, record.reason),
    restsOn(record).length > 0 && h('ul', { class: 'chips', 'aria-label': w('live.steps.rests') }, restsOn(record).map(rest => h('li', { key: rest.id }, h(Pointed, { room, collection: rest.collection, id: rest.id, against: rest.bearing === 'speaks_against' })))),
    h('p', { class: 'muted small' }, record.agreed ? w('live.steps.leaders_change') : w('live.steps.theirs', { name: room.nameOf(record.placed_by) || record.says })))
}
