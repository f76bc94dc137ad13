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
