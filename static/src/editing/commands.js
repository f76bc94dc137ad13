/**
 * Everything that can be done or gone to on the meeting page, in words: what `Ctrl K` offers. Each is also a button
 * somewhere; nothing is here alone.
 */
import { viewName, VIEWS } from '../presence/views.js'
import { language, w } from '../words.js'
import { nameOfRecord } from './actions.js'
import { bandOf, bandsOf } from './life.js'
import { bandTitle } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./deeds.js').Deeds} Deeds */
/** One thing that can be done. @typedef {{key: string, said: string, sign: string, act: () => void}} Command */

const MOST_FOUND = 12
/** The collections in which words are looked for, and where in a record they stand. @type {Record<string, string[]>} */
const SOUGHT = {
  people: ['name', 'known_as', 'called'], events: ['title', 'detail', 'place_text'], cards: ['text'], recommendations: ['title'], facts: ['text']
}
/** @type {Record<string, string>} */
const SIGNS = { people: 'user', events: 'clock', cards: 'sticky-note', recommendations: 'list-checks', facts: 'list' }

/**
 * What can be done now by this person, in the order in which it is offered.
 * @param {Room} room @param {Deeds} deeds @param {number} today
 * @returns {Command[]}
 */
export function commandsOf (room, deeds, today) {
  const bands = bandsOf(room.workingCopy.standing(), today)
  const now = room.look.view === 'timeline' ? bandOf(bands, room.look.band).key : ''
  const hand = (room.people.get(room.settings.participant)?.hand ?? 0) > 0
  const meets = room.leads && room.settings.meeting !== '' && room.ended === null
  const other = language() === 'cy' ? 'en' : 'cy'
  /** @param {string} key @param {string} said @param {string} sign @param {() => void} act @param {boolean} [offered] */
  const one = (key, said, sign, act, offered = true) => offered ? [{ key, said, sign, act }] : []
  return [
    ...one('add', w('live.keys.add'), 'plus', () => deeds.add(), room.ended === null),
    ...VIEWS.filter(each => each.key !== room.look.view).flatMap(each => one(`view-${each.key}`, w('live.command.go', { where: viewName(each.key) }), each.sign, () => room.see({ view: each.key }))),
    ...bands.filter(each => each.key !== now).flatMap(each => one(`band-${each.key}`, w('live.command.go', { where: bandTitle(each) }), 'clock', () => room.see({ view: 'timeline', band: each.key }))),
    ...one('shape', room.look.shape === 'list' ? w('live.shape.chart') : w('live.shape.list'), 'list', () => room.see({ shape: room.look.shape === 'list' ? 'chart' : 'list' })),
    ...one('undo', w('live.keys.undo'), 'undo-2', () => room.undoMine(), room.ended === null),
    ...one('hand', hand ? w('live.hand.down') : w('live.hand.up'), 'hand', () => room.connection.say('hand', { up: !hand }), room.ended === null),
    ...one('show', w('live.wall.show'), 'monitor', () => deeds.show(), meets),
    ...one('walk', room.walking ? w('live.walk.end') : w('live.walk.do'), 'arrow-right', () => deeds.walk(), meets),
    ...one('blank', room.blank ? w('live.wall.unblank') : w('live.wall.blank'), 'eye-off', () => room.setBlank(!room.blank), meets),
    ...one('pause', w('live.pause.do'), 'pause', () => room.pause(true), meets),
    ...one('language', other === 'cy' ? 'Cymraeg' : 'English', 'languages', () => deeds.speak(other)),
    ...one('agenda', w('live.agenda.title'), 'list', () => deeds.open('agenda'), room.settings.began !== ''),
    ...one('notes', w('live.notes.title'), 'pencil', () => deeds.open('notes')),
    ...one('questions', w('live.question.title'), 'message-circle', () => deeds.open('questions')),
    ...one('missed', w('live.missed.title'), 'clock', () => deeds.open('missed'), room.settings.began !== ''),
    ...one('covers', w('live.cover.do'), 'clock', () => room.putCoversOff(), meets),
    ...one('replay', w('live.replay.title'), 'rotate-ccw', () => deeds.open('replay')),
    ...one('seen', w('live.seen.others'), 'eye', () => room.setSeenByOthers(!room.seenByOthers), room.leads),
    ...one('people', w('live.people.tab'), 'users', () => deeds.open('people')),
    ...one('removed', w('live.removed.title'), 'trash', () => deeds.open('removed')),
    ...one('keys', w('live.keys.title'), 'circle-question-mark', () => deeds.open('keys'))
  ]
}

/** The commands whose words have all of what was typed. @param {Command[]} commands @param {string} typed @returns {Command[]} */
export function commandsFound (commands, typed) {
  const sought = plainLetters(typed).split(/\s+/).filter(word => word !== '')
  return commands.filter(command => sought.every(word => plainLetters(command.said).includes(word)))
}

/**
 * The records that have what was typed in their words, people first.
 * @param {Room} room @param {string} typed @returns {{collection: string, id: string, said: string, sign: string}[]}
 */
export function recordsFound (room, typed) {
  const sought = plainLetters(typed)
  if (sought.length < 2) return []
  const plain = /** @type {Record<string, Record<string, any>>} */ (/** @type {unknown} */ (room.workingCopy.standing()))
  return Object.entries(SOUGHT).flatMap(([collection, names]) => Object.entries(plain[collection] ?? {})
    .filter(([, record]) => [...names.map(name => record[name] ?? ''), record.when?.text ?? ''].some(words => plainLetters(words).includes(sought)))
    .map(([id]) => ({ collection, id, said: nameOfRecord(room, collection, id), sign: SIGNS[collection] }))).slice(0, MOST_FOUND)
}

/** Small letters without accents: `ty` finds `Tŷ`. @param {string} text */
function plainLetters (text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
}
