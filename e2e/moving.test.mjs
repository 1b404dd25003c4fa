// An archive moves in through the newsroom's screens: chosen and sent in pieces, looked at, decided about by keys, seen
// side by side, moved in while the window is closed, and its report, which stays. Every screen of it is valid,
// accessible and no wider than a phone.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { Desk } from './desk.mjs'
import { axe, colours, nu, open, root, start, watched } from './house.mjs'
import { none, sideways } from './walk.mjs'

const shots = process.env.BROADSHEET_SHOTS
if (shots) mkdirSync(shots, { recursive: true })

// outside is the folder of test data that is not part of the project.
function outside() {
  if (process.env.BROADSHEET_TESTDATA) return process.env.BROADSHEET_TESTDATA
  for (let dir = root; ; dir = dirname(dir)) {
    const found = join(dir, 'shared', 'testdata')
    if (existsSync(found)) return found
    if (dirname(dir) === dir) return undefined
  }
}

const data = outside()
const skip = data ? false : 'the outside test data (shared/testdata, or BROADSHEET_TESTDATA) is not here'
const archive = data && join(data, 'wxr', 'theme-test-data', 'themeunittestdata.wordpress.xml')
const moving = '/newsroom/settings/moving'

let program, browser, mara

before(async () => {
  [program, browser] = await Promise.all([start('serve', '--data', 'data'), open()])
  const [, link] = await program.says(/Set the paper up at (\S+)/)
  mara = new Desk(program.url)
  const answer = await mara.form('/newsroom/first-run', {
    key: new URL(link).searchParams.get('key'), paper: 'The Wexmouth Courier', name: 'Mara Ostrey', email: 'mara@courier.example',
    password: 'harbour lantern gravel', lang: 'en', zone: 'Europe/Lisbon',
  })
  assert.ok(answer.status < 400, answer.body)
})

after(async () => {
  await browser?.close()
  await program?.stop()
})

async function window(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', reducedMotion: 'reduce', ...options })
  await context.addCookies(mara.browser())
  return watched(context, program.url)
}

// looked holds the screen in a window to everything that every screen is held to, on a desk and on a phone.
async function looked(page, name) {
  const faults = page.faults.splice(0)
  for (const [width, height] of [[1280, 900], [360, 740], [320, 640]]) {
    await page.setViewportSize({ width, height })
    faults.push(...await sideways(page))
    if (shots) await page.screenshot({ path: `${shots}/moving-${name.replaceAll(' ', '-')}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 360, height: 740 })
  faults.push(...await axe(page))
  const small = await page.evaluate(() => [...document.querySelectorAll('main :is(button, .button, select, summary, input:not([type=hidden], [type=checkbox], [type=radio]))')]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map((e) => `${e.tagName} ${e.textContent.trim().slice(0, 30)} is ${e.getBoundingClientRect().height} px high`))
  faults.push(...small)
  await page.emulateMedia({ colorScheme: 'dark' })
  faults.push(...(await axe(page, colours)).map((f) => `dark: ${f}`))
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1280, height: 900 })
  none(faults.map((f) => `${name}: ${f}`))
  return page.content()
}

const documents = {}

test('a file that is no export is refused with the line, and nothing is kept', { skip }, async () => {
  const page = await window()
  await page.goto(program.url + moving)
  await looked(page, 'no move yet')
  documents['no move yet'] = (await mara.ask(moving)).body
  await page.setInputFiles('#field-file', { name: 'old.xml', mimeType: 'text/xml', buffer: Buffer.from('<?xml version="1.0"?>\n<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>\n<title>Old</title>\n<item><title>Tide</item></channel></rss>') })
  await page.locator('main form button.main').press('Enter')
  await page.waitForSelector('#refused-title')
  assert.match(await page.locator('main .wrong').textContent(), /^Line 4: <\/item> stands here, but <title>/)
  await looked(page, 'refused')
  documents.refused = (await mara.ask(new URL(page.url()).pathname)).body
  await page.getByRole('button', { name: 'Throw it away' }).press('Enter')
  await page.waitForURL(program.url + moving)
  assert.equal(await page.locator('.row').count(), 0)
  await page.setInputFiles('#field-file', { name: 'empty.xml', mimeType: 'text/xml', buffer: Buffer.from('') })
  await page.locator('main form button.main').press('Enter')
  await page.waitForSelector('[data-wrong]:not([hidden])')
  assert.match(await page.locator('[data-wrong]').textContent(), /is empty/)
  await page.context().close()
})

test('an archive is looked at, decided about by keys, moved in with the window closed, and its report stays', { skip }, async () => {
  let page = await window()
  await page.goto(program.url + moving)
  await page.setInputFiles('#field-file', archive)
  await page.locator('main form button.main').press('Enter')
  await page.waitForSelector('.move-say')
  const at = new URL(page.url()).pathname
  assert.equal(await page.locator('.move-say').textContent(), 'Nothing has been moved in yet. 186 items in the file: 112 can come as they are, 72 are left out and listed, 2 need you.')
  await looked(page, 'what is in it')
  documents['what is in it'] = (await mara.ask(at)).body

  await page.getByRole('link', { name: 'Decide…' }).press('Enter')
  await page.waitForSelector('#decide-title', { state: 'attached' })
  await looked(page, 'decide')
  documents.decide = (await mara.ask(`${at}/decide`)).body
  const place = (name) => page.getByRole('combobox', { name: `${name} becomes`, exact: true })
  assert.equal(await place('Block').inputValue(), 'section')
  assert.equal(await place('Uncategorized').inputValue(), 'leave out')
  await place('Block').selectOption('topic')
  await page.getByRole('checkbox', { name: 'Cat A' }).press('Space')
  await page.getByRole('checkbox', { name: 'Cat B' }).press('Space')
  await page.locator('button[name=ticked][value=section]').press('Enter')
  await page.waitForLoadState()
  assert.deepEqual(await Promise.all(['Block', 'Cat A', 'Cat B', 'Cat C'].map((n) => place(n).inputValue())), ['topic', 'section', 'section', 'topic'])
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await page.waitForSelector('.said')

  await page.getByRole('link', { name: 'Side by side', exact: true }).press('Enter')
  await page.waitForSelector('.move-pair')
  assert.equal(await page.locator('.move-pair').count(), 20)
  await looked(page, 'side by side')
  documents['side by side'] = (await mara.ask(`${at}/samples`)).body
  assert.equal((await fetch(program.url + '/latest').then((a) => a.text())).includes('Template: Sticky'), false, 'something was public before the last step')

  await page.getByRole('link', { name: 'On to moving in' }).press('Enter')
  await page.waitForSelector('#now-title', { state: 'attached' })
  await looked(page, 'move in')
  documents['move in'] = (await mara.ask(`${at}/move`)).body
  await page.getByRole('button', { name: 'Move in', exact: true }).press('Enter')
  await page.waitForSelector('[data-move-progress], #report-title')
  await page.context().close()

  page = await window()
  await page.goto(program.url + at)
  await page.waitForSelector('#report-title', { timeout: 60_000 })
  assert.match(await page.locator('.move-say').textContent(), /^186 items in the file: 79 came, 0 changed, 0 were here before, 107 were left out, each with its reason\.$/)
  await looked(page, 'report')
  documents.report = (await mara.ask(at)).body
  const sums = await page.locator('.move-sums tbody tr').evaluateAll((rows) => rows.map((r) => [...r.querySelectorAll('td')].map((c) => Number(c.textContent))))
  for (const [inFile, came, changed, left] of sums) assert.equal(inFile, came + changed + left)
  const report = JSON.parse((await mara.ask(`${at}/report`)).body)
  assert.equal(report.Items.post.Imported, 58)
  assert.equal((await fetch(`${program.url}/?p=1178`, { redirect: 'manual' })).status, 301)
  const home = await fetch(program.url + '/').then((a) => a.text())
  assert.ok(home.slice(home.indexOf('<footer')).split('<a ').length < 20, 'the footer holds every page of the old site')

  await page.goto(program.url + moving)
  await looked(page, 'moves so far')
  documents['moves so far'] = (await mara.ask(moving)).body
  await page.context().close()
  none(await nu(documents))
})

test('without scripts the same archive comes as one form, and a second move changes nothing', { skip }, async () => {
  const page = await window({ javaScriptEnabled: false })
  await page.goto(program.url + moving)
  await page.setInputFiles('#field-file', archive)
  await page.locator('main form button.main').press('Enter')
  await page.waitForURL(/moving\/[a-z0-9]+$/)
  const at = new URL(page.url()).pathname
  const until = async (what) => {
    for (let n = 0; n < 300 && await page.locator(what).count() === 0; n++) {
      await page.waitForTimeout(100)
      await page.goto(program.url + at)
    }
    await page.waitForSelector(what)
  }
  await until('.move-say')
  await page.goto(`${program.url}${at}/move`)
  await page.getByRole('button', { name: 'Move in', exact: true }).press('Enter')
  await until('#report-title')
  assert.match(await page.locator('.move-say').textContent(), /^186 items in the file: 0 came, 0 changed, 79 were here before, 107 were left out/)
  none(page.faults)
  await page.context().close()
})

test('a closed paper shows readers a holding page and staff everything', async () => {
  const page = await window()
  await page.goto(program.url + '/newsroom/settings/paper')
  await page.getByRole('button', { name: 'Close it to readers' }).press('Enter')
  await page.waitForSelector('.said')
  await looked(page, 'closed')
  const reader = await watched(await browser.newContext({ viewport: { width: 360, height: 740 } }), program.url)
  assert.equal((await reader.goto(program.url + '/')).status(), 503)
  none([...await axe(reader), ...await sideways(reader), ...reader.faults])
  assert.equal((await page.goto(program.url + '/')).status(), 200)
  await page.goto(program.url + '/newsroom/settings/paper')
  await page.getByRole('button', { name: 'Open it to readers' }).press('Enter')
  await page.waitForSelector('.said')
  assert.equal((await reader.goto(program.url + '/')).status(), 200)
  await reader.context().close()
  await page.context().close()
})
