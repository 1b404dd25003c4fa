// The newsroom as its people use it, in the demo's paper: every screen as every role, valid, accessible, no wider than
// the window, light and dark, on a phone of 320 px and on a desk; and what of it is done by keys, by drag and by a
// finger.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { beside, Desk, field, p, wrong } from './desk.mjs'
import { axe, colours, nu, open, start, watched } from './house.mjs'
import { answered, screensOf, visit } from './screens.mjs'
import { demo, none, sideways, small, walk } from './walk.mjs'

const shots = process.env.BROADSHEET_SHOTS // a folder for screenshots, for whoever wants to look
if (shots) mkdirSync(shots, { recursive: true })
const shot = async (page, name) => { if (shots) await page.screenshot({ path: `${shots}/${name.replaceAll(' ', '-')}.png`, fullPage: true }) }
const password = 'harbour light'

let program, browser, people, stories, screens

before(async () => {
  [program, browser] = await Promise.all([demo('--plain'), open()])
  people = {}
  for (const [role, user] of [['editor', 'mara'], ['reporter', 'jo'], ['operator', 'sam'], ['publisher', 'ruth']]) {
    people[role] = await new Desk(program.url).signIn(user, password)
  }
  ;({ stories, screens } = await screensOf(people))
})

after(async () => {
  await browser?.close()
  await program?.stop()
})

// as opens a window in which somebody is signed in.
async function as(role, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', reducedMotion: 'reduce', ...options })
  if (role) await context.addCookies(people[role].browser())
  return watched(context, program.url)
}

test('the Nu HTML checker has nothing to say of any screen, nor of any refusal', async () => {
  const documents = {}
  const nobody = new Desk(program.url)
  for (const [name, screen] of Object.entries(screens)) {
    const [role, path, status = 200] = screen
    const answer = await answered(role ? people[role] : nobody, screen)
    assert.equal(answer.status, status, `${name} (${path})`)
    assert.equal(answer.headers.get('cache-control'), 'private, no-store', name)
    documents[name] = answer.body
  }
  const { editor, publisher } = people
  for (const [name, who, path, fields] of [
    ['recall, meant', editor, `${stories.live}/recall`, { reason: 'The bridge is shut again.' }],
    ['recall without a reason', editor, `${stories.live}/recall`, { reason: '' }],
    ['section without a name', editor, '/newsroom/settings/sections', { name: '' }],
    ['a colour that is none', publisher, '/newsroom/settings/paper', { name: 'Courier', accent: 'own', own: 'rouge' }],
    ['a logo without a file', publisher, '/newsroom/settings/paper/logo', { for: 'light', deed: 'put' }],
    ['paper without a name', publisher, '/newsroom/settings/paper', { name: '', founded: 'long ago' }],
    ['person without anything', publisher, '/newsroom/settings/people', { name: '', email: 'nobody' }],
    ['wrong sign-in', nobody, '/newsroom/sign-in', { name: 'mara', password: 'wrong' }],
    ['pictures without a file', editor, '/newsroom/pictures', {}],
  ]) documents[name] = (await who.form(path, fields)).body
  none(await nu(documents))
})

for (const [device, options] of Object.entries({
  'a desk': { viewport: { width: 1280, height: 800 } },
  'a small phone': { viewport: { width: 320, height: 640 }, hasTouch: true },
})) {
  test(`every screen on ${device}, light and dark: axe finds nothing, nothing is wider than the window`, async () => {
    const faults = []
    for (const role of [null, 'editor', 'publisher', 'reporter', 'operator']) {
      const page = await as(role, options)
      for (const [name, screen] of Object.entries(screens)) {
        if (screen[0] !== role) continue
        await page.emulateMedia({ colorScheme: 'light' })
        await visit(page, program.url, screen)
        if (await page.locator('#story').count()) await page.waitForSelector('#story[data-ready]')
        for (const f of [...page.faults.splice(0), ...await sideways(page)]) faults.push(`${name}: ${f}`)
        await shot(page, `desk-${name}-${options.viewport.width}-light`)
        for (const f of await axe(page)) faults.push(`${name}: ${f}`)
        await page.emulateMedia({ colorScheme: 'dark' })
        for (const f of await axe(page, colours)) faults.push(`${name}, dark: ${f}`)
        await shot(page, `desk-${name}-${options.viewport.width}-dark`)
      }
      await page.context().close()
    }
    none(faults)
  })
}

test('the panel of a story, the list of keys and the first run: axe and the checker find nothing', async () => {
  const page = await as('editor')
  const faults = []
  const look = async (name, where = page) => { for (const f of await axe(where)) faults.push(`${name}: ${f}`) }
  await page.goto(program.url + stories.live)
  await page.waitForSelector('#story[data-ready]')
  for (const part of ['story', 'notes', 'checks', 'history']) {
    await page.locator(`#panel-${part} > summary`).click()
    await look(part)
  }
  await page.locator('.top-more summary').click()
  await page.locator('.top-more').getByRole('button', { name: 'Keys' }).click()
  await look('keys')
  const fresh = await start('serve', '--data', 'data')
  try {
    const [link] = await fresh.says(/http\S+first-run\S+/)
    const door = await watched(page.context(), fresh.url)
    await door.goto(link)
    await look('first run', door)
    await door.getByRole('button', { name: 'Open the paper' }).click()
    await door.locator('.wrong').first().waitFor()
    await look('first run, refused', door)
    const key = new URL(link).searchParams.get('key')
    const refused = await fetch(fresh.url + '/newsroom/first-run', { method: 'POST', body: new URLSearchParams({ key }) })
    faults.push(...await nu({ 'first run': await (await fetch(link)).text(), 'first run, refused': await refused.text() }))
  } finally {
    await fresh.stop()
  }
  none([...faults, ...page.faults])
})

test('signed out meanwhile, one signs in over the screen and nothing typed is lost', async () => {
  const page = await as('editor')
  await page.goto(program.url + stories.own)
  await page.waitForSelector('#story[data-ready]')
  await page.locator('#panel-story > summary').click()
  await page.context().clearCookies()
  await page.locator('#field-topic').fill('Signed out')
  await page.locator('#field-topic').press('Tab')
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await dialog.getByLabel('User name or e-mail').fill('mara')
  await dialog.getByLabel('Password').fill(password)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('#topics-chosen').getByText('Signed out').waitFor()
  none(page.faults)
})

test('each role sees in the menu what it may use, and every entry works', async () => {
  for (const [role, want] of Object.entries({
    editor: ['Today', 'Stories', 'Fronts', 'Pictures', 'Settings'], reporter: ['Today', 'Stories', 'Pictures'], operator: ['Today', 'Settings'],
  })) {
    const page = await as(role)
    await page.goto(program.url + '/newsroom/account')
    assert.deepEqual(await page.locator('.rail-menu a').allTextContents(), want, role)
    for (const entry of want) {
      await page.locator('.rail-menu').getByRole('link', { name: entry }).click()
      assert.equal(await page.locator('.rail-menu [aria-current]').textContent(), entry, role)
    }
  }
})

test('keys: a slash finds, arrows walk the list, N begins a story, Escape closes, letters can be switched off', async () => {
  const page = await as('editor')
  await page.goto(program.url + '/newsroom/stories')
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
  const asked = []
  page.on('request', (r) => asked.push(r.url()))
  await page.keyboard.press('n')
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  assert.deepEqual(asked, [], 'the letter does nothing any more')
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
  const page = await as('editor', { viewport: { width: 1280, height: 2400 } })
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
  const page = await as('editor')
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
  const page = await as('editor', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })
  await page.goto(program.url + '/newsroom/stories')
  await page.locator('.bar').getByText('More').tap()
  await page.locator('.bar').getByRole('link', { name: 'Settings' }).tap()
  await page.waitForURL(/settings$/)
  const faults = []
  for (const path of ['/newsroom/today', '/newsroom/stories', '/newsroom/fronts/home', '/newsroom/pictures', '/newsroom/settings/sections']) {
    await page.goto(program.url + path)
    faults.push(...(await small(page)).map((f) => `${path}: ${f}`))
  }
  none(faults)
  await page.goto(program.url + '/newsroom/stories?tab=open')
  await page.locator('.row-head a').first().tap()
  await page.waitForSelector('#story[data-ready]')
  await page.locator('#panel-story > summary').tap()
  const sheet = await page.locator('#field-section').boundingBox()
  assert.ok(sheet && sheet.y > 100 && sheet.y < 740, 'the panel opens over the lower part')
})

test('every control of a screen can be reached by Tab and shows it', async () => {
  const faults = []
  for (const [role, names] of [['editor', ['stories', 'home front', 'picture', 'sections', 'byline', 'publish', 'preview']], ['publisher', ['paper', 'people']]]) {
    const page = await as(role)
    for (const name of names) {
      await page.goto(program.url + screens[name][1])
      for (const f of await walk(page)) faults.push(`${name}: ${f}`)
    }
    await page.context().close()
  }
  none(faults)
})

test('a sheet over the story passes axe, keeps the focus, and gives it back', async () => {
  const page = await as('editor', { viewport: { width: 360, height: 740 } })
  await page.goto(program.url + stories.live)
  await page.waitForSelector('#story[data-ready]')
  await page.locator('.top-more summary').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Recall…' }).focus()
  await page.keyboard.press('Enter')
  await page.locator('#sheet h1').waitFor()
  none(await axe(page))
  for (let n = 0; n < 12; n++) {
    await page.keyboard.press('Tab')
    const outside = await page.evaluate(() => document.activeElement !== document.body && !document.querySelector('#sheet').contains(document.activeElement))
    assert.ok(!outside, 'the focus stays in the sheet')
  }
  await page.getByRole('button', { name: 'Recall…' }).click()
  await page.locator('#sheet .wrong').waitFor()
  assert.match(await page.locator('#sheet .wrong').innerText(), /Say in a sentence why/)
  await page.keyboard.press('Escape')
  await page.locator('#sheet').waitFor({ state: 'hidden' })
  none(page.faults)
  await page.context().close()
})

// Each form with something wrong in it: who sends it, where to, the fields as typed, and the one that is wrong. Every
// answer is 422, or 409 where something else stands there already; it holds a sentence beside that field, and all the
// rest as it was typed.
test('a wrong form comes back with a sentence beside the field and everything typed', async () => {
  const { editor, publisher } = people
  const sections = Object.values(await editor.json('/newsroom/options/sections')).filter((s) => s.id)
  const news = sections.find((s) => s.name === 'News').id
  const topic = Object.values(await editor.json('/newsroom/options/topics')).find((t) => t.id).id
  const draft = await editor.begin()
  await editor.compose(draft, { headline: 'A draft for forms', body: [p('Words enough.')] })
  const about = field((await editor.ask(`/newsroom/stories/${draft}`)).body, 'seen')
  const sheet = (await editor.ask(`${stories.corrected}/publication`)).body
  const [version, address] = [field(sheet, 'version'), field(sheet, 'address')]
  const kinds = { kind: 'news', section: '', role: 'by', byline: '' }
  const bell = 'with a bell \u0007 in it'
  const forms = [
    [editor, '/newsroom/settings/sections', { name: '' }, 'name'],
    [editor, '/newsroom/settings/sections', { name: bell }, 'name'],
    [editor, '/newsroom/settings/sections/paste', { sections: `Letters\n  ${bell}` }, 'sections'],
    [editor, `/newsroom/settings/sections/${news}`, { name: '', slug: 'news', description: 'What happened.', accent: 'red' }, 'name'],
    [editor, `/newsroom/settings/sections/${news}`, { name: 'News', slug: 'news', description: bell, accent: 'red' }, 'description'],
    [editor, '/newsroom/settings/topics', { name: '', description: 'Everything about it.' }, 'name'],
    [editor, '/newsroom/settings/topics', { name: 'Swing bridge', description: 'Everything about it.' }, 'name'],
    [editor, '/newsroom/settings/topics', { name: 'Gulls', description: bell }, 'description'],
    [editor, `/newsroom/settings/topics/${topic}`, { name: '', description: 'Everything about it.' }, 'name'],
    [editor, '/newsroom/settings/bylines', { name: '', title: 'Columnist' }, 'name'],
    [editor, '/newsroom/settings/bylines', { name: 'Nobody', title: bell }, 'title'],
    [editor, screens.byline[1], { name: '', title: 'Columnist', about: 'Three lines.', email: 'me@courier.example', linkName: 'Letters', linkURL: 'https://letters.example/' }, 'name'],
    [editor, screens.byline[1], { name: 'Tomas', title: 'Columnist', about: 'Three lines.', email: 'no address', linkName: 'Letters', linkURL: 'https://letters.example/' }, 'email'],
    [editor, screens.byline[1], { name: 'Tomas', title: 'Columnist', about: bell, email: '', linkName: '', linkURL: '' }, 'about'],
    [editor, screens.byline[1], { name: 'Tomas', title: 'Columnist', about: '', email: '', linkName: 'Letters', linkURL: 'javascript:alert(1)' }, 'linkURL'],
    [editor, screens.picture[1], { credit: 'Drawing', rights: 'Ours', caption: 'A quay', alt: 'A quay at dawn', focusX: '150', focusY: '50' }, 'focusX'],
    [editor, screens.picture[1], { credit: bell, rights: 'Ours', caption: 'A quay', alt: 'A quay at dawn', focusX: '50', focusY: '50' }, 'credit'],
    [editor, `${stories.corrected}/publication`, { version, address: '/newsroom/story', slot: '-1', change: 'update' }, 'address'],
    [editor, `${stories.corrected}/publication`, { version, address: '/latest', slot: '-1', change: 'update' }, 'address'],
    [editor, `${stories.corrected}/publication`, { version, address: '/about', slot: '-1', change: 'update' }, 'address'],
    [editor, `${stories.corrected}/publication`, { version, address, slot: '-1', change: 'correction', noteKind: 'correction', note: '', was: 'ten', now: 'twelve' }, 'note'],
    [editor, `${stories.corrected}/publication`, { version, address, slot: '-1', change: 'correction', noteKind: 'correction', note: bell, was: 'ten', now: 'twelve' }, 'note'],
    [editor, `${stories.live}/recall`, { reason: ' ' }, 'reason'],
    [editor, `/newsroom/stories/${draft}/fields`, { seen: about, ...kinds, sourceName: 'Meridian Wire', sourceURL: 'javascript:alert(1)', slug: 'gulls', searchHeadline: 'Gulls' }, 'sourceURL'],
    [editor, `/newsroom/stories/${draft}/fields`, { seen: about, ...kinds, sourceName: '', sourceURL: 'https://wire.example/', slug: 'gulls' }, 'sourceName'],
    ...['slug', 'searchHeadline', 'shareHeadline', 'note', 'topic', 'sourceName'].map((name) => [editor, `/newsroom/stories/${draft}/fields`, { seen: about, ...kinds, slug: 'gulls', searchHeadline: 'Gulls', shareHeadline: 'Gulls again', note: 'For the desk.', sourceName: 'Meridian Wire', [name]: bell }, name]),
    [publisher, '/newsroom/settings/paper', { name: '', strapline: 'Harbour and town', description: 'A paper.', lang: 'en-GB', zone: 'Europe/Lisbon', founded: '1871', accent: '', followName: 'Elsewhere', followURL: 'https://elsewhere.example/' }, 'name'],
    [publisher, '/newsroom/settings/paper', { name: 'Courier', strapline: 'Harbour and town', description: 'A paper.', lang: 'en-GB', zone: 'Europe/Lisbon', founded: 'long ago', accent: '', followName: '', followURL: '' }, 'founded'],
    [publisher, '/newsroom/settings/paper', { name: 'Courier', strapline: bell, description: 'A paper.', lang: 'en-GB', zone: 'Europe/Lisbon', founded: '', accent: '', followName: '', followURL: '' }, 'strapline'],
    [publisher, '/newsroom/settings/paper', { name: 'Courier', strapline: '', description: '', lang: 'en-GB', zone: 'Europe/Lisbon', founded: '', accent: '', followName: 'Elsewhere', followURL: 'javascript:alert(1)' }, 'followURL'],
    [publisher, '/newsroom/settings/people', { name: '', email: 'new@courier.example', roles: 'reporter' }, 'name'],
    [publisher, '/newsroom/settings/people', { name: 'New Hand', email: 'no address', roles: 'reporter' }, 'email'],
    [publisher, '/newsroom/settings/people', { name: 'New Hand', email: 'mara@wexmouthcourier.example', roles: 'reporter' }, 'email'],
    [publisher, '/newsroom/settings/people', { name: 'New Hand', email: 'new@courier.example', roles: [] }, 'roles'],
    [publisher, '/newsroom/account/own', { name: '' }, 'name'],
    [publisher, '/newsroom/account', { old: 'not this one', password: 'four words make one' }, 'old'],
    [publisher, '/newsroom/account', { old: password, password: 'short' }, 'password'],
  ]
  const faults = []
  const documents = {}
  for (const [who, path, fields, bad] of forms) {
    const answer = await who.form(path, fields)
    const name = `${path.replace(/[0-9a-v]{26}/, 'ID')} with ${bad} = ${JSON.stringify(fields[bad])}`
    if (![422, 409].includes(answer.status)) { faults.push(`${name}: ${answer.status}`); continue }
    documents[name] = answer.body
    const said = beside(answer.body, bad, path)
    if (!said) faults.push(`${name}: nothing beside the field; the page says ${JSON.stringify(wrong(answer.body))}`)
    for (const [other, value] of Object.entries(fields)) {
      if (['kind', 'section', 'role', 'byline', 'seen', 'version', 'slot', 'change', 'noteKind', 'roles', 'lang', 'zone', 'accent'].includes(other)) continue
      if (/^(old|password)$/.test(other)) continue // a browser must not be sent a password back
      const came = field(answer.body, other, path)
      if (came !== value.replace('\u0007', '')) faults.push(`${name}: ${other} came back as ${JSON.stringify(came)}`)
    }
  }
  for (const f of await nu(documents)) faults.push(f)
  none(faults)
})

test('a story is written and published by keys alone', async () => {
  const page = await as('editor')
  await page.goto(program.url + '/newsroom/stories')
  // to presses Tab until the focus is on what it looks for.
  const to = async (name) => {
    for (let n = 0; n < 60; n++) {
      await page.keyboard.press('Tab')
      const here = await page.evaluate(() => { const e = document.activeElement; return e.getAttribute('aria-label') || e.labels?.[0]?.textContent.trim() || e.textContent.trim() })
      if (name.test(here)) return
    }
    assert.fail(`Tab never comes to ${name}`)
  }
  await page.keyboard.press('n')
  await page.waitForURL(/\/newsroom\/stories\/[0-9a-v]{26}$/)
  await page.waitForSelector('#story[data-ready]')
  await page.keyboard.type('Gulls take the ferry')
  await page.keyboard.press('Enter')
  await page.keyboard.type('They pay nothing and get off at Stell.')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Eleven gulls crossed to Stell on Monday.')
  await page.waitForFunction(() => document.querySelector('#story-status').textContent.startsWith('On the server'))
  await page.keyboard.press('Escape')
  await to(/^Story$/)
  await page.keyboard.press('Enter')
  await to(/^Section$/)
  await page.keyboard.type('News')
  const credited = await page.locator('#byline-1').inputValue()
  if (!credited) {
    await to(/^Name 1$/)
    await page.keyboard.type('Mara')
  }
  await page.keyboard.press('Shift+Tab')
  await page.waitForFunction(() => document.querySelector('#checks-tally').hidden)
  for (let n = 0; n < 60 && !await page.evaluate(() => document.activeElement.matches('#story-next')); n++) await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await page.locator('#sheet h1').waitFor()
  await to(/^Publish now$/)
  await page.keyboard.press('Enter')
  await page.getByText(/Live at/).first().waitFor()
  const story = await fetch(`${program.url}/news/gulls-take-the-ferry`)
  assert.equal(story.status, 200)
  assert.ok((await story.text()).includes('Eleven gulls crossed to Stell on Monday.'))
  none(page.faults)
})
