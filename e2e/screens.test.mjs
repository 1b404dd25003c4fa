// Every screen of the newsroom in the states that nobody looks at by chance: with nothing in it, with one thing whose
// headline is as long as a headline gets, and with ten thousand stories and drafts; on a phone and on a desk, light and
// dark, as each of the four roles. The screens are found by their links, so that a new one is walked without being
// entered here.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { Desk, p } from './desk.mjs'
import { axe, colours, nu, open, start, watched } from './house.mjs'
import { decoded, demo, none, sideways, small } from './walk.mjs'

const shots = process.env.BROADSHEET_SHOTS // a folder for screenshots, for whoever wants to look
if (shots) mkdirSync(shots, { recursive: true })

const stories = 10_000
const perPage = 50
const heaviest = 300_000 // bytes that a screen may have, however much there is to show
const longest = 'Council votes by eleven to nine to keep the swing bridge shut on Sundays until the last of the rings is paid for'
const oneWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

let fresh, big, browser

before(async () => {
  big = demo('--plain', '--stories', String(stories)) // it fills itself while the small ones are looked at
  big.catch(() => {}) // whoever waits for it says what went wrong
  ;[fresh, browser] = await Promise.all([start('serve', '--data', 'data'), open()])
})
after(async () => {
  await browser?.close()
  await fresh?.stop()
  await (await big.catch(() => null))?.stop()
})

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true }
const wide = { viewport: { width: 1280, height: 900 } }

async function window(desk, options) {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Lisbon', reducedMotion: 'reduce', ...options })
  await context.addCookies(desk.browser())
  return watched(context, desk.url)
}

// places are the screens that somebody comes to by the menu, the settings and the tabs of the lists.
async function places(desk) {
  const found = new Set(['/newsroom/today'])
  for (const from of ['/newsroom/today', '/newsroom/settings', '/newsroom/stories', '/newsroom/fronts']) {
    const { status, body } = await desk.ask(from)
    if (status !== 200) continue
    found.add(from)
    for (const [, link] of body.matchAll(/<a[^>]* href="(\/newsroom\/[^"#]*)"/g)) {
      const path = decoded(link)
      if (!/\/newsroom\/(stories\/|export|assets|options)|before=/.test(path) && path !== '/newsroom/') found.add(path)
    }
  }
  return [...found].sort()
}

// look gives all that is wrong with a screen in a window: what axe finds, light and dark, what is too wide, what is
// too small for a thumb, what the console says.
async function look(page, url, name, { dark = true } = {}) {
  const faults = []
  await page.emulateMedia({ colorScheme: 'light' })
  const answer = await page.goto(url)
  if (answer.status() !== 200) return [`${name}: ${answer.status()}`]
  if (await page.locator('#story').count()) await page.waitForSelector('#story[data-ready]')
  faults.push(...await sideways(page), ...page.faults.splice(0), ...await axe(page))
  if (page.viewportSize().width < 500) faults.push(...await small(page))
  if (shots) await page.screenshot({ path: `${shots}/${name.replaceAll(/\W+/g, '-')}-${page.viewportSize().width}.png` })
  if (dark) {
    await page.emulateMedia({ colorScheme: 'dark' })
    faults.push(...(await axe(page, colours)).map((f) => `dark: ${f}`))
    if (shots) await page.screenshot({ path: `${shots}/${name.replaceAll(/\W+/g, '-')}-${page.viewportSize().width}-dark.png` })
  }
  return faults.map((f) => `${name}: ${f}`)
}

// documents are screens as they are sent, for the checker; none is heavier than a screen may be.
async function documents(desk, paths) {
  const all = {}
  for (const path of paths) {
    const { status, body } = await desk.ask(path)
    assert.equal(status, 200, path)
    assert.ok(body.length <= heaviest, `${path} has ${body.length} bytes`)
    all[path] = body
  }
  return all
}

let mara

test('every screen with nothing in it, on a phone, light and dark', async () => {
  mara = await new Desk(fresh.url).open(fresh)
  const paths = await places(mara)
  assert.ok(paths.length >= 15, `screens are found by their links: ${paths.join(' ')}`)
  const page = await window(mara, phone)
  const faults = []
  for (const path of paths) {
    faults.push(...await look(page, fresh.url + path, `empty ${path}`))
    const main = await page.locator('main').innerText()
    if (main.trim().split(/\s+/).length < 3) faults.push(`empty ${path}: it says nothing of what is to be done here`)
  }
  none([...faults, ...await nu(await documents(mara, paths))])
})

test('every screen with one thing in it, whose headline is as long as they get, or one long word', async () => {
  await mara.does('/newsroom/settings/sections', { name: 'News and notices of the harbour, the town and the county' })
  const section = Object.values(await mara.json('/newsroom/options/sections')).find((s) => s.id).id
  const made = {}
  for (const [name, headline] of [['long', longest], ['word', oneWord]]) {
    made[name] = await mara.begin()
    await mara.compose(made[name], { headline, standfirst: oneWord, body: [p('Words enough for a story.'), p(oneWord)], section })
  }
  const address = await mara.publish(made.word, { slot: '0' })
  await mara.does(`/newsroom/stories/${made.long}/file`, {})
  const story = `/newsroom/stories/${made.long}`
  const live = `/newsroom/stories/${made.word}`
  const paths = ['/newsroom/today', '/newsroom/stories', '/newsroom/stories?tab=live', '/newsroom/fronts', '/newsroom/fronts/home', '/newsroom/fronts/home/earlier', `/newsroom/fronts/home/stories/${made.word}`,
    story, live, `${story}/publication`, `${story}/send-back`, `${story}/assign`, `${live}/recall`, `${live}/preview`, `${live}/versions/1`, '/newsroom/settings/sections', `/newsroom/go?q=${encodeURIComponent(oneWord.slice(0, 12))}`]
  const page = await window(mara, phone)
  const faults = []
  for (const path of paths) faults.push(...await look(page, fresh.url + path, `one ${path.replace(/[0-9a-v]{26}/, 'ID')}`, { dark: false }))
  await page.goto(fresh.url + address)
  faults.push(...(await sideways(page)).map((f) => `the story for readers: ${f}`))
  none([...faults, ...await nu(await documents(mara, paths))])
})

test('with ten thousand stories a screen shows one page of them, says how many there are, and goes on by place, not by number', async () => {
  const program = await big
  const desk = await new Desk(program.url).signIn('mara', 'harbour light')
  const ids = (body) => [...body.matchAll(/name="id" value="([0-9a-v]{26})"/g)].map((m) => m[1])
  const said = (body) => Number(/role="status">([\d,]+) stories/.exec(body)?.[1].replaceAll(',', ''))

  const tabs = {}
  for (const tab of ['open', 'live', 'all']) {
    const { body } = await desk.ask(`/newsroom/stories?tab=${tab}`)
    tabs[tab] = said(body)
    assert.equal(ids(body).length, perPage, `${tab} shows one page`)
  }
  assert.ok(tabs.open > stories / 6 && tabs.live > stories * 0.79, JSON.stringify(tabs))

  const seen = new Set()
  let next = '/newsroom/stories?tab=live&order=archive'
  for (let n = 0; n < 5; n++) {
    const { body } = await desk.ask(next)
    for (const id of ids(body)) {
      assert.ok(!seen.has(id), `a story stands on two pages of the list: ${id}`)
      seen.add(id)
    }
    next = decoded(/<a href="([^"]*)" rel="next"/.exec(body)[1])
    assert.match(next, /before=\d+\.[0-9a-v]{26}/)
  }
  assert.equal(seen.size, 5 * perPage)

  const today = (await desk.ask('/newsroom/today')).body
  const needs = today.slice(today.indexOf('id="needs"'), today.indexOf('id="in-hand"'))
  const shown = needs.split('class="line"').length - 1
  const bell = Number(/class="bell-count">(\d+)/.exec(today)[1])
  const more = Number(/>([\d,]+) stories more need you/.exec(needs)[1].replaceAll(',', ''))
  assert.equal(shown, 30)
  assert.equal(shown + more, bell, 'Today and the bell count the same')
  assert.match(needs, /Parking on Market Square/, 'what was filed today stands among them, whatever has waited longer')
})

test('every screen with ten thousand, on a phone and on a desk', async () => {
  const program = await big
  const desk = await new Desk(program.url).signIn('mara', 'harbour light')
  const paths = await places(desk)
  const faults = []
  const small = await window(desk, phone)
  for (const path of paths) faults.push(...await look(small, program.url + path, `many ${path.replace(/[0-9a-v]{26}/, 'ID')}`, { dark: false }))
  const page = await window(desk, wide)
  for (const path of paths) {
    await page.goto(program.url + path)
    faults.push(...[...await sideways(page), ...page.faults.splice(0)].map((f) => `many, wide ${path}: ${f}`))
    if (shots) await page.screenshot({ path: `${shots}/many-${path.replaceAll(/\W+/g, '-')}-1280.png` })
  }
  none([...faults, ...await nu(await documents(desk, paths))])
})

test('each role finds no door of its screens shut, and nothing wrong behind any', async () => {
  const program = await big
  const faults = []
  const counts = {}
  for (const [role, name] of [['publisher', 'ruth'], ['reporter', 'jo'], ['operator', 'sam']]) {
    const desk = await new Desk(program.url).signIn(name, 'harbour light')
    const editors = new Set(role === 'publisher' ? await places(await new Desk(program.url).signIn('mara', 'harbour light')) : [])
    const paths = (await places(desk)).filter((path) => !editors.has(path))
    counts[role] = paths.length
    const page = await window(desk, phone)
    for (const path of paths) faults.push(...await look(page, program.url + path, `${role} ${path.replace(/[0-9a-v]{26}/, 'ID')}`, { dark: false }))
  }
  none(faults)
  assert.ok(Object.values(counts).every((n) => n > 0), JSON.stringify(counts))
})

test('on a phone the bar stands above the keyboard, and what is written stays in sight above the bar', async () => {
  mara ??= await new Desk(fresh.url).open(fresh)
  const page = await window(mara, phone)
  // A keyboard as the page sees one: the part of the window that is seen becomes lower.
  await page.addInitScript(() => {
    const seen = Object.assign(new EventTarget(), { offsetTop: 0, offsetLeft: 0, width: 360, height: 740, scale: 1 })
    Object.defineProperty(globalThis, 'visualViewport', { value: seen })
    globalThis.keyboard = (height) => { seen.height = 740 - height; seen.dispatchEvent(new Event('resize')) }
  })
  const story = await mara.begin()
  await mara.compose(story, { headline: 'Tides', body: Array.from({ length: 12 }, (_, n) => p(`Paragraph ${n + 1} of a story that is longer than the window of a phone, so that there is something to scroll.`)) })
  await page.goto(`${fresh.url}/newsroom/stories/${story}`)
  await page.waitForSelector('#story[data-ready]')
  await page.getByRole('button', { name: 'Take it over' }).tap()
  await page.waitForSelector('.ProseMirror[contenteditable=true]')
  await page.locator('.ProseMirror > p').nth(5).tap()
  await page.locator('[role=toolbar]').waitFor()
  await page.evaluate(() => keyboard(320))
  // A key moves the caret in one task and the page in another, so this waits until it is so.
  const inSight = () => page.waitForFunction(() => {
    const bar = document.querySelector('[role=toolbar]').getBoundingClientRect()
    const range = getSelection().getRangeAt(0), around = range.startContainer
    const caret = range.getClientRects()[0] ?? (around.nodeType === Node.ELEMENT_NODE ? around : around.parentElement).getBoundingClientRect()
    const least = Math.min(...[...document.querySelectorAll('[role=toolbar] button')].map((b) => b.getBoundingClientRect().height))
    return Math.abs(bar.bottom - 420) < 2 && bar.height < 60 && caret.bottom <= bar.top + 1 && caret.top >= 0 && least >= 43.5
  })
  for (const key of ['', 'ArrowDown', 'End', 'Enter', 'Enter', 'Enter', 'a', 'Control+End', 'Enter', 'b']) {
    if (key) await page.keyboard.press(key)
    await inSight().catch(() => assert.fail(`after “${key}” the line is not in sight above the bar`))
  }
  none(page.faults)
})
