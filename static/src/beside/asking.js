/**
 * Asking the server beside the socket: plain data there and back, and a sentence where it cannot be.
 */
import { w } from '../words.js'

/**
 * @param {string} address
 * @param {{method?: string, data?: object}} [options]
 * @returns {Promise<{ok: boolean, status: number, data: any, said: string}>} `said` what is wrong and what can be done
 */
export async function asks (address, { method = 'GET', data } = {}) {
  try {
    const answer = await fetch(address, {
      method,
      headers: { Accept: 'application/json', ...(data === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: data === undefined ? undefined : JSON.stringify(data)
    })
    const told = await answer.json().catch(() => ({}))
    return { ok: answer.ok, status: answer.status, data: told, said: answer.ok ? '' : [told.sentence, told.remedy].filter(Boolean).join(' ') || w('live.beside.failed') }
  } catch {
    return { ok: false, status: 0, data: {}, said: w('live.beside.not_connected') }
  }
}
