/**
 * The panel of an event: what happened and how we know, each row edited where it stands, and what has not been said yet
 * offered below as words to add.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { ageAtMoment } from '../drawing/ages.js'
import { w } from '../words.js'
import { personName } from './actions.js'
import { ageDisagrees } from './agesaid.js'
import { momentSaid } from './dates.js'
import { Experiences } from './experiences.js'
import { icon, laneIcon } from './icons.js'
import { InPlace } from './inplace.js'
import { indexPerson } from './life.js'
import { Links } from './links.js'
import { WhenRow } from './reread.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('./readings.js').Readings} Readings */
/** @typedef {{room: Room, readings: Readings, collection: string, id: string, record: Entry}} Props */

/** What an event can say, in the order it is read: a key, the fields it edits, and whether anything is said yet. @type {[string, string[]][]} */
const ROWS = [
  ['what', ['title', 'detail']],
  ['lane', ['lane', 'also_lane']],
  ['times', ['times']],
  ['place', ['place_text']],
  ['people', ['people']],
  ['known', ['agency', 'says', 'recorded_by']],
  ['sure', ['confidence']],
  ['meaning', ['meaning']],
  ['words', ['quote', 'quote_heard_by', 'quote_heard', 'quote_share', 'quote_share_with']],
  ['tone', ['tone', 'headline']],
  ['age', ['age_said']],
  ['same', ['same_as']],
  ['against', ['contradicts']]
]

/** @param {Props & {added: string}} props `added` who added it and when, in words */
export function EventSeen (props) {
  const { room, readings, id, record, added } = props
  const [asked, setAsked] = useState('')
  const plain = room.workingCopy.standing()
  const child = indexPerson(plain)
  const lang = record.language === 'en' || record.language === 'cy' ? record.language : undefined
  const people = Object.entries(record.people).filter(([each]) => plain.people[each])
  const fields = Object.fromEntries(ROWS)
  /** @param {string} key @param {string} term @param {any} children @param {string} [spoken] */
  const row = (key, term, children, spoken) => h(InPlace, {
    key: `${key}${asked === key}`, ...props, term, names: fields[key], lang: spoken, start: asked === key, onDone: () => setAsked('')
  }, children)
  const age = ageAtMoment(child?.person.born ?? null, record.when)
  const disagrees = ageDisagrees(child?.person.born ?? null, record.when, record.age_said)
  const missing = ROWS.filter(([key, names]) => key !== asked && names.every(name => empty(record[name])))
  return h('div', { class: 'thing event-seen' },
    h('dl', { class: 'kv in-place' },
      row('what', w('live.row.what'), record.detail || (asked === 'what' ? ' ' : ''), lang),
      h(WhenRow, { ...props, field: 'when', term: w('live.when'), lang }),
      h('div', { class: 'kv-row', key: 'ages' }, age !== '' && [h('dt', null, w('live.age')), h('dd', null, h('div', { class: 'said' }, age))]),
      row('age', w('live.age_written'), record.age_said !== '' && [h('span', { lang }, record.age_said), disagrees && h('small', { class: 'doubt' }, icon('triangle-alert', 'small'), w('live.age_disagrees'))]),
      row('lane', w('live.add.where'), [h('span', { class: 'lane-said' }, laneIcon(room.schema, record.lane), w(`lanes.${record.lane}`)), record.also_lane !== '' && h('span', { class: 'lane-said' }, laneIcon(room.schema, record.also_lane), w(`lanes.${record.also_lane}`))]),
      row('times', w('field.times'), record.times, lang),
      row('place', w('live.place'), record.place_text, lang),
      row('people', w('live.people_in_it'), people.length > 0 && people.map(([each, role]) =>
        h('button', { key: each, type: 'button', class: 'link', onClick: () => room.choose('people', each) }, w('live.person_role', { name: personName(plain.people[each]), role: w(`event_roles.${role}`) })))),
      row('known', w('live.known_from'), [record.agency, record.says].filter(Boolean).join('; ') || record.recorded_by, lang),
      row('sure', w('live.how_sure'), record.confidence && w(`confidences.${record.confidence}`)),
      row('tone', w('live.row.tone'), [record.tone && h('span', null, w(`tones.${record.tone}`)), record.headline && h('span', { class: 'pill outline' }, w('field.headline'))])),
    h('dl', { class: 'kv in-place said-of-it' },
      row('meaning', w('live.meant'), record.meaning, lang),
      row('words', w('live.in_words'), record.quote !== '' && h(Quote, { record, lang }))),
    h(Experiences, { room, readings, id }),
    h('dl', { class: 'kv in-place' }, asked === 'same' && row('same', w('live.links.same'), ''), asked === 'against' && row('against', w('live.links.against'), '')),
    h(Links, { room, id }),
    room.ended === null && record.removed_at === '' && missing.length > 0 && h('div', { class: 'add-more', role: 'group', 'aria-label': w('live.row.add') },
      h('span', { class: 'muted', 'aria-hidden': 'true' }, w('live.row.add')),
      missing.map(([key]) => h('button', { key, type: 'button', 'data-add': key, onClick: () => setAsked(key) }, icon('plus', 'small'), addSaid(key)))),
    h('p', { class: 'added-by' }, h('span', null, w('live.added_by')), ' ', added))
}

/** @param {any} value */
function empty (value) {
  return value === '' || value === null || value === false || (typeof value === 'object' && Object.keys(value).length === 0)
}

/** What a row is called where it is offered. @param {string} key */
function addSaid (key) {
  const words = {
    what: w('field.detail'), times: w('field.times'), place: w('live.place'), people: w('live.people_in_it'), known: w('live.known_from'), sure: w('live.how_sure'),
    meaning: w('live.meant'), words: w('live.in_words'), tone: w('live.row.tone'), age: w('live.age_written'), same: w('live.links.same'), against: w('live.links.against')
  }
  return words[/** @type {keyof typeof words} */ (key)] ?? w('live.add.where')
}

/** What the child said, who heard it and when, and whether it may be shown. @param {{record: Entry, lang: string | undefined}} props */
function Quote ({ record, lang }) {
  const heard = momentSaid(record.quote_heard)
  const by = record.quote_heard_by
  const share = record.quote_share === '' ? '' : w(`quote_shares.${record.quote_share}`)
  return h('blockquote', { class: 'quote' }, h('p', { lang }, w('live.quoted', { words: record.quote })),
    (by !== '' || heard !== '') && h('small', null, by === '' ? w('live.quote.heard', { when: heard }) : heard === '' ? w('live.quote.heard_by', { who: by }) : w('live.quote.heard_by_when', { who: by, when: heard })),
    share !== '' && h('small', null, record.quote_share_with === '' ? w('live.quote.share', { share }) : w('live.quote.share_with', { share, who: record.quote_share_with })))
}
