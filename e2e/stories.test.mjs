// The list of stories: views that can be sent, many at once by key with undo, the bin, and any story in two steps.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Desk } from './desk.mjs'
import { axe, nu, open, watched } from './house.mjs'
import { demo, none, sideways } from './walk.mjs'

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
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', reducedMotion: 'reduce', ...options })
  await context.addCookies(editor.browser())
  return watched(context, program.url)
}

const heads = (page) => page.locator('.row-head a').allTextContents()

test('a view stands in its address: it is there after a reload and can be sent', async () => {
  const page = await window()
  await page.goto(program.url + '/newsroom/stories?tab=live')
  await page.keyboard.press('/')
  await page.keyboard.type('bridge')
  await page.waitForURL(/q=bridge/)
  await page.locator('.narrow-more > summary').click()
  await page.getByLabel('Section').selectOption({ label: 'News' })
  await page.waitForURL(/section=/)
  assert.ok(!page.url().includes('kind='), 'what is not asked for does not stand in the address')
  const found = await heads(page)
  assert.ok(found.length > 0)
  await page.reload()
  assert.deepEqual(await heads(page), found)
  assert.equal(await page.locator('#find').inputValue(), 'bridge')
  assert.equal(await page.locator('.narrow-more > summary').textContent(), 'Filters (1)', 'folded away, but told')
  await page.locator('.narrow-more > summary').click()
  const other = await window()
  await other.goto(page.url())
  assert.deepEqual(await heads(other), found)
  await page.getByLabel('Order').selectOption({ label: 'First published first' })
  await page.waitForURL(/order=archive/)
  const times = await page.locator('.row-when time').evaluateAll((all) => all.map((t) => t.dateTime))
  assert.deepEqual(times, [...times].sort())
  none([...page.faults, ...other.faults])
})

test('fourteen stories chosen by key move to Sport, readers see them there at once, and undo brings them back', async () => {
  const page = await window()
  await page.goto(program.url + '/newsroom/stories?tab=all&state=live')
  await page.locator('.row-head a').first().focus()
  await page.keyboard.press('Space')
  for (let i = 0; i < 13; i++) await page.keyboard.press('Shift+ArrowDown')
  assert.equal(await page.locator('#many-said').textContent(), '14 stories chosen')
  const [first] = await heads(page)
  await page.locator('#many-bar').getByText('Section', { exact: true }).click()
  await page.getByLabel('Move to').selectOption({ label: 'Sport' })
  const sport = async () => (await (await fetch(program.url + '/sport/')).text()).replaceAll('&#39;', '’')
  await page.getByRole('button', { name: 'Move 14 stories to Sport' }).click()
  await page.waitForLoadState()
  await page.getByRole('button', { name: 'Undo' }).waitFor()
  const opening = first.split(/[’']/)[0]
  assert.ok((await sport()).includes(opening), `readers find “${opening}” in Sport`)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.waitForLoadState()
  await page.getByText(/stories as before/).first().waitFor()
  none(page.faults)
})

test('a draft goes to the bin and comes out again', async () => {
  const page = await window()
  const id = await editor.begin()
  await page.goto(`${program.url}/newsroom/stories/${id}`)
  await page.waitForSelector('#story[data-ready]')
  await page.locator('.top-more summary').click()
  await page.getByRole('button', { name: 'Move to bin' }).click()
  await page.getByText('It is in the bin').waitFor()
  assert.equal(await page.locator(`a[href$="${id}"]`).count(), 0, 'it left the list')
  await page.getByRole('link', { name: 'Bin', exact: true }).click()
  await page.locator(`.row-head a[href$="${id}"]`).click()
  await page.getByRole('button', { name: 'Restore' }).click()
  await page.getByText('out of the bin again').waitFor()
  none(page.faults)
})

test('Ctrl K opens the story of a pasted address, and Escape gives the focus back', async () => {
  const page = await window()
  await page.goto(program.url + '/newsroom/stories?tab=live')
  await page.locator('.row-head a').nth(1).click()
  await page.waitForSelector('#story[data-ready]')
  const story = page.url()
  await page.locator('.top-more summary').click()
  const address = await page.getByRole('link', { name: 'See it as readers do' }).getAttribute('href')
  await page.goto(program.url + '/newsroom/pictures')
  await page.locator('.rail-menu a').first().focus()
  await page.keyboard.press('Control+k')
  await page.locator('#goto-q').waitFor()
  await page.keyboard.press('Escape')
  assert.equal(await page.evaluate(() => document.activeElement.closest('.rail-menu') !== null), true, 'the focus is back')
  for (const pasted of [program.url + address, address, story]) {
    await page.keyboard.press('Control+k')
    await page.locator('#goto-q').fill(pasted)
    await page.locator('#goto-found a[href*="/newsroom/stories/"]').first().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(story)
    await page.goto(program.url + '/newsroom/pictures')
  }
  none(page.faults)
})

test('the list, the bar, a report and the dialog are valid and accessible, on a desk and on a phone', async () => {
  const faults = []
  for (const [width, colorScheme] of [[1280, 'light'], [360, 'dark']]) {
    const page = await window({ viewport: { width, height: 800 }, colorScheme })
    const look = async (name) => { for (const f of [...await axe(page), ...await sideways(page)]) faults.push(`${name}, ${width}: ${f}`) }
    await page.goto(program.url + '/newsroom/stories?tab=all&q=bridge&state=live')
    await page.locator('.facets a').first().waitFor()
    await look('what was found, counted')
    await page.goto(program.url + '/newsroom/stories?tab=live&kind=opinion')
    await page.locator('.row-pick input').first().check()
    await page.locator('#many-bar').getByText('Section', { exact: true }).click()
    await look('bar')
    await page.keyboard.press('Control+k')
    await page.locator('#goto-q').fill('bridge')
    await page.locator('#goto-found a').first().waitFor()
    await look('dialog')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Recall…' }).click()
    await page.getByRole('button', { name: /from every reader now/ }).waitFor()
    await look('recall many')
    faults.push(...page.faults)
  }
  const documents = {}
  for (const path of ['/newsroom/stories?tab=all', '/newsroom/stories?tab=bin', '/newsroom/stories?tab=all&kind=opinion&from=2020-01-01', '/newsroom/stories?tab=all&q=bridge&state=live', '/newsroom/stories?tab=all&q=alraedy+brigde', '/newsroom/go?q=bridge']) {
    documents[path] = (await editor.ask(path)).body
  }
  none([...faults, ...await nu(documents)])
})
