/**
 * The editor of one part of the story: ProseMirror on the part's shared root. Loaded when somebody who may write opens
 * the story, and only then.
 *
 * What it writes goes to the room as it is typed. Undo takes back what was typed here and nothing of anybody else's.
 */
import { baseKeymap, setBlockType, toggleMark } from 'prosemirror-commands'
import { keymap } from 'prosemirror-keymap'
import { Fragment, Slice } from 'prosemirror-model'
import { EditorState, Plugin, PluginKey, TextSelection } from 'prosemirror-state'
import { Decoration, DecorationSet, EditorView } from 'prosemirror-view'
import { redo, undo, yCursorPlugin, ySyncPlugin, yUndoPlugin, yUndoPluginKey } from 'y-prosemirror'
import * as awarenessProtocol from 'y-protocols/awareness'
import { newId } from '../document/keys.js'
import { w } from '../words.js'
import { citedSaid, marksOf } from './citing.js'
import { schema } from './schema.js'
import { sentencesOfBlock } from './sentences.js'
import { standingOf } from './standing.js'

/** @typedef {import('../presence/room.js').Room} Room */
/** @typedef {import('./sentences.js').Sentence} Sentence */
/** What a mark is. @typedef {{kind: 'citation' | 'hypothesis' | 'look_again', id: string, collection?: string, record?: string}} Mark */

const REFRESHED = new PluginKey('refreshed')
const CARET_MS = 120

/** Everybody's carets in this document, one's own among them. */
export class Carets {
  #timer = 0

  /** @param {Room} room */
  constructor (room) {
    this.room = room
    this.awareness = new awarenessProtocol.Awareness(room.workingCopy.doc)
    this.awareness.setLocalState({})
    this.quiet = room.connection.onCarets(carets => awarenessProtocol.applyAwarenessUpdate(this.awareness, awarenessProtocol.modifyAwarenessUpdate(carets, plainColour), room))
    this.awareness.on('update', (/** @type {any} */ changed, /** @type {any} */ origin) => {
      if (origin === room || this.#timer !== 0) return
      this.#timer = window.setTimeout(() => {
        this.#timer = 0
        this.#say()
      }, CARET_MS)
    })
  }

  #say () {
    this.room.connection.point(awarenessProtocol.encodeAwarenessUpdate(this.awareness, [this.awareness.clientID]))
  }

  /** This person's caret is taken away. */
  end () {
    clearTimeout(this.#timer)
    this.quiet()
    this.awareness.setLocalState(null)
    this.#say()
    this.awareness.destroy()
  }
}

/**
 * Applies a step to an editor that is still there: the plug-in that shows others' carets speaks up once more after an
 * editor has been put away.
 * @this {EditorView}
 * @param {import('prosemirror-state').Transaction} tr
 */
function whileItStands (tr) {
  if (!this.isDestroyed) this.updateState(this.state.apply(tr))
}

export class PartEditor {
  /**
   * @param {{element: HTMLElement, room: Room, part: string, label: string, carets: Carets, onAsk: (editor: PartEditor) => void,
   *   onSentence: (editor: PartEditor, sentence: Sentence | null) => void}} options `onAsk` when somebody wants to point
   *   to something (`@`), `onSentence` when the caret has moved into another sentence
   */
  constructor ({ element, room, part, label, carets, onAsk, onSentence }) {
    this.room = room
    this.part = part
    this.onAsk = onAsk
    this.onSentence = onSentence
    const fragment = room.workingCopy.doc.getXmlFragment(`story_${part}`)
    const state = EditorState.create({
      schema,
      plugins: [
        ySyncPlugin(fragment),
        yCursorPlugin(carets.awareness, { cursorBuilder: caret, selectionBuilder: () => ({ class: 'others-choice' }) }),
        yUndoPlugin(),
        this.#standing(),
        keymap({
          'Mod-z': undo,
          'Mod-y': redo,
          'Shift-Mod-z': redo,
          'Mod-b': toggleMark(schema.marks.strong),
          'Mod-i': toggleMark(schema.marks.em),
          'Mod-Alt-0': setBlockType(schema.nodes.paragraph),
          'Mod-Alt-2': setBlockType(schema.nodes.heading, { level: 2 }),
          'Mod-Alt-3': setBlockType(schema.nodes.heading, { level: 3 }),
          'Shift-Mod-8': () => this.#turn('bullet'),
          'Backspace': () => this.#plainAtStart()
        }),
        keymap(baseKeymap)
      ]
    })
    this.view = new EditorView(element, {
      state,
      dispatchTransaction: whileItStands,
      editable: () => this.writable,
      attributes: () => ({ class: 'writing', role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, lang: document.documentElement.lang, spellcheck: 'true', ...(this.writable ? {} : { 'aria-readonly': 'true', tabindex: '0' }) }),
      nodeViews: {
        citation: node => new MarkView(this, node),
        hypothesis: node => new MarkView(this, node),
        look_again: node => new MarkView(this, node)
      },
      handleTextInput: (view, from, to, text) => this.#asked(from, to, text),
      handleClickOn: (view, pos, node) => {
        if (node.type !== schema.nodes.citation) return false
        room.see({ chosen: { collection: node.attrs.collection, id: node.attrs.record } })
        return false
      },
      transformPasted: slice => new Slice(renewed(slice.content), slice.openStart, slice.openEnd)
    })
  }

  /** Whether this person may write here now. */
  get writable () {
    return this.room.blocked(`story_${this.part}`) === ''
  }

  /** What is marked may have changed, or who may write: everything is looked at again. */
  refresh () {
    this.view.dispatch(this.view.state.tr.setMeta(REFRESHED, true).setMeta('addToHistory', false))
    for (const each of MarkView.all) if (each.editor === this) each.show()
  }

  /** @returns {Sentence | null} the sentence in which the caret is */
  sentence () {
    const { $head } = this.view.state.selection
    if ($head.depth === 0) return null
    const number = $head.index(0)
    const sentences = sentencesOfBlock(plainBlock($head.node(1)), number)
    const at = $head.parentOffset
    return sentences.find(each => at >= each.from && at <= each.to) ?? sentences.findLast(each => each.from <= at) ?? null
  }

  /** @param {'strong' | 'em'} mark */
  embolden (mark) {
    toggleMark(schema.marks[mark])(this.view.state, this.view.dispatch)
    this.view.focus()
  }

  /** Turns the blocks that are chosen into another kind, or back into paragraphs. @param {'bullet' | 'heading'} kind */
  turn (kind) {
    this.#turn(kind)
    this.view.focus()
  }

  /** What the chosen words are: for the buttons' pressed state. @returns {{strong: boolean, em: boolean, bullet: boolean, heading: boolean}} */
  pressed () {
    const { state } = this.view
    const marks = state.storedMarks ?? state.selection.$head.marks()
    const kind = state.selection.$head.parent.type.name
    return { strong: marks.some(mark => mark.type.name === 'strong'), em: marks.some(mark => mark.type.name === 'em'), bullet: kind === 'bullet', heading: kind === 'heading' }
  }

  /**
   * Puts a mark where the caret is, or behind a sentence.
   * @param {Mark} mark
   * @param {Sentence | null} [behind]
   */
  put (mark, behind = null) {
    const { state } = this.view
    const node = schema.nodes[mark.kind].create(mark.kind === 'citation' ? { id: mark.id, collection: mark.collection, record: mark.record } : { id: mark.id })
    let at = state.selection.to
    if (behind !== null) at = Math.min(this.#from(behind.block) + behind.to, this.#from(behind.block) + (state.doc.child(behind.block)?.content.size ?? 0))
    const tr = state.tr.insert(at, node)
    this.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1))).scrollIntoView())
  }

  /** Puts words where the caret is. @param {string} words */
  type (words) {
    this.view.dispatch(this.view.state.tr.insertText(words))
  }

  /** Takes a mark away. @param {string} id */
  take (id) {
    this.view.state.doc.descendants((node, pos) => {
      if (node.isAtom && node.attrs.id === id) this.view.dispatch(this.view.state.tr.delete(pos, pos + node.nodeSize))
    })
  }

  /** Goes to a sentence. @param {Sentence} sentence */
  goTo (sentence) {
    if (sentence.block >= this.view.state.doc.childCount) return
    const at = Math.min(this.#from(sentence.block) + sentence.from, this.view.state.doc.content.size - 1)
    this.view.dispatch(this.view.state.tr.setSelection(TextSelection.near(this.view.state.doc.resolve(at))).scrollIntoView())
    this.view.focus()
  }

  /** Takes this person's last words back. @returns {boolean} whether there was anything */
  undo () {
    return undo(this.view.state)
  }

  /** @returns {boolean} whether there is anything of one's own to take back */
  get undoable () {
    return (yUndoPluginKey.getState(this.view.state)?.undoManager?.undoStack.length ?? 0) > 0
  }

  focus () {
    this.view.focus()
  }

  end () {
    this.view.destroy()
    for (const each of MarkView.all) if (each.editor === this) MarkView.all.delete(each)
  }

  /** Where a block's content begins. @param {number} block */
  #from (block) {
    let at = 1
    for (let n = 0; n < block; n++) at += this.view.state.doc.child(n).nodeSize
    return at
  }

  /** @param {'bullet' | 'heading'} kind @returns {boolean} */
  #turn (kind) {
    const { state } = this.view
    const already = state.selection.$head.parent.type.name === kind
    return setBlockType(schema.nodes[already ? 'paragraph' : kind], already ? null : kind === 'heading' ? { level: 2 } : null)(state, this.view.dispatch)
  }

  /** Backspace at the start of a bullet or a heading makes it a paragraph first. */
  #plainAtStart () {
    const { $cursor } = /** @type {TextSelection} */ (this.view.state.selection)
    if (!$cursor || $cursor.parentOffset > 0 || $cursor.parent.type === schema.nodes.paragraph) return false
    return setBlockType(schema.nodes.paragraph)(this.view.state, this.view.dispatch)
  }

  /** `@` at the beginning of a word asks what the sentence stands on. @param {number} from @param {number} to @param {string} text */
  #asked (from, to, text) {
    const before = this.view.state.doc.textBetween(Math.max(0, from - 1), from, '\n', ' ')
    if (text !== '@' || /[\p{L}\p{N}]/u.test(before)) return false
    if (from !== to) this.view.dispatch(this.view.state.tr.deleteSelection())
    this.onAsk(this)
    return true
  }

  /** How each sentence stands, as decorations; and which one the caret is in. */
  #standing () {
    const decorated = (/** @type {EditorState} */ state) => DecorationSet.create(state.doc, this.#decorations(state))
    /** @type {string} */
    let told = ''
    return new Plugin({
      state: {
        init: (_, state) => decorated(state),
        apply: (tr, before, _, state) => tr.docChanged || tr.getMeta(REFRESHED) ? decorated(state) : before
      },
      props: { decorations (state) { return this.getState(state) } },
      view: () => ({
        update: view => {
          if (!view.hasFocus()) return
          const sentence = this.sentence()
          const key = JSON.stringify([sentence, this.pressed(), this.undoable])
          if (key === told) return
          told = key
          this.onSentence(this, sentence)
        }
      })
    })
  }

  /** @param {EditorState} state */
  #decorations (state) {
    const plain = this.room.workingCopy.plain()
    /** @type {Decoration[]} */
    const all = []
    state.doc.forEach((block, offset, number) => {
      for (const sentence of sentencesOfBlock(plainBlock(block), number)) {
        const standing = standingOf(sentence, plain)
        const [from, to] = [offset + 1 + sentence.from, offset + 1 + sentence.to]
        if (standing.again) all.push(Decoration.inline(from, to, { class: 'again' }))
        else if (standing.bare || standing.hypothesis !== '') all.push(Decoration.inline(from, to, { class: 'supposed' }))
        const signs = marksOf(standing)
        if (signs.length > 0) {
          all.push(Decoration.widget(to, () => signed(signs), { side: 1, key: `${number}:${sentence.from}:${signs.map(each => each.key).join()}`, ignoreSelection: true }))
        }
      }
    })
    return all
  }
}

/** The editor knows colours by number alone; ours are in the style sheet. @param {any} state */
function plainColour (state) {
  return state?.user ? { ...state, user: { ...state.user, color: '#0b5a63' } } : state
}

/** A block of the editor as plain data. @param {import('prosemirror-model').Node} block @returns {import('./sentences.js').Block} */
function plainBlock (block) {
  /** @type {import('./sentences.js').Inline[]} */
  const content = []
  block.forEach(node => content.push(node.isText ? { text: node.text ?? '' } : { type: node.type.name, ...node.attrs }))
  return { type: block.type.name, content }
}

/** What is said behind a sentence: small signs, each with its words. @param {{key: string, sign: string, said: string}[]} signs */
function signed (signs) {
  const element = document.createElement('span')
  element.className = 'signs'
  for (const { key, sign, said } of signs) {
    const one = document.createElement('span')
    one.className = `sign ${key}`
    one.title = said
    const shown = document.createElement('span')
    shown.setAttribute('aria-hidden', 'true')
    shown.textContent = sign
    const words = document.createElement('span')
    words.className = 'away'
    words.textContent = ` (${said}) `
    one.append(shown, words)
    element.append(one)
  }
  return element
}

/** Somebody's caret. @param {{name?: string}} who */
function caret (who) {
  const bar = document.createElement('span')
  bar.className = 'caret'
  const name = document.createElement('span')
  name.className = 'caret-name'
  name.textContent = who.name ?? ''
  bar.append(name)
  return bar
}

/** Marks that are pasted get ids of their own. @param {Fragment} content @returns {Fragment} */
function renewed (content) {
  /** @type {import('prosemirror-model').Node[]} */
  const nodes = []
  content.forEach(node => nodes.push(node.isAtom && !node.isText && node.attrs.id ? node.type.create({ ...node.attrs, id: newId() }) : node.copy(renewed(node.content)).mark(node.marks)))
  return Fragment.from(nodes.map((node, index) => content.child(index).isText ? content.child(index) : node))
}

/** A mark between the words, shown with what it points at as that stands now. */
class MarkView {
  /** @type {Set<MarkView>} */
  static all = new Set()

  /** @param {PartEditor} editor @param {import('prosemirror-model').Node} node */
  constructor (editor, node) {
    this.editor = editor
    this.node = node
    this.dom = document.createElement('span')
    this.dom.contentEditable = 'false'
    MarkView.all.add(this)
    this.show()
  }

  show () {
    const { dom, node } = this
    const { label, lane, title, why } = citedSaid(this.editor.room, { type: node.type.name, .../** @type {any} */ (node.attrs) })
    dom.className = `cite-chip ${node.type.name} ${lane}${why === '' ? '' : ' stale'}`
    dom.dataset.mark = node.attrs.id
    if (node.attrs.record) dom.dataset.cites = `${node.attrs.collection}/${node.attrs.record}`
    dom.title = title
    const said = document.createElement('span')
    said.className = 'away'
    said.textContent = node.type.name === 'citation' ? `${w('live.story.stands_on')} ` : ''
    dom.replaceChildren(said, label)
  }

  /** @param {import('prosemirror-model').Node} node */
  update (node) {
    if (node.type !== this.node.type) return false
    this.node = node
    this.show()
    return true
  }

  ignoreMutation () {
    return true
  }

  destroy () {
    MarkView.all.delete(this)
  }
}
