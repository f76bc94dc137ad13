/**
 * The views of the meeting, in the order in which a meeting goes through them, and which records belong to each.
 */

import { w } from '../words.js'

/** @typedef {'voice' | 'family' | 'timeline' | 'board' | 'story' | 'steps' | 'recommendations'} View */

/** `sign` is its icon; `part` the row of `parts` whose word names it, '' where it has a word of its own. @type {{key: View, sign: string, part: string}[]} */
export const VIEWS = [
  { key: 'voice', sign: 'quote', part: 'voice' },
  { key: 'family', sign: 'network', part: 'family' },
  { key: 'timeline', sign: 'clock', part: 'timeline' },
  { key: 'board', sign: 'layout-grid', part: 'board' },
  { key: 'story', sign: 'file-text', part: '' },
  { key: 'steps', sign: 'chart-no-axes-column-increasing', part: 'steps' },
  { key: 'recommendations', sign: 'list-checks', part: 'recommendations' }
]

/** Parts that are seen in another part's view; every part that is no view and not named here is the family's. @type {Record<string, View>} */
const SEEN_IN = { statements: 'story', comments: 'story', decisions: 'recommendations' }

/** What a view is called. @param {View} key */
export function viewName (key) {
  const part = VIEWS.find(view => view.key === key)?.part ?? ''
  return part === '' ? w('live.story.tab') : w(`parts.${part}`)
}

/** @param {unknown} key @returns {View | null} */
export function asView (key) {
  return VIEWS.find(view => view.key === key)?.key ?? null
}

/**
 * The view in which a record is seen.
 * @param {import('../document/schema.js').Schema} schema
 * @param {string} collection
 * @returns {View}
 */
export function viewOf (schema, collection) {
  const part = schema.collections[collection]?.part ?? ''
  return asView(part) ?? SEEN_IN[part] ?? 'family'
}
