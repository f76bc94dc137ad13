/**
 * The drawings for the server's embedded engine, which prints the same pictures as the page draws: one global
 * `drawing`. A drawing goes in as JSON and comes out as JSON, because a long string put together inside the engine
 * cannot be handed over as it is.
 */
import { render } from 'preact-render-to-string'
import { dayOf } from './drawing/days.js'
import { familyTold } from './editing/inwords.js'
import { drawFamily } from './genogram/family.js'
import { drawKey } from './genogram/key.js'
import { dayAtAge, familyAt } from './genogram/then.js'
import { sentencesOf } from './story/sentences.js'
import { drawAgreed } from './steps/figure.js'
import { drawLife } from './timeline/life.js'
import { drawStrip } from './timeline/strip.js'
import { drawTimeline } from './timeline/timeline.js'
import { setWords } from './words.js'

/** @type {Record<string, (plain: any, options: any) => import('preact').VNode>} */
const KINDS = { family: drawFamily, key: drawKey, timeline: drawTimeline, strip: drawStrip, life: drawLife, steps: drawAgreed }

/**
 * Draws what a JSON text asks for.
 * @param {string} json `{"kind": "family" | "key" | "timeline" | "strip" | "life" | "steps", "plain": ..., "options": {...},
 *   "language": "en" | "cy", "words": {key: wording}}`
 * @returns {string} the SVG as a JSON string
 */
export function draw (json) {
  const { kind, plain, options, language, words } = JSON.parse(json)
  if (!(kind in KINDS)) throw new RangeError(`no drawing is called ${kind}`)
  if (words) setWords(language, words)
  return JSON.stringify(print(KINDS[kind](plain, options)))
}

/**
 * The family on a day, or at an age of the child, as data.
 * @param {string} json `{"plain": ..., "on": ISO day}` or `{"plain": ..., "age": years}`
 * @returns {string} `familyAt` as JSON; `null` for an age of a child whose birth nobody knows
 */
export function family (json) {
  const { plain, on, age } = JSON.parse(json)
  const day = age === undefined ? on : dayAtAge(plain, age)
  return JSON.stringify(day === null ? null : familyAt(plain, day))
}

/**
 * The family on a day in sentences, as the page tells it below its drawing.
 * @param {string} json `{"plain": what stands, "on": ISO day, "language": "en" | "cy", "words": {key: wording}}`
 * @returns {string} `familyTold` as JSON
 */
export function told (json) {
  const { plain, on, language, words } = JSON.parse(json)
  setWords(language, words)
  return JSON.stringify(familyTold(plain, /** @type {number} */ (dayOf(on))))
}

/**
 * The sentences of the story, found by the same function as in the page.
 * @param {string} json `{"story": {part: {"blocks": [...]}}}`
 * @returns {string} `[{"part", "block", "words", "cites", "hypothesis", "cited": [[collection, id]]}]` as JSON, in the order of reading
 */
export function sentences (json) {
  /** @type {{story: Record<string, {blocks: import('./story/sentences.js').Block[]}>}} */
  const { story } = JSON.parse(json)
  return JSON.stringify(Object.entries(story).flatMap(([part, told]) => sentencesOf(told).map(({ block, text, atoms }) => ({
    part,
    block,
    words: text,
    cites: atoms.some(atom => atom.type === 'citation'),
    hypothesis: atoms.some(atom => atom.type === 'hypothesis'),
    cited: atoms.filter(atom => atom.type === 'citation').map(atom => [atom.collection, atom.record])
  }))))
}

/**
 * A drawing as well-formed XML.
 * @param {import('preact').VNode} drawn
 * @returns {string}
 */
export function print (drawn) {
  // XML forbids this sequence in text, HTML does not; in a printed drawing it can only stand in what people wrote
  return render(drawn).replaceAll(']]>', ']]&gt;')
}
