/**
 * The timeline as a list: age band, lane, event, as real headings and lists; everything that the chart can do. On
 * narrow screens a band is told in the order of time instead, with the lane's sign beside each event.
 */
import { h } from 'preact'
import { ageAtMoment } from '../drawing/ages.js'
import { disputed } from '../timeline/sentences.js'
import { w } from '../words.js'
import { icon, laneIcon } from './icons.js'
import { bandOf, bandOfEvent, bandsOf, eventsInOrder, indexPerson, within } from './life.js'
import { removeOrAsk } from './panel.js'
import { bandTitle } from './said.js'
import { stretchTitle } from './stretch.js'
import { keptInSight } from './timelinebar.js'
import { agenciesOf, grouped, sifted, sorted } from './timelinelook.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {{room: Room, today: number}} Props */

/**
 * The whole life, in the order and under the headings that somebody chose: age and within it lane, unless they did.
 * @param {Props} props
 */
export function TimelineList ({ room, today }) {
  const plain = room.workingCopy.standing()
  const look = room.look.timeline
  const bands = bandsOf(plain, today)
  const lanes = (room.schema.vocabulary.lanes ?? []).map(row => row.key)
  const { shown } = sifted(plain, look, keptInSight(room))
  const events = sorted(Object.fromEntries(Object.entries(plain.events).filter(([id]) => shown.has(id))), look.sort, lanes)
  const groups = grouped(events, { group: look.group, bands, lanes, agencies: agenciesOf(plain) })
  const byAge = look.group === 'outline' || look.group === 'age'
  const outline = look.group === 'outline' && look.sort === 'when'
  return h('div', { class: 'lifelist', id: 'timeline-list', onKeyDown: alongRows },
    groups.map((group, at) => h('section', { key: group.key, id: byAge ? `band-${group.key}` : `group-${at}`, 'aria-labelledby': `title-${at}` },
      h('h2', { id: `title-${at}`, tabIndex: -1 }, group.lane !== '' && laneIcon(room.schema, group.lane), groupTitle(look.group, group, bands), h('span', { class: 'count' }, w('live.count.events', { n: group.events.length }))),
      outline
        ? lanes.map(lane => {
            const own = group.events.filter(([, event]) => event.lane === lane)
            return own.length > 0 && h('div', { key: lane, class: 'lane-list', 'data-lane': lane }, h('h3', null, laneIcon(room.schema, lane), w(`lanes.${lane}`)),
              h('ul', null, own.map(([id, event]) => h(Row, { key: id, room, id, event }))))
          })
        : h('ul', { 'data-lane': group.lane || undefined }, group.events.map(([id, event]) => h(Row, { key: id, room, id, event, sign: group.lane === '' }))))),
    Object.keys(plain.events).length === 0 ? h(Empty, null) : events.length === 0 && h(NothingFits, null),
    byAge && h(Undated, { room, shown }))
}

/** The heading of a group. @param {string} by @param {import('./timelinelook.js').Group} group @param {import('./life.js').Band[]} bands */
function groupTitle (by, { key, lane }, bands) {
  if (lane !== '') return w(`lanes.${lane}`)
  if (by === 'agency') return key === '' ? w('live.timeline.no_agency') : key
  const band = bands.find(each => each.key === key)
  return band === undefined ? w('live.timeline.all_events') : bandTitle(band)
}

/**
 * What is shown of the life in the order of time: the timeline of a phone.
 * @param {Props} props
 */
export function TimelineStory ({ room, today }) {
  const plain = room.workingCopy.standing()
  const bands = bandsOf(plain, today)
  const band = bandOf(bands, room.look.band)
  const { stretch } = room.look.timeline
  const { shown } = sifted(plain, room.look.timeline, keptInSight(room))
  const events = eventsInOrder(plain.events).filter(([id, event]) => {
    if (!shown.has(id)) return false
    if (stretch !== null) return within({ from: stretch[0], to: stretch[1] }, event)
    const own = bandOfEvent(bands, event)
    return own !== '' && (band.key === 'all' || own === band.key)
  })
  return h('div', { class: 'story', onKeyDown: alongRows },
    h('ul', { 'aria-label': stretchTitle(room, today) }, events.map(([id, event]) => h(Row, { key: id, room, id, event, sign: true }))),
    Object.keys(plain.events).length === 0 ? h(Empty, null) : events.length === 0 && h(NothingFits, null),
    h(Undated, { room, shown }))
}

/** Nothing of this stretch, or nothing that is looked for. */
function NothingFits () {
  return h('p', { class: 'empty' }, w('live.timeline.nothing_here'))
}

function Empty () {
  return h('p', { class: 'empty' }, w('live.empty.timeline'))
}

/**
 * Events whose words for the time are not understood yet, or that have none.
 * @param {{room: Room, shown: Set<string>}} props `shown` those that answer to the filters
 */
function Undated ({ room, shown }) {
  const events = eventsInOrder(room.workingCopy.standing().events).filter(([id, event]) => !event.when?.start && shown.has(id))
  if (events.length === 0) return null
  return h('section', { class: 'undated', 'aria-labelledby': 'title-undated' },
    h('h2', { id: 'title-undated' }, w('live.undated.title'), h('span', { class: 'count' }, w('live.count.events', { n: events.length }))),
    h('ul', null, events.map(([id, event]) => h(Row, { key: id, room, id, event, sign: true }))))
}

/** @param {{room: Room, id: string, event: Entry, sign?: boolean}} props */
function Row ({ room, id, event, sign = false }) {
  const plain = room.workingCopy.standing()
  const chosen = room.look.chosen?.id === id
  const age = ageAtMoment(/** @type {any} */ (indexPerson(plain)?.person.born ?? null), event.when)
  const lang = event.language === 'cy' || event.language === 'en' ? event.language : undefined
  const said = [age, event.when?.text, event.agency, disputed(event) ? w('drawing.disputed') : '', event.sensitive ? w('live.hidden_on_wall_short') : ''].filter(text => text)
  const others = isRecent(room, event) ? room.nameOf(event.added_by) : ''
  return h('li', { class: `entry${chosen ? ' chosen' : ''}${sign ? ' signed' : ''}`, 'data-event': id },
    sign && laneIcon(room.schema, event.lane),
    h('button', { type: 'button', class: 'open', 'data-row': true, 'aria-current': chosen ? 'true' : undefined, onClick: () => room.choose('events', id) },
      h('b', { lang }, event.title || w('live.unnamed')),
      sign && h('span', { class: 'away' }, w('live.in_lane', { lane: w(`lanes.${event.lane}`) })),
      h('small', null, said.join(' · '), others !== '' && h('em', null, w('live.just_now', { name: others })))),
    h('span', { class: 'row-actions' },
      h(Small, { room, id, text: w('live.edit'), title: event.title, sign: 'pencil', onClick: () => room.choose('events', id, 'edit') }),
      h(Small, { room, id, text: w('live.move_to'), title: event.title, sign: 'arrow-right', onClick: () => room.choose('events', id, 'move') }),
      h(Small, { room, id, text: w('live.remove'), title: event.title, sign: 'trash', onClick: () => removeOrAsk(room, 'events', id) })))
}

/** A small button of a row; its name says which row. @param {{room: Room, id: string, text: string, title: string, sign: string, onClick: () => void}} props */
function Small ({ room, text, title, sign, onClick }) {
  const blocked = room.blocked('timeline')
  return h('button', {
    type: 'button',
    class: 'round',
    'aria-label': w('live.act_on', { act: text, name: title }),
    title: text,
    'aria-disabled': blocked !== '' ? 'true' : undefined,
    onClick: () => blocked === '' ? onClick() : room.say(w(blocked), { tone: 'warn' })
  }, icon(sign, 'small'))
}

const RECENT_MS = 60_000

/**
 * Whether somebody else added an event in the last minute.
 * @param {Room} room
 * @param {Entry} event
 */
export function isRecent (room, event) {
  return event.added_by !== room.settings.participant && event.added_at !== '' && Date.now() - Date.parse(event.added_at) < RECENT_MS
}

/**
 * Arrows go from row to row, Home and End to the first and last.
 * @param {KeyboardEvent} event
 */
function alongRows (event) {
  if (!(event.target instanceof HTMLElement) || !event.target.matches('[data-row]')) return
  const rows = [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll('[data-row]')]
  const at = rows.indexOf(event.target)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
  const row = to === undefined ? undefined : rows[to]
  if (!(row instanceof HTMLElement)) return
  event.preventDefault()
  row.focus()
}

