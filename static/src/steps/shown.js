/**
 * What everybody sees once the chair has shown it: one bar a person in the order of the seats, what differs beside it, and
 * the figure with what is agreed. Nothing is added up, and no step is counted.
 */
import { h } from 'preact'
import { stretchOf } from '../document/placed.js'
import { SignButton } from '../editing/button.js'
import { restsOn } from '../editing/cards.js'
import { icon } from '../editing/icons.js'
import { Pointed } from '../editing/pointed.js'
import { w } from '../words.js'
import { drawSteps, STEPS } from './figure.js'
import { NEEDED, otherwiseSaid, SixSteps, useWidth } from './own.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('./placing.js').Placed} Placed */

/** What somebody said in a few words: "steps 1 to 2", or that they cannot say. @param {Placed} one @param {string} name of the child */
export function placedSaid ({ whole }, name) {
  if (whole === null) return w('live.steps.only_otherwise')
  if (whole[1].not_known) return w('live.steps.said_not_known', { name })
  return whole[1].steps === '' ? w('live.steps.not_said') : w(`step_ranges.${whole[1].steps}`)
}

/** @param {{room: Room, placed: Placed[], agreed: Entry | null, name: string}} props */
export function Chart ({ room, placed, agreed, name }) {
  const [holder, width] = useWidth()
  return h('div', { class: `figure shown-figure${width < NEEDED ? ' too-wide' : ''}`, ref: holder, tabIndex: width < NEEDED ? 0 : undefined },
    placed.length > 0 && h('div', { class: 'bars' },
      h('div', { class: 'numbers', 'aria-hidden': 'true' }, STEPS.map((key, index) => h('span', { key }, index + 1))),
      h('ol', { 'aria-label': w('live.steps.who_placed') }, placed.map(one => h(Bar, { key: one.participant, room, one, name })))),
    h('div', { class: 'drawing' }, drawSteps({ steps: agreed?.steps ?? '', emerging: agreed?.emerging ?? '' }, { width })))
}

/** @param {{room: Room, one: Placed, name: string}} props */
function Bar ({ room, one, name }) {
  const stretch = stretchOf(one.whole?.[1].steps ?? '')
  const [id = '', record = null] = one.whole ?? one.otherwise[0] ?? []
  const said = placedSaid(one, name)
  const beside = one.otherwise.map(([, each]) => otherwiseSaid(room, /** @type {any} */ (each)))
  const [from, to] = stretch ?? [1, 1]
  return h('li', { class: `bar-row${room.look.chosen?.id === id ? ' chosen' : ''}`, 'data-id': id },
    h('button', {
      type: 'button',
      class: stretch === null ? 'bar no-stretch' : 'bar',
      style: { gridColumn: stretch === null ? '1 / -1' : `${from} / ${to + 1}` },
      'aria-label': w('live.steps.placed_by', { name: one.name, steps: said }),
      'aria-pressed': String(room.look.chosen?.id === id),
      onClick: () => record !== null && room.choose('placements', id)
    }, h('b', null, one.name), stretch === null && h('span', null, said)),
    beside.length > 0 && h('span', { class: 'beside', style: { gridColumn: stretch === null || to > 4 ? '1 / -1' : `${to + 1} / -1` } }, beside.join('; ')))
}

/** The same as text: the six steps with what is agreed, then who placed the child where, and why. @param {{room: Room, placed: Placed[], agreed: Entry | null, name: string}} props */
export function List ({ room, placed, agreed, name }) {
  return h('div', { class: 'steps-list' },
    h(SixSteps, { steps: agreed?.steps ?? '', said: w('live.steps.agreed_here') }),
    placed.length > 0 && h('section', { 'aria-labelledby': 'who-placed' }, h('h2', { id: 'who-placed' }, w('live.steps.who_placed')),
      h(Reasons, { room, placed, name })))
}

/** Who placed the child where, and why, as each wrote it. @param {{room: Room, placed: Placed[], name: string}} props */
export function Reasons ({ room, placed, name }) {
  return h('ul', { class: 'reasons' }, placed.map(one => {
    const mine = one.participant === room.settings.participant
    const all = [...one.whole === null ? [] : [one.whole], ...one.otherwise]
    return h('li', { key: one.participant, 'data-id': one.whole?.[0] ?? one.otherwise[0]?.[0] },
      h('h3', null, w('live.steps.placed_by', { name: one.name, steps: placedSaid(one, name) }), one.agency !== '' && h('small', null, one.agency)),
      all.map(([id, each]) => h('div', { key: id, class: 'reason' },
        each !== one.whole?.[1] && h('p', { class: 'apart' }, otherwiseSaid(room, /** @type {any} */ (each))),
        each.reason.trim() === '' ? (each === one.whole?.[1] && !each.not_known && h('p', { class: 'muted small' }, w('live.steps.no_reason'))) : h('p', { lang: each.language || undefined }, each.reason),
        restsOn(each).length > 0 && h('ul', { class: 'chips', 'aria-label': w('live.steps.rests') }, restsOn(each).map(rest => h('li', { key: rest.id }, h(Pointed, { room, collection: rest.collection, id: rest.id, against: rest.bearing === 'speaks_against' })))),
        mine && room.ended === null && h(SignButton, { room, collection: 'placements', label: w('live.edit_this', { name: otherwiseSaid(room, /** @type {any} */ (each)) }), sign: 'pencil', onClick: () => room.choose('placements', id) }))))
  }))
}

/** Whose the steps are. */
export function Credit () {
  return h('p', { class: 'credit muted small' }, icon('info', 'small'), w('live.steps.credit'))
}
