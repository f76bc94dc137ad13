/**
 * Questions to an agency: what the room would like to know, from whom, and what became of it. Everybody in the room reads
 * them; the big screen is sent none.
 */
import { h } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useDraft } from '../editing/drafts.js'
import { instantInWords } from '../editing/dates.js'
import { icon } from '../editing/icons.js'
import { sameAgency } from '../presence/sameagency.js'
import { w } from '../words.js'
import { asks } from './asking.js'

/** @typedef {import('../presence/room.js').Room} Room */
/**
 * @typedef {{id: string, to: string, words: string, by: string, asked_at: string, state: 'open' | 'answered' | 'later',
 *   answer: string, settled_by: string, settled_at: string}} Question
 */

const MOST = 500
const WRITERS = ['chair', 'coordinator', 'contributor']

/**
 * In the order in which they are read: those to one's own agency that are open, the other open ones, those kept for later,
 * those answered; the oldest first in each.
 * @param {Question[]} questions @param {string} agency
 */
export function inOrder (questions, agency) {
  const rank = (/** @type {Question} */ each) => each.state === 'open' ? sameAgency(each.to, agency) ? 0 : 1 : each.state === 'later' ? 2 : 3
  return [...questions].sort((a, b) => rank(a) - rank(b) || (a.asked_at < b.asked_at ? -1 : a.asked_at > b.asked_at ? 1 : 0))
}

/** The agencies of who is here, each once, without one's own. @param {Room} room */
function agenciesHere (room) {
  const all = [...room.people.values()].map(person => person.agency.trim()).filter(agency => agency !== '')
  return all.filter((agency, index) => all.findIndex(each => sameAgency(each, agency)) === index).sort((a, b) => a.localeCompare(b))
}

/** @param {{room: Room}} props */
export function Questions ({ room }) {
  const [questions, setQuestions] = useState(/** @type {Question[] | null} */ (null))
  const [wrong, setWrong] = useState('')
  const heard = room.questionsHeard
  useEffect(() => {
    let stale = false
    asks(room.address('questions')).then(({ ok, data, said }) => {
      if (stale) return
      if (ok) setQuestions(data.questions)
      setWrong(said)
    })
    return () => { stale = true }
  }, [heard])
  /** @param {string} rest @param {object} data */
  const send = async (rest, data) => {
    const answer = await asks(room.address(`questions${rest}`), { method: 'POST', data })
    if (answer.ok) setQuestions(answer.data.questions)
    setWrong(answer.said)
    return answer.ok
  }
  const writes = WRITERS.includes(room.role)
  return h('div', { class: 'questions' },
    h('p', { role: 'alert' }, wrong),
    questions === null && wrong === '' && h('p', null, w('live.fetching')),
    questions !== null && questions.length === 0 && h('p', { class: 'muted' }, w('live.question.none')),
    questions !== null && questions.length > 0 && h('ul', { class: 'question-list' }, inOrder(questions, room.settings.agency).map(each => h(Asked, { key: each.id, room, question: each, writes, send }))),
    writes && h(Asking, { room, send }))
}

/** @param {{room: Room, question: Question, writes: boolean, send: (rest: string, data: object) => Promise<boolean>}} props */
function Asked ({ room, question, writes, send }) {
  const [answering, setAnswering] = useState(false)
  const [answer, setAnswer] = useDraft(room, `answer ${question.id}`, '')
  const mine = question.by === room.settings.participant
  const may = writes && (room.leads || mine || question.to === '' || sameAgency(question.to, room.settings.agency))
  const to = question.to === '' ? w('live.question.to_anybody') : w('live.question.to', { agency: question.to })
  /** @param {string} state */
  const settle = async state => {
    if (await send(`/${question.id}`, { state, answer: state === 'answered' ? answer : '' })) {
      setAnswer('')
      setAnswering(false)
    }
  }
  return h('li', { class: `question ${question.state}`, 'data-question': question.id },
    h('p', null, h('b', null, to), ' ', h('span', { class: 'pill' }, w(`live.question.${question.state}`))),
    h('p', { class: 'say' }, question.words),
    h('small', { class: 'muted' }, w('live.who_when', { who: room.nameOf(question.by) || w('live.unnamed'), when: instantInWords(question.asked_at) })),
    question.answer !== '' && h('p', { class: 'say' }, icon('message-circle', 'small'), question.answer),
    question.state !== 'open' && question.settled_by !== '' && h('small', { class: 'muted' }, w('live.who_when', { who: room.nameOf(question.settled_by) || w('live.unnamed'), when: instantInWords(question.settled_at) })),
    may && !answering && h('div', { class: 'pair' },
      question.state !== 'answered' && h('button', { type: 'button', onClick: () => setAnswering(true) }, w('live.question.answer')),
      question.state === 'open' && h('button', { type: 'button', class: 'quiet', onClick: () => settle('later') }, w('live.question.keep')),
      question.state !== 'open' && h('button', { type: 'button', class: 'quiet', onClick: () => settle('open') }, w('live.question.again'))),
    may && answering && h('form', { onSubmit: (/** @type {Event} */ event) => { event.preventDefault(); settle('answered') } },
      h('label', { for: `answer-${question.id}` }, w('live.question.answer_label')),
      h('textarea', { id: `answer-${question.id}`, rows: 2, maxLength: MOST, value: answer, autofocus: true, onInput: (/** @type {any} */ event) => setAnswer(event.target.value) }),
      h('div', { class: 'pair' }, h('button', { class: 'main' }, w('live.question.answered_do')), h('button', { type: 'button', onClick: () => setAnswering(false) }, w('live.cancel')))))
}

/** @param {{room: Room, send: (rest: string, data: object) => Promise<boolean>}} props */
function Asking ({ room, send }) {
  const [words, setWords] = useDraft(room, 'question', '')
  const [to, setTo] = useState('')
  const ask = async (/** @type {Event} */ event) => {
    event.preventDefault()
    if (await send('', { to, words })) setWords('')
  }
  return h('form', { class: 'asking', onSubmit: ask },
    h('h3', null, w('live.question.new')),
    h('div', { class: 'f' }, h('label', { for: 'question-to' }, w('live.question.whom')),
      h('input', { id: 'question-to', list: 'question-agencies', maxLength: 200, value: to, autocomplete: 'off', 'aria-describedby': 'question-to-hint', onInput: (/** @type {any} */ event) => setTo(event.target.value) }),
      h('datalist', { id: 'question-agencies' }, agenciesHere(room).map(agency => h('option', { key: agency, value: agency }))),
      h('p', { class: 'small muted', id: 'question-to-hint' }, w('live.question.whom_hint'))),
    h('div', { class: 'f' }, h('label', { for: 'question-words' }, w('live.question.words')),
      h('textarea', { id: 'question-words', rows: 2, maxLength: MOST, value: words, onInput: (/** @type {any} */ event) => setWords(event.target.value) })),
    h('button', { class: 'main' }, icon('message-circle', 'small'), w('live.question.ask')))
}
