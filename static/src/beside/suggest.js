/** While only those who lead add here, everybody else says what should be added: it waits for whoever leads. */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { useDraft } from '../editing/drafts.js'
import { icon } from '../editing/icons.js'
import { w } from '../words.js'
import { asks } from './asking.js'

/** @typedef {import('../presence/room.js').Room} Room */

const MOST = 4000

/** @param {{room: Room}} props */
export function Suggest ({ room }) {
  const [draft, setDraft] = useDraft(room, 'suggest', { when: '', text: '' })
  const [said, setSaid] = useState('')
  const send = async (/** @type {Event} */ event) => {
    event.preventDefault()
    if (draft.text.trim() === '') return
    const answer = await asks(room.address('suggestions'), { method: 'POST', data: draft })
    if (answer.ok) setDraft({ when: '', text: '' })
    setSaid(answer.ok ? w('live.suggest.done') : answer.said)
  }
  return h('form', { class: 'suggest', onSubmit: send, 'aria-label': w('live.suggest.do'), noValidate: true },
    h('div', { class: 'f' }, h('label', { for: 'suggest-when' }, w('live.suggest.when')), h('input', { id: 'suggest-when', maxLength: 200, value: draft.when, autocomplete: 'off', onInput: (/** @type {any} */ event) => setDraft({ ...draft, when: event.target.value }) })),
    h('div', { class: 'f' }, h('label', { for: 'suggest-text' }, w('live.suggest.what')), h('input', { id: 'suggest-text', maxLength: MOST, value: draft.text, autocomplete: 'off', spellcheck: true, onInput: (/** @type {any} */ event) => setDraft({ ...draft, text: event.target.value }) })),
    h('button', { 'aria-disabled': draft.text.trim() === '' ? 'true' : undefined }, icon('message-circle', 'small'), w('live.suggest.do')),
    h('p', { role: 'status' }, said))
}
