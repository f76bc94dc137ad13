/**
 * Words on the wall: as large as all of them can be read, and at the smallest size as many as there is room for; nothing
 * scrolls and nothing is cut off.
 */
import { wrap } from './text.js'

/** Parts of the usual size that are tried one after another. */
export const PARTS = [1, 0.85, 0.72, 0.6]
/** Height of a line, and between two things, as parts of the type's size. */
const LINE = 1.3
const BETWEEN = 0.45

/** @typedef {{lines: string[], lang: string}} Told */

/**
 * How high some things stand, one under another.
 * @param {Told[]} told @param {number} size of the type, px
 * @returns {number} px
 */
export function heightOf (told, size) {
  return told.reduce((sum, each) => sum + each.lines.length * size * LINE + size * BETWEEN, 0)
}

/**
 * Texts broken into lines.
 * @param {{text: string, language: string}[]} texts
 * @param {{width: number, size: number, lines: number}} room
 * @returns {Told[]}
 */
export function told (texts, { width, size, lines }) {
  return texts.map(each => ({ lines: wrap(each.text, { width, size, lines }), lang: each.language }))
}

/**
 * As many of these as fit a height, and how many do not: the line that says so has its room.
 * @param {Told[]} all @param {number} height px @param {number} size of the type, px
 * @returns {{shown: Told[], more: number}}
 */
export function asManyAsFit (all, height, size) {
  if (heightOf(all, size) <= height) return { shown: all, more: 0 }
  const left = height - size * (LINE + BETWEEN)
  let fits = 0
  while (fits < all.length && heightOf(all.slice(0, fits + 1), size) <= left) fits++
  return { shown: all.slice(0, fits), more: all.length - fits }
}
