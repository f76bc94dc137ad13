/** The buttons over the story: everything they do has a key as well. */
import { h } from 'preact'
import { icon } from '../editing/icons.js'
import { w } from '../words.js'

/** @typedef {'strong' | 'em' | 'heading' | 'bullet' | 'cite' | 'hypothesis' | 'look_again' | 'undo'} Deed */
/** @typedef {{pressed: {strong: boolean, em: boolean, bullet: boolean, heading: boolean}, undoable: boolean, do: (deed: Deed) => void}} Tools */

/** @param {{tools: Tools}} props */
export function StoryTools ({ tools }) {
  const { pressed, undoable } = tools
  /** @param {Deed} deed @param {any} shown @param {string} text @param {string} keys @param {boolean} [on] */
  const button = (deed, shown, text, keys, on) => h('button', {
    type: 'button', class: `tool ${deed}`, title: keys === '' ? text : `${text} (${keys})`, 'aria-label': text, 'aria-keyshortcuts': keys === '' || keys === '@' ? undefined : keys.replace('Ctrl', 'Control'),
    'aria-pressed': on === undefined ? undefined : String(on),
    // the words that are chosen stay chosen
    onMouseDown: (/** @type {Event} */ event) => event.preventDefault(),
    onClick: () => tools.do(deed)
  }, shown)
  return h('div', { class: 'story-tools', role: 'toolbar', 'aria-label': w('live.story.tools') },
    button('strong', h('b', null, 'B'), w('live.story.bold'), 'Ctrl+B', pressed.strong),
    button('em', h('i', null, 'I'), w('live.story.italic'), 'Ctrl+I', pressed.em),
    button('heading', w('live.story.heading'), w('live.story.heading'), 'Ctrl+Alt+2', pressed.heading),
    button('bullet', icon('list', 'small'), w('live.story.bullets'), 'Ctrl+Shift+8', pressed.bullet),
    h('span', { class: 'gap' }),
    button('cite', [icon('link', 'small'), w('live.story.point')], w('live.story.point'), '@'),
    button('hypothesis', [icon('circle-question-mark', 'small'), w('live.story.hypothesis')], w('live.story.hypothesis.mark'), ''),
    button('look_again', [icon('eye', 'small'), w('live.story.again')], w('live.story.again.ask'), ''),
    h('button', { type: 'button', class: 'tool undo', 'aria-disabled': undoable ? undefined : 'true', onMouseDown: (/** @type {Event} */ event) => event.preventDefault(), onClick: () => tools.do('undo') }, icon('undo-2', 'small'), w('live.undo')))
}
