/**
 * The behaviour of the ordinary pages: what HTML and htmx cannot say by themselves.
 *
 * B1  Changing the language keeps the place and what was typed.
 * B2  A button that cannot be pressed stays in the order of the keyboard and says why.
 * B3  The page that reads back before a freeze keeps the chair in the room, and knows when the hold is lifted.
 */
import htmx from 'htmx.org'
import { stayInRoom } from './hold.js'

allowHtmx()
document.addEventListener('submit', keepWords)
document.addEventListener('submit', once)
document.addEventListener('click', print)
document.addEventListener('click', sayWhy)
document.addEventListener('DOMContentLoaded', arrive)
if (document.readyState !== 'loading') arrive()

/** htmx puts fragments of ours into the page: the one place where text becomes markup under Trusted Types. */
function allowHtmx () {
  const types = /** @type {any} */ (window).trustedTypes
  const policy = types?.createPolicy('htmx', {
    createHTML: (/** @type {string} */ text) => text,
    createScript: () => ''
  })
  htmx.registerExtension('trusted', {
    init: (/** @type {any} */ api) => { if (policy) api.initSecurity(policy) }
  })
}

let arrived = false

/** Once the page stands: to what is wrong, if something is; into the room, if this page holds it. */
function arrive () {
  if (arrived) return
  arrived = true
  document.getElementById('errors')?.focus()
  const held = /** @type {HTMLElement | null} */ (document.querySelector('[data-holds]'))
  if (held) stayInRoom(held.dataset.holds ?? '', leaveHold)
}

/**
 * The hold is over: to the version, if it was frozen; else where it is said that everyone can add again. A page that
 * has just sent its confirmation waits for the answer.
 * @param {{version?: number | null}} news
 */
function leaveHold (news) {
  if (document.querySelector('form[data-sent]') !== null) return
  if (news.version) location.assign(location.pathname.replace(/hold$/, `versions/${news.version}`))
  else location.reload()
}

/**
 * B1: the choice of language is sent, and the same page comes again with what was typed.
 * @param {SubmitEvent} event
 */
async function keepWords (event) {
  const form = /** @type {HTMLFormElement} */ (event.target)
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter)
  if (new URL(form.action).pathname !== '/language' || button === null) return
  const typed = [...document.querySelectorAll('input, select, textarea')]
    .map(field => /** @type {HTMLInputElement} */ (field))
    .filter(field => field.id !== '' && field.type !== 'hidden')
  if (typed.every(field => !changed(field))) return
  event.preventDefault()
  const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(/** @type {any} */ (new FormData(form, button))) })
  const page = await pageAt(answer.ok ? answer.url : location.href)
  for (const field of typed) copyInto(page, field)
  document.documentElement.lang = page.documentElement.lang
  document.title = page.title
  document.body.replaceWith(document.adoptNode(page.body))
  htmx.process(document.body)
}

/** @param {HTMLInputElement} field */
function changed (field) {
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked
  const select = /** @type {any} */ (field)
  if (select.options) return [...select.options].some(option => option.selected !== option.defaultSelected)
  return field.value !== field.defaultValue
}

/**
 * @param {Document} page
 * @param {HTMLInputElement} field
 */
function copyInto (page, field) {
  const same = /** @type {HTMLInputElement | null} */ (page.getElementById(field.id))
  if (same === null) return
  if (field.type === 'checkbox' || field.type === 'radio') same.checked = field.checked
  else same.value = field.value
}

/**
 * A page of ours as a document, without making markup of text.
 * @param {string} address
 * @returns {Promise<Document>}
 */
function pageAt (address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.responseType = 'document'
    request.onload = () => request.response ? resolve(request.response) : reject(new Error('no page'))
    request.onerror = () => reject(new Error('no answer'))
    request.open('GET', address)
    request.send()
  })
}

/**
 * Pressing twice sends once.
 * @param {SubmitEvent} event
 */
function once (event) {
  const form = /** @type {HTMLFormElement} */ (event.target)
  if (!('once' in form.dataset)) return
  if (form.dataset.sent === 'yes') event.preventDefault()
  form.dataset.sent = 'yes'
}

/** @param {Event} event */
function print (event) {
  if (/** @type {Element} */ (event.target).closest('[data-prints]')) window.print()
}

/**
 * B2.
 * @param {Event} event
 */
function sayWhy (event) {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[aria-disabled="true"]'))
  if (button === null) return
  event.preventDefault()
  const why = document.getElementById(button.dataset.says ?? '')
  if (why === null) return
  const sentence = why.textContent
  why.textContent = ''
  requestAnimationFrame(() => { why.textContent = sentence })
}
