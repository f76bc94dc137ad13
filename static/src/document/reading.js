/**
 * Reading the shared document: whatever is in it becomes plain data of the schema's shape, never an exception.
 * The same rules as the server's (`server/domain/fields.py`), so that page and server read one truth.
 */
import * as Y from 'yjs'
import { keysOf } from './schema.js'

/** @typedef {import('./schema.js').Field} Field */
/** @typedef {import('./schema.js').Schema} Schema */
/** @typedef {import('./schema.js').Entry} Entry */

const ID = /^[A-Za-z0-9_-]{22}$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
const ORDER = /^[0-9A-Za-z]{1,64}$/
const PLACE_MAX = 1_000_000
// eslint-disable-next-line no-control-regex
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g
const BREAK = /[\t\r\n\u2028\u2029]+/g
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Whether text is the id of a record: 128 bits in base64url. @param {string} text */
export function isId (text) {
  return ID.test(text)
}

/**
 * One record as plain data: every field of the schema, what cannot be read at its default.
 * @param {Schema} schema
 * @param {Field[]} fields
 * @param {unknown} shared what the collection holds under the record's id
 * @returns {Entry | null} null where it holds no record at all
 */
export function readRecord (schema, fields, shared) {
  if (!(shared instanceof Y.Map)) return null
  /** @type {Entry} */
  const record = {}
  for (const field of fields) record[field.name] = readField(schema, field, shared.get(field.name))
  return record
}

/**
 * One field's value as plain data.
 * @param {Schema} schema
 * @param {Field} field
 * @param {any} value
 * @returns {any}
 */
function readField (schema, field, value) {
  switch (field.kind) {
    case 'line': return typeof value === 'string' ? cleanLine(value) : field.default
    case 'prose': return value instanceof Y.Text ? clean(value.toString()) : typeof value === 'string' ? clean(value) : field.default
    case 'choice': return value === field.default || keysOf(schema, field.table ?? '').includes(value) ? value : field.default
    case 'flag': return typeof value === 'boolean' ? value : field.default
    case 'moment': return readMoment(schema, value)
    case 'place': return readPlace(value)
    case 'references': return readReferences(schema, field, value)
    case 'accounts': return readAccounts(value)
    case 'order': return matching(ORDER, field, value)
    case 'instant': return matching(INSTANT, field, value)
    default: return matching(ID, field, value)
  }
}

/**
 * Text in normal form, without control and bidi-override characters.
 * @param {string} text
 * @returns {string}
 */
export function clean (text) {
  return text.replace(/\r\n?/g, '\n').replace(LONE_SURROGATE, '\ufffd').replace(CONTROL, '').normalize('NFC')
}

/**
 * As `clean`, with line breaks and tabs become a space.
 * @param {string} text
 * @returns {string}
 */
export function cleanLine (text) {
  return clean(text.replace(BREAK, ' '))
}

/** @param {RegExp} pattern @param {Field} field @param {any} value */
function matching (pattern, field, value) {
  return typeof value === 'string' && (value === '' || pattern.test(value)) ? value : field.default
}

/** @param {any} value */
function readPlace (value) {
  const whole = Array.isArray(value) && value.length === 2 &&
    value.every(each => Number.isInteger(each) && Math.abs(each) <= PLACE_MAX)
  return whole ? [value[0], value[1]] : null
}

/**
 * A moment of any shape: what cannot be one keeps its words and has no dates (`server/domain/moments.py`).
 * @param {Schema} schema
 * @param {any} value
 */
function readMoment (schema, value) {
  if (typeof value === 'string') return cleanLine(value) === '' ? null : undated(cleanLine(value), '', '')
  if (value === null || typeof value !== 'object') return null
  if (typeof value.text !== 'string') return null
  const text = cleanLine(value.text)
  const qualifier = keysOf(schema, 'qualifiers').includes(value.qualifier) ? value.qualifier : ''
  const start = readPair(value.start)
  if (start === null) return undated(text, value.precision, qualifier)
  const end = readPair(value.end)
  const fits = end !== null && inOrder(start[0], end[1])
  const known = keysOf(schema, 'precisions').includes(value.precision) && !['unknown', 'unread'].includes(value.precision)
  return { text, start, end: fits ? end : null, precision: known ? value.precision : 'approx', qualifier }
}

/** @param {string} text @param {any} precision @param {string} qualifier */
function undated (text, precision, qualifier) {
  return { text, start: null, end: null, precision: precision === 'unknown' ? 'unknown' : 'unread', qualifier }
}

/** @param {any} pair @returns {[string | null, string | null] | null} */
function readPair (pair) {
  if (!Array.isArray(pair) || pair.length !== 2) return null
  const [first, last] = pair.map(readDay)
  const misread = pair.some((part, at) => typeof part === 'string' && [first, last][at] === null)
  return misread || !inOrder(first, last) ? null : [first, last]
}

/** @param {any} day @returns {string | null} null for what is no day of the calendar */
function readDay (day) {
  if (typeof day !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(day)) return null
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) ? day : null
}

/** @param {string | null} first @param {string | null} last */
function inOrder (first, last) {
  return first === null || last === null || first <= last
}

/** @param {Schema} schema @param {Field} field @param {any} value @returns {Record<string, string>} */
function readReferences (schema, field, value) {
  const roles = keysOf(schema, field.table ?? '')
  return sorted(entries(value).filter(([id, role]) => ID.test(id) && roles.includes(role)))
}

/** @param {any} value @returns {Record<string, object>} */
function readAccounts (value) {
  const kept = entries(value).filter(([id, account]) => ID.test(id) && account !== null && typeof account === 'object')
  return sorted(kept.map(([id, account]) => [id, account instanceof Y.Map ? account.toJSON() : { ...account }]))
}

/** @param {any} value @returns {[string, any][]} */
function entries (value) {
  if (value instanceof Y.Map) return [...value.entries()]
  return value !== null && typeof value === 'object' ? Object.entries(value) : []
}

/** @param {[string, any][]} pairs */
function sorted (pairs) {
  return Object.fromEntries(pairs.sort((one, other) => one[0] < other[0] ? -1 : 1))
}
