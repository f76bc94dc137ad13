/**
 * What a sentence stands on: how each mark is said.
 */
import { indexPerson } from '../editing/life.js'
import { moreOf, nameOf } from '../editing/pointing.js'
import { w } from '../words.js'
import { whyAgain } from './standing.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./standing.js').Standing} Standing */

const LONGEST = 48

/**
 * How a mark is shown: its short label, the lane whose colour it bears, everything in a line, and why it is to be
 * looked at again.
 * @param {Room} room
 * @param {import('./sentences.js').Inline} mark
 */
export function citedSaid (room, mark) {
  if (mark.type === 'hypothesis') return { label: w('live.story.hypothesis'), lane: '', title: w('live.story.hypothesis.said'), why: '' }
  if (mark.type === 'look_again') return { label: w('live.story.again'), lane: '', title: w('live.story.asked'), why: '' }
  const plain = room.workingCopy.plain()
  const record = plain[mark.collection ?? '']?.[mark.record ?? '']
  if (record === undefined) return { label: w('live.story.missing'), lane: '', title: w('live.story.why.missing'), why: 'missing' }
  const name = nameOf(mark.collection ?? '', record)
  const more = mark.collection === 'events' ? moreOf('events', record, indexPerson(plain)?.person.born ?? null) : ''
  const short = name.length > LONGEST ? `${name.slice(0, LONGEST - 1).trimEnd()}…` : name
  const why = whyAgain(mark, plain)
  const title = more === '' ? name : w('live.story.name_more', { name, more })
  return { label: more === '' ? short : w('live.story.name_more', { name: short, more }), lane: record.lane ? `lane-${record.lane}` : '', title, why }
}

/** The small signs behind a sentence, each with its words. @param {Standing} standing @returns {{key: string, sign: string, said: string}[]} */
export function marksOf (standing) {
  const signs = []
  if (standing.again) signs.push({ key: 'look', sign: '⚠', said: w('live.story.again') })
  if (standing.bare) signs.push({ key: 'bare', sign: '?', said: w('live.story.bare') })
  return signs
}
