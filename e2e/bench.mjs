// What a reader's device feels, on the demo's paper: Lighthouse on a phone, the weight of pages over the wire, and how
// soon a publication is seen. Prints tables; writes the figures to bin/bench.json.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import lighthouse from 'lighthouse'
import { freePort, open, root, start } from './house.mjs'

const rounds = 5
const categories = ['performance', 'accessibility', 'best-practices', 'seo']
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]
const figures = { lighthouse: [], weight: [] }
let failed = false

const program = await start('demo')
await program.says(/goes away when you stop it/)
const profile = mkdtempSync(join(tmpdir(), 'broadsheet-bench-'))
const port = await freePort()
const chrome = spawn('/usr/bin/chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', `--remote-debugging-port=${port}`, `--user-data-dir=${profile}`, 'about:blank'], { stdio: 'ignore' })
try {
  for (let i = 0; i < 100 && !(await fetch(`http://127.0.0.1:${port}/json/version`).catch(() => null)); i++) await new Promise((r) => setTimeout(r, 100))
  const home = await (await fetch(program.url + '/')).text()
  const lead = /<h2[^>]*>\s*<a href="(\/[^"]+)"/.exec(home)?.[1] ?? /<a href="(\/news\/[^"]+)"/.exec(home)[1]

  console.log(`Lighthouse 12, mobile, median of ${rounds}: a processor four times slower, a line of 1.6 Mbit/s with 150 ms there and back, both simulated`)
  console.log(`(load of this machine ${loadavg()[0].toFixed(1)}: what else runs counts four times)\n`)
  console.log(['page'.padEnd(34), ...categories.map((c) => c.padStart(15)), 'LCP ms'.padStart(8), 'CLS'.padStart(6), 'TBT ms'.padStart(8), 'KiB'.padStart(6)].join(''))
  for (const path of ['/', lead]) {
    const runs = []
    for (let i = 0; i < rounds; i++) {
      const result = await lighthouse(program.url + path, { port, output: 'json', logLevel: 'error', onlyCategories: categories })
      runs.push(result.lhr)
    }
    const scores = Object.fromEntries(categories.map((c) => [c, Math.round(100 * median(runs.map((r) => r.categories[c].score)))]))
    const of = (audit) => median(runs.map((r) => r.audits[audit].numericValue))
    const row = { path, ...scores, lcp: Math.round(of('largest-contentful-paint')), cls: +of('cumulative-layout-shift').toFixed(3), tbt: Math.round(of('total-blocking-time')), kib: Math.round(of('total-byte-weight') / 1024) }
    figures.lighthouse.push(row)
    console.log([path.padEnd(34), ...categories.map((c) => String(row[c]).padStart(15)), String(row.lcp).padStart(8), String(row.cls).padStart(6), String(row.tbt).padStart(8), String(row.kib).padStart(6)].join(''))
    for (const [what, value, target] of [['LCP', row.lcp, 1000], ['CLS', row.cls, 0], ['TBT', row.tbt, 0]]) {
      if (value <= target) continue
      failed = true
      console.log(`    ${what}: ${value}, target ${target}: not ok`)
    }
    for (const c of categories) {
      if (row[c] === 100) continue
      failed = true
      const worst = runs.find((r) => Math.round(100 * r.categories[c].score) === row[c])
      for (const ref of worst.categories[c].auditRefs) {
        const audit = worst.audits[ref.id]
        if (ref.weight > 0 && audit.score !== null && audit.score < 1) console.log(`    ${c}: ${audit.id} ${audit.displayValue ?? ''} (${audit.score})`)
      }
    }
  }

  console.log('\nOver the wire, everything a first visit fetches on a phone of 360 pixels with two dots each before anybody touches it (KiB, compressed)\n')
  const browser = await open()
  for (const [name, path] of [['home', '/'], ['story with lead picture', lead], ['story of some 700 words without pictures', await bare(program.url)]]) {
    const page = await (await browser.newContext({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true })).newPage()
    const session = await page.context().newCDPSession(page)
    await session.send('Network.enable')
    const sizes = { Document: 0, Stylesheet: 0, Script: 0, Image: 0, Other: 0 }
    const types = new Map()
    session.on('Network.responseReceived', (e) => types.set(e.requestId, e.type))
    session.on('Network.loadingFinished', (e) => { const t = types.get(e.requestId); sizes[t in sizes ? t : 'Other'] += e.encodedDataLength })
    await page.goto(program.url + path, { waitUntil: 'networkidle' })
    const total = Object.values(sizes).reduce((a, b) => a + b)
    const row = { name, path, ...sizes, total }
    figures.weight.push(row)
    console.log(name.padEnd(44), Object.entries(sizes).map(([k, v]) => `${k} ${(v / 1024).toFixed(1)}`).join('  '), ` together ${(total / 1024).toFixed(1)}`)
    if (name.includes('lead picture') && total > 60 * 1024) {
      failed = true
      console.log('    not ok: it may weigh 60 KiB')
    }
    if (name.includes('without')) {
      const bare = total - sizes.Image // the only picture left is the author's portrait at the foot
      console.log(`    without the author's portrait: ${(bare / 1024).toFixed(1)} KiB of the 16 that it may weigh`)
      if (bare > 16 * 1024) failed = true
    }
    await page.context().close()
  }
  await browser.close()
  writeFileSync(join(root, 'bin', 'bench.json'), JSON.stringify(figures, null, 2) + '\n')
} finally {
  chrome.kill()
  await new Promise((resolve) => chrome.on('exit', resolve))
  rmSync(profile, { recursive: true, force: true })
  await program.stop()
}
process.exit(failed ? 1 : 0)

// bare finds the story without pictures whose length is nearest to 700 words.
async function bare(url) {
  let best = ['', Infinity]
  const found = new Set()
  for (const list of ['/latest', '/news/', '/courts/', '/business/', '/health/', '/culture/', '/technology/', '/opinion/', '/sport/', '/world/']) {
    const html = await (await fetch(url + list)).text()
    for (const m of html.matchAll(/<a href="(\/[a-z-]+\/(?:[a-z-]+\/)?[a-z0-9-]+)"/g)) found.add(m[1])
  }
  for (const path of found) {
    const html = await (await fetch(url + path)).text()
    const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? ''
    if (/<figure/.test(main)) continue
    const words = main.replace(/<[^>]+>/g, ' ').split(/\s+/).length
    if (Math.abs(words - 800) < best[1]) best = [path, Math.abs(words - 800)] // some hundred stand around the text
  }
  return best[0]
}
