/**
 * The whole family in sentences, on the day that is looked at: what the drawing says, for those who do not see it, for
 * reading aloud and for copying into a report.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { dayOf } from '../drawing/days.js'
import { w } from '../words.js'
import { personName } from './actions.js'
import { kinSaid } from './kinwords.js'
import { indexPerson } from './life.js'
import { ageOrState, datesSaid, familyGroups, homeSaid, tiesSaid } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Plain} Plain */

/**
 * One paragraph a person, in the order of the list; what is not on the big screen is told here as in the list.
 * @param {Plain} plain what stands
 * @param {number} day
 * @returns {{id: string, name: string, who: string, said: string}[]}
 */
export function familyTold (plain, day) {
  const child = indexPerson(plain)?.id ?? ''
  return familyGroups(plain).flatMap(group => group.people).map(id => {
    const home = homeSaid(plain, id, day)
    const who = [kinSaid(plain, id, child), ageOrState(plain, id, day)].filter(each => each !== '').join(', ')
    const lives = home === '' ? [] : [w('live.tie.home', { home })]
    return { id, name: personName(plain.people[id]), who, said: [...lives, ...tiesSaid(plain, id).filter(tie => tie.collection !== 'stays').map(tie => dated(tie, plain[tie.collection][tie.id]))].join(' ') }
  })
}

/** A tie with its dates; a couple's course has them already. @param {import('./said.js').Tie} tie @param {import('../document/schema.js').Entry} record */
function dated (tie, record) {
  const dates = tie.collection === 'unions' ? '' : datesSaid(record)
  return dates === '' ? tie.text : w('live.told.dated', { said: tie.text.replace(/\.$/, ''), dates })
}

/** @param {{room: Room, today: number}} props */
export function InWords ({ room, today }) {
  const [open, setOpen] = useState(false)
  const day = dayOf(room.look.on) ?? today
  return h('details', { class: 'family-told', open, onToggle: (/** @type {any} */ event) => setOpen(event.target.open) }, h('summary', null, w('live.told.title')),
    open && h('div', { class: 'told' }, familyTold(room.workingCopy.standing(), day).map(({ id, name, who, said }) =>
      h('p', { key: id }, h('b', null, who === '' ? name : w('live.told.who', { name, who })), ' ', said))))
}
