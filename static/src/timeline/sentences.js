/** What an event says in words: for those who do not see the drawing, and for lists. */
import { w } from '../words.js'
import { ageAtMoment } from '../drawing/ages.js'
import { unsettled } from '../drawing/days.js'
import { drawable } from '../drawing/text.js'

/** @typedef {import('../drawing/days.js').Moment} Moment */

/**
 * Whether two tellings of an event stand side by side, or somebody disputes it.
 * @param {Record<string, any>} event
 * @returns {boolean}
 */
export function disputed (event) {
  return event.confidence === 'disputed' || unsettled(event)
}

/**
 * How often something happened, where that is a number.
 * @param {Record<string, any>} event
 * @returns {number} 1 where it is not said, or is not said in digits
 */
export function countOf (event) {
  const said = /\d{1,6}/.exec(event.times ?? '')
  return said === null ? 1 : Math.max(1, Number(said[0]))
}

/**
 * How often something happened, in words: "132 times", "most nights".
 * @param {Record<string, any>} event
 * @returns {string} "" for once
 */
export function timesSaid (event) {
  const times = drawable(event.times)
  return /^\d+$/.test(times) ? (Number(times) > 1 ? w('drawing.times', { n: Number(times) }) : '') : times
}

/**
 * An event in a sentence: "Lee moves in, Home and family, ?Sept 2014, about 3 yrs 7 m, two tellings".
 * @param {Record<string, any>} event
 * @param {Moment | null} born of the child
 * @returns {string}
 */
export function eventSentence (event, born) {
  return [
    drawable(event.title),
    w(`lanes.${event.lane}`),
    event.also_lane ? w('drawing.also_in', { lane: w(`lanes.${event.also_lane}`) }) : '',
    drawable(event.when?.text) || w('drawing.undated'),
    ageAtMoment(born, event.when),
    timesSaid(event),
    disputed(event) ? w('drawing.disputed') : '',
    event.quote ? w('drawing.in_words') : '',
    event.talked_about ? w('drawing.talked_about') : '',
    event.sensitive ? w('drawing.sensitive') : ''
  ].filter(Boolean).join(', ')
}
