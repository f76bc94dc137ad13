/**
 * A starting document, pasted in, read into background facts: each line one fact, headings and the words before a colon
 * give the area. English and Welsh are read alike, whatever the page's language is. Nothing of the text is lost: what fits
 * no area stands under "other", to be put right by hand.
 *
 * L1  a heading is a line of `#`, a line in bold or ending in a colon, a short line of capitals, or one that is nothing but
 *     the name of an area, numbered or not; the first of `#` is the source
 * L2  a row of a table is its cells: two as "term: value", more joined by commas; its rule and its own heading row are no facts
 * L3  signs of lists, ticks and emphasis are taken off; words, numbers and quotes stay as they are
 * L4  a line that is no bullet and holds several sentences is as many facts; one that is too long is broken at a word
 * L5  what a word processor or a mail program has wrapped is one line again
 */
import { plainLetters } from './find.js'

/** @typedef {{text: string, area: string, sure: boolean, under: string}} FactLine one fact: `sure` where a heading or a term said its area; `under` which heading it stood */
/** @typedef {{source: string, lines: FactLine[]}} ReadFacts `source` the document's own title, '' where it has none */

/** Characters of a fact, as server/domain/genogram.py has it. */
export const LONGEST = 500
/** Areas by words that begin a word of a heading or a term, without accents. Sources: headings of referral forms; the practice guide, step 1. @type {[string, string[]][]} */
const WORDS = [
  ['says', ['voice', 'views', 'wishes', 'in his words', 'in her words', 'in their words', 'what i say',  'llais', 'barn', 'dymuniad', 'yn ei eiriau', 'yn ei geiriau']],
  ['identity', ['identity', 'culture', 'cultural', 'language', 'pronoun', 'religio', 'ethnic', 'faith', 'hunaniaeth', 'diwylliant', 'iaith', 'rhagenw', 'crefydd', 'ethnig', 'ffydd']],
  ['strengths', ['strength', 'interest', 'likes', 'good at', 'hobb', 'protective', 'cryfder', 'diddordeb', 'hoffi', 'da am', 'hobi']],
  ['school', ['school', 'education', 'learning', 'training', 'college', 'eotas', 'ysgol', 'addysg', 'dysgu', 'hyfforddiant', 'coleg']],
  ['health', ['health', 'medical', 'medicat', 'sleep', 'diagnos', 'substance', 'camhs', 'gp', 'speech and language', 'iechyd', 'meddyg', 'cwsg', 'diagnosis', 'sylweddau', 'lleferydd']],
  ['relationships', ['relationship', 'genogram', 'friend', 'peer', 'family', 'parents', 'mother', 'father', 'mum', 'dad', 'carers', 'siblings', 'brothers', 'sisters', 'perthynas', 'perthnasoedd', 'ffrind', 'cyfoed', 'teulu', 'rhieni', 'mam', 'tad', 'gofalwyr', 'brodyr', 'chwiorydd']],
  ['home', ['home', 'lives', 'living', 'house', 'placement', 'address', 'accommodation', 'cartref', 'byw', 'lleoliad', 'cyfeiriad', 'llety']]
]
/** Words that go with an area's name in a heading, and make none by themselves. */
const BESIDE = new Set(('and a ac or neu the y yr of o his her their ei eu child childs children young person persons people s i am about amdano amdani '
  + 'physical mental emotional wellbeing well being feelings social background situation history circumstances current now needs '
  + 'what says say said has have wants thinks tells us me he she they corfforol meddyliol emosiynol lles llesiant teimladau cefndir sefyllfa hanes anghenion '
  + 'plentyn person ifanc beth mae r yn ei ddweud dweud').split(' '))
const SAYS = /^(?:what|beth) .*(?:says?|said|thinks|wants|tells|dd?weud)\b/
/** Words of a heading; a longer line is a fact. */
const HEADING_WORDS = 9
const AREA_WORDS = 8
const NUMBER = /^\s*\d{1,2}[.)]\s+/
const BULLET = /^\s*(?:(?:[-*•–—▪◦‣·‧●○■□➢✓✔\uf0b7\uf0a7]|\d{1,2}[.)])\s+|o(?:\t| {2,})\s*)/
/** Letters of a line that was wrapped because the next word had no room. */
const WRAPPED_AT = 55
const RULE = /^\s*\|?[\s:|-]*-{2,}[\s:|-]*$/
const HONORIFICS = /\b(?:mr|mrs|ms|dr|st|no|nos|prof|e\.g|i\.e|approx|parch|tua)\.$/i

/**
 * @param {string} text
 * @returns {ReadFacts}
 */
export function readFacts (text) {
  let source = ''
  /** The last heading, '' before the first. */
  let heading = ''
  /** @type {FactLine[]} */
  const lines = []
  const rows = unwrapped(text.split(/\r\n|[\n\r\u2028\v]/))
  for (const [at, raw] of rows.entries()) {
    if (raw.trim() === '' || RULE.test(raw)) continue
    const title = headingOf(raw)
    if (title !== null) {
      if (source === '' && /^\s*#(?!#)/.test(raw)) source = title
      else heading = title
      continue
    }
    if (isTable(raw)) {
      if (RULE.test(rows[at + 1] ?? '')) continue
      const fact = ofRow(raw)
      if (fact !== '') lines.push(...broken(fact).map(each => placed(each, heading, source)))
      continue
    }
    const bullet = BULLET.test(raw) || /^\s*\[[ x✓✔]\]/i.test(raw)
    const words = bare(raw)
    if (words === '') continue
    for (const sentence of bullet ? [words] : sentences(words)) lines.push(...broken(sentence).map(each => placed(each, heading, source)))
  }
  return { source, lines }
}

/**
 * The lines of a text, those that were wrapped put together again (L5): the next begins in the middle of a sentence, or is
 * set in under a bullet, or stands under a long line that does not end.
 * @param {string[]} rows @returns {string[]}
 */
function unwrapped (rows) {
  /** @type {string[]} */
  const lines = []
  let open = false
  for (const row of rows) {
    const last = lines[lines.length - 1] ?? ''
    const begins = row.trim() === '' || BULLET.test(row) || isTable(row) || RULE.test(row) || /^\s*(?:#|>|\[[ x✓✔]\])/i.test(row) || headingOf(row) !== null
    const goesOn = /^\s*[\p{Ll}\d(]/u.test(row) || (/^\s{2,}\S/.test(row) && BULLET.test(last)) || (last.trim().length >= WRAPPED_AT && !/[.!?:;|]["”’)*]*\s*$/.test(last))
    if (open && !begins && goesOn) lines[lines.length - 1] = `${last.trimEnd()} ${row.trim()}`
    else lines.push(row)
    open = row.trim() !== '' && !isTable(row) && !RULE.test(row) && (open && !begins ? open : headingOf(row) === null)
  }
  return lines
}

/** Whether a line is nothing but the name of an area. @param {string} words */
function namesArea (words) {
  if (!/^\p{Lu}/u.test(words) || /[.!?,;]$/.test(words)) return false
  const letters = plainLetters(words).replace(/[^\p{L}]+/gu, ' ').trim()
  const each = letters.split(' ')
  if (each.length > AREA_WORDS || areaOf(words) === null && !SAYS.test(letters)) return false
  return SAYS.test(letters) ? each.every(word => BESIDE.has(word) || areaOf(word) !== null) : each.some(word => !BESIDE.has(word)) && each.every(word => BESIDE.has(word) || isAreaWord(word))
}

/** @param {string} word without accents */
function isAreaWord (word) {
  return WORDS.some(([, beginnings]) => beginnings.some(each => word === each || (word.startsWith(each) && word.length - each.length <= 4)))
}

/** What a heading says, null for a line that is none (L1). @param {string} raw @returns {string | null} */
function headingOf (raw) {
  const marked = /^\s*#{1,6}\s+(.*?)\s*#*\s*$/.exec(raw)
  if (marked !== null) return bare(marked[1])
  if (NUMBER.test(raw) && namesArea(bare(raw).replace(/:$/, ''))) return bare(raw).replace(/:$/, '')
  if (BULLET.test(raw) || isTable(raw)) return null
  const line = raw.trim()
  const words = bare(line).replace(/:$/, '')
  if (words === '' || words.split(/\s+/).length > HEADING_WORDS) return null
  const bold = /^(\*\*|__)[^*_]+\1:?$/.test(line) && !/^\*\*confidential/i.test(line)
  const capitals = /\p{Lu}{2}/u.test(words) && words === words.toLocaleUpperCase() && !/[\d.]/.test(words)
  return bold || capitals || line.endsWith(':') || namesArea(words) ? words : null
}

/** @param {string} raw */
function isTable (raw) {
  return /^\s*\|.*\|\s*$/.test(raw)
}

/** A row of a table as a fact (L2). @param {string} raw */
function ofRow (raw) {
  const cells = raw.trim().replace(/^\||\|$/g, '').split('|').map(cell => bare(cell)).filter(cell => cell !== '' && cell !== '—' && cell !== '-')
  return cells.length === 2 ? cells.join(': ') : cells.join(', ')
}

/** A line without the signs that only say how it looks (L3). @param {string} raw */
function bare (raw) {
  return raw.replace(BULLET, '').replace(/^\s*\[[ x✓✔]\]\s*/i, '').replace(/^\s*>\s?/, '').replace(/(\*\*|__)(.+?)\1/g, '$2').replace(/(^|[\s("“‘'])[*_]([^\s*_](?:[^*_]*[^\s*_])?)[*_](?=$|[\s.,;:!?)"”’'])/g, '$1$2').replace(/\s+/g, ' ').trim()
}

/** The sentences of a paragraph (L4): none ends inside quotes or brackets, nor after an abbreviation. @param {string} words */
function sentences (words) {
  /** @type {string[]} */
  const found = []
  let from = 0
  for (const end of words.matchAll(/[.!?]["”’)]*\s+(?=[\p{Lu}“"‘])/gu)) {
    const to = (end.index ?? 0) + end[0].length
    const part = words.slice(from, to).trim()
    if (HONORIFICS.test(part) || open(part)) continue
    found.push(part)
    from = to
  }
  return [...found, words.slice(from).trim()].filter(part => part !== '')
}

/** Whether a quote or a bracket is still open. @param {string} part */
function open (part) {
  const count = (/** @type {RegExp} */ sign) => part.match(sign)?.length ?? 0
  return count(/"/g) % 2 === 1 || count(/“/g) > count(/”/g) || count(/\(/g) > count(/\)/g)
}

/** A fact in pieces that a record can hold: nothing is cut off. @param {string} fact @returns {string[]} */
function broken (fact) {
  if (fact.length <= LONGEST) return [fact]
  const space = fact.lastIndexOf(' ', LONGEST)
  const at = space > 0 ? space : LONGEST
  return [fact.slice(0, at).trim(), ...broken(fact.slice(at).trim())]
}

/** A line before the first heading goes by the document's own title. @param {string} text @param {string} under @param {string} title @returns {FactLine} */
function placed (text, under, title) {
  const term = /^([^:]{2,60}):\s/.exec(text)
  const area = (term === null ? null : areaOf(term[1])) ?? areaOf(under === '' ? title : under)
  return { text, area: area ?? 'other', sure: area !== null, under }
}

/** The area that a heading or a term names, null where it names none. @param {string} words @returns {string | null} */
export function areaOf (words) {
  const letters = ` ${plainLetters(words).replace(/[^\p{L}\p{N}]+/gu, ' ')} `
  if (SAYS.test(letters.trim())) return 'says'
  return WORDS.find(([, beginnings]) => beginnings.some(each => letters.includes(` ${each}`)))?.[0] ?? null
}

/**
 * A fact's letters alone, so that the same words are known again.
 * @param {string} text
 */
export function lettersOf (text) {
  return plainLetters(text).replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
}
