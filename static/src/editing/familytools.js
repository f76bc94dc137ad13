/**
 * The row below the family's drawing: the key, ties, finding somebody, the view. Nothing of it stands on the drawing.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { w } from '../words.js'
import { FindPerson } from './find.js'
import { icon } from './icons.js'

/** @typedef {import('../presence/room.js').Room} Room */

/**
 * @param {{room: Room, plain: import('../document/schema.js').Plain, narrow: boolean, ties: boolean, keyOpen: boolean, larger: boolean, map: boolean,
 *   onTies: () => void, onKey: () => void, onMap: () => void, onZoom: (way: 1 | -1) => void, onFit: () => void, onFind: (id: string) => void,
 *   onTidy: () => void}} props `larger`: not all of the family is seen
 */
export function FamilyTools ({ room, plain, narrow, ties, keyOpen, larger, map, onTies, onKey, onMap, onZoom, onFit, onFind, onTidy }) {
  const [finding, setFinding] = useState(false)
  const blocked = room.blocked('family')
  const finder = h(FindPerson, {
    key: 'find', plain, label: w('live.find_person'), focus: narrow, extra: narrow ? 'whole' : '',
    onPick: id => { setFinding(false); onFind(id) }, onClose: () => setFinding(false)
  })
  /** @param {string} label @param {string} sign @param {() => void} onClick */
  const sign = (label, sign, onClick) => h('button', { type: 'button', 'aria-label': label, title: label, onClick }, icon(sign))
  return h('div', { class: 'family-tools' },
    h('button', { type: 'button', class: 'quiet key-opener', 'aria-expanded': String(keyOpen), 'aria-controls': 'family-key', onClick: onKey },
      icon(keyOpen ? 'chevron-down' : 'chevron-right', 'small'), w('live.family.key')),
    h('label', { class: 'tick inline' }, h('input', { type: 'checkbox', checked: ties, onChange: onTies }), h('span', null, w('live.family.show_ties'))),
    narrow ? finding && finder : finder,
    h('div', { class: 'zoom', role: 'group', 'aria-label': w('live.zoom') },
      narrow && h('button', { type: 'button', class: 'find-opener', 'aria-label': w('live.find_person'), 'aria-expanded': String(finding), onClick: () => setFinding(!finding) }, icon('search')),
      sign(w('live.zoom.out'), 'minus', () => onZoom(-1)),
      sign(w('live.zoom.in'), 'plus', () => onZoom(1)),
      sign(w('live.zoom.fit'), 'maximize', onFit),
      larger && h('button', { type: 'button', class: 'map-opener', 'aria-label': w('live.map'), title: w('live.map'), 'aria-pressed': String(map), onClick: onMap }, icon('network')),
      h('button', { type: 'button', class: 'word', 'aria-disabled': blocked !== '' ? 'true' : undefined, onClick: () => blocked === '' ? onTidy() : room.say(w(blocked), { tone: 'warn' }) }, w('live.family.tidy'))))
}
