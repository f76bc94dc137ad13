/**
 * The two drawings as elements of the page.
 */
import './genogramchart.js'
import './timelinechart.js'
