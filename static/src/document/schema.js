/**
 * The description of the shared document, as the server derives it from its dataclasses and embeds it in the page.
 * A field, a row of a vocabulary table or a collection that is added there appears here by itself.
 */

/**
 * @typedef {'line' | 'prose' | 'choice' | 'reference' | 'references' | 'moment' | 'place' | 'flag' | 'order'
 *   | 'instant' | 'author' | 'accounts'} Kind
 */
/**
 * One field of a record: `max` characters of text (0: no limit), `table` of a choice or of the roles of
 * references, `to` the collection that a reference points into.
 * @typedef {{name: string, kind: Kind, default: any, max?: number, table?: string, to?: string, meaning?: string}} Field
 */
/** @typedef {{record: string, part: string, fields: Field[]}} Collection */
/** @typedef {{key: string, icon?: string, shown?: boolean, directed?: boolean, restricted?: boolean, stroke?: string}} Row */
/** The story's own description. @typedef {{roots: string[], max: number, blocks: string[], levels: number[], marks: string[], atoms: Record<string, string[]>, cited: string[]}} StorySchema */
/** @typedef {{version: number, digest: string, collections: Record<string, Collection>, vocabulary: Record<string, Row[]>, story?: StorySchema}} Schema */
/** @typedef {Record<string, any>} Entry the plain values of one record, by field */
/** @typedef {Record<string, Record<string, Entry>>} Plain collection -> id -> record */

/**
 * The schema that a page embeds in `<script type="application/json" id="schema">`.
 * @param {Document} page
 * @returns {Schema}
 */
export function embeddedSchema (page) {
  return JSON.parse(page.getElementById('schema')?.textContent || '{"collections":{},"vocabulary":{}}')
}

/**
 * The schema with the lanes of a case: which are shown at first, and in which order.
 * @param {Schema} schema
 * @param {{key: string, shown: boolean}[]} lanes none for the usual ones
 * @returns {Schema} the same
 */
export function withLanes (schema, lanes) {
  const usual = usualLanes.get(schema) ?? schema.vocabulary.lanes ?? []
  usualLanes.set(schema, usual)
  const chosen = lanes.flatMap(({ key, shown }) => usual.filter(row => row.key === key).map(row => ({ ...row, shown })))
  schema.vocabulary.lanes = chosen.length === usual.length ? chosen : usual
  return schema
}

/** @type {WeakMap<Schema, any[]>} */
const usualLanes = new WeakMap()

/**
 * One field of a collection.
 * @param {Schema} schema
 * @param {string} collection
 * @param {string} name
 * @returns {Field}
 */
export function fieldOf (schema, collection, name) {
  const field = schema.collections[collection].fields.find(each => each.name === name)
  if (field === undefined) throw new RangeError(`${collection} has no ${name}`)
  return field
}

/**
 * The keys of a vocabulary table in their order.
 * @param {Schema} schema
 * @param {string} table
 * @returns {string[]}
 */
export function keysOf (schema, table) {
  return (schema.vocabulary[table] ?? []).map(row => row.key)
}
