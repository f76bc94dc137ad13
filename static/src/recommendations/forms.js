/**
 * The plan in its three forms: on the steps, by person, and as a list by date with everything of each.
 */
import { h } from 'preact'
import { agreedPlacement, stretchOf } from '../document/placed.js'
import { keysOf } from '../document/schema.js'
import { Button } from '../editing/button.js'
import { daysSaid, momentSaid } from '../editing/dates.js'
import { icon } from '../editing/icons.js'
import { goToRecord } from '../editing/mentions.js'
import { nameOfRecord } from '../editing/actions.js'
import { w } from '../words.js'
import { beginAdding } from './addline.js'
import { byKeys, Card, isCovered, Rests, Review, reviews, StepChoice, WarningsSaid, moveSaid } from './card.js'
import { checkOf, isTooEarly, openAbout } from './check.js'
import { byDate, byPerson, rowsOf, stretched } from './plan.js'
import { kindSaid, langOf, short, startSaid, stateSaid, term, whenSaid, whoSaid } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('../editing/readings.js').Readings} Readings */
/** @typedef {import('./plan.js').Numbered} Numbered */
/** @typedef {{room: Room, readings: Readings}} Props */

/** Six rows in the order of the steps, those that the child is on filled; what is on no step stands below. @param {Props} props */
export function StepsForm ({ room, readings }) {
  const plain = room.workingCopy.standing()
  const placed = stretchOf(agreedPlacement(plain)?.[1].steps ?? '')
  const on = (/** @type {number} */ step) => placed !== null && step >= placed[0] && step <= placed[1]
  const keys = keysOf(room.schema, 'steps')
  return h('div', { class: 'step-rows' }, rowsOf(plain).filter(row => row.step > 0 || row.members.length > 0).map(({ step, members }) =>
    h('section', { key: step, class: `step-row${on(step) ? ' on' : ''}${step === 0 ? ' none' : ''}`, 'aria-labelledby': `rec-step-${step}`, 'data-step': step },
      h('header', null,
        h('h2', { id: `rec-step-${step}` }, step > 0 && h('span', { class: 'step-number' }, step), h('span', null, step === 0 ? w('live.rec.not_on_step') : w(`steps.${keys[step - 1]}`),
          on(step) && h('span', { class: 'away' }, ` ${w('live.rec.is_here')}`))),
        step > 0 && h(Bars, { step, of: keys.length })),
      members.length > 0
        ? h('ol', { class: 'recs', start: members[0].number }, members.map(({ id, record, number }) => h(Card, { key: id, room, readings, id, record, number })))
        : h('div', { class: 'empty' }, h('span', null, w('live.rec.not_yet')),
          room.ended === null && h(Button, { room, collection: 'recommendations', text: w('starts.hold'), sign: 'plus', extra: 'quiet', label: w('live.rec.hold_on', { n: step }), onClick: () => beginAdding(room, { step, start: 'hold' }) })))))
}

/** A picture of how high a step is. @param {{step: number, of: number}} props */
function Bars ({ step, of }) {
  return h('svg', { class: 'rising', viewBox: `0 0 ${of * 8} 20`, width: of * 8, height: 20, 'aria-hidden': 'true' }, Array.from({ length: of }, (_, at) => {
    const height = 4 + at * 16 / (of - 1)
    return h('rect', { key: at, x: at * 8, y: 20 - height, width: 6.4, height, class: at === step - 1 ? 'this' : undefined })
  }))
}

/** Who does what, printed as a plan. @param {Props} props */
export function PersonForm ({ room, readings }) {
  const groups = byPerson(room.workingCopy.standing(), id => nameOfRecord(room, 'people', id))
  if (groups.length === 0) return h('p', { class: 'muted nothing' }, w('live.rec.none'))
  return h('div', { class: 'by-person' }, h('button', { type: 'button', class: 'quiet print-plan', onClick: () => print() }, w('live.rec.print')), groups.map(({ who, agency, members }, at) => h('section', { key: `${who}|${agency}`, 'aria-labelledby': `rec-who-${at}` },
    h('h2', { id: `rec-who-${at}` }, who || agency || w('live.rec.nobody'), who !== '' && agency !== '' && h('small', null, agency)),
    h('ol', { class: 'plan-list' }, members.map(each => h(PlanLine, { key: each.id, room, readings, ...each }))))))
}

/** @param {Props & Numbered} props */
function PlanLine ({ room, readings, id, record, number }) {
  const chosen = room.look.chosen?.id === id
  const covered = isCovered(room, id, record)
  const how = startSaid(room, record)
  return h('li', { value: number, class: `rec plan-line starts-${record.start}${chosen ? ' chosen' : ''}`, 'data-id': id },
    h('button', { type: 'button', class: 'open', lang: langOf(record), 'aria-pressed': String(chosen), onClick: () => room.choose('recommendations', id) },
      h('span', { class: 'number', 'aria-hidden': 'true' }, number), h('span', null, covered ? w('live.sensitive.open_one') : record.title || w('live.unnamed'))),
    h('p', { class: 'how' }, [record.steps === '' ? w('live.rec.not_on_step') : w(`step_ranges.${record.steps}`), ...whenSaid(record)].join(' · ')),
    how !== '' && h('p', { class: 'how' }, icon(record.start === 'hold' ? 'bookmark' : 'clock', 'small'), how),
    !covered && record.why.trim() !== '' && h('p', { lang: langOf(record) }, record.why),
    !covered && record.ending.trim() !== '' && h('p', { lang: langOf(record) }, h('span', { class: 'muted', lang: '' }, `${term(room, 'ending')}: `), record.ending),
    reviews(room) ? h(Review, { room, readings, id, record }) : stateSaid(record) !== '' && h('p', { class: 'how' }, stateSaid(record)),
    h(WarningsSaid, { room, id }))
}

/** Everything of each by date: what a screen reader and a phone have of the plan. @param {Props} props */
export function ListForm ({ room, readings }) {
  const members = byDate(room.workingCopy.standing())
  if (members.length === 0) return h('p', { class: 'muted nothing' }, w('live.rec.none'))
  return h('ol', { class: 'plan-list as-table' }, members.map(each => h(ListLine, { key: each.id, room, readings, ...each })))
}

/** @param {Props & Numbered} props */
function ListLine ({ room, readings, id, record, number }) {
  const chosen = room.look.chosen?.id === id
  const covered = isCovered(room, id, record)
  const plain = room.workingCopy.standing()
  const early = openAbout(checkOf(room), plain, id).some(isTooEarly)
  const needs = Object.keys(record.needs_first).filter(each => plain.recommendations[each] !== undefined)
  const how = startSaid(room, record)
  const who = [whoSaid(room, record), record.who_agency].filter(Boolean).join(', ')
  const ends = record.ends === null ? '' : momentSaid(record.ends)
  const moments = [record.begins, record.by].filter(Boolean).map(moment => daysSaid(moment)).filter(Boolean)
  /** @param {string} term @param {any} said @param {string} [lang] */
  const row = (term, said, lang) => said === '' || said === false || said === undefined ? null : h('div', { key: term }, h('dt', null, term), h('dd', { lang }, said))
  return h('li', { value: number, class: `rec list-line starts-${record.start}${chosen ? ' chosen' : ''}${early ? ' early' : ''}`, 'data-id': id, onKeyDown: byKeys(room, id) },
    h('div', { class: 'head' },
      h('button', { type: 'button', class: 'open', lang: langOf(record), 'aria-pressed': String(chosen), onClick: () => room.choose('recommendations', id) },
        h('span', { class: 'number' }, number), h('span', null, covered ? w('live.sensitive.open_one') : record.title || w('live.unnamed'))),
      record.start !== 'now' && h('span', { class: 'pill outline' }, icon(record.start === 'hold' ? 'bookmark' : 'clock', 'small'), w(`starts.${record.start}`))),
    h('dl', null,
      row(w('live.rec.when'), whenSaid(record).join(', ') || w('live.undated.one')),
      moments.length > 0 && !whenSaid(record).some(said => said.includes(moments[0])) && row(w('live.rec.read_as'), moments.join(', ')),
      row(term(room, 'who'), who || w('live.rec.nobody')),
      row(w('live.rec.step'), record.steps === '' ? w('live.rec.not_on_step') : stretched(record) ? w(`step_ranges.${record.steps}`) : `${w(`step_ranges.${record.steps}`)}: ${w(`steps.${keysOf(room.schema, 'steps')[Number(record.steps) - 1]}`)}`),
      row(term(room, 'start'), how),
      row(w('live.rec.kind'), kindSaid(record)),
      !covered && row(term(room, 'why'), record.why.trim(), langOf(record)),
      needs.length > 0 && row(term(room, 'needs_first'), h('ul', null, needs.map(each => h('li', { key: each }, h('button', { type: 'button', class: 'link', onClick: () => goToRecord(room, 'recommendations', each) }, short(nameOfRecord(room, 'recommendations', each))))))),
      record.new_adults !== '' && row(term(room, 'new_adults'), w(`new_adults.${record.new_adults}`)),
      row(term(room, 'ends'), ends),
      !covered && row(term(room, 'ending'), record.ending.trim(), langOf(record)),
      !reviews(room) && row(w('live.rec.how_went'), stateSaid(record))),
    !covered && h(Rests, { room, record }),
    h(WarningsSaid, { room, id }),
    reviews(room) && !covered && h(Review, { room, readings, id, record }),
    chosen && room.ended === null && h('div', { class: 'order' },
      h(Button, { room, collection: 'recommendations', text: w('live.board.move_up'), sign: 'arrow-up', onClick: () => moveSaid(room, id, -1) }),
      h(Button, { room, collection: 'recommendations', text: w('live.board.move_down'), sign: 'arrow-down', onClick: () => moveSaid(room, id, 1) }),
      h(StepChoice, { room, id, prefix: 'list' })))
}
