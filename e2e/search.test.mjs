// Search as readers have it, without a script: a phrase, a word left out, narrowing, a misspelt word, further pages,
// on a phone; and as the newsroom has it, with the results there while one types.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Desk } from './desk.mjs'
import { axe, nu, open, watched } from './house.mjs'
import { demo, none, sideways } from './walk.mjs'

let program, browser

before(async () => {
  [program, browser] = await Promise.all([demo('--plain'), open()])
})
after(async () => {
  await browser?.close()
  await program?.stop()
})

async function reader(options = {}) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, locale: 'en-GB', javaScriptEnabled: false, ...options })
  return watched(context, program.url)
}

const count = async (page) => Number(/[\d,]+/.exec(await page.locator('.count').innerText())?.[0].replaceAll(',', '') ?? 0)
const hits = (page) => page.locator('.hits h2 a').evaluateAll((all) => all.map((a) => a.getAttribute('href')))

async function search(page, words) {
  await page.goto(program.url + '/search')
  await page.getByRole('searchbox').fill(words)
  await Promise.all([page.waitForEvent('load'), page.getByRole('searchbox').press('Enter')])
  assert.equal(await page.getByRole('searchbox').inputValue(), words, 'the field keeps the question')
}

test('a phrase finds fewer than its words, and a word left out takes its stories away', async () => {
  const page = await reader()
  await search(page, 'swing bridge')
  const words = await count(page)
  await search(page, '"swing bridge"')
  const phrase = await count(page)
  assert.ok(phrase > 0 && phrase <= words, `${phrase} of ${words}`)
  for (const snippet of await page.locator('.hits > li').first().locator('mark').allTextContents()) assert.match(snippet, /swing|bridge/i)
  await search(page, '"swing bridge" -ferry')
  const without = await count(page)
  assert.equal(await page.locator('.instead').count(), 0)
  assert.ok(without < phrase, `${without} of ${phrase} without the ferry`)
  await search(page, '"bridge swing"')
  assert.equal(await page.locator('.instead').innerText(), 'Nothing holds exactly these words; this has them apart.')
  assert.equal(await count(page), words)
  none(page.faults)
})

test('results are narrowed step by step, each step says how many, and each can be taken back', async () => {
  const page = await reader()
  await search(page, 'bridge')
  const all = await count(page)
  await page.locator('.to-facets a').tap()
  const facet = page.locator('.facets li').first()
  const told = Number(/[\d,]+/.exec(await facet.locator('.fine').innerText())[0])
  await Promise.all([page.waitForEvent('load'), facet.locator('a').tap()])
  assert.equal(await count(page), told, 'as many as the facet said')
  assert.ok(told < all)
  const second = page.locator('.facets li').first()
  const fewer = Number(/[\d,]+/.exec(await second.locator('.fine').innerText())[0])
  await Promise.all([page.waitForEvent('load'), second.locator('a').tap()])
  assert.equal(await count(page), fewer)
  for (let n = 0; n < 2; n++) await Promise.all([page.waitForEvent('load'), page.locator('.chosen a').first().tap()])
  assert.equal(await count(page), all)
  none(page.faults)
})

test('a misspelt word is put right and told; words that nothing holds lead on', async () => {
  const page = await reader()
  await search(page, 'brigde')
  assert.match(await page.locator('.instead').innerText(), /“brigde”.*“bridge”/)
  assert.ok(await count(page) > 0)
  await search(page, 'zzyzxq')
  assert.equal(await page.locator('.hits').count(), 0)
  assert.ok(await page.locator('main a').count() > 5, 'there is a way on')
  none(page.faults)
})

test('further pages go on by place: no story twice, and a way back to the first', async () => {
  const page = await reader()
  await search(page, 'the')
  const seen = new Set()
  let pages = 0
  for (; pages < 3; pages++) {
    for (const hit of await hits(page)) {
      assert.ok(!seen.has(hit), `${hit} stands on two pages`)
      seen.add(hit)
    }
    const older = page.locator('a.older[rel=next]')
    if (!await older.count()) break
    await Promise.all([page.waitForEvent('load'), older.tap()])
  }
  assert.ok(pages > 0, 'there is more than one page')
  await Promise.all([page.waitForEvent('load'), page.locator('a.newer').tap()])
  assert.ok(seen.has((await hits(page))[0]))
  none(page.faults)
})

test('search is accessible, valid and no wider than a phone, light and dark', async () => {
  const faults = []
  const documents = {}
  const page = await reader({ javaScriptEnabled: true })
  for (const path of ['/search', '/search?q=bridge', '/search?q=%22swing+bridge%22+-ferry', '/search?q=brigde', '/search?q=zzyzxq']) {
    await page.goto(program.url + path)
    faults.push(...[...await sideways(page), ...await axe(page)].map((f) => `${path}: ${f}`))
    await page.emulateMedia({ colorScheme: 'dark' })
    faults.push(...(await axe(page, ['color-contrast'])).map((f) => `${path}, dark: ${f}`))
    await page.emulateMedia({ colorScheme: 'light' })
    documents[path] = await (await fetch(program.url + path)).text()
  }
  none([...faults, ...page.faults, ...await nu(documents)])
})

test('in the newsroom the results are there while one types, and the address holds the question', async () => {
  const desk = await new Desk(program.url).signIn('mara', 'harbour light')
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' })
  await context.addCookies(desk.browser())
  const page = await watched(context, program.url)
  await page.goto(program.url + '/newsroom/stories?tab=all')
  const before = await page.locator('.row-head a').count()
  await page.locator('#find').focus()
  await page.keyboard.type('brid') // a part of a word is enough
  await page.waitForURL(/q=brid/)
  await page.waitForFunction((n) => { const rows = document.querySelectorAll('.row-head a'); return rows.length > 0 && rows.length < n }, before)
  assert.equal(await page.evaluate(() => document.activeElement.id), 'find', 'the focus stays in the field')
  assert.match(await page.locator('.found').innerText(), /stories match “brid”/)
  none(page.faults)
})
