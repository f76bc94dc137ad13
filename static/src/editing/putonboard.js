/**
 * Putting something that is chosen on the board: the box it goes to, and its words. The card rests on what it came from.
 */
import { h } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { keysOf } from '../document/schema.js'
import { w } from '../words.js'
import { escapes } from './button.js'
import { addCard, boxesOf, wayOfAdding } from './cards.js'
import { icon } from './icons.js'
import { nameOf } from './pointing.js'
import { listed } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */

/** @param {{room: Room, collection: string, id: string, start?: boolean, onDone?: () => void}} props `start` opens it at once */
export function PutOnBoard ({ room, collection, id, start = false, onDone }) {
  const record = room.workingCopy.record(collection, id)
  const [open, setOpen] = useState(start)
  const [typed, setTyped] = useState(/** @type {string | null} */ (null))
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  const was = useRef(false)
  useEffect(() => {
    if (open !== was.current) /** @type {HTMLElement | null} */ (element.current?.querySelector(open ? 'input' : 'button'))?.focus()
    was.current = open
  }, [open])
  if (record === undefined || record.removed_at !== '' || room.ended !== null) return null
  const boxes = keysOf(room.schema, 'boxes')
  const there = boxesOf(room.workingCopy.standing(), boxes).get(`${collection}/${id}`) ?? []
  const close = () => {
    setOpen(false)
    setTyped(null)
    onDone?.()
  }
  const words = typed ?? nameOf(collection, record)
  /** @param {string} box */
  const put = box => {
    const way = wayOfAdding(room)
    if (way === '') return room.say(w(room.blocked('board')), { tone: 'warn' })
    const made = addCard(room, { box, text: words, rests: [{ collection, id }] })
    if (made === null) return
    close()
    const said = { name: words.trim(), box: w(`boxes.${box}`) }
    room.say(way === 'adds' ? w('live.board.added', said) : w('live.board.put', said), { action: { text: w('live.board.go'), do: () => room.see({ view: 'board', chosen: made, opened: true, task: 'see' }) } })
  }
  const blocked = wayOfAdding(room) === ''
  if (!open) {
    return h('div', { class: 'put-on-board', ref: element },
      h('button', { type: 'button', class: 'put-opener', 'aria-disabled': blocked ? 'true' : undefined, onClick: () => blocked ? room.say(w(room.blocked('board')), { tone: 'warn' }) : setOpen(true) }, icon('layout-grid', 'small'), w('live.board.put_on')),
      there.length > 0 && h('small', { class: 'muted' }, w('live.board.there', { boxes: listed(there.map(box => w(`boxes.${box}`))) })))
  }
  return h('div', { class: 'put-on-board open', ref: element, role: 'group', 'aria-label': w('live.board.put_on'), onKeyDown: escapes(close) },
    h('div', { class: 'f' }, h('label', { for: 'put-words' }, w('live.board.words')),
      h('input', { id: 'put-words', value: words, maxLength: 500, onInput: (/** @type {any} */ event) => setTyped(event.target.value) })),
    h('p', { id: 'put-where' }, w('live.board.where')),
    h('div', { class: 'boxes', role: 'group', 'aria-labelledby': 'put-where' }, boxes.map(box => h('button', { key: box, type: 'button', 'data-put': box, onClick: () => put(box) }, w(`boxes.${box}`), there.includes(box) && h('small', null, w('live.board.there_already'))))),
    h('button', { type: 'button', class: 'quiet', onClick: close }, w('live.cancel')))
}
