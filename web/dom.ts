// What the parts of a story look like in the editor's DOM, and how pasted HTML is read. The reader's page is made by
// internal/prose; here it is enough that each part is the element it means, and comes back from it whole.

import type { DOMOutputSpec, MarkSpec, Node, NodeSpec } from "prosemirror-model"

type NodeInDOM = Pick<NodeSpec, "toDOM" | "parseDOM">
type MarkInDOM = Pick<MarkSpec, "toDOM" | "parseDOM">
type Attrs = Record<string, string>

// shown gives the element attributes for lang and dir and, as data-…, for the named attributes of the node.
function shown(node: Node, ...names: string[]): Attrs {
  const attrs: Attrs = {}
  for (const name of ["lang", "dir"]) {
    if (node.attrs[name]) attrs[name] = String(node.attrs[name])
  }
  for (const name of names) attrs["data-" + name] = String(node.attrs[name])
  return attrs
}

// read takes them back. web/schema.ts drops the values that are none.
function read(dom: HTMLElement, ...names: string[]): Record<string, unknown> {
  const attrs: Record<string, unknown> = { lang: dom.getAttribute("lang"), dir: dom.getAttribute("dir") }
  for (const name of names) {
    const v = dom.getAttribute("data-" + name)
    attrs[name] = v == "true" ? true : v == "false" ? false : v
  }
  return attrs
}

// block is a node that is an element with a class of its own name, or with none.
function block(element: string, name: string, ...names: string[]): NodeInDOM {
  return {
    toDOM: (node: Node): DOMOutputSpec => [element, { class: name, ...shown(node, ...names) }, 0],
    parseDOM: [{ tag: `${element}.${name}`, getAttrs: dom => read(dom, ...names), priority: 60 }],
  }
}

// atom is a node without content. HTML that does not say what it shows is not read as one.
function atom(element: string, name: string, what: string, ...names: string[]): NodeInDOM {
  return {
    toDOM: (node: Node): DOMOutputSpec => [element, { class: name, ...shown(node, what, ...names) }],
    parseDOM: [{ tag: `${element}.${name}[data-${what}]`, getAttrs: dom => read(dom, what, ...names), priority: 60 }],
  }
}

function whole(dom: HTMLElement, name: string): number {
  return Math.trunc(Number(dom.getAttribute(name) ?? 1))
}

function cell(element: "td" | "th"): NodeInDOM {
  return {
    toDOM(node: Node): DOMOutputSpec {
      const attrs: Attrs = {}
      for (const name of ["colspan", "rowspan"]) {
        if (node.attrs[name] != 1) attrs[name] = String(node.attrs[name])
      }
      if (node.attrs["align"]) attrs["class"] = "align-" + String(node.attrs["align"])
      if (node.attrs["scope"]) attrs["scope"] = String(node.attrs["scope"])
      return [element, attrs, 0]
    },
    parseDOM: [
      {
        tag: element,
        getAttrs: dom => ({
          colspan: whole(dom, "colspan"),
          rowspan: whole(dom, "rowspan"),
          align: /(?:^|\s)align-(start|center|end)(?:\s|$)/.exec(dom.className)?.[1],
          scope: dom.getAttribute("scope"),
        }),
      },
    ],
  }
}

export const nodesInDOM: Record<string, NodeInDOM> = {
  headline: { toDOM: () => ["h1", { class: "headline" }, 0], parseDOM: [{ tag: "h1.headline" }] },
  standfirst: { toDOM: () => ["p", { class: "standfirst" }, 0], parseDOM: [{ tag: "p.standfirst", priority: 60 }] },
  paragraph: {
    toDOM: (node: Node) => ["p", shown(node), 0],
    parseDOM: [{ tag: "p", getAttrs: dom => read(dom) }],
  },
  heading: {
    toDOM: (node: Node) => ["h" + String(node.attrs["level"]), shown(node), 0],
    parseDOM: [1, 2, 3, 4, 5, 6].map(level => ({
      tag: "h" + level,
      getAttrs: (dom: HTMLElement) => ({ ...read(dom), level: Math.min(Math.max(level, 2), 4) }),
    })),
  },
  quote: {
    toDOM: (node: Node) => ["blockquote", shown(node, "speaker", "source", "url"), 0],
    parseDOM: [{ tag: "blockquote", getAttrs: dom => read(dom, "speaker", "source", "url") }],
  },
  pullquote: block("figure", "pullquote", "speaker"),
  list: {
    toDOM: (node: Node) =>
      node.attrs["ordered"] ? ["ol", { ...shown(node), start: String(node.attrs["start"]) }, 0] : ["ul", shown(node), 0],
    parseDOM: [
      { tag: "ul", getAttrs: dom => ({ ...read(dom), ordered: false }) },
      { tag: "ol", getAttrs: dom => ({ ...read(dom), ordered: true, start: whole(dom, "start") }) },
    ],
  },
  item: { toDOM: () => ["li", 0], parseDOM: [{ tag: "li" }] },
  table: {
    toDOM: (node: Node) => ["table", shown(node, "caption"), ["tbody", 0]],
    parseDOM: [
      {
        tag: "table",
        getAttrs(dom) {
          const caption = dom.querySelector("caption")?.textContent?.trim()
          return { ...read(dom), caption: dom.getAttribute("data-caption") ?? caption }
        },
      },
      { tag: "caption", ignore: true },
    ],
  },
  row: { toDOM: () => ["tr", 0], parseDOM: [{ tag: "tr" }] },
  cell: cell("td"),
  header: cell("th"),
  image: atom("figure", "picture", "picture", "caption", "alt", "decorative"),
  gallery: block("div", "gallery", "caption"),
  embed: atom("figure", "embed", "url", "provider", "title", "text"),
  factbox: block("aside", "factbox", "title"),
  divider: { toDOM: (node: Node) => ["hr", shown(node)], parseDOM: [{ tag: "hr", getAttrs: dom => read(dom) }] },
  code_block: {
    toDOM: (node: Node) => ["pre", { class: "code", ...shown(node, "language") }, ["code", 0]],
    parseDOM: [
      { tag: "pre.code", preserveWhitespace: "full", getAttrs: dom => read(dom, "language"), priority: 60 },
      // elsewhere, program text is code that fills a pre
      {
        tag: "pre",
        preserveWhitespace: "full",
        getAttrs: dom => (dom.firstElementChild?.tagName == "CODE" && dom.firstElementChild.textContent == dom.textContent ? read(dom) : false),
        priority: 55,
      },
    ],
  },
  preformatted: {
    toDOM: (node: Node) => ["pre", { class: "preformatted", ...shown(node) }, 0],
    parseDOM: [
      { tag: "pre.preformatted", preserveWhitespace: "full", getAttrs: dom => read(dom), priority: 60 },
      { tag: "pre", preserveWhitespace: "full", getAttrs: dom => read(dom) },
    ],
  },
  quiz: atom("aside", "quiz", "quiz"),
  statement: block("section", "statement", "from"),
  correction: block("aside", "correction", "kind", "date"),
  line_break: { toDOM: () => ["br"], parseDOM: [{ tag: "br" }] },
}

export const marksInDOM: Record<string, MarkInDOM> = {
  link: {
    toDOM: mark => ["a", { href: String(mark.attrs["href"]) }, 0],
    parseDOM: [{ tag: "a[href]", getAttrs: dom => ({ href: dom.getAttribute("href") }) }],
  },
  name: {
    toDOM: mark => ["span", { class: "name", "data-ref": String(mark.attrs["ref"]) }, 0],
    parseDOM: [{ tag: "span.name[data-ref]", getAttrs: dom => ({ ref: dom.getAttribute("data-ref") }) }],
  },
  strong: {
    toDOM: () => ["strong", 0],
    parseDOM: [{ tag: "strong" }, { tag: "b" }, { style: "font-weight", getAttrs: v => (/^(bold(er)?|[6-9]\d\d)$/.test(v) ? {} : false) }],
  },
  emphasis: { toDOM: () => ["em", 0], parseDOM: [{ tag: "em" }, { tag: "i" }, { tag: "cite" }, { style: "font-style=italic" }] },
  code: { toDOM: () => ["code", 0], parseDOM: [{ tag: "code" }] },
}
