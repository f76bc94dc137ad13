/**
 * The child's voice, read first at the meeting: whether the child was asked, their words exactly as they said them, what
 * they wish and what answers it, what is not how it was, and what they said that stands on the timeline.
 */
import { h } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { keysOf } from '../document/schema.js'
import { keepDraft } from '../editing/drafts.js'
import { dateLater, nameOfRecord, personName } from '../editing/actions.js'
import { againIn, restsOn } from '../editing/cards.js'
import { readingSaid, useReading } from '../editing/composer.js'
import { momentSaid } from '../editing/dates.js'
import { icon } from '../editing/icons.js'
import { indexPerson } from '../editing/life.js'
import { goToRecord } from '../editing/mentions.js'
import { Pointed } from '../editing/pointed.js'
import { unread } from '../editing/readings.js'
import { ViewBar } from '../editing/viewbar.js'
import { w } from '../words.js'
import { answersTo, askedAtAll, mayBeShown, partsOf, quotesByAge, sayings, SPEAKS_OF, timesAsked } from './gathering.js'
import { VoiceSide } from './voiceside.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('../editing/readings.js').Readings} Readings */

/** Characters of what the child said. */
const LONGEST = 20_000
const WITHOUT_WORDS = ['not_asked', 'did_not_want']
/** What was being written, by room: it is there again after another view. @type {WeakMap<Room, Draft>} */
const drafts = new WeakMap()
/** @typedef {{kind: string, asked: string, text: string, by: string, when: string, share: string, why: string}} Draft */

export const adding = {
  part: 'voice',
  said: () => w('live.voice.add'),
  begin: () => {
    const field = document.getElementById('voice-text')
    field?.scrollIntoView({ block: 'center' })
    field?.focus()
  }
}

/** @param {import('../later.js').ViewProps} props */
export function View ({ room, readings, narrow }) {
  const plain = room.workingCopy.standing()
  const child = indexPerson(plain)
  const name = child === null ? '' : personName(child.person).split(' ')[0]
  const { words, wishes, not_so } = partsOf(plain)
  const quotes = quotesByAge(plain)
  const said = sayings(plain)
  const add = room.ended === null && h(Add, { key: 'add', room, readings, name })
  /** @param {string} key @param {string} title @param {[string, Entry][]} voices @param {string} none */
  const part = (key, title, voices, none) => h('section', { class: `voice-part ${key}`, 'aria-labelledby': `said-${key}` },
    h('h2', { id: `said-${key}` }, title),
    voices.length === 0 ? h('p', { class: 'muted' }, none) : h('ul', { class: 'voices' }, voices.map(([id, voice]) => h(VoiceSeen, { key: id, room, id, voice, name }))))
  return [
    h(ViewBar, { room, title: name === '' ? w('live.voice.title_unnamed') : w('live.voice.title', { name }) }),
    h('div', { class: 'work scrolls voice-work' }, h('div', { class: 'voice-column' },
      h('p', { class: 'read-first' }, icon('quote', 'small'), w('live.voice.read_first')),
      h('section', { class: 'voice-part asked', 'aria-labelledby': 'said-asked' }, h('h2', { id: 'said-asked' }, w('live.voice.asked')),
        !askedAtAll(plain) && h('p', { class: 'caution' }, icon('circle-question-mark', 'small'), h('span', null, w('live.voice.nobody_said'))),
        h('ul', { class: 'times-asked' }, timesAsked(plain).map(([id, voice]) => h(TimeAsked, { key: id, room, id, voice })))),
      part('words', name === '' ? w('live.in_words') : w('live.voice.words', { name }), words, w('live.voice.words.none')),
      part('wishes', w('live.voice.wishes'), wishes, w('live.voice.wishes.none')),
      not_so.length > 0 && part('not-so', w('live.voice.not_so'), not_so, ''),
      (quotes.length > 0 || said.length > 0) && h('section', { class: 'voice-part elsewhere', 'aria-labelledby': 'said-elsewhere' },
        h('h2', { id: 'said-elsewhere' }, w('live.voice.elsewhere')),
        h('p', { class: 'muted' }, w('live.voice.elsewhere.how')),
        quotes.length > 0 && h('ol', { class: 'quotes' }, quotes.map(({ id, event, age }) => h('li', { key: id, 'data-quote': id },
          h('span', { class: 'at-age' }, age === '' ? momentSaid(event.when) || w('live.undated.one') : age),
          event.sensitive && !room.revealed.has(`events/${id}`)
            ? h('button', { type: 'button', class: 'link', onClick: () => { room.revealed.add(`events/${id}`); room.changed() } }, w('live.sensitive.open_one'))
            : h('blockquote', { lang: langOf(event) }, h('p', null, w('live.quoted', { words: event.quote }))),
          h('p', { class: 'told' }, event.quote_heard_by !== '' && h('span', null, w('live.quote.heard_by', { who: event.quote_heard_by })), h(Shown, { share: event.quote_share, with_whom: event.quote_share_with }),
            h('button', { type: 'button', class: 'link', 'data-goes': id, onClick: () => goToRecord(room, 'events', id) }, event.title))))),
        said.length > 0 && h('ul', { class: 'quotes' }, said.map(([id, fact]) => h('li', { key: id, 'data-quote': id },
          h('span', { class: 'at-age' }, plain.people[fact.about] !== undefined && fact.about !== child?.id && w('live.voice.of', { name: personName(plain.people[fact.about]) })),
          h('blockquote', { lang: langOf(fact) }, h('p', null, w('live.quoted', { words: fact.text }))),
          plain.people[fact.about] !== undefined && h('p', { class: 'told' }, fact.says !== '' && h('span', null, fact.says),
            h('button', { type: 'button', class: 'link', onClick: () => goToRecord(room, 'people', fact.about) }, personName(plain.people[fact.about]))))))),
      narrow && add)),
    !narrow && add
  ]
}

/** Beside it: what is chosen, edited where it is read. @param {import('../later.js').SideProps} props */
export function Side (props) {
  return h(VoiceSide, props)
}

/** @param {Entry} record */
function langOf (record) {
  return record.language === 'en' || record.language === 'cy' ? record.language : undefined
}

/** One time that the child was asked, or was not, in a sentence. @param {{room: Room, id: string, voice: Entry}} props */
function TimeAsked ({ room, id, voice }) {
  const bare = voice.text.trim() === ''
  const chosen = room.look.chosen?.id === id
  return h('li', { class: chosen ? 'chosen' : undefined, 'data-id': bare ? id : undefined },
    h('button', { type: 'button', class: 'link', onClick: () => room.choose('voices', id) }, voice.asked === '' ? w('live.voice.not_said') : w(`askings.${voice.asked}`)),
    [voice.asked_by, momentSaid(voice.when), voice.how].filter(Boolean).length > 0 && h('span', null, [voice.asked_by, momentSaid(voice.when), voice.how].filter(Boolean).join(', ')),
    voice.asked === 'not_asked' && h('span', { class: 'why-not', lang: langOf(voice) }, voice.why_not.trim() === '' ? w('live.voice.why_not_missing') : w('live.voice.because', { why: voice.why_not })))
}

/** Whether words may be shown, and with whom, in words. @param {{share: string, with_whom: string}} props */
function Shown ({ share, with_whom }) {
  const yes = mayBeShown({ share, share_with: with_whom })
  const said = share === '' ? w('live.voice.share_not_said') : with_whom === '' ? w(`quote_shares.${share}`) : w('live.voice.share_with', { share: w(`quote_shares.${share}`), who: with_whom })
  return h('span', { class: `pill ${yes ? 'teal' : 'outline'} shown-to` }, icon(yes ? 'eye' : 'eye-off', 'small'), yes ? said : w('live.voice.not_on_wall', { said }))
}

/** @param {{room: Room, id: string, voice: Entry, name: string}} props */
function VoiceSeen ({ room, id, voice, name }) {
  const plain = room.workingCopy.standing()
  const chosen = room.look.chosen?.id === id
  const covered = voice.sensitive && !room.revealed.has(`voices/${id}`)
  const about = restsOn(voice, SPEAKS_OF)
  const again = againIn(voice, room.workingCopy.plain(), SPEAKS_OF)
  const { answers, answered } = answersTo(plain, id)
  const told = [voice.asked_by, momentSaid(voice.when), voice.how].filter(Boolean).join(', ')
  return h('li', { class: `child-said${chosen ? ' chosen' : ''}${mayBeShown(/** @type {any} */ (voice)) ? '' : ' kept'}`, 'data-id': id },
    covered
      ? h('button', { type: 'button', class: 'link', onClick: () => { room.revealed.add(`voices/${id}`); room.changed() } }, w('live.sensitive.open_one'))
      : h('blockquote', { lang: langOf(voice) }, w('live.quoted', { words: voice.text.trim() }).split(/\n+/).map((line, at) => h('p', { key: at }, line))),
    h('p', { class: 'told' }, told !== '' && h('span', null, told), h(Shown, { share: voice.share, with_whom: voice.share_with })),
    !covered && (about.length > 0 || voice.sentence !== '') && h('div', { class: 'about' }, h('span', { class: 'muted' }, w('live.voice.about')),
      h('ul', { class: 'chips' }, about.map(each => h('li', { key: each.id }, h(Pointed, { room, collection: each.collection, id: each.id }), each.bearing !== 'about' && h('small', null, w(`voice_bearings.${each.bearing}`)))),
        voice.sentence !== '' && h('li', { key: 'sentence' }, h('button', { type: 'button', class: 'pointed sentence', onClick: () => room.see({ view: 'story' }) }, h('b', null, w('live.quoted', { words: voice.sentence })), h('span', { class: 'more' }, w('live.story.tab')))))),
    again.length > 0 && h('p', { class: 'again-said' }, icon('triangle-alert', 'small'), w('live.story.again')),
    voice.kind === 'wish' && h('div', { class: `answers${answered ? '' : ' open-end'}` },
      !answered && h('p', null, icon('circle-question-mark', 'small'), h('b', null, w('live.voice.not_answered'))),
      answers.length > 0 && h('ul', { class: 'chips' }, answers.map(each => h('li', { key: each.id }, h('small', null, each.how === '' ? '' : w(`answers.${each.how}`)), h(Pointed, { room, collection: 'recommendations', id: each.id }))))),
    room.ended === null && h('button', { type: 'button', class: 'quiet more-of-it', 'aria-label': w('live.voice.change', { words: nameOfRecord(room, 'voices', id) }), 'aria-pressed': String(chosen), onClick: () => room.choose('voices', id) }, icon('pencil', 'small'), w('live.voice.change_it')))
}

/**
 * Adding at the speed of talk: what it is, the words, who heard them and when; Enter adds, and the next can be typed.
 * @param {{room: Room, readings: Readings, name: string}} props
 */
function Add ({ room, readings, name }) {
  const [draft, setDraft] = useState(/** @type {Draft} */ (drafts.get(room) ?? { kind: 'words', asked: 'asked', text: '', by: '', when: '', share: '', why: '' }))
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  const reading = useReading(readings, draft.when)
  const blocked = room.blocked('voice')
  const wordless = WITHOUT_WORDS.includes(draft.asked)
  /** @param {Partial<Draft>} change */
  const write = change => {
    const next = { ...draft, ...change }
    drafts.set(room, next)
    keepDraft(room, 'voice', next)
    setDraft(next)
  }
  /** @param {Event} event */
  const add = event => {
    event.preventDefault()
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    if (draft.text.trim() === '' && !wordless) return field.current?.focus()
    const { workingCopy } = room
    const known = readings.known(draft.when)
    const when = draft.when.trim() === '' ? null : known?.moment ?? unread(draft.when)
    const creating = workingCopy.creating('voices', {
      kind: draft.kind, asked: draft.asked, text: draft.text.trim(), asked_by: draft.by.trim(), when, share: wordless ? '' : draft.share, why_not: wordless ? draft.why.trim() : ''
    })
    room.do('undo.did.added', draft.text.trim().slice(0, 80) || w(`askings.${draft.asked}`), [creating])
    if (known === undefined && draft.when.trim() !== '') dateLater(room, readings, 'voices', creating.id, 'when', draft.when)
    room.say(w('live.voice.added'))
    write({ text: '', share: '', why: '' })
    field.current?.focus()
  }
  /** @param {string} table @param {'kind' | 'asked' | 'share'} part @param {string} label @param {boolean} [empty] */
  const choice = (table, part, label, empty = false) => h('div', { class: `f f-${part}` }, h('label', { for: `voice-${part}` }, label),
    h('select', { id: `voice-${part}`, value: draft[part], 'aria-describedby': part === 'share' ? 'voice-share-who' : undefined, 'aria-disabled': blocked !== '' ? 'true' : undefined, onChange: (/** @type {any} */ event) => write({ [part]: event.target.value }) },
      empty && h('option', { value: '', selected: draft[part] === '' }, w('live.not_said')),
      keysOf(room.schema, table).map(key => h('option', { key, value: key, selected: key === draft[part] }, w(`${table}.${key}`)))))
  return h('form', { class: `voice-add${wordless ? ' wordless' : ''}`, onSubmit: add, autocomplete: 'off', 'aria-label': w('live.voice.add') },
    h('div', { class: 'voice-row' }, choice('askings', 'asked', w('live.voice.asked_short')), !wordless && choice('voice_kinds', 'kind', w('live.voice.kind')),
      h('div', { class: 'f f-by' }, h('label', { for: 'voice-by' }, w('live.voice.by')), h('input', { id: 'voice-by', value: draft.by, maxLength: 200, readOnly: blocked !== '', onInput: (/** @type {any} */ event) => write({ by: event.target.value }) })),
      h('div', { class: 'f f-when' }, h('label', { for: 'voice-when' }, w('live.when')), h('input', { id: 'voice-when', value: draft.when, maxLength: 200, readOnly: blocked !== '', 'aria-describedby': 'voice-when-read', onInput: (/** @type {any} */ event) => write({ when: event.target.value }) }),
        h('small', { id: 'voice-when-read', class: 'muted' }, draft.when.trim() === '' ? '' : readingSaid(reading))),
      !wordless && choice('quote_shares', 'share', w('live.voice.share_short'), true)),
    !wordless && h('p', { class: 'muted small', id: 'voice-share-who' }, icon('eye', 'small'), ' ', w('live.voice.who_reads')),
    h('div', { class: 'voice-row words-row' },
      !wordless && h('div', { class: 'f f-text' }, h('label', { for: 'voice-text' }, name === '' ? w('field.voices.text') : w('live.voice.exactly', { name }), h('small', { id: 'voice-how', class: 'muted' }, w('live.voice.enter'))),
        h('textarea', {
          id: 'voice-text',
          ref: field,
          rows: 2,
          value: draft.text,
          maxLength: LONGEST,
          readOnly: blocked !== '',
          spellcheck: false,
          onInput: (/** @type {any} */ event) => write({ text: event.target.value }),
          onKeyDown: (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) add(event) }
        })),
      wordless && h('div', { class: 'f f-why' }, h('label', { for: 'voice-why' }, w('field.why_not')),
        h('input', { id: 'voice-why', value: draft.why, maxLength: 2000, readOnly: blocked !== '', onInput: (/** @type {any} */ event) => write({ why: event.target.value }) })),
      h('button', { class: 'main', 'aria-disabled': blocked !== '' ? 'true' : undefined }, w('live.add.do'))),
    blocked !== '' && h('p', { class: 'why' }, icon('triangle-alert', 'small'), w(blocked)))
}
