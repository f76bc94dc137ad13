/**
 * Moving through the life: nearer, farther, earlier, later, to a place. Whatever moves it, the buttons, keys, wheel,
 * fingers or the strip, goes through here, so that all do the same.
 */
import { panned, zoomed } from '../timeline/window.js'
import { w } from '../words.js'
import { dayInWords, monthInWords } from './dates.js'
import { bandOf, bandsOf } from './life.js'
import { bandTitle } from './said.js'
import { agesWithin, bandNear, dayOfEvent, lifeOf, windowOf } from './timelinelook.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../timeline/window.js').Window} Window */

/** How much one press of a button or a key changes: twice as near, half a stretch on. */
export const TIMES = 2
export const SHARE = 0.5

/** The days shown now. @param {Room} room @param {number} today @returns {Window} */
export function stretchNow (room, today) {
  return windowOf(room.workingCopy.standing(), room.look, today)
}

/**
 * Shows a stretch. One that is an age band or the whole life is that band, as its button would show it.
 * @param {Room} room @param {number} today @param {Window} stretch
 * @param {Partial<import('../presence/room.js').TimelineLook>} [more] what else changes of the look
 */
export function showStretch (room, today, stretch, more = {}) {
  const bands = bandsOf(room.workingCopy.standing(), today)
  const own = bands.find(({ from, to }) => from === stretch[0] && to === stretch[1])
  room.see({
    band: own?.key ?? bandNear(bands, stretch), timeline: { ...room.look.timeline, ...more, stretch: own === undefined ? stretch : null }
  })
}

/**
 * Nearer or farther, with what is worked on kept in its place: the event that is focused or open, else the middle.
 * @param {Room} room @param {number} today @param {number} times @param {string} [focused] id of the event that has the focus
 */
export function zoomBy (room, today, times, focused = '') {
  const plain = room.workingCopy.standing()
  const [from, to] = stretchNow(room, today)
  const days = [focused, room.look.chosen?.collection === 'events' ? room.look.chosen.id : '']
    .flatMap(id => plain.events[id]?.when?.start ? [dayOfEvent(plain.events[id])] : []).filter(day => day >= from && day < to)
  showStretch(room, today, zoomed([from, to], times, days[0] ?? (from + to) / 2, lifeOf(plain, today)))
}

/** Earlier or later by a share of what is shown. @param {Room} room @param {number} today @param {number} share below 0 is earlier */
export function panBy (room, today, share) {
  const [from, to] = stretchNow(room, today)
  showStretch(room, today, panned([from, to], Math.round(share * (to - from)), lifeOf(room.workingCopy.standing(), today)))
}

/** From a stretch to the band round it, from a band to the whole life. @param {Room} room */
export function zoomOut (room) {
  room.see({ band: room.look.timeline.stretch === null ? 'all' : room.look.band })
}

/**
 * The heading of what is shown: the age band, or the ages of the stretch.
 * @param {Room} room @param {number} today
 */
export function stretchTitle (room, today) {
  const plain = room.workingCopy.standing()
  const { stretch } = room.look.timeline
  if (stretch === null) return bandTitle(bandOf(bandsOf(plain, today), room.look.band))
  const ages = agesWithin(plain, stretch)
  if (ages === null) return w('live.band.before_title')
  return bandTitle({ key: '', from: stretch[0], to: stretch[1], first: ages[0], last: ages[1] })
}

/** Days up to which a stretch is told by its days, and not by its months. */
const SHORT = 62

/** The days of what is shown: "14 February 2014 to 3 March 2014", or its months where it is long. @param {Window} stretch */
export function daysOfStretch ([from, to]) {
  if (to - from > SHORT) return w('live.dates.from_to', { from: monthInWords(from), to: monthInWords(to - 1) })
  return w('live.dates.from_to', { from: dayInWords(from), to: dayInWords(to - 1) })
}
