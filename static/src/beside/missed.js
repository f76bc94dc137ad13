/**
 * What a late comer missed, on one screen: read off the document as it stands, so that it holds nothing that this person
 * may not see. Nothing sensitive is named: it is counted.
 */
import { h } from 'preact'
import { momentSaid } from '../editing/dates.js'
import { icon } from '../editing/icons.js'
import { inTime } from './order.js'
import { viewName, viewOf, asView } from '../presence/views.js'
import { w } from '../words.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/**
 * `talked` the entries the room has talked about, in the order of the life; `added` how much was added since the meeting
 * began, by part; `hidden` how many of the first are sensitive; `story` the parts of the story that hold words.
 * @typedef {{talked: [string, Entry][], hidden: number, added: [string, number][], story: string[], steps: string, recommendations: number}} Told
 */

/** Collections whose records people add by themselves, and count. */
const COUNTED = ['events', 'people', 'facts', 'cards', 'recommendations', 'voices']

/**
 * @param {{plain: Record<string, Record<string, Entry>>, story: Record<string, {blocks: any[]}>, schema: import('../document/schema.js').Schema, began: string}} known
 * @returns {Told}
 */
export function missed ({ plain, story, schema, began }) {
  const talked = Object.entries(plain.events ?? {}).filter(([, event]) => event.talked_about)
  const added = COUNTED.map(name => /** @type {[string, number]} */ ([name, Object.values(plain[name] ?? {}).filter(each => each.added_at >= began).length]))
  const whole = Object.values(plain.placements ?? {}).find(each => each.agreed && each.steps !== '' && each.person === '' && each.setting === '')
  return {
    talked: talked.filter(([, event]) => !event.sensitive).sort((a, b) => inTime(a[1], b[1])),
    hidden: talked.filter(([, event]) => event.sensitive).length,
    added: added.filter(([, n]) => n > 0),
    story: (schema.vocabulary.story_parts ?? []).map(row => row.key).filter(key => (story[key]?.blocks ?? []).length > 0),
    steps: whole?.steps ?? '',
    recommendations: Object.keys(plain.recommendations ?? {}).length
  }
}

/** @param {{room: Room, onGo: () => void}} props */
export function Missed ({ room, onGo }) {
  const { workingCopy, schema, settings, following } = room
  const told = missed({ plain: /** @type {any} */ (workingCopy.standing()), story: workingCopy.story(), schema, began: settings.began ?? '' })
  const now = asView(following.at.view)
  /** @param {() => void} act */
  const going = act => () => {
    onGo()
    act()
  }
  return h('div', { class: 'missed' },
    now !== null && h('section', { 'aria-labelledby': 'missed-now' }, h('h3', { id: 'missed-now' }, w('live.missed.now')),
      h('p', null, h('button', { type: 'button', onClick: going(() => room.goAlong()) }, icon('arrow-right', 'small'), viewName(now)))),
    h('section', { 'aria-labelledby': 'missed-talked' }, h('h3', { id: 'missed-talked' }, w('live.missed.talked', { n: told.talked.length + told.hidden })),
      told.talked.length > 0 && h('ul', { class: 'more-list' }, told.talked.map(([id, event]) => h('li', { key: id },
        h('button', { type: 'button', class: 'place', onClick: going(() => { room.see({ view: 'timeline', band: 'all' }); room.choose('events', id) }) }, icon('check', 'small'),
          h('span', null, event.title, ' ', h('small', { class: 'muted' }, momentSaid(event.when))))))),
      told.hidden > 0 && h('p', { class: 'small' }, icon('eye-off', 'small'), w('live.missed.hidden', { n: told.hidden }))),
    h('section', { 'aria-labelledby': 'missed-added' }, h('h3', { id: 'missed-added' }, w('live.missed.added')),
      told.added.length === 0 ? h('p', { class: 'muted' }, w('live.missed.nothing')) : h('ul', { class: 'told' }, told.added.map(([name, n]) =>
        h('li', { key: name }, h('button', { type: 'button', class: 'link', onClick: going(() => room.see({ view: viewOf(schema, name) })) }, w(`live.missed.added.${name}`, { n })))))),
    h('section', { 'aria-labelledby': 'missed-agreed' }, h('h3', { id: 'missed-agreed' }, w('live.missed.agreed')),
      h('ul', { class: 'told' },
        h('li', null, told.story.length === 0 ? w('live.missed.no_story') : h('button', { type: 'button', class: 'link', onClick: going(() => room.see({ view: 'story' })) }, w('live.missed.story', { n: told.story.length }))),
        h('li', null, told.steps === '' ? w('live.missed.no_steps') : w('live.steps.agreed', { steps: w(`step_ranges.${told.steps}`) })),
        h('li', null, w('live.missed.recommendations', { n: told.recommendations })))))
}
