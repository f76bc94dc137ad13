/**
 * The editor's schema: what the server's gate lets into a part of the story (`ATOMS`, `BLOCKS`, `MARKS` of
 * server/domain/story.py), and nothing else. Blocks are flat, so that whatever two people do at once is a whole text.
 */
import { Schema } from 'prosemirror-model'

const INLINE = { inline: true, group: 'inline', atom: true, selectable: true }

export const schema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    paragraph: { group: 'block', content: 'inline*', parseDOM: [{ tag: 'p' }], toDOM: () => ['p', 0] },
    bullet: { group: 'block', content: 'inline*', parseDOM: [{ tag: 'li' }], toDOM: () => ['ul', ['li', 0]] },
    heading: {
      group: 'block',
      content: 'inline*',
      attrs: { level: { default: 2 } },
      defining: true,
      parseDOM: [{ tag: 'h1', attrs: { level: 2 } }, { tag: 'h2', attrs: { level: 2 } }, { tag: 'h3', attrs: { level: 2 } }, { tag: 'h4', attrs: { level: 3 } }],
      toDOM: node => [node.attrs.level === 3 ? 'h4' : 'h3', 0]
    },
    text: { group: 'inline' },
    citation: {
      ...INLINE,
      attrs: { id: {}, collection: {}, record: {} },
      parseDOM: [{ tag: 'span[data-cites]', getAttrs: element => cited(element) }],
      toDOM: node => ['span', { 'data-mark': node.attrs.id, 'data-cites': `${node.attrs.collection}/${node.attrs.record}` }]
    },
    hypothesis: { ...INLINE, attrs: { id: {} }, parseDOM: [{ tag: 'span[data-hypothesis]', getAttrs: element => ({ id: element.dataset.hypothesis }) }], toDOM: node => ['span', { 'data-hypothesis': node.attrs.id }] },
    look_again: { ...INLINE, attrs: { id: {} }, parseDOM: [{ tag: 'span[data-again]', getAttrs: element => ({ id: element.dataset.again }) }], toDOM: node => ['span', { 'data-again': node.attrs.id }] }
  },
  marks: {
    strong: { parseDOM: [{ tag: 'strong' }, { tag: 'b' }], toDOM: () => ['strong', 0] },
    em: { parseDOM: [{ tag: 'em' }, { tag: 'i' }], toDOM: () => ['em', 0] }
  }
})

/** @param {HTMLElement} element @returns {false | Record<string, string>} */
function cited (element) {
  const [collection, record] = (element.dataset.cites ?? '').split('/')
  return record === undefined ? false : { id: element.dataset.mark ?? '', collection, record }
}
