/**
 * The chair's quiet reminders, on her page alone: no strength for a while, an agency that has not been heard, years without
 * an entry. One at a time, each as a question, and each rests for a while once it was put away. Nobody is counted or
 * ranked: what is looked at is whether an agency's people have added anything at all.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { dayOf } from '../drawing/days.js'
import { icon } from '../editing/icons.js'
import { indexPerson } from '../editing/life.js'
import { fold } from '../timeline/filter.js'
import { gapsOf } from '../timeline/gaps.js'
import { w } from '../words.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** One reminder: `key` names it, so that the same is not said again at once. @typedef {{key: string, said: string}} Reminder */

const STRENGTHS_MS = 20 * 60_000
const SILENT_MS = 40 * 60_000
const YEARS_MS = 30 * 60_000
const REST_MS = 20 * 60_000
/** Entries that were added in that time: where nobody adds to the timeline, nothing is missing from it. */
const ADDS = 3

/**
 * What the chair might be reminded of now, the most telling first.
 * @param {{plain: Record<string, Record<string, Entry>>, people: {participant: string, agency: string, role: string}[], began: number, now: number, today: number, born: any}} room
 *   `began` when the meeting began or went on after its last rest (ms), `today` a day number
 * @returns {Reminder[]}
 */
export function remindersOf ({ plain, people, began, now, today, born }) {
  return [...strengths(plain, began, now), ...silent(plain, people, began, now), ...years(plain, began, now, today, born)]
}

/** @param {Record<string, Record<string, Entry>>} plain @param {number} began @param {number} now @returns {Reminder[]} */
function strengths (plain, began, now) {
  if (now - began < STRENGTHS_MS) return []
  const lately = Object.values(plain.events ?? {}).filter(event => now - Date.parse(event.added_at) < STRENGTHS_MS)
  const good = lately.some(event => event.lane === 'strengths' || event.also_lane === 'strengths' || event.tone === 'strength')
  return lately.length >= ADDS && !good ? [{ key: 'strengths', said: w('live.nudge.strengths') }] : []
}

/** @param {Record<string, Record<string, Entry>>} plain @param {{participant: string, agency: string, role: string}[]} people @param {number} began @param {number} now @returns {Reminder[]} */
function silent (plain, people, began, now) {
  if (now - began < SILENT_MS) return []
  const since = new Date(began).toISOString()
  const heard = new Set()
  for (const records of Object.values(plain)) {
    for (const record of Object.values(records)) if (record.added_at >= since) heard.add(record.added_by)
  }
  /** @type {Map<string, {agency: string, heard: boolean}>} */
  const agencies = new Map()
  for (const { participant, agency, role } of people) {
    if (role !== 'contributor' || agency.trim() === '') continue
    const known = agencies.get(fold(agency)) ?? { agency, heard: false }
    agencies.set(fold(agency), { ...known, heard: known.heard || heard.has(participant) })
  }
  return [...agencies.values()].filter(each => !each.heard).map(({ agency }) => ({ key: `silent ${fold(agency)}`, said: w('live.nudge.silent', { agency }) }))
}

/** @param {Record<string, Record<string, Entry>>} plain @param {number} began @param {number} now @param {number} today @param {any} born @returns {Reminder[]} */
function years (plain, began, now, today, born) {
  if (now - began < YEARS_MS) return []
  const gap = gapsOf(plain, today, born).find(each => each.kind === 'years')
  if (gap === undefined || gap.kind !== 'years') return []
  const [from, to] = gap.ages
  return [{ key: `years ${from}`, said: from === to ? w('live.nudge.year', { age: from }) : w('live.nudge.years', { from, to }) }]
}

/** @param {{room: Room, today: number}} props */
export function Nudge ({ room, today }) {
  const [rests] = useState(() => new Map())
  const [, again] = useState(0)
  const now = Date.now()
  const plain = room.workingCopy.standing()
  const born = /** @type {any} */ (indexPerson(plain)?.person.born ?? null)
  const found = remindersOf({ plain: /** @type {any} */ (plain), people: [...room.people.values()], began: room.restedAt, now, today: today || dayOf(room.settings.today) || 0, born })
  const [first] = found.filter(each => now - (rests.get(each.key) ?? -Infinity) > REST_MS)
  if (first === undefined || room.paused || room.ended !== null) return null
  const later = () => {
    // whichever is put away, the chair is left in peace for a while
    for (const each of found) rests.set(each.key, now)
    again(n => n + 1)
  }
  return h('p', { class: 'follow nudge' }, icon('info', 'small'), h('span', null, first.said, ' ', h('small', null, w('live.nudge.only_you'))),
    h('button', { type: 'button', class: 'link', onClick: later }, w('live.pause.not_now')))
}
