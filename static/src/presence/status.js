/**
 * The status light: one sentence, the same on every width, that never says more than is known.
 * `saved`, `people` and `beat` move it, and the silence of the line; nothing else may.
 */
import { SILENT_MS } from '../document/connection.js'

/** `calm` all is well; `busy` on its way; `warn` something to know; `stop` please stop adding. @typedef {'calm' | 'busy' | 'warn' | 'stop'} Tone */
/** @typedef {{key: string, parameters: Record<string, string | number>, tone: Tone, urgent: boolean}} Light */
/**
 * What the light is read from. `link` and `lostAt` of the connection; `waiting` changes that are not settled and since
 * when; `edited` the last change made here; `back` what was sent after a loss; `refused` how many changes could not be
 * added; `others` the other people; `barred` that the server can be asked and no socket opens.
 * Times are milliseconds of one clock.
 * @typedef {{
 *   now: number, link: import('../document/connection.js').Link, lastFrame: number, lostAt: number | null,
 *   signedOut?: boolean, barred?: boolean, waiting: number, waitingSince: number | null, storing: boolean, refused: number,
 *   back: {n: number, at: number} | null, edited: number,
 *   others: {name: string, connection: string, behind: boolean}[]
 * }} Seen
 */

/** `Saving…` is shown only after this. */
const SAVING_MS = 800
/** While somebody types, the light does not blink with every letter. */
const TYPING_MS = 600
/** How long `Back` is said. */
const BACK_MS = 4_000

/**
 * What the light says.
 * @param {Seen} seen
 * @returns {Light}
 */
export function statusLight (seen) {
  if (seen.signedOut) return seen.waiting > 0 ? light('live.status.signed_out_waiting', 'warn', { n: seen.waiting }) : light('live.status.signed_out', 'warn')
  if (seen.link === 'over') return light('live.status.over', 'warn')
  if (seen.barred) return { ...light('live.status.barred', 'stop'), urgent: true }
  if (seen.link === 'opening') return light('live.status.opening', 'busy')
  if (!connected(seen)) return lost(seen)
  if (!seen.storing) return { ...light('live.status.cannot_save', 'stop'), urgent: true }
  if (seen.refused > 0) return light('live.status.refused', 'warn', { n: seen.refused })
  if (seen.waiting > 0) return sending(seen)
  if (seen.back !== null && seen.now - seen.back.at < BACK_MS) return light('live.status.back', 'calm', { n: seen.back.n })
  if (seen.now - seen.edited < TYPING_MS) return light('live.status.sending', 'calm')
  return othersBehind(seen) ?? light('live.status.saved', 'calm')
}

/** @param {Seen} seen @returns {boolean} */
function connected (seen) {
  return seen.link === 'live' && seen.now - seen.lastFrame <= SILENT_MS
}

/** @param {Seen} seen @returns {Light} */
function lost (seen) {
  if (seen.waiting === 0) return { ...light('live.status.lost', 'warn'), urgent: true }
  return { ...light('live.status.lost_waiting', 'warn', { n: seen.waiting }), urgent: true }
}

/** @param {Seen} seen @returns {Light} */
function sending (seen) {
  const long = seen.waitingSince !== null && seen.now - seen.waitingSince > SAVING_MS
  if (long) return light('live.status.saving', 'busy')
  // "Saved" would not be true, and "Saving…" is not yet worth saying
  return light('live.status.sending', 'calm')
}

/** @param {Seen} seen @returns {Light | null} */
function othersBehind (seen) {
  const behind = seen.others.filter(person => person.connection === 'reconnecting' || person.behind)
  if (behind.length === 0) return null
  if (behind.length === 1) return light('live.status.other_reconnecting', 'calm', { name: behind[0].name })
  return light('live.status.others_reconnecting', 'calm', { n: behind.length })
}

/**
 * @param {string} key
 * @param {Tone} tone
 * @param {Record<string, string | number>} [parameters]
 * @returns {Light}
 */
function light (key, tone, parameters = {}) {
  return { key, tone, parameters, urgent: false }
}
