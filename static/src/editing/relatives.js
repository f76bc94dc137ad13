/**
 * The six ways to add somebody to a person, and one line of typing for who it is: "aunt, born 1994, care assistant".
 * How the line is read stands beneath it while it is typed; Enter adds, Shift and Enter adds and goes on to the next.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { language, w } from '../words.js'
import { addRelative, personName, readRelative, RELATIONS, writePlan } from './actions.js'
import { Button, focusOnce } from './button.js'
import { icon } from './icons.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('./actions.js').Relation} Relation */
/** @typedef {import('./actions.js').ReadRelative} ReadRelative */
/** What a reading is of; another family may be read otherwise. @typedef {{words: string, to: string, relation: string, language: string, family: unknown}} Asked */

const ASK_AFTER_MS = 250
const ANSWER_WITHIN_MS = 4_000
const LINE_MAX = 200
/** Ids of lines on one page: a bar and a list may both show one. */
let lines = 0

/** The words of each way, as buttons say them. @returns {Record<Relation, string>} */
function relationWords () {
  return {
    parent: w('live.relative.parent'), sibling: w('live.relative.sibling'), partner: w('live.relative.partner'),
    child: w('live.relative.child'), carer: w('live.relative.carer'), other: w('live.relative.other')
  }
}

/**
 * The six ways; each opens a line.
 * @param {{room: Room, id: string, record: Entry, onAdded?: (id: string) => void, onOpen?: () => void, heading?: boolean}} props `onAdded` is told
 *   of each new person, `onOpen` when a line is opened or put away; without `heading` the place around says to whom
 */
export function Relatives ({ room, id, record, onAdded, onOpen, heading = true }) {
  const [relation, setRelation] = useState(/** @type {Relation | ''} */ (''))
  const words = relationWords()
  useEffect(() => { onOpen?.() }, [relation])
  return h('div', { class: 'relatives' }, heading && h('h3', null, w('live.relative.add_to', { name: personName(record) })),
    relation === ''
      ? h('div', { class: 'relations' }, RELATIONS.map(each => h(Button, {
        key: each, room, collection: 'people', text: words[each], sign: 'plus', extra: `relation-${each}`, onClick: () => setRelation(each)
      })))
      : h(RelativeLine, { key: relation, room, to: id, relation, title: words[relation], onAdded, onDone: () => setRelation('') }))
}

/**
 * One line of typing.
 * @param {{room: Room, to: string, relation: Relation, title: string, onAdded?: (id: string) => void, onDone: () => void}} props
 */
function RelativeLine ({ room, to, relation, title, onAdded, onDone }) {
  const [said, setSaid] = useState('')
  const [own] = useState(() => `relative-${++lines}`)
  const [adding, setAdding] = useState(false)
  const field = useRef(/** @type {HTMLInputElement | null} */ (null))
  const { reading, current } = useRelativeReading(room, to, relation, said)
  /** @param {boolean} more whether another one follows */
  const add = async more => {
    const blocked = room.blocked('family')
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    if (adding) return
    setAdding(true)
    const known = current()
    const added = known !== null && known.plan.length > 0 ? writePlan(room, known.plan, { to, relation }) : await addRelative(room, to, relation, said)
    setAdding(false)
    if (added === '') return
    if (!more) {
      onDone()
      return onAdded?.(added)
    }
    setSaid('')
    room.see({ chosen: { collection: 'people', id: to }, task: 'see' })
    field.current?.focus()
  }
  /** @param {KeyboardEvent} event */
  const onKeyDown = event => {
    if (event.key === 'Enter' && event.shiftKey && !event.isComposing) {
      event.preventDefault()
      add(true)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      onDone()
    }
  }
  return h('form', { class: 'relative-form', onSubmit: (/** @type {Event} */ event) => { event.preventDefault(); add(false) }, 'aria-label': title, autocomplete: 'off' },
    h('div', { class: 'f' }, h('label', { for: own }, icon('plus', 'small'), title),
      h('input', {
        id: own,
        class: 'relative-words',
        value: said,
        maxLength: LINE_MAX,
        placeholder: w('live.relative.example'),
        autocapitalize: 'sentences',
        'aria-describedby': `${own}-read`,
        ref: (/** @type {HTMLInputElement | null} */ element) => { field.current = element; focusOnce(element) },
        onKeyDown,
        onInput: (/** @type {any} */ event) => setSaid(event.target.value)
      })),
    h('div', { class: 'read', id: `${own}-read`, 'aria-live': 'polite' }, readingSaid(said, reading)),
    h('div', { class: 'pair' }, h('button', { class: 'main', 'aria-disabled': adding ? 'true' : undefined }, w('live.add.do')),
      h('button', { type: 'button', class: 'another', title: w('live.relative.another_how'), onClick: () => add(true) }, w('live.relative.another')),
      h('button', { type: 'button', onClick: onDone }, w('live.cancel'))))
}

/** @param {string} said @param {ReadRelative | null | undefined} reading undefined while it is asked, null without an answer */
function readingSaid (said, reading) {
  if (said.trim() === '') return h('p', null, w('live.relative.how'))
  if (reading === undefined) return h('p', null, w('live.add.reading'))
  if (reading === null) return h('p', null, w('live.relative.as_name'))
  return [h('p', { key: 'said' }, w('live.add.read_as', { what: reading.said })), reading.doubts.map(doubt => h('p', { class: 'doubt', key: doubt }, icon('circle-question-mark', 'small'), doubt))]
}

/**
 * How a line is read while it is typed, asked a quarter of a second after the last letter.
 * @param {Room} room @param {string} to @param {Relation} relation @param {string} words
 * @returns {{reading: ReadRelative | null | undefined, current: () => ReadRelative | null}} `reading` of these words; `current` only where
 *   the family is still the one that it was read in, and only once: the ids in it are fresh
 */
function useRelativeReading (room, to, relation, words) {
  const [known, setKnown] = useState(/** @type {{asked: Asked, reading: ReadRelative | null} | null} */ (null))
  const asked = useRef(/** @type {Asked | null} */ (null))
  const text = words.trim()
  useEffect(() => {
    if (text === '') return
    const mine = { words: text, to, relation, language: language(), family: room.workingCopy.standing() }
    asked.current = mine
    const timer = setTimeout(async () => {
      const reading = await readRelative(room, to, relation, text, ANSWER_WITHIN_MS)
      if (asked.current === mine) setKnown({ asked: mine, reading })
    }, ASK_AFTER_MS)
    return () => {
      clearTimeout(timer)
      asked.current = null
    }
  }, [text, to, relation, language()])
  const own = known !== null && known.asked.words === text && known.asked.to === to && known.asked.language === language() ? known : null
  const current = () => {
    if (own === null || own.asked.family !== room.workingCopy.standing()) return null
    setKnown(null)
    return own.reading
  }
  return { reading: own === null ? undefined : own.reading, current }
}
