/**
 * The colours of the lanes: bars beside ink words, never the only sign (each lane has its icon and its name).
 * Contrast on white 6.4 to 9.5; police and court is the quietest. No red.
 */

/** @type {Record<string, string>} */
const COLOURS = {
  home: '#0b5a63',
  moves: '#8a4b08',
  school: '#304a9c',
  health: '#86306b',
  hard: '#3b4754',
  strengths: '#3a6b1e',
  police: '#5a5f66',
  community: '#6b4a1f',
  services: '#4a3f8f',
  words: '#0f5f86'
}

/**
 * The colour of a lane; one that has none yet is drawn in ink.
 * @param {string} lane
 * @returns {string}
 */
export function laneColour (lane) {
  return COLOURS[lane] ?? '#1c2733'
}

/** @returns {string[]} the lanes that have a colour of their own */
export function colouredLanes () {
  return Object.keys(COLOURS)
}
