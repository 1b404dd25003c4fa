// An editor's first day, as a person would do it: set the paper up, write, preview, publish, correct, recall; and a
// reader without scripts who finds the story everywhere, and then nowhere.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { open, root, start, watched } from './house.mjs'
import { photo } from './photo.mjs'

const shots = process.env.BROADSHEET_SHOTS // a folder for screenshots, for whoever wants to look
if (shots) mkdirSync(shots, { recursive: true })

let program, browser, desk, page, reader

const shot = async (p, name) => { if (shots) await p.screenshot({ path: `${shots}/${name}.png`, fullPage: false }) }

before(async () => {
  program = await start('serve', '--data', 'data')
  browser = await open()
  desk = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Lisbon' })
  page = await watched(desk, program.url)
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' })
  reader = await watched(context, program.url)
})

after(async () => {
  await browser?.close()
  await program?.stop()
})

const saved = (p = page) => p.waitForFunction(() => document.querySelector('#story-status')?.textContent.startsWith('On the server'))

test('the first run asks four things and works once', async () => {
  const [, link] = program.text.match(/Set the paper up at (\S+)/)
  await page.goto(link)
  await shot(page, '01-first-run')
  await page.getByLabel('Name of the paper').fill('The Wexmouth Courier')
  await page.getByLabel('Your name').fill('Mara Ostrey')
  await page.getByLabel('E-mail').fill('mara@courier.example')
  await page.getByLabel('Password').fill('harbour lantern gravel')
  assert.equal(await page.getByLabel('Times are those of').inputValue(), 'Europe/Lisbon', "the browser's zone is filled in")
  await page.getByRole('button', { name: 'Open the paper' }).click()
  await page.waitForURL(/\/newsroom\/today$/)
  await shot(page, '02-stories-empty')
  const again = await fetch(link, { redirect: 'manual' })
  assert.notEqual(again.status, 200, 'the link is used up')
})

test('sections, and signing out and in again', async () => {
  await page.goto(program.url + '/newsroom/settings/sections')
  await page.getByLabel('Sections', { exact: true }).or(page.locator('textarea[name=sections]')).first().fill('News\nBusiness\n  Shipping\n  Jobs\nSport\nOpinion')
  await page.getByRole('button', { name: /Add these|Put in|Make/ }).last().click()
  await page.waitForLoadState()
  await shot(page, '03-sections')
  assert.ok((await page.textContent('main')).includes('Shipping'))
  await page.locator('summary', { hasText: 'Mara Ostrey' }).click()
  await page.getByRole('button', { name: 'Sign out' }).first().click()
  await page.waitForURL(/sign-in/)
  await page.getByLabel(/User name or e-mail/i).fill('mara')
  await page.getByLabel('Password').fill('wrong wrong wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  assert.equal(await page.getByLabel(/User name or e-mail/i).inputValue(), 'mara', 'what was typed is kept')
  await page.getByLabel('Password').fill('harbour lantern gravel')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/newsroom\/(today)?$/)
})

test('a story is written with picture, quote, link and list', async () => {
  await page.getByRole('button', { name: 'New story' }).first().click()
  await page.waitForSelector('#story[data-ready]')
  await page.keyboard.type('Swing bridge opens at last')
  await page.keyboard.press('Enter')
  await page.keyboard.type('After eleven weeks the ferries can pass again.')
  await page.keyboard.press('Enter')
  await page.keyboard.type('The bridge swung at noon on Monday, for the first time since September.')
  await page.keyboard.press('Enter')
  await page.keyboard.type('/quote')
  await page.keyboard.press('Enter')
  await page.keyboard.type('We oiled everything twice.')
  await page.locator('.part-quote input').first().fill('Col Dunnage')
  await page.locator('.part-quote input').nth(1).fill('interview')
  await page.locator('.part-quote input').nth(1).press('Enter')
  await page.keyboard.type('- Twelve bolts were replaced')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Two motors were dried')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.type('More stands in the report')
  await page.keyboard.press('Shift+Home')
  await shot(page, '04-selection-bar')
  await page.keyboard.press('Control+k')
  await page.getByLabel('Address', { exact: true }).fill('harbour.example/report')
  await page.getByRole('button', { name: 'Place the link' }).click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('/')
  await shot(page, '05-insert-list')
  await page.keyboard.type('pic')
  await page.keyboard.press('Enter')
  await page.locator('dialog[open] input[type=file]').setInputFiles({ name: 'bridge.png', mimeType: 'image/png', buffer: photo(900, 600) })
  await page.locator('dialog[open]').getByLabel('Credit').fill('Lena Sundhale')
  await page.locator('dialog[open]').getByLabel('Alt text').fill('The bridge, half open, with gulls')
  await page.locator('dialog[open]').getByLabel('Caption').fill('The bridge on Monday')
  await shot(page, '06-picture')
  await page.getByRole('button', { name: 'Add and place' }).click()
  await page.waitForSelector('.part-image img[src]')
  await saved()
  await shot(page, '07-written')
  assert.deepEqual(page.faults, [])
})

test('every word survives a reload, and a line that is cut', async () => {
  const before = await page.locator('#editor').innerText()
  await page.reload()
  await page.waitForSelector('#story[data-ready]')
  assert.equal(await page.locator('#editor').innerText(), before)
  await desk.setOffline(true)
  await page.locator('#editor .ProseMirror > p').last().click()
  await page.keyboard.press('End')
  await page.keyboard.type(' Typed without a line.')
  await page.waitForFunction(() => document.querySelector('#story-status').textContent.includes('offline'))
  await shot(page, '08-offline')
  await desk.setOffline(false)
  await saved()
  await page.reload()
  await page.waitForSelector('#story[data-ready]')
  assert.ok((await page.locator('#editor').innerText()).includes('Typed without a line.'))
})

test('a second window may read and take over', async () => {
  const second = await watched(desk, program.url)
  await second.goto(page.url())
  await second.waitForSelector('#story[data-ready]')
  await second.getByText('You have this story open in another window').waitFor()
  assert.equal(await second.locator('#editor .ProseMirror').getAttribute('contenteditable'), 'false')
  await second.getByRole('button', { name: 'Take it over' }).click()
  await second.waitForFunction(() => document.querySelector('#editor .ProseMirror').getAttribute('contenteditable') === 'true')
  await second.close()
  await page.reload()
  await page.waitForSelector('#story[data-ready]')
  const over = page.getByRole('button', { name: 'Take it over' })
  if (await over.isVisible()) await over.click()
  await page.waitForFunction(() => document.querySelector('#editor .ProseMirror').getAttribute('contenteditable') === 'true')
})

test('the preview is the page of the reader', async () => {
  await page.locator('#panel-story > summary').click()
  await page.getByLabel('Section', { exact: true }).selectOption({ label: 'News' }).catch(() => page.locator('select[name=section]').selectOption({ index: 1 }))
  await page.getByLabel('Add a topic').fill('Swing bridge')
  await page.getByLabel('Add a topic').blur()
  await page.waitForFunction(() => document.querySelector('#field-topics')?.textContent.includes('Swing bridge'))
  await shot(page, '09-panel')
  await page.getByRole('link', { name: 'Preview' }).click()
  await page.waitForURL(/preview/)
  const frame = page.frameLocator('iframe').first()
  await frame.getByRole('heading', { name: 'Swing bridge opens at last' }).waitFor()
  await shot(page, '10-preview')
  await page.goBack()
  await page.waitForSelector('#story[data-ready]')
})

let address

test('publishing puts it everywhere at once, for a reader without scripts', async () => {
  await page.getByRole('link', { name: 'Publish…' }).click()
  await page.getByRole('button', { name: 'Publish now' }).waitFor()
  await shot(page, '11-publish')
  await page.getByRole('button', { name: 'Publish now' }).click()
  await page.getByText(/live at/i).first().waitFor()
  await shot(page, '12-receipt')
  await reader.goto(program.url + '/')
  await reader.getByRole('link', { name: 'Swing bridge opens at last' }).first().click()
  address = new URL(reader.url()).pathname
  assert.equal(address, '/news/swing-bridge-opens-at-last')
  await reader.screenshot({ path: shots ? `${shots}/13-reader.png` : undefined, fullPage: true })
  const text = await reader.locator('main').innerText()
  for (const words of ['for the first time since September', 'We oiled everything twice.', 'Col Dunnage', 'Twelve bolts were replaced', 'Lena Sundhale', 'The bridge on Monday', 'Mara Ostrey']) {
    assert.ok(text.includes(words), `the story shows “${words}”`)
  }
  assert.equal(await reader.getByRole('link', { name: 'More stands in the report' }).getAttribute('href'), 'https://harbour.example/report')
  assert.ok(await reader.locator('main img[alt="The bridge, half open, with gulls"]').evaluate((i) => i.getAttribute('width')))
  for (const [from, name] of [['/news/', 'section'], ['/latest', 'latest'], ['/author/mara-ostrey', 'author'], ['/topic/swing-bridge', 'topic'], ['/search?q=swing+bolts', 'search']]) {
    await reader.goto(program.url + from)
    assert.ok(await reader.locator(`main a[href="${address}"]`).count() > 0, `the story stands on the ${name} page`)
  }
  assert.deepEqual(await reader.context().cookies(), [])
  assert.deepEqual(reader.faults, [])
})

test('a correction stands in the story and on the corrections page', async () => {
  await page.reload()
  await page.waitForSelector('#story[data-ready]')
  const over = page.getByRole('button', { name: 'Take it over' })
  if (await over.isVisible()) await over.click()
  await page.locator('#editor').getByText('since September').click({ clickCount: 3 })
  await page.keyboard.type('The bridge swung at one on Monday, for the first time since August.')
  await saved()
  await page.getByRole('link', { name: 'Publish changes…' }).click()
  const correction = page.getByRole('radio', { name: /Correction/ })
  await correction.waitFor()
  await shot(page, '14-correction')
  assert.ok(await correction.isChecked(), 'a correction is suggested, because a name changed')
  await page.getByLabel('The note').fill('An earlier version gave the wrong month.')
  await page.getByLabel('Old words').fill('September')
  await page.getByLabel('New words').fill('August')
  await page.getByRole('button', { name: 'Publish now' }).click()
  await page.getByText(/live at/i).first().waitFor()
  for (const at of [address, '/corrections']) {
    await reader.goto(program.url + at)
    assert.ok((await reader.locator('main').innerText()).includes('An earlier version gave the wrong month.'), `the note stands on ${at}`)
  }
  await reader.screenshot({ path: shots ? `${shots}/15-corrections.png` : undefined })
})

test('a recall takes it from everywhere at once', async () => {
  await page.goto(page.url().replace(/[?#].*/, '') + (page.url().includes('/recall') ? '' : '/recall'))
  await page.getByLabel('Why is it recalled').fill('The bridge is shut again.')
  await page.getByRole('button', { name: 'Recall…' }).click()
  await shot(page, '16-recall')
  await page.getByRole('button', { name: 'Recall it from every reader now' }).click()
  await page.getByText(/Recalled at/).first().waitFor()
  const gone = await reader.goto(program.url + address)
  assert.equal(gone.status(), 410)
  await reader.screenshot({ path: shots ? `${shots}/17-gone.png` : undefined })
  for (const at of ['/', '/news/', '/latest', '/author/mara-ostrey', '/topic/swing-bridge', '/search?q=swing+bolts', '/corrections']) {
    await reader.goto(program.url + at)
    assert.equal(await reader.locator(`a[href="${address}"]`).count(), 0, `the story is gone from ${at}`)
  }
  assert.deepEqual(page.faults, [])
})
