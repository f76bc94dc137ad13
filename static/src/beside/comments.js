/**
 * What is said beside a record: a note, a question, that something is not quite right; and what was done about it. What is
 * open at the freeze is carried into the version as it stands.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { Button } from '../editing/button.js'
import { useDraft } from '../editing/drafts.js'
import { instantInWords } from '../editing/dates.js'
import { settling } from '../editing/cards.js'
import { icon } from '../editing/icons.js'
import { w } from '../words.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */

const MOST = 2_000
/** The kinds that are chosen here; a suggestion belongs to the story and the board. */
const KINDS = /** @type {const} */ (['note', 'question', 'not_quite'])
const OUTCOMES = /** @type {const} */ ({ note: [], question: ['answered', 'later'], not_quite: ['taken_up', 'not_taken_up', 'later'] })

/** What was said of a record, the open first, then as it came. @param {Record<string, Record<string, Entry>>} plain @param {string} collection @param {string} id @returns {[string, Entry][]} */
export function commentsOn (plain, collection, id) {
  return Object.entries(plain.comments ?? {}).filter(([, each]) => each.collection === collection && each.record === id)
    .sort(([, a], [, b]) => Number(a.outcome !== '') - Number(b.outcome !== '') || (a.added_at < b.added_at ? -1 : 1))
}

/** @param {{room: Room, collection: string, id: string}} props */
export function Comments ({ room, collection, id }) {
  const { workingCopy } = room
  const said = commentsOn(/** @type {any} */ (workingCopy.standing()), collection, id)
  const blocked = room.blocked('comments')
  if (said.length === 0 && blocked !== '') return null
  return h('section', { class: 'comments', 'aria-labelledby': 'comments-title' },
    h('h3', { id: 'comments-title' }, w('live.comment.title', { n: said.length })),
    said.length > 0 && h('ul', null, said.map(([key, comment]) => h(Said, { key, room, id: key, comment }))),
    blocked === '' && h(Saying, { room, collection, id }))
}

/** @param {{room: Room, id: string, comment: Entry}} props */
function Said ({ room, id, comment }) {
  const { workingCopy } = room
  const [answer, setAnswer] = useState('')
  const open = comment.kind !== 'note' && comment.outcome === ''
  const mine = comment.added_by === room.settings.participant
  const outcomes = OUTCOMES[/** @type {keyof typeof OUTCOMES} */ (comment.kind)] ?? []
  /** @param {string} outcome */
  const settle = outcome => room.do('undo.did.changed', comment.text.slice(0, 40), settling(room, id, outcome, answer.trim()))
  return h('li', { 'data-comment': id },
    h('p', null, h('span', { class: 'pill' }, w(`comment_kinds.${comment.kind}`)), comment.outcome !== '' && h('span', { class: 'pill teal' }, w(`comment_outcomes.${comment.outcome}`))),
    h('p', { class: 'say', lang: ['en', 'cy'].includes(comment.language) ? comment.language : undefined }, comment.text),
    h('small', { class: 'muted' }, w('live.who_when', { who: room.nameOf(comment.added_by) || w('live.unnamed'), when: instantInWords(comment.added_at) })),
    comment.answer !== '' && h('p', { class: 'say' }, icon('message-circle', 'small'), comment.answer),
    open && h('details', { class: 'ask' }, h('summary', { class: 'button quiet' }, w('live.comment.settle')),
      h('label', { for: `settled-${id}` }, w('live.comment.answer')),
      h('textarea', { id: `settled-${id}`, rows: 2, maxLength: MOST, value: answer, onInput: (/** @type {any} */ event) => setAnswer(event.target.value) }),
      h('div', { class: 'pair' }, outcomes.map(outcome => h(Button, { key: outcome, room, collection: 'comments', text: w(`comment_outcomes.${outcome}`), sign: 'check', onClick: () => settle(outcome) })))),
    comment.outcome !== '' && (mine || room.leads) && h(Button, { room, collection: 'comments', text: w('live.comment.open_again'), sign: 'rotate-ccw', extra: 'quiet', onClick: () => settle('') }))
}

/** @param {{room: Room, collection: string, id: string}} props */
function Saying ({ room, collection, id }) {
  const { workingCopy } = room
  const [draft, setDraft] = useDraft(room, `comment ${collection}/${id}`, { text: '', kind: 'note' })
  const send = (/** @type {Event} */ event) => {
    event.preventDefault()
    const text = draft.text.trim()
    if (text === '') return
    const record = workingCopy.record(collection, id)
    // what is said of something sensitive is as sensitive
    const sensitive = record?.sensitive === true
    room.do('undo.did.added', text.slice(0, 40), [workingCopy.creating('comments', { kind: draft.kind, collection, record: id, text, ...(sensitive ? { sensitive } : {}) })])
    setDraft({ text: '', kind: 'note' })
  }
  return h('details', { class: 'ask', open: draft.text !== '' }, h('summary', { class: 'button quiet' }, icon('message-circle', 'small'), w('live.comment.say')),
    h('form', { onSubmit: send },
      h('fieldset', { class: 'f' }, h('legend', null, w('live.comment.kind')), KINDS.map(kind => h('label', { key: kind, class: 'tick' },
        h('input', { type: 'radio', name: 'comment-kind', checked: draft.kind === kind, onChange: () => setDraft({ ...draft, kind }) }), h('span', null, w(`comment_kinds.${kind}`))))),
      h('label', { for: 'comment-text' }, w('live.comment.text')),
      h('textarea', { id: 'comment-text', rows: 2, maxLength: MOST, value: draft.text, onInput: (/** @type {any} */ event) => setDraft({ ...draft, text: event.target.value }) }),
      h('button', { class: 'main' }, w('live.comment.send'))))
}
