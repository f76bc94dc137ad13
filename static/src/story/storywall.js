/** The sentence of the story that the chair shows, on the wall: in large type, with what it stands on below. */
import { h } from 'preact'
import { asManyAsFit, heightOf, PARTS, told } from '../drawing/wallfit.js'
import { moreOf, nameOf } from '../editing/pointing.js'
import { indexPerson } from '../editing/life.js'
import { w } from '../words.js'

/** px of type at scale 1: of the sentence, and of what it stands on. */
const TYPE = { sentence: 30, below: 17 }
/** Of the height: what the sentence may take. */
const SENTENCE = 0.62
const MOST_LINES = 12
/** Semibold letters are wider than those that are measured. */
const SEMIBOLD = 0.92

/** @param {{plain: any, width: number, height: number, scale: number, told: {text: string, cites: {collection: string, id: string}[]} | null}} props */
export function StoryWall ({ plain, width, height, scale, told: sentence }) {
  if (sentence === null) return h('p', { class: 'story-wall-none' }, w('live.wall.story.none'))
  if (sentence.text === '') return h('p', { class: 'story-wall-none' }, w('live.wall.story.held'))
  const born = indexPerson(plain)?.person.born ?? null
  const texts = [{ text: sentence.text, language: '' }]
  const high = (/** @type {number} */ size) => heightOf(told(texts, { width: width * SEMIBOLD, size, lines: MOST_LINES }), size)
  const sizes = PARTS.map(part => TYPE.sentence * scale * part)
  const size = sizes.find(each => high(each) <= height * SENTENCE) ?? sizes[sizes.length - 1]
  const below = TYPE.below * scale
  const cites = sentence.cites.map(({ collection, id }) => {
    const record = plain[collection]?.[id] ?? {}
    return { text: [nameOf(collection, record), moreOf(collection, record, born)].filter(Boolean).join(' · '), language: record.language ?? '' }
  })
  const rest = height - high(size) - below * 2.2
  const { shown, more } = asManyAsFit(told(cites, { width, size: below, lines: 2 }), rest, below)
  return h('div', { class: 'story-wall' },
    h('blockquote', { style: { fontSize: `${size}px` } }, sentence.text),
    cites.length > 0 && h('section', { style: { fontSize: `${below}px` } }, h('h2', null, w('live.story.side')),
      h('ul', null, shown.map(each => h('li', { key: each.lines.join(' '), lang: each.lang || undefined }, each.lines.join(' ')))),
      more > 0 && h('p', null, w('live.wall.more', { n: more }))))
}
