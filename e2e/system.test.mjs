// System as whoever keeps the house sees it when something is wrong: refused hours, nights switched off, a copy that was
// kept apart, one that lacks pictures, the way out of a copy. Valid, accessible, no wider than a phone, light and dark.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { beside, Desk, field } from './desk.mjs'
import { axe, colours, nu, open, watched } from './house.mjs'
import { decoded, demo, none, sideways, small } from './walk.mjs'

const path = '/newsroom/settings/system'
const shots = process.env.BROADSHEET_SHOTS // a folder for screenshots, for whoever wants to look
if (shots) mkdirSync(shots, { recursive: true })

let program, browser, sam, copy

// patiently waits, at most a minute, until a page of the newsroom says something.
async function patiently(says) {
  for (let n = 0; n < 300; n++) {
    const { body } = await sam.ask(path)
    if (says.test(body)) return body
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  assert.fail(`System never said ${says}`)
}

before(async () => {
  [program, browser] = await Promise.all([demo('--plain'), open()])
  sam = await new Desk(program.url).signIn('sam', 'harbour light')
  const body = await patiently(/of the night, checked/) // the demo makes up for its last night
  copy = decoded(/class="row-head"><a href="([^"]*)"/.exec(body)[1])
  // What a worse night would have left in the folder.
  const folder = decoded(/in <bdi>([^<]*)<\/bdi>/.exec(body)[1])
  const sheet = (more) => JSON.stringify({ made: '2026-11-20T03:10:00Z', checked: '2026-11-20T03:11:00Z', by_hand: false, by: '', number: 812, files: 230, lack: '', wrong: '', ...more })
  mkdirSync(`${folder}/apart`, { recursive: true })
  const put = (name, more) => { writeFileSync(`${folder}/${name}.copy`, 'x'.repeat(4096)); writeFileSync(`${folder}/${name}.json`, sheet(more)) }
  put('apart/2026-11-20-0310', { wrong: 'The copy did not pass its check and is kept apart; older ones are untouched. It is whole, but what is in it does not hold together: its record does not hold: the text of entry 7 was altered.' })
  put('2026-11-19-0310', { made: '2026-11-19T03:10:00Z', lack: '2 files of pictures are missing, among them original/0f343b0931126a20f133d67c2b018a3b5f0a1f6d26f8d0f9e5a3c2a1b7d6e4c9.jpg.', left: 'Files of moves are left out because there are too many of them (12.0 GB in arrived/0j3k8d0c1m2n4p5q6r7s8t9v0w): keep them until the move is done.' })
  writeFileSync(`${folder}/${'a-copy-that-somebody-brought-from-the-old-machine-'.repeat(2)}.copy`, 'x')
})

after(async () => {
  await browser?.close()
  await program?.stop()
})

test('a wrong hour keeps what was typed; nights that are switched off are told', async () => {
  const { status, body } = await sam.form(`${path}/night`, { time: '25:10' })
  assert.equal(status, 422)
  assert.equal(field(body, 'time'), '25:10')
  assert.match(beside(body, 'time'), /Type the time as 03:10/)
  assert.doesNotMatch(body, /name="on" value="yes" checked/, 'what was switched off stays so in the form')
})

test('every wrong state, on a desk and on a phone, light and dark', async () => {
  const faults = []
  const documents = {}
  const states = {
    'copies kept apart': [path, null, 200],
    'a wrong hour': [path, { action: `${path}/night`, fill: async (form) => { await form.locator('[name=time]').fill('25:10') }, press: 'Save' }, 422],
    'a copy to take': [copy, null, 200],
    'a copy, with a wrong password': [copy, { action: copy, fill: async (form) => { await form.locator('[name=old]').fill('not mine') } }, 422],
    'nights switched off': [path, { action: `${path}/night`, fill: async (form) => { await form.locator('[name=on]').uncheck(); await form.locator('[name=time]').fill('03:10') }, press: 'Save' }, 200],
    'today': ['/newsroom/today', null, 200],
  }
  for (const [device, viewport] of Object.entries({ desk: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } })) {
    const context = await browser.newContext({ viewport, locale: 'en-GB', reducedMotion: 'reduce', hasTouch: device === 'phone' })
    await context.addCookies(sam.browser())
    const page = await watched(context, program.url)
    for (const [name, [at, deed]] of Object.entries(states)) {
      await page.emulateMedia({ colorScheme: 'light' })
      await page.goto(program.url + at)
      if (deed) {
        const form = page.locator(`form[action="${deed.action}"]`)
        await deed.fill(form)
        const answered = page.waitForResponse((r) => r.request().method() === 'POST')
        await form.getByRole('button', deed.press ? { name: deed.press } : {}).click()
        await answered
        await page.locator(name === 'nights switched off' ? '.strip' : '.wrong').first().waitFor()
      }
      for (const f of [...page.faults.splice(0), ...await sideways(page)]) if (!/422/.test(f)) faults.push(`${name}, ${device}: ${f}`)
      if (device === 'phone') for (const f of await small(page)) faults.push(`${name}: ${f}`)
      for (const f of await axe(page)) faults.push(`${name}, ${device}: ${f}`)
      if (shots) await page.screenshot({ path: `${shots}/system-${name.replaceAll(/[ ,]+/g, '-')}-${viewport.width}-light.png`, fullPage: true })
      await page.emulateMedia({ colorScheme: 'dark' })
      for (const f of await axe(page, colours)) faults.push(`${name}, ${device}, dark: ${f}`)
      if (shots) await page.screenshot({ path: `${shots}/system-${name.replaceAll(/[ ,]+/g, '-')}-${viewport.width}-dark.png`, fullPage: true })
    }
    await page.context().close()
    await sam.form(`${path}/night`, { on: 'yes', time: '03:10' })
  }
  for (const [name, answer] of Object.entries({
    'copies kept apart': await sam.ask(path), 'a wrong hour': await sam.form(`${path}/night`, { time: '25:10' }),
    'a copy to take': await sam.ask(copy), 'a wrong password': await sam.form(copy, { old: 'not mine' }),
  })) documents[name] = answer.body
  none([...faults, ...await nu(documents)])
})
