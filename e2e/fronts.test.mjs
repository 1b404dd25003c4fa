// Home and a section's front in the demo's paper, by keys alone: rows, pins that end, words of their own, what changed
// told in words, readers without scripts who have it at once, undo, earlier fronts, the breaking line.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Desk } from './desk.mjs'
import { axe, nu, open, watched } from './house.mjs'
import { decoded, demo, none, sideways } from './walk.mjs'

let program, browser, editor

before(async () => {
  [program, browser] = await Promise.all([demo('--plain'), open()])
  editor = await new Desk(program.url).signIn('mara', 'harbour light')
})
after(async () => {
  await browser?.close()
  await program?.stop()
})

async function window(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Lisbon', reducedMotion: 'reduce', ...options })
  await context.addCookies(editor.browser())
  return watched(context, program.url)
}

// reader is a page as somebody without scripts gets it: its cards, the pictures of them, and its words.
async function reader(path) {
  const html = await (await fetch(program.url + path)).text()
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'))
  return {
    html, main,
    heads: [...main.matchAll(/<h[23][^>]*>\s*<a href="[^"]*"[^>]*>([\s\S]*?)<\/a>/g)].map((m) => decoded(m[1].replace(/<[^>]+>/g, '')).trim()),
    links: [...main.matchAll(/<h[23][^>]*>\s*<a href="([^"]*)"/g)].map((m) => m[1]),
    pictures: [...main.matchAll(/<img [^>]*src="([^"]*)"/g)].map((m) => m[1]),
  }
}

const slots = (page) => page.locator('.slot').evaluateAll((all) => all.map((s) => s.dataset.story))
const leads = (page, story) => page.waitForFunction((id) => document.querySelector('#slot-0')?.dataset.story === id, story)

// press puts the focus on a button by its name and presses it with the key, as somebody without a mouse does.
async function press(page, locator) {
  await locator.focus()
  await page.keyboard.press('Enter')
}

// tabTo presses Tab until what has the focus is named so.
async function tabTo(page, name) {
  for (let n = 0; n < 150; n++) {
    await page.keyboard.press('Tab')
    const here = await page.evaluate(() => { const e = document.activeElement; return e.getAttribute('aria-label') || e.labels?.[0]?.textContent.trim() || e.textContent.trim() })
    if (name.test(here)) return
  }
  assert.fail(`Tab never comes to ${name}`)
}

async function front(page, name) {
  await page.goto(program.url + '/newsroom/fronts/home')
  if (name !== 'Home') {
    await page.locator('.tabs').getByRole('link', { name }).click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
  }
}

for (const [name, path] of [['Home', '/'], ['Sport', '/sport/']]) {
  test(`${name} is arranged by keys alone, told in words, live for readers without scripts at once, and undone`, async () => {
    const page = await window()
    await front(page, name)
    const first = await slots(page)
    const was = await reader(path)
    await tabTo(page, /^Move up: /)
    const second = await page.evaluate(() => document.activeElement.id.replace('up-', ''))
    assert.equal(second, first[1], 'the lead cannot move up, so Tab comes to the second first')
    await page.keyboard.press('Enter')
    await leads(page, second)
    await page.waitForFunction((id) => document.activeElement.closest('.slot')?.dataset.story === id, second) // the focus stays with the story
    assert.match(await page.locator('.front-deed').innerText(), /Not live yet: new lead, one moved/)
    assert.deepEqual((await reader(path)).heads, was.heads, 'readers see nothing of it yet')

    const lead = page.locator('#slot-0')
    await press(page, lead.locator('.slot-until > summary'))
    await press(page, lead.getByRole('link', { name: /Own headline/ }))
    await page.getByLabel('Headline', { exact: true }).waitFor()
    await page.getByLabel('Headline', { exact: true }).focus()
    await page.keyboard.type(`${name} begins with its own words`)
    await tabTo(page, /^Label$/)
    await page.keyboard.type('Only here')
    const picture = page.locator('.slot-pictures input').nth(3)
    await picture.focus()
    await page.keyboard.press('Space')
    await press(page, page.getByRole('button', { name: 'Keep for this slot' }))
    await page.locator('#slot-0').getByText('own words or picture').waitFor()
    assert.match(await page.locator('.front-deed').innerText(), /headline and label and picture changed in slot 1/)

    await press(page, page.getByRole('button', { name: 'Put this front live' }))
    await page.getByText(/is live at \d\d:\d\d:\d\d/).waitFor()
    const now = await reader(path)
    assert.equal(now.heads[0], `${name} begins with its own words`)
    assert.ok(now.main.includes('Only here'))
    assert.notEqual(now.pictures[0], was.pictures[0], 'the slot shows its own picture')
    assert.equal(new Set(now.links).size, now.links.length, `no story stands twice: ${now.links.join(' ')}`)
    assert.equal(new Set(now.pictures).size, now.pictures.length, `no picture stands twice: ${now.pictures.join(' ')}`)
    const story = await fetch(program.url + now.links[0])
    assert.ok(!(await story.text()).includes('begins with its own words'), 'the story keeps its own headline')

    await press(page, page.getByRole('button', { name: 'Undo' }))
    await page.getByText(/the front before is live again/).waitFor()
    assert.deepEqual((await reader(path)).heads, was.heads)
    none(page.faults)
  })
}

test('a pin says when it ends, and its end can be moved, taken away, but not put into the past', async () => {
  const page = await window()
  await front(page, 'Home')
  const slot = page.locator('.slot').nth(3)
  const story = await slot.getAttribute('data-story')
  assert.match(await slot.locator('.slot-name').innerText(), /pinned until \d\d:\d\d/)
  await press(page, slot.locator('.slot-until > summary'))
  await slot.locator('[name=until]').fill('2020-01-01T10:00')
  await press(page, slot.getByRole('button', { name: 'Set', exact: true }))
  await page.getByText('A pin needs a time that is still to come.').waitFor()
  assert.equal(await slot.getAttribute('data-story'), story)
  await press(page, page.locator('#slot-3 .slot-until > summary'))
  await page.locator('#slot-3 [name=until]').fill('2099-01-01T10:00')
  await press(page, page.locator('#slot-3').getByRole('button', { name: 'Set', exact: true }))
  await page.locator('#slot-3').getByText(/pinned until 10:00, (Thu )?1 Jan 2099/).waitFor()
  assert.match(await page.locator('.front-deed').innerText(), /a new end for one pin/)
  await press(page, page.locator('#slot-3 .slot-until > summary'))
  await press(page, page.locator('#slot-3').getByRole('button', { name: 'Until I take it down' }))
  await page.locator('#slot-3').getByText('pinned until it is taken down').waitFor()
  assert.match(await page.locator('.front-deed').innerText(), /a new end for one pin/)
  await press(page, page.getByRole('button', { name: 'Start again' }))
  await page.locator('.front-deed').getByText('This is what readers see now.').waitFor()
  none(page.faults)
})

test('the arrangement is seen as readers will, on a desk and on a phone, before it is live', async () => {
  const page = await window()
  await front(page, 'Home')
  const second = (await slots(page))[1]
  const head = await page.locator('#slot-1 .slot-head').innerText()
  await press(page, page.locator('#slot-1').getByRole('button', { name: /^Move up/ }))
  await leads(page, second)
  await page.getByRole('link', { name: 'Preview' }).first().click()
  const widths = []
  for (const on of ['Desktop', 'Phone']) {
    await page.getByRole('link', { name: on, exact: true }).click()
    const frame = page.frameLocator('iframe')
    assert.equal((await frame.locator('main h2 a').first().innerText()).trim(), head, `${on}: the new lead leads`)
    widths.push((await page.locator('iframe').boundingBox()).width)
  }
  assert.ok(widths[1] <= 400 && widths[0] > 700, `a phone is narrow: ${widths}`)
  assert.notEqual((await reader('/')).heads[0], head)
  await front(page, 'Home')
  await press(page, page.getByRole('button', { name: 'Start again' }))
  none(page.faults)
})

test("yesterday's front is one press away, and comes back with what stood before it", async () => {
  const page = await window()
  await front(page, 'Home')
  const was = await reader('/')
  await press(page, page.getByRole('link', { name: 'Earlier fronts' }))
  await page.getByRole('heading', { name: /Earlier fronts/ }).waitFor()
  const yesterday = page.locator('.row', { hasText: 'The bridge is open' }).last()
  await press(page, yesterday.getByRole('button', { name: /^Restore/ }))
  await page.getByText(/live/).first().waitFor()
  assert.match((await reader('/')).heads[0], /The bridge is open/)
  await front(page, 'Home')
  await press(page, page.getByRole('button', { name: 'Undo' }))
  await page.getByText(/the front before is live again/).waitFor()
  assert.deepEqual((await reader('/')).heads, was.heads)
  none(page.faults)
})

test('a breaking line stands on every page at once, leads to its story, and is taken down', async () => {
  const page = await window({ viewport: { width: 360, height: 740 } })
  await page.goto(program.url + '/newsroom/fronts')
  await page.getByLabel('What happened').focus()
  await page.keyboard.type('The harbour is closed to all traffic.')
  const until = await page.getByLabel('Until').inputValue()
  assert.match(until, /^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'it ends by itself')
  await page.getByLabel('Leads to').selectOption({ index: 1 })
  await press(page, page.getByRole('button', { name: 'Put the line live' }))
  await page.getByText(/stands on every page since/).waitFor()
  const everywhere = ['/', '/sport/', '/latest', (await reader('/')).links[0]]
  for (const path of everywhere) assert.ok((await reader(path)).html.includes('The harbour is closed to all traffic.'), path)
  for (const f of [...await axe(page), ...await sideways(page)]) assert.fail(f)
  await press(page, page.getByRole('button', { name: 'Take the line down' }))
  await page.getByText(/gone from every page/).waitFor()
  for (const path of everywhere) assert.ok(!(await reader(path)).html.includes('The harbour is closed'), path)
  none(page.faults)
})

test('on a phone every step of it has a button for a thumb, and a section gets a front without a script', async () => {
  const page = await window({ viewport: { width: 360, height: 740 }, hasTouch: true, javaScriptEnabled: false })
  await page.goto(program.url + '/newsroom/fronts')
  await page.getByRole('button', { name: /Give it a front ?, Culture/ }).tap()
  await page.getByRole('heading', { level: 1, name: 'Culture' }).waitFor()
  assert.match(await page.locator('.lead').first().innerText(), /looks after itself/)
  const second = (await slots(page))[1]
  await Promise.all([page.waitForEvent('load'), page.locator('#slot-1').getByRole('button', { name: /^Move up/ }).tap()])
  assert.equal((await slots(page))[0], second)
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Put this front live' }).tap()])
  const head = (await page.locator('#slot-0 .slot-head').innerText()).trim()
  assert.equal((await reader('/culture/')).heads[0], head)
  const small = await page.locator('main button:visible, main a.button:visible, main summary:visible, main select:visible').evaluateAll((all) =>
    all.filter((e) => e.getBoundingClientRect().height < 43.5).map((e) => `${e.textContent.trim().slice(0, 30)} ${e.getBoundingClientRect().height}`))
  assert.deepEqual(small, [])
  const documents = {}
  for (const path of ['/newsroom/fronts', '/newsroom/fronts/home', '/newsroom/fronts/home/earlier', new URL(page.url()).pathname]) documents[path] = (await editor.ask(path)).body
  none(await nu(documents))
})
