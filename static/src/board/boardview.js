/**
 * The board: six boxes of cards in plain words, each with what it rests on. Cards are added by typing, ordered and put in
 * another box by buttons, and what the team puts forward stands apart until whoever leads takes it up.
 */
import { h } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { keysOf } from '../document/schema.js'
import { useDraft } from '../editing/drafts.js'
import { ShapeSwitch } from '../editing/bars.js'
import { SignButton } from '../editing/button.js'
import { addCard, againIn, boxesOf, cardsIn, leaveOut, moveCard, restsOn, suggestedFor, takesUp, takeUp, voicesAbout, wayOfAdding } from '../editing/cards.js'
import { icon } from '../editing/icons.js'
import { goToRecord } from '../editing/mentions.js'
import { Picker } from '../editing/picker.js'
import { Pointed, pointedSaid } from '../editing/pointed.js'
import { listed } from '../editing/said.js'
import { ViewBar } from '../editing/viewbar.js'
import { hasWord, w } from '../words.js'
import { CardSide } from './cardside.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */
/** @typedef {import('../editing/cards.js').Standing} Standing */

/** Characters of a card. */
const LONGEST = 500
const FIELD = 'board-add-'

/** Suggestions beside the formulation stand in their box. */
export const also = ['comments']

export const adding = {
  part: 'comments',
  said: () => w('live.board.add_card'),
  begin: (/** @type {Room} */ room) => {
    const [first] = keysOf(room.schema, 'boxes')
    const field = document.getElementById(FIELD + first)
    field?.scrollIntoView({ block: 'center' })
    field?.focus()
  }
}

/** @param {import('../later.js').ViewProps} props */
export function View ({ room }) {
  const boxes = keysOf(room.schema, 'boxes')
  const list = room.look.shape === 'list'
  const also = boxesOf(room.workingCopy.standing(), boxes)
  const way = wayOfAdding(room)
  return [
    h(ViewBar, { room, title: w('live.board.title') }, h(ShapeSwitch, { room })),
    way === 'puts_forward' && h('p', { class: 'board-how muted' }, w('live.board.puts_forward')),
    way === 'suggests' && h('p', { class: 'board-how muted' }, w('live.board.suggests')),
    way === '' && room.ended === null && h('p', { class: 'board-how note', role: 'status' }, icon('info', 'small'), h('span', null, w(room.blocked('board')))),
    h('div', { class: `work scrolls board-work ${list ? 'as-list' : 'as-boxes'}` }, boxes.map(box => h(Box, { key: box, room, box, also, list })))
  ]
}

/** Beside the board: the card that is chosen, or what is still to be done. @param {import('../later.js').SideProps} props */
export function Side (props) {
  return h(CardSide, props)
}

/** @param {{room: Room, box: string, also: Map<string, string[]>, list: boolean}} props */
function Box ({ room, box, also, list }) {
  const plain = room.workingCopy.standing()
  const cards = cardsIn(plain, box)
  const suggested = suggestedFor(plain, box)
  const clinical = hasWord(`live.board.p.${box}`) ? w(`live.board.p.${box}`) : ''
  const n = cards.length + suggested.length
  return h('section', { class: `box ${box}`, 'aria-labelledby': `box-${box}`, 'data-box': box },
    h('header', null, h('h2', { id: `box-${box}` }, w(`boxes.${box}`)),
      clinical !== '' && h('small', { class: 'clinical' }, clinical)),
    n > 0 && h('ol', { class: 'cards', 'aria-label': w(`boxes.${box}`) },
      cards.map(([id, card]) => h(CardSeen, { key: id, room, standing: { collection: 'cards', id }, card, box, also, list })),
      suggested.map(([id, comment]) => h(CardSeen, { key: id, room, standing: { collection: 'comments', id }, card: comment, box, also, list }))),
    room.ended === null && h(AddLine, { room, box }))
}

/**
 * One card: its words, the chips it rests on, whose it is, and what is to be looked at again.
 * @param {{room: Room, standing: Standing, card: Entry, box: string, also: Map<string, string[]>, list: boolean}} props
 */
function CardSeen ({ room, standing, card, box, also, list }) {
  const { collection, id } = standing
  const covered = card.sensitive && !room.revealed.has(`${collection}/${id}`)
  const suggested = collection === 'comments' || card.suggested
  const chosen = room.look.chosen?.id === id
  const who = room.nameOf(card.added_by)
  const again = againIn(card, room.workingCopy.plain())
  const rests = restsOn(card)
  const lang = card.language === 'en' || card.language === 'cy' ? card.language : undefined
  const choose = () => room.choose(collection, id)
  /** @param {1 | -1} way */
  const move = way => {
    const moved = moveCard(room, id, way)
    room.say(moved === null ? w('live.board.no_further') : w('live.board.moved', { name: short(card.text), n: moved.at, of: moved.of }))
  }
  const key = (/** @type {KeyboardEvent} */ event) => {
    const way = { ArrowUp: /** @type {const} */ (-1), ArrowDown: /** @type {const} */ (1) }[event.key]
    if (way === undefined || !event.altKey || collection !== 'cards') return
    event.preventDefault()
    event.stopPropagation()
    if (room.blocked('board') !== '') return room.say(w(room.blocked('board')), { tone: 'warn' })
    move(way)
  }
  return h('li', { class: `board-card${suggested ? ' put-forward' : ''}${chosen ? ' chosen' : ''}${again.length > 0 ? ' look' : ''}`, 'data-id': id, onKeyDown: key },
    h('button', { type: 'button', class: 'open', lang, 'aria-pressed': String(chosen), 'aria-keyshortcuts': collection === 'cards' ? 'Alt+ArrowUp Alt+ArrowDown' : undefined, onClick: choose }, covered ? w('live.sensitive.open_one') : card.text),
    !covered && rests.length > 0 && h('ul', { class: 'chips', 'aria-label': w('live.board.rests') }, rests.map(rest => {
      const others = (also.get(`${rest.collection}/${rest.id}`) ?? []).filter(each => each !== box)
      return h('li', { key: `${rest.collection}/${rest.id}` }, h(Pointed, {
        room, collection: rest.collection, id: rest.id, against: rest.bearing === 'speaks_against',
        also: others.length === 0 ? '' : w('live.board.also', { boxes: listed(others.map(each => w(`boxes.${each}`))) })
      }))
    })),
    !covered && rests.length === 0 && list && h('p', { class: 'muted small' }, w('live.board.rests_on_nothing')),
    collection === 'cards' && !covered && h(ChildSays, { room, id }),
    again.length > 0 && h('p', { class: 'again-said' }, icon('triangle-alert', 'small'), w('live.story.again')),
    suggested && h('p', { class: 'whose' }, h('b', null, who === '' ? w('live.board.put_forward') : w('live.board.put_forward_by', { name: who })), ' ', w('live.board.not_yet')),
    suggested && takesUp(room) && h('div', { class: 'settle' },
      h('button', { type: 'button', class: 'take-up', onClick: () => { const made = takeUp(room, standing); room.say(w('live.board.taken_up', { name: short(card.text) })); focusCard(made) } }, icon('check', 'small'), w('live.board.take_up')),
      h('button', { type: 'button', class: 'quiet', onClick: () => {
        const next = neighbour(id)
        leaveOut(room, standing)
        room.say(w('live.board.left_out', { name: short(card.text) }), { action: { text: w('live.undo'), do: () => room.undoMine() } })
        next?.focus()
      } }, w('live.board.leave_out'))),
    chosen && collection === 'cards' && room.ended === null && h('div', { class: 'order' },
      h(SignButton, { room, collection: 'cards', label: w('live.board.up', { name: short(card.text) }), sign: 'arrow-up', onClick: () => move(-1) }),
      h(SignButton, { room, collection: 'cards', label: w('live.board.down', { name: short(card.text) }), sign: 'arrow-down', onClick: () => move(1) })))
}

/** What the child said of this card. @param {{room: Room, id: string}} props */
function ChildSays ({ room, id }) {
  const voices = voicesAbout(room.workingCopy.standing(), 'cards', id).filter(([each, voice]) => !voice.sensitive || room.revealed.has(`voices/${each}`))
  if (voices.length === 0) return null
  return h('ul', { class: 'child-says', 'aria-label': w('live.in_words') }, voices.map(([each, voice, bearing]) => h('li', { key: each },
    h('button', { type: 'button', class: 'link', 'data-goes': each, onClick: () => goToRecord(room, 'voices', each) }, icon('quote', 'small'),
      h('span', { lang: voice.language === 'en' || voice.language === 'cy' ? voice.language : undefined }, w('live.quoted', { words: short(voice.text.trim()) }))),
    bearing !== 'about' && h('small', null, w(`voice_bearings.${bearing}`)))))
}

/** @param {string} text */
function short (text) {
  return text.length > 60 ? `${text.slice(0, 59).trimEnd()}…` : text
}

/** What has the focus when this card is gone: the next one, the one before, or the line of its box. @param {string} id @returns {HTMLElement | null} */
function neighbour (id) {
  const card = document.querySelector(`.board-card[data-id="${CSS.escape(id)}"]`)
  const other = card?.nextElementSibling ?? card?.previousElementSibling
  return (other ?? card?.closest('.box'))?.querySelector(other ? '.open' : 'input') ?? null
}

/** The focus goes to a card once it is drawn. @param {string} id */
function focusCard (id) {
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const open = document.querySelector(`.board-card[data-id="${CSS.escape(id)}"] .open`)
    if (open instanceof HTMLElement) open.focus()
  }))
}

/**
 * The line at the foot of a box: type and Enter; what the card rests on is found by typing as well, before it is added.
 * @param {{room: Room, box: string}} props
 */
function AddLine ({ room, box }) {
  const [draft, setDraft] = useDraft(room, `board ${box}`, { text: '', rests: /** @type {{collection: string, id: string}[]} */ ([]) })
  const { text: typed, rests } = draft
  const setTyped = (/** @type {string} */ text) => setDraft({ ...draft, text })
  const setRests = (/** @type {{collection: string, id: string}[]} */ rests) => setDraft({ ...draft, rests })
  const [picking, setPicking] = useState(false)
  const field = useRef(/** @type {HTMLInputElement | null} */ (null))
  const way = wayOfAdding(room)
  const blocked = way === '' ? room.blocked('board') : ''
  const add = (/** @type {Event} */ event) => {
    event.preventDefault()
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    if (typed.trim() === '') return field.current?.focus()
    const made = addCard(room, { box, text: typed, rests })
    if (made === null) return
    room.say(way === 'adds' ? w('live.board.added', { name: short(typed.trim()), box: w(`boxes.${box}`) }) : w('live.board.put', { name: short(typed.trim()), box: w(`boxes.${box}`) }))
    setDraft({ text: '', rests: [] })
    field.current?.focus()
    // the new card has moved the line down
    requestAnimationFrame(() => requestAnimationFrame(() => field.current?.scrollIntoView({ block: 'nearest' })))
  }
  return h('form', { class: 'add-line', onSubmit: add, autocomplete: 'off' },
    h('label', { class: 'away', for: FIELD + box }, w('live.board.add_to', { box: w(`boxes.${box}`) })),
    h('div', { class: 'line' }, h('input', {
      id: FIELD + box,
      ref: field,
      value: typed,
      maxLength: LONGEST,
      readOnly: blocked !== '',
      spellcheck: true,
      placeholder: way === 'adds' ? w('live.board.add_here') : w('live.board.suggest_here'),
      onInput: (/** @type {any} */ event) => {
        const { value } = event.target
        // an @ asks for what it rests on, as in the story
        if (value.endsWith('@') && !value.endsWith('@@')) {
          setTyped(value.slice(0, -1))
          setPicking(true)
        } else setTyped(value)
      }
    }), h('button', { class: 'round', 'aria-label': w('live.board.add_to', { box: w(`boxes.${box}`) }), 'aria-disabled': blocked !== '' ? 'true' : undefined }, icon('plus', 'small'))),
    rests.length > 0 && h('ul', { class: 'chips' }, rests.map(rest => {
      const { name } = pointedSaid(room, rest.collection, rest.id)
      return h('li', { key: rest.id, class: 'picked' }, h('span', null, name), h('button', { type: 'button', class: 'round', 'aria-label': w('live.take_out', { name }), onClick: () => { setRests(rests.filter(each => each !== rest)); field.current?.focus() } }, icon('x', 'small')))
    })),
    typed !== '' && !picking && h('button', { type: 'button', class: 'quiet point-to', onClick: () => setPicking(true) }, icon('link', 'small'), w('live.board.rests_on')),
    picking && h(Picker, {
      plain: room.workingCopy.standing(),
      onPick: found => {
        setPicking(false)
        if (found !== null) {
          const rest = { collection: found.collection, id: found.id }
          // a suggestion beside the formulation points at one thing
          setRests(way === 'suggests' ? [rest] : [...rests.filter(each => each.id !== found.id), rest])
        }
        field.current?.focus()
      }
    }))
}
