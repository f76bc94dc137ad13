/**
 * Why something that a card, a sentence or a voice points at is to be looked at again.
 */

/** @typedef {import('./schema.js').Entry} Entry */

/**
 * How a record stands now, whoever points at it.
 * @param {Entry | undefined} record undefined where the document has none
 * @returns {'' | 'disputed' | 'removed' | 'missing'} '' where nothing is against it
 */
export function whyNow (record) {
  if (record === undefined) return 'missing'
  if (record.removed_at !== '') return 'removed'
  return Object.values(record.accounts ?? {}).some(account => !account.settled) ? 'disputed' : ''
}
