/**
 * Whether two names of an agency are one, in any case of letters and with any blanks: as `same_agency` of
 * server/domain/questions.py has it.
 * @param {string} one @param {string} other
 */
export function sameAgency (one, other) {
  const [a, b] = [one, other].map(name => name.split(/\s+/).filter(Boolean).join(' ').toLowerCase())
  return a !== '' && a === b
}
