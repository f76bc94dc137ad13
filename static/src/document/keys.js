/**
 * Keys that a page makes by itself: ids of records, and sortable keys that give records an order.
 *
 * An order key is text of `0-9A-Za-z`. Records are sorted by comparing keys as text, then ids, so that two people
 * who add at the same moment never disagree. A key is a whole number (its letter says how many digits follow:
 * `a0` to `az`, then `b00`), and after it a fraction where something is put in between.
 */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const FIRST = 'a0'

/**
 * A new record's id: 128 random bits in base64url, 22 characters.
 * @returns {string}
 */
export function newId () {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * A key that sorts after all of these.
 * @param {Iterable<string>} keys
 * @returns {string}
 */
export function orderAfter (keys) {
  let last = ''
  for (const key of keys) if (key > last) last = key
  return last === '' ? FIRST : following(last)
}

/** @param {string} key @returns {string} the next whole number */
function following (key) {
  const length = key.charCodeAt(0) - 96
  if (length < 1 || length > 25) return key + DIGITS[1]
  const digits = [...key.slice(1, 1 + length).padEnd(length, '0')].map(digit => DIGITS.indexOf(digit))
  for (let place = digits.length - 1; place >= 0; place--) {
    if (++digits[place] < DIGITS.length) return key[0] + digits.map(digit => DIGITS[digit]).join('')
    digits[place] = 0
  }
  return String.fromCharCode(key.charCodeAt(0) + 1) + '0'.repeat(length + 1)
}

/** Digits of a key at most; beyond it there is no more room between two. */
const LONGEST = 64

/**
 * A key that sorts after one and before another.
 * @param {string} before '' where nothing stands before
 * @param {string} after '' where nothing stands after
 * @returns {string} '' where there is no room between them
 */
export function orderBetween (before, after) {
  if (after === '') return before === '' ? FIRST : following(before)
  if (before >= after) return ''
  let key = ''
  let [below, above] = [true, true] // still along the letters of the one before, and of the one after
  for (let at = 0; at < LONGEST; at++) {
    if (above && at >= after.length) return ''
    const low = below && at < before.length ? DIGITS.indexOf(before[at]) : -1
    const high = above ? DIGITS.indexOf(after[at]) : DIGITS.length
    // a key that ended in the lowest digit would leave no room before itself
    const middle = Math.floor((Math.max(low, 0) + high) / 2)
    if (middle > Math.max(low, 0)) return key + DIGITS[middle]
    const digit = Math.max(low, 0)
    key += DIGITS[digit]
    below &&= low >= 0
    above &&= digit === high
  }
  return ''
}

/**
 * What has to be written so that a record stands at a place among others.
 * @param {[string, string][]} others ids and keys of the others as they stand, sorted
 * @param {string} id of the one that moves
 * @param {number} at how many of the others stand before it
 * @returns {[string, string][]} ids and their new keys: of the one that moves, and of the others only where there was no room
 */
export function placing (others, id, at) {
  const key = orderBetween(others[at - 1]?.[1] ?? '', others[at]?.[1] ?? '')
  if (key !== '') return [[id, key]]
  /** @type {[string, string][]} */
  const written = []
  let last = ''
  for (const each of [...others.slice(0, at).map(([other]) => other), id, ...others.slice(at).map(([other]) => other)]) {
    last = orderAfter(last === '' ? [] : [last])
    written.push([each, last])
  }
  return written
}
