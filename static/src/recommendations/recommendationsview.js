/**
 * Recommendations in the order of the steps: what the child asked for on top, then what is done on each step, what it rests
 * on, who does it and when. The check of the order warns beside it and never stops anybody.
 */
import { h } from 'preact'
import { agreedPlacement } from '../document/placed.js'
import { mayBeShown } from '../document/wishes.js'
import { Button } from '../editing/button.js'
import { momentSaid } from '../editing/dates.js'
import { icon } from '../editing/icons.js'
import { goToRecord } from '../editing/mentions.js'
import { listed } from '../editing/said.js'
import { ViewBar } from '../editing/viewbar.js'
import { viewName } from '../presence/views.js'
import { w } from '../words.js'
import { AddLine, beginAdding } from './addline.js'
import { checkOf } from './check.js'
import { ListForm, PersonForm, StepsForm } from './forms.js'
import { wishesOf } from './plan.js'
import { RecommendationSide } from './recommendationside.js'
import { childName, langOf } from './said.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {'steps' | 'person' | 'list'} Form */

/** The form that this person chose, by room. @type {WeakMap<Room, Form>} */
const chosenForms = new WeakMap()

export const adding = {
  part: 'recommendations',
  said: () => w('live.rec.add'),
  begin: (/** @type {Room} */ room) => beginAdding(room)
}

/** The form that is shown: on a phone the list, until another is chosen. @param {Room} room @param {boolean} narrow @returns {Form} */
function formOf (room, narrow) {
  const chosen = chosenForms.get(room)
  if (room.look.shape === 'list') return 'list'
  if (chosen === undefined || (chosen === 'list' && !narrow)) return narrow ? 'list' : 'steps'
  return chosen
}

/** @param {import('../later.js').ViewProps} props */
export function View ({ room, readings, narrow }) {
  const form = formOf(room, narrow)
  const check = checkOf(room)
  check.look()
  const add = room.ended === null && h(AddLine, { key: 'add', room, readings })
  return [
    h(ViewBar, { room, title: viewName('recommendations') },
      h(Placed, { room }),
      room.ended === null && h(Button, { room, collection: 'recommendations', text: w('live.rec.add_one'), sign: 'plus', main: true, onClick: () => beginAdding(room) }),
      h(Forms, { room, form })),
    check.old && h('p', { class: 'rec-old note', role: 'status' }, icon('wifi-off', 'small'), h('span', null, w('live.rec.old'))),
    h('div', { class: `work scrolls rec-work form-${form}` },
      h(Wishes, { room }),
      form === 'steps' ? h(StepsForm, { room, readings }) : form === 'person' ? h(PersonForm, { room, readings }) : h(ListForm, { room, readings }),
      narrow && add),
    !narrow && add
  ]
}

/** Beside it: the recommendation that is chosen, its warnings first; then the plan as a whole. @param {import('../later.js').SideProps} props */
export function Side (props) {
  return h(RecommendationSide, props)
}

/** Where the room placed the child. @param {{room: Room}} props */
function Placed ({ room }) {
  const placed = agreedPlacement(room.workingCopy.standing())
  const name = childName(room)
  const steps = placed === null ? '' : w(`step_ranges.${placed[1].steps}`)
  return h('button', { type: 'button', class: `pill rec-placed ${placed === null ? 'outline' : 'teal'}`, onClick: () => room.see({ view: 'steps', chosen: null, opened: false }) },
    placed === null ? w('live.rec.not_placed') : name === '' ? w('live.rec.placed_unnamed', { steps }) : w('live.rec.placed', { name, steps }))
}

/** Steps, by person or list. @param {{room: Room, form: Form}} props */
function Forms ({ room, form }) {
  /** @param {Form} to @param {string} said */
  const choice = (to, said) => h('button', { type: 'button', 'aria-pressed': String(form === to), onClick: () => { chosenForms.set(room, to); room.see({ shape: to === 'list' ? 'list' : 'chart' }) } }, said)
  return h('div', { class: 'seg rec-forms', role: 'group', 'aria-label': w('live.shape.switch') }, choice('steps', w('live.rec.form.steps')), choice('person', w('live.rec.form.person')), choice('list', w('live.shape.list')))
}

/** What the child asked for, and what covers it; a wish that nothing covers says so. @param {{room: Room}} props */
function Wishes ({ room }) {
  const wishes = wishesOf(room.workingCopy.standing())
  const name = childName(room)
  return h('section', { class: 'rec-wishes', 'aria-labelledby': 'rec-wishes' }, icon('quote'),
    h('div', null, h('h2', { id: 'rec-wishes' }, name === '' ? w('live.rec.asked_for_unnamed') : w('live.rec.asked_for', { name })),
      wishes.length === 0 && h('p', { class: 'muted' }, w('live.voice.wishes.none'), ' ', h('button', { type: 'button', class: 'link', onClick: () => room.see({ view: 'voice', chosen: null, opened: false }) }, w('live.rec.to_voice'))),
      h('ul', null, wishes.map(({ id, voice, covered }) => {
        const hidden = voice.sensitive && !room.revealed.has(`voices/${id}`)
        const told = [voice.asked_by, momentSaid(voice.when)].filter(Boolean).join(', ')
        return h('li', { key: id, 'data-wish': id },
          hidden
            ? h('button', { type: 'button', class: 'link', onClick: () => { room.revealed.add(`voices/${id}`); room.changed() } }, w('live.sensitive.open_one'))
            : h('button', { type: 'button', class: 'wish-said', lang: langOf(voice), 'data-goes': id, onClick: () => goToRecord(room, 'voices', id) }, w('live.quoted', { words: voice.text.trim() })),
          h('p', { class: 'told' }, told !== '' && h('span', null, w('live.rec.heard', { who: told })),
            !mayBeShown(/** @type {any} */ (voice)) && h('span', { class: 'pill outline' }, icon('eye-off', 'small'), w('live.rec.kept_here')),
            covered.length > 0
              ? h('span', { class: 'covered-by' }, icon('check', 'small'), w('live.rec.covered_by', { which: listed(covered.map(String)) }))
              : h('span', { class: 'uncovered' }, icon('circle-question-mark', 'small'), w('live.rec.uncovered'))))
      }))))
}
