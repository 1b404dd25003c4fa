// How the text behaves: keys, the shorthands that are typed at the beginning of a line, hints where nothing stands.

import { baseKeymap, chainCommands, exitCode, setBlockType, splitBlock, toggleMark, wrapIn } from "prosemirror-commands"
import { dropCursor } from "prosemirror-dropcursor"
import { gapCursor } from "prosemirror-gapcursor"
import { history, redo, undo } from "prosemirror-history"
import { ellipsis, emDash, InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules"
import { keymap } from "prosemirror-keymap"
import type { Attrs, NodeType } from "prosemirror-model"
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list"
import { Plugin, Selection, TextSelection, type Command, type EditorState } from "prosemirror-state"
import { goToNextCell, tableEditing } from "prosemirror-tables"
import { Decoration, DecorationSet } from "prosemirror-view"
import { forbidden } from "../kinds"
import { schema } from "../schema"
import { say } from "./make"

export function nodeType(name: string): NodeType {
  const type = schema.nodes[name]
  if (!type) throw new Error(`the schema has no ${name}`)
  return type
}

export function markType(name: string) {
  const type = schema.marks[name]
  if (!type) throw new Error(`the schema has no ${name}`)
  return type
}

// inTitle tells whether the cursor is in the headline or the standfirst.
function inTitle(state: EditorState): boolean {
  const name = state.selection.$head.parent.type.name
  return name == "headline" || name == "standfirst"
}

// down leaves the headline for the standfirst and that for the text; Enter splits neither.
const down: Command = (state, dispatch) => {
  if (!inTitle(state)) return false
  const next = Selection.findFrom(state.doc.resolve(state.selection.$head.after()), 1, true)
  if (next && dispatch) dispatch(state.tr.setSelection(next).scrollIntoView())
  return true
}

// up goes from the beginning of the text, or of the standfirst, into what stands above instead of melting them.
const up: Command = (state, dispatch) => {
  const { $cursor } = state.selection as TextSelection
  if (!$cursor || $cursor.parentOffset > 0) return false
  const atStandfirst = $cursor.parent.type.name == "standfirst"
  const first = $cursor.depth == 1 && $cursor.index(0) == 2
  if (!atStandfirst && !(first && $cursor.parent.type.name == "paragraph")) return $cursor.parent.type.name == "headline"
  const previous = Selection.findFrom(state.doc.resolve($cursor.before()), -1, true)
  if (previous && dispatch) dispatch(state.tr.setSelection(previous).scrollIntoView())
  return true
}

// leaveEmpty ends a quote or a box with Enter in its empty last paragraph.
const leaveEmpty: Command = (state, dispatch) => {
  const { $cursor } = state.selection as TextSelection
  if (!$cursor || $cursor.parent.content.size > 0 || $cursor.depth < 2) return false
  const around = $cursor.node(-1)
  if (!["quote", "factbox", "statement"].includes(around.type.name) || $cursor.index(-1) != around.childCount - 1 || around.childCount < 2) return false
  if (dispatch) {
    const tr = state.tr.delete($cursor.before(), $cursor.after())
    const after = tr.mapping.map($cursor.after(-1))
    tr.insert(after, nodeType("paragraph").create())
    dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView())
  }
  return true
}

const lineBreak: Command = (state, dispatch) => {
  if (inTitle(state)) return true
  if (dispatch) dispatch(state.tr.replaceSelectionWith(nodeType("line_break").create()).scrollIntoView())
  return true
}

// turnInto makes the paragraph around the cursor something else, or back.
export function turnInto(name: string, attrs?: Attrs): Command {
  const type = nodeType(name)
  return (state, dispatch, view) => {
    if (inTitle(state)) return false
    const { $from } = state.selection
    if ($from.parent.type == type && Object.entries(attrs ?? {}).every(([k, v]) => $from.parent.attrs[k] == v)) {
      return setBlockType(nodeType("paragraph"))(state, dispatch, view)
    }
    return setBlockType(type, attrs)(state, dispatch, view)
  }
}

export function mark(name: string): Command {
  return (state, dispatch, view) => !inTitle(state) && toggleMark(markType(name))(state, dispatch, view)
}

export function wrap(name: string, attrs?: Attrs): Command {
  return (state, dispatch, view) => !inTitle(state) && wrapIn(nodeType(name), attrs)(state, dispatch, view)
}

const item = () => nodeType("item")

// selectionFirst has the editor read the selection before a key acts on it. Browsers tell of a new selection in a task of
// its own, so the key pressed right behind Shift+Home would else still act on the old one.
const selectionFirst = new Plugin({
  props: {
    handleDOMEvents: {
      keydown(view, e) {
        if (!view.composing && (e.key.length > 1 || e.ctrlKey || e.metaKey)) document.dispatchEvent(new Event("selectionchange"))
        return false
      },
    },
  },
})

export function keys(link: Command): Plugin[] {
  const enter = chainCommands(down, leaveEmpty, splitListItem(item()))
  return [
    selectionFirst,
    keymap({
      "Mod-z": undo, "Shift-Mod-z": redo, "Mod-y": redo,
      "Mod-b": mark("strong"), "Mod-i": mark("emphasis"), "Mod-e": mark("code"), "Mod-k": link,
      "Mod-Alt-2": turnInto("heading", { level: 2 }), "Mod-Alt-3": turnInto("heading", { level: 3 }), "Mod-Alt-0": turnInto("paragraph"),
      "Enter": enter, "Shift-Enter": chainCommands(exitCode, lineBreak), "Mod-Enter": exitCode,
      "Backspace": up, "Tab": chainCommands(goToNextCell(1), sinkListItem(item())), "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(item())),
    }),
    keymap({ ...baseKeymap, "Enter": chainCommands(baseKeymap["Enter"] ?? splitBlock) }),
  ]
}

// typed shorthands: "## ", "- ", "1. ", "> ", "---".
const rules = inputRules({
  rules: [
    emDash, ellipsis,
    textblockTypeInputRule(/^(##{1,2})\s$/, nodeType("heading"), m => ({ level: m[1]?.length ?? 2 })),
    wrappingInputRule(/^\s*[-*]\s$/, nodeType("list"), { ordered: false }),
    wrappingInputRule(/^\s*(\d{1,6})[.)]\s$/, nodeType("list"), m => ({ ordered: true, start: Number(m[1]) })),
    wrappingInputRule(/^\s*>\s$/, nodeType("quote")),
    new InputRule(/^---$/, (state, _match, start, end) => {
      const $start = state.doc.resolve(start)
      if ($start.parent.type.name != "paragraph" || $start.parent.textContent != "--") return null
      const tr = state.tr.delete(start, end)
      const at = $start.before()
      tr.insert(at, nodeType("divider").create())
      return tr
    }),
  ],
})

const hints: Record<string, string> = { headline: "Headline", standfirst: "Standfirst: what it is about, in one or two sentences" }

// placeholders show what belongs where nothing stands yet.
const placeholders = new Plugin({
  props: {
    decorations(state) {
      const found: Decoration[] = []
      state.doc.forEach((node, at, index) => {
        const alone = index == 2 && state.doc.childCount == 3 && node.type.name == "paragraph"
        const hint = hints[node.type.name] ?? (alone ? "Write, or press / for more" : "")
        if (!hint || node.content.size > 0) return
        const heard = node.type.name == "headline" ? { "aria-label": hint } : {} // a heading must have a name; the others need none
        found.push(Decoration.node(at, at + node.nodeSize, { class: "empty", "data-hint": hint, ...heard }))
      })
      return DecorationSet.create(state.doc, found)
    },
  },
})

// strip takes out what no page may show, and says so.
function strip(text: string): string {
  const bad = forbidden(text)
  if (!bad) return text
  say(`A character that no page may show (${bad}) was left out.`)
  return Array.from(text).filter(c => !forbidden(c)).join("")
}

const clean = new Plugin({
  props: {
    transformPastedText: strip,
    transformPastedHTML: strip,
    handleTextInput(view, from, to, text) {
      const kept = strip(text)
      if (kept == text) return false
      view.dispatch(view.state.tr.insertText(kept, from, to))
      return true
    },
  },
})

// plugins are all of them but the line to the server.
export function plugins(link: Command): Plugin[] {
  return [...keys(link), rules, placeholders, clean, history(), dropCursor({ class: "drop-here", color: false }), gapCursor(), tableEditing()]
}
