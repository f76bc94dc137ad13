/**
 * What only those who lead are shown, and what the whole room is shown while it rests. Quiet sentences; nothing blinks.
 */
import { h } from 'preact'
import { icon } from '../editing/icons.js'
import { w } from '../words.js'

/** @typedef {import('./room.js').Room} Room */

/** A calm page over the work while the meeting rests; what was typed stands under it as it was. @param {{room: Room}} props */
export function AtRest ({ room }) {
  if (!room.paused || room.ended !== null) return null
  return h('section', { class: 'at-rest', 'aria-labelledby': 'at-rest', role: 'region' },
    h('div', null, h('h1', { id: 'at-rest' }, w('live.pause.title')), h('p', null, w('live.pause.kept')),
      room.leads && h('button', { type: 'button', class: 'main', onClick: () => room.pause(false) }, w('live.pause.go_on'))))
}

/** To the coordinator once the chair has been gone for a minute; to the chair while another leads. @param {{room: Room}} props */
export function WhoLeads ({ room }) {
  if (room.wantsLeader) {
    return h('section', { class: 'caution who-leads', 'aria-labelledby': 'who-leads', role: 'region' }, icon('info'),
      h('div', null, h('h2', { id: 'who-leads' }, w('live.lead.chair_gone')), h('p', null, w('live.lead.means')),
        h('button', { type: 'button', class: 'main', onClick: () => room.takeLead() }, w('live.lead.take'))))
  }
  if (!room.mayTakeBack) return null
  return h('p', { class: 'follow who-leads' }, h('span', null, w('live.lead.other', { name: room.nameOf(room.following.participant) })),
    h('button', { type: 'button', class: 'link', onClick: () => room.takeLead() }, w('live.lead.take_back')))
}

/** To who came after the meeting had begun: what they missed, until they have looked or put it away. @param {{room: Room, onOpen: () => void}} props */
export function CameLate ({ room, onOpen }) {
  if (room.caughtUp || room.ended !== null || !room.workingCopy.filled) return null
  const away = () => {
    room.caughtUp = true
    room.changed()
  }
  return h('p', { class: 'follow' }, icon('info', 'small'), h('span', null, w('live.missed.late')),
    h('button', { type: 'button', class: 'link', onClick: () => { away(); onOpen() } }, w('live.missed.title')),
    h('button', { type: 'button', class: 'link', onClick: away }, w('live.pause.not_now')))
}

/** Questions that wait for this person's agency when they come. @param {{room: Room, onOpen: () => void}} props */
export function AskedAfter ({ room, onOpen }) {
  const n = room.settings.asked ?? 0
  if (n === 0 || room.ended !== null) return null
  const away = () => {
    room.settings.asked = 0
    room.changed()
  }
  return h('p', { class: 'follow' }, icon('message-circle', 'small'), h('span', null, w('live.question.waiting', { n })),
    h('button', { type: 'button', class: 'link', onClick: () => { away(); onOpen() } }, w('live.question.read')),
    h('button', { type: 'button', class: 'link', onClick: away }, w('live.pause.not_now')))
}

/** To the chair alone, once in an hour: a break may be due. @param {{room: Room}} props */
export function BreakOffered ({ room }) {
  if (!room.breakDue || room.seenByOthers) return null
  const later = () => {
    room.breakOffered = true
    room.changed()
  }
  return h('p', { class: 'follow' }, icon('clock', 'small'), h('span', null, w('live.pause.hour')),
    h('button', { type: 'button', class: 'link', onClick: () => room.pause(true) }, w('live.pause.do')),
    h('button', { type: 'button', class: 'link', onClick: later }, w('live.pause.not_now')))
}
