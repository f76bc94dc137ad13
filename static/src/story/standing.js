/**
 * How a sentence stands: on what, whether as a hypothesis, and whether it is to be looked at again. Read off the
 * document each time, never written into it: every browser sees the same as soon as it has the change.
 */
import { whyNow } from '../document/lookagain.js'
import { stateDigest } from './digest.js'

/** @typedef {import('./sentences.js').Sentence} Sentence */
/** @typedef {import('./sentences.js').Inline} Inline */
/** @typedef {import('../document/schema.js').Plain} Plain */
/** A citation with why it is to be looked at again: '' when it stands as it was looked at. @typedef {{id: string, collection: string, record: string, why: '' | 'changed' | 'disputed' | 'removed' | 'missing'}} Cited */
/**
 * `cites` what it stands on; `hypothesis` the mark's id, '' where nobody has set one; `bare` that nothing stands under
 * it; `again` whether it is to be looked at again, `asked` the mark of somebody who asked for that.
 * @typedef {{cites: Cited[], hypothesis: string, bare: boolean, again: boolean, asked: string}} Standing
 */

/** What was removed bears no sentence, whoever has looked since. */
export const GONE = ['removed', 'missing']

/**
 * @param {Sentence} sentence
 * @param {Plain} plain everything the document holds, removed records included
 * @returns {Standing}
 */
export function standingOf (sentence, plain) {
  const cites = sentence.atoms.filter(atom => atom.type === 'citation').map(atom => ({
    id: atom.id ?? '', collection: atom.collection ?? '', record: atom.record ?? '', why: whyAgain(atom, plain)
  }))
  const hypothesis = sentence.atoms.find(atom => atom.type === 'hypothesis')?.id ?? ''
  const asked = sentence.atoms.find(atom => atom.type === 'look_again')?.id ?? ''
  const again = asked !== '' || cites.some(cite => cite.why !== '')
  return { cites, hypothesis, bare: !cites.some(cite => !GONE.includes(cite.why)) && hypothesis === '', again, asked }
}

/**
 * Why a citation is to be looked at again; the same as `why_again` of server/domain/story.py.
 * @param {Inline} atom
 * @param {Plain} plain
 * @returns {Cited['why']}
 */
export function whyAgain (atom, plain) {
  const record = plain[atom.collection ?? '']?.[atom.record ?? '']
  const now = whyNow(record)
  if (record === undefined || now === 'missing') return 'missing'
  if (now === 'removed') return 'removed'
  const looked = plain.statements?.[atom.id ?? '']?.looked ?? ''
  if (looked === '' || looked === stateDigest(record)) return ''
  return now || 'changed'
}
