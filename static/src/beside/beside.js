/**
 * What stands beside the work and is fetched when it is first asked for: the agenda, one's own notes, questions to agencies, what a
 * late comer missed, comments on a record, the walk through the life, the chair's quiet reminders, the words at the end of a meeting; and what brings
 * a family or facts in from text.
 */
export { FactsText } from '../editing/factstext.js'
export { FamilyText } from '../editing/familytext.js'
export { Agenda } from './agenda.js'
export { Closing } from './closing.js'
export { Comments } from './comments.js'
export { Missed } from './missed.js'
export { Nudge } from './nudges.js'
export { OwnNotes } from './ownnotes.js'
export { Questions } from './questions.js'
export { Replay } from './replay.js'
export { Suggest } from './suggest.js'
export { Walk } from './walking.js'
