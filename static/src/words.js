/**
 * The words of the interface, by key: `w('live.saved')`, `w('people.count', {n: 3})`.
 *
 * A page embeds the catalogue of its reader's language as JSON in
 * `<script type="application/json" id="words">`; the engine that prints drawings
 * on the server has no page and is given its words by `setWords`.
 *
 * A catalogue is `{"language": "cy", "words": {key: sentence or plural forms}}`.
 * Plural forms come in the order of CLDR: two for English (one, other), six for
 * Welsh (zero, one, two, few, many, other).
 */

/** @typedef {string | string[]} Wording one sentence, or the plural forms of one */
/** @typedef {{language: string, words: Record<string, Wording>}} Catalogue */

/** @type {Catalogue | null} */
let catalogue = null

/** @type {Set<() => void>} called when the language changes, so that what is shown is said again */
const listeners = new Set()

/**
 * Takes a catalogue into use.
 * @param {string} language two letters, `en` or `cy`
 * @param {Record<string, Wording>} words
 */
export function setWords (language, words) {
  catalogue = { language, words }
  for (const listener of listeners) listener()
}

/**
 * Calls back whenever the language changes.
 * @param {() => void} listener
 * @returns {() => void} stops it
 */
export function onLanguage (listener) {
  listeners.add(listener)
  return () => { listeners.delete(listener) }
}

/** @returns {string} the language in use, two letters */
export function language () {
  return current().language
}

/**
 * The sentence of a key in the reader's language.
 * @param {string} key for example `live.saved`
 * @param {Record<string, string | number>} [parameters] put where the sentence has `{name}`;
 *   `n` also chooses the plural form
 * @returns {string} the key itself, in brackets, where a catalogue lacks it: seen at once, never a crash
 */
export function w (key, parameters = {}) {
  const { language, words } = current()
  const wording = words[key]
  if (wording === undefined) return `[${key}]`
  const sentence = typeof wording === 'string'
    ? wording
    : wording[Math.min(pluralForm(language, Number(parameters.n ?? 0)), wording.length - 1)]
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => name in parameters ? String(parameters[name]) : whole)
}

/**
 * Whether the catalogue has a key: for words that follow the schema (a field, a row of a table).
 * @param {string} key
 * @returns {boolean}
 */
export function hasWord (key) {
  return current().words[key] !== undefined
}

/**
 * Which plural form a number takes, counted from 0, in the order of the catalogues.
 * Source: CLDR plural rules for en and cy.
 * @param {string} language
 * @param {number} n
 * @returns {number}
 */
export function pluralForm (language, n) {
  if (language !== 'cy') return n === 1 ? 0 : 1
  const forms = [0, 1, 2, 3, 6]
  const form = forms.indexOf(n)
  return form < 0 ? 5 : form
}

/** @returns {Catalogue} */
function current () {
  if (catalogue === null) catalogue = embedded()
  return catalogue
}

/** @returns {Catalogue} the page's own catalogue, or an empty one where there is no page */
function embedded () {
  const element = typeof document === 'undefined' ? null : document.getElementById('words')
  if (element === null) return { language: 'en', words: {} }
  const read = JSON.parse(element.textContent || '{}')
  return read.words ? read : { language: document.documentElement.lang || 'en', words: read }
}
