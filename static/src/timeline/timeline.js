import { h } from 'preact'
/** @param {any} plain @param {any} options */
export function drawTimeline (plain, options) { return h('svg', { width: options.width, 'data-events': Object.keys(plain.events).length }) }
