// How the browser tests go about a paper: a demo to walk through, every link of it, and what a person would notice on
// a page: that it scrolls sideways, that a control cannot be reached by key, that something was kept on the device.
import assert from 'node:assert/strict'
import { start } from './house.mjs'

// demo starts the demo's newsroom; BROADSHEET_AT names one that runs already, for whoever works on the tests.
export async function demo(...flags) {
  const at = process.env.BROADSHEET_AT
  return at ? { url: at, stop: async () => {} } : start('demo', ...flags)
}

// none fails with a line for each of the faults that were found, as far as anybody would read them.
export function none(faults) {
  if (faults.length > 0) assert.fail([...faults.slice(0, 25).map((f) => f.slice(0, 400)), ...(faults.length > 25 ? [`and ${faults.length - 25} more`] : [])].join('\n'))
}

// decoded is the text of an attribute as html/template writes it.
export const decoded = (text) => text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(amp|lt|gt|quot|apos));/g, (all, dec, hex, name) =>
  dec ? String.fromCodePoint(Number(dec)) : hex ? String.fromCodePoint(parseInt(hex, 16)) : { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[name])

// crawl follows every link and file of the paper from its home and gives { path: { status, type, headers, body, from } }.
export async function crawl(origin, limit = 3000) {
  const found = {}
  const queue = [['/', '']]
  const fetchOne = async ([path, from]) => {
    const answer = await fetch(origin + path, { redirect: 'manual' })
    const type = answer.headers.get('content-type') ?? ''
    const body = type.startsWith('text/') ? await answer.text() : (await answer.arrayBuffer(), '')
    found[path] = { status: answer.status, type, headers: answer.headers, body, from }
    if (!type.startsWith('text/html')) return
    const links = [...body.matchAll(/ (?:href|src|action)="([^"]*)"/g)].map((m) => decoded(m[1]))
    for (const m of body.matchAll(/ srcset="([^"]*)"/g)) links.push(...decoded(m[1]).split(', ').map((s) => s.split(' ')[0]))
    for (const link of links) {
      const url = new URL(link, origin + path)
      if (url.origin !== origin) continue
      const next = url.pathname + url.search
      if (next in found) continue
      if (Object.keys(found).length >= limit) return
      found[next] = null
      queue.push([next, path])
    }
  }
  found['/'] = null
  while (queue.length) await Promise.all(queue.splice(0, 8).map(fetchOne))
  return found
}

// sideways names what makes a page wider than its window, nothing when it is not.
export const sideways = (page) => page.evaluate(() => {
  const wide = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= wide) return []
  const scrolls = (e) => { for (let p = e.parentElement; p; p = p.parentElement) if (getComputedStyle(p).overflowX !== 'visible') return true; return false }
  const out = [...document.body.querySelectorAll('*')].filter((e) => {
    const box = e.getBoundingClientRect()
    return (box.right > wide + 0.5 || box.left < -0.5) && !scrolls(e)
  })
  return [`${document.documentElement.scrollWidth} px in ${wide}`, ...out.slice(-3).map((e) => `${e.tagName.toLowerCase()}.${e.className}: ${e.textContent.trim().slice(0, 40)}`)]
})

// small names what a thumb would miss: controls lower than 44 px.
export const small = (page) => page.locator('button:visible, summary:visible, select:visible, a.button:visible, .tabs a:visible, .bar a:visible, input:not([type=checkbox], [type=radio]):visible')
  .evaluateAll((all) => all.filter((e) => e.getBoundingClientRect().height < 43.5 && e.getBoundingClientRect().height > 2)
    .map((e) => `${e.tagName.toLowerCase()} “${(e.getAttribute('aria-label') || e.textContent || e.name).trim().replace(/\s+/g, ' ').slice(0, 30)}” is ${Math.round(e.getBoundingClientRect().height)} px high`))

// kept is what a page left on the device: cookies, storage, databases, caches.
export const kept = async (page) => {
  const cookies = (await page.context().cookies()).map((c) => `cookie ${c.name}`)
  const stored = await page.evaluate(async () => [
    ...Object.keys(localStorage).map((k) => `localStorage ${k}`),
    ...Object.keys(sessionStorage).map((k) => `sessionStorage ${k}`),
    ...(await indexedDB.databases()).map((d) => `database ${d.name}`),
  ])
  return [...cookies, ...stored]
}

// mark numbers the things on a page that a key must reach, and names them.
const mark = (page) => page.evaluate(() => {
  const shut = (e) => { const d = e.closest('details:not([open])'); return d && !(e.matches('summary') && e.parentElement === d && !d.parentElement.closest('details:not([open])')) }
  const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable=true], iframe')].filter((e) =>
    e.tabIndex >= 0 && !e.disabled && !shut(e) && e.checkVisibility({ visibilityProperty: true }) && !e.closest('[inert]'))
  // Tab comes to one button of a group: to the chosen one, or to the first.
  const one = (e) => e.type !== 'radio' || e === ([...document.getElementsByName(e.name)].find((r) => r.checked) ?? document.getElementsByName(e.name)[0])
  return all.filter(one).map((e, i) => {
    e.dataset.walked = i
    return `${e.tagName.toLowerCase()} “${(e.getAttribute('aria-label') || e.textContent || e.name || e.id).trim().replace(/\s+/g, ' ').slice(0, 40)}”`
  })
})

// walk presses Tab through a page from its top. It gives what Tab never reached, what showed no focus, and what had
// it out of sight.
export async function walk(page) {
  const names = await mark(page)
  await page.evaluate(() => { document.activeElement?.blur(); getSelection().removeAllRanges(); scrollTo(0, 0) })
  const reached = new Set()
  const faults = []
  let first = null
  for (let n = 0; n < names.length * 2 + 10; n++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const e = document.activeElement
      if (!e || e === document.body || e === document.documentElement) return null
      const box = e.getBoundingClientRect(), style = getComputedStyle(e)
      const rings = [style, e.parentElement ? getComputedStyle(e.parentElement) : style]
      const ringed = rings.some((s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)
      const seen = [...e.getClientRects()].some((r) => {
        const x = Math.min(Math.max(r.left + r.width / 2, 1), innerWidth - 2), y = Math.min(Math.max(r.top + r.height / 2, 1), innerHeight - 2)
        const top = document.elementFromPoint(x, y)
        return top && (e.contains(top) || top.contains(e) || e.labels && [...e.labels].some((l) => l.contains(top)))
      })
      return {
        walked: e.dataset.walked, name: `${e.tagName.toLowerCase()} “${(e.getAttribute('aria-label') || e.textContent || '').trim().slice(0, 40)}”`,
        ringed, seen: seen && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth, skip: e.matches('.skip'),
      }
    })
    if (!at) break
    first ??= at
    const id = at.walked ?? at.name
    if (reached.has(id)) {
      if (id === (first.walked ?? first.name)) break
      continue
    }
    reached.add(id)
    if (!at.ringed && !at.name.startsWith('iframe')) faults.push(`no focus to be seen: ${at.name}`)
    if (!at.seen) faults.push(`focus out of sight: ${at.name}`)
  }
  if (!first?.skip) faults.push(`the first Tab comes to ${first?.name}, not to the skip link`)
  names.forEach((name, i) => { if (!reached.has(String(i))) faults.push(`Tab never comes to ${name}`) })
  return faults
}
