// What every browser test stands on: the real program on a port of its own, a real Chromium, and the two checkers.
import { spawn, execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const binary = join(root, 'bin', 'broadsheet')
const run = promisify(execFile)

// freePort is a port on this machine that nobody listens on.
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

// Program is one running broadsheet; text is all that it printed.
export class Program {
  constructor(args, port, folder) {
    this.url = `http://127.0.0.1:${port}`
    this.folder = folder
    this.text = ''
    this.child = spawn(binary, args, { cwd: folder, env: { ...process.env, TZ: 'Europe/Lisbon' } })
    this.child.stdout.on('data', (b) => { this.text += b })
    this.child.stderr.on('data', (b) => { this.text += b })
    this.ended = new Promise((resolve) => this.child.on('exit', (code) => { this.code = code; resolve(code) }))
  }

  // says waits until the program printed something that matches.
  async says(pattern, seconds = 90) {
    const until = Date.now() + seconds * 1000
    for (;;) {
      const found = pattern.exec(this.text)
      if (found) return found
      if (this.code !== undefined) throw new Error(`the program ended with ${this.code}:\n${this.text}`)
      if (Date.now() > until) throw new Error(`the program did not say ${pattern} in ${seconds} s:\n${this.text}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async stop() {
    if (this.code === undefined) this.child.kill('SIGTERM')
    await this.ended
    rmSync(this.folder, { recursive: true, force: true })
  }
}

// start runs the program with a free port and a folder of its own, and waits until it answers.
export async function start(...args) {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'broadsheet-e2e-'))
  const program = new Program([...args, '--listen', `127.0.0.1:${port}`], port, folder)
  const until = Date.now() + 120_000
  for (;;) {
    if (program.code !== undefined) throw new Error(`the program ended with ${program.code}:\n${program.text}`)
    if (Date.now() > until) throw new Error(`the program never answered:\n${program.text}`)
    const answer = await fetch(program.url + '/healthz').catch(() => null)
    if (answer?.ok) return program
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

// open launches Chromium with a profile that goes away with it.
export async function open() {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync)
  return chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}

// watched opens a page and collects what must never happen on it: errors of scripts, violations of the
// Content-Security-Policy, requests to anybody else, dialogs.
export async function watched(context, origin) {
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  page.faults = []
  page.on('pageerror', (e) => page.faults.push(`script error: ${e.message}`))
  page.on('console', (m) => {
    if (m.type() === 'error' && !/the server responded with a status of (4\d\d|503)|ERR_INTERNET_DISCONNECTED/.test(m.text())) page.faults.push(`console: ${m.text()}`)
  })
  page.on('request', (r) => {
    const url = new URL(r.url())
    if (url.protocol.startsWith('http') && url.origin !== origin) page.faults.push(`request to ${url.origin}`)
  })
  page.on('dialog', (d) => { page.faults.push(`dialog: ${d.message()}`); d.dismiss() })
  return page
}

const axeSource = readFileSync(join(root, 'e2e/node_modules/axe-core/axe.min.js'), 'utf8')

// colours are the rules of axe that another colour scheme can break.
export const colours = ['color-contrast', 'link-in-text-block']

// axe runs axe-core on a page, every rule or those named, and gives a line for each violation, of one kind the first five.
export async function axe(page, rules) {
  const session = await page.context().newCDPSession(page)
  await session.send('Page.setBypassCSP', { enabled: true })
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate((only) => window.axe.run(document, {
    runOnly: only ?? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }), rules)
  await session.detach()
  return violations.flatMap((v) => v.nodes.slice(0, 5).map((n) => `${v.id}: ${n.target.join(' ')} (${n.failureSummary?.split('\n').slice(1).join(' ').trim()})`))
}

// nu runs the Nu HTML checker over documents { name: html } at once and gives a line for each error and warning.
export async function nu(documents) {
  const folder = mkdtempSync(join(tmpdir(), 'broadsheet-nu-'))
  try {
    const names = Object.keys(documents)
    const files = names.map((name, i) => {
      const file = join(folder, `${i}.html`)
      writeFileSync(file, documents[name])
      return file
    })
    const jar = join(root, 'e2e/node_modules/vnu-jar/build/dist/vnu.jar')
    const result = await run('java', ['-Xss4m', '-jar', jar, '--format', 'json', '--exit-zero-always', ...files], { maxBuffer: 64 << 20 })
      .catch((e) => { if (e.stderr?.includes('"messages"')) return e; throw e })
    return JSON.parse(result.stderr).messages
      .filter((m) => m.type === 'error' || m.subType === 'warning')
      .map((m) => `${names[files.findIndex((f) => m.url.endsWith(f))]}: ${m.message} (line ${m.lastLine}: ${(m.extract ?? '').trim().slice(0, 120)})`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
