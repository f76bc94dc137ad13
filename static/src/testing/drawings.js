/**
 * For tests only: the drawings with Preact's own rendering into a page, so that a test can hold a live drawing against
 * the one that the server prints.
 */
import { render } from 'preact'
import { drawFamily } from '../genogram/family.js'
import { drawKey } from '../genogram/key.js'
import { drawAgreed } from '../steps/figure.js'
import { drawLife } from '../timeline/life.js'
import { drawStrip } from '../timeline/strip.js'
import { drawTimeline } from '../timeline/timeline.js'
import { setWords } from '../words.js'

/** @type {Record<string, (plain: any, options: any) => import('preact').VNode>} */
const KINDS = { family: drawFamily, key: drawKey, timeline: drawTimeline, strip: drawStrip, life: drawLife, steps: drawAgreed }

/**
 * Draws into a page and gives the tree that stands in it then: [element, {attribute: value}, children or words].
 * @param {HTMLElement} where
 * @param {{kind: string, plain: any, options: any, language: string, words: any}} asked
 * @returns {any[]}
 */
export function drawInto (where, { kind, plain, options, language, words }) {
  setWords(language, words)
  render(KINDS[kind](plain, options), where)
  return tree(/** @type {Element} */ (where.firstElementChild))
}

/**
 * Draws one family into a page on many days, one after the other, as the slider does.
 * @param {HTMLElement} where
 * @param {{plain: any, options: any, language: string, words: any}} asked
 * @param {string[]} days
 * @returns {number[]} ms that each redraw took, with the layout of the page that follows from it
 */
export function redrawn (where, { plain, options, language, words }, days) {
  setWords(language, words)
  return days.map(today => {
    const began = performance.now()
    render(drawFamily(plain, { ...options, today }), where)
    where.getBoundingClientRect()
    return performance.now() - began
  })
}

/** @param {Element} element @returns {any[]} */
function tree (element) {
  const attributes = Object.fromEntries([...element.attributes].filter(({ name }) => name !== 'xmlns').map(({ name, value }) => [name, value]))
  return [element.localName, attributes, element.childElementCount ? [...element.children].map(tree) : element.textContent]
}
