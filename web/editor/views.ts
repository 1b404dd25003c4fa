// Blocks that hold more than text: what is said about them is typed right there, beside or below.

import type { Node } from "prosemirror-model"
import { TextSelection } from "prosemirror-state"
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, toggleHeaderRow } from "prosemirror-tables"
import type { EditorView, NodeView, NodeViewConstructor } from "prosemirror-view"
import type { Command } from "prosemirror-state"
import { forbidden } from "../kinds"
import type { Picture } from "./desk"
import { labelled, make } from "./make"

type At = () => number | undefined

// set changes one attribute of the node at a place.
function set(view: EditorView, at: At, name: string, value: unknown): void {
  const pos = at()
  if (pos === undefined) return
  view.dispatch(view.state.tr.setNodeAttribute(pos, name, value))
}

// WithFields is a block with an editable middle and fields for its attributes around it.
class WithFields implements NodeView {
  readonly dom: HTMLElement
  readonly contentDOM?: HTMLElement
  private readonly fields = new Map<string, HTMLInputElement | HTMLTextAreaElement>()

  constructor(
    private node: Node,
    private readonly view: EditorView,
    private readonly at: At,
    layout: { outer: string; inner?: string; before?: [string, string][]; after?: [string, string][]; deeds?: [string, Command][] },
  ) {
    this.dom = make(layout.outer as "div", { class: "part part-" + node.type.name })
    this.append(layout.before ?? [])
    if (layout.inner) {
      const inner = make(layout.inner as "div")
      this.contentDOM = node.type.name == "table" ? inner.appendChild(make("tbody")) : inner
      this.dom.append(node.type.name == "table" ? make("div", { class: "part-scroll" }, inner) : inner)
    }
    this.append(layout.after ?? [])
    if (layout.deeds) this.deeds(layout.deeds)
  }

  private append(fields: [string, string][]): void {
    if (fields.length == 0) return
    const row = make("div", { class: "part-fields", contenteditable: "false" })
    for (const [name, label] of fields) {
      const input = make("input", { type: "text", placeholder: label, "aria-label": label, autocomplete: "off" })
      input.value = String(this.node.attrs[name] ?? "")
      input.readOnly = !this.view.editable
      input.addEventListener("input", () => {
        const bad = forbidden(input.value)
        input.setCustomValidity(bad ? `This holds a character that no page may show (${bad}).` : "")
        if (!input.reportValidity()) return
        set(this.view, this.at, name, input.value)
      })
      input.addEventListener("keydown", e => this.leave(e))
      this.fields.set(name, input)
      row.append(input)
    }
    this.dom.append(row)
  }

  // leave goes on writing below the block with Enter.
  private leave(e: KeyboardEvent): void {
    if (e.key != "Enter") return
    e.preventDefault()
    const pos = this.at()
    if (pos === undefined) return
    const after = pos + this.node.nodeSize
    let tr = this.view.state.tr
    const next = this.view.state.doc.nodeAt(after)
    if (next?.type.name != "paragraph") tr = tr.insert(after, this.node.type.schema.nodes["paragraph"]!.create())
    this.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(after + 1))).scrollIntoView())
    this.view.focus()
  }

  private deeds(deeds: [string, Command][]): void {
    const row = make("div", { class: "part-deeds", contenteditable: "false", role: "group", "aria-label": "Table" })
    for (const [label, command] of deeds) {
      const button = make("button", { type: "button" }, label)
      button.addEventListener("mousedown", e => e.preventDefault())
      button.addEventListener("click", () => {
        command(this.view.state, tr => this.view.dispatch(tr), this.view)
        this.view.focus()
      })
      row.append(button)
    }
    this.dom.append(row)
  }

  update(node: Node): boolean {
    if (node.type != this.node.type) return false
    this.node = node
    for (const [name, input] of this.fields) {
      const value = String(node.attrs[name] ?? "")
      if (input.value != value) input.value = value
    }
    return true
  }

  stopEvent(e: Event): boolean {
    const inField = e.target instanceof HTMLElement && e.target.closest(".part-fields, .part-deeds") != null
    return inField && !(e instanceof DragEvent)
  }

  ignoreMutation(m: { target: globalThis.Node; type: string }): boolean {
    return m.type != "selection" && !(this.contentDOM?.contains(m.target) ?? false)
  }
}

// Library finds what is known of a picture; missing ones are asked for.
export interface Library {
  get(id: string): Picture | undefined
  ask(id: string): Promise<Picture | undefined>
}

// PictureView is one picture with its caption and alt text in this story.
class PictureView implements NodeView {
  readonly dom = make("figure", { class: "part part-image", contenteditable: "false" })
  private readonly image = make("img", { alt: "" })
  private readonly credit = make("p", { class: "part-credit" })
  private readonly caption: HTMLTextAreaElement
  private readonly alt: HTMLTextAreaElement
  private readonly decorative = make("input", { type: "checkbox" })

  constructor(
    private node: Node,
    private readonly view: EditorView,
    private readonly at: At,
    private readonly library: Library,
  ) {
    this.caption = this.area("caption", "Caption")
    this.alt = this.area("alt", "Alt text: what a reader who cannot see it should know")
    this.decorative.addEventListener("change", () => set(view, at, "decorative", this.decorative.checked))
    const tick = make("label", { class: "tick" }, this.decorative, " Decorative: it says nothing")
    const out = make("button", { type: "button", class: "link" }, "Take it out")
    out.addEventListener("click", () => {
      const pos = at()
      if (pos !== undefined) view.dispatch(view.state.tr.delete(pos, pos + this.node.nodeSize))
      view.focus()
    })
    this.dom.append(this.image, this.credit, labelled("Caption", this.caption), labelled("Alt text", this.alt), make("div", { class: "part-row" }, tick, out))
    this.show()
  }

  private area(name: string, hint: string): HTMLTextAreaElement {
    const area = make("textarea", { rows: "2", placeholder: hint })
    area.readOnly = !this.view.editable
    area.addEventListener("input", () => {
      const bad = forbidden(area.value)
      area.setCustomValidity(bad ? `This holds a character that no page may show (${bad}).` : "")
      if (area.reportValidity()) set(this.view, this.at, name, area.value)
    })
    return area
  }

  private show(): void {
    const { picture, caption, alt, decorative } = this.node.attrs as { picture: string; caption: string; alt: string; decorative: boolean }
    if (this.caption.value != caption) this.caption.value = caption
    if (this.alt.value != alt) this.alt.value = alt
    this.decorative.checked = decorative
    this.alt.disabled = decorative
    const known = this.library.get(picture)
    if (known) this.draw(known)
    else void this.library.ask(picture).then(p => (p ? this.draw(p) : (this.credit.textContent = "This picture is no longer in the library.")))
  }

  private draw(p: Picture): void {
    if (this.image.getAttribute("src") != p.src) {
      this.image.src = p.src
      if (p.srcset) this.image.srcset = p.srcset
      this.image.sizes = "40rem"
      this.image.width = p.width
      this.image.height = p.height
    }
    this.image.alt = String(this.node.attrs["alt"] || p.alt)
    this.caption.placeholder = p.caption || "Caption"
    this.alt.placeholder = p.alt || "What a reader who cannot see it should know"
    this.credit.textContent = p.credit ? p.credit : "No credit yet: it cannot go out like this."
    this.credit.classList.toggle("wrong", !p.credit)
  }

  update(node: Node): boolean {
    if (node.type != this.node.type) return false
    this.node = node
    this.show()
    return true
  }

  selectNode(): void {
    this.dom.classList.add("chosen")
  }

  deselectNode(): void {
    this.dom.classList.remove("chosen")
  }

  stopEvent(e: Event): boolean {
    return e.target instanceof HTMLElement && e.target.closest("textarea, input, button, label") != null && !(e instanceof DragEvent)
  }

  ignoreMutation(): boolean {
    return true
  }
}

// Plain shows a block that this editor keeps but cannot change: an embed, a quiz.
class Plain implements NodeView {
  readonly dom: HTMLElement

  constructor(node: Node, name: string, line: string) {
    this.dom = make("div", { class: "part part-" + node.type.name, contenteditable: "false" }, make("b", {}, name), " ", line)
  }

  ignoreMutation(): boolean {
    return true
  }
}

const tableDeeds: [string, Command][] = [
  ["Row below", addRowAfter], ["Column after", addColumnAfter], ["Headings in first row", toggleHeaderRow],
  ["Take row out", deleteRow], ["Take column out", deleteColumn], ["Take table out", deleteTable],
]

// nodeViews are the views of all blocks with fields.
export function nodeViews(library: Library): Record<string, NodeViewConstructor> {
  return {
    quote: (n, v, at) =>
      new WithFields(n, v, at, { outer: "figure", inner: "blockquote", after: [["speaker", "Who said it"], ["source", "Where: interview, speech, letter"]] }),
    pullquote: (n, v, at) => new WithFields(n, v, at, { outer: "figure", inner: "p", after: [["speaker", "Who said it"]] }),
    factbox: (n, v, at) => new WithFields(n, v, at, { outer: "section", before: [["title", "Title of the box"]], inner: "div" }),
    statement: (n, v, at) => new WithFields(n, v, at, { outer: "section", before: [["from", "Statement from"]], inner: "div" }),
    gallery: (n, v, at) => new WithFields(n, v, at, { outer: "div", inner: "div", after: [["caption", "Caption of the gallery"]] }),
    table: (n, v, at) => new WithFields(n, v, at, { outer: "div", before: [["caption", "What the table shows"]], inner: "table", deeds: tableDeeds }),
    image: (n, v, at) => new PictureView(n, v, at, library),
    embed: n => new Plain(n, String(n.attrs["provider"] || "Embed"), String(n.attrs["title"] || n.attrs["url"])),
    quiz: n => new Plain(n, "Quiz", ""),
  }
}
