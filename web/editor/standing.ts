// What typing changes around the text: the state of the story, the next step, and what keeps it from going out.

import type { Desk, Standing } from "./desk"
import { byId, make } from "./make"

const pause = 600 // milliseconds after the last word reached the server

// Around keeps the bar and the panel true while somebody writes.
export class Around {
  private timer = 0

  constructor(private readonly desk: Desk) {}

  // soon looks again when the typing rests.
  soon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.desk.standing().then(show, () => undefined), pause) // without a line it stays as it was
  }
}

function show(now: Standing): void {
  const state = byId("story-state")
  state.textContent = now.word
  state.className = `state state-${now.state}`
  const next = document.getElementById("story-next")
  if (next) {
    next.textContent = now.next
    next.hidden = now.next == ""
  }
  const checks = now.checks ?? []
  const tally = byId("checks-tally")
  tally.textContent = String(checks.length)
  tally.hidden = checks.length == 0
  if (checks.length == 0) {
    byId("checks-list").replaceChildren(make("p", {}, "Nothing keeps this from going out."))
    return
  }
  byId("checks-list").replaceChildren(
    make("p", {}, `${checks.length} ${checks.length == 1 ? "thing keeps" : "things keep"} this from going out:`),
    make("ul", { class: "checks" }, ...checks.map(c => make("li", {}, c.say + " ", make("a", { href: c.url }, "Go there")))),
  )
}
