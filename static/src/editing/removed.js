/**
 * What was removed and can be brought back, and words that could not be added and can be copied.
 */
import { h } from 'preact'
import { useId, useState } from 'preact/hooks'
import { w } from '../words.js'
import { mayBringBack, nameOfRecord, partOf, restore } from './actions.js'
import { Button } from './button.js'
import { icon } from './icons.js'
import { fieldWord } from './form.js'
import { leftBehind, Mentions } from './mentions.js'
import { instantInWords } from './dates.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/workingcopy.js').Edit} Edit */

const SHOWN = ['events', 'people', 'unions', 'bonds', 'households', 'facts', 'cards', 'placements', 'recommendations', 'voices']

/**
 * What was removed and can be brought back, the last removed first.
 * @param {Room} room
 * @param {string} [part] of the formulation, '' for all
 */
export function removedShown (room, part = '') {
  return room.workingCopy.removed().filter(({ collection, record }) =>
    SHOWN.includes(collection) && (part === '' || partOf(room, collection) === part) && (record.merged_into ?? '') === '')
}

/**
 * @param {{room: Room, part?: string, onGo?: () => void}} props `onGo` before something else is opened from here
 */
export function RemovedList ({ room, part = '', onGo }) {
  const removed = removedShown(room, part)
  if (removed.length === 0) return h('p', { class: 'muted' }, w('live.removed.none'))
  return h('ul', { class: 'rows' }, removed.map(({ collection, id, record }) => h('li', { key: id, 'data-removed': id },
    h('div', { class: 'what' }, h('b', null, nameOfRecord(room, collection, id)), h('small', null, removedSaid(room, record)), h(SpokenOf, { room, collection, id, onGo })),
    mayBringBack(room, record) && h(Button, { room, collection, text: w('live.removed.bring_back'), sign: 'undo-2', onClick: () => restore(room, collection, id) }))))
}

/** Where something removed is still spoken of. @param {{room: Room, collection: string, id: string, onGo?: () => void}} props */
function SpokenOf ({ room, collection, id, onGo }) {
  const mentions = leftBehind(room, collection, id)
  return h(Mentions, { room, mentions, title: w('live.removed.spoken_of', { n: mentions.length }), onGo })
}

/** @param {Room} room @param {import('../document/schema.js').Entry} record */
function removedSaid (room, record) {
  const who = room.nameOf(record.removed_by)
  return who === '' ? instantInWords(record.removed_at) : w('live.who_when', { who, when: instantInWords(record.removed_at) })
}

/**
 * The words of edits, as they are copied: each record with the fields that were written.
 * @param {Room} room
 * @param {Edit[]} edits
 * @returns {string}
 */
export function wordsOf (room, edits) {
  /** @type {Map<string, string[]>} */
  const records = new Map()
  for (const edit of edits) {
    if (edit.type === 'set' && edit.collection.startsWith('story_')) {
      records.set(edit.id, [`${w(`parts.${edit.collection}`)}: ${edit.value}`])
      continue
    }
    const written = edit.type === 'create' ? Object.entries(edit.fields) : [/** @type {const} */ ([edit.field, edit.value])]
    const lines = records.get(edit.id) ?? []
    for (const [name, value] of written) {
      const field = room.schema.collections[edit.collection].fields.find(each => each.name === name)
      const text = field === undefined || !['line', 'prose', 'moment', 'choice'].includes(field.kind) || ['agency', 'language', 'recorded_by'].includes(name)
        ? ''
        : field.kind === 'moment' ? value?.text ?? '' : field.kind === 'choice' && value !== '' ? w(`${field.table}.${value}`) : value
      if (field !== undefined && text !== '') lines.push(`${fieldWord(field, edit.collection)}: ${text}`)
    }
    records.set(edit.id, lines)
  }
  return [...records.values()].filter(lines => lines.length > 0).map(lines => [...new Set(lines)].join('\n')).join('\n\n')
}

/**
 * Edits that are not in the document, with what to do: copy their words.
 * @param {{room: Room, title: string, reasons: string[], edits: Edit[], id?: string, onDone?: () => void}} props
 */
export function WordsToCopy ({ room, edits, ...rest }) {
  return h(CopyWords, { ...rest, words: wordsOf(room, edits) })
}

/**
 * Words to copy, in a field from which they can be taken by keyboard too.
 * @param {{title: string, reasons: string[], words: string, id?: string, onDone?: () => void}} props
 */
export function CopyWords ({ title, reasons, words, id, onDone }) {
  const [copied, setCopied] = useState(false)
  const own = useId()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(words)
    } catch {
      // without leave to write there, the text is chosen so that the keyboard can copy it
      const area = document.getElementById(own)
      if (area instanceof HTMLTextAreaElement) area.select()
    }
    setCopied(true)
  }
  return h('section', { id, class: 'caution words-to-copy', tabIndex: -1, 'aria-labelledby': `${own}-title` }, icon('triangle-alert'),
    h('div', null, h('h2', { id: `${own}-title` }, title), reasons.map(reason => h('p', { key: reason }, reason)),
      h('label', { for: own, class: 'away' }, w('live.words.label')),
      h('textarea', { id: own, readOnly: true, rows: Math.min(8, words.split('\n').length + 1), value: words }),
      h('div', { class: 'pair' }, h('button', { type: 'button', class: 'main', onClick: copy }, icon('file-text', 'small'), copied ? w('live.words.copied') : w('live.words.copy')),
        onDone !== undefined && h('button', { type: 'button', onClick: onDone }, w('live.words.done')))))
}
