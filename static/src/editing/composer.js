/**
 * Adding an event in three fields: when (in words), where it belongs, what happened. Enter adds; the focus stays in
 * "what happened" and the lane is remembered. A whole line in either field ("Y6 spring, school: a teacher walks him in")
 * is read as all three. People who are named are offered, and events that look the same. What was typed is kept through
 * every change of view, of language and of connection.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { language, w } from '../words.js'
import { addEvent, personName } from './actions.js'
import { icon, laneIcon } from './icons.js'
import { titleSaid } from './links.js'
import { alikeTo, peopleIn } from './recognise.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./readings.js').Readings} Readings */
/**
 * What is typed so far; one object for the page, so that nothing typed can be older than what is shown. `people` who
 * were put in, by id; `as_typed`: what looks like a line is none.
 * @typedef {{when: string, lane: string, title: string, people?: Record<string, string>, as_typed?: boolean}} Draft
 */

const ASK_AFTER_MS = 250
const TITLE_MAX = 200
const STOPPED_MS = 8_000

/**
 * @param {{room: Room, readings: Readings, draft: Draft, onDraft: () => void, onAdded?: (id: string) => void,
 *   docked?: boolean}} props `docked`: in a sheet, what happened comes first
 */
export function Composer ({ room, readings, draft, onDraft, onAdded, docked = false }) {
  const title = useRef(/** @type {HTMLInputElement | null} */ (null))
  const reading = useReading(readings, draft.when)
  const line = lineOf(draft)
  const asLine = useLine(readings, draft.as_typed ? '' : line)
  const said = partsOf(draft, asLine)
  const plain = room.workingCopy.standing()
  const named = offered(plain, said.title, draft, asLine)
  const moment = said.moment ?? reading?.moment ?? null
  const alike = said.title.trim() === '' ? [] : alikeIn(plain, { title: said.title, when: moment }, asLine)
  const blocked = room.blocked('timeline')
  const adding = useAdding(room)
  /** @param {Partial<Draft>} change */
  const write = change => {
    Object.assign(draft, change)
    if (lineOf(draft) === '' && draft.title === '') draft.as_typed = false
    onDraft()
    adding.begins(draft.lane)
  }
  /** @param {string} [same_as] the event that it is noted as the same as */
  const put = (same_as = '') => {
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    // what is typed by now, not what was drawn: Enter may come before the last letters are drawn
    const line = lineOf(draft)
    const asLine = draft.as_typed ? undefined : readingOfLine(readings, line)
    const said = partsOf(draft, asLine)
    if (said.title.trim() === '') return title.current?.focus()
    const named = offered(room.workingCopy.standing(), said.title, draft, asLine)
    const people = Object.fromEntries(named.filter(each => draft.people?.[each.id]).map(each => [each.id, ROLE]))
    const unreadLine = line !== '' && !draft.as_typed && asLine === undefined && looksLikeLine(line)
    const id = addEvent(room, readings, { ...said, title: said.title.trim(), people, same_as, line: unreadLine })
    if (id === '') return
    Object.assign(draft, { when: '', title: '', people: {}, as_typed: false, lane: said.lane })
    onDraft()
    adding.stops()
    title.current?.focus()
    onAdded?.(id)
  }
  /** @param {Event} event */
  const add = event => {
    event.preventDefault()
    put()
  }
  const pick = (/** @type {string} */ id) => write({ people: { ...draft.people, [id]: draft.people?.[id] ? '' : ROLE } })
  /** Alt and a digit puts somebody in from any field: no field takes it, and AltGr stays a letter. @param {KeyboardEvent} event */
  const key = event => {
    const at = /^Digit([1-9])$/.exec(event.code)
    if (at === null || !event.altKey || event.ctrlKey || event.metaKey || event.getModifierState('AltGraph')) return
    const one = named[Number(at[1]) - 1]
    if (one === undefined) return
    event.preventDefault()
    pick(one.id)
  }
  // a whole line in the first field has the room of a line
  const inWhen = draft.title === '' && draft.when.length > WHEN_FITS
  const still = blocked !== ''
  const whenField = h('div', { class: 'f f-when', key: 'when' },
    h('label', { for: 'add-when' }, w('live.add.when')),
    h('input', {
      id: 'add-when',
      value: draft.when,
      readOnly: still,
      maxLength: TITLE_MAX,
      'aria-describedby': 'add-read',
      onInput: (/** @type {any} */ event) => write({ when: event.target.value })
    }))
  const laneField = h('div', { class: 'f f-lane', key: 'lane' },
    h('label', { for: 'add-lane' }, w('live.add.where')),
    h('span', { class: 'with-icon' }, laneIcon(room.schema, said.lane),
      h('select', {
        id: 'add-lane',
        value: said.lane,
        'aria-disabled': still ? 'true' : undefined,
        onChange: (/** @type {any} */ event) => write({ lane: event.target.value, ...(asLine?.lane ? { as_typed: true } : {}) })
      }, lanes(room).map(lane => h('option', { key: lane, value: lane, selected: lane === said.lane }, w(`lanes.${lane}`))))))
  const whatField = h('div', { class: 'f f-what', key: 'what' },
    h('label', { for: 'add-title' }, w('live.add.what')),
    h('input', {
      id: 'add-title',
      ref: title,
      value: draft.title,
      readOnly: still,
      maxLength: TITLE_MAX,
      spellcheck: true,
      autofocus: docked,
      'aria-describedby': still ? 'add-blocked' : 'add-read',
      onInput: (/** @type {any} */ event) => write({ title: event.target.value })
    }))
  const understood = line !== '' && said.fromLine
  const whatIsRead = understood
    ? lineSaid(said, asLine)
    : draft.when.trim() !== '' ? readingSaid(reading) : draft.title === '' ? w('live.add.line_hint') : ''
  const read = h('div', { class: 'read-row', key: 'read' },
    h('p', { class: `read${understood ? ' line-read' : ''}`, id: 'add-read', 'aria-live': 'polite' }, whatIsRead),
    understood && h('button', { type: 'button', class: 'link', onClick: () => { write({ as_typed: true, ...(draft.title === '' ? { title: draft.when, when: '' } : {}) }); title.current?.focus() } }, w('live.add.as_typed')))
  const offers = h(Offers, { room, plain, named, picked: draft.people ?? {}, alike, onPick: pick, onSame: put, onAnyway: () => put(), key: 'offers' })
  return h('form', { class: `composer${docked ? ' docked' : ''}${inWhen ? ' line-in-when' : ''}`, onSubmit: add, onKeyDown: key, 'aria-label': w('live.add.form'), autocomplete: 'off', id: 'composer' },
    docked ? [whatField, whenField, read, offers, laneField] : [whenField, laneField, whatField],
    h('button', { class: 'main', 'aria-disabled': still ? 'true' : undefined }, w('live.add.do')),
    !docked && [read, offers],
    still && h('p', { class: 'why', id: 'add-blocked' }, icon('triangle-alert', 'small'), w(blocked)))
}

/** The part somebody plays who is only named: it is said better in the panel. */
const ROLE = 'there'
/** So many people have a key of their own. */
const CHIPS_MAX = 9
const LINE_WORDS = 5
/** Characters that the field for the time shows at once. */
const WHEN_FITS = 18

/**
 * The field that is typed in alone, which may hold a whole line; '' where two are filled.
 * @param {Draft} draft
 */
export function lineOf ({ when, title }) {
  return when.trim() === '' ? title.trim() : title.trim() === '' ? when.trim() : ''
}

/** Whether words are more than a time: what happened is in them. @param {string} words */
export function looksLikeLine (words) {
  return /[:;–—]\s*\S/u.test(words) || words.trim().split(/\s+/).length >= LINE_WORDS
}

/**
 * What would be added: the three fields as they are, or what a line was read as.
 * @param {Draft} draft
 * @param {import('./readings.js').LineReading | undefined} line
 * @returns {{when: string, lane: string, title: string, moment?: import('./readings.js').Moment | null, fromLine: boolean}}
 */
export function partsOf (draft, line) {
  const { when, lane, title } = draft
  if (line !== undefined && line.title !== '' && (line.when !== '' || line.lane !== '')) {
    const moment = line.when === '' ? undefined : line.moment
    return { when: line.when, lane: line.lane || lane, title: line.title, ...(moment === undefined ? {} : { moment }), fromLine: true }
  }
  if (title.trim() === '' && !draft.as_typed && looksLikeLine(when)) return { when: '', lane, title: when, fromLine: false }
  return { when, lane, title, fromLine: false }
}

/** How a line is understood, as a sentence. @param {ReturnType<typeof partsOf>} said @param {import('./readings.js').LineReading | undefined} line */
function lineSaid (said, line) {
  const lane = w(`lanes.${said.lane}`)
  const when = said.when === '' ? w('live.undated.one') : line?.moment?.start === null ? said.when : line?.sentence ?? said.when
  return w('live.add.line_read', { when, lane, title: said.title })
}

/** Everybody whom the words name, by the page and by the server, each once. @param {import('../document/schema.js').Plain} plain @param {string} words @param {Draft} draft @param {import('./readings.js').LineReading | undefined} line */
function offered (plain, words, draft, line) {
  const named = peopleIn(plain, words)
  for (const each of line?.people ?? []) if (plain.people[each.id] && !plain.people[each.id].index && !named.some(one => one.id === each.id)) named.push(each)
  return named.slice(0, CHIPS_MAX)
}

/** @param {import('../document/schema.js').Plain} plain @param {{title: string, when: import('./readings.js').Moment | null}} typed @param {import('./readings.js').LineReading | undefined} line */
function alikeIn (plain, typed, line) {
  const found = [...alikeTo(plain, typed), ...(line?.alike ?? []).map(each => each.id)]
  return [...new Set(found)].filter(id => plain.events[id]).slice(0, 2)
}

/**
 * Who is named and what looks the same, under the fields, each a button.
 * @param {{room: Room, plain: import('../document/schema.js').Plain, named: {id: string, words: string}[], picked: Record<string, string>,
 *   alike: string[], onPick: (id: string) => void, onSame: (id: string) => void, onAnyway: () => void}} props
 */
function Offers ({ room, plain, named, picked, alike, onPick, onSame, onAnyway }) {
  const names = named.map(({ id }) => personName(plain.people[id]))
  const whole = (/** @type {string} */ id, /** @type {number} */ at) => names.filter(name => name === names[at]).length > 1 ? plain.people[id].name || names[at] : names[at]
  return h('div', { class: 'offers' },
    h('p', { class: 'away', role: 'status' }, [named.length > 0 ? w('live.add.people_said', { n: named.length }) : '', alike.length > 0 ? w('live.add.alike_said', { n: alike.length }) : ''].filter(Boolean).join(' ')),
    named.length > 0 && h('div', { class: 'chips', role: 'group', 'aria-label': w('live.add.people') }, h('span', { class: 'muted', 'aria-hidden': 'true' }, w('live.add.people')),
      named.map(({ id }, at) => h('button', {
        key: id, type: 'button', class: 'chip', 'data-chip': id, 'aria-pressed': picked[id] ? 'true' : 'false', 'aria-keyshortcuts': `Alt+${at + 1}`, onClick: () => onPick(id)
      }, icon(picked[id] ? 'check' : 'plus', 'small'), whole(id, at), h('kbd', { 'aria-hidden': 'true' }, `Alt ${at + 1}`)))),
    alike.length > 0 && h('div', { class: 'alike', role: 'group', 'aria-label': w('live.add.alike') },
      h('p', null, icon('info', 'small'), h('span', null, w('live.add.alike')), h('button', { type: 'button', class: 'link', onClick: onAnyway }, w('live.add.anyway'))),
      h('ul', null, alike.map(id => h('li', { key: id, 'data-alike': id }, h('span', null, titleSaid(plain.events[id])),
        h('span', { class: 'acts' },
          h('button', { type: 'button', onClick: () => onSame(id) }, w('live.add.same')),
          h('button', { type: 'button', onClick: () => room.choose('events', id) }, w('live.add.open_it'))))))))
}

/**
 * The reading of a whole line as it is typed, asked a quarter of a second after the last letter.
 * @param {Readings} readings
 * @param {string} line '' asks nothing
 * @returns {import('./readings.js').LineReading | undefined}
 */
function useLine (readings, line) {
  const [, again] = useState(0)
  const asked = line !== '' && looksLikeLine(line)
  useEffect(() => {
    if (!asked || readings.knownLine(line) !== undefined) return
    const timer = setTimeout(() => { readings.askLine(line).then(() => again(n => n + 1)) }, ASK_AFTER_MS)
    return () => clearTimeout(timer)
  }, [line, language()])
  return readingOfLine(readings, line)
}

/** How a line was read, as far as that is known. @param {Readings} readings @param {string} line */
function readingOfLine (readings, line) {
  return looksLikeLine(line) ? readings.knownLine(line) : undefined
}

/** @param {Room} room */
function lanes (room) {
  return (room.schema.vocabulary.lanes ?? []).map(row => row.key)
}

/**
 * What is said of a reading: how the words are understood, or that they keep their words.
 * @param {import('./readings.js').Reading | undefined} reading undefined while it is asked
 * @returns {string}
 */
export function readingSaid (reading) {
  if (reading === undefined) return w('live.add.reading')
  if (reading.moment.start === null) return w('live.add.not_read')
  return w('live.add.read_as', { what: reading.sentence })
}

/**
 * The reading of words as they are typed, asked a quarter of a second after the last letter.
 * @param {Readings} readings
 * @param {string} words
 * @returns {import('./readings.js').Reading | undefined}
 */
export function useReading (readings, words) {
  const [, again] = useState(0)
  useEffect(() => {
    if (words.trim() === '' || readings.known(words) !== undefined) return
    const timer = setTimeout(() => { readings.ask(words).then(() => again(n => n + 1)) }, ASK_AFTER_MS)
    return () => clearTimeout(timer)
  }, [words, language()])
  return readings.known(words)
}

/**
 * Says to the others what this person adds to, and that they stopped when nothing was typed for a while.
 * @param {Room} room
 * @returns {{begins: (lane: string) => void, stops: () => void}}
 */
function useAdding (room) {
  const said = useRef('')
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined))
  const stops = () => {
    clearTimeout(timer.current)
    if (said.current === '') return
    said.current = ''
    room.connection.say('adding', { part: '', lane: '' })
  }
  const begins = (/** @type {string} */ lane) => {
    if (said.current !== lane) room.connection.say('adding', { part: 'timeline', lane })
    said.current = lane
    clearTimeout(timer.current)
    timer.current = setTimeout(stops, STOPPED_MS)
  }
  return { begins, stops }
}
