/**
 * The child's words on the wall: only those that the child lets everybody see, which are the only ones that the server
 * sends; as large as they fit.
 */
import { h } from 'preact'
import { asManyAsFit, heightOf, PARTS, told } from '../drawing/wallfit.js'
import { w } from '../words.js'
import { partsOf } from './gathering.js'

/** @typedef {{plain: any, width: number, height: number, scale: number}} Given */

/** px of type at scale 1: what is read aloud is larger than anything else on the wall. */
const TYPE = 24
/** As parts of the type's size: the bar and its distance, and what the words give up at the side. */
const BAR = 1.2
const LARGER = [1.5, 1.2]
/** The child's words are never cut: what does not fit is counted. */
const MOST_LINES = 200

/**
 * Which words are shown, and how large.
 * @param {Given} given
 * @returns {{size: number, shown: {lines: string[], lang: string, wish: boolean}[], more: number}}
 */
export function layVoice ({ plain, width, height, scale }) {
  const { words, wishes, not_so } = partsOf(plain)
  const all = [...words, ...wishes, ...not_so].map(([, voice]) => voice).filter(voice => voice.share === 'yes')
  const texts = all.map(voice => ({ text: w('live.quoted', { words: voice.text }), language: voice.language }))
  for (const part of [...LARGER, ...PARTS]) {
    const size = scale * TYPE * part
    const broken = told(texts, { width: width - BAR * size, size, lines: MOST_LINES })
    if (heightOf(broken, size) <= height || part === PARTS[PARTS.length - 1]) {
      const { shown, more } = asManyAsFit(broken, height, size)
      return { size, shown: shown.map((each, at) => ({ ...each, wish: all[at].kind === 'wish' })), more }
    }
  }
  return { size: scale * TYPE, shown: [], more: 0 }
}

/** @param {Given} given */
export function VoiceWall (given) {
  const { size, shown, more } = layVoice(given)
  if (shown.length === 0 && more === 0) return h('p', { class: 'voice-wall none' }, w('live.voice.wall_none'))
  return h('div', { class: 'voice-wall', style: { fontSize: `${size}px` } },
    h('ul', null, shown.map((each, at) => h('li', { key: at, class: each.wish ? 'wish' : undefined, lang: each.lang === 'en' || each.lang === 'cy' ? each.lang : undefined }, each.lines.map((line, number) => h('span', { key: number }, line, ' '))))),
    more > 0 && h('p', { class: 'more' }, w('live.wall.more', { n: more })))
}
