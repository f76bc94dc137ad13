/** The story as it is read by those who do not write it: the same sentences with the same marks, as plain text. */
import { h } from 'preact'
import { w } from '../words.js'
import { citedSaid, marksOf } from './citing.js'
import { sentencesOfBlock } from './sentences.js'
import { standingOf } from './standing.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./storyview.js').Here} Here */
/** @typedef {import('./sentences.js').Block} Block */
/** @typedef {import('./sentences.js').Inline} Inline */

/** @param {{room: Room, part: string, here: Here | null, onHere: (here: Here) => void}} props */
export function StoryRead ({ room, part, here, onHere }) {
  const { blocks } = room.workingCopy.part(part)
  if (blocks.length === 0) return h('p', { class: 'muted' }, w('live.story.empty'))
  return blocks.map((block, number) => {
    const told = block.type === 'heading' ? block.content.map(each => inlineRead(room, each)) : sentencesRead(room, block, number, part, here, onHere)
    if (block.type === 'bullet') return h('ul', { key: number }, h('li', null, told))
    return h(block.type === 'heading' ? (block.level === 3 ? 'h4' : 'h3') : 'p', { key: number }, told)
  })
}

/**
 * @param {Room} room
 * @param {Block} block
 * @param {number} number
 * @param {string} part
 * @param {Here | null} here
 * @param {(here: Here) => void} onHere
 */
function sentencesRead (room, block, number, part, here, onHere) {
  const plain = room.workingCopy.plain()
  const sentences = sentencesOfBlock(block, number)
  if (sentences.length === 0) return block.content.map(each => inlineRead(room, each))
  return sentences.map(sentence => {
    const standing = standingOf(sentence, plain)
    const is = here?.part === part && here.sentence.block === number && here.sentence.from === sentence.from
    const classes = ['sentence', standing.again ? 'again' : standing.bare || standing.hypothesis !== '' ? 'supposed' : '', is ? 'here' : ''].filter(Boolean).join(' ')
    return [h('span', { key: sentence.from, class: classes, onClick: () => onHere({ part, sentence }) },
      slice(block.content, sentence.from, sentence.to).map(each => inlineRead(room, each)),
      marksOf(standing).map(({ key, sign, said }) => h('span', { key, class: `sign ${key}`, title: said }, h('span', { 'aria-hidden': 'true' }, sign), h('span', { class: 'away' }, ` (${said}) `)))), ' ']
  })
}

/** What of a block stands between two places. @param {Inline[]} content @param {number} from @param {number} to @returns {Inline[]} */
function slice (content, from, to) {
  let at = 0
  return content.flatMap(each => {
    const start = at
    at += each.text === undefined ? 1 : each.text.length
    if (at <= from || start >= to) return []
    return each.text === undefined ? [each] : [{ ...each, text: each.text.slice(Math.max(0, from - start), to - start) }]
  })
}

/** @param {Room} room @param {Inline} inline */
function inlineRead (room, inline) {
  if (inline.text === undefined) {
    const { label, lane, title, why } = citedSaid(room, inline)
    return h('span', { class: `cite-chip ${inline.type} ${lane} ${why === '' ? '' : 'stale'}`, title }, inline.type === 'citation' && h('span', { class: 'away' }, `${w('live.story.stands_on')} `), label)
  }
  const strong = inline.marks?.includes('strong') ? h('strong', null, inline.text) : inline.text
  return inline.marks?.includes('em') ? h('em', null, strong) : strong
}
