/**
 * For tests only: Yjs and y-websocket as they come from their makers, so that a browser without any of our code
 * can join a meeting's document. A test imports it in a page of the server's:
 * `const { Y, WebsocketProvider } = await import('/static/testing/yclient.js')`.
 */
export * as Y from 'yjs'
export { WebsocketProvider } from 'y-websocket'
