// The line to the server: sends what was typed, hears what others confirmed, and says where every word is: on this
// device, on the server, on the site.

import { collab, getVersion, receiveTransaction, sendableSteps } from "prosemirror-collab"
import type { Node } from "prosemirror-model"
import { EditorState, type Plugin, type Transaction } from "prosemirror-state"
import { Step } from "prosemirror-transform"
import type { EditorView } from "prosemirror-view"
import { schema, schemaNumber } from "../schema"
import { Offline, Refusal, type Desk, type Opened } from "./desk"
import * as journal from "./journal"

const pause = 400 // milliseconds after the last key
const longest = 2000 // milliseconds after the first
const retries = [1, 2, 4, 8, 15] // seconds between tries without a line
const batch = 500 // steps in one sending

const mine = "this window"
const others = "others"

// Screen is what the line tells the person.
export interface Screen {
  status(text: string, tone: "calm" | "warn"): void
  readOnly(why: string, canTakeOver: boolean): void
  writable(): void
  confirmed(): void // the server has something new of this story
}

export class Line {
  private counter = 0
  private sending: Promise<void> | null = null
  private inFlight: { client: string; counter: number; count: number } | null = null
  private timer = 0
  private firstUnsent = 0
  private failures = 0
  private stopped = false
  private keeping: Promise<void> = Promise.resolve()
  private confirmedDoc: Node

  private constructor(
    private readonly desk: Desk,
    private readonly story: string,
    private readonly opened: Opened,
    private readonly screen: Screen,
    readonly state: EditorState,
    private readonly changedAt: { text: string },
  ) {
    this.confirmedDoc = state.doc
  }

  private view!: EditorView

  // open makes the state of the editor: the server's text, or, when words of an earlier visit were never confirmed,
  // the text that they were typed on, with them on top.
  static async open(desk: Desk, story: string, opened: Opened, screen: Screen, plugins: Plugin[]): Promise<Line> {
    const from = (doc: unknown, version: number) =>
      EditorState.create({ doc: schema.nodeFromJSON(doc), plugins: [...plugins, collab({ version, clientID: mine })] })
    const left = opened.editable ? await journal.kept(story).catch(() => null) : null
    if (left && left.base.schema == schemaNumber && left.base.version <= opened.version) {
      try {
        let state = from(left.base.doc, left.base.version)
        const confirmed = state.doc
        const tr = state.tr
        for (const s of left.pending.steps) tr.step(Step.fromJSON(schema, s))
        state = state.apply(tr)
        const line = new Line(desk, story, opened, screen, state, { text: "" })
        line.confirmedDoc = confirmed
        line.inFlight = { client: left.pending.client, counter: left.pending.counter, count: left.pending.steps.length }
        return line
      } catch (e) {
        console.warn("what was kept on this device does not fit its text", e)
      }
    }
    return new Line(desk, story, opened, screen, from(opened.doc, opened.version), { text: "" })
  }

  // attach begins the work on a view that shows state.
  attach(view: EditorView): void {
    this.view = view
    addEventListener("online", () => this.soon(0))
    addEventListener("offline", () => this.tell())
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState == "hidden") void this.flush(true)
    })
    addEventListener("pagehide", () => void this.flush(true))
    if (sendableSteps(view.state)) {
      void this.recover()
    } else {
      void journal.keepBase(this.base()).catch(() => undefined)
    }
    this.tell()
  }

  // recover finds out whether words that an earlier visit left unconfirmed reached the server after all.
  private async recover(): Promise<void> {
    try {
      await this.catchUp()
      this.inFlight = null
      this.soon(0)
    } catch (e) {
      if (!(e instanceof Offline)) console.warn("what others wrote could not be read", e)
      this.timer = setTimeout(() => void this.recover(), 2000)
    }
  }

  // typed hears of every transaction after it was applied.
  typed(tr: Transaction): void {
    if (!tr.docChanged) return
    this.keep()
    this.tell()
    if (!this.stopped && sendableSteps(this.view.state)) this.soon(pause)
  }

  // flush sends what was typed and ends when it is on the server, or when that is known to fail.
  async flush(leaving = false): Promise<void> {
    clearTimeout(this.timer)
    await this.send(leaving)
  }

  // catchUp reads what others, or this story's panel, confirmed meanwhile.
  async catchUp(): Promise<void> {
    const { rows } = await this.desk.since(getVersion(this.view.state))
    const steps: Step[] = []
    const ids: string[] = []
    for (const row of rows) {
      const own = this.inFlight != null && row.client == this.inFlight.client && row.counter == this.inFlight.counter
      for (const s of row.steps) {
        steps.push(Step.fromJSON(schema, s))
        ids.push(own ? mine : others)
      }
      if (own) this.inFlight = null
    }
    if (steps.length > 0) this.receive(steps, ids)
  }

  // takeOver puts the story into this window's hand, whoever has it.
  async takeOver(): Promise<void> {
    await this.desk.take(true)
    this.stopped = false
    await this.catchUp()
    this.screen.writable()
    this.soon(0)
    this.tell()
  }

  // unsent tells whether words are on this device only.
  unsent(): boolean {
    return sendableSteps(this.view.state) != null
  }

  private receive(steps: Step[], ids: string[]): void {
    this.view.dispatch(receiveTransaction(this.view.state, steps, ids, { mapSelectionBackward: true }))
    this.screen.confirmed()
    for (const step of steps) this.confirmedDoc = step.apply(this.confirmedDoc).doc ?? this.confirmedDoc
    void journal.keepBase(this.base()).then(() => this.keep()).catch(() => undefined)
  }

  private base(): journal.Base {
    return { story: this.story, schema: schemaNumber, version: getVersion(this.view.state), doc: this.confirmedDoc.toJSON() }
  }

  // keep writes what is not confirmed into the journal, one writing after the other.
  private keep(): void {
    const unconfirmed = sendableSteps(this.view.state)
    const pending: journal.Pending = {
      story: this.story,
      version: getVersion(this.view.state),
      client: this.inFlight?.client ?? this.desk.client,
      counter: this.inFlight?.counter ?? this.counter,
      steps: unconfirmed?.steps.map(s => s.toJSON() as unknown) ?? [],
      at: Date.now(),
    }
    this.keeping = this.keeping
      .then(() => journal.keepPending(pending))
      .catch(e => console.warn("the journal of this device could not be written", e))
  }

  private soon(ms: number): void {
    const now = Date.now()
    if (this.firstUnsent == 0) this.firstUnsent = now
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.send(false), Math.max(0, Math.min(ms, this.firstUnsent + longest - now)))
  }

  private send(leaving: boolean): Promise<void> {
    this.sending ??= this.round(leaving).finally(() => {
      this.sending = null
      if (!this.stopped && this.failures == 0 && sendableSteps(this.view.state)) this.soon(pause)
    })
    return this.sending
  }

  private async round(leaving: boolean): Promise<void> {
    if (this.stopped) return
    for (;;) {
      const unconfirmed = sendableSteps(this.view.state)
      if (!unconfirmed) break
      // What was sent once is sent again to the letter under the same counter, so that the server recognises it.
      const steps = unconfirmed.steps.slice(0, this.inFlight?.count ?? batch)
      if (!this.inFlight) {
        this.inFlight = { client: this.desk.client, counter: ++this.counter, count: steps.length }
        this.keep()
      }
      try {
        await this.desk.send(unconfirmed.version, this.inFlight.client, this.inFlight.counter, steps.map(s => s.toJSON() as unknown), leaving)
        this.inFlight = null
        this.failures = 0
        this.receive(steps.slice(), steps.map(() => mine))
      } catch (e) {
        if (!(await this.mend(e, unconfirmed.version))) return
      }
    }
    this.firstUnsent = 0
    this.changedAt.text = clockTime()
    this.tell()
  }

  // mend deals with a sending that failed, and tells whether to go on at once.
  private async mend(e: unknown, base: number): Promise<boolean> {
    if (e instanceof Refusal && e.status == 409 && e.version > base) {
      try {
        await this.catchUp()
        this.inFlight = null
        return true
      } catch (again) {
        e = again
      }
    }
    if (e instanceof Refusal && (e.status == 409 || e.status == 403)) {
      this.stopped = true
      this.screen.readOnly(e.say, e.status == 409)
      this.tell()
      return false
    }
    if (e instanceof Refusal && e.status < 500) {
      this.stopped = true
      this.screen.status(e.say, "warn")
      return false
    }
    if (!(e instanceof Offline)) console.warn("sending failed", e)
    const wait = retries[Math.min(this.failures++, retries.length - 1)] ?? 15
    this.firstUnsent = Date.now()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.send(false), wait * 1000)
    this.tell()
    return false
  }

  private tell(): void {
    if (this.view.state && this.unsent()) {
      if (this.failures > 0 || !navigator.onLine) {
        this.screen.status("You are offline. Every word is kept on this device and goes to the server when the line is back.", "warn")
      } else {
        this.screen.status("On this device", "calm")
      }
      return
    }
    if (this.changedAt.text) this.screen.status(`On the server since ${this.changedAt.text}`, "calm")
    else this.screen.status(this.opened.state == "live" ? "On the site" : "On the server", "calm")
  }
}

function clockTime(): string {
  return new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
}
