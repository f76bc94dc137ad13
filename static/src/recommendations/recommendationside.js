/**
 * Beside the plan: the recommendation that is chosen, its warnings first, edited where it is read; then what is to be avoided
 * for now, what the check says of the plan as a whole, and plain facts of the plan.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { keysOf } from '../document/schema.js'
import { nameOfRecord, remove, setField } from '../editing/actions.js'
import { Disagreements, Tellings } from '../editing/accounts.js'
import { Button, escapes, focusOnce, SignButton, useForm } from '../editing/button.js'
import { voicesAbout } from '../editing/cards.js'
import { bearingOf, ChildSaysOfIt } from '../editing/childsays.js'
import { instantInWords, momentSaid } from '../editing/dates.js'
import { RecordForm } from '../editing/form.js'
import { icon } from '../editing/icons.js'
import { InPlace } from '../editing/inplace.js'
import { goToRecord } from '../editing/mentions.js'
import { RestsOn } from '../editing/pointed.js'
import { sourceSaid } from '../editing/said.js'
import { w } from '../words.js'
import { isCovered, moveSaid, Review, reviews, StepChoice } from './card.js'
import { checkOf } from './check.js'
import { addAvoided, avoid, begin, holdPlace } from './doing.js'
import { avoidedIn, besides, endings, NEW_ADULTS_MOST, newAdults, numbersOf, planOf, wishesOf } from './plan.js'
import { childName, kindSaid, langOf, short, startSaid, stateSaid, term, theChild, untilSaid, whenSaid, whoSaid } from './said.js'
import { SortAsked } from './sortasked.js'
import { Warnings } from './warnings.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {{room: Room, readings: import('../editing/readings.js').Readings}} Props */
/** @typedef {Props & {id: string, record: Entry}} ChosenProps */

/** @param {import('../later.js').SideProps} props */
export function RecommendationSide ({ room, readings, onClose }) {
  const { chosen } = room.look
  const id = chosen?.collection === 'decisions' ? room.workingCopy.record('decisions', chosen.id)?.recommendation ?? '' : chosen?.id ?? ''
  const record = chosen === null ? undefined : room.workingCopy.record('recommendations', id)
  return h('div', { class: 'panel-inside rec-side' },
    record === undefined ? h('p', { class: 'muted hint' }, planOf(room.workingCopy.standing()).length === 0 ? w('live.rec.empty') : w('live.rec.choose')) : h(Chosen, { key: id, room, readings, id, record, onClose }),
    h(Whole, { room }),
    h(AvoidList, { room, readings }),
    h(Facts, { room }))
}

/** @param {ChosenProps & {onClose: () => void}} props */
function Chosen (props) {
  const { room, id, record, onClose } = props
  const number = numbersOf(room.workingCopy.standing()).get(id)
  return h('div', { class: 'chosen-rec' },
    h('header', { class: 'panel-head' },
      h('div', { class: 'kind' }, number === undefined ? icon('ban', 'small') : h('span', { class: 'number' }, number), h('span', null, record.start === 'avoid' ? w('starts.avoid') : kindSaid(record)),
        h('button', { type: 'button', class: 'round close', 'aria-label': w('live.close'), onClick: onClose }, icon('x'))),
      h('h2', { id: 'panel-title', tabIndex: -1, lang: langOf(record) }, isCovered(room, id, record) ? w('live.sensitive.open_one') : nameOfRecord(room, 'recommendations', id))),
    record.removed_at !== '' && h('p', { class: 'caution' }, icon('trash'), h('span', null, w('live.removed.this'))),
    isCovered(room, id, record)
      ? h('div', { class: 'covered' }, h('p', null, w('live.sensitive.warning')),
        h('button', { class: 'main', type: 'button', onClick: () => { room.revealed.add(`recommendations/${id}`); room.changed() } }, icon('eye', 'small'), w('live.sensitive.open')))
      : room.look.task === 'edit'
        ? h('div', { class: 'editing' }, h(RecordForm, { ...props, collection: 'recommendations' }),
          h('div', { class: 'pair foot' }, h('button', { type: 'button', class: 'main', onClick: () => room.see({ task: 'see' }) }, w('live.done'))))
        : h(Inside, props))
}

/** @param {ChosenProps} props */
function Inside ({ room, readings, id, record }) {
  const props = { room, readings, collection: 'recommendations', id, record }
  const lang = langOf(record)
  const open = record.removed_at === '' && room.ended === null
  const needs = Object.entries(record.needs_first).filter(([each]) => room.workingCopy.standing().recommendations[each] !== undefined)
  const who = [whoSaid(room, record), record.who_agency].filter(Boolean).join(', ')
  const begins = [record.start === 'now' ? w('starts.now') : startSaid(room, record), record.start === 'avoid' && w('starts.avoid'), record.start === 'avoid' && untilSaid(room, record)].filter(Boolean).join('. ')
  const unsaid = open && h('span', { class: 'muted' }, w('live.not_said'))
  const added = [room.nameOf(record.added_by), instantInWords(record.added_at)].filter(Boolean)
  const avoided = record.start === 'avoid'
  return h('div', { class: 'seen' },
    h(Warnings, { room, id }),
    h(Disagreements, props),
    reviews(room) && h(Review, { room, readings, id, record }),
    h('dl', { class: 'kv in-place' },
      h(InPlace, { ...props, term: term(room, 'title'), names: ['title'], lang }, record.title),
      h(InPlace, { ...props, term: term(room, 'why'), names: ['why'], lang }, record.why.trim() || unsaid),
      h(InPlace, { ...props, term: w('live.rec.kind'), names: ['kind'] }, record.kind === '' ? unsaid : kindSaid(record)),
      open && record.start !== 'avoid' && room.blocked('recommendations') === '' && h(SortAsked, { room, record, onSort: kind => setField(room, 'recommendations', id, 'kind', kind) }),
      h(InPlace, { ...props, term: term(room, 'start'), names: ['start', 'until_step', 'steps'] }, begins),
      h(InPlace, { ...props, term: term(room, 'who'), names: ['who', 'who_agency', 'done_by'] }, who || unsaid),
      !avoided && h(InPlace, { ...props, term: w('live.rec.when'), names: ['begins', 'by'] }, whenSaid(record).join(', ') || unsaid),
      !avoided && h(InPlace, { ...props, term: term(room, 'needs_first'), names: ['needs_first'] }, needs.length === 0 ? unsaid : needs.map(([each]) => h('button', { key: each, type: 'button', class: 'link', onClick: () => goToRecord(room, 'recommendations', each) }, short(nameOfRecord(room, 'recommendations', each))))),
      !avoided && h(InPlace, { ...props, term: term(room, 'new_adults'), names: ['new_adults'] }, record.new_adults === '' ? unsaid : w(`new_adults.${record.new_adults}`)),
      !avoided && h(InPlace, { ...props, term: term(room, 'ending'), names: ['ends', 'ending'], lang }, [momentSaid(record.ends), record.ending.trim()].filter(Boolean).join('. ') || unsaid),
      !reviews(room) && h(InPlace, { ...props, term: w('live.rec.how_went'), names: [avoided ? 'avoided' : 'state', 'state_why'] }, [stateSaid(record), record.state_why.trim()].filter(Boolean).join('. ')),
      h(InPlace, { ...props, term: w('live.known_from'), names: ['agency', 'says'], lang }, sourceSaid(record)),
      added.length > 0 && h('div', { class: 'kv-row', key: 'added' }, h('dt', null, w('live.added_by')), h('dd', null, h('div', { class: 'said' }, added.length === 2 ? w('live.who_when', { who: added[0], when: added[1] }) : added[0])))),
    record.removed_at === '' && h(RestsOn, { room, collection: 'recommendations', id, title: w('live.rec.rests_on') }),
    record.removed_at === '' && !avoided && h(WishesAnswered, { room, id, record }),
    open && h(Moving, { room, id, record }),
    h(ChildSaysOfIt, { room, voices: voicesAbout(room.workingCopy.standing(), 'recommendations', id), about: kind => ({ recommendations: { [id]: bearingOf(kind) } }) }),
    h(Tellings, props),
    open && h('div', { class: 'actions' }, h('div', { class: 'pair' },
      h(Button, { room, collection: 'recommendations', text: w('live.edit'), sign: 'pencil', onClick: () => room.see({ task: 'edit' }) }),
      h(Button, { room, collection: 'recommendations', text: record.sensitive ? w('live.show_on_wall') : w('live.not_on_wall'), sign: record.sensitive ? 'eye' : 'eye-off', onClick: () => { room.revealed.add(`recommendations/${id}`); setField(room, 'recommendations', id, 'sensitive', !record.sensitive) } }),
      h(Button, { room, collection: 'recommendations', text: w('live.remove'), sign: 'trash', onClick: () => removed(room, id) }))))
}

/** Removes it; its neighbour is chosen, so that the focus has somewhere to be. @param {Room} room @param {string} id */
function removed (room, id) {
  const record = /** @type {Entry} */ (room.workingCopy.record('recommendations', id))
  const others = besides(room.workingCopy.standing(), id)
  const after = others.find(([, key]) => key > record.order) ?? others.at(-1)
  remove(room, 'recommendations', id)
  room.see({ chosen: after === undefined ? null : { collection: 'recommendations', id: after[0] }, task: 'see' })
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const target = document.querySelector(after === undefined ? '#rec-what' : '.right #panel-title')
    if (target instanceof HTMLElement) target.focus()
  }))
}

/** How it answers each of the child's wishes. @param {{room: Room, id: string, record: Entry}} props */
function WishesAnswered ({ room, id, record }) {
  const wishes = wishesOf(room.workingCopy.standing())
  const blocked = room.blocked('recommendations')
  if (wishes.length === 0) return null
  /** @param {string} wish @param {string} how */
  const put = (wish, how) => {
    const { [wish]: _, ...rest } = room.workingCopy.record('recommendations', id)?.wishes ?? {}
    setField(room, 'recommendations', id, 'wishes', how === '' ? rest : { ...rest, [wish]: how })
  }
  return h('section', { class: 'wishes-answered', 'aria-label': term(room, 'wishes') }, h('h3', null, term(room, 'wishes')),
    wishes.map(({ id: wish, voice }) => {
      const hidden = voice.sensitive && !room.revealed.has(`voices/${wish}`)
      return h('div', { key: wish, class: 'f' }, h('label', { for: `wish-${wish}`, lang: hidden ? undefined : langOf(voice) }, hidden ? w('voice_kinds.wish') : w('live.quoted', { words: voice.text.trim() })),
        h('select', {
          id: `wish-${wish}`, value: record.wishes[wish] ?? '', 'aria-disabled': blocked !== '' ? 'true' : undefined, onChange: (/** @type {any} */ event) => {
            if (blocked === '') return put(wish, event.target.value)
            event.target.value = record.wishes[wish] ?? ''
            room.say(w(blocked), { tone: 'warn' })
          }
        }, h('option', { value: '', selected: record.wishes[wish] === undefined }, w('live.rec.wish_not')),
        keysOf(room.schema, 'answers').map(key => h('option', { key, value: key, selected: key === record.wishes[wish] }, w(`answers.${key}`)))))
    }))
}

/** Order, step, and whether it starts, waits or is avoided: by buttons. @param {{room: Room, id: string, record: Entry}} props */
function Moving ({ room, id, record }) {
  const name = short(record.title)
  const undo = { action: { text: w('live.undo'), do: () => room.undoMine() } }
  return h('section', { class: 'placing', 'aria-label': w('live.rec.order') }, h('h3', null, w('live.rec.order')),
    h('div', { class: 'pair' },
      h(Button, { room, collection: 'recommendations', text: w('live.board.move_up'), sign: 'arrow-up', onClick: () => moveSaid(room, id, -1) }),
      h(Button, { room, collection: 'recommendations', text: w('live.board.move_down'), sign: 'arrow-down', onClick: () => moveSaid(room, id, 1) })),
    record.start !== 'avoid' && h(StepChoice, { room, id, prefix: 'side' }),
    h('div', { class: 'pair' },
      record.start !== 'now' && h(Button, { room, collection: 'recommendations', text: record.start === 'avoid' ? w('live.rec.back_to_plan') : w('starts.now'), sign: 'play', onClick: () => { begin(room, id); room.say(w('live.rec.now_starts', { name }), undo) } }),
      record.start !== 'hold' && record.start !== 'avoid' && h(Button, { room, collection: 'recommendations', text: w('starts.hold'), sign: 'bookmark', onClick: () => { holdPlace(room, id); room.say(w('live.rec.now_held', { name }), undo) } }),
      record.start !== 'avoid' && h(Button, { room, collection: 'recommendations', text: w('starts.avoid'), sign: 'ban', onClick: () => { avoid(room, id); room.say(w('live.rec.now_avoided', { name }), undo) } })))
}

/** What the check says of the plan as a whole. @param {{room: Room}} props */
function Whole ({ room }) {
  if (checkOf(room).about('').length === 0) return null
  return h('section', { class: 'whole', 'aria-labelledby': 'rec-whole' }, h('h2', { id: 'rec-whole' }, w('live.rec.whole')), h(Warnings, { room, id: '' }))
}

/** What is to be avoided for now; more is added by typing, and each goes back to the plan. @param {Props} props */
function AvoidList ({ room, readings }) {
  const [adding, setAdding] = useForm('.add-avoided')
  const avoided = avoidedIn(room.workingCopy.standing())
  return h('section', { class: 'avoid-list', 'aria-labelledby': 'rec-avoid' }, h('h2', { id: 'rec-avoid' }, w('starts.avoid')),
    avoided.length === 0 && h('p', { class: 'muted' }, w('live.rec.avoid_none')),
    h('ul', null, avoided.map(([id, record]) => {
      const covered = isCovered(room, id, record)
      const who = whoSaid(room, record)
      const more = [untilSaid(room, record), who, !reviews(room) && stateSaid(record)].filter(Boolean).join('. ')
      return h('li', { key: id, 'data-id': id, class: room.look.chosen?.id === id ? 'chosen' : undefined }, icon('ban', 'small'),
        h('div', null, h('button', { type: 'button', class: 'link', lang: langOf(record), 'aria-pressed': String(room.look.chosen?.id === id), onClick: () => room.choose('recommendations', id) }, covered ? w('live.sensitive.open_one') : record.title || w('live.unnamed')),
          more !== '' && h('small', null, more),
          reviews(room) && !covered && room.look.chosen?.id !== id && h(Review, { room, readings, id, record })),
        room.ended === null && h(SignButton, { room, collection: 'recommendations', label: w('live.rec.back', { name: short(record.title) }), sign: 'undo-2', onClick: () => { begin(room, id); room.say(w('live.rec.now_starts', { name: short(record.title) }), { action: { text: w('live.undo'), do: () => room.undoMine() } }) } }))
    })),
    adding
      ? h(AvoidForm, { room, onDone: () => setAdding(false) })
      : room.ended === null && h(Button, { room, collection: 'recommendations', text: w('live.rec.add_avoid'), sign: 'plus', extra: 'quiet add-avoided', onClick: () => setAdding(true) }))
}

/** @param {{room: Room, onDone: () => void}} props */
function AvoidForm ({ room, onDone }) {
  const [said, setSaid] = useState({ title: '', until: keysOf(room.schema, 'steps')[2] ?? '', who: '' })
  const put = (/** @type {Event} */ event) => {
    event.preventDefault()
    const blocked = room.blocked('recommendations')
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    const field = document.getElementById('avoid-what')
    if (said.title.trim() === '') return field?.focus()
    addAvoided(room, said)
    room.say(w('live.rec.now_avoided', { name: short(said.title.trim()) }))
    setSaid({ ...said, title: '' })
    field?.focus()
  }
  return h('form', { class: 'fact-form', onSubmit: put, onKeyDown: escapes(onDone), autocomplete: 'off', 'aria-label': w('live.rec.add_avoid') },
    h('div', { class: 'f' }, h('label', { for: 'avoid-what' }, w('live.rec.avoid_what')), h('input', { id: 'avoid-what', ref: focusOnce, value: said.title, maxLength: 500, onInput: (/** @type {any} */ event) => setSaid({ ...said, title: event.target.value }) })),
    h('div', { class: 'f' }, h('label', { for: 'avoid-until' }, w('live.rec.avoid_until')),
      h('select', { id: 'avoid-until', value: said.until, onChange: (/** @type {any} */ event) => setSaid({ ...said, until: event.target.value }) },
        h('option', { value: '', selected: said.until === '' }, w('live.not_said')), keysOf(room.schema, 'steps').map((key, at) => h('option', { key, value: key, selected: key === said.until }, `${at + 1}. ${w(`steps.${key}`)}`)))),
    h('div', { class: 'f' }, h('label', { for: 'avoid-who' }, w('live.rec.avoid_who')), h('input', { id: 'avoid-who', value: said.who, maxLength: 200, onInput: (/** @type {any} */ event) => setSaid({ ...said, who: event.target.value }) })),
    h('div', { class: 'pair' }, h('button', { class: 'main' }, w('live.add.do')), h('button', { type: 'button', onClick: onDone }, w('live.done'))))
}

/** Plain facts of the plan; they are of the plan and never of the child. @param {{room: Room}} props */
function Facts ({ room }) {
  const plain = room.workingCopy.standing()
  if (planOf(plain).length === 0) return null
  const ends = endings(plain, room.schema.vocabulary.recommendation_kinds ?? [])
  return h('p', { class: 'plan-facts muted' }, childName(room) === '' ? w('live.rec.new_adults_unnamed', { n: newAdults(plain), most: NEW_ADULTS_MOST }) : w('live.rec.new_adults', { name: theChild(room), n: newAdults(plain), most: NEW_ADULTS_MOST }),
    ends.of > 0 && [' ', ends.planned === ends.of ? w('live.rec.endings_all', { n: ends.of }) : w('live.rec.endings', { planned: ends.planned, of: ends.of })])
}
