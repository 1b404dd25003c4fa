// The authority that applies steps to a story: internal/steps runs this file, bundled, in the server.

import "./goja"
import { Slice, type Node } from "prosemirror-model"
import { Step } from "prosemirror-transform"
import { AttrError } from "./kinds"
import { parse, schema, strict } from "./schema"

export interface Answer {
  doc?: string // the document after the steps, as JSON
  refused?: "conflict" | "invalid"
  why?: string
}

// Trouble says which kind of failure a refusal is.
class Trouble {
  constructor(
    readonly kind: "conflict" | "invalid",
    readonly why: string,
  ) {}
}

// guard runs f and makes what it throws the given kind of trouble. A value that an attribute cannot have is always invalid.
function guard<T>(kind: "conflict" | "invalid", f: () => T): T {
  try {
    return f()
  } catch (e) {
    if (e instanceof Trouble) throw e
    throw new Trouble(e instanceof AttrError ? "invalid" : kind, e instanceof Error ? e.message : String(e))
  }
}

const keys: Record<string, readonly string[]> = {
  replace: ["from", "to", "slice", "structure"],
  replaceAround: ["from", "to", "gapFrom", "gapTo", "insert", "slice", "structure"],
  addMark: ["from", "to", "mark"],
  removeMark: ["from", "to", "mark"],
  addNodeMark: ["pos", "mark"],
  removeNodeMark: ["pos", "mark"],
  attr: ["pos", "attr", "value"],
  docAttr: ["attr", "value"],
}

// read makes a step of JSON and refuses what Step.fromJSON would drop or take without asking.
function read(json: unknown): Step {
  if (typeof json != "object" || json == null || Array.isArray(json)) throw new RangeError("a step is an object")
  const fields = json as Record<string, unknown>
  const type = String(fields["stepType"])
  const known = Object.prototype.hasOwnProperty.call(keys, type) ? (keys[type] ?? []) : null
  if (!known) throw new RangeError(`there is no step "${type}"`)
  for (const [key, v] of Object.entries(fields)) {
    if (key == "stepType") continue
    if (!known.includes(key)) throw new RangeError(`a step "${type}" has no "${key}"`)
    if (["from", "to", "gapFrom", "gapTo", "pos", "insert"].includes(key) && !(Number.isInteger(v) && (v as number) >= 0)) {
      throw new RangeError(`"${key}" is no place in a story`)
    }
    if (key == "slice") strictSlice(v)
  }
  const places = ["from", "gapFrom", "gapTo", "to"].filter(key => key in fields).map(key => Number(fields[key]))
  if (places.some((p, i) => p < (places[i - 1] ?? 0))) throw new RangeError("a step ends before it starts")
  return Step.fromJSON(schema, json)
}

function strictSlice(v: unknown): void {
  if (v == null) return // nothing is put in
  const { content } = v as { content?: unknown }
  if (content != null && !Array.isArray(content)) throw new RangeError("the content of a step is a list")
  for (const node of content ?? []) strict(node)
  const slice = Slice.fromJSON(schema, v as object)
  const { openStart, openEnd } = slice
  const whole = (n: number) => Number.isInteger(n) && n >= 0 && n <= slice.size
  if (!whole(openStart) || !whole(openEnd)) throw new RangeError("a step has an opening that is none")
}

function applyOne(doc: Node, step: Step, json: { stepType?: unknown; attr?: unknown; pos?: unknown }): Node {
  // both would set an attribute that the schema does not know without a word
  if (json.stepType == "docAttr" && !(String(json.attr) in doc.attrs)) {
    throw new Trouble("invalid", `a story has no "${String(json.attr)}"`)
  }
  if (json.stepType == "attr") {
    const node = guard("conflict", () => doc.nodeAt(Number(json.pos)))
    if (node && !(String(json.attr) in node.attrs)) throw new Trouble("invalid", `a ${node.type.name} has no "${String(json.attr)}"`)
  }
  const result = guard("conflict", () => step.apply(doc))
  if (!result.doc) throw new Trouble("conflict", result.failed ?? "the step does not fit")
  return result.doc
}

// Blocks that were checked, and what they are as JSON. A story is written by many small steps, one call after the
// other, and ProseMirror's nodes never change: what a step did not touch is known from the call before.
const good = new WeakSet<Node>()
const written = new WeakMap<Node, string>()

// check refuses a document that the schema does not allow. Attributes were checked when the nodes were made; code points
// are left to the gate of internal/prose, which sees every document that leaves here.
function check(node: Node): void {
  if (good.has(node)) return
  if (node.isLeaf || node.inlineContent) {
    node.check()
  } else {
    if (!node.type.validContent(node.content)) throw new RangeError(`a ${node.type.name} must hold ${node.type.spec.content ?? ""}`)
    node.forEach(check)
  }
  good.add(node)
}

function write(doc: Node): string {
  const blocks: string[] = []
  doc.forEach(block => {
    let json = written.get(block)
    if (json === undefined) {
      json = JSON.stringify(block.toJSON())
      written.set(block, json)
    }
    blocks.push(json)
  })
  return `{"type":"doc","attrs":${JSON.stringify(doc.attrs)},"content":[${blocks.join(",")}]}`
}

// load makes a document of JSON that has passed the gate of internal/prose.
function load(docJSON: string): Node {
  const doc = schema.nodeFromJSON(JSON.parse(docJSON))
  doc.forEach(block => good.add(block))
  return doc
}

const known: (Node | undefined)[] = []

// apply applies steps to a document: JSON that has passed the gate or, when docJSON is "", what the last call for
// the same place answered. It remembers its answer there, unless the place is -1.
export function apply(place: number, docJSON: string, stepsJSON: string): Answer {
  try {
    let doc = (docJSON == "" && known[place]) || load(docJSON)
    const list = guard("invalid", () => JSON.parse(stepsJSON) as unknown[])
    for (const json of list) {
      const step = guard("invalid", () => read(json))
      doc = applyOne(doc, step, json as object)
    }
    guard("invalid", () => check(doc))
    if (place >= 0) known[place] = doc
    return { doc: write(doc) }
  } catch (e) {
    if (e instanceof Trouble) return { refused: e.kind, why: e.why }
    throw e
  }
}

// refuses says why the gate refuses a document; "" when it does not. Tests hold it to the gate of internal/prose.
export function refuses(docJSON: string): string {
  try {
    parse(JSON.parse(docJSON))
    return ""
  } catch (e) {
    return e instanceof Error ? e.message : String(e)
  }
}
