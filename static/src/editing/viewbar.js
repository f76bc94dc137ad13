/** The heading of a view, what is done there, and undo: the same place in every view of the formulation. */
import { h } from 'preact'
import { UndoButton } from './bars.js'
import { WhoAdds } from './whoadds.js'

/** @param {{room: import('../presence/room.js').Room, title: string, parts?: string[], children?: any}} props `parts` that are written here; `children` between the heading and undo */
export function ViewBar ({ room, title, parts = [room.look.view], children }) {
  return h('div', { class: 'workbar' }, h('h1', { id: 'view-title', tabIndex: -1 }, title), h(WhoAdds, { room, parts }), h('span', { class: 'space' }), children, h(UndoButton, { room }))
}
