/**
 * Two tellings of one fact, as plain data and edits: what stands in a field, and the accounts beside it. The rules are
 * the server's (`server/sync/values.py`, K3 to K5): nobody notes anything in another's name, what somebody else noted
 * is settled and never changed, and nothing is erased.
 */
import { newId } from './keys.js'

/** @typedef {import('./schema.js').Entry} Entry */
/** @typedef {import('./workingcopy.js').WorkingCopy} WorkingCopy */
/** @typedef {import('./workingcopy.js').Edit} Edit */
/**
 * One telling beside a record (`ACCOUNT_FIELDS` of the server). What it does not say is '' or left out.
 * @typedef {{field: string, value: any, who?: string, noted_by?: string, at?: string, would_settle?: string,
 *   settled?: string, settled_by?: string, outcome?: string, reason?: string}} Account
 */
/** One telling as it is shown: `id` '' for what stands and nobody has noted. @typedef {Account & {id: string, stands: boolean}} Telling */
/** How a disagreement came out: the id of the telling that stands ('' for what stands unnoted), or that both are kept. @typedef {{chosen: string} | {both: true}} Outcome */

/** Kinds of field that people can tell differently. */
const TOLD = new Set(['moment', 'choice', 'line', 'prose', 'reference'])
/** What says where a record comes from and not what happened. */
const NOT_TOLD = new Set(['ref', 'language', 'agency', 'says', 'recorded_by', 'merged_into', 'age_said'])

/**
 * Whether people can tell a field differently.
 * @param {import('./schema.js').Field} field
 */
export function canBeTold (field) {
  return TOLD.has(field.kind) && !NOT_TOLD.has(field.name)
}

/**
 * Whether two values say the same: of moments the words count, for they may be read later.
 * @param {any} one @param {any} other
 * @returns {boolean}
 */
export function sameTelling (one, other) {
  if (one === other) return true
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return false
  return one.text === other.text
}

/** @param {Entry} record @returns {[string, Account][]} in the order they were noted */
function accountsOf (record) {
  return Object.entries(/** @type {Record<string, Account>} */ (record.accounts ?? {}))
    .sort(([a, one], [b, other]) => (one.at ?? '') < (other.at ?? '') || (one.at === other.at && a < b) ? -1 : 1)
}

/**
 * The fields of a record that are told differently and not settled, each once, in the order they came up.
 * @param {Entry} record
 * @returns {string[]}
 */
export function openFields (record) {
  return [...new Set(accountsOf(record).filter(([, account]) => !account.settled).map(([, account]) => account.field))]
}

/**
 * The tellings of one field that are not settled, with what stands among them.
 * @param {Entry} record
 * @param {string} field
 * @returns {Telling[]} what stands comes first
 */
export function tellingsOf (record, field) {
  const stands = record[field]
  const noted = accountsOf(record).filter(([, account]) => account.field === field && !account.settled)
    .map(([id, account]) => ({ ...account, id, stands: sameTelling(account.value, stands) }))
  const unnoted = noted.some(telling => telling.stands) ? [] : [{ id: '', field, value: stands, stands: true }]
  return [...unnoted, ...noted.filter(telling => telling.stands), ...noted.filter(telling => !telling.stands)]
}

/**
 * What was settled before, one group for each time, the last first.
 * @param {Entry} record
 * @returns {{field: string, settled: string, by: string, reason: string, tellings: (Account & {id: string})[]}[]}
 */
export function settledOf (record) {
  /** @type {Map<string, {field: string, settled: string, by: string, reason: string, tellings: (Account & {id: string})[]}>} */
  const groups = new Map()
  for (const [id, account] of accountsOf(record)) {
    if (!account.settled) continue
    const key = `${account.field} ${account.settled} ${account.settled_by}`
    const group = groups.get(key) ?? { field: account.field, settled: account.settled, by: account.settled_by ?? '', reason: account.reason ?? '', tellings: [] }
    group.tellings.push({ ...account, id })
    groups.set(key, group)
  }
  return [...groups.values()].sort((one, other) => one.settled < other.settled ? 1 : -1)
}

/**
 * Notes that somebody tells a field differently.
 * @param {WorkingCopy} workingCopy @param {string} collection @param {string} id
 * @param {{field: string, value: any, who: string, wouldSettle?: string}} told
 * @returns {Edit[]} none where it says what stands, or what is noted already
 */
export function noting (workingCopy, collection, id, { field, value, who, wouldSettle = '' }) {
  const record = workingCopy.record(collection, id)
  if (record === undefined || value === '' || value === null) return []
  if (tellingsOf(record, field).some(telling => sameTelling(telling.value, value))) return []
  const account = { field, value, who, noted_by: workingCopy.writer.me, at: workingCopy.now(), would_settle: wouldSettle }
  return [workingCopy.setting(collection, id, 'accounts', { ...record.accounts, [newId()]: account })]
}

/**
 * Says what would settle a disagreement; it stands with the first telling that is noted.
 * @param {WorkingCopy} workingCopy @param {string} collection @param {string} id @param {string} field @param {string} words
 * @returns {Edit[]}
 */
export function askingFor (workingCopy, collection, id, field, words) {
  const record = workingCopy.record(collection, id)
  const first = record && accountsOf(record).find(([, account]) => account.field === field && !account.settled)
  if (record === undefined || first === undefined) return []
  return [workingCopy.setting(collection, id, 'accounts', { ...record.accounts, [first[0]]: { ...first[1], would_settle: words } })]
}

/** What would settle a field's disagreement, in somebody's words; '' where nobody has said. @param {Entry} record @param {string} field */
export function wouldSettle (record, field) {
  return accountsOf(record).find(([, account]) => account.field === field && !account.settled && account.would_settle)?.[1].would_settle ?? ''
}

/**
 * Settles a field: one telling stands from now on, or both are kept. Every telling stays readable with the reason,
 * also what stood and nobody had noted.
 * @param {WorkingCopy} workingCopy @param {string} collection @param {string} id @param {string} field
 * @param {Outcome} outcome @param {string} reason
 * @returns {Edit[]}
 */
export function settling (workingCopy, collection, id, field, outcome, reason) {
  const record = workingCopy.record(collection, id)
  if (record === undefined) return []
  const now = workingCopy.now()
  const me = workingCopy.writer.me
  const tellings = tellingsOf(record, field)
  /** @type {Record<string, Account>} */
  const accounts = { ...record.accounts }
  for (const { id: noted, stands, ...account } of tellings) {
    if (account.value === '' || account.value === null) continue
    const how = 'both' in outcome ? 'both' : noted === outcome.chosen ? 'chosen' : 'not_chosen'
    const whole = noted === '' ? { ...account, who: record.says || record.agency, noted_by: me, at: now } : account
    accounts[noted || newId()] = { ...whole, settled: now, settled_by: me, outcome: how, reason }
  }
  const chosen = 'both' in outcome ? undefined : tellings.find(telling => telling.id === outcome.chosen)
  const value = chosen === undefined || chosen.stands ? [] : [workingCopy.setting(collection, id, field, chosen.value)]
  return [...value, workingCopy.setting(collection, id, 'accounts', accounts)]
}

/**
 * Opens what was settled at one time again.
 * @param {WorkingCopy} workingCopy @param {string} collection @param {string} id @param {{field: string, settled: string}} group
 * @returns {Edit[]}
 */
export function openingAgain (workingCopy, collection, id, { field, settled }) {
  const record = workingCopy.record(collection, id)
  if (record === undefined) return []
  const accounts = Object.fromEntries(accountsOf(record).map(([key, account]) => [key,
    account.field === field && account.settled === settled ? { ...account, settled: '', settled_by: '', outcome: '', reason: '' } : account]))
  return [workingCopy.setting(collection, id, 'accounts', accounts)]
}

/**
 * A person who changes a field that they themselves have told changes their telling with it: it would stand there as
 * theirs and no longer be what they say.
 * @param {WorkingCopy} workingCopy
 * @param {Edit[]} edits what somebody is about to do
 * @returns {Edit[]} the same, and what goes with them
 */
export function withOwnTellings (workingCopy, edits) {
  const me = workingCopy.writer.me
  const along = edits.flatMap(edit => {
    if (edit.type !== 'set' || edit.value === '' || edit.value === null || edit.field === 'accounts') return []
    if (edits.some(other => other.type === 'set' && other.field === 'accounts' && other.id === edit.id)) return []
    const record = workingCopy.record(edit.collection, edit.id)
    const own = record && accountsOf(record).find(([, account]) => account.field === edit.field && account.noted_by === me && !account.settled)
    if (!record || !own || !sameTelling(own[1].value, record[edit.field])) return []
    return [workingCopy.setting(edit.collection, edit.id, 'accounts', { ...record.accounts, [own[0]]: { ...own[1], value: edit.value } })]
  })
  return along.length === 0 ? edits : [...edits, ...along]
}
