// The schema of a story, built from the file that internal/prose owns, and the gate of the documents that come as JSON.

import { Schema, type Attrs, type AttributeSpec, type MarkSpec, type Node, type NodeSpec, type ParseRule } from "prosemirror-model"
import data from "../internal/prose/schema.json"
import { marksInDOM, nodesInDOM } from "./dom"
import { AttrError, forbidden, problem, type AttrType } from "./kinds"

interface TypeData {
  name: string
  attrs?: Record<string, AttrType>
  [field: string]: unknown // the fields of NodeSpec and MarkSpec
}

const file = data as unknown as {
  schema: number
  blockAttrs: Record<string, AttrType>
  nodes: TypeData[]
  marks: TypeData[]
}

// schemaNumber grows with every change of the schema.
export const schemaNumber = file.schema

function attrSpecs(types: Record<string, AttrType>): Record<string, AttributeSpec> {
  const specs: Record<string, AttributeSpec> = {}
  for (const [name, a] of Object.entries(types)) {
    const spec: AttributeSpec = {
      validate(v: unknown) {
        const p = problem(name, a, v)
        if (p) throw new AttrError(p)
      },
    }
    if (a.default !== undefined) spec.default = a.default
    specs[name] = spec
  }
  return specs
}

function isBlock(t: TypeData): boolean {
  return typeof t["group"] == "string" && t["group"].split(" ").includes("block")
}

// safe makes the rules that read HTML drop what an attribute cannot be. HTML is pasted from anywhere, and a node with
// such a value could not even be made; where a value is missing that has no default, the rule does not match.
function safe<R extends ParseRule>(rules: readonly R[] | undefined, types: Record<string, AttrType>): R[] {
  return (rules ?? []).map(rule => {
    const given = rule.getAttrs as ((from: HTMLElement & string) => Attrs | false | null) | undefined
    if (!given) return rule
    const getAttrs = (from: HTMLElement & string) => {
      const read = given(from)
      if (!read) return read
      const kept: Record<string, unknown> = {}
      for (const [name, a] of Object.entries(types)) {
        if (read[name] !== undefined && !problem(name, a, read[name])) kept[name] = read[name]
        else if (a.default === undefined) return false
      }
      return kept
    }
    return { ...rule, getAttrs } as R
  })
}

function build(): Schema {
  const nodes: Record<string, NodeSpec> = {}
  for (const t of file.nodes) {
    const { name, attrs, ...fields } = t
    const all = { ...attrs, ...(isBlock(t) ? file.blockAttrs : {}) }
    const inDOM = nodesInDOM[name]
    nodes[name] = { ...fields, attrs: attrSpecs(all), ...inDOM, parseDOM: safe(inDOM?.parseDOM, all) }
  }
  const marks: Record<string, MarkSpec> = {}
  for (const { name, attrs, ...fields } of file.marks) {
    const inDOM = marksInDOM[name]
    marks[name] = { ...fields, attrs: attrSpecs(attrs ?? {}), ...inDOM, parseDOM: safe(inDOM?.parseDOM, attrs ?? {}) }
  }
  return new Schema({ nodes, marks, topNode: "doc" })
}

export const schema = build()

// check refuses, with a RangeError, a document that internal/prose.Check refuses.
export function check(doc: Node): void {
  if (doc.type != schema.topNodeType) throw new RangeError('a document begins with "doc"')
  if (doc.marks.length) throw new RangeError("a doc cannot be marked")
  doc.check()
  doc.descendants(node => {
    const bad = node.isText ? forbidden(node.text ?? "") : ""
    if (bad) throw new RangeError(`a text holds the code point ${bad}, which pages may not carry`)
  })
}

// parse makes a document of JSON and checks it. Unlike Node.fromJSON it refuses what it does not know.
export function parse(json: unknown): Node {
  strict(json)
  const doc = schema.nodeFromJSON(json)
  check(doc)
  return doc
}

type JSONObject = Record<string, unknown>

function object(v: unknown, known: readonly string[], what: string): JSONObject {
  if (typeof v != "object" || v == null || Array.isArray(v)) throw new RangeError(`${what} is not an object`)
  for (const key of Object.keys(v)) {
    if (!known.includes(key)) throw new RangeError(`"${key}" is nothing that ${what} has`)
  }
  return v as JSONObject
}

function list(v: unknown): unknown[] {
  if (v === undefined) return []
  if (!Array.isArray(v)) throw new RangeError("content and marks are lists")
  return v
}

// strict refuses the keys and attributes that nodeFromJSON would drop without a word. It goes for slices of steps too.
export function strict(json: unknown): void {
  const node = object(json, ["type", "attrs", "content", "marks", "text"], "a part of a story")
  const type = schema.nodes[String(node["type"])]
  if (!type) throw new RangeError(`"${String(node["type"])}" is no part that a story can have`)
  if (node["attrs"] !== undefined) object(node["attrs"], Object.keys(type.spec.attrs ?? {}), "a " + type.name)
  for (const m of list(node["marks"])) {
    const mark = object(m, ["type", "attrs"], "a mark")
    const markType = schema.marks[String(mark["type"])]
    if (!markType) throw new RangeError(`"${String(mark["type"])}" is no mark that a text can have`)
    if (mark["attrs"] !== undefined) object(mark["attrs"], Object.keys(markType.spec.attrs ?? {}), "a " + markType.name)
  }
  const content = list(node["content"])
  if (type.isText ? content.length > 0 : node["text"] !== undefined && node["text"] !== "") {
    throw new RangeError("a text holds something else, or something else holds a text")
  }
  for (const child of content) strict(child)
}
