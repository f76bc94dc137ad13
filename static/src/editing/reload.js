/**
 * A page that is older than its server: it says so, hands the words that are not in the document to the server, and only
 * then loads itself again, where the same person finds them, to copy.
 */
import { h } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { w } from '../words.js'
import { draftWords } from './drafts.js'
import { icon } from './icons.js'
import { CopyWords, wordsOf } from './removed.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('../document/workingcopy.js').Edit} Edit */

/** As long as changes on their way to the server are waited for before they are handed over as words. */
const ON_THEIR_WAY_MS = 3_000
const LOOK_MS = 100

/**
 * Every word of this page that the document does not hold, a paragraph for each thing.
 * @param {Room} room
 * @param {Edit[]} drafted what was being typed
 */
export function wordsNotIn (room, drafted) {
  const { connection, late } = room
  const edits = [...connection.refused.flatMap(each => each.edits), ...connection.unsettledEdits(), ...late, ...drafted]
  return [wordsOf(room, edits), ...draftWords(room)].filter(Boolean).join('\n\n')
}

/**
 * Hands over the words that are not in the document.
 * @param {Room} room
 * @param {Edit[]} drafted
 * @returns {Promise<string>} '' when they are safe and the page may go, else why it may not
 */
async function handOver (room, drafted) {
  for (let waited = 0; room.connection.waiting() > 0 && waited < ON_THEIR_WAY_MS; waited += LOOK_MS) {
    await new Promise(resolve => { setTimeout(resolve, LOOK_MS) })
  }
  const words = wordsNotIn(room, drafted)
  if (words === '') return ''
  try {
    const answer = await fetch(room.address('unsent'), {
      method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ words })
    })
    if (answer.ok) return ''
    const told = await answer.json().catch(() => ({}))
    return told.sentence === undefined ? w('live.reload.failed') : `${told.sentence} ${told.remedy}`
  } catch {
    return w('live.reload.failed')
  }
}

/**
 * That the page must be loaded again, and the button that does it without losing a word.
 * @param {{room: Room, drafted: Edit[], onReload: () => void}} props
 */
export function Outdated ({ room, drafted, onReload }) {
  const [state, setState] = useState({ busy: false, failed: '' })
  if (!room.outdated) return null
  const go = async () => {
    setState({ busy: true, failed: '' })
    const failed = await handOver(room, drafted)
    if (failed === '') return onReload()
    setState({ busy: false, failed })
  }
  const words = state.failed === '' ? '' : wordsNotIn(room, drafted)
  return h('section', { class: 'caution outdated', 'aria-labelledby': 'outdated-title' }, icon('info'),
    h('div', null, h('h2', { id: 'outdated-title' }, w('live.reload.title')), h('p', null, w('live.reload.what')),
      h('div', { role: 'alert' }, state.failed !== '' && h('p', null, state.failed)),
      h('button', { type: 'button', class: 'main', 'aria-disabled': state.busy ? 'true' : undefined, onClick: () => { if (!state.busy) go() } }, state.busy ? w('live.reload.busy') : w('live.reload.do')),
      words !== '' && h(CopyWords, { title: w('live.words.late'), reasons: [], words })))
}

/** What the same person could not add before the page was loaded again, until they say that it is settled. @param {{room: Room}} props */
export function WordsFromBefore ({ room }) {
  const [words, setWords] = useState('')
  useEffect(() => {
    if (!room.settings.unsent) return
    fetch(room.address('unsent'), { headers: { Accept: 'application/json' } })
      .then(answer => answer.ok ? answer.json() : { words: [] })
      .then(told => setWords(told.words.join('\n\n')))
      .catch(() => room.say(w('live.reload.not_fetched'), { tone: 'warn' }))
  }, [])
  if (words === '') return null
  const settle = async () => {
    const answer = await fetch(room.address('unsent'), { method: 'DELETE' }).catch(() => null)
    if (answer?.ok) setWords('')
    else room.say(w('live.reload.not_settled'), { tone: 'warn' })
  }
  return h(CopyWords, { title: w('live.reload.before'), reasons: [w('live.reload.before.why')], words, onDone: settle })
}
