/**
 * A page that nobody has touched for ten minutes covers itself: a laptop is left open in a canteen. The meeting goes on
 * beneath, and what was typed stands as it was. Who leads the room at that moment is presenting: their page stays.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { icon } from '../editing/icons.js'
import { w } from '../words.js'

/** @typedef {import('./room.js').Room} Room */

const COVER_MS = 10 * 60_000
const WARN_MS = 60_000

/** When this page was touched last, and whether it is covered. */
export class Cover {
  touchedAt = Date.now()
  covered = false
  /** Until when nobody's page covers itself. */
  putOffUntil = 0

  /** That it comes within a minute. */
  soon = false

  /** Time has passed. @param {boolean} presents whether the room is led from here */
  pass (presents) {
    if (presents) this.touch()
    const rested = Date.now() - Math.max(this.touchedAt, this.putOffUntil)
    this.covered ||= rested >= COVER_MS
    this.soon = !this.covered && rested >= COVER_MS - WARN_MS
  }

  /** Somebody is at this page; under the cover that changes nothing. */
  touch () {
    if (!this.covered) this.touchedAt = Date.now()
  }

  uncover () {
    this.covered = false
    this.touch()
  }
}

/** The sentence before, and the cover. @param {{room: Room}} props */
export function Covering ({ room }) {
  if (!room.cover.soon) return null
  return h('p', { class: 'follow', role: 'status' }, icon('clock', 'small'), h('span', null, w('live.cover.soon')),
    h('button', { type: 'button', class: 'link', onClick: () => { room.cover.touch(); room.passed() } }, w('live.cover.stay')))
}

/** @param {{room: Room}} props */
export function Covered ({ room }) {
  const [wrong, setWrong] = useState('')
  const account = (room.settings.email ?? '') !== ''
  const uncover = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault()
    const password = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('password') ?? '')
    const said = account ? await asked(room, password) : ''
    setWrong(said)
    if (said !== '') return
    room.cover.uncover()
    room.passed()
  }
  return h('section', { class: 'at-rest', 'aria-labelledby': 'covered', role: 'region' },
    h('form', { onSubmit: uncover, noValidate: true }, h('h1', { id: 'covered' }, w('live.cover.title')), h('p', null, w('live.cover.kept')),
      account && h('div', { class: 'f' }, h('label', { for: 'cover-password' }, w('live.sign_in.password')),
        h('input', { id: 'cover-password', name: 'password', type: 'password', autocomplete: 'current-password', maxLength: 1000, ...(wrong === '' ? {} : { 'aria-invalid': 'true', 'aria-describedby': 'cover-wrong' }) })),
      h('div', { role: 'alert', id: 'cover-wrong' }, wrong !== '' && h('p', { class: 'why' }, icon('triangle-alert', 'small'), wrong)),
      h('button', { class: 'main' }, w('live.cover.uncover', { name: room.settings.name }))))
}

/** @param {Room} room @param {string} password @returns {Promise<string>} what is wrong, or '' */
async function asked (room, password) {
  try {
    const answer = await fetch(room.address('uncovering'), { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ password }) })
    return answer.ok ? '' : (await answer.json()).sentence
  } catch {
    return w('live.sign_in.not_connected')
  }
}
