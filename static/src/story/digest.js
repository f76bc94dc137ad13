/**
 * What a record tells, as 16 hexadecimal digits: the same as `state_digest` of server/domain/story.py. Kept with a
 * citation when somebody looks at its sentence; another digest means that it is to be looked at again.
 */

/** Fields that say nothing of what is told: where it is drawn, who wrote it down. */
const NOT_STATE = new Set(['place', 'order', 'added_by', 'added_at', 'removed_by', 'ref', 'talked_about'])

/**
 * @param {Record<string, any>} record in its plain form
 * @returns {string}
 */
export function stateDigest (record) {
  const told = Object.fromEntries(Object.entries(record).filter(([name]) => !NOT_STATE.has(name)))
  return fingerprint(canonical(told))
}

/** JSON with its keys in order. @param {any} value @returns {string} */
function canonical (value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  return `{${Object.keys(value).sort().map(key => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`
}

/** Two FNV-1a sums of 32 bits, begun differently, over the halves of code units. @param {string} text */
function fingerprint (text) {
  let one = 0x811c9dc5
  let other = 0x01000193
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    for (const byte of [unit & 0xff, unit >> 8]) {
      one = Math.imul(one ^ byte, 0x01000193) >>> 0
      other = Math.imul(other ^ byte, 0x85ebca6b) >>> 0
      other = (other ^ (other >>> 13)) >>> 0
    }
  }
  return one.toString(16).padStart(8, '0') + other.toString(16).padStart(8, '0')
}
