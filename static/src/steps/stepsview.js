/**
 * Where the child stands on the recovery steps: each professional says it alone first, then the chair shows all of them
 * together, and the room agrees on one placement, which may differ by place and person.
 */
import { h } from 'preact'
import { ShapeSwitch } from '../editing/bars.js'
import { personName } from '../editing/actions.js'
import { instantInWords } from '../editing/dates.js'
import { icon } from '../editing/icons.js'
import { indexPerson } from '../editing/life.js'
import { ViewBar } from '../editing/viewbar.js'
import { w } from '../words.js'
import { Agreed } from './agreeing.js'
import { Own } from './own.js'
import { agreedNow, isWhole, placedBy } from './placing.js'
import { PlacementSide, Ready } from './ready.js'
import { roundOf } from './round.js'
import { Chart, Credit, List, Reasons } from './shown.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./round.js').Round} Round */

export const adding = {
  part: 'steps',
  said: () => w('live.steps.place'),
  begin: () => {
    const target = document.querySelector('#own-from, .placed-own button, .late > summary, .agree-opener, #agreed-title')
    target?.scrollIntoView({ block: 'center' })
    if (target instanceof HTMLElement) target.focus()
  }
}

/** @param {Room} room */
function childName (room) {
  const child = indexPerson(room.workingCopy.standing())
  return child === null ? w('live.steps.the_child') : personName(child.person).split(' ')[0]
}

/** Who shows the placements, by name where they are here. @param {Room} room */
function chairName (room) {
  return [...room.people.values()].find(person => person.role === 'chair')?.name ?? w('live.steps.the_chair')
}

/** How everything stands, for view and panel. @param {Room} room */
function stands (room) {
  const round = roundOf(room)
  const { told } = round
  const plain = room.workingCopy.standing()
  const shown = room.ended !== null || (told !== null && told.shown !== '')
  const since = told?.since ?? ''
  const placed = shown ? placedBy(plain, told?.people ?? [], since, id => room.nameOf(id)) : []
  const agreed = agreedNow(plain).find(([, each]) => isWhole(each))?.[1] ?? null
  return { round, told, shown, since, placed, agreed, name: childName(room) }
}

/** @param {import('../later.js').ViewProps} props */
export function View ({ room, narrow }) {
  const { round, told, shown, since, placed, agreed, name } = stands(room)
  if (room.ended === null) round.begin()
  const list = narrow || room.look.shape === 'list'
  const writes = room.role !== 'observer' && room.ended === null
  const me = room.settings.participant
  const late = shown && told !== null && writes && !placed.some(one => one.participant === me)
  const own = () => h(Own, { room, round, list, name, chair: chairName(room), late: shown })
  const pill = shown
    ? told !== null && told.shown !== '' && h('span', { class: 'steps-pill shown' }, icon('eye', 'small'), w('live.steps.shown_at', { time: instantInWords(told.shown).split(', ').at(-1) ?? '' }))
    : h('span', { class: 'steps-pill' }, icon('lock', 'small'), w('live.steps.private_until'))
  const body = told === null && room.ended === null
    ? h('p', { class: 'muted', role: 'status' }, round.lost ? w('live.steps.not_reached') : w('live.fetching'))
    : shown
      ? [
          h('section', { key: 'shown', class: 'sheet-part', 'aria-label': w('live.steps.who_placed') }, list ? h(List, { room, placed, agreed, name }) : h(Chart, { room, placed, agreed, name })),
          h(Agreed, { key: 'agreed', room, round, name, since }),
          !list && placed.length > 0 && h('section', { key: 'reasons', class: 'sheet-part beside-below', 'aria-label': w('live.steps.reasons') }, h('h2', null, w('live.steps.reasons')), h(Reasons, { room, placed, name })),
          late && h('details', { key: 'late', class: 'sheet-part late', open: round.state === 'writing' }, h('summary', null, w('live.steps.late', { name })), own())
        ]
      : [
          writes ? h('div', { key: 'own' }, own()) : h('section', { key: 'own', class: 'sheet-part' }, h('h2', null, w('live.steps.question', { name })), h('p', { class: 'muted' }, w('live.steps.observer', { name: chairName(room) }))),
          h('section', { key: 'ready', class: 'sheet-part beside-below' }, h(Ready, { room, round, name })),
          agreed !== null && h(Agreed, { key: 'agreed', room, round, name, since })
        ]
  return [
    h(ViewBar, { room, title: w('live.steps.title') }, pill, !narrow && h(ShapeSwitch, { room })),
    h('div', { class: `work scrolls steps-work${list ? ' in-words' : ''}` }, body, h(Credit, {}))
  ]
}

/** @param {import('../later.js').SideProps} props */
export function Side (props) {
  const { room } = props
  const { chosen } = room.look
  const { round, shown, placed, name } = stands(room)
  const record = chosen === null ? undefined : room.workingCopy.record('placements', chosen.id)
  if (chosen !== null && record !== undefined) return h(PlacementSide, { ...props, id: chosen.id, record })
  if (!shown) return round.told === null ? null : h('div', { class: 'panel-inside' }, h(Ready, { room, round, name }))
  return h('div', { class: 'panel-inside steps-side' }, h('h2', null, w('live.steps.reasons')),
    placed.length === 0 ? h('p', { class: 'muted' }, w('live.steps.no_reasons')) : h(Reasons, { room, placed, name }),
    h('div', { class: 'aside-note' }, h('b', null, w('live.steps.talk_title')), h('p', null, w('live.steps.talk'))))
}
