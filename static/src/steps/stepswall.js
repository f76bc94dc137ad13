/** The agreed placement on the wall: the figure alone, as large as it fits. Nobody's own placement is ever sent there. */
import { h } from 'preact'
import { drawAgreed } from './figure.js'

/** px that the figure is drawn wide before it is enlarged: its words are read from the back of a room then. */
const DRAWN = 745

/** @param {{plain: any, width: number, height: number}} given */
export function StepsWall ({ plain, width, height }) {
  const drawn = drawAgreed(plain, { width: DRAWN, low: true })
  const props = /** @type {any} */ (drawn.props)
  const [, , across, down] = String(props.viewBox).split(' ').map(Number)
  const scale = Math.min(width / across, height / down)
  return h('svg', { ...props, width: Math.round(across * scale), height: Math.round(down * scale) })
}
