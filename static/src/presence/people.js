/**
 * Who is in the room: name, agency, what they add to, whether they are reconnecting, a raised hand. Never how much
 * anybody wrote, never how long they were still.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { icon } from '../editing/icons.js'
import { w } from '../words.js'

/** @typedef {import('./room.js').Room} Room */
/** @typedef {import('./room.js').Present} Present */

const SHOWN = 9
const WAITING_EVERY_MS = 5_000

/** @param {{room: Room}} props */
export function PeopleHere ({ room }) {
  const [all, setAll] = useState(false)
  const people = [...room.people.values()].sort((one, other) => rank(one) - rank(other))
  const shown = all ? people : people.slice(0, SHOWN)
  return h('section', { class: 'people', 'aria-labelledby': 'people-title' },
    h('h2', { class: 'lab', id: 'people-title' }, w('live.people.here', { n: people.length })),
    h('ul', null, shown.map(person => h(Person, { key: person.participant, room, person }))),
    people.length > SHOWN && h('button', { type: 'button', class: 'link', 'aria-expanded': String(all), onClick: () => setAll(!all) },
      all ? w('live.people.fewer') : w('live.people.more', { n: people.length - SHOWN })))
}

/** Those who lead first, then hands in the order they went up, then in the order of coming. @param {Present} person */
function rank (person) {
  return { chair: 0, coordinator: 1 }[person.role] ?? (person.hand > 0 ? 3 - 1 / person.hand : 4)
}

/** @param {{room: Room, person: Present}} props */
function Person ({ room, person }) {
  const away = person.connection === 'reconnecting' || person.behind
  const mine = person.participant === room.settings.participant
  return h('li', { class: `who${away ? ' away-now' : ''}`, 'data-participant': person.participant },
    h('span', { class: 'initials', 'aria-hidden': 'true' }, initials(person.name)),
    h('span', { class: 'said' }, h('b', null, person.name), h('small', null, doing(person, away, mine))),
    person.hand > 0 && h('span', { class: 'sign' }, icon('hand'), h('b', { 'aria-hidden': 'true' }, place(room, person)), h('span', { class: 'away' }, w('live.people.hand_place', { n: place(room, person) }))),
    person.hand > 0 && room.leads && h('button', {
      type: 'button', class: 'round', 'aria-label': w('live.hand.called', { name: person.name }), title: w('live.hand.called', { name: person.name }), onClick: () => room.connection.say('called', { participant: person.participant })
    }, icon('check', 'small')),
    person.hand === 0 && away && h('span', { class: 'sign' }, icon('clock')),
    person.hand === 0 && !away && person.adding.part !== '' && !mine && h('span', { class: 'sign' }, icon('pencil')))
}

/** Whose turn this hand is: 1 for the one that went up first. @param {Room} room @param {Present} person */
function place (room, person) {
  return [...room.people.values()].filter(each => each.hand > 0 && each.hand <= person.hand).length
}

/** @param {Present} person @param {boolean} away @param {boolean} mine */
function doing (person, away, mine) {
  const parts = [person.agency, person.role === 'contributor' || person.role === '' ? '' : w(`roles.${person.role}`)]
  if (mine) parts.push(w('live.people.you'))
  if (away) parts.push(w('live.people.reconnecting'))
  else if (person.adding.part !== '') parts.push(addingSaid(person))
  return parts.filter(part => part !== '').join(' · ')
}

/** @param {Present} person */
function addingSaid (person) {
  if (person.adding.lane !== '') return w('live.people.adding_in', { lane: w(`lanes.${person.adding.lane}`) })
  return w('live.people.adding')
}

/**
 * Up to two first letters, without titles.
 * @param {string} name
 */
export function initials (name) {
  const parts = name.replace(/^(Dr|Mr|Mrs|Ms|Miss)\.?\s+/i, '').split(/\s+/).filter(part => part !== '')
  return [parts[0], parts.length > 1 ? parts.at(-1) : ''].map(part => part?.[0] ?? '').join('').toLocaleUpperCase() || '?'
}

/** Somebody who waits to be let in. @typedef {{id: string, name: string, agency: string, has_read: boolean, said: string}} Waiting */

/**
 * People who wait to be let in, for chair and coordinator: asked every five seconds, without a sound.
 * @param {{address: string, room: Room}} props
 */
export function WaitingPeople ({ address, room }) {
  const [waiting, setWaiting] = useState(/** @type {Waiting[]} */ ([]))
  const [door, setDoor] = useState(false)
  const [screens, setScreens] = useState(0)
  const answered = useRef(/** @type {Set<string>} */ (new Set()))
  const [asked, stale] = [useRef(0), useRef(0)]
  useEffect(() => {
    const ask = async () => {
      const asking = ++asked.current
      try {
        const answer = await fetch(address, { headers: { Accept: 'application/json' } })
        // a list from before the last answer would show somebody who has been let in already
        if (answer.ok && asking > stale.current) {
          const told = await answer.json()
          setWaiting(told.waiting ?? [])
          setDoor(told.door === true)
          setScreens(told.screens ?? 0)
        }
      } catch {
        // not connected: the status light says so
      }
    }
    ask()
    const timer = setInterval(ask, WAITING_EVERY_MS)
    return () => clearInterval(timer)
  }, [address])
  /** @param {Waiting} person @param {'in' | 'later'} said */
  const answer = async (person, said) => {
    answered.current.add(person.id)
    setWaiting(waiting.filter(each => each.id !== person.id))
    try {
      const told = await fetch(address.replace(/waiting$/, 'admissions'), {
        method: 'POST', body: new URLSearchParams({ person: person.id, answer: said }), headers: { Accept: 'application/json' }
      })
      if (!told.ok) throw new Error(String(told.status))
      // who knocks again, from a second device say, is shown again
      stale.current = asked.current
      answered.current.delete(person.id)
      room.say(said === 'in' ? w('live.waiting.let_in_said', { name: person.name }) : w('live.waiting.later_said', { name: person.name }))
    } catch {
      answered.current.delete(person.id)
      room.say(w('live.waiting.failed', { name: person.name }), { tone: 'warn' })
    }
  }
  const closeDoor = async () => {
    try {
      const told = await fetch(address.replace(/waiting$/, 'door'), { method: 'POST', body: new URLSearchParams({ open: 'no' }), headers: { Accept: 'application/json' } })
      if (!told.ok) throw new Error(String(told.status))
      stale.current = asked.current
      setDoor(false)
      room.say(w('live.door.closed'))
    } catch {
      room.say(w('live.door.failed'), { tone: 'warn' })
    }
  }
  const shown = waiting.filter(person => !answered.current.has(person.id))
  return h('div', { class: 'waiting-people', 'aria-live': 'polite' }, h('p', { class: 'walls small' }, icon('monitor', 'small'), screens > 0 ? w('live.wall.connected', { n: screens }) : h('a', { href: room.address('screens') }, w('live.wall.connect'))), door && h('p', { class: 'door-open' }, h('a', { href: address.replace(/waiting$/, 'door') }, w('live.door.open')),
    h('button', { type: 'button', class: 'link', onClick: closeDoor }, w('live.door.close'))), shown.map(person =>
    h('section', { key: person.id, class: 'knock', 'data-waiting': person.id },
      h('h2', null, w('live.waiting.is_waiting', { name: person.name })),
      h('p', null, person.said),
      h('div', { class: 'pair' },
        h('button', { type: 'button', class: 'main', onClick: () => answer(person, 'in'), 'aria-label': w('live.waiting.let_in_name', { name: person.name }) }, w('live.waiting.let_in')),
        h('button', { type: 'button', onClick: () => answer(person, 'later'), 'aria-label': w('live.waiting.not_now_name', { name: person.name }) }, w('live.waiting.not_now'))))))
}
