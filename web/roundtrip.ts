// For tests in a browser: what the editor's DOM and pasted HTML become.

import { DOMParser as Reader, DOMSerializer } from "prosemirror-model"
import { check, parse, schema } from "./schema"

// throughDOM shows a document as the editor does, as HTML, and reads that back.
export function throughDOM(json: unknown): unknown {
  const doc = parse(json)
  const shown = document.implementation.createHTMLDocument("").createElement("div")
  shown.appendChild(DOMSerializer.fromSchema(schema).serializeFragment(doc.content))
  return fromHTML(shown.innerHTML, true)
}

// fromHTML reads HTML as a document, that of the editor blank for blank. It throws when the document is not valid.
export function fromHTML(html: string, own = false): unknown {
  const inert = new window.DOMParser().parseFromString(html, "text/html")
  const doc = Reader.fromSchema(schema).parse(inert.body, own ? { preserveWhitespace: "full" } : {})
  check(doc)
  return doc.toJSON() as unknown
}
