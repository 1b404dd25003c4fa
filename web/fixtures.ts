// An hour of editing in few steps, made by the editor's own commands. Its output is what internal/steps is tested with.

import { baseKeymap, joinBackward, setBlockType, splitBlock, toggleMark, wrapIn } from "prosemirror-commands"
import { history, undo } from "prosemirror-history"
import type { Node } from "prosemirror-model"
import { splitListItem, wrapInList } from "prosemirror-schema-list"
import { EditorState, TextSelection, type Command, type Transaction } from "prosemirror-state"
import { addColumnAfter, addRowAfter, mergeCells, CellSelection } from "prosemirror-tables"
import { parse, schema } from "./schema"

const { nodes, marks } = schema
const id = "0123456789abcdefghijklmnop"

let state = EditorState.create({
  doc: parse({ type: "doc", content: [{ type: "headline" }, { type: "standfirst" }, { type: "paragraph" }] }),
  plugins: [history({ newGroupDelay: 0 })],
})
const start: unknown = state.doc.toJSON()
const calls: { what: string; steps: unknown[]; doc: unknown }[] = []

function did(what: string, tr: Transaction): void {
  if (!tr.steps.length) throw new Error("nothing happened: " + what)
  state = state.apply(tr)
  calls.push({ what, steps: tr.steps.map(s => s.toJSON() as unknown), doc: state.doc.toJSON() })
}

function run(what: string, command: Command): void {
  if (!command(state, tr => did(what, tr))) throw new Error("the command does not apply: " + what)
}

// at finds the place before the nth character of a text.
function at(text: string, n = 0): number {
  let found = -1
  state.doc.descendants((node: Node, pos: number) => {
    const i = node.isText ? (node.text ?? "").indexOf(text) : -1
    if (i >= 0 && found < 0) found = pos + i + n
  })
  if (found < 0) throw new Error("there is no text " + text)
  return found
}

function select(from: number, to = from): void {
  state = state.apply(state.tr.setSelection(TextSelection.create(state.doc, from, to)))
}

did("type the headline", state.tr.insertText("Night ferry returns", 1))
did("type the standfirst", state.tr.insertText("The line opens again in May", state.doc.child(0).nodeSize + 1))
const body = state.doc.child(0).nodeSize + state.doc.child(1).nodeSize
did("type a paragraph with a ship and an emoji", state.tr.insertText("The Aurora sails 🚢 again. Nobody knew.", body + 1))
select(at("Nobody"))
run("part the paragraph", splitBlock)
select(at("Aurora"), at("Aurora", 6))
run("emphasise the ship", toggleMark(marks["emphasis"]!))
run("link the ship", toggleMark(marks["link"]!, { href: "https://aurora.example/" }))
select(at("Nobody", 3))
run("make a heading of the second paragraph", setBlockType(nodes["heading"]!, { level: 3 }))
run("make it a paragraph again", setBlockType(nodes["paragraph"]!))
run("make a list of it", wrapInList(nodes["list"]!))
select(at("knew"))
run("part the item", splitListItem(nodes["item"]!))
did("set a field of the story", state.tr.setDocAttribute("kind", "analysis"))
did("set the byline", state.tr.setDocAttribute("byline", [{ byline: id, role: "by" }]))
did("set the lead picture", state.tr.setDocAttribute("picture", { picture: id, caption: "", alt: "A ship", decorative: false }))
did("put a picture at the end", state.tr.insert(state.doc.content.size, nodes["image"]!.create({ picture: id })))
did("describe the picture", state.tr.setNodeAttribute(state.doc.content.size - 1, "alt", "A white ship"))
const para = (text: string) => nodes["paragraph"]!.create(null, text ? schema.text(text) : null)
const row = (...texts: string[]) => nodes["row"]!.create(null, texts.map(t => nodes["cell"]!.create(null, para(t))))
did("put a table at the end", state.tr.insert(state.doc.content.size, nodes["table"]!.create({ caption: "Fares" }, [row("Deck", "12"), row("Cabin", "40")])))
select(at("Cabin"))
run("add a column", addColumnAfter)
run("add a row", addRowAfter)
state = state.apply(state.tr.setSelection(CellSelection.create(state.doc, at("Deck") - 2, at("12") - 2)))
run("make one cell of two", mergeCells)
select(at("Aurora"))
run("make a quotation of the first paragraph", wrapIn(nodes["quote"]!, { speaker: "Mira Holt" }))
run("undo it", undo)
select(at("Nobody"))
run("lift the item out of the list", joinBackward)
did("delete the emoji", state.tr.delete(at("🚢"), at("🚢", 2)))
run("break a line", (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(nodes["line_break"]!.create()))
  return true
})
select(at("knew"))
run("press the key that joins with what is before", (state, dispatch) => baseKeymap["Backspace"]!(state, dispatch))

console.log(JSON.stringify({ start, calls }))
