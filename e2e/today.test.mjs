// A reporter writes and files on a phone; the editor finds it on Today in one press, sends it back, and gets it again.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, nu, open, start, watched } from './house.mjs'

let program, browser
before(async () => {
  program = await start('demo', '--plain')
  browser = await open()
})
after(async () => {
  await browser?.close()
  await program?.stop()
})

async function signedIn(who, viewport) {
  const page = await watched(await browser.newContext({ viewport }), program.url)
  await page.goto(program.url + '/newsroom/')
  await page.fill('[name=name]', who)
  await page.fill('[name=password]', 'harbour light')
  await page.click('main button.main')
  await page.waitForURL('**/newsroom/today')
  return page
}

test('from a phone to Today, back, and filed again', async () => {
  const jo = await signedIn('jo', { width: 360, height: 740 })
  assert.deepEqual(await axe(jo), [])
  await jo.click('.bar button:has-text("New")')
  await jo.waitForSelector('#story[data-ready]')
  await jo.keyboard.type('Harbour bell rings by itself')
  await jo.waitForFunction(() => /server/i.test(document.querySelector('#story-status').textContent))
  const story = jo.url()
  await jo.click('#story-next')
  await jo.waitForSelector('#said :text("Filed.")')

  const mara = await signedIn('mara', { width: 1280, height: 900 })
  const line = mara.locator('.line', { hasText: 'Harbour bell rings by itself' }).first()
  assert.match(await line.textContent(), /Filed by Jo Tarrick/)
  await line.locator('button').click() // one press from Today to the filed story
  await mara.waitForURL(story)
  await mara.click('.top-more summary')
  await mara.click('.top-more a:has-text("Send back…")')
  await mara.fill('#sheet [name=note]', 'Who heard it?')
  await mara.click('#sheet button.main')
  await mara.waitForSelector('#said :text("Sent back")')

  await jo.goto(program.url + '/newsroom/today')
  assert.match(await jo.locator('#needs ~ ol').first().textContent(), /Sent back by Mara Ostrey[\s\S]*Who heard it\?/)
  await jo.click('.line:has-text("Harbour bell") .button')
  await jo.waitForSelector('#story[data-ready]')
  assert.match(await jo.locator('.strip-back').textContent(), /Who heard it\?/)
  await jo.click('#story-next')
  await jo.waitForSelector('#said :text("Filed.")')

  await mara.goto(program.url + '/newsroom/today')
  assert.deepEqual(mara.faults, [])
  assert.deepEqual(jo.faults, [])
  assert.deepEqual(await axe(mara), [])
  assert.deepEqual(await nu({ today: await mara.evaluate(() => fetch('/newsroom/today').then((r) => r.text())) }), [])
})
