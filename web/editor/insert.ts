// The list of blocks that "/" opens at the beginning of an empty paragraph, and that the bar's + opens anywhere.

import type { Node } from "prosemirror-model"
import { NodeSelection, Plugin, TextSelection, type EditorState } from "prosemirror-state"
import type { EditorView } from "prosemirror-view"
import { make, say } from "./make"
import { nodeType, turnInto } from "./plugins"

interface Block {
  name: string
  words: string // what else a person may type for it
  place(view: EditorView): void
}

const paragraph = (text = "") => nodeType("paragraph").create(null, text ? nodeType("paragraph").schema.text(text) : null)

// put places a block instead of the empty paragraph around the cursor, or below it, and goes into it.
function put(view: EditorView, block: Node): void {
  const { $from } = view.state.selection
  const empty = $from.parent.type.name == "paragraph" && $from.parent.content.size == 0
  const at = empty ? $from.before() : $from.after(Math.max(1, $from.depth))
  let tr = view.state.tr
  tr = empty ? tr.replaceWith(at, $from.after(), block) : tr.insert(at, block)
  const after = at + block.nodeSize
  if (!tr.doc.nodeAt(after)) tr = tr.insert(after, paragraph())
  const into = block.isLeaf ? tr.doc.resolve(after + 1) : tr.doc.resolve(at + 1)
  view.dispatch(tr.setSelection(TextSelection.near(into)).scrollIntoView())
  view.focus()
}

function table(): Node {
  const header = () => nodeType("header").create({ scope: "col" }, paragraph())
  const cell = () => nodeType("cell").create(null, paragraph())
  const row = (make: () => Node) => nodeType("row").create(null, [make(), make(), make()])
  return nodeType("table").create(null, [row(header), row(cell), row(cell)])
}

function list(ordered: boolean): Node {
  return nodeType("list").create({ ordered }, nodeType("item").create(null, paragraph()))
}

const command = (c: ReturnType<typeof turnInto>) => (view: EditorView) => {
  c(view.state, tr => view.dispatch(tr), view)
  view.focus()
}

function blocks(picture: (view: EditorView) => void): Block[] {
  return [
    { name: "Heading", words: "title h2 subheading", place: command(turnInto("heading", { level: 2 })) },
    { name: "Smaller heading", words: "h3", place: command(turnInto("heading", { level: 3 })) },
    { name: "Quote", words: "blockquote said speaker", place: v => put(v, nodeType("quote").create(null, paragraph())) },
    { name: "Pull quote", words: "big", place: v => put(v, nodeType("pullquote").create()) },
    { name: "List", words: "bullets points", place: v => put(v, list(false)) },
    { name: "Numbered list", words: "ordered numbers", place: v => put(v, list(true)) },
    { name: "Picture", words: "photo image gallery upload", place: picture },
    { name: "Table", words: "rows columns figures", place: v => put(v, table()) },
    { name: "Fact box", words: "box background", place: v => put(v, nodeType("factbox").create(null, paragraph())) },
    { name: "Divider", words: "line rule break hr", place: v => put(v, nodeType("divider").create()) },
  ]
}

// Insert is the plugin and the way for a button to open the list.
export class Insert {
  private readonly list = make("ul", { class: "insert", role: "listbox", id: "insert-list", "aria-label": "Put in", hidden: true })
  private readonly all: Block[]
  private shown: Block[] = []
  private at = 0
  private typed: { from: number; to: number } | null = null

  constructor(picture: (view: EditorView) => void) {
    this.all = blocks(picture)
    document.body.append(this.list)
  }

  readonly plugin = new Plugin({
    view: view => ({ update: () => this.follow(view), destroy: () => this.list.remove() }),
    props: {
      handleKeyDown: (view, e) => this.key(view, e),
      handleDOMEvents: { blur: () => void this.close() },
    },
  })

  // query is what stands behind a "/" that begins the paragraph around the cursor.
  private query(state: EditorState): { words: string; from: number; to: number } | null {
    const { $from, empty } = state.selection
    if (!empty || $from.parent.type.name != "paragraph" || state.selection instanceof NodeSelection) return null
    const m = /^\/([\p{L}\d ]{0,20})$/u.exec($from.parent.textContent)
    if (!m || $from.parentOffset != $from.parent.content.size) return null
    return { words: (m[1] ?? "").toLowerCase(), from: $from.start(), to: $from.end() }
  }

  private follow(view: EditorView): void {
    const q = view.editable && view.hasFocus() ? this.query(view.state) : null
    if (!q) return this.close()
    this.typed = q
    this.shown = this.all.filter(b => (b.name + " " + b.words).toLowerCase().includes(q.words.trim()))
    if (this.shown.length == 0) return this.close()
    this.at = Math.min(this.at, this.shown.length - 1)
    this.draw(view)
    const caret = view.coordsAtPos(view.state.selection.from)
    this.stand(view, caret.left, caret.bottom, caret.top)
  }

  // open shows every block below a button.
  open(view: EditorView, button: HTMLElement): void {
    this.typed = null
    this.shown = this.all
    this.at = 0
    this.draw(view)
    const box = button.getBoundingClientRect()
    this.stand(view, box.left, box.bottom, box.top)
  }

  private stand(_view: EditorView, left: number, below: number, above: number): void {
    const wasHidden = this.list.hidden
    this.list.hidden = false
    const { offsetWidth: w, offsetHeight: h } = this.list
    const top = below + h + 8 < innerHeight ? below + 4 : Math.max(8, above - h - 4)
    this.list.style.left = `${Math.max(8, Math.min(left, innerWidth - w - 8))}px`
    this.list.style.top = `${top}px`
    if (wasHidden) say(`${this.shown.length} blocks to put in. Arrow keys choose, Enter puts in.`)
  }

  private draw(view: EditorView): void {
    this.list.replaceChildren(...this.shown.map((b, i) => {
      const row = make("li", { role: "option", id: `insert-${i}`, "aria-selected": String(i == this.at) }, b.name)
      row.addEventListener("mousedown", e => e.preventDefault())
      row.addEventListener("click", () => this.choose(view, b))
      return row
    }))
    view.dom.setAttribute("aria-activedescendant", `insert-${this.at}`)
    view.dom.setAttribute("aria-controls", "insert-list")
  }

  private key(view: EditorView, e: KeyboardEvent): boolean {
    if (this.list.hidden) return false
    const n = this.shown.length
    switch (e.key) {
      case "ArrowDown": this.at = (this.at + 1) % n; break
      case "ArrowUp": this.at = (this.at + n - 1) % n; break
      case "Escape": this.close(); return true
      case "Enter":
      case "Tab": {
        const b = this.shown[this.at]
        if (b) this.choose(view, b)
        return true
      }
      default: return false
    }
    this.draw(view)
    say(this.shown[this.at]?.name ?? "")
    return true
  }

  private choose(view: EditorView, b: Block): void {
    const typed = this.typed
    this.close()
    if (typed) view.dispatch(view.state.tr.delete(typed.from, typed.to))
    b.place(view)
  }

  close(): void {
    this.list.hidden = true
    this.typed = null
    this.at = 0
  }
}
