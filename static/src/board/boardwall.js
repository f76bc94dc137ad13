/**
 * The board on the wall: its six boxes as the server sends them (nothing that is only put forward), as large as they fit.
 */
import { h } from 'preact'
import { wrap } from '../drawing/text.js'
import { asManyAsFit, heightOf, PARTS, told } from '../drawing/wallfit.js'
import { cardsIn } from '../editing/cards.js'
import { w } from '../words.js'

/** @typedef {{plain: any, vocabulary: any, width: number, height: number, scale: number}} Given */
/** @typedef {import('../drawing/wallfit.js').Told} Told */
/** @typedef {{box: string, title: string[], shown: Told[], more: number}} WallBox */

const ACROSS = 3
/** px of type at scale 1; the gap and the edge as parts of the type's size. */
const TYPE = 17
const GAP = 0.6
const PAD = 0.55
/** A heading is larger by this. */
const HEADING = 1.08
/** What a row of boxes has of the height at least. */
const LEAST = 0.3
/** Of one card. */
const MOST_LINES = 6
/** px of the edges of a box. */
const EDGES = 4

/**
 * Which cards are shown, and how large.
 * @param {Given} given
 * @returns {{size: number, rows: number[], boxes: WallBox[]}} `rows` their heights, px
 */
export function layBoard ({ plain, vocabulary, width, height, scale }) {
  const keys = (vocabulary.boxes ?? []).map((/** @type {{key: string}} */ row) => row.key)
  let laid = layAt(plain, keys, width, height, scale * TYPE * PARTS[0])
  for (const part of PARTS.slice(1)) {
    if (laid.boxes.every(box => box.more === 0)) break
    laid = layAt(plain, keys, width, height, scale * TYPE * part)
  }
  return laid
}

/** @param {any} plain @param {string[]} keys @param {number} width @param {number} height @param {number} size */
function layAt (plain, keys, width, height, size) {
  const inside = (width - (ACROSS - 1) * GAP * size) / ACROSS - 2 * PAD * size - EDGES
  const boxes = keys.map(box => ({
    box,
    title: wrap(w(`boxes.${box}`), { width: inside, size: size * HEADING, face: 'semibold', lines: 2 }),
    all: told(cardsIn(plain, box).map(([, card]) => /** @type {any} */ (card)), { width: inside - 0.9 * size, size, lines: MOST_LINES })
  }))
  const frame = (/** @type {{title: string[]}} */ box) => 2 * PAD * size + EDGES + heightOf([{ lines: box.title, lang: '' }], size * HEADING)
  const rows = Array.from({ length: Math.ceil(keys.length / ACROSS) }, (_, row) => Math.max(...boxes.slice(row * ACROSS, (row + 1) * ACROSS).map(box => frame(box) + heightOf(box.all, size))))
  const whole = height - GAP * size * (rows.length - 1)
  const heights = shared(rows, whole)
  return {
    size,
    rows: heights,
    boxes: boxes.map((box, at) => ({ box: box.box, title: box.title, ...asManyAsFit(box.all, heights[Math.floor(at / ACROSS)] - frame(box), size) }))
  }
}

/** A height shared between rows by what they need, each with its least. @param {number[]} needs @param {number} whole */
function shared (needs, whole) {
  const all = needs.reduce((sum, need) => sum + need, 0)
  const least = whole * LEAST
  const first = needs.map(need => Math.max(least, all <= whole ? need + (whole - all) / needs.length : whole * need / all))
  const over = first.reduce((sum, each) => sum + each, 0) - whole
  if (over <= 0.5) return first
  const tallest = first.indexOf(Math.max(...first))
  return first.map((each, at) => at === tallest ? each - over : each)
}

/** @param {Given} given */
export function BoardWall (given) {
  const { size, rows, boxes } = layBoard(given)
  return h('div', { class: 'board-wall', style: { fontSize: `${size}px`, gap: `${size * GAP}px`, gridTemplateRows: rows.map(row => `${row}px`).join(' ') } }, boxes.map(box =>
    h('section', { key: box.box, style: { padding: `${PAD}em` } }, h('h2', { style: { fontSize: `${HEADING}em` } }, w(`boxes.${box.box}`)),
      h('ul', null, box.shown.map((card, at) => h('li', { key: at, lang: card.lang === 'en' || card.lang === 'cy' ? card.lang : undefined }, card.lines.map((line, number) => h('span', { key: number }, line, ' '))))),
      box.more > 0 && h('p', { class: 'more' }, w('live.wall.more', { n: box.more })))))
}
