/**
 * The bars round the work: top with the status light, where to go, the age bands, the notices, the phone's dock.
 */
import { h } from 'preact'
import { ageInside } from '../drawing/ages.js'
import { language, w } from '../words.js'
import { personName } from './actions.js'
import { icon, mark } from './icons.js'
import { bandOf, bandsOf, indexPerson } from './life.js'
import { bandShort, bandTitle } from './said.js'
import { daysOfStretch, stretchNow, stretchTitle } from './stretch.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** What the bars ask for; the room element does it. @typedef {import('./deeds.js').Deeds} Deeds */

/**
 * What the child is called on this page, and their age today.
 * @param {Room} room
 * @param {number} today
 * @returns {{name: string, age: string}}
 */
function childSaid (room, today) {
  const child = indexPerson(room.workingCopy.standing())
  if (child === null) return { name: '', age: '' }
  return { name: firstName(personName(child.person)), age: ageInside(/** @type {any} */ (child.person), today) }
}

/** @param {string} name */
function firstName (name) {
  return name.split(' ')[0]
}

/** @param {{room: Room, deeds: Deeds, today: number}} props */
export function TopBar ({ room, deeds, today }) {
  const { name, age } = childSaid(room, today)
  const kind = room.settings.kind === '' ? w('live.working_copy') : w(`meeting_kinds.${room.settings.kind}`)
  const other = language() === 'cy' ? 'en' : 'cy'
  const shown = room.shown !== null && JSON.stringify(room.shown) === JSON.stringify(room.at())
  return h('header', { class: 'livetop' },
    h('a', { class: 'home', href: room.leads ? room.address('').replace(/\/$/, '') : undefined, 'aria-label': room.leads ? w('live.to_case') : undefined }, mark()),
    h('p', { class: 'who-about' }, h('b', null, age === '' ? name : w('live.name_age', { name, age })), h('span', { class: 'muted' }, kind)),
    h(StatusLight, { room }),
    h('div', { class: 'end' },
      room.leads && h('button', { type: 'button', class: 'roomy', 'aria-pressed': String(shown), onClick: () => deeds.show() }, icon('monitor'), shown ? w('live.wall.now') : w('live.wall.show')),
      h('button', { type: 'button', class: 'roomy quiet', onClick: () => deeds.open('more') }, icon('ellipsis'), w('live.more')),
      h('button', { type: 'button', class: 'link lang', lang: other, onClick: () => deeds.speak(other) }, other === 'cy' ? 'Cymraeg' : 'English')))
}

/** The status light: the same sentence on every width. @param {{room: Room}} props */
function StatusLight ({ room }) {
  const light = room.light()
  const sign = { calm: 'check', busy: 'clock', warn: 'triangle-alert', stop: 'triangle-alert' }[light.tone]
  return h('p', { class: `light ${light.tone}`, 'data-light': light.key.split('.').at(-1) }, light.key === 'live.status.sending' ? icon('ellipsis', 'small') : icon(sign, 'small'),
    h('span', { class: 'said' }, w(light.key, light.parameters)),
    light.key === 'live.status.refused' && h('a', { href: '#words-to-copy' }, w('live.words.copy_them')))
}

/** Where to go in this meeting. @param {{room: Room, deeds: Deeds}} props */
export function Places ({ room }) {
  const { view } = room.look
  /** @param {'timeline' | 'family' | 'story'} to @param {string} sign @param {string} text */
  const place = (to, sign, text) => h('li', null, h('button', {
    type: 'button', class: 'place', 'aria-current': view === to ? 'page' : undefined, onClick: () => room.see({ view: to })
  }, icon(sign), text))
  return h('nav', { class: 'places', 'aria-label': w('live.places') }, h('h2', { class: 'lab' }, w('live.places')),
    h('ul', null, place('family', 'network', w('parts.family')), place('timeline', 'clock', w('parts.timeline')), place('story', 'file-text', w('live.story.tab')),
      room.role === 'chair' && room.ended === null && h('li', null, h(FreezeButton, { room }))))
}

/** Reading back and freezing: the server's own page, which holds the room. @param {{room: Room}} props */
export function FreezeButton ({ room }) {
  return h('form', { method: 'post', action: room.address('hold') }, h('button', { class: 'place' }, icon('snowflake'), w('live.freeze')))
}

/** The heading of the view, the bands, chart or list, undo. @param {{room: Room, deeds: Deeds, today: number, zoom?: any}} props */
export function WorkBar ({ room, deeds, today }) {
  const { look } = room
  const plain = room.workingCopy.standing()
  const bands = bandsOf(plain, today)
  const band = bandOf(bands, look.band)
  const { name } = childSaid(room, today)
  const next = room.undo.next()
  const people = Object.keys(plain.people).length
  return h('div', { class: 'workbar' },
    look.view === 'timeline'
      ? [h('h1', { id: 'view-title', tabIndex: -1 }, stretchTitle(room, today)),
          look.timeline.stretch !== null && h('span', { class: 'muted days-shown' }, daysOfStretch(stretchNow(room, today)))]
      : [h('h1', { id: 'view-title', tabIndex: -1 }, name === '' ? w('parts.family') : w('live.family.title', { name })), h('span', { class: 'muted counted' }, w('live.count.people', { n: people }))],
    look.view === 'timeline' && h('div', { class: 'seg bands', role: 'group', 'aria-label': w('live.band.switch') }, bands.map(each =>
      h('button', { key: each.key, type: 'button', 'aria-pressed': String(each.key === band.key && look.timeline.stretch === null), title: bandTitle(each), onClick: () => deeds.band(each.key) }, bandShort(each)))),
    h('span', { class: 'space' }),
    look.view === 'family' && room.ended === null && h('button', { type: 'button', class: 'add-someone', onClick: () => deeds.add() }, icon('plus', 'small'), w('live.add.someone')),
    h('div', { class: 'seg shapes', role: 'group', 'aria-label': w('live.shape.switch') },
      h('button', { type: 'button', 'aria-pressed': String(look.shape === 'chart'), onClick: () => room.see({ shape: 'chart' }) }, w('live.shape.chart')),
      h('button', { type: 'button', 'aria-pressed': String(look.shape === 'list'), onClick: () => room.see({ shape: 'list' }) }, w('live.shape.list'))),
    room.ended === null && h('button', {
      type: 'button', class: 'quiet undo', 'aria-disabled': next === null ? 'true' : undefined, title: next === null ? undefined : w(next.key, { name: next.name }), onClick: () => room.undoMine()
    }, icon('undo-2', 'small'), w('live.undo')))
}

/** Where the chair is, for those who go along or have gone their own way. @param {{room: Room, deeds: Deeds, today: number}} props */
export function FollowBar ({ room, today }) {
  const { participant, at } = room.following
  if (participant === '' || participant === room.settings.participant || room.ended !== null) return null
  const name = room.nameOf(participant)
  if (name === '') return null
  if (room.follow) {
    return h('p', { class: 'follow' }, icon('arrow-right', 'small'), h('span', null, w('live.follow.with', { name })),
      h('button', { type: 'button', class: 'link', onClick: () => { room.follow = false; room.changed() } }, w('live.follow.look_around')))
  }
  const bands = bandsOf(room.workingCopy.standing(), today)
  const where = at.view === 'family' ? w('parts.family') : at.view === 'story' ? w('live.story.tab') : bandTitle(bandOf(bands, at.band))
  return h('p', { class: 'follow' }, h('span', null, w('live.follow.is_at', { name, where })),
    h('button', { type: 'button', class: 'link', onClick: () => room.goAlong() }, w('live.follow.go')))
}

/** One sentence about what was just done. @param {{room: Room}} props */
export function NoticeBar ({ room }) {
  const { notice } = room
  if (notice === null) return null
  return h('div', { class: `notice ${notice.tone}` }, notice.tone === 'warn' ? icon('triangle-alert', 'small') : icon('check', 'small'), h('span', null, notice.text),
    notice.action !== undefined && h('button', { type: 'button', class: 'link', onClick: notice.action.do }, notice.action.text),
    h('button', { type: 'button', class: 'round', 'aria-label': w('live.close'), onClick: () => { room.notice = null; room.changed() } }, icon('x', 'small')))
}

/**
 * What others added out of sight, on a narrow screen: how much, and the way there. Nothing moves by itself.
 * @param {{room: Room}} props
 */
export function Arrived ({ room }) {
  const hidden = room.arrived.filter(id => outOfSight(id))
  const event = room.workingCopy.record('events', hidden[0] ?? '')
  if (event === undefined || room.look.view !== 'timeline' || room.look.opened) return null
  const names = new Set(hidden.map(id => room.nameOf(room.workingCopy.record('events', id)?.added_by)))
  const go = () => {
    document.querySelector(`[data-event="${CSS.escape(hidden[0])}"]`)?.scrollIntoView({ block: 'center' })
    room.arrived = []
    room.changed()
  }
  return h('button', { type: 'button', class: 'arrived', onClick: go }, names.size === 1
    ? w('live.arrived.by', { name: [...names][0], n: hidden.length })
    : w('live.arrived', { n: hidden.length }))
}

/** Whether an event's row is in the list and not in sight. @param {string} id */
function outOfSight (id) {
  const row = document.querySelector(`[data-event="${CSS.escape(id)}"]`)
  const list = row?.closest('.work')
  if (!row || !list) return false
  const [own, seen] = [row.getBoundingClientRect(), list.getBoundingClientRect()]
  return own.bottom < seen.top || own.top > seen.bottom
}

/** The phone's dock: one large button and where to go. @param {{room: Room, deeds: Deeds}} props */
export function Dock ({ room, deeds }) {
  const { view } = room.look
  const family = view === 'family'
  const blocked = room.blocked(family ? 'family' : 'timeline')
  /** @param {string} text @param {string} sign @param {() => void} onClick @param {boolean} on */
  const tab = (text, sign, onClick, on) => h('button', { type: 'button', class: 'tab', 'aria-current': on ? 'page' : undefined, onClick }, icon(sign), text)
  return h('div', { class: 'livedock' },
    room.ended === null && h('button', { type: 'button', class: 'main big', 'aria-disabled': blocked !== '' ? 'true' : undefined, onClick: () => blocked === '' ? deeds.add() : room.say(w(blocked), { tone: 'warn' }) },
      icon('plus'), family ? w('live.add.someone') : w('live.add.something')),
    h('nav', { class: 'tabs', 'aria-label': w('live.places') },
      tab(w('parts.timeline'), 'clock', () => room.see({ view: 'timeline' }), view === 'timeline'),
      tab(w('parts.family'), 'network', () => room.see({ view: 'family' }), family),
      tab(w('live.story.tab'), 'file-text', () => room.see({ view: 'story' }), view === 'story'),
      tab(w('live.people.tab'), 'users', () => deeds.open('people'), false),
      tab(w('live.more'), 'ellipsis', () => deeds.open('more'), false)))
}
