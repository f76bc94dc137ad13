/**
 * Keys that a page makes by itself: ids of records, and sortable keys that give records an order.
 *
 * An order key is text of `0-9A-Za-z`. Records are sorted by comparing keys as text, then ids, so that two people
 * who add at the same moment never disagree. A key is a whole number (its letter says how many digits follow:
 * `a0` to `az`, then `b00`), and after it a fraction where something was put in between.
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

/**
 * A key that sorts between two others.
 * @param {string} before the smaller one, or '' for the beginning
 * @param {string} after the larger one, or '' for the end
 * @returns {string}
 */
export function orderBetween (before, after) {
  if (after === '') return before === '' ? FIRST : following(before)
  return middle(before, after)
}

/** @param {string} key @returns {string} the next whole number */
function following (key) {
  const length = key.charCodeAt(0) - 96
  if (length < 1 || length > 25) return middle(key, '')
  const digits = [...key.slice(1, 1 + length).padEnd(length, '0')].map(digit => DIGITS.indexOf(digit))
  for (let place = digits.length - 1; place >= 0; place--) {
    if (++digits[place] < DIGITS.length) return key[0] + digits.map(digit => DIGITS[digit]).join('')
    digits[place] = 0
  }
  return String.fromCharCode(key.charCodeAt(0) + 1) + '0'.repeat(length + 1)
}

/**
 * Text that sorts strictly between two, without a last `0` (nothing would fit below that).
 * @param {string} before
 * @param {string} after '' for no upper end
 * @returns {string}
 */
function middle (before, after) {
  let shared = 0
  while (shared < after.length && (before[shared] ?? '0') === after[shared]) shared++
  if (shared > 0) return after.slice(0, shared) + middle(before.slice(shared), after.slice(shared))
  const low = before === '' ? 0 : DIGITS.indexOf(before[0])
  const high = after === '' ? DIGITS.length : DIGITS.indexOf(after[0])
  if (high - low > 1) return DIGITS[Math.floor((low + high) / 2)]
  if (after.length > 1) return after[0]
  return DIGITS[low] + middle(before.slice(1), '')
}
