/**
 * The agenda beside the work, with a quiet clock: what is on and until about when. Whoever leads moves on; nothing moves by
 * itself, and nothing counts down.
 */
import { h } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { icon } from '../editing/icons.js'
import { asView } from '../presence/views.js'
import { w } from '../words.js'
import { asks } from './asking.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {{id: string, key: string, title: string, language: string, part: string, minutes: number}} Item */
/** `ends` about when the item that is on ends (instant), '' where none is. @typedef {{items: Item[], item: string, since: string, ends: string}} Agenda */

/** What an item is called. @param {Item} item */
export function titleOf (item) {
  return item.key === '' ? item.title : w(`live.agenda.${item.key}`)
}

/** The language of a title that somebody typed. @param {Item} item */
function langOf (item) {
  return item.key === '' && ['en', 'cy'].includes(item.language) ? item.language : undefined
}

/** The item after the one that is on; null after the last. @param {Agenda} agenda @returns {Item | null} */
export function nextOf (agenda) {
  return agenda.items[agenda.items.findIndex(item => item.id === agenda.item) + 1] ?? null
}

/**
 * About when the item that is on ends, by the clock of this country; that it has gone on longer is said, without alarm.
 * @param {Agenda} agenda @param {number} now ms
 */
export function clockSaid (agenda, now) {
  if (agenda.ends === '') return ''
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'Europe/London' }).format(new Date(agenda.ends))
  return Date.parse(agenda.ends) + 60_000 < now ? w('live.agenda.was_until', { time }) : w('live.agenda.until', { time })
}

/** @type {{heard: number, answer: ReturnType<typeof asks> | null}} The page and its sheet ask once for the two of them. */
const asked = { heard: -1, answer: null }

/** @param {Room} room @param {number} heard */
function askedOnce (room, heard) {
  if (asked.answer === null || asked.heard !== heard) {
    const answer = asks(room.address('agenda'))
    Object.assign(asked, { heard, answer })
    answer.then(({ ok }) => { if (!ok) asked.answer = null })
  }
  return /** @type {ReturnType<typeof asks>} */ (asked.answer)
}

/** @param {{room: Room, onGo?: () => void}} props */
export function Agenda ({ room, onGo }) {
  const [agenda, setAgenda] = useState(/** @type {Agenda | null} */ (null))
  const heard = room.agendaHeard
  useEffect(() => {
    let stale = false
    askedOnce(room, heard).then(({ ok, data }) => { if (ok && !stale) setAgenda(data) })
    return () => { stale = true }
  }, [heard])
  if (agenda === null || agenda.items.length === 0) return null
  /** Moves on to an item and takes the room along to its part. @param {Item} item */
  const begin = async item => {
    const { ok, data, said } = await asks(room.address('agenda'), { method: 'POST', data: { item: item.id } })
    if (!ok) return room.say(said, { tone: 'warn' })
    asked.answer = null
    setAgenda(data)
    const view = asView(item.part)
    if (view !== null) {
      room.see({ view })
      room.show()
    }
    onGo?.()
  }
  const next = nextOf(agenda)
  const goesOn = room.leads && next !== null && h('button', { type: 'button', class: 'quiet', onClick: () => begin(next) }, icon('arrow-right', 'small'), w('live.agenda.next', { item: titleOf(next) }))
  const on = agenda.items.find(item => item.id === agenda.item)
  if (onGo === undefined) {
    // beside the work one line is enough; the whole is a sheet
    return (on !== undefined || goesOn) && h('section', { class: 'agenda-now', 'aria-labelledby': 'agenda-title' }, h('h2', { class: 'lab', id: 'agenda-title' }, w('live.agenda.title')),
      on !== undefined && h('p', { class: 'on', lang: langOf(on) }, titleOf(on), h('small', null, clockSaid(agenda, Date.now()))), goesOn)
  }
  return h('div', { class: 'agenda-now' },
    h('ol', null, agenda.items.map(item => h('li', { key: item.id, 'aria-current': item.id === agenda.item ? 'step' : undefined },
      h('span', { lang: langOf(item) }, titleOf(item)),
      item.id === agenda.item ? h('small', null, clockSaid(agenda, Date.now())) : h('small', { class: 'muted' }, w('live.agenda.minutes', { n: item.minutes })),
      room.leads && item.id !== agenda.item && h('button', { type: 'button', class: 'link', onClick: () => begin(item) }, w('live.agenda.go'), h('span', { class: 'away' }, ` ${titleOf(item)}`))))),
    goesOn)
}
