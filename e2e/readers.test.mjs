// What readers get: every page of the demo's paper reached by its links, held to the standards of the web, with
// scripts and without, by eye, by ear and by key, narrow and wide, light and dark.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { Desk, p } from './desk.mjs'
import { axe, colours, nu, open, watched } from './house.mjs'
import { crawl, decoded, demo, kept, none, sideways, walk } from './walk.mjs'

const shots = process.env.BROADSHEET_SHOTS // a folder for screenshots, for whoever wants to look
if (shots) mkdirSync(shots, { recursive: true })
const shot = async (page, name, whole = true) => { if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: whole }) }

// One page of every type, by the name that a failure gives it.
const types = {
  'home': '/', 'section': '/business/', 'sub-section': '/business/shipping/', 'latest': '/latest',
  'news': '/news/bridge-reopens', 'analysis': '/news/bridge-long-read', 'opinion': '/opinion/eldreth-waiting',
  'interview': '/sport/rowing/harrowell-interview', 'criticism': '/culture/theatre-review', 'explainer': '/technology/mast-explainer',
  'picture story': '/news/storm-clearing', 'brief': '/news/bus-brief', 'sponsored': '/business/property/sponsored-cellar',
  'corrected': '/news/bridge-money', 'author': '/author/jo-tarrick', 'topic': '/topic/swing-bridge', 'standing page': '/about',
  'corrections': '/corrections', 'search': '/search?q=bridge', 'search without a hit': '/search?q=zeppelin', 'empty search': '/search',
  'recalled': '/news/cleared-street', 'not found': '/news/no-such-story',
}
const statuses = { 'recalled': 410, 'not found': 404 }

let program, browser, pages, checked

before(async () => {
  [program, browser] = await Promise.all([demo(), open()])
  pages = await crawl(program.url)
  for (const [name, path] of Object.entries(types)) {
    if (pages[path]) continue
    const answer = await fetch(program.url + path)
    pages[path] = { status: answer.status, type: answer.headers.get('content-type'), headers: answer.headers, body: await answer.text(), from: name }
  }
  const month = Object.keys(pages).find((path) => /^\/news\/\d{4}\/\d\d\/$/.test(path))
  assert.ok(month, 'a section leads to its months')
  types['month'] = month
  // The checker runs beside the browser; its answer is asked for in its own test.
  checked = nu(Object.fromEntries(Object.entries(pages).filter(([, p]) => p.type.startsWith('text/html')).map(([path, p]) => [path, p.body])))
  checked.catch(() => {})
})

after(async () => {
  await browser?.close()
  await program?.stop()
})

const html = () => Object.entries(pages).filter(([, p]) => p.type.startsWith('text/html'))

test('every link of the paper leads somewhere', () => {
  const wrong = Object.entries(pages)
    .map(([path, p]) => [path, p.status, Object.entries(statuses).find(([name]) => types[name] === path)?.[1] ?? 200, p.from])
    .filter(([, status, want]) => status !== want)
  assert.deepEqual(wrong, [])
  assert.ok(html().length > 150, `${html().length} pages`)
  console.log(`figures: ${html().length} pages and ${Object.keys(pages).length - html().length} files behind the links of the paper`)
})

test('every page has one h1, a language, a title of its own, and places that its links can find', () => {
  const faults = []
  for (const [path, { body }] of html()) {
    const count = (pattern) => [...body.matchAll(pattern)].length
    if (count(/<h1[\s>]/g) !== 1) faults.push(`${path}: ${count(/<h1[\s>]/g)} h1`)
    if (!/<html lang="[a-z]{2}[^"]*" dir="ltr">/.test(body)) faults.push(`${path}: no language`)
    if (!/<title>[^<]+<\/title>/.test(body)) faults.push(`${path}: no title`)
    if (/ style="/.test(body)) faults.push(`${path}: style in the page`)
    if (/<a(?=[\s>])(?![^>]* href=)/.test(body) || / href="(#|javascript:[^"]*)?"/.test(body)) faults.push(`${path}: a link that leads nowhere`)
    const ids = new Set([...body.matchAll(/ id="([^"]*)"/g)].map((m) => m[1]))
    for (const [, id] of body.matchAll(/ href="#([^"]+)"/g)) if (!ids.has(id)) faults.push(`${path}: no place #${id}`)
  }
  none(faults)
})

test('no answer sets a cookie, and every page carries the headers', () => {
  const faults = []
  for (const [path, p] of Object.entries(pages)) {
    if (p.headers.get('set-cookie')) faults.push(`${path}: a cookie`)
    if (p.headers.get('x-content-type-options') !== 'nosniff') faults.push(`${path}: no nosniff`)
    if (!p.type.startsWith('text/html')) continue
    const policy = p.headers.get('content-security-policy') ?? ''
    if (!policy.startsWith("default-src 'none'") || /unsafe|\*/.test(policy)) faults.push(`${path}: ${policy}`)
    for (const name of ['referrer-policy', 'permissions-policy', 'cross-origin-opener-policy', 'etag', 'record']) {
      if (!p.headers.get(name) && !(name === 'etag' && p.status !== 200)) faults.push(`${path}: no ${name}`)
    }
  }
  none(faults)
})

for (const width of [320, 1280]) {
  test(`one page of every type passes axe at ${width} px, light and dark, keeps nothing and asks nobody else`, async () => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: 'light' })
    const page = await watched(context, program.url)
    const faults = []
    for (const [name, path] of Object.entries(types)) {
      await page.emulateMedia({ colorScheme: 'light' })
      await page.goto(program.url + path)
      await page.waitForLoadState('networkidle')
      for (const f of [...page.faults.splice(0), ...await kept(page), ...await sideways(page)]) faults.push(`${name}: ${f}`)
      await shot(page, `${name.replaceAll(' ', '-')}-${width}-light`)
      for (const f of await axe(page)) faults.push(`${name}, light: ${f}`)
      await page.emulateMedia({ colorScheme: 'dark' })
      for (const f of await axe(page, colours)) faults.push(`${name}, dark: ${f}`)
      await shot(page, `${name.replaceAll(' ', '-')}-${width}-dark`)
    }
    await context.close()
    none(faults)
  })
}

test('the Nu HTML checker has nothing to say of any page', async () => {
  none(await checked)
})

test('at 400 % zoom a window of 1280 x 1024 scrolls in one direction only', async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 })
  const page = await context.newPage()
  const faults = []
  for (const name of ['home', 'section', 'news', 'analysis', 'sponsored', 'author', 'search', 'corrections']) {
    await page.goto(program.url + types[name])
    for (const f of await sideways(page)) faults.push(`${name}: ${f}`)
    await page.locator('h1').first().scrollIntoViewIfNeeded()
  }
  await context.close()
  none(faults)
})

test('without scripts menus open, search finds, and nothing is dead', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 740 } })
  const page = await watched(context, program.url)
  await page.goto(program.url + '/')
  await page.locator('summary').first().click()
  await page.getByRole('link', { name: 'Shipping' }).first().click()
  assert.equal(new URL(page.url()).pathname, '/business/shipping/')

  await page.setViewportSize({ width: 1280, height: 800 })
  await page.locator('.bar summary').filter({ hasText: 'Health' }).click()
  await page.locator('.bar').getByRole('link', { name: 'Hospital' }).click()
  assert.equal(new URL(page.url()).pathname, '/health/hospital/')

  await page.getByRole('searchbox').fill('cormorant')
  await page.getByRole('button', { name: 'Search' }).click()
  assert.equal(await page.getByRole('searchbox').inputValue(), 'cormorant', 'the field keeps the question')
  assert.ok(await page.locator('mark').count() > 0, 'the words are marked')
  await page.locator('.hits h2 a').first().click()

  // Every button sends a form; what only a script could do is not drawn.
  const dead = []
  for (const [name, path] of Object.entries(types)) {
    await page.goto(program.url + path)
    for (const label of await page.locator('button').evaluateAll((all) => all.filter((b) => !b.form?.getAttribute('action')).map((b) => b.textContent))) dead.push(`${name}: ${label}`)
  }
  assert.deepEqual(dead, [])
  await page.goto(program.url + types.news)
  assert.equal(await page.getByRole('button', { name: /Copy link|A\+|Print/ }).count(), 0)
  assert.deepEqual(page.faults, [])
  await context.close()
})

test('with scripts the size of the text is remembered, and the link copied', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await watched(context, program.url)
  await page.goto(program.url + types.news)
  const size = () => page.locator('.body p').first().evaluate((p) => parseFloat(getComputedStyle(p).fontSize))
  const normal = await size()
  await page.getByRole('button', { name: /^A\+/ }).click()
  const larger = await size()
  assert.ok(larger > normal, `${larger} px after ${normal} px`)
  await page.goto(program.url + types.opinion)
  assert.equal(await size(), larger, 'it holds for the next story')
  await page.getByRole('button', { name: /^A (?!\+)/ }).click()
  assert.equal(await size(), normal)
  await page.getByRole('button', { name: /^A−/ }).click()
  assert.ok(await size() < normal)

  await page.getByRole('button', { name: 'Copy link' }).click()
  await page.getByText('Copied').waitFor()
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), program.url + types.opinion)

  await page.locator('.bar summary').first().click()
  await page.keyboard.press('Escape')
  assert.equal(await page.locator('.sections details[open]').count(), 0, 'Escape shuts the menu')
  assert.ok(await page.locator('.bar summary').first().evaluate((s) => s === document.activeElement), 'and gives the focus back')
  assert.deepEqual(page.faults, [])
  assert.deepEqual(await context.cookies(), [])
  await context.close()
})

for (const width of [320, 1280]) {
  test(`every control can be reached by Tab and shows it, at ${width} px`, async () => {
    const context = await browser.newContext({ viewport: { width, height: 800 } })
    const page = await context.newPage()
    const faults = []
    for (const name of ['home', 'section', 'news', 'search', 'not found']) {
      await page.goto(program.url + types[name])
      for (const f of await walk(page)) faults.push(`${name}: ${f}`)
    }
    await page.goto(program.url + types.news)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)), 'the skip link leads into the story')
    await context.close()
    none(faults)
  })
}

test('on paper a story is name, date, headline, text and address in one column', async () => {
  const context = await browser.newContext({ viewport: { width: 794, height: 1123 }, colorScheme: 'dark' })
  const page = await context.newPage()
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await page.goto(program.url + types.corrected)
  await shot(page, 'print')
  const seen = async (selector) => page.locator(selector).evaluateAll((all) => all.some((e) => e.checkVisibility()))
  for (const selector of ['.brand', 'h1', '.by', '.credits time', '.body p', '.note', '.printed']) assert.ok(await seen(selector), `${selector} is printed`)
  for (const selector of ['.sections', '.find', '.skip', '.share', '.rail', '.foot', 'button']) assert.ok(!await seen(selector), `${selector} is not printed`)
  assert.ok((await page.locator('.printed').innerText()).includes(types.corrected), 'the address stands at the foot')
  const [ink, ground] = await page.evaluate(() => [getComputedStyle(document.querySelector('.body')).color, getComputedStyle(document.body).backgroundColor])
  assert.deepEqual([ink, ground], ['rgb(0, 0, 0)', 'rgb(255, 255, 255)'], 'black on white, whatever the device is set to')
  const lefts = await page.locator('.body > p').evaluateAll((all) => [...new Set(all.map((p) => Math.round(p.getBoundingClientRect().left)))])
  assert.equal(lefts.length, 1, 'one column')
  await context.close()
})

// weigh gives what a browser fetches for a page before anybody touches it, pictures that it fetches ahead included, as
// bytes on the wire with the heads of the answers, by kind.
async function weigh(path, device) {
  const context = await browser.newContext(device)
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  const answers = {}, weight = { Document: 0, Stylesheet: 0, Script: 0, Image: 0, Other: 0 }
  session.on('Network.responseReceived', (e) => { answers[e.requestId] = e })
  session.on('Network.loadingFinished', (e) => {
    const { type, response } = answers[e.requestId] ?? {}
    weight[response?.url.includes('/icon.') ? 'Other' : type in weight ? type : 'Other'] += e.encodedDataLength
  })
  await page.goto(program.url + path)
  await page.waitForLoadState('networkidle')
  await context.close()
  return weight
}

// What a page may weigh in kilobytes: without its pictures, with them, and its script.
const phone = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true }
const desk = { viewport: { width: 1280, height: 800 } }
const budgets = { story: { bare: 16, script: 2 }, pictured: { bare: 16, all: 60, script: 2 }, home: { bare: 20, script: 2 } }

// overweight names what is heavier than its budget.
function overweight({ Document, Stylesheet, Script, Image, Other }, budget) {
  const bare = Document + Stylesheet + Script + Other
  return Object.entries({ bare, all: bare + Image, script: Script })
    .filter(([what, bytes]) => budget[what] && bytes > budget[what] * 1024).map(([what, bytes]) => `${what}: ${bytes} bytes of ${budget[what]} KB`)
}

test('a story without pictures weighs at most 16 KB, one with a lead picture at most 60 KB on a phone, pictures and all', async () => {
  const room = await new Desk(program.url).signIn('mara', 'harbour light')
  const long = /<div class="body"[^>]*>([^]*?)<div class="(?:topics|share)/.exec(pages[types.analysis].body)[1]
  const paragraphs = []
  let words = 0
  for (const [, inner] of long.matchAll(/<p>([^]*?)<\/p>/g)) {
    const said = decoded(inner.replace(/<[^>]*>/g, '')).split(/\s+/).filter(Boolean)
    paragraphs.push(p(said.slice(0, 700 - words).join(' ')))
    words += said.length
    if (words >= 700) break
  }
  assert.ok(words >= 700, `${words} words in the long read`)
  const section = Object.values(await room.json('/newsroom/options/sections')).find((s) => s.name === 'News').id
  const bylines = Object.values(await room.json('/newsroom/options/bylines'))
  const topics = Object.values(await room.json('/newsroom/options/topics')).slice(0, 2).map((t) => t.id)
  const publish = async (headline, body) => {
    const id = await room.begin()
    await room.compose(id, { headline, standfirst: 'A story as long as most, for the scales.', body, section, topics, byline: [{ byline: bylines.find((b) => b.name === 'Jo Tarrick').id, role: 'reported' }] })
    return room.publish(id)
  }
  const path = await publish('Seven hundred words, and not one picture', paragraphs)
  const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`
  for (const [name, at, device, budget] of [
    ['a story of 700 words, phone', path, phone, budgets.story], ['a story of 700 words, desk', path, desk, budgets.story],
    ['a story with a lead picture, phone', types.news, phone, budgets.pictured], ['home, phone', '/', phone, budgets.home], ['home, desk', '/', desk, budgets.home],
  ]) {
    const weight = await weigh(at, device)
    const { Document, Stylesheet, Script, Image, Other } = weight
    const all = Document + Stylesheet + Script + Other
    console.log(`figures: ${name}: ${kb(all)} = page ${kb(Document)} + style ${kb(Stylesheet)} + script ${kb(Script)} + icon ${kb(Other)}; pictures beside ${kb(Image)}`)
    assert.deepEqual(overweight(weight, budget), [], name)
  }

  // A budget that nothing breaks is none: thousands of words that no packing makes small tip the scales.
  const noise = Array.from({ length: 40 }, () => p(Array.from({ length: 25 }, () => randomBytes(6).toString('hex')).join(' ')))
  const heavy = await weigh(await publish('A thousand words that nobody can pack', noise), phone)
  assert.match(overweight(heavy, budgets.story).join(), /^bare: /)
})
