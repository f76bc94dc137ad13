/**
 * The labels of a wall in Welsh and English at once, Welsh first. What a sentence is made of otherwise (dates, ages,
 * counts of years) stays in Welsh: said twice over it could not be read from across a room.
 */

/** @typedef {import('./words.js').Catalogue} Catalogue */
/** @typedef {import('./words.js').Wording} Wording */

/** The keys of what is a label on a wall. */
const LABELS = /^(lanes|parts|steps|step_ranges|boxes|starts|genders|person_kinds|household_kinds|union_kinds|union_turns|endings|bond_kinds|parent_link_kinds|twin_kinds|live\.band|live\.wall|live\.story\.tab|live\.count|drawing\.key)\b/
/** Where Welsh's six plural forms find the English one, in CLDR's order: zero, one, two, few, many, other. */
const ENGLISH_FORM = [1, 0, 1, 1, 1, 1]

/**
 * A catalogue that says labels in both.
 * @param {Catalogue} welsh
 * @param {Catalogue} english
 * @returns {Catalogue}
 */
export function inBoth (welsh, english) {
  const words = { ...welsh.words }
  for (const [key, wording] of Object.entries(welsh.words)) if (LABELS.test(key)) words[key] = both(wording, english.words[key])
  return { language: 'cy', words }
}

/** @param {Wording} welsh @param {Wording | undefined} english @returns {Wording} */
function both (welsh, english) {
  if (english === undefined) return welsh
  if (typeof welsh === 'string') return joined(welsh, typeof english === 'string' ? english : english[1])
  return welsh.map((form, index) => joined(form, typeof english === 'string' ? english : english[ENGLISH_FORM[index]]))
}

/** @param {string} welsh @param {string} english */
function joined (welsh, english) {
  return welsh === english ? welsh : `${welsh} / ${english}`
}
