/**
 * A frozen version on the screen: its drawings scroll by themselves, and print with everything open.
 */
import './pages.js'

const lists = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll('[data-version] details'))
/** @type {HTMLDetailsElement[]} */
let closed = []

window.addEventListener('beforeprint', () => {
  closed = [...lists].filter(list => !list.open)
  for (const list of closed) list.open = true
})
window.addEventListener('afterprint', () => {
  for (const list of closed) list.open = false
})
