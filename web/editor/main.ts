// The editor of a story. The page around it comes from the server; see internal/newsroom/doc.go for what the two say
// to each other.

import type { Node } from "prosemirror-model"
import { TextSelection } from "prosemirror-state"
import { EditorView } from "prosemirror-view"
import { schemaNumber } from "../schema"
import { bar } from "./bar"
import { Desk, onePicture, sections, type Picture } from "./desk"
import { askLink, askPicture } from "./dialog"
import { head, type Names } from "./head"
import { Insert } from "./insert"
import { available } from "./journal"
import { Line, type Screen } from "./line"
import { byId, make } from "./make"
import { plugins } from "./plugins"
import { Around } from "./standing"
import { nodeViews, type Library } from "./views"

class Pictures implements Library {
  private readonly known = new Map<string, Picture>()
  private readonly asked = new Map<string, Promise<Picture | undefined>>()

  learn = (p: Picture): void => {
    this.known.set(p.id, p)
  }

  get(id: string): Picture | undefined {
    return this.known.get(id)
  }

  ask(id: string): Promise<Picture | undefined> {
    let answer = this.asked.get(id)
    if (!answer) {
      answer = onePicture(id).then(p => {
        this.learn(p)
        return p
      }, () => {
        this.asked.delete(id)
        return undefined
      })
      this.asked.set(id, answer)
    }
    return answer
  }
}

const count = (n: number, one: string, many: string) => `${n.toLocaleString()} ${n == 1 ? one : many}`

// tally writes words and reading time into the foot line; the server counts by the same rule.
function tally(doc: Node): void {
  let words = 0
  doc.forEach((block, _at, index) => {
    if (index < 2) return
    const text = block.textBetween(0, block.content.size, " ", " ")
    for (const run of text.split(/[\s\u2013\u2014/]+/)) {
      const wide = run.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0
      words += wide
      if (/[\p{L}\p{N}]/u.test(run.replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu, ""))) words++
    }
  })
  byId("story-words").textContent = count(words, "word", "words")
  byId("story-minutes").textContent = count(Math.max(1, Math.round(words / 200)), "minute", "minutes") + " to read"
}

async function start(): Promise<void> {
  const story = byId("story")
  const place = byId("editor")
  const { story: id = "", below = "", client = "" } = story.dataset
  const desk = new Desk(below, client)
  const opened = await desk.open()
  if (opened.schema != schemaNumber) {
    byId("story-status").textContent = "The program was renewed. Reload this page to go on writing; every word is kept on this device."
    return
  }
  if (opened.editable && story.dataset["readOnly"] === undefined) {
    await desk.take(false).catch((e: { say?: string }) => {
      opened.editable = false
      opened.why = e.say ?? "This story cannot be written in just now."
    })
  } else {
    opened.editable = false
  }

  const around = new Around(desk)
  const pictures = new Pictures()
  Object.values(opened.pictures).forEach(pictures.learn)
  const names: Names = { sections: new Map(), bylines: new Map(opened.bylines.map(b => [b.id, b.name])) }
  let editable = opened.editable
  const strip = make("p", { class: "strip", role: "status", hidden: true })
  place.before(strip)

  const screen: Screen = {
    status(text, tone) {
      const status = byId("story-status")
      if (status.textContent != text) status.textContent = text
      status.classList.toggle("status-warn", tone == "warn")
    },
    readOnly(why, canTakeOver) {
      editable = false
      strip.hidden = false
      strip.replaceChildren(why)
      if (canTakeOver) {
        const over = make("button", { type: "button", class: "link" }, "Take it over")
        over.addEventListener("click", () => void line.takeOver().catch((e: Error) => strip.replaceChildren(e.message)))
        strip.append(" ", over)
      }
      view.setProps({ editable: () => editable })
    },
    confirmed: () => around.soon(),
    writable() {
      editable = true
      strip.hidden = true
      view.setProps({ editable: () => editable })
      view.focus()
    },
  }

  const insert = new Insert(v => askPicture(v, pictures.learn))
  const line = await Line.open(desk, id, opened, screen, [
    insert.plugin, bar(askLink, (v, button) => insert.open(v, button)), head(names, pictures), ...plugins(askLink),
  ])
  place.replaceChildren()
  const view = new EditorView(place, {
    state: line.state,
    editable: () => editable,
    nodeViews: nodeViews(pictures),
    attributes: { role: "textbox", "aria-multiline": "true", "aria-label": "The story", spellcheck: "true" },
    dispatchTransaction(tr) {
      view.updateState(view.state.apply(tr))
      line.typed(tr)
      if (tr.docChanged) tally(view.state.doc)
    },
    handleDrop(v, e) {
      const files = Array.from(e.dataTransfer?.files ?? []).filter(f => f.type.startsWith("image/"))
      if (files.length == 0) return false
      askPicture(v, pictures.learn, files)
      return true
    },
    handlePaste(v, e) {
      const files = Array.from(e.clipboardData?.files ?? []).filter(f => f.type.startsWith("image/"))
      if (files.length == 0) return false
      askPicture(v, pictures.learn, files)
      return true
    },
  })
  line.attach(view)
  tally(view.state.doc)
  if (!opened.editable && opened.why) screen.readOnly(opened.why, story.dataset["readOnly"] === undefined)
  if (editable && view.state.doc.child(0).content.size == 0) {
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, 1)))
    view.focus()
  }
  story.dataset["ready"] = "true"

  void sections().then(all => {
    all.forEach(s => names.sections.set(s.id, s.name))
    view.dispatch(view.state.tr.setMeta("names", true))
  }, () => undefined) // the label is a comfort: without the names the story can be written all the same
  if (!(await available())) screen.status("This browser keeps nothing on the device. What you write is safe once it is on the server.", "warn")

  document.addEventListener("newsroom:fields", () => void line.catchUp().catch(() => undefined))
  document.addEventListener("newsroom:flush", e => (e as CustomEvent<{ waitFor(p: Promise<void>): void }>).detail.waitFor(line.flush()))
  const preview = byId("story-preview") as HTMLAnchorElement
  preview.addEventListener("click", e => {
    if (!line.unsent() || e.ctrlKey || e.metaKey || e.shiftKey) return
    e.preventDefault()
    void line.flush().then(() => location.assign(preview.href))
  })
  document.addEventListener("keydown", e => {
    if (e.key.toLowerCase() == "p" && e.altKey && (e.ctrlKey || e.metaKey)) {
      e.preventDefault()
      preview.click()
    }
  })
}

start().catch((e: unknown) => {
  console.error(e)
  byId("story-status").textContent = "The editor could not be opened. Reload the page; every word is kept."
})
