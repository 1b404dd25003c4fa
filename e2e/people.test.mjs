// Day one of a newsroom: an editor with a new folder asks a reporter in by a link; she writes and files on a phone; the
// editor finds it on Today in one press, publishes it, arranges the front by keys and restores an earlier one.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Desk, p } from './desk.mjs'
import { axe, nu, open, start, watched } from './house.mjs'
import { sideways } from './walk.mjs'

let program, browser, editor
before(async () => {
  [program, browser] = await Promise.all([start('serve', '--data', 'paper'), open()])
  editor = await new Desk(program.url).open(program)
})
after(async () => {
  await browser?.close()
  await program?.stop()
})

async function window(cookies, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', reducedMotion: 'reduce', ...options })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: program.url })
  if (cookies) await context.addCookies(cookies)
  return watched(context, program.url)
}

// to presses Tab, or Shift+Tab, until the focus is on what it looks for.
async function to(page, name, key = 'Tab') {
  for (let n = 0; n < 120; n++) {
    await page.keyboard.press(key)
    const here = await page.evaluate(() => { const e = document.activeElement; return e.getAttribute('aria-label') || e.labels?.[0]?.textContent.trim() || e.textContent.trim() })
    if (name.test(here)) return
  }
  assert.fail(`${key} never comes to ${name}`)
}

// leads is the order in which readers see these headlines on Home.
async function leads(...headlines) {
  const home = await (await fetch(program.url + '/')).text()
  return headlines.map((h) => [home.indexOf(h), h]).filter(([at]) => at >= 0).sort(([a], [b]) => a - b).map(([, h]) => h)
}

test('asked in by a link, filed on a phone, found on Today, published, and the front arranged and restored by keys', async () => {
  for (const headline of ['Tide tables for the week', 'Market moves to the quay']) {
    const story = await editor.begin()
    await editor.compose(story, { headline, body: [p('Enough words for a day.')] })
    await editor.publish(story)
  }
  const mara = await window(editor.browser())
  await mara.goto(program.url + '/newsroom/settings/people')
  await mara.fill('#ask [name=name]', 'Nia Corrow')
  assert.deepEqual(await axe(mara), [])
  await mara.click('button:has-text("Ask in by a link to hand over")')
  const link = await mara.inputValue('#handed')
  assert.ok(link.startsWith(program.url + '/newsroom/join?key='), `the link carries the paper's own address: ${link}`)
  await mara.click('[data-copy]')
  await mara.waitForSelector('#handed-said:has-text("Copied.")')
  assert.equal(await mara.evaluate(() => navigator.clipboard.readText()), link)
  assert.deepEqual(await axe(mara), [])

  const nia = await window(null, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })
  await nia.goto(link)
  assert.deepEqual(await axe(nia), [])
  assert.deepEqual(await sideways(nia), [])
  assert.equal(await nia.inputValue('[name=name]'), 'Nia Corrow')
  await nia.fill('[name=email]', 'nia@courier.example')
  await nia.fill('[name=password]', 'short')
  await nia.tap('main button.main')
  await nia.waitForSelector('.wrong:has-text("it needs at least 10")')
  assert.equal(await nia.inputValue('[name=email]'), 'nia@courier.example', 'what was typed is kept')
  await nia.fill('[name=password]', 'gravel lantern harbour')
  await nia.tap('main button.main')
  await nia.waitForURL('**/newsroom/today')
  assert.match(await nia.locator('#said').innerText(), /Your user name is nia/)
  await nia.tap('.bar button:has-text("New")')
  await nia.waitForSelector('#story[data-ready]')
  await nia.keyboard.type('Swing bridge opens early')
  await nia.keyboard.press('Enter')
  await nia.keyboard.type('Boats go through from five.')
  await nia.keyboard.press('Enter')
  await nia.keyboard.type('The harbour master opens the bridge at five from Monday on.')
  await nia.waitForFunction(() => /server/i.test(document.querySelector('#story-status').textContent))
  const story = nia.url()
  await nia.tap('#story-next')
  await nia.waitForSelector('#said :text("Filed.")')

  await mara.goto(program.url + '/newsroom/today')
  const line = mara.locator('.line', { hasText: 'Swing bridge opens early' }).first()
  assert.match(await line.textContent(), /Filed by Nia Corrow/)
  await line.locator('button').click() // one press from Today to the filed story
  await mara.waitForURL(story)
  await mara.waitForSelector('#story[data-ready]')
  if (!/Publish/.test(await mara.locator('#story-next').innerText())) {
    await mara.click('#story-next')
    await mara.waitForFunction(() => /Publish/.test(document.querySelector('#story-next').textContent))
  }
  await mara.click('#story-next')
  await mara.locator('#sheet h1').waitFor()
  await mara.click('#sheet button:has-text("Publish now")')
  await mara.getByText(/Live at/).first().waitFor()
  assert.deepEqual(await leads('Swing bridge opens early', 'Market moves to the quay', 'Tide tables for the week')
    .then((all) => all[0]), 'Swing bridge opens early', 'the newest leads a front that looks after itself')

  // The first front: the market leads. All of it by keys.
  await mara.goto(program.url + '/newsroom/fronts/home')
  const live = async () => {
    await to(mara, /^Put this front live$/)
    await mara.keyboard.press('Enter')
    await mara.locator('#said', { hasText: 'See it as readers do' }).waitFor()
  }
  await to(mara, /^Move up: Market moves to the quay$/)
  await mara.keyboard.press('Enter')
  await mara.locator('#slot-0 .slot-head', { hasText: 'Market moves to the quay' }).waitFor()
  await live()
  assert.equal((await leads('Swing bridge opens early', 'Market moves to the quay'))[0], 'Market moves to the quay')

  // The second one: it goes down a slot, and something else leads.
  await to(mara, /^Move down: Market moves to the quay$/)
  await mara.keyboard.press('Enter')
  await mara.locator('#slot-1 .slot-head', { hasText: 'Market moves to the quay' }).waitFor()
  await live()
  assert.notEqual((await leads('Swing bridge opens early', 'Market moves to the quay', 'Tide tables for the week'))[0], 'Market moves to the quay')

  // The earlier one again.
  await to(mara, /^Earlier fronts$/)
  await mara.keyboard.press('Enter')
  await mara.waitForURL('**/earlier')
  await to(mara, /^Restore the front of/)
  await mara.keyboard.press('Enter')
  await mara.waitForURL((u) => !u.pathname.endsWith('/earlier'))
  assert.equal((await leads('Swing bridge opens early', 'Market moves to the quay', 'Tide tables for the week'))[0], 'Market moves to the quay')

  const people = await editor.ask('/newsroom/settings/people')
  const account = await editor.ask('/newsroom/account')
  assert.match(account.body, /last sign-ins/)
  assert.deepEqual(await nu({ people: people.body, account: account.body }), [])
  assert.equal((await fetch(link)).status, 409, 'the link worked once')
  assert.deepEqual(mara.faults, [])
  assert.deepEqual(nia.faults, [])
})
