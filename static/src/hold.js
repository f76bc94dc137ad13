/**
 * Being in the room without its document: the page that reads back before a freeze counts as the chair's presence,
 * and learns at once when the hold ends. Frames are those of the document socket; only news is read.
 */

const NEWS = 100
const WORD = 101
const AGAIN_MS = 1_000

/**
 * Stays connected until the page is left.
 * @param {string} path address of the socket with its epoch
 * @param {(news: any) => void} lifted called once with the news that the room is no longer held, or that its working
 *   copy has ended
 */
export function stayInRoom (path, lifted) {
  const socket = new WebSocket(new URL(path, location.href.replace(/^http/, 'ws')))
  socket.binaryType = 'arraybuffer'
  let over = false
  socket.onmessage = event => {
    const news = read(new Uint8Array(event.data))
    if (news === null) return
    if (news.news === 'beat') socket.send(word({ word: 'seen', sequence: news.sequence }))
    const free = (news.news === 'mode' || news.news === 'welcome') && news.held === false
    if ((free || news.news === 'ended') && !over) {
      over = true
      lifted(news)
    }
  }
  socket.onclose = event => {
    const final = event.code >= 4400 && event.code < 4500
    if (!over && !final) setTimeout(() => stayInRoom(path, lifted), AGAIN_MS)
  }
}

/**
 * The news in a frame, or null for a frame of another kind.
 * @param {Uint8Array} frame
 * @returns {any}
 */
export function read (frame) {
  if (frame[0] !== NEWS) return null
  let length = 0
  let at = 1
  for (let shift = 0; ; shift += 7) {
    const byte = frame[at++]
    length |= (byte & 127) << shift
    if (byte < 128) break
  }
  return JSON.parse(new TextDecoder().decode(frame.subarray(at, at + length)))
}

/**
 * A frame with a word from the page.
 * @param {object} said
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function word (said) {
  const bytes = new TextEncoder().encode(JSON.stringify(said))
  const head = [WORD]
  let length = bytes.length
  while (length > 127) {
    head.push((length & 127) | 128)
    length >>= 7
  }
  head.push(length)
  const frame = new Uint8Array(head.length + bytes.length)
  frame.set(head)
  frame.set(bytes, head.length)
  return frame
}
