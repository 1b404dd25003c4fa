// What stands around the headline as readers will see it and is chosen in the panel: kind and section, byline, lead
// picture. It is drawn from the document's attributes and cannot be typed into.

import type { Node } from "prosemirror-model"
import { Plugin } from "prosemirror-state"
import { Decoration, DecorationSet } from "prosemirror-view"
import { make } from "./make"
import type { Library } from "./views"

export interface Names {
  sections: Map<string, string>
  bylines: Map<string, string>
}

const kinds: Record<string, string> = {
  news: "", analysis: "Analysis", opinion: "Opinion", interview: "Interview", criticism: "Criticism", explainer: "Explainer",
  "picture-story": "Picture story", brief: "Brief", sponsored: "Sponsored",
}

const roles: Record<string, string> = {
  by: "By", reported: "Reported by", photographs: "Photographs by", translated: "Translated by", edited: "Edited by", additional: "Additional reporting by",
}

interface Lead {
  picture: string
  caption: string
  alt: string
}

function label(doc: Node, names: Names): HTMLElement | null {
  const parts = [kinds[String(doc.attrs["kind"])] ?? "", names.sections.get(String(doc.attrs["section"])) ?? ""].filter(Boolean)
  return parts.length > 0 ? make("p", { class: "story-label", contenteditable: "false" }, parts.join(" · ")) : null
}

function byline(doc: Node, names: Names, library: Library): HTMLElement | null {
  const credits = doc.attrs["byline"] as { byline: string; role: string }[]
  const lines: string[] = []
  credits.forEach((c, i) => {
    const name = names.bylines.get(c.byline) ?? "…"
    if (i > 0 && credits[i - 1]?.role == c.role) lines.push(`${lines.pop() ?? ""} and ${name}`)
    else lines.push(`${roles[c.role] ?? "By"} ${name}`)
  })
  const source = doc.attrs["source"] as { name: string } | null
  if (source?.name) lines.push(source.name)
  const box = make("div", { class: "story-head", contenteditable: "false" })
  if (lines.length > 0) box.append(make("p", { class: "story-byline" }, lines.join(" · ")))
  const lead = doc.attrs["picture"] as Lead | null
  if (lead) {
    const image = make("img", { alt: lead.alt })
    const figure = make("figure", {}, image)
    const draw = (p: { src: string; width: number; height: number; credit: string; caption: string }) => {
      image.src = p.src
      image.width = p.width
      image.height = p.height
      figure.append(make("figcaption", {}, [lead.caption || p.caption, p.credit].filter(Boolean).join(" · ")))
    }
    const known = library.get(lead.picture)
    if (known) draw(known)
    else void library.ask(lead.picture).then(p => p && draw(p))
    box.append(figure)
  }
  return box.childElementCount > 0 ? box : null
}

// head is the plugin. Its keys hold what is shown, so that typing redraws nothing.
export function head(names: Names, library: Library): Plugin {
  return new Plugin({
    props: {
      decorations(state) {
        const { doc } = state
        const shown = JSON.stringify([doc.attrs["kind"], doc.attrs["section"], doc.attrs["byline"], doc.attrs["source"], doc.attrs["picture"], names.sections.size, names.bylines.size])
        const widgets: Decoration[] = []
        const above = label(doc, names)
        if (above) widgets.push(Decoration.widget(0, above, { side: -1, key: "label " + shown }))
        const below = byline(doc, names, library)
        if (below) widgets.push(Decoration.widget(doc.child(0).nodeSize + doc.child(1).nodeSize, below, { side: -1, key: "byline " + shown }))
        return DecorationSet.create(doc, widgets)
      },
    },
  })
}
