/**
 * Beside the story: what the sentence that one is in stands on, what is to be looked at again, what the team suggests, and
 * a second set of questions to the same events. Every sentence that is marked is reached from here by the keyboard.
 */
import { h } from 'preact'
import { ChildSaysOfIt } from '../editing/childsays.js'
import { settling } from '../editing/cards.js'
import { useDraft } from '../editing/drafts.js'
import { Fields } from '../editing/form.js'
import { icon } from '../editing/icons.js'
import { w } from '../words.js'
import { whySaid } from '../editing/pointing.js'
import { citedSaid } from './citing.js'
import { sentencesOf } from './sentences.js'
import { standingOf } from './standing.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./storyview.js').Here} Here */

const SHORT = 90
/** Characters of a sentence that words of the child keep. */
const SENTENCE_MAX = 500

/**
 * @param {{room: Room, parts: string[], here: Here | null, writes: (part: string) => boolean, onHere: (here: Here) => void,
 *   onHolds: (here: Here) => void, onSuppose: (here: Here) => void, onTake: (part: string, id: string) => void}} props
 */
export function StoryPanel ({ room, parts, here, writes, onHere, onHolds, onSuppose, onTake }) {
  const plain = room.workingCopy.plain()
  const all = parts.flatMap(part => sentencesOf(room.workingCopy.part(part)).map(sentence => ({ part, sentence, standing: standingOf(sentence, plain) })))
  const again = all.filter(each => each.standing.again)
  const bare = all.filter(each => each.standing.bare)
  const cited = new Set(all.flatMap(each => each.standing.cites.map(cite => `${cite.collection}/${cite.record}`)))
  return h('aside', { class: 'story-side', 'aria-labelledby': 'story-side-title' },
    h('h2', { id: 'story-side-title' }, w('live.story.side')),
    h('p', { class: 'muted small' }, `${w('live.story.count.cited', { n: cited.size })} ${w('live.story.count.bare', { n: bare.length })}`),
    here !== null && h(ThisSentence, { room, here, may: writes(here.part), onHolds, onSuppose, onTake }),
    again.length > 0 && h('section', { class: 'look-again', 'aria-labelledby': 'again-title' },
      h('h3', { id: 'again-title' }, icon('triangle-alert', 'small'), w('live.story.count.again', { n: again.length })),
      h(SentenceList, { sentences: again, onHere })),
    bare.length > 0 && h('details', null, h('summary', null, w('live.story.bare.list')), h(SentenceList, { sentences: bare, onHere })),
    h(Suggestions, { room, parts, here, onHere }),
    h('details', { class: 'lens' }, h('summary', null, w('live.story.lens')),
      h('ul', null, [w('live.story.lens.happened'), w('live.story.lens.effect'), w('live.story.lens.sense'), w('live.story.lens.survived'), w('live.story.lens.strengths'), w('live.story.lens.services')].map(question => h('li', { key: question }, question)))))
}

/** @param {{sentences: (Here & {standing: any})[], onHere: (here: Here) => void}} props */
function SentenceList ({ sentences, onHere }) {
  return h('ul', { class: 'sentences' }, sentences.map(({ part, sentence }) => h('li', { key: `${part}${sentence.block}.${sentence.from}` },
    h('button', { type: 'button', class: 'link', onClick: () => onHere({ part, sentence }) }, shortened(sentence.text)))))
}

/** @param {string} text */
function shortened (text) {
  return text.length > SHORT ? `${text.slice(0, SHORT - 1).trimEnd()}…` : text
}

/**
 * The sentence that one is in: what it stands on, why it is to be looked at again, other ways to see it.
 * @param {{room: Room, here: Here, may: boolean, onHolds: (here: Here) => void, onSuppose: (here: Here) => void, onTake: (part: string, id: string) => void}} props
 */
function ThisSentence ({ room, here, may, onHolds, onSuppose, onTake }) {
  const { part, sentence } = here
  const standing = standingOf(sentence, room.workingCopy.plain())
  const { cites, hypothesis, bare, again } = standing
  return h('section', { class: `this-sentence ${again ? 'again' : ''}`, 'aria-labelledby': 'sentence-title' },
    h('h3', { id: 'sentence-title' }, w('live.story.sentence')),
    h('blockquote', null, shortened(sentence.text)),
    cites.length > 0 && h('ul', { class: 'cites', 'aria-label': w('live.story.side') }, cites.map(cite => {
      const { title } = citedSaid(room, { type: 'citation', id: cite.id, collection: cite.collection, record: cite.record })
      return h('li', { key: cite.id, class: cite.why === '' ? '' : 'stale' },
        h('button', { type: 'button', class: 'link', 'data-goes': cite.record, onClick: () => room.choose(cite.collection, cite.record) }, title),
        cite.why !== '' && h('small', null, whySaid(cite.why)),
        may && h('button', { type: 'button', class: 'round', 'aria-label': w('live.story.take', { name: title }), onClick: () => onTake(part, cite.id) }, icon('x', 'small')))
    })),
    standing.asked !== '' && h('p', null, w('live.story.asked')),
    again && may && h('button', { type: 'button', class: 'main holds', onClick: () => onHolds(here) }, icon('check', 'small'), w('live.story.holds')),
    (bare || hypothesis !== '') && h('p', { class: 'note' }, icon('circle-question-mark', 'small'), h('span', null, bare ? w('live.story.bare.said') : w('live.story.hypothesis.said'))),
    hypothesis === '' && may && h('button', { type: 'button', onClick: () => onSuppose(here) }, w('live.story.other_way')),
    hypothesis !== '' && room.workingCopy.record('statements', hypothesis) !== undefined && h('div', { class: 'alternatives', 'data-record': hypothesis },
      h(Fields, { room, readings: /** @type {any} */ (null), collection: 'statements', id: hypothesis, names: ['alternatives'], prefix: 'story' })),
    h(ChildSaysOfIt, { room, voices: spokenOf(room, sentence.text), about: () => ({ story_part: part, sentence: sentence.text.slice(0, SENTENCE_MAX) }) }),
    cites.some(cite => cite.collection === 'events') && h('button', { type: 'button', class: 'quiet', onClick: () => room.see({ view: 'timeline', band: 'all', chosen: { collection: 'events', id: cites.find(cite => cite.collection === 'events')?.record ?? '' } }) }, icon('clock', 'small'), w('live.story.on_timeline')),
    cites.some(cite => cite.collection === 'people') && h('button', { type: 'button', class: 'quiet', onClick: () => room.see({ view: 'family', chosen: { collection: 'people', id: cites.find(cite => cite.collection === 'people')?.record ?? '' } }) }, icon('network', 'small'), w('live.story.on_family')))
}

/** What the child said of a sentence, as it stands. @param {Room} room @param {string} text @returns {[string, import('../document/schema.js').Entry, string][]} */
function spokenOf (room, text) {
  return Object.entries(room.workingCopy.standing().voices ?? {}).filter(([, voice]) => voice.sentence !== '' && voice.sentence === text.slice(0, SENTENCE_MAX)).map(([id, voice]) => [id, voice, ''])
}

/** What the team suggests beside the story. @param {{room: Room, parts: string[], here: Here | null, onHere: (here: Here) => void}} props */
function Suggestions ({ room, parts, here, onHere }) {
  const [draft, setDraft] = useDraft(room, 'suggestion', { text: '', part: '', sentence: '' })
  const { workingCopy } = room
  // a suggestion stays beside the sentence that it was begun beside
  const beside = draft.text !== '' ? draft : { part: here?.part ?? '', sentence: here?.sentence.text.slice(0, SENTENCE_MAX) ?? '' }
  const open = Object.entries(workingCopy.standing().comments ?? {}).filter(([, comment]) => comment.kind === 'suggestion' && comment.collection === '' && comment.box === '' && comment.outcome === '')
  const blocked = room.blocked('comments')
  const send = (/** @type {Event} */ event) => {
    event.preventDefault()
    const text = draft.text.trim()
    if (text === '' || blocked !== '') return
    const fields = { kind: 'suggestion', story_part: beside.part || parts[0], sentence: beside.sentence, text }
    room.do('undo.did.added', shortened(text), [workingCopy.creating('comments', fields)])
    setDraft({ text: '', part: '', sentence: '' })
  }
  const settle = (/** @type {string} */ id, /** @type {string} */ outcome, /** @type {string} */ text) => room.do('undo.did.changed', shortened(text), settling(room, id, outcome))
  const stands = beside.sentence === '' || sentencesOf(workingCopy.part(beside.part || parts[0])).some(each => each.text.slice(0, SENTENCE_MAX) === beside.sentence)
  const find = (/** @type {any} */ comment) => sentencesOf(workingCopy.part(comment.story_part)).find(each => each.text === comment.sentence)
  return h('section', { class: 'suggestions', 'aria-labelledby': 'suggestions-title' },
    h('h3', { id: 'suggestions-title' }, w('live.story.suggestions', { n: open.length })),
    open.length > 0 && h('ul', null, open.map(([id, comment]) => {
      const sentence = find(comment)
      return h('li', { key: id, 'data-suggestion': id },
        h('p', null, comment.text), h('small', { class: 'muted' }, room.nameOf(comment.added_by)),
        sentence !== undefined && h('button', { type: 'button', class: 'link', onClick: () => onHere({ part: comment.story_part, sentence }) }, shortened(comment.sentence)),
        room.leads && blocked === '' && h('div', { class: 'pair' },
          h('button', { type: 'button', onClick: () => settle(id, 'taken_up', comment.text) }, w('live.story.suggestion.taken')),
          h('button', { type: 'button', class: 'quiet', onClick: () => settle(id, 'not_taken_up', comment.text) }, w('live.story.suggestion.left'))))
    })),
    blocked === '' && h('form', { onSubmit: send },
      h('label', { for: 'suggest' }, beside.sentence === '' ? w('live.story.suggest') : w('live.story.suggest.here')),
      draft.text !== '' && beside.sentence !== '' && h('p', { class: 'muted small', id: 'suggest-beside' }, stands ? w('live.story.suggest.beside', { words: shortened(beside.sentence) }) : w('live.story.suggest.gone', { words: shortened(beside.sentence) })),
      h('textarea', {
        id: 'suggest', rows: 2, maxLength: 2_000, value: draft.text, 'aria-describedby': draft.text !== '' && beside.sentence !== '' ? 'suggest-beside' : undefined,
        onInput: (/** @type {any} */ event) => setDraft({ part: beside.part, sentence: beside.sentence, text: event.target.value })
      }),
      h('button', { class: 'quiet' }, icon('message-circle', 'small'), w('live.story.suggest.send'))))
}
