// The paper's face: a publisher sets colour, logo, policy and footer, and readers without scripts have it at once.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Desk } from './desk.mjs'
import { axe, colours, nu, open, start, watched } from './house.mjs'
import { photo } from './photo.mjs'
import { none } from './walk.mjs'

let program, browser, desk, readers
before(async () => {
  program = await start('serve', '--data', 'data')
  browser = await open()
  desk = await new Desk(program.url).open(program)
  readers = await watched(await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } }), program.url)
})
after(async () => {
  await browser?.close()
  await program?.stop()
})

async function publisher() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  await context.addCookies(desk.browser())
  return watched(context, program.url)
}

test('a pale colour is nudged before it is saved, said so, and readers have it at once', async () => {
  const page = await publisher()
  await page.goto(program.url + '/newsroom/settings/paper')
  await page.fill('#field-own', '#ffd400')
  await page.waitForSelector('.shade-moved')
  assert.match(await page.locator('#shades').innerText(), /#ffd400 is too pale to be read here: 1\.2 to 1[\s\S]*Readers get #836900, 41 steps of 100 darker/)
  assert.ok(await page.locator('[name=accent][value=own]').isChecked(), 'who types a colour chooses it')
  none([...await axe(page), ...page.faults])
  await page.locator('main form').first().getByRole('button', { name: 'Save' }).click()
  await page.locator('.said').waitFor()
  assert.match(await page.locator('.said').innerText(), /#ffd400 is shown 41 steps of 100 darker on light screens/)
  for (const [scheme, colour] of [['light', 'rgb(131, 105, 0)'], ['dark', 'rgb(255, 212, 0)']]) {
    await readers.emulateMedia({ colorScheme: scheme })
    await readers.goto(program.url + '/')
    const accent = await readers.evaluate(() => { const e = document.createElement('i'); e.className = 'label'; document.body.append(e); return getComputedStyle(e).color })
    assert.equal(accent, colour, scheme)
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto(program.url + '/')
    none([...await axe(page, colours), ...readers.faults])
  }
  none(page.faults)
})

test('a logo stands in the place of the name, another one on dark screens; a drawing that can carry scripts does not', async () => {
  const page = await publisher()
  await page.goto(program.url + '/newsroom/settings/paper')
  const put = async (which, name, buffer, mimeType) => {
    await page.setInputFiles(`#logo-${which}`, { name, mimeType, buffer })
    await page.locator('.logo-plate', { has: page.locator(`#logo-${which}`) }).getByRole('button', { name: 'Put it up' }).click()
  }
  await put('light', 'mark.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'image/svg+xml')
  await page.getByText('a drawing in SVG can carry scripts').waitFor()
  await put('light', 'mark.png', photo(600, 150, 1), 'image/png')
  await page.getByText('The logo stands on every page').waitFor()
  await put('dark', 'mark-dark.png', photo(600, 150, 2), 'image/png')
  await page.locator('.plate-dark img').waitFor()
  none([...await axe(page), ...page.faults])
  const seen = new Set()
  for (const scheme of ['light', 'dark']) {
    await readers.emulateMedia({ colorScheme: scheme })
    await readers.goto(program.url + '/latest')
    const logo = readers.getByRole('link', { name: 'The Wexmouth Courier' }).getByRole('img').first()
    assert.ok(await logo.isVisible())
    const file = await logo.evaluate((i) => i.currentSrc)
    assert.equal((await fetch(file)).status, 200)
    seen.add(file)
  }
  assert.equal(seen.size, 2, 'a logo for light and one for dark screens')
  const [home, latest, settings] = await Promise.all([fetch(program.url + '/'), fetch(program.url + '/latest'), desk.ask('/newsroom/settings/paper')])
  none(await nu({ home: await home.text(), latest: await latest.text(), settings: settings.body }))
  await page.locator('.logo-plate', { has: page.locator('#logo-light') }).getByRole('button', { name: 'Take it away' }).click()
  await page.getByText('The logo is taken away').waitFor()
  assert.ok(!(await (await fetch(program.url + '/latest')).text()).includes('class="logo"'))
  for (const file of seen) assert.equal((await fetch(file)).status, 404, 'a logo that was taken away is no longer public')
  none([...page.faults, ...readers.faults])
})

test('the pages that a paper begins with wait to be filled in; the policy is linked from corrections, the footer put in order by keys', async () => {
  const page = await publisher()
  await page.goto(program.url + '/newsroom/settings/pages')
  assert.deepEqual(await page.locator('.tree-name a').allTextContents(), ['About', 'Contact', 'Corrections and ethics', 'Privacy'])
  const footer = async () => {
    await readers.goto(program.url + '/corrections')
    return readers.locator('footer .line').first().getByRole('link').allTextContents()
  }
  assert.deepEqual(await footer(), ['Latest', 'Corrections'], 'drafts are linked from nowhere')
  const ids = await page.locator('.tree-deeds [name=page]').evaluateAll((all) => all.map((e) => e.value))
  for (const [n, words] of [[0, 'We cover the harbour.'], [2, 'We correct what is wrong.']]) {
    const body = [{ type: 'paragraph', content: [{ type: 'text', text: words }] }]
    const now = await desk.document(ids[n])
    const size = (node) => node.text ? [...node.text].length : node.content || !['image', 'divider'].includes(node.type) ? 2 + (node.content ?? []).reduce((s, c) => s + size(c), 0) : 1
    const parts = now.doc.content.map(size)
    const at = parts[0] + parts[1]
    await desk.write(ids[n], now.version, [{ stepType: 'replace', from: at, to: parts.reduce((a, b) => a + b), slice: { content: body } }])
    await desk.publish(ids[n], { change: 'first' })
  }
  assert.deepEqual(await footer(), ['Latest', 'About', 'Corrections and ethics', 'Corrections'])
  assert.match(await readers.locator('main').innerText(), /Corrections and ethics/, 'the page of corrections leads to the policy')
  await page.reload()
  await page.locator(`#up-${ids[2]}`).focus()
  await page.keyboard.press('Enter')
  await page.waitForFunction((id) => document.querySelectorAll('.tree-deeds [name=page]')[1].value === id, ids[2])
  assert.equal(await page.evaluate(() => document.activeElement.id), `up-${ids[2]}`, 'the focus stays on the button')
  await page.keyboard.press('Enter')
  await page.waitForFunction((id) => document.querySelectorAll('.tree-deeds [name=page]')[0].value === id, ids[2])
  assert.equal(await page.evaluate(() => document.activeElement.id), `up-${ids[2]}`, 'at the top too')
  assert.deepEqual(await footer(), ['Latest', 'Corrections and ethics', 'About', 'Corrections'])
  none([...await axe(page), ...page.faults, ...readers.faults])
})
