/**
 * Background facts out of a starting document: the text is pasted, each line shown with the area that was read, put right
 * where it is wrong, and all are added as one step that can be undone. Until then the text is kept, whatever is closed.
 */
import { h } from 'preact'
import { useState } from 'preact/hooks'
import { orderAfter } from '../document/keys.js'
import { keysOf } from '../document/schema.js'
import { language, w } from '../words.js'
import { personName } from './actions.js'
import { lettersOf, LONGEST, readFacts } from './factlines.js'
import { factsOf } from './facts.js'
import { icon } from './icons.js'
import { indexPerson } from './life.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** What was pasted, and what was said of its lines: `areas` by line, '' leaves it out. @typedef {{text: string, source: string | null, language: string, areas: Record<string, string>}} Pasted */

/** Characters of a pasted document. */
const TEXT_MAX = 60_000
/** Characters of a source. */
const SOURCE_MAX = 200
const NAME_MAX = 80
/** @type {WeakMap<Room, Pasted>} */
const kept = new WeakMap()

/** The focus goes to the first that was added, once it is drawn. @param {string} id @param {number} [frames] */
function goToFact (id, frames = 60) {
  const fact = document.querySelector(`.background [data-fact="${CSS.escape(id)}"]`)
  const button = fact?.querySelector('button')
  if (fact && button instanceof HTMLElement) {
    button.focus({ preventScroll: true })
    fact.scrollIntoView({ block: 'center' })
  } else if (frames > 0) requestAnimationFrame(() => goToFact(id, frames - 1))
}

/** @param {{room: Room, onDone: () => void}} props */
export function FactsText ({ room, onDone }) {
  const [pasted, setPasted] = useState(/** @type {Pasted} */ (kept.get(room) ?? { text: '', source: null, language: language(), areas: {} }))
  const child = indexPerson(room.workingCopy.standing())
  const blocked = child === null ? '' : room.blocked('facts')
  const areas = keysOf(room.schema, 'fact_areas')
  const { source: ownTitle, lines } = readFacts(pasted.text)
  const source = pasted.source ?? ownTitle
  const there = new Set(child === null ? [] : factsOf(room.workingCopy.standing(), child.id).map(([, fact]) => lettersOf(fact.text)))
  const read = keyed(lines).map(line => ({ ...line, there: there.has(lettersOf(line.text)) })).map(line => ({ ...line, chosen: pasted.areas[line.key] ?? (line.there ? '' : line.area) }))
  const added = read.filter(line => line.chosen !== '')
  const unsure = read.filter(line => !line.sure && !line.there)
  const known = read.filter(line => line.there)
  /** @param {Partial<Pasted>} change */
  const write = change => {
    const next = { ...pasted, ...change }
    kept.set(room, next)
    setPasted(next)
  }
  /** @param {Event} event */
  const add = event => {
    event.preventDefault()
    if (blocked !== '') return room.say(w(blocked), { tone: 'warn' })
    if (child === null || added.length === 0) return
    const { workingCopy } = room
    let last = ''
    const edits = added.map(line => {
      const says = [source.trim(), line.under].filter(each => each !== '').join(', ').slice(0, SOURCE_MAX)
      const fact = workingCopy.creating('facts', { about: child.id, text: line.text, area: line.chosen, says, agency: '', language: pasted.language, ...(last === '' ? {} : { order: orderAfter([last]) }) })
      last = fact.fields.order
      return fact
    })
    room.do('undo.did.added', (source.trim() || added[0].text).slice(0, NAME_MAX), edits)
    kept.delete(room)
    onDone()
    room.see({ view: 'family', chosen: null, background: true, opened: true, task: 'see' })
    room.say(w('live.background.added', { n: added.length }), { action: { text: w('live.undo'), do: () => room.undoMine() } })
    goToFact(edits[0].id)
  }
  if (child === null) return h('p', null, w('live.background.no_child'))
  return h('form', { class: 'family-text facts-text', onSubmit: add }, h('p', { id: 'facts-text-how' }, w('live.background.how', { name: personName(child.person).split(' ')[0] })),
    h('div', { class: 'f' }, h('label', { for: 'facts-text' }, w('live.background.text')),
      h('textarea', { id: 'facts-text', rows: 7, maxLength: TEXT_MAX, autofocus: true, 'aria-describedby': 'facts-text-how', defaultValue: pasted.text, spellcheck: false, onInput: (/** @type {any} */ event) => write({ text: event.target.value, areas: {} }) })),
    h('div', { class: 'two' },
      h('div', { class: 'f' }, h('label', { for: 'facts-source' }, w('live.background.source')),
        h('input', { id: 'facts-source', value: source, maxLength: 150, onInput: (/** @type {any} */ event) => write({ source: event.target.value }) })),
      h('div', { class: 'f' }, h('label', { for: 'facts-language' }, w('field.language')),
        h('select', { id: 'facts-language', value: pasted.language, onChange: (/** @type {any} */ event) => write({ language: event.target.value }) }, keysOf(room.schema, 'languages').map(key => h('option', { key, value: key, selected: key === pasted.language }, w(`languages.${key}`)))))),
    h('div', { role: 'status', class: 'understood' }, lines.length === 0 ? '' : w('live.background.read', { n: lines.length }),
      unsure.length > 0 && h('small', null, w('live.background.unsure', { n: unsure.length })), known.length > 0 && h('small', null, w('live.background.known', { n: known.length }))),
    lines.length > 0 && h('ol', { class: 'preview fact-lines' }, read.map((line, at) => h('li', { key: line.key, class: line.there ? 'there' : line.sure ? undefined : 'unsure' },
      h('p', { id: `line-${at}` }, line.text, line.there && h('small', null, icon('check', 'small'), w('live.background.there'))),
      h('select', { 'aria-label': w('live.background.area_of', { n: at + 1 }), 'aria-describedby': `line-${at}`, value: line.chosen, onChange: (/** @type {any} */ event) => write({ areas: { ...pasted.areas, [line.key]: event.target.value } }) },
        h('option', { value: '', selected: line.chosen === '' }, w('live.background.leave_out')),
        areas.map(area => h('option', { key: area, value: area, selected: area === line.chosen }, w(`fact_areas.${area}`))))))),
    h('p', { class: 'why' }, blocked !== '' && [icon('triangle-alert', 'small'), w(blocked)]),
    h('div', { class: 'pair foot' }, h('button', { class: 'main', 'aria-disabled': added.length === 0 || blocked !== '' ? 'true' : undefined }, w('live.background.add', { n: added.length })),
      h('button', { type: 'button', onClick: onDone }, pasted.text === '' ? w('live.cancel') : w('live.background.later'))))
}

/** Each line with a key of its own: the same words may stand twice. @param {import('./factlines.js').FactLine[]} lines */
function keyed (lines) {
  /** @type {Map<string, number>} */
  const seen = new Map()
  return lines.map(line => {
    const letters = lettersOf(line.text)
    const n = (seen.get(letters) ?? 0) + 1
    seen.set(letters, n)
    return { ...line, key: `${letters} ${n}` }
  })
}
