/**
 * The background facts about the child, by area, beside the family: the starting document of the practice guide in bullets,
 * each with who says so and edited where it stands.
 */
import { h } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { keysOf } from '../document/schema.js'
import { w } from '../words.js'
import { personName } from './actions.js'
import { Button, escapes, SignButton } from './button.js'
import { Fact, FactForm, factsOf } from './facts.js'
import { markSaid } from './health.js'
import { icon } from './icons.js'
import { indexPerson } from './life.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/schema.js').Entry} Entry */

/**
 * The facts by area, in the order of the areas; those without one stand under the last.
 * @param {[string, Entry][]} facts
 * @param {readonly string[]} areas
 * @returns {{area: string, facts: [string, Entry][]}[]} every area, empty ones too
 */
export function byArea (facts, areas) {
  const last = areas[areas.length - 1]
  return areas.map(area => ({ area, facts: facts.filter(([, fact]) => (areas.includes(fact.area) ? fact.area : fact.mark !== '' ? 'health' : last) === area) }))
}

/** @param {{room: Room, readings: import('./readings.js').Readings, deeds: import('./deeds.js').Deeds, onClose: () => void}} props */
export function Background ({ room, readings, deeds }) {
  const [adding, setAdding] = useState('')
  // who asked for it reads it
  useEffect(() => { if (document.activeElement?.matches('.background-opener')) document.getElementById('panel-title')?.focus() }, [])
  const plain = room.workingCopy.standing()
  const child = indexPerson(plain)
  const close = () => {
    room.see({ background: false, opened: false })
    const opener = document.querySelector('.background-opener')
    if (opener instanceof HTMLElement) opener.focus()
  }
  const head = h('header', { class: 'panel-head' }, h('div', { class: 'kind' }, icon('list', 'small'), h('span', null, w('live.background')),
    h('button', { type: 'button', class: 'round close', 'aria-label': w('live.close'), onClick: close }, icon('x'))),
  h('h2', { id: 'panel-title', tabIndex: -1 }, child === null ? w('live.background') : w('live.background.of', { name: personName(child.person).split(' ')[0] })))
  if (child === null) return h('div', { class: 'panel-inside background' }, head, h('p', { class: 'muted' }, w('live.background.no_child')))
  const areas = byArea(factsOf(plain, child.id), keysOf(room.schema, 'fact_areas'))
  const none = areas.every(each => each.facts.length === 0)
  return h('div', { class: 'panel-inside background', onKeyDown: escapes(close) }, head,
    none && h('p', { class: 'muted' }, w('live.background.none')),
    room.ended === null && h(Button, { room, collection: 'facts', text: w('live.background.bring_in'), sign: 'file-text', extra: 'bring-facts', main: none, onClick: () => deeds.open('facts') }),
    areas.map(({ area, facts }) => h('section', { key: area, class: 'area', 'aria-labelledby': `area-${area}`, 'data-area': area },
      h('div', { class: 'area-head' }, h('h3', { id: `area-${area}` }, w(`fact_areas.${area}`)),
        room.ended === null && h(SignButton, { room, collection: 'facts', label: w('live.background.add_to', { area: w(`fact_areas.${area}`) }), sign: 'plus', onClick: () => setAdding(area) })),
      facts.length > 0 && h('ul', { class: 'bullets' }, facts.map(([id, fact]) => h(Fact, { key: id, room, readings, id, fact, text: fact.mark !== '' ? markSaid(fact) : fact.text || fact.note, quoted: area === 'says' && !/^["“‘'].*["”’']$/.test(fact.text) && !fact.text.includes(':') }))),
      adding === area && h(FactForm, { room, id: child.id, area, onDone: () => {
        setAdding('')
        const opener = document.querySelector(`[data-area="${area}"] .area-head button`)
        if (opener instanceof HTMLElement) opener.focus()
      } }))))
}
