/**
 * Where the timeline is silent, as questions: each leads to the place and to adding what somebody knows.
 */
import { h } from 'preact'
import { dateOf, lengthOfMonth } from '../drawing/days.js'
import { fold } from '../timeline/filter.js'
import { gapsOf } from '../timeline/gaps.js'
import { w } from '../words.js'
import { monthInWords } from './dates.js'
import { icon } from './icons.js'
import { bandsOf, indexPerson } from './life.js'
import { bandTitle } from './said.js'
import { showStretch } from './stretch.js'
import { agenciesOf, lifeOf, NOTHING_SOUGHT, yearsBetween } from './timelinelook.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../timeline/gaps.js').Gap} Gap */
/** @typedef {import('./deeds.js').Deeds} Deeds */

/** Events from which an agency that is not in the room is one that follows the child, and is asked what came after. */
const TELLS = 4
/** Days shown on both sides of a silence at least. */
const RIM = 60

/**
 * The questions of a case: what its own agencies and those in the room could know.
 * @param {Room} room @param {number} today
 * @returns {Gap[]}
 */
export function gapsNow (room, today) {
  const plain = room.workingCopy.standing()
  if (Object.keys(plain.events).length === 0) return []
  const here = new Set([...room.people.values()].map(person => fold(person.agency)).filter(Boolean))
  const told = agenciesOf(plain).filter(agency => here.delete(fold(agency)) || Object.values(plain.events).filter(event => fold(event.agency) === fold(agency)).length >= TELLS)
  const silent = [...room.people.values()].map(person => person.agency).filter(agency => here.delete(fold(agency)))
  return gapsOf(plain, today, /** @type {any} */ (indexPerson(plain)?.person.born ?? null), [...told, ...silent])
}

/**
 * A gap as a question.
 * @param {Gap} gap @param {import('../drawing/ages.js').Band[]} bands
 */
export function gapSaid (gap, bands) {
  if (gap.kind === 'agency') {
    return gap.since === null ? w('live.gap.agency', { agency: gap.agency }) : w('live.gap.agency_since', { agency: gap.agency, when: monthInWords(gap.since) })
  }
  if (gap.kind === 'strengths') {
    const band = bands.find(each => each.key === gap.band)
    return w('live.gap.strengths', { band: band === undefined ? '' : bandTitle(band) })
  }
  return w('live.gap.years', { from: monthInWords(gap.from), to: monthInWords(gap.to) })
}

/** When somebody adds to a gap, in words that are read as its time. @param {Gap} gap @returns {string} */
export function whenOfGap (gap) {
  if (gap.kind === 'agency') return ''
  const [first, last] = yearsBetween(...wholeYears(gap.from, gap.to))
  return first === last ? `${first}` : `${first}-${last}`
}

/** A silence without its first and last weeks, where they would name a year that it hardly touches. @param {number} from @param {number} to @returns {[number, number]} */
function wholeYears (from, to) {
  const { year, month, day } = dateOf(from)
  const late = month === 12 ? lengthOfMonth(year, month) - day + 1 : 0
  return to - from > 90 ? [from + late, to] : [from, to]
}

/** The drawer of questions. @param {{room: Room, deeds: Deeds, today: number, gaps: Gap[]}} props */
export function GapsDrawer ({ room, deeds, today, gaps }) {
  const plain = room.workingCopy.standing()
  const bands = bandsOf(plain, today)
  const life = lifeOf(plain, today)
  /** @param {Gap} gap */
  const go = gap => {
    const [from, to] = gap.kind === 'agency' ? [/** @type {number} */ (gap.since) - 365, /** @type {number} */ (gap.since) + 365] : [gap.from, gap.to]
    const rim = Math.max(RIM, Math.round((to - from) / 4))
    // a filter that hides what lies there would make the silence longer than it is
    const sought = gap.kind === 'agency' ? { ...NOTHING_SOUGHT, agency: gap.agency } : NOTHING_SOUGHT
    showStretch(room, today, [Math.max(life[0], from - rim), Math.min(life[1], to + rim)], { ...sought, open: '' })
    document.getElementById('view-title')?.focus()
  }
  return h('section', { class: 'drawer gaps', id: 'timeline-gaps', 'aria-labelledby': 'gaps-title' },
    h('h2', { id: 'gaps-title', tabIndex: -1 }, w('live.gap.title')), h('p', { class: 'muted' }, w('live.gap.why')),
    h('ul', null, gaps.map(gap => {
      const said = gapSaid(gap, bands)
      const blocked = room.blocked('timeline')
      return h('li', { key: said }, h('span', { class: 'said' }, icon('circle-question-mark', 'small'), said),
        h('span', { class: 'acts' },
          (gap.kind !== 'agency' || gap.since !== null) && h('button', { type: 'button', 'aria-label': w('live.act_on', { act: w('live.gap.go'), name: said }), onClick: () => go(gap) }, w('live.gap.go')),
          h('button', {
            type: 'button',
            'aria-label': w('live.act_on', { act: w('live.gap.add'), name: said }),
            'aria-disabled': blocked !== '' ? 'true' : undefined,
            onClick: () => {
              if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
              if (gap.kind !== 'agency') go(gap)
              deeds.addAt({ when: whenOfGap(gap), lane: gap.kind === 'strengths' ? 'strengths' : '' })
            }
          }, w('live.gap.add'))))
    })))
}
