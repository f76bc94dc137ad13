/**
 * A small map of a family that is larger than what is seen of it: a mark for each person, the child filled, and a frame
 * round what is seen. A press goes there; with the keyboard arrows move the frame and Enter goes to whom the view is
 * centred on. Nothing needs dragging.
 */
import { h } from 'preact'
import { round } from '../drawing/text.js'
import { w } from '../words.js'

/** @typedef {import('../genogram/geometry.js').Geometry} Geometry */
/** @typedef {[number, number, number, number]} View x, y, width, height in px of the drawing */

const [WIDEST, HIGHEST] = [168, 112]
/** px round the marks. */
const RIM = 6

/**
 * How large the map of a drawing is.
 * @param {View} box @param {number} [share] of the usual size, for narrow screens
 */
export function mapSize (box, share = 1) {
  const scale = Math.min(WIDEST * share / box[2], HIGHEST * share / box[3])
  return { scale, width: Math.round(box[2] * scale) + 2 * RIM, height: Math.round(box[3] * scale) + 2 * RIM }
}

/**
 * @param {{geometry: Geometry, box: View, seen: View, corner: string, share: number, chosen: string, onGo: (x: number, y: number) => void,
 *   onStep: (dx: number, dy: number) => void, onCentre: () => void}} props `seen` is the part of `box` that is seen
 */
export function Minimap ({ geometry, box, seen, corner, share, chosen, onGo, onStep, onCentre }) {
  const { scale, width, height } = mapSize(box, share)
  /** @param {MouseEvent} event */
  const onClick = event => {
    const map = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect()
    // a press of Enter or Space is a click without a place
    if (event.detail === 0) return onCentre()
    onGo(box[0] + (event.clientX - map.left - RIM) / scale, box[1] + (event.clientY - map.top - RIM) / scale)
  }
  /** @param {KeyboardEvent} event */
  const onKeyDown = event => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    event.stopPropagation()
    onStep(step[0], step[1])
  }
  return h('button', { type: 'button', class: `minimap ${corner}`, 'aria-label': w('live.map'), 'aria-describedby': 'map-keys', title: w('live.map.keys'), onClick, onKeyDown },
    h('svg', { width, height, viewBox: `${-RIM} ${-RIM} ${width} ${height}`, 'aria-hidden': 'true', focusable: 'false' },
      h(Marks, { geometry, box, scale, chosen }),
      h('rect', { class: 'frame', ...frameOf(box, seen, scale) })),
    h('span', { class: 'away', id: 'map-keys' }, w('live.map.keys')))
}

/**
 * The frame round what is seen, on the map.
 * @param {View} box @param {View} seen @param {number} scale
 */
export function frameOf (box, seen, scale) {
  const [x1, y1] = [Math.max(box[0], seen[0]), Math.max(box[1], seen[1])]
  const [x2, y2] = [Math.min(box[0] + box[2], seen[0] + seen[2]), Math.min(box[1] + box[3], seen[1] + seen[3])]
  return { x: round((x1 - box[0]) * scale), y: round((y1 - box[1]) * scale), width: round(Math.max(4, (x2 - x1) * scale)), height: round(Math.max(4, (y2 - y1) * scale)), rx: 2 }
}

/** @param {{geometry: Geometry, box: View, scale: number, chosen: string}} props */
function Marks ({ geometry, box, scale, chosen }) {
  return h('g', null, [...geometry.spots.values()].map(spot => {
    const r = Math.max(2, 15 * scale)
    const [x, y] = [(spot.x - box[0]) * scale, (spot.y - box[1]) * scale]
    const kind = `mark${spot.person.index ? ' child' : ''}${spot.id === chosen ? ' chosen' : ''}`
    return spot.shape === 'circle'
      ? h('circle', { key: spot.id, class: kind, cx: round(x), cy: round(y), r: round(r) })
      : h('rect', { key: spot.id, class: kind, x: round(x - r), y: round(y - r), width: round(2 * r), height: round(2 * r) })
  }))
}
