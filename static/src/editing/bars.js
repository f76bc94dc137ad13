/**
 * The bars round the work: top with the status light, where to go, the age bands, the notices, the phone's dock.
 */
import { h } from 'preact'
import { ageInside } from '../drawing/ages.js'
import { asView, viewName, VIEWS } from '../presence/views.js'
import { language, w } from '../words.js'
import { personName } from './actions.js'
import { escapes, focusOnce, useForm } from './button.js'
import { icon, mark } from './icons.js'
import { bandOf, bandsOf, indexPerson } from './life.js'
import { bandShort, bandTitle } from './said.js'
import { daysOfStretch, stretchNow, stretchTitle } from './stretch.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** Characters of a sentence that is named in a bar. */
const LIT_WORDS = 70

/** What the bars ask for; the room element does it. @typedef {import('./deeds.js').Deeds} Deeds */

/** Narrower than this (1200 px), the panel is a sheet. */
const SHEET = '(max-width: 74.9375em)'

/**
 * What the child is called on this page, and their age today.
 * @param {Room} room
 * @param {number} today
 * @returns {{name: string, age: string}}
 */
function childSaid (room, today) {
  const child = indexPerson(room.workingCopy.standing())
  if (child === null || room.connection.left) return { name: '', age: '' }
  return { name: firstName(personName(child.person)), age: ageInside(/** @type {any} */ (child.person), today) }
}

/** @param {string} name */
function firstName (name) {
  return name.split(' ')[0]
}

/** @param {{room: Room, deeds: Deeds, today: number, bare?: boolean}} props `bare` without whom it is about and what can be done: under a cover */
export function TopBar ({ room, deeds, today, bare = false }) {
  const { name, age } = bare ? { name: '', age: '' } : childSaid(room, today)
  const leads = room.leads && !bare
  const kind = room.settings.kind === '' ? w('live.working_copy') : w(`meeting_kinds.${room.settings.kind}`)
  const other = language() === 'cy' ? 'en' : 'cy'
  const shown = room.shown !== null && JSON.stringify(room.shown) === JSON.stringify(room.at())
  return h('header', { class: 'livetop' },
    h('a', { class: 'home', href: room.leads ? room.address('').replace(/\/$/, '') : undefined, 'aria-label': room.leads ? w('live.to_case') : undefined }, mark()),
    h('p', { class: 'who-about' }, h('b', null, age === '' ? name : w('live.name_age', { name, age })), h('span', { class: 'muted' }, kind)),
    h(StatusLight, { room }),
    h('div', { class: 'end' },
      leads && h('button', { type: 'button', class: 'roomy', 'aria-pressed': String(shown), onClick: () => deeds.show() }, icon('monitor'), shown ? w('live.wall.now') : w('live.wall.show')),
      leads && room.settings.meeting !== '' && h('button', { type: 'button', class: 'roomy quiet', 'aria-pressed': String(room.blank), onClick: () => room.setBlank(!room.blank) }, icon('eye-off'), w('live.wall.blank_short')),
      leads && room.settings.meeting !== '' && h('button', { type: 'button', class: 'roomy quiet', 'aria-pressed': String(room.paused), onClick: () => room.pause(!room.paused) }, icon('pause'), w('live.pause.short')),
      !bare && h('button', { type: 'button', class: 'roomy quiet', onClick: () => deeds.open('more') }, icon('ellipsis'), w('live.more')),
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
  return h('nav', { class: 'places', 'aria-label': w('live.places') }, h('h2', { class: 'lab' }, w('live.places')),
    h('ul', null, placesTo(room), room.role === 'chair' && room.ended === null && h('li', null, h(FreezeButton, { room }))))
}

/** A button to every view. @param {Room} room @param {() => void} [onGo] called before it goes; such a list is for narrow screens */
export function placesTo (room, onGo) {
  return VIEWS.map(({ key, sign }) => h('li', { key, class: onGo === undefined ? undefined : 'only-narrow' }, h('button', {
    type: 'button',
    class: 'place',
    'aria-current': room.look.view === key ? 'page' : undefined,
    onClick: () => {
      onGo?.()
      room.see({ view: key })
    }
  }, icon(sign), viewName(key))))
}

/**
 * Reading back and freezing: the server's own page, which holds the room. Everybody's typing rests from then on, so it is
 * asked once more. @param {{room: Room}} props
 */
export function FreezeButton ({ room }) {
  const [asked, setAsked] = useForm('.freeze-opener')
  if (!asked) return h('button', { type: 'button', class: 'place freeze-opener', onClick: () => setAsked(true) }, icon('snowflake'), w('live.freeze'))
  const others = [...room.people.values()].filter(person => person.connection !== 'gone' && person.participant !== room.settings.participant).length
  return h('form', { class: 'freeze-asked', method: 'post', action: room.address('hold'), 'aria-label': w('live.freeze'), onKeyDown: escapes(() => setAsked(false)) },
    h('p', null, w('live.freeze.asks', { n: others })),
    h('div', { class: 'pair' }, h('button', { class: 'main', ref: focusOnce }, w('live.freeze.do')), h('button', { type: 'button', onClick: () => setAsked(false) }, w('live.freeze.not_yet'))))
}

/** The heading of the view, the bands, chart or list, undo. @param {{room: Room, deeds: Deeds, today: number, zoom?: any}} props */
export function WorkBar ({ room, deeds, today }) {
  const { look } = room
  const plain = room.workingCopy.standing()
  const bands = bandsOf(plain, today)
  const band = bandOf(bands, look.band)
  const { name } = childSaid(room, today)
  const people = Object.keys(plain.people).length
  return h('div', { class: 'workbar' },
    look.view === 'timeline'
      ? [h('h1', { id: 'view-title', tabIndex: -1 }, stretchTitle(room, today)),
          look.timeline.stretch !== null && h('span', { class: 'muted days-shown' }, daysOfStretch(stretchNow(room, today)))]
      : [h('h1', { id: 'view-title', tabIndex: -1 }, name === '' ? w('parts.family') : w('live.family.title', { name })), h('span', { class: 'muted counted' }, w('live.count.people', { n: people }))],
    look.view === 'timeline' && h('div', { class: 'seg bands', role: 'group', 'aria-label': w('live.band.switch') }, bands.map(each =>
      h('button', { key: each.key, type: 'button', 'aria-pressed': String(each.key === band.key && look.timeline.stretch === null), title: bandTitle(each), onClick: () => deeds.band(each.key) }, bandShort(each)))),
    h('span', { class: 'space' }),
    look.view === 'family' && h(BackgroundButton, { room }),
    look.view === 'family' && room.ended === null && h('button', { type: 'button', class: 'add-someone', onClick: () => deeds.add() }, icon('plus', 'small'), w('live.add.someone')),
    h(ShapeSwitch, { room }),
    h(UndoButton, { room }))
}

/** The facts about the child beside the family, and the whole room for the drawing again. @param {{room: Room}} props */
function BackgroundButton ({ room }) {
  const { background, chosen, opened } = room.look
  // where the panel is a sheet it is shown only while it is open
  const shown = background && chosen === null && (opened || !matchMedia(SHEET).matches)
  return h('button', {
    type: 'button', class: 'background-opener', 'aria-pressed': String(shown), onClick: () => room.see({ background: !shown, opened: !shown, chosen: null, task: 'see' })
  }, icon('list', 'small'), w('live.background'))
}

/** Chart or list of the view. @param {{room: Room}} props */
export function ShapeSwitch ({ room }) {
  const { shape } = room.look
  return h('div', { class: 'seg shapes', role: 'group', 'aria-label': w('live.shape.switch') },
    h('button', { type: 'button', 'aria-pressed': String(shape === 'chart'), onClick: () => room.see({ shape: 'chart' }) }, w('live.shape.chart')),
    h('button', { type: 'button', 'aria-pressed': String(shape === 'list'), onClick: () => room.see({ shape: 'list' }) }, w('live.shape.list')))
}

/** Takes back what this person did last. @param {{room: Room}} props */
export function UndoButton ({ room }) {
  if (room.ended !== null) return null
  const next = room.undo.next()
  return h('button', {
    type: 'button', class: 'quiet undo', 'aria-disabled': next === null ? 'true' : undefined, title: next === null ? undefined : w(next.key, { name: next.name }), onClick: () => room.undoMine()
  }, icon('undo-2', 'small'), w('live.undo'))
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
  const view = asView(at.view)
  const where = view === null || view === 'timeline' ? bandTitle(bandOf(bands, at.band)) : viewName(view)
  return h('p', { class: 'follow' }, h('span', null, w('live.follow.is_at', { name, where })),
    h('button', { type: 'button', class: 'link', onClick: () => room.goAlong() }, w('live.follow.go')))
}

/** That something is lit, why, and the two ways on; in the views that draw it. @param {{room: Room}} props */
export function LitBar ({ room }) {
  const { lit, sentence, look } = room
  if (lit.length === 0 || sentence === null || (look.view !== 'timeline' && look.view !== 'family')) return null
  const words = sentence.words.length > LIT_WORDS ? `${sentence.words.slice(0, LIT_WORDS - 1).trimEnd()}…` : sentence.words
  return h('p', { class: 'follow lit-bar' }, icon('link', 'small'), h('span', null, w('live.lit', { n: lit.length, words })),
    h('button', { type: 'button', class: 'link', onClick: () => room.see({ view: 'story' }) }, w('live.lit.back')),
    h('button', { type: 'button', class: 'link', onClick: () => room.lights(null, []) }, w('live.lit.out')))
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

/**
 * The phone's dock: one large button and where to go; the other views are under "more".
 * @param {{room: Room, deeds: Deeds, adding?: {part: string, said: () => string, begin: (room: Room) => void}}} props `adding`
 *   what the large button begins in a view that has something of its own to add
 */
export function Dock ({ room, deeds, adding }) {
  const { view } = room.look
  const family = view === 'family'
  const blocked = room.blocked(adding?.part ?? (family ? 'family' : 'timeline'))
  const begin = () => adding === undefined ? deeds.add() : adding.begin(room)
  /** @param {string} text @param {string} sign @param {() => void} onClick @param {boolean} on */
  const tab = (text, sign, onClick, on) => h('button', { type: 'button', class: 'tab', 'aria-current': on ? 'page' : undefined, onClick }, icon(sign), text)
  return h('div', { class: 'livedock' },
    room.ended === null && h('button', { type: 'button', class: 'main big', 'aria-disabled': blocked !== '' ? 'true' : undefined, onClick: () => blocked === '' ? begin() : room.say(w(blocked), { tone: 'warn' }) },
      icon('plus'), adding !== undefined ? adding.said() : family ? w('live.add.someone') : w('live.add.something')),
    h('nav', { class: 'tabs', 'aria-label': w('live.places') },
      tab(w('parts.timeline'), 'clock', () => room.see({ view: 'timeline' }), view === 'timeline'),
      tab(w('parts.family'), 'network', () => room.see({ view: 'family' }), family),
      tab(w('live.story.tab'), 'file-text', () => room.see({ view: 'story' }), view === 'story'),
      tab(w('live.people.tab'), 'users', () => deeds.open('people'), false),
      tab(w('live.more'), 'ellipsis', () => deeds.open('more'), false)))
}
