// Dialogs over the story: a link's address, a picture to place.

import { TextSelection, type Command } from "prosemirror-state"
import type { EditorView } from "prosemirror-view"
import { isHref } from "../kinds"
import { addPictures, findPictures, Refusal, type Picture } from "./desk"
import { labelled, make } from "./make"
import { markType, nodeType } from "./plugins"

// shut closes a dialog and goes on in the text at once: the dialog's own "close" comes a moment later, when the next
// keys may have been pressed already.
function shut(dialog: HTMLDialogElement, view: EditorView): void {
  dialog.close()
  view.focus()
}

// show opens a dialog and gives the focus back to the text when it closes.
function show(view: EditorView, label: string, ...content: Node[]): HTMLDialogElement {
  const close = make("button", { type: "button", class: "link dialog-close", onclick: () => shut(dialog, view) }, "Close")
  const dialog = make("dialog", { class: "sheet", "aria-label": label }, make("div", { class: "sheet-in" }, ...content, close))
  dialog.addEventListener("close", () => {
    dialog.remove()
    view.focus()
  })
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}

// askLink puts a link on the selected words, changes the one at the cursor, or takes it away.
export const askLink: Command = (state, _dispatch, view) => {
  const link = markType("link")
  const { from, to, empty, $from } = state.selection
  if (!view || !$from.parent.inlineContent || !$from.parent.type.allowsMarkType(link)) return false
  let start = from
  let end = to
  let href = ""
  const there = $from.marks().find(m => m.type == link) ?? state.doc.nodeAt(from)?.marks.find(m => m.type == link)
  if (there) {
    href = String(there.attrs["href"])
    $from.parent.forEach((child, offset) => {
      const at = $from.start() + offset
      if (there.isInSet(child.marks) && at <= from && at + child.nodeSize >= to) {
        start = at
        end = at + child.nodeSize
      }
    })
  } else if (empty) {
    return false
  }
  const input = make("input", { type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false" })
  input.value = href
  const wrong = make("p", { class: "wrong", hidden: true })
  const form = make("form", {}, make("h1", {}, "Link"), labelled("Address", input), wrong)
  const place = make("button", { class: "main" }, there ? "Change the link" : "Place the link")
  const row = make("div", { class: "part-row" }, place)
  if (there) {
    row.append(make("button", { type: "button", onclick: () => {
      view.dispatch(view.state.tr.removeMark(start, end, link))
      shut(dialog, view)
    } }, "Take the link out"))
  }
  form.append(row)
  form.addEventListener("submit", e => {
    e.preventDefault()
    let to = input.value.trim()
    if (/^www\.|^[\w-]+(\.[\w-]+)+(\/|$)/.test(to) && !to.includes("@")) to = "https://" + to
    else if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(to)) to = "mailto:" + to
    if (!isHref(to)) {
      wrong.hidden = false
      wrong.textContent = "This is not an address. It begins with https://, or with / for a page of this paper."
      return
    }
    const tr = view.state.tr.removeMark(start, end, link).addMark(start, end, link.create({ href: to }))
    view.dispatch(tr.setSelection(TextSelection.create(tr.doc, end)))
    shut(dialog, view)
  })
  const dialog = show(view, "Link", form)
  input.focus()
  input.select()
  return true
}

// place puts pictures into the text at the cursor: a gallery when there are several.
function place(view: EditorView, pictures: Picture[]): void {
  const images = pictures.map(p => nodeType("image").create({ picture: p.id, caption: p.caption, alt: p.alt }))
  const first = images[0]
  if (!first) return
  const block = images.length > 1 ? nodeType("gallery").create(null, images) : first
  const { $from } = view.state.selection
  let tr = view.state.tr
  const top = $from.depth > 0 ? $from.node(1) : null
  const inTitle = top && (top.type.name == "headline" || top.type.name == "standfirst")
  if (inTitle) {
    const head = view.state.doc.child(0).nodeSize + view.state.doc.child(1).nodeSize
    tr = tr.insert(head, block)
  } else {
    const depth = Math.max(1, $from.depth)
    const parent = $from.parent
    const from = $from.before(depth)
    tr = parent.type.name == "paragraph" && parent.content.size == 0 && depth == $from.depth
      ? tr.replaceRangeWith(from, $from.after(depth), block)
      : tr.insert($from.after(1), block)
  }
  view.dispatch(tr.scrollIntoView())
}

// askPicture offers a file from this device or one of the library; dropped files come with it.
export function askPicture(view: EditorView, learn: (p: Picture) => void, files: File[] = []): void {
  let chosen = files
  const file = make("input", { type: "file", accept: "image/jpeg,image/png,image/gif", multiple: true })
  const credit = make("input", { type: "text", autocomplete: "off" })
  const caption = make("textarea", { rows: "2" })
  const alt = make("textarea", { rows: "2" })
  const line = make("p", { role: "status" })
  const add = make("button", { class: "main" }, "Add and place")
  const upload = make("form", {}, make("h1", {}, "Picture"), files.length > 0 ? make("p", {}, files.map(f => f.name).join(", ")) : labelled("Files", file),
    labelled("Credit", credit), labelled("Caption", caption), labelled("Alt text", alt), make("p", { class: "hint" }, "What a reader who cannot see it should know. Empty fields are taken from the file where it says something."), line, add)
  upload.addEventListener("submit", async e => {
    e.preventDefault()
    if (file.files && file.files.length > 0) chosen = Array.from(file.files)
    if (chosen.length == 0) {
      line.textContent = "Choose a file first."
      return
    }
    add.disabled = true
    line.textContent = "Adding…"
    try {
      const added = await addPictures(chosen, { credit: credit.value, caption: caption.value, alt: alt.value })
      const pictures = added.flatMap(a => (a.picture ? [a.picture] : []))
      pictures.forEach(learn)
      place(view, pictures)
      const wrong = added.filter(a => a.wrong).map(a => a.wrong)
      if (wrong.length == 0) return shut(dialog, view)
      line.textContent = wrong.join(" ")
    } catch (e) {
      line.textContent = e instanceof Refusal ? e.say : "The picture did not reach the server. Your words here are kept; try again when the line is back."
    }
    add.disabled = false
  })

  const words = make("input", { type: "search", "aria-label": "Search the library", placeholder: "Search the library" })
  const found = make("ul", { class: "choose-pictures" })
  const search = async () => {
    const pictures = await findPictures(words.value).catch(() => [])
    found.replaceChildren(...pictures.map(p => make("li", {}, make("button", { type: "button", onclick: () => {
      learn(p)
      place(view, [p])
      shut(dialog, view)
    } }, make("img", { src: p.small, alt: p.alt || p.caption || p.name, loading: "lazy", width: "160" }), make("span", {}, p.caption || p.name)))))
    if (pictures.length == 0) found.append(make("li", {}, words.value ? "No picture holds these words." : "No pictures yet."))
  }
  let timer = 0
  words.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(() => void search(), 200)
  })
  const dialog = show(view, "Picture", upload, make("section", {}, make("h2", {}, "From the library"), words, found))
  if (files.length > 0) credit.focus()
  void search()
}
