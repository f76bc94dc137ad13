/**
 * "When Iest was 6": the family as it stood on a day of the child's life, chosen by age, by event or by home.
 *
 * One slider: arrows go by a year, Page keys from event to event, Home and End to birth and today. The buttons do the
 * same. What one person looks at is their own, unless they lead and show it.
 */
import { h } from 'preact'
import { birthday } from '../drawing/ages.js'
import { w } from '../words.js'
import { icon } from './icons.js'
import { asLook, dayLookedAt, daySaid, dayTitle, isBirthday, lifeOf, nearestStop, nextBirthday, nextEvent } from './stops.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./stops.js').Life} Life */

/** Narrower than this part of the track, a home has no room for its name; its button still says it. */
const NAMED = 0.09
/** More years than this are not all written at the track. */
const ALL_YEARS = 20

/** On a narrow page it is folded up, and its heading says the day. @param {{room: Room, today: number, narrow: boolean}} props */
export function AgeSlider ({ room, today, narrow }) {
  const life = lifeOf(room.workingCopy.standing(), today)
  if (life === null) return null
  if (!narrow) return h(Slider, { room, today })
  return h('details', { class: 'age-folded' }, h('summary', null, dayTitle(life, dayLookedAt(life, room.look.on))), h(Slider, { room, today }))
}

/** @param {{room: Room, today: number}} props */
function Slider ({ room, today }) {
  const life = lifeOf(room.workingCopy.standing(), today)
  if (life === null) return null
  const day = dayLookedAt(life, room.look.on)
  /** From the day that is looked at now: keys come faster than drawings. @param {(day: number) => number} to */
  const go = to => room.see({ on: asLook(life, to(dayLookedAt(life, room.look.on))) })
  return h('section', { class: 'age-slider', 'aria-labelledby': 'age-title' },
    h('div', { class: 'age-head' },
      h('h2', { id: 'age-title' }, dayTitle(life, day)),
      h('p', { class: 'muted' }, isBirthday(life, day) && day < today ? w('live.age.birthday', { day: daySaid(day) }) : daySaid(day)),
      h('div', { class: 'age-buttons', role: 'group', 'aria-label': w('live.age.buttons') },
        h(Step, { sign: 'chevron-left', text: w('live.age.younger'), off: day <= life.born, onClick: () => go(from => nextBirthday(life, from, -1)) }),
        h(Step, { sign: 'chevron-right', after: true, text: w('live.age.older'), off: day >= today, onClick: () => go(from => nextBirthday(life, from, 1)) }),
        h('button', { type: 'button', 'aria-pressed': String(day >= today), onClick: () => go(() => today) }, w('live.age.now')))),
    h(Track, { life, day, go, colours: room.schema.vocabulary.lanes ?? [] }),
    life.homes.length > 0 && h(Homes, { life, day, go }))
}

/** @param {{sign: string, text: string, off: boolean, after?: boolean, onClick: () => void}} props */
function Step ({ sign, text, off, after = false, onClick }) {
  return h('button', { type: 'button', 'aria-disabled': off ? 'true' : undefined, onClick: () => off ? undefined : onClick() },
    after ? [h('span', null, text), icon(sign, 'small')] : [icon(sign, 'small'), h('span', null, text)])
}

/** @param {Life} life @param {number} day how far along the track, in percent */
function along ({ born, today }, day) {
  return `${Math.round((day - born) / Math.max(1, today - born) * 10_000) / 100}%`
}

/** @param {{life: Life, day: number, go: (to: (day: number) => number) => void, colours: {key: string}[]}} props */
function Track ({ life, day, go, colours }) {
  const step = life.years > ALL_YEARS ? 5 : 1
  const years = Array.from({ length: Math.floor(life.years / step) + 1 }, (_, i) => i * step)
  const younger = (/** @type {number} */ from) => nextBirthday(life, from, -1)
  const older = (/** @type {number} */ from) => nextBirthday(life, from, 1)
  /** @param {KeyboardEvent} event */
  const onKeyDown = event => {
    const to = {
      ArrowLeft: younger,
      ArrowDown: younger,
      ArrowRight: older,
      ArrowUp: older,
      PageUp: (/** @type {number} */ from) => nextEvent(life, from, 1),
      PageDown: (/** @type {number} */ from) => nextEvent(life, from, -1),
      Home: () => life.born,
      End: () => life.today
    }[event.key]
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    event.stopPropagation()
    go(to)
  }
  return h('div', { class: 'age-track' },
    h('div', { class: 'age-years', 'aria-hidden': 'true' }, years.map(n => h('span', { key: n, style: { insetInlineStart: along(life, birthday(life.born, n)) } }, n))),
    h('input', {
      type: 'range',
      id: 'age-range',
      min: life.born,
      max: life.today,
      step: 1,
      value: day,
      'aria-label': w('live.age.slider'),
      'aria-valuetext': `${dayTitle(life, day)}, ${daySaid(day)}`,
      'aria-describedby': 'age-keys',
      onInput: (/** @type {any} */ event) => go(() => nearestStop(life, Number(event.target.value))),
      onKeyDown
    }),
    h('p', { class: 'away', id: 'age-keys' }, w('live.age.keys')),
    h('div', { class: 'age-dots', 'aria-hidden': 'true' }, life.events.map(({ id, day: at, lane }) => h('span', {
      key: id, class: `dot lane-${lane}`, style: { insetInlineStart: along(life, at), insetBlockStart: `${Math.max(0, colours.findIndex(row => row.key === lane)) % 3 * 5}px` }
    }))))
}

/** Where the child lived, below the track: a home goes to its first birthday, or to its first day. @param {{life: Life, day: number, go: (to: (day: number) => number) => void}} props */
function Homes ({ life, day, go }) {
  const rows = inRows(life.homes)
  const length = Math.max(1, life.today - life.born)
  return h('div', { class: 'age-homes', role: 'group', 'aria-label': w('live.age.homes', { name: life.name }) }, rows.map((row, i) => h('div', { class: 'age-row', key: i }, row.map(home => {
    const inside = day >= home.from && (day < home.to || (home.open && day <= home.to))
    const first = nextBirthday(life, home.from, 1)
    const share = (home.to - home.from) / length
    return h('button', {
      key: home.id,
      type: 'button',
      'aria-pressed': String(inside),
      title: home.name,
      'aria-label': w('live.age.home', { home: home.name || w('live.unnamed'), from: daySaid(home.from) }),
      style: { insetInlineStart: along(life, home.from), inlineSize: `${Math.max(1, Math.round(share * 10_000) / 100)}%` },
      onClick: () => go(() => first < home.to ? first : home.from)
    }, h('span', { 'aria-hidden': 'true' }, share >= NAMED ? home.name : ''))
  }))))
}

/**
 * Homes that overlap stand below one another.
 * @param {import('./stops.js').Lived[]} homes
 * @returns {import('./stops.js').Lived[][]}
 */
export function inRows (homes) {
  /** @type {import('./stops.js').Lived[][]} */
  const rows = []
  for (const home of homes) {
    const row = rows.find(each => (each.at(-1)?.to ?? 0) <= home.from)
    if (row === undefined) rows.push([home])
    else row.push(home)
  }
  return rows
}
