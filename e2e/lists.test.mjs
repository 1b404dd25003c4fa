// Topics and sections: one found among hundreds, two merged with their number seen before and undone after, a topic that
// becomes a section, the tree put in order by keys; and readers without scripts, who come to the new address in one hop.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Desk } from './desk.mjs'
import { axe, colours, nu, open, watched } from './house.mjs'
import { demo, none, sideways, small } from './walk.mjs'

const topics = '/newsroom/settings/topics'
const sections = '/newsroom/settings/sections'

let program, browser, editor, readers

before(async () => {
  [program, browser] = await Promise.all([demo('--plain'), open()])
  editor = await new Desk(program.url).signIn('mara', 'harbour light')
  const add = async (from) => { for (let i = from; i < 150; i += 3) await editor.does(topics, { name: `Parish of St ${String.fromCharCode(65 + i % 26)}${i}`, description: '' }) }
  await Promise.all([add(0), add(1), add(2)])
  readers = await watched(await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } }), program.url)
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

// hop asks for an address as a machine does, and gives where it leads; what it leads to must answer itself.
async function hop(path) {
  const first = await fetch(program.url + path, { redirect: 'manual' })
  const to = first.headers.get('location')
  if (to) assert.equal((await fetch(new URL(to, program.url), { redirect: 'manual' })).status, 200, `${path} leads to ${to}, in one hop`)
  return { status: first.status, to: to && new URL(to, program.url).pathname }
}

const rows = (page) => page.locator('.topic-row .row-head').allTextContents()

// find types into the field of the list of topics and sends it.
async function find(page, words) {
  await page.goto(program.url + topics)
  await page.getByRole('searchbox', { name: 'Find a topic' }).fill(words)
  await page.keyboard.press('Enter')
  await page.waitForURL((u) => u.searchParams.get('q') === words)
}

test('a topic is found among many, by its name and by how little it is used', async () => {
  const page = await window()
  await page.goto(program.url + topics)
  assert.match(await page.locator('main .small[role=status]').textContent(), /^17\d topics\./)
  assert.equal((await rows(page)).length, 100, 'the list comes in parts')
  await find(page, 'bridge')
  assert.deepEqual(await rows(page), ['Swing bridge'])
  assert.match(await page.locator('.topic-row').textContent(), /17 stories[\s\S]*\/topic\/swing-bridge/)
  await page.goto(program.url + topics)
  await page.getByLabel('In fewer than').fill('3')
  await page.getByLabel('Order').selectOption({ label: 'Most stories first' })
  await page.getByRole('button', { name: 'Show' }).click()
  await page.waitForURL(/fewer=3/)
  assert.deepEqual((await rows(page)).slice(0, 4), ['Books', 'Schools', 'Theatre', 'Parish of St A0'])
  none(page.faults)
})

test('two topics become one: the number is said before, the old address leads there in one hop, undo brings both back', async () => {
  const page = await window()
  await page.goto(program.url + topics + '?q=mar') // Half-marathon, Wexmouth Mariners
  assert.deepEqual(await rows(page), ['Half-marathon', 'Wexmouth Mariners'])
  await page.locator('.topic-row a').first().focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowDown')
  assert.equal(await page.locator('#many-said').textContent(), '2 topics chosen')
  await page.getByRole('button', { name: 'Merge…' }).click()
  await page.getByRole('heading', { name: 'Merge 2 topics' }).waitFor()
  assert.match(await page.locator('.lead').textContent(), /^9 stories/)
  const into = page.getByLabel('They become the topic')
  assert.equal(await into.inputValue(), 'Half-marathon', 'the one with the most stories is proposed')
  await into.fill('Marathons')
  await page.keyboard.press('Enter')
  await page.getByText('There is no topic “Marathons”').waitFor()
  assert.equal(await into.inputValue(), 'Marathons', 'what was typed is there still')
  await into.fill('Half-marathon')
  await page.getByRole('button', { name: 'Merge 2 topics' }).click()
  await page.getByText('2 topics are one now: Half-marathon.').waitFor()
  assert.deepEqual(await rows(page), ['Half-marathon'])
  assert.match(await page.locator('.topic-row').textContent(), /9 stories/)

  assert.deepEqual(await hop('/topic/wexmouth-mariners'), { status: 301, to: '/topic/half-marathon' })
  await readers.goto(program.url + '/topic/wexmouth-mariners')
  assert.equal(new URL(readers.url()).pathname, '/topic/half-marathon')
  assert.equal(await readers.locator('h1').textContent(), 'Half-marathon')
  assert.equal(await readers.locator('main article').count(), 9)

  await page.getByRole('link', { name: 'What changed' }).click()
  await page.getByRole('heading', { name: '2 topics are one now: Half-marathon' }).waitFor()
  assert.deepEqual(await page.locator('main .row-head').allTextContents(), ['Wexmouth Mariners'])
  none(await axe(page))
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('2 topics as before').waitFor()
  assert.deepEqual(await rows(page), ['Half-marathon', 'Wexmouth Mariners'])
  assert.deepEqual(await hop('/topic/wexmouth-mariners'), { status: 200, to: null })
  none([...page.faults, ...readers.faults])
})

test('a topic becomes a section below another, and its name and address can change: every address it ever had leads there at once', async () => {
  const page = await window()
  await find(page, 'night clinic')
  await page.locator('.topic-row .row-head a').click()
  await page.getByRole('heading', { name: 'Night clinic' }).waitFor()
  await page.getByLabel('Name').fill('Night clinics')
  await page.getByLabel('Last part of the address').fill('night-clinics')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('It stands at /topic/night-clinics now; /topic/night-clinic leads there.').waitFor()
  assert.deepEqual(await hop('/topic/night-clinic'), { status: 301, to: '/topic/night-clinics' })
  await page.getByRole('button', { name: 'Turn into a section…' }).click()
  await page.getByRole('heading', { name: 'Turn a topic into a section' }).waitFor()
  assert.match(await page.locator('.lead').textContent(), /^6 stories/)
  await page.getByLabel('The new section stands below').selectOption({ label: 'Health' })
  await page.getByRole('button', { name: 'Turn it into a section' }).click()
  await page.getByText('1 topic turned into a section.').waitFor()
  await page.goto(program.url + sections)
  const row = page.locator('.tree-row', { has: page.getByRole('link', { name: 'Night clinics', exact: true }) })
  assert.match(await row.locator('.tree-name').textContent(), /\/health\/night-clinics\//)
  for (const old of ['/topic/night-clinic', '/topic/night-clinics']) assert.deepEqual(await hop(old), { status: 301, to: '/health/night-clinics/' })

  await row.getByText('Change', { exact: true }).click()
  await row.getByLabel('Name', { exact: true }).fill('Night surgery')
  await row.getByLabel('Last part of the address').fill('night-surgery')
  await row.getByRole('button', { name: 'Save' }).click()
  await page.getByText('/health/night-clinics/ leads there').waitFor()
  for (const old of ['/topic/night-clinic', '/topic/night-clinics', '/health/night-clinics/']) {
    assert.deepEqual(await hop(old), { status: 301, to: '/health/night-surgery/' })
  }
  await readers.goto(program.url + '/topic/night-clinic')
  assert.equal(new URL(readers.url()).pathname, '/health/night-surgery/')
  assert.equal(await readers.locator('h1').textContent(), 'Night surgery')
  none([...page.faults, ...readers.faults])
})

test('by keys alone a section goes below another and out again, and the focus stays where it was, at the ends too', async () => {
  const page = await window()
  await page.goto(program.url + sections)
  const tree = () => page.locator('.tree-row').evaluateAll((all) => all.map((e) => '>'.repeat(Number(/depth-(\d)/.exec(e.className)[1])) + e.querySelector('a').textContent))
  const top = async () => (await tree()).filter((s) => !s.startsWith('>'))
  const before = await top()
  const id = await page.locator('.tree-row', { has: page.getByRole('link', { name: 'Courts', exact: true }) }).getAttribute('id').then((s) => s.replace('section-', ''))
  const focused = () => page.evaluate(() => document.activeElement.id)
  // press sends the button that has the focus and waits until the tree is another.
  const press = async (key) => {
    const was = (await tree()).join()
    await page.keyboard.press(key)
    await page.waitForFunction((was) => [...document.querySelectorAll('.tree-row')].map((e) => '>'.repeat(Number(/depth-(\d)/.exec(e.className)[1])) + e.querySelector('a').textContent).join() !== was, was)
  }
  // come presses Tab until a button has the focus.
  const come = async (button) => {
    for (let i = 0; i < 400 && await focused() !== button; i++) await page.keyboard.press('Tab')
    assert.equal(await focused(), button)
  }
  await come(`up-${id}`)
  for (let i = before.indexOf('Courts'); i > 0; i--) {
    await press('Enter')
    assert.equal(await focused(), `up-${id}`)
  }
  assert.equal((await tree())[0], 'Courts')
  assert.equal(await page.locator(`#up-${id}`).getAttribute('aria-disabled'), 'true', 'it stands at the top, and the focus is on the button still')
  await page.keyboard.press('Enter')
  await come(`down-${id}`)
  await press('Enter')
  await come(`in-${id}`)
  await press('Space')
  assert.equal(await focused(), `in-${id}`)
  const below = before.filter((s) => s !== 'Courts')[0]
  const path = await page.locator(`#section-${id} bdi`).textContent()
  assert.match(path, /^\/[a-z]+\/courts\/$/, `below ${below}`)
  assert.deepEqual(await hop('/courts/'), { status: 301, to: path })
  await readers.goto(program.url + '/courts/')
  assert.equal(new URL(readers.url()).pathname, path)
  await come(`out-${id}`)
  await press('Enter')
  assert.equal(await focused(), `out-${id}`)
  assert.deepEqual(await hop(path), { status: 301, to: '/courts/' })
  assert.deepEqual([...await top()].sort(), [...before].sort())
  none([...page.faults, ...readers.faults])
})

test('topics, a topic, the screen before merging and sections are valid and accessible, on a desk and on a phone', async () => {
  const faults = []
  for (const [width, colorScheme] of [[1280, 'light'], [360, 'dark']]) {
    const page = await window({ viewport: { width, height: 800 }, colorScheme })
    const look = async (name) => {
      const narrow = width < 400 ? await small(page) : []
      for (const f of [...await axe(page, width < 400 ? colours : undefined), ...await sideways(page), ...narrow]) faults.push(`${name}, ${width}: ${f}`)
    }
    await page.goto(program.url + topics)
    for (const f of await sideways(page)) faults.push(`topics, ${width}: ${f}`)
    await page.goto(program.url + topics + '?q=St+B')
    await page.locator('.row-pick input').nth(0).check()
    await page.locator('.row-pick input').nth(1).check()
    await look('topics, two of them chosen')
    await page.getByRole('button', { name: 'Merge…' }).click()
    await page.getByRole('heading', { name: 'Merge 2 topics' }).waitFor()
        await page.getByLabel('They become the topic').fill('Nothing of the kind')
    await page.getByRole('button', { name: 'Merge 2 topics' }).click()
    await page.getByText('There is no topic “Nothing of the kind”').waitFor()
    await look('before merging')
    await page.getByRole('link', { name: 'Leave it as it is' }).click()
    await page.waitForURL(program.url + topics + '?q=St+B')
    await page.locator('.topic-row .row-head a').first().click()
    await page.getByRole('button', { name: 'Save' }).waitFor()
    await look('topic')
    await page.goto(program.url + sections)
    await page.locator('.tree-change summary').first().click()
    await look('sections')
    faults.push(...page.faults)
  }
  const ids = [...(await editor.ask(topics)).body.matchAll(/name="id" value="([^"]*)"/g)].map((m) => m[1]).slice(0, 2)
  const ask = async (fields) => (await editor.form('/newsroom/settings/lists', { deed: 'topics-merge', id: ids, filter: '', ...fields })).body
  const texts = {
    topics: (await editor.ask(topics)).body, topic: (await editor.ask(`${topics}/${ids[0]}`)).body, sections: (await editor.ask(sections)).body,
    'before merging': await ask({}), refused: await ask({ sure: 'yes', into: 'Nothing of the kind' }), 'all of them': await ask({ all: 'yes' }),
  }
  none([...faults, ...await nu(texts)])
})
