// Every screen of the newsroom in the demo's paper: valid, accessible, no wider than the window, light and dark, on a
// phone of 320 px and on a desk; and what of it is done by keys, by drag and by a finger.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { axe, nu, open, start, watched } from './house.mjs'

const shots = process.env.BROADSHEET_SHOTS // a folder for screenshots, for whoever wants to look
if (shots) mkdirSync(shots, { recursive: true })

let program, browser, password
const contexts = []

before(async () => {
  program = await start('demo')
  const [, word] = await program.says(/password: (\S.*)/)
  password = word.trim()
  browser = await open()
})

after(async () => {
  await browser?.close()
  await program?.stop()
})

// signedIn is a page of somebody who signed in.
async function signedIn(user, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options })
  contexts.push(context)
  const page = await watched(context, program.url)
  await page.goto(program.url + '/newsroom/sign-in')
  await page.getByLabel('User name or e-mail').fill(user)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/newsroom\/(?!sign-in)/)
  return page
}

// screens finds the address of every screen there is in this paper.
async function screens(page) {
  const first = async (path, selector) => {
    await page.goto(program.url + path)
    return page.locator(selector).first().getAttribute('href')
  }
  const open = await first('/newsroom/stories?tab=open', '.row-head a')
  const live = await first('/newsroom/stories?tab=live', '.row-head a')
  const recalled = await first('/newsroom/stories?tab=recalled', '.row-head a')
  const picture = await first('/newsroom/pictures', '.thumbs a')
  const byline = await first('/newsroom/settings/bylines', '.row-head a')
  return {
    stories: '/newsroom/stories', all: '/newsroom/stories?tab=all', found: '/newsroom/stories?tab=all&q=bridge', nothing: '/newsroom/stories?tab=all&q=xyzzy',
    open, live, recalled, publication: open + '/publication', changes: live + '/publication', recall: live + '/recall',
    preview: live + '/preview', phone: live + '/preview?on=phone', version: live + '/versions/1',
    front: '/newsroom/fronts/home', 'front-preview': '/newsroom/fronts/home/preview',
    pictures: '/newsroom/pictures', picture, choosing: '/newsroom/pictures?for=' + open.split('/').pop(),
    settings: '/newsroom/settings', paper: '/newsroom/settings/paper', sections: '/newsroom/settings/sections', topics: '/newsroom/settings/topics',
    bylines: '/newsroom/settings/bylines', byline, pages: '/newsroom/settings/pages', people: '/newsroom/settings/people',
    account: '/newsroom/account', missing: '/newsroom/missing',
  }
}

test('every screen is valid HTML, with and without scripts', async () => {
  const page = await signedIn('mara')
  const cookie = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ')
  const documents = {}
  for (const [name, path] of Object.entries(await screens(page))) {
    documents[name] = await (await fetch(program.url + path, { headers: { cookie } })).text()
  }
  documents['sign-in'] = await (await fetch(program.url + '/newsroom/sign-in')).text()
  assert.deepEqual(await nu(documents), [])
})

for (const [name, options] of Object.entries({
  'on a desk, light': {},
  'on a desk, dark': { colorScheme: 'dark' },
  'on a small phone, light': { viewport: { width: 320, height: 640 }, hasTouch: true },
  'on a small phone, dark': { viewport: { width: 320, height: 640 }, hasTouch: true, colorScheme: 'dark' },
})) {
  test(`every screen ${name}: axe finds nothing, nothing is wider than the window`, async () => {
    const page = await signedIn('mara', options)
    const wrong = []
    for (const [screen, path] of Object.entries(await screens(page))) {
      await page.goto(program.url + path)
      if (await page.locator('#story').count()) await page.waitForSelector('#story[data-ready]')
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (wider > 0) wrong.push(`${screen} is ${wider} px wider than the window`)
      for (const v of await axe(page)) wrong.push(`${screen}: ${v}`)
      if (shots) await page.screenshot({ path: `${shots}/${screen}-${page.viewportSize().width}-${options.colorScheme ?? 'light'}.png`, fullPage: true })
    }
    assert.deepEqual(wrong, [])
    assert.deepEqual(page.faults, [])
  })
}

test('each role sees in the menu what it may use, and every entry works', async () => {
  for (const [user, want] of Object.entries({
    mara: ['Stories', 'Fronts', 'Pictures', 'Settings'], jo: ['Stories', 'Pictures'], sam: ['Settings'],
  })) {
    const page = await signedIn(user)
    assert.deepEqual(await page.locator('.rail-menu a').allTextContents(), want, user)
    for (const entry of want) {
      await page.locator('.rail-menu').getByRole('link', { name: entry }).click()
      assert.equal(await page.locator('.rail-menu [aria-current]').textContent(), entry, user)
    }
  }
})

test('keys: a slash finds, arrows walk the list, N begins a story, Escape closes, letters can be switched off', async () => {
  const page = await signedIn('mara')
  await page.keyboard.press('/')
  await page.keyboard.type('bridge')
  await page.keyboard.press('Enter')
  await page.waitForURL(/q=bridge/)
  await page.keyboard.press('Escape')
  await page.locator('h1').click()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  assert.equal(await page.evaluate(() => [...document.querySelectorAll('.row-head a')].indexOf(document.activeElement)), 1)
  await page.keyboard.press('?')
  assert.ok(await page.locator('#keys').isVisible())
  await page.getByLabel('Single letters work as keys').uncheck()
  await page.keyboard.press('Escape')
  assert.ok(await page.locator('#keys').isHidden())
  await page.locator('h1').click()
  const here = page.url()
  await page.keyboard.press('n')
  await page.waitForTimeout(300)
  assert.equal(page.url(), here)
  await page.reload()
  await page.locator('.rail-you summary').click()
  await page.locator('.rail-you').getByRole('button', { name: 'Keys' }).click()
  await page.getByLabel('Single letters work as keys').check()
  await page.keyboard.press('Escape')
  await page.locator('h1').click()
  await page.keyboard.press('n')
  await page.waitForURL(/\/newsroom\/stories\/[0-9a-v]{26}$/)
})

test('Home is arranged by drag, by key and by button, and told before it is live', async () => {
  const page = await signedIn('mara', { viewport: { width: 1280, height: 2400 } })
  await page.goto(program.url + '/newsroom/fronts/home')
  const stands = () => page.locator('.slot').evaluateAll((all) => all.map((s) => s.dataset.story))
  const before = await stands()
  const dragged = before[4]
  await page.locator(`.place .row[data-story="${dragged}"]`).dragTo(page.locator('#slot-1'))
  await page.waitForFunction((id) => document.querySelector('#slot-1').dataset.story === id, dragged)
  const third = (await stands())[2]
  await page.locator(`#up-${third}`).focus()
  await page.keyboard.press('Enter')
  await page.waitForFunction((id) => document.querySelector('#slot-1').dataset.story === id, third)
  assert.equal(await page.evaluate(() => document.activeElement.id), `up-${third}`, 'the focus stays on the button')
  assert.match(await page.locator('main').innerText(), /Not live yet: .*moved|Not live yet: .*new/)
  const reader = await (await fetch(program.url + '/')).text()
  await page.getByRole('button', { name: 'Start again' }).click()
  await page.waitForFunction((id) => document.querySelector('#slot-1').dataset.story === id, before[1])
  assert.deepEqual(await stands(), before)
  await page.locator('#slot-2').getByRole('button', { name: /^Move up/ }).click()
  await page.waitForFunction((id) => document.querySelector('#slot-1').dataset.story === id, before[2])
  await page.getByRole('button', { name: 'Put this front live' }).click()
  await page.locator('.said').waitFor()
  assert.match(await page.locator('.said').innerText(), /Home is live at \d\d:\d\d:\d\d/)
  assert.notEqual(await (await fetch(program.url + '/')).text(), reader, 'readers have the new front')
  assert.deepEqual(page.faults, [])
})

test('the focal point follows a press in the picture', async () => {
  const page = await signedIn('mara')
  await page.goto(program.url + '/newsroom/pictures')
  await page.locator('.thumbs a').first().click()
  const box = await page.locator('[data-focus]').boundingBox()
  await page.mouse.click(box.x + box.width * 0.25, box.y + box.height * 0.75)
  assert.equal(await page.locator('[name=focusX]').inputValue(), '25')
  assert.equal(await page.locator('[name=focusY]').inputValue(), '75')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('.said').waitFor()
  assert.deepEqual(page.faults, [])
})

test('on a phone: the bar, a sheet from below, and targets for a thumb', async () => {
  const page = await signedIn('mara', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })
  await page.locator('.bar').getByText('More').tap()
  await page.locator('.bar').getByRole('link', { name: 'Settings' }).tap()
  await page.waitForURL(/settings$/)
  const small = []
  for (const path of ['/newsroom/stories', '/newsroom/fronts/home', '/newsroom/pictures', '/newsroom/settings/sections']) {
    await page.goto(program.url + path)
    small.push(...await page.locator('button:visible, summary:visible, select:visible, .tabs a:visible, .bar a:visible, input:not([type=checkbox], [type=radio]):visible')
      .evaluateAll((all, at) => all.filter((e) => e.getBoundingClientRect().height < 44).map((e) => `${at}: ${e.tagName} ${e.textContent.trim().slice(0, 30)} ${e.getBoundingClientRect().height}`), path))
  }
  assert.deepEqual(small, [])
  await page.goto(program.url + '/newsroom/stories?tab=open')
  await page.locator('.row-head a').first().tap()
  await page.waitForSelector('#story[data-ready]')
  await page.locator('#panel-story > summary').tap()
  const sheet = await page.locator('#field-section').boundingBox()
  assert.ok(sheet && sheet.y > 100 && sheet.y < 740, 'the panel opens over the lower part')
})
