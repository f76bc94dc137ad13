/**
 * Everything one can do to a formulation, as edits: the chart, the list and the keyboard all come here.
 */
import { language, w } from '../words.js'
import { unread } from './readings.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('../document/workingcopy.js').Edit} Edit */
/** @typedef {import('./readings.js').Readings} Readings */
/** @typedef {import('./readings.js').Moment} Moment */
/** How a new person is related to one who is there. @typedef {'parent' | 'sibling' | 'partner' | 'child' | 'carer' | 'other'} Relation */

export const RELATIONS = /** @type {const} */ (['parent', 'child', 'partner', 'carer', 'sibling', 'other'])
/** Units of a place for one slot across and one row down. */
export const SLOT = 64
/** One record that is to be written. @typedef {{collection: string, id: string, fields: Entry}} Planned */
/** How a line of words is read: what would be written, that in words, and what is doubtful. @typedef {{plan: Planned[], said: string, doubts: string[]}} ReadRelative */
/** Longer than this nobody waits for the reading of a line: the words are the name then. */
const LONGEST_WAIT_MS = 2_000
const SETTLE_TRIES = 4
const SETTLE_AGAIN_MS = 150
/** How long a new person may take to reach the server, and how often that is looked at. */
const ARRIVAL_MS = 20_000
const LOOK_AGAIN_MS = 20
/** Characters of a text that stands as its record's name. */
const NAME_LONGEST = 80
/** Characters of the names in "added …". */
const NAMES_LONGEST = 120

/**
 * The part of the formulation that a collection belongs to.
 * @param {Room} room
 * @param {string} collection
 */
export function partOf (room, collection) {
  return room.schema.collections[collection]?.part ?? ''
}

/**
 * What people call a record: an event's title, a person's short name, a home's name.
 * @param {Room} room
 * @param {string} collection
 * @param {string} id
 * @returns {string}
 */
export function nameOfRecord (room, collection, id) {
  const record = room.workingCopy.record(collection, id)
  if (record === undefined) return w('live.unnamed')
  if (collection === 'people') return personName(record)
  if (collection === 'unions') return tieName(room, record, 'union_kinds')
  if (collection === 'bonds') return tieName(room, record, 'bond_kinds')
  if (collection === 'parent_links') return w('live.tie.parent_of', { name: personName(room.workingCopy.record('people', record.child) ?? {}) })
  if (collection === 'stays') return nameOfRecord(room, 'households', record.household)
  if (collection === 'experiences') return record.kind === '' ? w('live.unnamed') : w(`experience_kinds.${record.kind}`)
  if (collection === 'placements') return record.steps === '' ? w('live.steps.not_said') : w(`step_ranges.${record.steps}`)
  if (collection === 'statements') return sentenceOf(room, id)
  if (collection === 'decisions') return w(`sequencing_rules.${record.rule}`)
  return record.title || record.name || shortened(record.text ?? '') || (collection === 'voices' && record.asked !== '' ? w(`askings.${record.asked}`) : w('live.unnamed'))
}

/** A mark of the story by the words among which it stands. @param {Room} room @param {string} id @returns {string} */
function sentenceOf (room, id) {
  for (const { key } of room.schema.vocabulary.story_parts ?? []) {
    const block = room.workingCopy.part(key).blocks.find(each => each.content.some(inline => inline.id === id))
    const words = block?.content.map(inline => inline.text ?? '').join('').trim() ?? ''
    if (words !== '') return w('live.story.in_story', { words: shortened(words) })
  }
  return w('live.story.a_sentence')
}

/** The beginning of a text, as a name. @param {string} text */
function shortened (text) {
  return text.length > NAME_LONGEST ? `${text.slice(0, NAME_LONGEST - 1).trimEnd()}…` : text
}

/** @param {Room} room @param {Entry} tie @param {string} table */
function tieName (room, tie, table) {
  const people = room.workingCopy.plain().people
  const [a, b] = [tie.a, tie.b].map(id => id === '' ? w('live.nobody') : personName(people[id] ?? {}))
  return w('live.tie.between', { a, b, what: w(`${table}.${tie.kind}`) })
}

/**
 * What a person is called in the drawing and in sentences.
 * @param {Entry} person
 * @returns {string}
 */
export function personName (person) {
  const name = person.known_as || person.name || person.called
  if (name) return name
  if (person.kind && person.kind !== 'person') return w(`person_kinds.${person.kind}`)
  return w('live.not_known')
}

/**
 * Adds an event. Its words are dated at once when the reading has come, else as soon as it does; a whole line that has
 * not been read keeps all its words as what happened until it is.
 * @param {Room} room
 * @param {Readings} readings
 * @param {{when: string, lane: string, title: string, moment?: Moment | null, people?: Record<string, string>, same_as?: string, line?: boolean}} said
 *   `moment` of the words where it is known; `line`: the title may hold the time and the lane as well
 * @returns {string} the new record's id, '' when nothing was added
 */
export function addEvent (room, readings, { when, lane, title, moment, people = {}, same_as = '', line = false }) {
  const { workingCopy } = room
  const known = moment ?? readings.known(when)?.moment
  const creating = workingCopy.creating('events', {
    title, lane, when: known ?? unread(when), people, same_as, recorded_by: room.settings.name
  })
  const made = room.do('undo.did.added', title, [creating])
  if (known === undefined && when.trim() !== '') dateLater(room, readings, 'events', creating.id, 'when', when)
  if (line) splitLater(room, readings, creating.id, title)
  return made.length > 0 ? creating.id : ''
}

/**
 * Takes the time and the lane off a line once it is read, unless somebody has changed the event since.
 * @param {Room} room @param {Readings} readings @param {string} id of the event @param {string} line its title until then
 */
async function splitLater (room, readings, id, line) {
  const reading = await readings.askLineUntilRead(line)
  const present = room.workingCopy.record('events', id)
  if (reading === null || room.ended !== null || present?.title !== line || present.when !== null || reading.title === line || reading.title === '') return
  const { workingCopy } = room
  const edits = [workingCopy.setting('events', id, 'title', reading.title)]
  if (reading.when !== '' && reading.moment !== null) edits.push(workingCopy.setting('events', id, 'when', reading.moment))
  if (reading.lane !== '') edits.push(workingCopy.setting('events', id, 'lane', reading.lane))
  workingCopy.edit(edits)
}

/**
 * Dates a field's words once their reading comes, unless somebody has changed them since.
 * @param {Room} room
 * @param {Readings} readings
 * @param {string} collection
 * @param {string} id
 * @param {string} field
 * @param {string} words
 */
export async function dateLater (room, readings, collection, id, field, words) {
  const reading = await readings.askUntilRead(words)
  const present = room.workingCopy.record(collection, id)?.[field]
  if (reading === null || room.ended !== null || present?.text !== unread(words)?.text || present.precision !== 'unread') return
  room.workingCopy.edit([room.workingCopy.setting(collection, id, field, reading.moment)])
}

/**
 * Sets one field, as a step of its own.
 * @param {Room} room
 * @param {string} collection
 * @param {string} id
 * @param {string} field
 * @param {any} value
 */
export function setField (room, collection, id, field, value) {
  const name = nameOfRecord(room, collection, id)
  return room.do('undo.did.changed', name, [room.workingCopy.setting(collection, id, field, value)])
}

/**
 * Flags a record removed, with the links that only make sense with it.
 * @param {Room} room
 * @param {string} collection
 * @param {string} id
 */
export function remove (room, collection, id) {
  const { workingCopy } = room
  const name = nameOfRecord(room, collection, id)
  const along = collection === 'people' ? tiesOf(room, id) : collection === 'unions' ? linksOf(room, id) : collection === 'households' ? staysIn(room, id) : collection === 'events' ? pointing(room, 'experiences', 'event', id) : []
  const edits = [{ collection, id }, ...along].flatMap(each => workingCopy.removing(each.collection, each.id))
  room.do('undo.did.removed', name, edits)
  room.say(w('live.removed.said', { name }), { action: { text: w('live.undo'), do: () => room.undoMine() } })
}

/**
 * Brings a removed record back, with the links that were removed with it.
 * @param {Room} room
 * @param {string} collection
 * @param {string} id
 */
export function restore (room, collection, id) {
  const { workingCopy } = room
  const removedAt = workingCopy.record(collection, id)?.removed_at
  const along = workingCopy.removed().filter(each =>
    each.record.removed_at === removedAt && each.id !== id && ['unions', 'turns', 'parent_links', 'bonds', 'stays', 'experiences'].includes(each.collection))
  const together = ['people', 'unions', 'households', 'events'].includes(collection) ? along : []
  const edits = [{ collection, id }, ...together].flatMap(each => workingCopy.restoring(each.collection, each.id))
  room.do('undo.did.restored', nameOfRecord(room, collection, id), edits)
}

/**
 * Who may bring something back: who added it, who removed it, and those who lead.
 * @param {Room} room
 * @param {Entry} record
 */
export function mayBringBack (room, record) {
  return room.leads || [record.added_by, record.removed_by].includes(room.settings.participant)
}

/**
 * The ties of a person that stand: unions, links to parents and children, bonds, stays.
 * @param {Room} room
 * @param {string} person
 * @returns {{collection: string, id: string}[]}
 */
function tiesOf (room, person) {
  const plain = room.workingCopy.standing()
  /** @type {{collection: string, id: string}[]} */
  const found = []
  /** @param {string} collection @param {(record: Entry) => boolean} fits */
  const take = (collection, fits) => {
    for (const [id, record] of Object.entries(plain[collection])) if (fits(record)) found.push({ collection, id })
  }
  take('unions', union => union.a === person || union.b === person)
  const unions = new Set(found.map(each => each.id))
  take('turns', turn => unions.has(turn.union))
  take('parent_links', link => link.child === person || link.parent === person || unions.has(link.union))
  take('bonds', bond => bond.a === person || bond.b === person)
  take('stays', stay => stay.person === person)
  return found
}

/** @param {Room} room @param {string} union @returns {{collection: string, id: string}[]} */
function linksOf (room, union) {
  return pointing(room, 'parent_links', 'union', union).concat(pointing(room, 'turns', 'union', union))
}

/** @param {Room} room @param {string} household @returns {{collection: string, id: string}[]} */
function staysIn (room, household) {
  return pointing(room, 'stays', 'household', household)
}

/** What stands of a collection and names a record in a field. @param {Room} room @param {string} collection @param {string} field @param {string} named */
function pointing (room, collection, field, named) {
  return Object.entries(room.workingCopy.standing()[collection]).filter(([, record]) => record[field] === named).map(([id]) => ({ collection, id }))
}

/**
 * Adds somebody from one line of words ("aunt, born 1994, care assistant"). The server reads the words; offline, or
 * where it does not answer, the words are the name. They stand beside their kin at once and are settled by the server.
 * @param {Room} room
 * @param {string} to id of the one who is there
 * @param {Relation} relation
 * @param {string} words
 * @returns {Promise<string>} the new person's id, '' where nothing was added
 */
export async function addRelative (room, to, relation, words) {
  const read = words.trim() === '' ? null : await readRelative(room, to, relation, words, LONGEST_WAIT_MS)
  return read === null || read.plan.length === 0 ? addNamed(room, to, relation, words) : writePlan(room, read.plan, { to, relation })
}

/**
 * Writes records that were planned elsewhere as one step with an undo of its own: new people stand beside their kin
 * and are settled one after another.
 * @param {Room} room
 * @param {Planned[]} plan ids that are there already are changed, the others are made
 * @param {{to?: string, relation?: Relation, tidied?: boolean}} [beside] whom the first of them was added to; `tidied` where the whole
 *   family is laid out afterwards, so that nobody needs a place of their own
 * @returns {string} id of the first new person, '' where nothing was written
 */
export function writePlan (room, plan, { to = '', relation = 'other', tidied = false } = {}) {
  const { workingCopy } = room
  /** @type {import('../document/schema.js').Plain} */
  const plain = { ...workingCopy.standing(), people: { ...workingCopy.standing().people } }
  /** @type {string[]} */
  const people = []
  /** @type {Edit[]} */
  const edits = plan.flatMap(/** @returns {Edit[]} */ ({ collection, id, fields }) => {
    if (workingCopy.record(collection, id) !== undefined) {
      return Object.entries(fields).map(([field, value]) => workingCopy.setting(collection, id, field, value))
    }
    const made = { ...workingCopy.creating(collection, fields), id }
    if (collection === 'people') {
      people.push(id)
      made.fields.place ??= placeBeside(plain, to || firstPlaced(plain), to === '' ? 'other' : rowOfNew(plan, id, to, relation))
      plain.people[id] = made.fields
    }
    return [made]
  })
  const name = people.length === 1 ? personName(plain.people[people[0]]) : people.map(id => personName(plain.people[id])).join(', ')
  return added(room, people, name.slice(0, NAMES_LONGEST), edits, tidied) ? people[0] ?? '' : ''
}

/**
 * Adds somebody whose name is all the words, with the links between them, as one step.
 * @param {Room} room @param {string} to @param {Relation} relation @param {string} words '' for somebody who is not known
 * @returns {string} the new person's id
 */
function addNamed (room, to, relation, words) {
  const { workingCopy } = room
  const name = words.trim()
  const person = workingCopy.creating('people', {
    name, unknown: name === '', kind: relation === 'other' ? 'professional' : 'person', place: placeBeside(workingCopy.standing(), to, relation)
  })
  return added(room, [person.id], personName(person.fields), [person, ...linking(room, to, person.id, relation)]) ? person.id : ''
}

/** @param {Room} room @param {string[]} people @param {string} name @param {Edit[]} edits @param {boolean} [tidied] @returns {boolean} whether anything was written */
function added (room, people, name, edits, tidied = false) {
  if (room.do('undo.did.added', name, edits).length === 0) return false
  if (people.length > 0) {
    room.see({ chosen: { collection: 'people', id: people[0] }, task: 'see' })
    if (!tidied) settle(room, people)
  }
  return true
}

/** Where nobody says beside whom: the one of the family who stands first. @param {import('../document/schema.js').Plain} plain */
function firstPlaced (plain) {
  return Object.entries(plain.people).find(([, person]) => person.index)?.[0] ?? Object.keys(plain.people)[0] ?? ''
}

/**
 * On which row a planned person stands, seen from the one whom they were added to: "nan" as "someone who matters" is a
 * parent's parent all the same.
 * @param {Planned[]} plan @param {string} id @param {string} to @param {Relation} relation @returns {Relation}
 */
function rowOfNew (plan, id, to, relation) {
  const links = plan.filter(each => each.collection === 'parent_links').map(each => each.fields)
  if (links.some(link => link.child === to && link.parent === id)) return 'parent'
  if (links.some(link => link.child === id && link.parent === to)) return 'child'
  return relation
}

/**
 * Asks the server how a line about a relative is read, and what it would write. Nothing is written by asking.
 * @param {Room} room
 * @param {string} to
 * @param {Relation | ''} relation '' where the words themselves say it
 * @param {string} words
 * @param {number} within ms
 * @returns {Promise<ReadRelative | null>} null without an answer
 */
export async function readRelative (room, to, relation, words, within) {
  try {
    const answer = await fetch(room.address('relatives'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ words: words.trim(), to, relation, language: language() }),
      signal: AbortSignal.timeout(within)
    })
    return answer.ok ? await answer.json() : null
  } catch {
    return null
  }
}

/**
 * Has the server find the best place for people who were just added, one after another, once it holds them. Where the
 * answer never comes they stay beside their kin, where they were put at first.
 * @param {Room} room @param {string[]} people
 */
async function settle (room, people) {
  for (const person of people) {
    for (let tried = 0; tried < SETTLE_TRIES; tried++) {
      await arrival(room, person)
      if (room.ended !== null || room.workingCopy.record('people', person)?.removed_at !== '') return
      const status = await askToSettle(room, person)
      if (status !== 404 && !(status === 200 && crowded(room.workingCopy.standing(), person))) break
      await pause(SETTLE_AGAIN_MS * (tried + 1) + Math.random() * SETTLE_AGAIN_MS)
    }
  }
}

/** Until the server has kept what was written of somebody. @param {Room} room @param {string} person */
async function arrival (room, person) {
  for (let waited = 0; waited < ARRIVAL_MS; waited += LOOK_AGAIN_MS) {
    if (!room.connection.unsettledEdits().some(edit => edit.id === person)) return
    await pause(LOOK_AGAIN_MS)
  }
}

/** @param {Room} room @param {string} person @returns {Promise<number>} the status of the answer, 0 without one */
async function askToSettle (room, person) {
  try {
    const answer = await fetch(room.address('changes'), {
      method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ kind: 'settle', person })
    })
    await answer.text()
    await pause(LOOK_AGAIN_MS)
    return answer.status
  } catch {
    return 0
  }
}

/** @param {number} ms */
function pause (ms) {
  return new Promise(resolve => setTimeout(resolve, ms))
}

/** Whether somebody stands in another one's place. @param {import('../document/schema.js').Plain} plain @param {string} id */
function crowded (plain, id) {
  const place = plain.people[id]?.place
  return Boolean(place) && Object.entries(plain.people).some(([other, { place: at }]) =>
    other !== id && at && Math.abs(at[1] - place[1]) < SLOT / 2 && Math.abs(at[0] - place[0]) < SLOT / 2)
}

/**
 * The records that tie a new person to one who is there.
 * @param {Room} room
 * @param {string} kin
 * @param {string} added
 * @param {Relation} relation
 * @returns {Edit[]}
 */
function linking (room, kin, added, relation) {
  const { workingCopy } = room
  const plain = workingCopy.standing()
  if (relation === 'partner') return [workingCopy.creating('unions', { a: kin, b: added, kind: 'unknown' })]
  if (relation === 'child') return [workingCopy.creating('parent_links', { child: added, ...under(plain, kin) })]
  if (relation === 'parent') return addingParent(room, kin, added)
  if (relation === 'sibling') return addingSibling(room, kin, added)
  if (relation === 'carer') return [workingCopy.creating('parent_links', { child: kin, parent: added, kind: 'foster' })]
  return []
}

/** A new child hangs from the one union of its parent, or from the parent alone. @param {import('../document/schema.js').Plain} plain @param {string} kin */
function under (plain, kin) {
  const unions = Object.entries(plain.unions).filter(([, union]) => union.a === kin || union.b === kin)
  return unions.length === 1 ? { union: unions[0][0] } : { parent: kin }
}

/** @param {Room} room @param {string} child @param {string} added @returns {Edit[]} */
function addingParent (room, child, added) {
  const { workingCopy } = room
  const plain = workingCopy.standing()
  const links = Object.entries(plain.parent_links).filter(([, link]) => link.child === child && link.kind === 'biological')
  const alone = links.find(([, link]) => link.union === '' && link.parent !== '')
  if (alone !== undefined) {
    // the second parent: the two become one union, and the child hangs from it
    const [id, link] = alone
    const union = workingCopy.creating('unions', { a: link.parent, b: added, kind: 'unknown' })
    return [union, workingCopy.setting('parent_links', id, 'union', union.id), workingCopy.setting('parent_links', id, 'parent', '')]
  }
  const half = links.map(([, link]) => plain.unions[link.union] && /** @type {const} */ ([link.union, plain.unions[link.union]]))
    .find(each => each && (each[1].a === '' || each[1].b === ''))
  if (half) return [workingCopy.setting('unions', half[0], half[1].a === '' ? 'a' : 'b', added)]
  return [workingCopy.creating('parent_links', { child, parent: added, kind: 'biological' })]
}

/** @param {Room} room @param {string} kin @param {string} added @returns {Edit[]} */
function addingSibling (room, kin, added) {
  const { workingCopy } = room
  const links = Object.values(workingCopy.standing().parent_links).filter(link => link.child === kin)
  const link = links.find(each => each.kind === 'biological') ?? links[0]
  if (link !== undefined) {
    return [workingCopy.creating('parent_links', { child: added, union: link.union, parent: link.parent, kind: link.kind })]
  }
  // nobody knows the parents yet: a union of two who are missing holds the brothers and sisters together
  const union = workingCopy.creating('unions', { kind: 'unknown' })
  return [union,
    workingCopy.creating('parent_links', { child: kin, union: union.id }),
    workingCopy.creating('parent_links', { child: added, union: union.id })]
}

/**
 * Where a new person stands: beside their kin, in the nearest free slot; null when the kin has no place yet.
 * @param {import('../document/schema.js').Plain} plain
 * @param {string} kin
 * @param {Relation} relation
 * @returns {[number, number] | null}
 */
function placeBeside (plain, kin, relation) {
  const place = plain.people[kin]?.place
  if (!place) return null
  const row = { parent: -1, carer: -1, child: 1, sibling: 0, partner: 0, other: 0 }[relation]
  const y = place[1] + row * SLOT
  const taken = Object.values(plain.people).filter(person => person.place?.[1] === y).map(person => person.place[0])
  for (let step = row === 0 ? 1 : 0; step < 200; step++) {
    for (const side of step === 0 ? [0] : [1, -1]) {
      const x = place[0] + side * step * SLOT
      if (taken.every(other => Math.abs(other - x) >= SLOT)) return [x, y]
    }
  }
  return [place[0], y]
}

/**
 * Moves a person in the drawing.
 * @param {Room} room
 * @param {string} id
 * @param {[number, number]} place
 */
export function movePerson (room, id, place) {
  const whole = /** @type {[number, number]} */ (place.map(Math.round))
  return room.do('undo.did.moved', nameOfRecord(room, 'people', id), [
    room.workingCopy.setting('people', id, 'place', whole), ...(room.workingCopy.record('people', id)?.pinned ? [] : [room.workingCopy.setting('people', id, 'pinned', true)])
  ])
}

/**
 * Lets a person go whom somebody has put in their place: the next tidying finds a place for them too.
 * @param {Room} room
 * @param {string} id
 */
export function letGo (room, id) {
  return room.do('undo.did.moved', nameOfRecord(room, 'people', id), [room.workingCopy.setting('people', id, 'pinned', false)])
}

/**
 * Asks the server to lay the whole family out again; it writes the places as one change.
 * @param {Room} room
 */
export async function tidy (room) {
  try {
    const answer = await fetch(room.address('changes'), {
      method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ kind: 'tidy' })
    })
    const told = await answer.json().catch(() => ({}))
    if (!answer.ok) return room.say(told.sentence ?? w('live.family.tidy_failed'), { tone: 'warn' })
    const change = told.change ?? told.id ?? ''
    if (change !== '') room.undo.remember({ key: 'undo.did.tidied', name: '' }, change)
    room.say(w('live.family.tidied'), change === '' ? {} : { action: { text: w('live.undo'), do: () => room.undoMine() } })
  } catch {
    room.say(w('live.family.tidy_failed'), { tone: 'warn' })
  }
}
