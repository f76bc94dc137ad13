/**
 * Signing in again over the page, when the sign-in has ended in the middle of the work. The page beneath stands as it
 * was; what waits is sent once the same person is signed in, and never under somebody else's name.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { w } from '../words.js'
import { icon } from './icons.js'
import { WordsToCopy } from './removed.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/workingcopy.js').Edit} Edit */

/**
 * @param {{room: Room, typed: Edit[], onClose: () => void, onLeave: () => void}} props `typed` what stands in a form
 *   and was never added, `onClose` puts the panel away, `onLeave` loads the page anew without asking
 */
export function SignInPanel ({ room, typed, onClose, onLeave }) {
  const element = useRef(/** @type {HTMLDialogElement | null} */ (null))
  useEffect(() => {
    const dialogue = element.current
    const from = document.activeElement
    if (dialogue !== null && !dialogue.open) dialogue.showModal()
    return () => {
      if (dialogue?.open) dialogue.close()
      if (from instanceof HTMLElement && from.isConnected) from.focus()
    }
  }, [])
  const { connection } = room
  const another = connection.signIn === 'another'
  const waits = connection.waiting()
  const kept = [...connection.unsettledEdits(), ...typed]
  const account = (room.settings.email ?? '') !== ''
  const copies = !account || another
  return h('dialog', {
    class: 'overlay over-sign-in',
    role: 'dialog',
    'aria-labelledby': 'sign-in-title',
    'aria-describedby': 'sign-in-why',
    ref: (/** @type {HTMLDialogElement | null} */ each) => { element.current = each },
    onCancel: (/** @type {Event} */ event) => { event.preventDefault(); onClose() }
  }, h('div', { class: 'sheet-inside' },
    h('div', { class: 'sheet-head' }, h('h2', { id: 'sign-in-title' }, another ? w('live.sign_in.another') : w('live.sign_in.title')),
      h('button', { type: 'button', class: 'round', 'aria-label': w('live.close'), onClick: onClose }, icon('x'))),
    h('div', { id: 'sign-in-why' },
      h('p', null, another ? w('live.sign_in.another.why') : account ? w('live.sign_in.why') : w('live.sign_in.link')),
      waits > 0 ? h('p', null, another ? w('live.sign_in.not_sent', { n: waits }) : w('live.sign_in.waits', { n: waits })) : h('p', null, w('live.sign_in.saved'))),
    copies && kept.length > 0 && h(WordsToCopy, { room, title: w('live.sign_in.words'), reasons: [], edits: kept }),
    another && h('button', { type: 'button', class: 'wide', onClick: onLeave }, w('live.sign_in.reload')),
    account ? h(Password, { room }) : h(Again, { room })))
}

/** E-mail and password. @param {{room: Room}} props */
function Password ({ room }) {
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)
  const password = useRef(/** @type {HTMLInputElement | null} */ (null))
  const enter = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault()
    if (busy) return
    const form = /** @type {HTMLFormElement} */ (event.currentTarget)
    setBusy(true)
    setWrong('')
    const said = await signIn(room, new FormData(form))
    setBusy(false)
    setWrong(said)
    if (password.current !== null && said !== '') {
      password.current.focus()
      password.current.select()
    }
  }
  const marks = wrong === '' ? {} : { 'aria-invalid': 'true', 'aria-describedby': 'sign-in-wrong' }
  return h('form', { class: 'sign-in', onSubmit: enter, noValidate: true },
    h('div', { class: 'f' }, h('label', { for: 'again-email' }, w('live.sign_in.email')),
      h('input', { id: 'again-email', name: 'email', type: 'email', autocomplete: 'username', defaultValue: room.settings.email, ...marks })),
    h('div', { class: 'f' }, h('label', { for: 'again-password' }, w('live.sign_in.password')),
      h('input', { id: 'again-password', name: 'password', type: 'password', autocomplete: 'current-password', autofocus: true, maxLength: 1000, ref: password, ...marks })),
    h('div', { role: 'alert', id: 'sign-in-wrong' }, wrong !== '' && h('p', { class: 'why' }, icon('triangle-alert', 'small'), wrong)),
    h('button', { class: 'main', 'aria-disabled': busy ? 'true' : undefined }, w('live.sign_in.do')))
}

/** For who came by a personal link: they open it again, and the page goes on. @param {{room: Room}} props */
function Again ({ room }) {
  const [said, setSaid] = useState('')
  const again = async () => {
    setSaid('')
    const asked = await room.connection.again()
    const { signIn, over } = room.connection
    // let in on another device, this one waits for the chair's yes: the server's own sentence says so
    const waits = over !== null && over.address !== '/sign-in' && over.sentence !== ''
    setSaid(!asked ? w('live.sign_in.not_connected') : signIn !== 'ended' ? '' : waits ? over.sentence : w('live.sign_in.not_yet'))
  }
  return h('div', { class: 'sign-in' },
    h('div', { role: 'alert' }, said !== '' && h('p', { class: 'why' }, icon('triangle-alert', 'small'), said)),
    h('button', { type: 'button', class: 'main', autofocus: true, onClick: again }, w('live.sign_in.again')))
}

/**
 * Signs in and lets the connection go on: it asks itself who is signed in now.
 * @param {Room} room
 * @param {FormData} form
 * @returns {Promise<string>} what is wrong, or ''
 */
async function signIn (room, form) {
  try {
    const answer = await fetch('/sign-in', {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams({ email: String(form.get('email') ?? ''), password: String(form.get('password') ?? '') })
    })
    const said = await answer.json()
    if (!answer.ok) return [said.sentence, said.remedy].filter(Boolean).map(each => /[.!?]$/.test(each) ? each : `${each}.`).join(' ')
    return await room.connection.again() ? '' : w('live.sign_in.not_connected')
  } catch {
    return w('live.sign_in.not_connected')
  }
}
