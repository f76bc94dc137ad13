/**
 * The views that are fetched the first time somebody opens them, so that the meeting is open at once on a slow line.
 *
 * Each is a module that gives `View`, and where it has something of its own beside it `Side`, the right panel. `adding`
 * is what the phone's large button begins there.
 */
import { h } from 'preact'
import { icon } from './editing/icons.js'
import { w } from './words.js'

/** @typedef {import('./presence/room.js').Room} Room */
/** @typedef {import('./presence/views.js').View} ViewKey */
/** @typedef {{room: Room, readings: import('./editing/readings.js').Readings, deeds: import('./editing/deeds.js').Deeds, today: number, narrow: boolean}} ViewProps */
/** @typedef {ViewProps & {onClose: () => void}} SideProps */
/**
 * @typedef {object} ViewModule
 * @property {(props: ViewProps) => any} View
 * @property {(props: SideProps) => any} [Side]
 * @property {{part: string, said: () => string, begin: (room: Room) => void}} [adding]
 * @property {string[]} [also] collections of other parts that its own panel shows
 */

/** @type {Partial<Record<ViewKey, () => Promise<ViewModule>>>} */
const FETCHED = {
  voice: () => import('./voice/voiceview.js'),
  board: () => import('./board/boardview.js'),
  story: () => import('./story/storyview.js'),
  steps: () => import('./steps/stepsview.js'),
  recommendations: () => import('./recommendations/recommendationsview.js')
}
/** How far each is. @type {Map<ViewKey, 'asked' | 'failed' | ViewModule>} */
const far = new Map()

/** The style sheet of these views, asked for once. @type {Promise<void> | null} */
let sheet = null

/** Their style sheet, whose address the page names. */
function styled () {
  sheet ??= new Promise((resolve, reject) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = document.querySelector('gwead-room')?.getAttribute('data-views') ?? ''
    link.onload = () => resolve()
    link.onerror = () => {
      sheet = null
      reject(new Error('no style sheet'))
    }
    // before the page's own, whose rules count where two say as much
    document.head.insertBefore(link, document.querySelector('link[rel=stylesheet]'))
  })
  return sheet
}

/** Whether a view is one of these. @param {ViewKey} view */
export function comesLater (view) {
  return view in FETCHED
}

/** The module of a view, once it is here. @param {ViewKey} view @returns {ViewModule | null} */
export function hereOf (view) {
  const state = far.get(view)
  return state === undefined || typeof state === 'string' ? null : state
}

/** A view that is fetched when it is first drawn. @param {ViewProps} props */
export function Later (props) {
  const { room } = props
  const { view } = room.look
  const fetch = FETCHED[view]
  const state = far.get(view)
  if (state === undefined && fetch !== undefined) {
    far.set(view, 'asked')
    const come = (/** @type {'failed' | ViewModule} */ how) => {
      far.set(view, how)
      room.changed()
    }
    Promise.all([fetch(), styled()]).then(([module]) => come(module), () => come('failed'))
  }
  if (state === undefined || state === 'asked') return h('div', { class: 'work fetching' }, h('p', null, w('live.fetching')))
  if (state === 'failed') {
    return h('div', { class: 'note', role: 'status' }, icon('info'), h('div', null, h('p', null, w('live.view.not_loaded')),
      h('button', { type: 'button', onClick: () => location.reload() }, w('live.view.load_again'))))
  }
  return h(state.View, props)
}
