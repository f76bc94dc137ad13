/** What sort of work something is, asked where its words sound like one and nobody has said: nothing is set by itself. */
import { h } from 'preact'
import { icon } from '../editing/icons.js'
import { w } from '../words.js'
import { soundsLike } from './plan.js'

/** @typedef {import('../presence/room.js').Room} Room */

/**
 * @param {{room: Room, record: import('../document/schema.js').Entry, onSort: (kind: string) => void}} props `record` has title, why and kind
 */
export function SortAsked ({ room, record, onSort }) {
  const sort = soundsLike(record, room.schema.vocabulary.recommendation_kinds ?? [])
  if (sort === '') return null
  return h('div', { class: 'sort-asked', role: 'group', 'aria-label': w('live.rec.kind') },
    h('p', { role: 'status' }, icon('circle-question-mark', 'small'), h('span', null, w('live.rec.sounds_like', { kind: w(`recommendation_kinds.${sort}`) }))),
    h('div', { class: 'pair' },
      h('button', { type: 'button', onClick: () => onSort(sort) }, w('live.rec.sounds_yes', { kind: w(`recommendation_kinds.${sort}`) })),
      h('button', { type: 'button', onClick: () => onSort('other') }, w('live.rec.sounds_no'))))
}
