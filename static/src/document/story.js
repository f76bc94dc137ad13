/**
 * A part of the story as plain data: the same form as the server's (`StoryPart` of server/domain/story.py).
 */
import * as Y from 'yjs'
import { cleanLine, isId } from './reading.js'

/** @typedef {import('../story/sentences.js').Block} Block */
/** @typedef {import('../story/sentences.js').Inline} Inline */
/** @typedef {{blocks: Block[]}} Part */
/** @typedef {import('./schema.js').StorySchema} StorySchema */

/**
 * @param {StorySchema} story the schema's own description
 * @param {Y.XmlFragment} fragment
 * @returns {Part}
 */
export function readPart (story, fragment) {
  const blocks = fragment.toArray().filter(node => node instanceof Y.XmlElement && story.blocks.includes(node.nodeName))
  return { blocks: blocks.map(node => readBlock(story, /** @type {Y.XmlElement} */ (node))) }
}

/** @param {StorySchema} story @param {Y.XmlElement} element @returns {Block} */
function readBlock (story, element) {
  const content = joined(element.toArray().flatMap(node => readInlines(story, node)))
  if (element.nodeName !== 'heading') return { type: element.nodeName, content }
  const level = Number(element.getAttribute('level'))
  return { type: 'heading', content, level: story.levels.includes(level) ? level : story.levels[0] }
}

/** @param {StorySchema} story @param {unknown} node @returns {Inline[]} */
function readInlines (story, node) {
  if (node instanceof Y.XmlText) {
    return node.toDelta().filter((/** @type {any} */ run) => typeof run.insert === 'string').map((/** @type {any} */ run) => {
      const marks = Object.entries(run.attributes ?? {}).filter(([name, value]) => value !== null && story.marks.includes(name)).map(([name]) => name).sort()
      return marks.length > 0 ? { text: run.insert, marks } : { text: run.insert }
    })
  }
  if (!(node instanceof Y.XmlElement) || !(node.nodeName in story.atoms)) return []
  const atom = Object.fromEntries(story.atoms[node.nodeName].map(name => [name, node.getAttribute(name)]))
  const whole = isId(String(atom.id)) && (node.nodeName !== 'citation' || (story.cited.includes(String(atom.collection)) && isId(String(atom.record))))
  return whole ? [/** @type {Inline} */ ({ type: node.nodeName, ...atom })] : []
}

/** Neighbouring texts of the same marks as one, in normal form; empty ones are left out. @param {Inline[]} content @returns {Inline[]} */
function joined (content) {
  /** @type {Inline[]} */
  const out = []
  for (const inline of content) {
    const last = out.at(-1)
    if (inline.text === undefined) out.push(inline)
    else if (cleanLine(inline.text) === '') continue
    else if (last?.text !== undefined && String(last.marks) === String(inline.marks)) out[out.length - 1] = { ...last, text: last.text + inline.text }
    else out.push(inline)
  }
  return out.map(inline => inline.text === undefined ? inline : { ...inline, text: cleanLine(inline.text) })
}
