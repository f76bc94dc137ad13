/**
 * What bars, keys and buttons ask of the meeting page, in one place.
 */

/** The sheets that open over the page. @typedef {'more' | 'people' | 'removed' | 'keys' | 'find' | 'add' | 'text' | 'facts' | 'notes' | 'agenda' | 'questions' | 'missed' | 'replay'} Sheet */
/**
 * @typedef {object} Deeds
 * @property {() => void} add begins adding: an event, or somebody
 * @property {(at: {when: string, lane: string}) => void} addAt begins adding an event of a time and lane; '' leaves them as they are
 * @property {() => void} show shows this view on the big screen
 * @property {() => void} walk begins to walk the room through the life, or ends it
 * @property {(sheet: Sheet | '') => void} open opens a sheet, '' closes it
 * @property {(key: string) => void} band shows an age band
 * @property {(language: string) => void} speak changes the language in place
 */
export {}
