/**
 * The bar of the timeline: finding words, filters as chips with how many they hide, lanes, headlines, questions, and
 * nearer and farther. What it opens stands below it and covers nothing.
 */
import { h } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { w } from '../words.js'
import { personName } from './actions.js'
import { GapsDrawer, gapsNow } from './gaps.js'
import { icon, laneIcon } from './icons.js'
import { bandsOf } from './life.js'
import { panBy, SHARE, TIMES, zoomBy, zoomOut } from './stretch.js'
import { agenciesOf, countsOfLanes, GROUPS, lanesShown, NOTHING_SOUGHT, partsSet, peopleNamed, sifted, SORTS, without } from './timelinelook.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../presence/room.js').TimelineLook} TimelineLook */
/** @typedef {import('./timelinelook.js').Part} Part */
/** @typedef {import('./deeds.js').Deeds} Deeds */

/** Changes how the timeline is looked at. @param {Room} room @param {Partial<TimelineLook>} change */
export function lookAt (room, change) {
  room.see({ timeline: { ...room.look.timeline, ...change } })
}

/** Which events are kept in sight whatever is looked for: the one that is open. @param {Room} room @returns {string[]} */
export function keptInSight (room) {
  return room.look.chosen?.collection === 'events' ? [room.look.chosen.id] : []
}

/** @param {{room: Room, deeds: Deeds, today: number, narrow: boolean}} props */
export function TimelineBar ({ room, deeds, today, narrow }) {
  const look = room.look.timeline
  const list = room.look.shape === 'list'
  const gaps = gapsNow(room, today)
  /** @param {TimelineLook['open']} drawer @param {string} text @param {string} sign */
  const opener = (drawer, text, sign) => h('button', {
    type: 'button', class: 'opener', 'data-drawer': drawer, 'aria-expanded': String(look.open === drawer), 'aria-controls': `timeline-${drawer}`,
    onClick: () => lookAt(room, { open: look.open === drawer ? '' : drawer })
  }, icon(sign, 'small'), text)
  /** @param {KeyboardEvent} event */
  const onKeyDown = event => {
    if (event.key !== 'Escape' || look.open === '') return
    event.preventDefault()
    const own = /** @type {HTMLElement} */ (event.currentTarget).querySelector(`[data-drawer="${look.open}"]`)
    lookAt(room, { open: '' })
    if (own instanceof HTMLElement) own.focus()
  }
  return h('div', { class: 'timeline-bar', onKeyDown },
    h('div', { class: 'bar-row', role: 'group', 'aria-label': w('live.timeline.bar') },
      !narrow && h(Search, { room }),
      opener('filter', w('live.timeline.filter'), 'list-filter'),
      !narrow && opener('lanes', w('live.timeline.lanes'), 'list'),
      gaps.length > 0 && opener('gaps', w('live.timeline.questions', { n: gaps.length }), 'circle-question-mark'),
      room.leads && room.ended === null && !narrow && h('a', { class: 'button sign', href: room.address('import'), 'aria-label': w('live.timeline.bring_in'), title: w('live.timeline.bring_in') }, icon('file-text')),
      list ? !narrow && h(Order, { room }) : h(Zoom, { room, today, narrow })),
    look.open === 'filter' && h(FilterDrawer, { room, narrow }),
    look.open === 'lanes' && !narrow && h('section', { class: 'drawer', id: 'timeline-lanes', 'aria-label': w('live.timeline.lanes') }, h(Lanes, { room })),
    look.open === 'gaps' && h(GapsDrawer, { room, deeds, today, gaps }),
    h(Chips, { room }))
}

/** Words that are looked for, as they are typed. @param {{room: Room}} props */
function Search ({ room }) {
  return h('div', { class: 'search' }, h('label', { for: 'timeline-words', class: 'away' }, w('live.timeline.search')),
    h('span', { class: 'with-icon' }, icon('search', 'small'),
      h('input', {
        id: 'timeline-words',
        type: 'search',
        placeholder: w('live.timeline.search'),
        value: room.look.timeline.words,
        maxLength: 80,
        autocomplete: 'off',
        spellcheck: false,
        onInput: (/** @type {any} */ event) => lookAt(room, { words: event.target.value }),
        onKeyDown: (/** @type {KeyboardEvent} */ event) => {
          if (event.key !== 'Escape' || room.look.timeline.words === '') return
          event.preventDefault()
          event.stopPropagation()
          lookAt(room, { words: '' })
        }
      })))
}

/** Nearer, farther, earlier, later. @param {{room: Room, today: number, narrow: boolean}} props */
function Zoom ({ room, today, narrow }) {
  const focused = () => /** @type {any} */ (document.querySelector('gwead-timeline'))?.focused ?? ''
  /** @param {string} label @param {string} sign @param {() => void} onClick @param {boolean} [off] */
  const sign = (label, sign, onClick, off = false) => h('button', {
    type: 'button', 'aria-label': label, title: label, 'aria-disabled': off ? 'true' : undefined, onClick: () => { if (!off) onClick() }
  }, icon(sign))
  const whole = room.look.timeline.stretch === null && room.look.band === 'all'
  return h('div', { class: 'zooms', role: 'group', 'aria-label': w('live.zoom') },
    !narrow && sign(w('live.timeline.earlier'), 'chevron-left', () => panBy(room, today, -SHARE), whole),
    !narrow && sign(w('live.timeline.later'), 'chevron-right', () => panBy(room, today, SHARE), whole),
    sign(w('live.timeline.farther'), 'minus', () => zoomBy(room, today, 1 / TIMES, focused()), whole),
    sign(w('live.timeline.nearer'), 'plus', () => zoomBy(room, today, TIMES, focused())),
    !narrow && sign(w('live.timeline.back'), 'maximize', () => zoomOut(room), whole))
}

/** @param {string} id @param {string} label @param {string} value @param {[string, string][]} options @param {(value: string) => void} onChange */
function select (id, label, value, options, onChange) {
  return h('div', { class: 'f', key: id }, h('label', { for: id }, label),
    h('select', { id, value, onChange: (/** @type {any} */ event) => onChange(event.target.value) },
      options.map(([key, text]) => h('option', { key, value: key, selected: key === value }, text))))
}

/** Order and groups of the list. @param {{room: Room}} props */
function Order ({ room }) {
  const { sort, group } = room.look.timeline
  return h('div', { class: 'order' },
    select('timeline-sort', w('live.timeline.sort'), sort, SORTS.map(key => [key, sortWord(key)]), sort => lookAt(room, { sort })),
    select('timeline-group', w('live.timeline.group'), group, GROUPS.map(key => [key, groupWord(key)]), group => lookAt(room, { group })))
}

/** @param {string} key */
function sortWord (key) {
  const words = { when: w('live.timeline.sort.when'), added: w('live.timeline.sort.added'), agency: w('live.timeline.agency'), lane: w('live.timeline.lane') }
  return words[/** @type {keyof typeof words} */ (key)]
}

/** @param {string} key */
function groupWord (key) {
  const words = {
    outline: w('live.timeline.group.outline'), age: w('live.timeline.group.age'), lane: w('live.timeline.lane'), agency: w('live.timeline.agency'), none: w('live.timeline.group.none')
  }
  return words[/** @type {keyof typeof words} */ (key)]
}

/** Who, which agency, how sure, of what age, headlines. @param {{room: Room, narrow: boolean}} props */
function FilterDrawer ({ room, narrow }) {
  const look = room.look.timeline
  const plain = room.workingCopy.standing()
  const any = /** @type {[string, string]} */ (['', w('live.timeline.any')])
  const oldest = Math.max(lastAge(room), ...(look.ages ?? []))
  const ages = Array.from({ length: oldest + 1 }, (_, n) => /** @type {[string, string]} */ ([String(n), String(n)]))
  const [from, to] = look.ages ?? [0, oldest]
  const first = useFirstField()
  /** @param {number} low @param {number} high */
  const setAges = (low, high) => lookAt(room, { ages: low === 0 && high === oldest ? null : [Math.min(low, high), Math.max(low, high)] })
  return h('section', { class: 'drawer filters', id: 'timeline-filter', 'aria-label': w('live.timeline.filter'), ref: first },
    narrow && h(Search, { room }),
    select('filter-person', w('live.timeline.person'), look.person, [any, ...peopleNamed(plain).map(([id]) => /** @type {[string, string]} */ ([id, personName(plain.people[id])]))], person => lookAt(room, { person })),
    select('filter-agency', w('live.timeline.agency'), look.agency, [any, ...agenciesOf(plain).map(agency => /** @type {[string, string]} */ ([agency, agency]))], agency => lookAt(room, { agency })),
    select('filter-confidence', w('live.timeline.sure'), look.confidence,
      [any, ...(room.schema.vocabulary.confidences ?? []).filter(row => row.key !== '').map(row => /** @type {[string, string]} */ ([row.key, w(`confidences.${row.key}`)]))], confidence => lookAt(room, { confidence })),
    h('div', { class: 'ages' }, select('filter-from', w('live.timeline.from_age'), String(from), ages, age => setAges(Number(age), Math.max(Number(age), to))),
      select('filter-to', w('live.timeline.to_age'), String(to), ages, age => setAges(Math.min(from, Number(age)), Number(age)))),
    h('label', { class: 'tick' }, h('input', { type: 'checkbox', checked: look.level === 'headline', onChange: (/** @type {any} */ event) => lookAt(room, { level: event.target.checked ? 'headline' : 'full' }) }),
      h('span', null, w('live.timeline.headlines'))),
    narrow && room.look.shape === 'list' && h(Order, { room }),
    narrow && h('details', null, h('summary', null, w('live.timeline.lanes')), h(Lanes, { room })))
}

/** Age today, as far as the bands tell it. @param {Room} room */
function lastAge (room) {
  const plain = room.workingCopy.standing()
  return bandsOf(plain, Math.floor(Date.parse(room.settings.today) / 86_400_000)).reduce((most, band) => Math.max(most, band.last), 0)
}

/** The focus goes into a drawer that was just opened. */
function useFirstField () {
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  useEffect(() => {
    const field = element.current?.querySelector('select, input')
    if (field instanceof HTMLElement && element.current?.parentElement?.contains(document.activeElement)) field.focus()
  }, [])
  return element
}

/** Which lanes are shown, with what each holds; losses and changes, and homes as bars. @param {{room: Room}} props */
function Lanes ({ room }) {
  const look = room.look.timeline
  const plain = room.workingCopy.standing()
  const table = room.schema.vocabulary.lanes ?? []
  const shown = lanesShown(table, plain, look)
  const counts = countsOfLanes(plain)
  /** @param {string} lane @param {boolean} on */
  const toggle = (lane, on) => {
    const lanes = table.map(row => row.key).filter(key => key === lane ? on : shown.includes(key))
    const usual = lanesShown(table, plain, { ...look, lanes: null })
    lookAt(room, { lanes: JSON.stringify(lanes) === JSON.stringify(usual) ? null : lanes })
  }
  return h('fieldset', { class: 'lane-ticks' }, h('legend', { class: 'away' }, w('live.timeline.lanes')),
    table.map(({ key }) => h('label', { key, class: 'tick' },
      h('input', { type: 'checkbox', checked: shown.includes(key), 'data-lane-tick': key, onChange: (/** @type {any} */ event) => toggle(key, event.target.checked) }),
      h('span', null, laneIcon(room.schema, key), w(`lanes.${key}`), h('span', { class: 'count' }, counts.get(key) ?? 0)))),
    room.look.shape === 'chart' && [
      h('label', { key: 'ribbon', class: 'tick more-rows' }, h('input', { type: 'checkbox', checked: look.ribbon, onChange: (/** @type {any} */ event) => lookAt(room, { ribbon: event.target.checked }) }),
        h('span', null, w('live.timeline.ribbon'))),
      h('label', { key: 'stays', class: 'tick' }, h('input', { type: 'checkbox', checked: look.stays, onChange: (/** @type {any} */ event) => lookAt(room, { stays: event.target.checked }) }),
        h('span', null, w('live.timeline.stays')))
    ])
}

/** What is set, each taken away by a press, and how much is hidden: said aloud when it changes. @param {{room: Room}} props */
function Chips ({ room }) {
  const look = room.look.timeline
  const parts = partsSet(look)
  const { shown, hidden, kept, all } = sifted(room.workingCopy.standing(), look, keptInSight(room))
  const row = useRef(/** @type {HTMLElement | null} */ (null))
  /** @param {Partial<TimelineLook>} change */
  const take = change => {
    lookAt(room, change)
    // the chip is gone with its press: the focus stays in the bar
    requestAnimationFrame(() => {
      const next = row.current?.querySelector('.chip') ?? row.current?.closest('.timeline-bar')?.querySelector('input[type=search], .opener')
      if (next instanceof HTMLElement) next.focus()
    })
  }
  return h('div', { class: `chips${parts.length > 0 ? '' : ' none'}`, ref: row },
    parts.map(part => {
      const said = chipSaid(room, part)
      return h('button', { key: part, type: 'button', class: 'chip', 'data-part': part, 'aria-label': w('live.timeline.chip_off', { what: said }), onClick: () => take(without(look, part)) },
        h('span', null, said), icon('x', 'small'))
    }),
    h('span', { class: 'hidden-count', role: 'status' }, parts.length === 0 ? '' : [
      w('live.timeline.shown', { n: shown.size, all }), hidden > 0 && ` · ${w('live.timeline.hidden', { n: hidden })}`,
      kept > 0 && ` · ${w('live.timeline.kept')}`,
      look.level === 'headline' && shown.size - kept === 0 && ` · ${w('live.timeline.no_headlines')}`].filter(Boolean).join('')),
    parts.length > 0 && h('button', { type: 'button', class: 'link', onClick: () => take({ ...NOTHING_SOUGHT }) }, w('live.timeline.clear')))
}

/** A filter in words. @param {Room} room @param {Part} part @returns {string} */
function chipSaid (room, part) {
  const look = room.look.timeline
  const plain = room.workingCopy.standing()
  switch (part) {
    case 'words': return w('live.timeline.chip.words', { words: look.words })
    case 'person': return w('live.timeline.chip.person', { name: plain.people[look.person] === undefined ? '' : personName(plain.people[look.person]) })
    case 'agency': return look.agency
    case 'confidence': return w(`confidences.${look.confidence}`)
    case 'ages': return look.ages?.[0] === look.ages?.[1] ? w('live.band.one_title', { n: look.ages?.[0] ?? 0 }) : w('live.band.title', { from: look.ages?.[0] ?? 0, n: look.ages?.[1] ?? 0 })
    case 'level': return w('live.timeline.headlines')
    case 'lanes': {
      const table = room.schema.vocabulary.lanes ?? []
      const usual = lanesShown(table, plain, { ...look, lanes: null })
      const off = usual.filter(lane => !look.lanes?.includes(lane))
      return off.length === 1 ? w('live.timeline.chip.lane_off', { lane: w(`lanes.${off[0]}`) }) : w('live.timeline.chip.lanes', { n: look.lanes?.length ?? 0 })
    }
  }
}
