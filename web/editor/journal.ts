// The journal keeps on this device, in IndexedDB, what was typed and is not confirmed by the server yet: the text as
// of the newest confirmed version, and the steps since. It is written with every change and read when a story is
// opened again, so that a dead battery, a closed lid or a lost line takes no word.

export interface Base {
  story: string
  schema: number
  version: number
  doc: unknown // as of version
}

export interface Pending {
  story: string
  version: number // that the steps apply to
  client: string
  counter: number // of the newest batch that was sent under client, confirmed or not
  steps: unknown[]
  at: number
}

let opened: Promise<IDBDatabase | null> | undefined

function database(): Promise<IDBDatabase | null> {
  opened ??= new Promise(resolve => {
    if (!("indexedDB" in window)) return resolve(null)
    const request = indexedDB.open("broadsheet", 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore("base", { keyPath: "story" })
      request.result.createObjectStore("pending", { keyPath: "story" })
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => resolve(null) // a private window may refuse: the server's copy is then the only one
  })
  return opened
}

function done(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error("the journal cannot be used"))
  })
}

// available tells whether this browser keeps a journal.
export async function available(): Promise<boolean> {
  return (await database()) != null
}

// keepBase keeps a confirmed text; the steps kept before it are confirmed with it.
export async function keepBase(base: Base): Promise<void> {
  const db = await database()
  if (db) await done(db.transaction("base", "readwrite").objectStore("base").put(base))
}

// keepPending keeps the steps that are not confirmed.
export async function keepPending(pending: Pending): Promise<void> {
  const db = await database()
  if (db) await done(db.transaction("pending", "readwrite").objectStore("pending").put(pending))
}

// kept is what the journal holds of a story, null when everything was confirmed.
export async function kept(story: string): Promise<{ base: Base; pending: Pending } | null> {
  const db = await database()
  if (!db) return null
  const tx = db.transaction(["base", "pending"])
  const base = (await done(tx.objectStore("base").get(story))) as Base | undefined
  const pending = (await done(db.transaction("pending").objectStore("pending").get(story))) as Pending | undefined
  if (!base || !pending || pending.steps.length == 0 || pending.version != base.version) return null
  return { base, pending }
}

// forget drops what is kept of a story.
export async function forget(story: string): Promise<void> {
  const db = await database()
  if (!db) return
  const tx = db.transaction(["base", "pending"], "readwrite")
  tx.objectStore("base").delete(story)
  await done(tx.objectStore("pending").delete(story))
}
