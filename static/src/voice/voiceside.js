/**
 * Beside the child's voice: the words that are chosen with everything of them, edited where they are read; and while none
 * are chosen, what is still open.
 */
import { h } from 'preact'
import { nameOfRecord, remove, setField } from '../editing/actions.js'
import { Disagreements, Tellings } from '../editing/accounts.js'
import { Button } from '../editing/button.js'
import { POINTED, againIn } from '../editing/cards.js'
import { instantInWords, momentSaid } from '../editing/dates.js'
import { RecordForm } from '../editing/form.js'
import { icon } from '../editing/icons.js'
import { InPlace } from '../editing/inplace.js'
import { pointedSaid, RestsOn } from '../editing/pointed.js'
import { whySaid } from '../editing/pointing.js'
import { w } from '../words.js'
import { answersTo, askedAtAll, partsOf, SPEAKS_OF } from './gathering.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {{room: Room, readings: import('../editing/readings.js').Readings, onClose: () => void}} Props */

/** @param {Props} props */
export function VoiceSide (props) {
  const { room, readings, onClose } = props
  const { chosen, task } = room.look
  const record = chosen === null ? undefined : room.workingCopy.record(chosen.collection, chosen.id)
  if (chosen === null || record === undefined) return h(Open, { room })
  const { id } = chosen
  return h('div', { class: 'panel-inside voice-side', key: id },
    h('header', { class: 'panel-head' },
      h('div', { class: 'kind' }, icon('quote', 'small'), h('span', null, record.text.trim() === '' ? w('live.voice.asked') : w(`voice_kinds.${record.kind}`)),
        h('button', { type: 'button', class: 'round close', 'aria-label': w('live.close'), onClick: onClose }, icon('x'))),
      h('h2', { id: 'panel-title', tabIndex: -1 }, nameOfRecord(room, 'voices', id))),
    record.removed_at !== '' && h('p', { class: 'caution' }, icon('trash'), h('span', null, w('live.removed.this'))),
    task === 'edit'
      ? h('div', { class: 'editing' }, h(RecordForm, { room, readings, collection: 'voices', id }), h('div', { class: 'pair foot' }, h('button', { type: 'button', class: 'main', onClick: () => room.see({ task: 'see' }) }, w('live.done'))))
      : h(VoiceInside, { room, readings, id, record }))
}

/** @param {{room: Room, readings: import('../editing/readings.js').Readings, id: string, record: Entry}} props */
function VoiceInside ({ room, readings, id, record }) {
  const props = { room, readings, collection: 'voices', id, record }
  const lang = record.language === 'en' || record.language === 'cy' ? record.language : undefined
  const again = againIn(record, room.workingCopy.plain(), SPEAKS_OF)
  const who = room.nameOf(record.added_by)
  const when = instantInWords(record.added_at)
  /** @param {string} term @param {string[]} names @param {any} said @param {string} [spoken] */
  const row = (term, names, said, spoken) => h(InPlace, { key: names[0], ...props, term, names, lang: spoken }, said)
  const share = record.share === '' ? w('live.voice.share_not_said') : record.share_with === '' ? w(`quote_shares.${record.share}`) : w('live.voice.share_with', { share: w(`quote_shares.${record.share}`), who: record.share_with })
  return h('div', { class: 'seen' },
    h(Disagreements, props),
    again.length > 0 && h('div', { class: 'caution' }, icon('triangle-alert', 'small'), h('div', null, h('b', null, w('live.story.again')),
      h('ul', null, again.map(each => h('li', { key: each.id }, `${pointedSaid(room, each.collection, each.id).name}: `, whySaid(each.why)))))),
    h('dl', { class: 'kv in-place' },
      row(w('field.voices.text'), ['text'], record.text && w('live.quoted', { words: record.text }), lang),
      row(w('live.voice.kind'), ['kind'], w(`voice_kinds.${record.kind}`)),
      row(w('field.asked'), ['asked', 'why_not'], [record.asked === '' ? w('live.not_said') : w(`askings.${record.asked}`), record.why_not !== '' && h('small', null, record.why_not)]),
      row(w('live.voice.by'), ['asked_by'], record.asked_by || w('live.not_said')),
      row(w('live.when'), ['when'], momentSaid(record.when) || w('live.not_said')),
      row(w('field.how'), ['how'], record.how || w('live.not_said')),
      record.text !== '' && row(w('field.share'), ['share', 'share_with'], [share, h('small', null, w('live.voice.who_reads'))]),
      h('div', { class: 'kv-row', key: 'added' }, h('dt', null, w('live.added_by')), h('dd', null, h('div', { class: 'said' }, who === '' || when === '' ? who + when : w('live.who_when', { who, when }))))),
    record.removed_at === '' && record.text !== '' && h(RestsOn, { room, collection: 'voices', id, fields: POINTED, title: w('live.voice.about') }),
    record.sentence !== '' && h('div', { class: 'spoken-sentence' }, h('p', null, w('live.voice.sentence')), h('blockquote', null, record.sentence),
      record.removed_at === '' && h(Button, { room, collection: 'voices', text: w('live.voice.not_of_sentence'), sign: 'x', onClick: () => room.do('undo.did.changed', nameOfRecord(room, 'voices', id), [room.workingCopy.setting('voices', id, 'sentence', ''), room.workingCopy.setting('voices', id, 'story_part', '')]) })),
    h(Tellings, props),
    record.removed_at === '' && room.ended === null && h('div', { class: 'actions' }, h('div', { class: 'pair' },
      h(Button, { room, collection: 'voices', text: w('live.voice.all'), sign: 'pencil', onClick: () => room.see({ task: 'edit' }) }),
      h(Button, { room, collection: 'voices', text: record.sensitive ? w('live.show_on_wall') : w('live.not_on_wall'), sign: record.sensitive ? 'eye' : 'eye-off', onClick: () => { room.revealed.add(`voices/${id}`); setField(room, 'voices', id, 'sensitive', !record.sensitive) } }),
      h(Button, { room, collection: 'voices', text: w('live.remove'), sign: 'trash', onClick: () => removed(room, id) }))))
}

/** Removes words; the focus goes to those that stood next to them. @param {Room} room @param {string} id */
function removed (room, id) {
  const row = document.querySelector(`.voice-column [data-id="${CSS.escape(id)}"]`)
  const other = row?.nextElementSibling ?? row?.previousElementSibling
  const target = other?.querySelector('button') ?? document.getElementById('voice-text')
  remove(room, 'voices', id)
  room.see({ chosen: null, opened: false, task: 'see' })
  requestAnimationFrame(() => { if (target instanceof HTMLElement) target.focus() })
}

/** What is still open: not asked, wishes that nothing answers, words of which nobody knows whether they may be shown. @param {{room: Room}} props */
function Open ({ room }) {
  const plain = room.workingCopy.standing()
  const { words, wishes, not_so } = partsOf(plain)
  const unanswered = wishes.filter(([id]) => !answersTo(plain, id).answered)
  const unsaid = [...words, ...wishes, ...not_so].filter(([, voice]) => voice.share === '')
  /** @param {[string, Entry][]} these */
  const list = these => h('ul', { class: 'sentences' }, these.map(([id]) => h('li', { key: id }, h('button', { type: 'button', class: 'link', onClick: () => room.choose('voices', id) }, nameOfRecord(room, 'voices', id)))))
  return h('div', { class: 'panel-inside board-overview' }, h('h2', null, w('live.voice.side')),
    !askedAtAll(plain) && h('p', null, w('live.voice.nobody_said')),
    unanswered.length > 0 && h('section', { 'aria-labelledby': 'voice-unanswered' }, h('h3', { id: 'voice-unanswered' }, w('live.voice.unanswered', { n: unanswered.length })), list(unanswered)),
    unsaid.length > 0 && h('section', { 'aria-labelledby': 'voice-unsaid' }, h('h3', { id: 'voice-unsaid' }, w('live.voice.share_unsaid', { n: unsaid.length })), list(unsaid)),
    askedAtAll(plain) && unanswered.length === 0 && unsaid.length === 0 && h('p', { class: 'muted' }, w('live.voice.nothing_open')))
}
