/**
 * Where a sentence of the story begins and ends, and what stands under it: the one function that finds them, run by the
 * page and, in the embedded engine, by the server.
 *
 * Z1  a sentence ends with a full stop, a question or exclamation mark or an ellipsis, with the quotes and brackets that
 *     close behind it, where a space or the end of the block follows;
 * Z2  it does not end after an initial, an abbreviation or a number, nor where the next letter is a small one;
 * Z3  the marks that follow the end belong to the sentence before them; marks inside a sentence belong to it;
 * Z4  a block's end ends its last sentence; a heading has none.
 */

/** One thing in a block: words, or a mark between words. @typedef {{text?: string, marks?: string[], type?: string, id?: string, collection?: string, record?: string}} Inline */
/** @typedef {{type: string, level?: number, content: Inline[]}} Block */
/**
 * One sentence: its block's number, from and to where it goes in the block (UTF-16 units, a mark counts one), its words,
 * and the marks that belong to it.
 * @typedef {{block: number, from: number, to: number, text: string, atoms: Inline[]}} Sentence
 */

/** Stands for a mark between words. */
const MARK = '\ufffc'
const ENDS = /[.!?…]+["'”’»)\]]*/g
const AFTER_MARKS = new RegExp(`^(\\s*${MARK})+`)
const SHORT = new Set(['mr', 'mrs', 'ms', 'miss', 'dr', 'prof', 'st', 'rev', 'no', 'nos', 'tel', 'approx', 'incl', 'vs', 'e.g', 'i.e', 'cf', 'fig', 'e.e', 'h.y', 'sef', 'rhif', 'parch', 'tua', 'gw'])

/**
 * The sentences of one block.
 * @param {Block} block
 * @param {number} [number] the block's number in its part
 * @returns {Sentence[]}
 */
export function sentencesOfBlock (block, number = 0) {
  if (block.type === 'heading') return []
  const flat = block.content.map(each => each.text ?? MARK).join('')
  const marks = block.content.filter(each => each.text === undefined)
  /** @type {Sentence[]} */
  const sentences = []
  let from = 0
  for (const to of endsOf(flat)) {
    const start = from + (/^\s*/.exec(flat.slice(from, to))?.[0].length ?? 0)
    const before = count(flat.slice(0, start))
    const inside = flat.slice(start, to)
    const text = inside.replaceAll(MARK, '').replace(/\s+/g, ' ').trim()
    const atoms = marks.slice(before, before + count(inside))
    const last = sentences.at(-1)
    if (text !== '') sentences.push({ block: number, from: start, to, text, atoms })
    else if (last !== undefined && atoms.length > 0) Object.assign(last, { to, atoms: [...last.atoms, ...atoms] })
    else if (atoms.length > 0) sentences.push({ block: number, from: start, to, text, atoms })
    from = to
  }
  return sentences
}

/**
 * The sentences of a part of the story, in the order of reading.
 * @param {{blocks: Block[]}} part in its plain form
 * @returns {Sentence[]}
 */
export function sentencesOf (part) {
  return part.blocks.flatMap((block, number) => sentencesOfBlock(block, number))
}

/** Where sentences end in a block's letters, the end of the block last. @param {string} flat @returns {number[]} */
function endsOf (flat) {
  const ends = []
  for (const found of flat.matchAll(ENDS)) {
    const at = /** @type {number} */ (found.index)
    let to = at + found[0].length
    const marks = AFTER_MARKS.exec(flat.slice(to))
    if (marks !== null) to += marks[0].length
    const rest = flat.slice(to)
    if (rest === '' || (marks === null && !/^\s/.test(rest))) continue
    if (/^\s*\p{Ll}/u.test(rest) || isShort(flat.slice(0, at), found[0])) continue
    ends.push(to)
  }
  return [...ends, flat.length]
}

/** Whether the word before a full stop is an initial, an abbreviation or a number (Z2). @param {string} before @param {string} end */
function isShort (before, end) {
  if (end !== '.') return false
  const word = /[\p{L}\p{N}.]+$/u.exec(before)?.[0] ?? ''
  return /^\p{Lu}$/u.test(word) || /^\d{1,2}$/.test(word) || SHORT.has(word.toLowerCase())
}

/** @param {string} text @returns {number} */
function count (text) {
  return text.split(MARK).length - 1
}
