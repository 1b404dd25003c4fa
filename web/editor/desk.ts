// What the editor says to the server, and what it hears. The paths and forms stand in internal/newsroom/doc.go.

export interface Picture {
  id: string
  src: string
  srcset: string
  width: number
  height: number
  small: string
  name: string
  credit: string
  rights: string
  caption: string
  alt: string
}

export interface Opened {
  doc: unknown
  version: number
  schema: number
  editable: boolean
  why: string
  state: string
  pictures: Record<string, Picture>
  bylines: { id: string; name: string }[]
}

export interface Standing {
  state: string
  word: string
  next: string
  checks: { say: string; url: string }[] | null
}

export interface Row {
  base: number
  client: string
  counter: number
  steps: unknown[]
  by: string
}

export interface Added {
  picture: Picture | null
  again: boolean
  name: string
  wrong: string
}

// Refusal is an answer of the server that is not the one hoped for; say is its sentence for the person.
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly kind: string,
    readonly say: string,
    readonly version: number,
  ) {
    super(say)
  }
}

// Offline means that no answer came at all.
export class Offline extends Error {}

declare global {
  interface Window {
    newsroom?: { signIn(): Promise<void> }
  }
}

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  for (;;) {
    let response: Response
    try {
      response = await fetch(path, { ...init, credentials: "same-origin", headers: { Accept: "application/json", ...init.headers } })
    } catch (e) {
      throw new Offline(String(e))
    }
    if (response.status == 401 && window.newsroom) {
      await window.newsroom.signIn()
      continue
    }
    if (response.status >= 502 && response.status <= 504) throw new Offline(`status ${response.status}`)
    if (!response.ok) {
      const r = (await response.json().catch(() => ({}))) as { kind?: string; say?: string; version?: number }
      throw new Refusal(response.status, r.kind ?? "internal", r.say ?? "The server could not do that. Every word is kept on this device.", r.version ?? -1)
    }
    return response
  }
}

const asJSON = { "Content-Type": "application/json" }

export class Desk {
  constructor(
    private readonly below: string,
    readonly client: string,
  ) {}

  async open(): Promise<Opened> {
    return (await ask(this.below + "/document")).json() as Promise<Opened>
  }

  async since(version: number): Promise<{ version: number; rows: Row[] }> {
    return (await ask(`${this.below}/steps?since=${version}`)).json() as Promise<{ version: number; rows: Row[] }>
  }

  async standing(): Promise<Standing> {
    return (await ask(this.below + "/standing")).json() as Promise<Standing>
  }

  async send(base: number, client: string, counter: number, steps: unknown[], leaving = false): Promise<number> {
    const body = JSON.stringify({ base, client, counter, steps })
    const keepalive = leaving && body.length < 60_000 // browsers carry at most 64 KiB past the end of a page
    const answer = await ask(this.below + "/steps", { method: "POST", headers: asJSON, body, keepalive })
    return ((await answer.json()) as { version: number }).version
  }

  // take puts the story into this window's hand. A window that was loaded again says what it wrote under before.
  async take(over: boolean): Promise<void> {
    const was = windowName(this.below)
    await ask(this.below + "/hand", { method: "POST", headers: asJSON, body: JSON.stringify({ client: this.client, was: was.get(), over }) })
    was.set(this.client)
  }
}

// sections is the tree of sections, parents before children.
export async function sections(): Promise<{ id: string; name: string }[]> {
  return (await ask("/newsroom/options/sections")).json() as Promise<{ id: string; name: string }[]>
}

// findPictures searches the library, newest first.
export async function findPictures(words: string): Promise<Picture[]> {
  const answer = await ask("/newsroom/options/pictures?q=" + encodeURIComponent(words))
  return ((await answer.json()) as { pictures: Picture[] }).pictures
}

// onePicture reads a picture of the library.
export async function onePicture(id: string): Promise<Picture> {
  return (await ask("/newsroom/options/pictures/" + encodeURIComponent(id))).json() as Promise<Picture>
}

// addPictures uploads files that share what is said of them.
export async function addPictures(files: File[], about: { credit: string; caption: string; alt: string }): Promise<Added[]> {
  const form = new FormData()
  for (const f of files) form.append("picture", f, f.name)
  for (const [name, value] of Object.entries(about)) form.append(name, value)
  const answer = await ask("/newsroom/pictures", { method: "POST", body: form })
  return ((await answer.json()) as { added: Added[] }).added
}

// windowName keeps, for as long as the window lives, what it wrote a story under. A browser that refuses keeps nothing.
function windowName(story: string): { get(): string; set(name: string): void } {
  const key = "newsroom-wrote-" + story
  return {
    get() {
      try {
        return sessionStorage.getItem(key) ?? ""
      } catch {
        return ""
      }
    },
    set(name) {
      try {
        sessionStorage.setItem(key, name)
      } catch {
        // After a reload the window has to take the story over.
      }
    },
  }
}
