// A contact sheet of all reader pages: both themes, light and dark, phone and desk, left to right and right to left.
// node e2e/sheet.mjs [FOLDER] writes JPEGs to look at, by default into e2e/shots/sheet. BROADSHEET_SHEET names only
// some: "weekly home,story 1280 dark".
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { open, root } from './house.mjs'
import { gallery } from './themes.mjs'

const folder = process.argv[2] ?? join(root, 'e2e', 'shots', 'sheet')
mkdirSync(folder, { recursive: true })
const wanted = (process.env.BROADSHEET_SHEET ?? '').split(' ').filter(Boolean)
const some = (kind, all) => { const named = wanted.flatMap((w) => w.split(',')).filter((w) => all.includes(w)); return named.length ? named : all }

const themes = some('theme', ['own', 'weekly'])
const widths = some('width', ['360', '1280'])
const schemes = some('scheme', ['light', 'dark'])
const browser = await open()
const shown = []
for (const theme of themes) {
  const house = await gallery(theme === 'own' ? '' : theme)
  for (const width of widths) {
    for (const scheme of schemes) {
      const context = await browser.newContext({ viewport: { width: Number(width), height: width === '360' ? 740 : 900 }, colorScheme: scheme })
      const page = await context.newPage()
      for (const name of some('page', house.pages)) {
        await page.goto(`${house.url}/page/${name}`)
        // What is below is loaded when it comes into sight.
        await page.evaluate(() => { for (const i of document.images) i.loading = 'eager' })
        await page.waitForFunction(() => [...document.images].every((i) => i.complete), undefined, { timeout: 120_000 })
        const file = `${theme}-${width}-${scheme}-${name}.jpg`
        const height = await page.evaluate(() => document.documentElement.scrollHeight)
        await page.screenshot({ path: join(folder, file), type: 'jpeg', quality: 70, fullPage: true, clip: { x: 0, y: 0, width: Number(width), height: Math.min(height, width === '360' ? 3600 : 4000) } })
        shown.push({ theme, width, scheme, name, file })
      }
      await context.close()
    }
  }
  await house.stop()
}

// One sheet for each theme, width and scheme: thumbnails beside each other.
const groups = {}
for (const s of shown) (groups[`${s.theme}-${s.width}-${s.scheme}`] ??= []).push(s)
for (const group of Object.values(groups)) {
  const { theme, width, scheme } = group[0]
  const wide = width === '360' ? 150 : 260
  const html = `<!doctype html><meta charset="utf-8"><title>sheet</title><style>body{margin:12px;font:11px sans-serif;background:#888;display:flex;flex-wrap:wrap;gap:10px;width:1600px}figure{margin:0;width:${wide}px}img{width:${wide}px;max-height:${width === '360' ? 420 : 420}px;object-fit:cover;object-position:top;display:block}</style>` +
    group.map((s) => `<figure><img src="${s.file}"><figcaption>${s.name}</figcaption></figure>`).join('')
  const file = join(folder, `sheet-${theme}-${width}-${scheme}`)
  writeFileSync(file + '.html', html)
  const page = await browser.newPage({ viewport: { width: 1640, height: 900 } })
  await page.goto('file://' + file + '.html')
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: file + '.jpg', type: 'jpeg', quality: 75, fullPage: true })
  await page.close()
}
await browser.close()
console.log(`${shown.length} pages, ${folder}`)
