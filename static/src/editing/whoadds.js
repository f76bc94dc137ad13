/** Who may add to the part that is looked at: whoever leads chooses, everybody else is told where it is not everyone. */
import { h } from 'preact'
import { keysOf } from '../document/schema.js'
import { w } from '../words.js'
import { icon } from './icons.js'

/** @param {{room: import('../presence/room.js').Room, parts: string[]}} props `parts` that are opened and closed together, the first of which is told */
export function WhoAdds ({ room, parts }) {
  const mode = room.modeOf(parts[0])
  if (room.ended !== null || room.settings.meeting === '') return null
  if (!room.leads) return mode === 'everyone' ? null : h('span', { class: 'pill outline who-adds' }, icon('lock', 'small'), w(`modes.${mode}`))
  return h('label', { class: 'who-adds' }, h('span', { class: 'away' }, w('live.modes.label')), icon(mode === 'everyone' ? 'users' : 'lock', 'small'),
    h('select', { value: mode, onChange: (/** @type {any} */ event) => { room.setModes(parts, event.target.value, () => { event.target.value = mode }) } },
      keysOf(room.schema, 'modes').map(key => h('option', { key, value: key, selected: key === mode }, w(`modes.${key}`)))))
}
