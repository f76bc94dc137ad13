/**
 * Bringing a chronology in: what the page of rows does beyond HTML and htmx.
 *
 * I1  A table on the clipboard is sent as it is there (HTML, with its merged cells), until somebody types into its words.
 * I2  Doubtful rows are settled by one key each while the keyboard is in the list: Y right, S the same event, X leave out,
 *     C change, N the next one. Nowhere else does a letter do anything.
 * I3  The keyboard goes on to the next doubtful row, and never falls out of the list because a row was replaced.
 */
import './pages.js'

const MOST_MARKUP = 6_000_000
/** The letter -> the button of the row that it presses. */
const KEYS = /** @type {const} */ ({ y: 'right', s: 'same', x: 'out' })

document.addEventListener('paste', keepTable)
document.addEventListener('input', forgetTable)
document.addEventListener('keydown', press)
document.addEventListener('click', begin)
document.addEventListener('htmx:after:swap', comeBack)

/** @type {string} the row whose button was pressed last */
let last = ''

/**
 * I1.
 * @param {ClipboardEvent} event
 */
function keepTable (event) {
  const field = /** @type {HTMLTextAreaElement} */ (event.target)
  const markup = event.clipboardData?.getData('text/html') ?? ''
  const whole = field.selectionStart === 0 && field.selectionEnd === field.value.length
  if (field.id !== 'words' || !whole || !/<table[\s>]/i.test(markup) || markup.length > MOST_MARKUP) return
  requestAnimationFrame(() => { keep(markup) })
}

/** @param {Event} event */
function forgetTable (event) {
  const field = /** @type {HTMLElement} */ (event.target)
  if (field.id === 'words') keep('')
}

/** @param {string} markup */
function keep (markup) {
  const kept = /** @type {HTMLTextAreaElement | null} */ (document.getElementById('markup'))
  const told = document.getElementById('pasted')
  if (kept === null || told === null || kept.value === markup) return
  kept.value = markup
  told.textContent = markup === '' ? '' : told.dataset.says ?? ''
}

/**
 * I2.
 * @param {KeyboardEvent} event
 */
function press (event) {
  const at = /** @type {Element} */ (event.target)
  const row = at.closest('#rows > li')
  if (row === null || event.ctrlKey || event.altKey || event.metaKey || at.matches('input, select, textarea')) return
  const key = event.key.toLowerCase()
  if (key === 'n') {
    if (toNext(row)) event.preventDefault()
  } else if (key === 'c') {
    const change = row.querySelector('details.change')
    if (change === null) return
    event.preventDefault()
    change.setAttribute('open', '')
    const field = change.querySelector('input:not([type=hidden])')
    if (field instanceof HTMLInputElement) { field.focus(); field.select() }
  } else if (key in KEYS) {
    const button = /** @type {HTMLButtonElement | null} */ (row.querySelector(`button[value=${KEYS[/** @type {keyof typeof KEYS} */ (key)]}]`))
    if (button === null) return
    event.preventDefault()
    button.click()
    if (!toNext(row)) document.getElementById('add')?.focus()
  }
}

/** @param {Event} event */
function begin (event) {
  const at = /** @type {Element} */ (event.target)
  const button = at.closest('#rows > li button')
  if (button !== null) last = button.closest('li')?.id ?? ''
  if (at.closest('[data-settles]') === null) return
  const first = document.querySelector('#rows > li.doubtful button')
  if (first instanceof HTMLElement) first.focus()
  else location.assign('?show=doubtful')
}

/**
 * The first button of the next doubtful row, in the circle of this page.
 * @param {Element} row
 * @returns {boolean} whether there is another
 */
function toNext (row) {
  const rows = [...document.querySelectorAll('#rows > li')]
  const at = rows.indexOf(row)
  const next = [...rows.slice(at + 1), ...rows.slice(0, at)].find(each => each.classList.contains('doubtful'))
  const button = next?.querySelector('button')
  button?.focus()
  return button !== undefined && button !== null
}

/** I3: a row was replaced under the keyboard. */
function comeBack () {
  if (last === '' || (document.activeElement !== document.body && document.activeElement !== null)) return
  const row = document.getElementById(last)
  const button = row?.querySelector('button, summary')
  if (button instanceof HTMLElement) button.focus()
}
