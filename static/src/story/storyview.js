/**
 * `<gwead-story>`: the third view of the meeting. Whoever may write gets the editor, loaded then; everybody else reads the
 * same words as plain text. Beside them: what the sentence that one is in stands on, and what is to be looked at again.
 */
import { h, render } from 'preact'
import { w } from '../words.js'
import { newId } from '../document/keys.js'
import { stateDigest } from './digest.js'
import { icon } from '../editing/icons.js'
import { Picker } from '../editing/picker.js'
import { StoryPanel } from './storypanel.js'
import { StoryRead } from './storyread.js'
import { StoryTools } from './storytools.js'
import { sentencesOf } from './sentences.js'
import { GONE, standingOf } from './standing.js'
import { indexPerson } from '../editing/life.js'
import { personName } from '../editing/actions.js'
import { WhoAdds } from '../editing/whoadds.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./sentences.js').Sentence} Sentence */
/** @typedef {import('./editor.js').PartEditor} PartEditor */
/** A sentence with its part. @typedef {{part: string, sentence: Sentence}} Here */

/** Pixels between a line and what is sought for it; what it needs to be seen whole, and at least. */
const GAP = 8
const ROOMY = 430
const LEAST = 150
/** Reasons for which somebody reads and does not write; any other passes. */
const READERS = ['live.blocked.observer', 'live.blocked.ended', 'live.blocked.outdated', 'live.blocked.leaders_only', 'live.blocked.chair_only', 'live.blocked.not_open']

export class GweadStory extends HTMLElement {
  /** @type {Room | undefined} */
  #room
  /** @type {Map<string, PartEditor>} */
  #editors = new Map()
  /** @type {import('./editor.js').Carets | null} */
  #carets = null
  /** @type {typeof import('./editor.js') | null} */
  #module = null
  /** The document that the editors are on. @type {any} */
  #doc = null
  /** @type {Here | null} */
  #here = null
  /** Where the caret was last. @type {PartEditor | null} */
  #last = null
  /** Whether something to point to is sought; `typed` when an `@` asked for it. @type {null | {typed: boolean}} */
  #picking = null
  #drawn = 0
  #language = ''
  /** Why nothing can be written just now, by part. */
  #blocked = ''
  /** @type {(() => void) | null} */
  #deaf = null

  /** @param {Room} room */
  set room (room) {
    if (room === this.#room) return
    this.#room = room
    this.#deaf?.()
    this.#deaf = room.workingCopy.onChange(changes => this.#changed(changes))
    this.#soon()
  }

  /** Something that is shown may have changed. @param {unknown} _ */
  set version (_) {
    this.#soon()
  }

  connectedCallback () {
    this.addEventListener('keydown', event => this.#key(event))
    this.#here = this.#again()
    if (this.#room && this.#deaf === null) this.#deaf = this.#room.workingCopy.onChange(changes => this.#changed(changes))
    this.#soon()
  }

  disconnectedCallback () {
    this.#deaf?.()
    this.#deaf = null
    this.#end()
    render(null, this)
  }

  /** @param {import('../document/workingcopy.js').Change[]} changes */
  #changed (changes) {
    const records = changes.length === 0 || changes.some(change => !change.collection.startsWith('story_'))
    if (records) for (const editor of this.#editors.values()) editor.refresh()
    this.#soon()
  }

  #soon () {
    if (this.#drawn !== 0) return
    this.#drawn = requestAnimationFrame(() => this.#draw())
    if (document.hidden) setTimeout(() => this.#draw(), 100)
  }

  #draw () {
    cancelAnimationFrame(this.#drawn)
    this.#drawn = 0
    const room = this.#room
    if (room === undefined || !this.isConnected) return
    const wrote = this.#closeParts(room)
    const child = indexPerson(room.workingCopy.standing())
    const writes = this.#parts().some(part => this.#mayWrite(part))
    render(h(StoryView, {
      room,
      parts: this.#parts(),
      title: child === null ? w('live.story.untitled') : w('live.story.title', { name: personName(child.person).split(' ')[0] }),
      writes: part => this.#mayWrite(part),
      tools: writes ? { pressed: this.#last?.pressed() ?? { strong: false, em: false, bullet: false, heading: false }, undoable: this.#last?.undoable ?? false, do: deed => this.#do(deed) } : null,
      here: this.#still(),
      picking: this.#picking !== null,
      onPick: found => this.#pick(found),
      onHere: here => this.#goTo(here),
      onHolds: here => this.#holds(here),
      onSuppose: here => this.#suppose(here),
      onTake: (part, id) => this.#editors.get(part)?.take(id)
    }), this)
    if (this.#picking !== null) this.#placePicker()
    if (wrote !== '') this.#readOn(wrote)
    if (writes) this.#mount()
    const blocked = this.#parts().map(part => room.blocked(`story_${part}`)).join()
    if (this.#language !== document.documentElement.lang || this.#blocked !== blocked) {
      this.#language = document.documentElement.lang
      this.#blocked = blocked
      for (const editor of this.#editors.values()) editor.refresh()
    }
    if (room.toCite !== null && this.#editors.size > 0) {
      const found = room.toCite
      room.toCite = null
      this.#last ??= /** @type {PartEditor} */ (this.#editors.values().next().value)
      this.#pick({ ...found, name: '', more: '' })
    }
  }

  #parts () {
    return (this.#room?.schema.vocabulary.story_parts ?? []).map(row => row.key)
  }

  /** @param {string} part */
  #mayWrite (part) {
    return this.#room !== undefined && this.#room.workingCopy.filled && !READERS.includes(this.#room.blocked(`story_${part}`))
  }

  /** Puts an editor wherever this person may write and has none. */
  async #mount () {
    const room = /** @type {Room} */ (this.#room)
    if (this.#module === null) {
      this.#module = await import('./editor.js')
      return this.#soon()
    }
    const { Carets, PartEditor } = this.#module
    this.#doc = room.workingCopy.doc
    for (const part of this.#parts()) {
      const element = this.querySelector(`.words[data-part="${part}"]`)
      if (!(element instanceof HTMLElement) || this.#editors.has(part)) continue
      this.#carets ??= new Carets(room)
      this.#editors.set(part, new PartEditor({
        element,
        room,
        part,
        label: w(`story_parts.${part}`),
        carets: this.#carets,
        onAsk: editor => this.#ask(editor, true),
        onSentence: (editor, sentence) => this.#see(editor, sentence)
      }))
    }
  }

  /** Editors of parts that this person may not write any more are put away. @param {Room} room @returns {string} the part in which they were writing, '' for none */
  #closeParts (room) {
    if (this.#doc === null) return ''
    const closed = [...this.#editors].filter(([part]) => !this.#mayWrite(part))
    const wrote = closed.find(([, editor]) => editor.view.hasFocus())?.[0] ?? ''
    if (this.#doc !== room.workingCopy.doc || closed.length === this.#editors.size) this.#end()
    else {
      for (const [part, editor] of closed) {
        editor.end()
        this.#editors.delete(part)
        if (this.#last === editor) this.#last = null
        if (this.#here?.part === part) this.#here = null
      }
    }
    if (wrote !== '') this.#picking = null
    return wrote
  }

  /** Whoever was writing in a part reads on there: the words that they wrote have the focus, and stay in sight. @param {string} part */
  #readOn (part) {
    const words = this.querySelector(`.read-words[data-part="${part}"]`)
    if (words instanceof HTMLElement) words.focus({ preventScroll: words.getBoundingClientRect().top < innerHeight && words.getBoundingClientRect().bottom > 0 })
  }

  /** The editors are put away: another document is there, or nothing may be written. */
  #end () {
    for (const editor of this.#editors.values()) editor.end()
    this.#editors.clear()
    this.#carets?.end()
    this.#carets = null
    this.#doc = null
    this.#last = null
    this.#here = null
  }

  /** The caret is in this sentence now: what it stands on is lit. @param {PartEditor} editor @param {Sentence | null} sentence */
  #see (editor, sentence) {
    this.#last = editor
    this.#light(sentence === null ? null : { part: editor.part, sentence })
  }

  /** @param {Here | null} here */
  #light (here) {
    const room = /** @type {Room} */ (this.#room)
    this.#here = here
    if (here === null) room.lights(null, [])
    else room.lights({ part: here.part, words: here.sentence.text }, standingOf(here.sentence, room.workingCopy.plain()).cites.map(({ collection, record }) => ({ collection, id: record })))
    this.#soon()
  }

  /** The sentence that this person was in when they left the story. @returns {Here | null} */
  #again () {
    const { sentence: left } = this.#room ?? {}
    if (this.#room === undefined || !left) return null
    const sentence = sentencesOf(this.#room.workingCopy.part(left.part)).find(each => each.text === left.words)
    return sentence === undefined ? null : { part: left.part, sentence }
  }

  /** The sentence that is seen, as it stands now. @returns {Here | null} */
  #still () {
    return this.#here === null ? null : this.#found(this.#here)
  }

  /**
   * A sentence as it stands now, whatever others have written before it: found again by its words, or else by its place.
   * @param {Here} here
   * @returns {Here | null} null once it is gone
   */
  #found ({ part, sentence: { block, from, text } }) {
    if (this.#room === undefined) return null
    const all = sentencesOf(this.#room.workingCopy.part(part))
    const at = all.find(each => each.block === block && each.from === from)
    const sentence = at?.text === text ? at : all.find(each => each.text === text) ?? at
    return sentence === undefined ? null : { part, sentence }
  }

  /** @param {Here} shown */
  #goTo (shown) {
    const here = this.#found(shown)
    if (here === null) return this.#soon()
    const editor = this.#editors.get(here.part)
    if (editor !== undefined) {
      this.#last = editor
      editor.goTo(here.sentence)
    }
    this.#light(here)
  }

  /** What is sought stands under the line that is written, or above it where there is more room: the sentence stays in sight. */
  #placePicker () {
    const picker = this.querySelector('.picker')
    const holder = picker instanceof HTMLElement ? picker.offsetParent : null
    const view = this.#last?.view
    if (!(picker instanceof HTMLElement) || !(holder instanceof HTMLElement) || view === undefined) return
    const line = view.coordsAtPos(view.state.selection.head)
    const { top, bottom } = holder.getBoundingClientRect()
    const [above, below] = [line.top - Math.max(top, 0), Math.min(bottom, innerHeight) - line.bottom]
    const under = below >= Math.min(above, ROOMY)
    picker.style.insetBlockStart = under ? `${line.bottom - top + GAP}px` : 'auto'
    picker.style.insetBlockEnd = under ? 'auto' : `${bottom - line.top + GAP}px`
    picker.style.maxHeight = `${Math.max(LEAST, (under ? below : above) - 2 * GAP)}px`
  }

  /** Drawn at once: the next letter that is typed belongs to the field. @param {PartEditor} editor @param {boolean} typed */
  #ask (editor, typed) {
    this.#last = editor
    this.#picking = { typed }
    this.#draw()
  }

  /** Something was found to point to, or nothing. @param {import('../editing/pointing.js').Found | null} found */
  #pick (found) {
    const room = /** @type {Room} */ (this.#room)
    const [editor, picking] = [this.#last, this.#picking]
    this.#picking = null
    this.#soon()
    if (editor === null) return
    const record = found === null ? undefined : room.workingCopy.record(found.collection, found.id)
    if (found === null || record === undefined) {
      if (picking?.typed) editor.type('@')
      return editor.focus()
    }
    const id = newId()
    this.#state(id, { kind: 'citation', collection: found.collection, record: found.id, looked: stateDigest(record), looked_by: room.workingCopy.writer.me, looked_at: room.workingCopy.now() })
    editor.put({ kind: 'citation', id, collection: found.collection, record: found.id })
    editor.focus()
  }

  /** A statement is begun under a mark's id. @param {string} id @param {Record<string, any>} fields */
  #state (id, fields) {
    const { workingCopy } = /** @type {Room} */ (this.#room)
    workingCopy.edit([{ ...workingCopy.creating('statements', fields), id }])
  }

  /** Somebody has looked: the sentence still holds. @param {Here} shown */
  #holds (shown) {
    const room = /** @type {Room} */ (this.#room)
    const here = this.#found(shown)
    if (here === null) return this.#soon()
    const { workingCopy } = room
    const standing = standingOf(here.sentence, workingCopy.plain())
    const gone = standing.cites.filter(cite => GONE.includes(cite.why))
    for (const cite of gone) this.#editors.get(here.part)?.take(cite.id)
    for (const cite of standing.cites) {
      const record = workingCopy.record(cite.collection, cite.record)
      if (cite.why === '' || record === undefined || gone.includes(cite)) continue
      const looked = { looked: stateDigest(record), looked_by: workingCopy.writer.me, looked_at: workingCopy.now() }
      if (workingCopy.record('statements', cite.id) === undefined) this.#state(cite.id, { kind: 'citation', collection: cite.collection, record: cite.record, ...looked })
      else room.do('undo.did.looked', '', Object.entries(looked).map(([field, value]) => workingCopy.setting('statements', cite.id, field, value)))
    }
    if (standing.asked !== '') this.#editors.get(here.part)?.take(standing.asked)
    room.say(gone.length === 0 ? w('live.story.held') : w('live.story.held_without'))
  }

  /** A sentence is marked as a hypothesis, so that another way to see it can be said. @param {Here} here */
  #suppose (here) {
    const [id, found] = [newId(), this.#found(here)]
    if (found === null) return this.#soon()
    this.#state(id, { kind: 'hypothesis' })
    this.#editors.get(found.part)?.put({ kind: 'hypothesis', id }, found.sentence)
    this.#light(found)
  }

  /** What a button of the tools asks for. @param {import('./storytools.js').Deed} deed */
  #do (deed) {
    const editor = this.#last ?? this.#editors.values().next().value
    if (editor === undefined) return
    this.#last = editor
    if (deed === 'strong' || deed === 'em') editor.embolden(deed)
    else if (deed === 'heading' || deed === 'bullet') editor.turn(deed)
    else if (deed === 'cite') this.#ask(editor, false)
    else if (deed === 'undo') editor.undo()
    else {
      const id = newId()
      this.#state(id, { kind: deed })
      editor.put({ kind: deed, id }, editor.sentence())
      editor.focus()
    }
    this.#soon()
  }

  /** @param {KeyboardEvent} event */
  #key (event) {
    if (event.key === 'Escape' && this.#picking !== null) {
      event.preventDefault()
      this.#pick(null)
    }
  }
}

/**
 * @param {{room: Room, parts: string[], title: string, writes: (part: string) => boolean, here: Here | null, picking: boolean,
 *   tools: import('./storytools.js').Tools | null, onPick: (found: import('../editing/pointing.js').Found | null) => void, onHere: (here: Here) => void,
 *   onHolds: (here: Here) => void, onSuppose: (here: Here) => void, onTake: (part: string, id: string) => void}} props
 */
function StoryView ({ room, parts, title, writes, here, picking, tools, onPick, onHere, onHolds, onSuppose, onTake }) {
  return [
    h('div', { class: 'story-bar' }, h('h1', { id: 'view-title', tabIndex: -1 }, title), h(WhoAdds, { room, parts: [...parts.map(part => `story_${part}`), 'statements'] }), tools !== null && h(StoryTools, { tools })),
    picking && h(Picker, { plain: room.workingCopy.standing(), onPick }),
    h('div', { class: 'story-sheet' },
      h('div', { class: 'story-text' }, parts.map(part => h('section', { key: part, 'aria-labelledby': `part-${part}` },
        h('h2', { id: `part-${part}` }, w(`story_parts.${part}`)),
        writes(part)
          ? [h('div', { key: 'words', class: 'words', 'data-part': part }),
              room.blocked(`story_${part}`) !== '' && h('p', { key: 'why', class: 'note', role: 'status' }, icon('info', 'small'), h('span', null, w(room.blocked(`story_${part}`))))]
          : h('div', { key: 'read', class: 'read-words', 'data-part': part, tabIndex: -1, role: 'group', 'aria-labelledby': `part-${part}` }, h(StoryRead, { room, part, here, onHere }))))),
      h(StoryPanel, { room, parts, here, writes, onHere, onHolds, onSuppose, onTake }))
  ]
}

customElements.define('gwead-story', GweadStory)

/** The story as a view of the meeting. @param {import('../later.js').ViewProps} props */
export function View ({ room }) {
  return h('gwead-story', { class: 'work', room, version: {} })
}
