/** Events in the order of the life; what has no date comes last. */
import { reach } from '../drawing/days.js'

/** @param {Record<string, any>} a @param {Record<string, any>} b */
export function inTime (a, b) {
  const [first, second] = [a, b].map(event => {
    const [from, to] = reach(event.when)
    return from ?? to ?? Infinity
  })
  return first === second ? String(a.title).localeCompare(String(b.title)) : first - second
}
