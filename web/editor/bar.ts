// The bar of deeds on selected words; on a phone it lies above the keyboard for as long as somebody writes.

import { Plugin, TextSelection, type Command } from "prosemirror-state"
import type { EditorView } from "prosemirror-view"
import { make } from "./make"
import { mark, markType, turnInto, wrap } from "./plugins"

interface Deed {
  label: string
  name: string
  run: Command
  mark?: string
}

const deeds = (link: Command): Deed[] => [
  { label: "B", name: "Bold", run: mark("strong"), mark: "strong" },
  { label: "I", name: "Italic", run: mark("emphasis"), mark: "emphasis" },
  { label: "Link", name: "Link", run: link, mark: "link" },
  { label: "Heading", name: "Heading", run: turnInto("heading", { level: 2 }) },
  { label: "Quote", name: "Quote", run: wrap("quote") },
]

// bar is the plugin; insert opens the list of blocks.
export function bar(link: Command, insert: (view: EditorView, button: HTMLElement) => void): Plugin {
  const phone = matchMedia("(max-width: 46.24em)")
  return new Plugin({
    view(view) {
      const all = deeds(link)
      const plus = make("button", { type: "button", class: "bar-plus", "aria-label": "Put in" }, "/")
      plus.addEventListener("click", () => insert(view, plus))
      const buttons = all.map(d => {
        const button = make("button", { type: "button", "aria-label": d.name, "aria-pressed": "false", class: "bar-" + d.name.toLowerCase() }, d.label)
        button.addEventListener("click", () => {
          d.run(view.state, tr => view.dispatch(tr), view)
          if (!document.querySelector("dialog[open]")) view.focus()
        })
        return button
      })
      const element = make("div", { class: "bar", role: "toolbar", "aria-label": "Words", hidden: true }, plus, ...buttons)
      element.addEventListener("mousedown", e => e.preventDefault())
      element.addEventListener("keydown", e => {
        if (e.key == "Escape") view.focus()
        if (e.key != "ArrowRight" && e.key != "ArrowLeft") return
        const row = [plus, ...buttons].filter(b => b.offsetParent != null)
        const next = row[(row.indexOf(document.activeElement as HTMLButtonElement) + (e.key == "ArrowRight" ? 1 : row.length - 1)) % row.length]
        next?.focus()
      })
      document.body.append(element)

      const update = () => {
        const { selection } = view.state
        const name = selection.$from.parent.type.name
        const inText = selection instanceof TextSelection && name != "headline" && name != "standfirst"
        const here = view.hasFocus() || element.contains(document.activeElement)
        const wanted = view.editable && here && inText && (phone.matches || !selection.empty)
        element.hidden = !wanted
        element.classList.toggle("bar-phone", phone.matches)
        if (!wanted) return
        all.forEach((d, i) => {
          const on = d.mark && markType(d.mark).isInSet(selection.$from.marksAcross(selection.$to) ?? selection.$from.marks())
          buttons[i]?.setAttribute("aria-pressed", String(Boolean(on)))
        })
        if (phone.matches) {
          const v = window.visualViewport
          element.style.left = "0"
          element.style.top = v ? `${v.offsetTop + v.height - element.offsetHeight}px` : `${innerHeight - element.offsetHeight}px`
          return
        }
        const from = view.coordsAtPos(selection.from)
        const to = view.coordsAtPos(selection.to)
        const middle = (from.left + (from.top == to.top ? to.left : from.left)) / 2
        const { offsetWidth: w, offsetHeight: h } = element
        element.style.left = `${Math.max(8, Math.min(middle - w / 2, innerWidth - w - 8))}px`
        element.style.top = from.top - h - 8 > 0 ? `${from.top - h - 8}px` : `${to.bottom + 8}px`
      }
      // What is written must not lie under the bar, nor under the keyboard that it stands on.
      const keepInSight = () => {
        update()
        const v = window.visualViewport
        if (!v || element.hidden || !phone.matches) return
        const caret = view.coordsAtPos(view.state.selection.head)
        const lowest = v.offsetTop + v.height - element.offsetHeight - 8
        if (caret.bottom > lowest) scrollBy(0, caret.bottom - lowest)
        else if (caret.top < v.offsetTop + 8) scrollBy(0, caret.top - v.offsetTop - 8)
      }
      const later = () => setTimeout(update, 0)
      view.dom.addEventListener("focus", later)
      view.dom.addEventListener("blur", later)
      addEventListener("scroll", update, { passive: true })
      window.visualViewport?.addEventListener("resize", keepInSight)
      window.visualViewport?.addEventListener("scroll", update)
      return {
        update(_view, before) {
          if (before && before.selection.eq(view.state.selection) && before.doc.eq(view.state.doc)) update()
          else keepInSight()
        },
        destroy() {
          element.remove()
          removeEventListener("scroll", update)
          window.visualViewport?.removeEventListener("resize", keepInSight)
          window.visualViewport?.removeEventListener("scroll", update)
        },
      }
    },
    props: {
      handleKeyDown(_view, e) {
        if (e.key != "F10" || !e.altKey) return false
        document.querySelector<HTMLElement>(".bar:not([hidden]) button")?.focus()
        return true
      },
    },
  })
}
