/**
 * What the sentence that somebody is in stands on, lit in whatever chart or list is shown: by an outline, never by its
 * colour alone, and said to a screen reader by the panel beside the story.
 */

/**
 * @param {ParentNode} page
 * @param {{collection: string, id: string}[]} lit
 */
export function lightUp (page, lit) {
  const ids = new Set(lit.map(each => each.id))
  for (const element of page.querySelectorAll('[data-event], [data-person], [data-id]')) {
    const { event, person, id } = /** @type {HTMLElement | SVGElement} */ (element).dataset
    const is = ids.has(event ?? person ?? id ?? '')
    if (element.classList.contains('lit') !== is) element.classList.toggle('lit', is)
  }
}
