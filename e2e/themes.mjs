// The gallery of a theme for browsers: one of each page, and what they are called.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Program, freePort, root } from './house.mjs'

// gallery shows one of each page in a theme; "" is the program's own look.
export async function gallery(theme) {
  const port = await freePort()
  const program = new Program(['theme', 'gallery', ...(theme ? [join(root, 'themes', theme)] : []), '--listen', `127.0.0.1:${port}`], port, mkdtempSync(join(tmpdir(), 'broadsheet-gallery-')))
  await program.says(/One of each page is at/)
  const index = await (await fetch(program.url + '/')).text()
  program.pages = [...index.matchAll(/<li><a href="\/\?page=([a-z-]+)&/g)].map((m) => m[1])
  return program
}
