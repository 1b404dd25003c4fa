// What people paste and attackers try, in every field that takes free text: it comes back exact, pages stay valid, what
// HTML forbids is refused with a sentence, and nothing of it ever runs. The words come from outside the tree: the Big
// List of Naughty Strings and the OWASP cheat sheet on XSS. A part of them is tried, chosen by a seed; all with
// BROADSHEET_SOAK=1.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { beside, Desk, field, node, p, text, words, wrong } from './desk.mjs'
import { nu, open, root, start, watched } from './house.mjs'
import { photo } from './photo.mjs'
import { decoded, none } from './walk.mjs'

// testdata is the folder of test data from outside, or undefined where there is none.
function testdata() {
  if (process.env.BROADSHEET_TESTDATA) return process.env.BROADSHEET_TESTDATA
  for (let at = root; at !== dirname(at); at = dirname(at)) if (existsSync(join(at, 'shared/testdata'))) return join(at, 'shared/testdata')
}

const data = testdata()
const skip = data ? false : 'the folder shared/testdata is not here'
const whole = process.env.BROADSHEET_SOAK === '1'
const seed = Number(process.env.BROADSHEET_SEED ?? Date.now() % 1e6)

// some is a part of a list, by the seed (mulberry32).
function some(all, part = 0.1) {
  if (whole) return all
  let n = seed
  const dice = () => {
    n = (n + 0x6d2b79f5) | 0
    let t = Math.imul(n ^ (n >>> 15), 1 | n)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return all.map((s) => [dice(), s]).sort(([a], [b]) => a - b).slice(0, Math.ceil(all.length * part)).map(([, s]) => s)
}

// forbidden is what the HTML Standard, 13.1.4, lets no page carry.
const forbidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff\ufdd0-\ufdef]|[\ufffe\uffff]|[\u{1fffe}\u{1ffff}\u{2fffe}\u{2ffff}\u{10fffe}\u{10ffff}]/u
const trimmed = (s) => s.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '')

let program, browser, desk, section, topic, byline, picture
const pages = {} // what the checker reads at the end, by name

before(async () => {
  if (skip) return
  [program, browser] = await Promise.all([start('serve', '--data', 'data'), open()])
  desk = await new Desk(program.url).open(program)
  await desk.does('/newsroom/settings/sections/paste', { sections: 'News\nBusiness\n  Shipping' })
  section = Object.values(await desk.json('/newsroom/options/sections')).find((s) => s.name === 'News').id
  topic = (await desk.json('/newsroom/options/topics', { name: 'Swing bridge' })).id
  byline = Object.values(await desk.json('/newsroom/options/bylines')).find((b) => b.id).id
  picture = (await desk.upload(photo(640, 480), 'quay.png', { credit: 'Drawing', alt: 'A quay' })).added[0].picture.id
  console.log(`seed: ${seed}, BROADSHEET_SEED=${seed} tries the same again`)
})

after(async () => {
  await browser?.close()
  await program?.stop()
})

// story is a document that holds s in every place where a story holds words.
const story = (s) => ({
  headline: s, standfirst: s,
  body: [
    p('Before.'), p(s), node('heading', { level: 2 }, text(`${s}.`)), node('quote', { speaker: s, source: s, url: '' }, p(s)), node('pullquote', { speaker: s }, ...words(s)),
    node('list', { ordered: false }, node('item', null, p(s))),
    node('table', { caption: s }, node('row', null, node('header', null, p(`${s}.`))), node('row', null, node('cell', null, p(s)))),
    node('factbox', { title: s }, p(s)), node('statement', { from: s }, p(s)), node('code_block', { language: '' }, ...words(s)), node('preformatted', null, ...words(s)),
    node('embed', { url: 'https://video.example/1', provider: s, title: s, text: s }), node('image', { picture, caption: s, alt: s, decorative: false }),
    node('gallery', { caption: s }, node('image', { picture, caption: s, alt: s, decorative: false })),
    node('correction', { kind: 'correction', date: '2026-11-23' }, ...words(s)),
    node('paragraph', null, ...(s ? [text(s, { type: 'strong' }), text(s, { type: 'emphasis' }), text(s, { type: 'code' }), text(s, { type: 'link', attrs: { href: 'https://harbour.example/' } })] : [])),
  ],
  section, byline: [{ byline, role: 'by' }], topics: [topic], source: { name: s || 'Meridian Wire', url: '' }, searchHeadline: s, shareHeadline: s, paidBy: s, note: s,
  picture: { picture, caption: s, alt: s || 'A quay', decorative: false },
})

// holds tells whether a document came back with what was sent, whatever defaults the program added.
function holds(got, sent, at = 'doc') {
  if (sent === null || typeof sent !== 'object') return got === sent ? [] : [`${at}: ${JSON.stringify(got)}`]
  if (Array.isArray(sent) && got?.length !== sent.length) return [`${at}: ${got?.length} of ${sent.length}`]
  return Object.entries(sent).flatMap(([k, v]) => holds(got?.[k], v, `${at}.${k}`))
}

// write puts words into a new story and gives what did not come back as it was.
async function write(id, s, wanted = story(s)) {
  const { headline, standfirst, body, ...attrs } = wanted
  const answer = await desk.compose(id, wanted)
  if (answer.status !== 200) return { refused: answer }
  const { doc } = await desk.document(id)
  // Two texts with the same marks side by side are one.
  const content = [node('headline', null, ...words(headline)), node('standfirst', null, ...words(standfirst)), ...body]
  return { faults: holds(doc, { type: 'doc', attrs, content }) }
}

const naughty = () => some(JSON.parse(readFileSync(join(data, 'strings/blns.json'), 'utf8')))

test('naughty strings in every place of a story come back exact, or are refused with a sentence', { skip }, async () => {
  const faults = []
  let tried = 0, refused = 0, published = 0
  for (const s of naughty()) {
    tried++
    const id = await desk.begin()
    const before = await desk.document(id)
    const { refused: no, faults: lost } = await write(id, s)
    if (forbidden.test(s)) {
      refused++
      if (no?.status !== 422 || !/U\+[0-9A-F]{4}/.test(no.say)) faults.push(`${JSON.stringify(s)}: ${no ? `${no.status} ${no.say}` : 'taken'}`)
      faults.push(...holds(await desk.document(id), before, `${JSON.stringify(s)} refused`))
      continue
    }
    if (no) {
      faults.push(`${JSON.stringify(s)}: ${no.status} ${no.say}`)
      continue
    }
    for (const f of lost) faults.push(`${JSON.stringify(s)}: ${f}`)
    if (!trimmed(s)) continue // a story without a headline cannot go out
    const address = await desk.publish(id)
    const answer = await fetch(program.url + address)
    const page = await answer.text()
    published++
    if (answer.status !== 200) faults.push(`${JSON.stringify(s)}: ${answer.status} at ${address}`)
    const [, json] = /<script type="application\/ld\+json">([^]*?)<\/script>/.exec(page) ?? []
    if (!json || !JSON.stringify(JSON.parse(json)).includes('NewsArticle')) faults.push(`${JSON.stringify(s)}: no data in the page`)
    pages[`a story of ${JSON.stringify(s)}`] = page
    pages[`its preview, ${JSON.stringify(s)}`] = (await desk.ask(`/newsroom/stories/${id}/preview/page`)).body
    pages[`its screen, ${JSON.stringify(s)}`] = (await desk.ask(`/newsroom/stories/${id}`)).body
  }
  console.log(`figures: ${tried} naughty strings in 38 places of a story: ${published} published, ${refused} refused`)
  for (const path of ['/', '/news/', '/latest', '/topic/swing-bridge', '/newsroom/stories?tab=all', '/newsroom/fronts/home']) {
    pages[path] = (await desk.ask(path)).body
  }
  none(faults)
})

// Each form that keeps free text: where it is sent, where it is read again, and what else it needs.
const forms = () => [
  [`/newsroom/settings/sections/${section}`, '/newsroom/settings/sections', ['name', 'description'], { name: 'News', slug: 'news', description: '', accent: '' }],
  [`/newsroom/settings/topics/${topic}`, `/newsroom/settings/topics/${topic}`, ['name', 'description'], { name: 'Swing bridge', description: '' }],
  [`/newsroom/settings/bylines/${byline}`, `/newsroom/settings/bylines/${byline}`, ['name', 'title', 'about', 'linkName'], { name: 'Mara Ostrey', title: '', about: '', email: '', linkName: 'Letters', linkURL: 'https://letters.example/' }],
  ['/newsroom/settings/paper', '/newsroom/settings/paper', ['name', 'strapline', 'description', 'followName'], { name: 'Courier', strapline: '', description: '', lang: 'en', zone: 'Europe/Lisbon', founded: '', accent: '', followName: 'Elsewhere', followURL: 'https://elsewhere.example/' }],
  [`/newsroom/pictures/${picture}`, `/newsroom/pictures/${picture}`, ['credit', 'rights', 'caption', 'alt'], { credit: 'Drawing', rights: '', caption: '', alt: '', focusX: '50', focusY: '50' }],
]

test('naughty strings in every form come back exact, or beside a sentence', { skip }, async () => {
  const faults = []
  let n = 0
  for (const s of naughty()) {
    const sent = s.replace(/\r\n?/g, '\n')
    for (const [path, at, names, rest] of forms()) {
      n++
      const fields = { ...rest, ...Object.fromEntries(names.map((name) => [name, s])) }
      const answer = await desk.form(path, fields)
      const say = (what) => faults.push(`${path.replace(/[0-9a-v]{26}/, 'ID')} with ${JSON.stringify(s)}: ${what}`)
      const bad = forbidden.test(trimmed(sent)) // what stands at the ends is not kept anyway
      const must = names[0] === 'name' && !trimmed(sent) // a name cannot be empty
      if (bad || must || answer.status !== 303) {
        if (answer.status !== 422 && answer.status !== 409) { say(`${answer.status}`); continue }
        if (!names.some((name) => beside(answer.body, name, path))) say(`no sentence beside the field, but ${wrong(answer.body)}`)
        if (!bad && !must) say(`refused: ${wrong(answer.body)}`)
        const kept = sent.replace(new RegExp(forbidden, 'gu'), '')
        for (const name of names) {
          const came = field(answer.body, name, path)
          if (trimmed(came ?? '') !== trimmed(kept) && !(name === 'linkName' || name === 'followName')) say(`${name} came back as ${JSON.stringify(came)}`)
        }
        pages[`${path} refusing ${JSON.stringify(s)}`] = answer.body
        continue
      }
      const { body } = await desk.ask(at)
      for (const name of names) {
        const came = field(body, name, path)
        if (came !== trimmed(sent)) say(`${name} came back as ${JSON.stringify(came)}`)
      }
    }
    if (!forbidden.test(s) && trimmed(s)) {
      for (const at of ['/', '/news/', '/latest', '/newsroom/settings/sections', '/newsroom/settings/paper']) pages[`${at} of ${JSON.stringify(s)}`] = (await desk.ask(at)).body
    }
  }
  for (const [path, , , rest] of forms()) await desk.does(path, rest)
  console.log(`figures: ${n} forms sent with naughty strings`)
  none(faults)
})

test('naughty strings in searches, addresses, file names, notes and reasons', { skip }, async () => {
  const faults = []
  const id = await desk.begin()
  await desk.compose(id, { headline: 'Notes', body: [p('Words.')], section, byline: [{ byline, role: 'by' }] })
  const address = await desk.publish(id)
  for (const s of naughty()) {
    const name = JSON.stringify(s)
    for (const at of ['/search?q=', '/newsroom/stories?tab=all&q=', '/newsroom/pictures?q=', '/newsroom/fronts/home?q=', '/newsroom/settings/topics?q=', '/newsroom/sign-in?next=']) {
      const answer = await desk.ask(at + encodeURIComponent(s))
      if (answer.status !== 200 && answer.status !== 303) faults.push(`${at}${name}: ${answer.status}`)
      if (forbidden.test(answer.body)) faults.push(`${at}${name}: a forbidden code point in the page`)
      pages[`${at}${name}`] = answer.body
    }
    const missing = await desk.ask('/' + encodeURIComponent(s.replace(/^\.+$/, 'dots')))
    if (s && ![404, 301, 308, 400].includes(missing.status) && missing.status !== 200) faults.push(`the address ${name}: ${missing.status}`)
    if (missing.status === 404) pages[`the address ${name}`] = missing.body

    const { added: [took] = [], ...refused } = await desk.upload(photo(64, 48, s.length + 7), `${s}.png`, {})
    if (!took && (!/[\u0000-\u001f\u007f]/.test(s) || refused.status !== 422)) faults.push(`the file ${name}: ${JSON.stringify(refused)}`)
    const shown = took?.picture ? (await desk.ask(`/newsroom/pictures/${took.picture.id}`)).body : ''
    if (took && !took.picture) faults.push(`the file ${name}: ${took.wrong}`)
    if (forbidden.test(shown)) faults.push(`the file ${name}: a forbidden code point in the page`)
    pages[`the file ${name}`] = shown

    const sheet = await desk.ask(`/newsroom/stories/${id}/publication`)
    const change = { version: field(sheet.body, 'version'), address, slot: '-1', change: 'correction', noteKind: 'clarification', note: s, was: s, now: s }
    const told = await desk.form(`/newsroom/stories/${id}/publication`, change)
    if (told.status !== (forbidden.test(s) || !trimmed(s) ? 422 : 303)) faults.push(`the note ${name}: ${told.status} ${wrong(told.body)}`)
    if (told.status === 422) {
      if (!beside(told.body, 'note', `/newsroom/stories/${id}/publication`)) faults.push(`the note ${name}: nothing beside it`)
      pages[`refusing the note ${name}`] = told.body
    }
  }
  pages['notes'] = (await desk.ask(address)).body
  pages['corrections'] = (await desk.ask('/corrections')).body
  pages['history'] = (await desk.ask(`/newsroom/stories/${id}`)).body
  for (const s of naughty().slice(0, 6)) {
    const recalled = await desk.form(`/newsroom/stories/${id}/recall`, { reason: s, sure: 'yes' })
    if (forbidden.test(s) || !trimmed(s)) {
      if (recalled.status !== 422) faults.push(`the reason ${JSON.stringify(s)}: ${recalled.status}`)
      continue
    }
    if (recalled.status !== 303) faults.push(`the reason ${JSON.stringify(s)}: ${recalled.status}`)
    pages[`recalled: ${JSON.stringify(s)}`] = (await desk.ask(`/newsroom/stories/${id}`)).body
    await desk.publish(id)
  }
  none(faults)
})

test('links, addresses, e-mails and languages go by their own rules', { skip }, async () => {
  const faults = []
  const id = await desk.begin()
  await desk.compose(id, { headline: 'Rules', body: [p('Words.')], section, byline: [{ byline, role: 'by' }] })
  const address = await desk.publish(id)
  const safe = (href) => /^(https?:\/\/|mailto:|tel:|\/(?![/\\])|#)/i.test(href)
  for (const s of naughty()) {
    const name = JSON.stringify(s)
    const linked = await desk.begin()
    const link = await desk.compose(linked, { headline: 'A link', body: [node('paragraph', null, text('here', { type: 'link', attrs: { href: s } }))], section, byline: [{ byline, role: 'by' }] })
    if (link.status === 200 && !safe(s)) faults.push(`the link ${name} was taken`)
    if (link.status !== 200 && (link.status !== 422 || !link.say)) faults.push(`the link ${name}: ${link.status} ${link.say}`)
    if (link.status === 200) {
      const page = await (await fetch(program.url + await desk.publish(linked))).text()
      if (!page.includes('>here</a>')) faults.push(`the link ${name} is not on the page`)
      pages[`a link to ${name}`] = page
    }
    for (const [where, fields, bad] of [
      [`/newsroom/stories/${id}/fields`, { kind: 'news', section, byline, role: 'by', sourceName: 'Wire', sourceURL: s }, 'sourceURL'],
      [`/newsroom/settings/bylines/${byline}`, { name: 'Mara Ostrey', title: '', about: '', email: s, linkName: '', linkURL: '' }, 'email'],
      [`/newsroom/settings/bylines/${byline}`, { name: 'Mara Ostrey', title: '', about: '', email: '', linkName: 'Letters', linkURL: s }, 'linkURL'],
      ['/newsroom/settings/paper', { name: 'Courier', lang: s, zone: 'Europe/Lisbon' }, 'lang'],
      ['/newsroom/settings/paper', { name: 'Courier', lang: 'en', zone: s }, 'zone'],
      ['/newsroom/settings/paper', { name: 'Courier', lang: 'en', zone: 'Europe/Lisbon', founded: s }, 'founded'],
      [`/newsroom/settings/sections/${section}`, { name: 'News', slug: 'news', accent: s }, 'accent'],
    ]) {
      const answer = await desk.form(where, fields)
      if (answer.status === 303) {
        if (bad.endsWith('URL') && trimmed(s) && !/^https?:\/\//i.test(trimmed(s))) faults.push(`${bad} ${name} was taken`)
        if (bad === 'email' && trimmed(s) && !/^\S+@[^\s[\]]+$/.test(trimmed(s))) faults.push(`${bad} ${name} was taken`)
      } else if (answer.status !== 422) faults.push(`${bad} ${name}: ${answer.status}`)
      else if (wrong(answer.body).length === 0) faults.push(`${bad} ${name}: no sentence`)
    }
    const sheet = await desk.ask(`/newsroom/stories/${id}/publication`)
    const moved = await desk.form(`/newsroom/stories/${id}/publication`, { version: field(sheet.body, 'version'), address: s, slot: '-1', change: 'fix' })
    if (moved.status === 303) {
      const now = decoded(/<a href="([^"]*)">See it as readers do/.exec((await desk.ask(`/newsroom/stories/${id}`)).body)[1])
      if ((await fetch(program.url + now)).status !== 200) faults.push(`the address ${name}, kept as ${now}, leads nowhere`)
    } else if (moved.status !== 422 && moved.status !== 409) faults.push(`the address ${name}: ${moved.status}`)
  }
  assert.ok([200, 301, 308].includes((await fetch(program.url + address)).status), 'the first address still leads there')
  none(faults)
})

test('the Nu HTML checker has nothing to say of pages that hold them', { skip }, async () => {
  const names = Object.keys(pages).filter((name) => pages[name])
  const step = Math.max(1, Math.floor(names.length / (whole ? 2000 : 250)))
  const sample = Object.fromEntries(names.filter((_, i) => i % step === 0).map((name) => [name, pages[name]]))
  const said = await nu(sample)
  console.log(`figures: ${Object.keys(sample).length} of ${names.length} pages with naughty strings checked`)
  // What the checker says of the words themselves: their language, their form, characters of private use.
  none(said.filter((m) => !/should be written in|appears to be written in|Normalization Form C|composing character|Private Use Area/.test(m)))
})

// payloads are the blocks of code of the cheat sheet, and what of the naughty strings looks like markup.
function payloads() {
  const folder = join(data, 'xss/cheatsheets')
  const blocks = readdirSync(folder).filter((f) => f.endsWith('.md')).flatMap((f) =>
    [...readFileSync(join(folder, f), 'utf8').matchAll(/^```\w*\n([^]*?)^```$/gm)].map((m) => m[1].replace(/\n$/, '')))
  const strings = JSON.parse(readFileSync(join(data, 'strings/blns.json'), 'utf8')).filter((s) => /<|javascript:|onfocus|alert/i.test(s))
  return [...new Set([...blocks, ...strings])].map((s) => s.replace(new RegExp(forbidden, 'gu'), ''))
}

// planted are the addresses of everything that shows a payload to somebody.
async function planted() {
  const all = payloads()
  const at = { readers: ['/', '/news/', '/latest', '/corrections', '/topic/swing-bridge'], staff: ['/newsroom/stories?tab=all', '/newsroom/fronts/home', '/newsroom/pictures', '/newsroom/settings/paper', '/newsroom/settings/sections', '/newsroom/settings/topics', '/newsroom/settings/people', `/newsroom/settings/bylines/${byline}`] }
  // One story holds every payload in its text; others hold one each, in every place.
  const everything = await desk.begin()
  const body = all.flatMap((s) => [p(s), node('heading', { level: 3 }, text(s)), node('quote', { speaker: s, source: s }, p(s)), node('image', { picture, caption: s, alt: s }), node('embed', { url: 'https://video.example/1', provider: s, title: s, text: s })])
  const sent = await desk.compose(everything, { headline: all[0], standfirst: all[1], body, section, byline: [{ byline, role: 'by' }], topics: [topic] })
  assert.equal(sent.status, 200, sent.say)
  at.readers.push(await desk.publish(everything, { slot: '0' }))
  at.staff.push(`/newsroom/stories/${everything}`, `/newsroom/stories/${everything}/preview`, `/newsroom/stories/${everything}/preview/page`)
  const alone = some(all, 0.04)
  for (const s of alone) {
    const id = await desk.begin()
    const done = await desk.compose(id, story(s))
    assert.equal(done.status, 200, `${s}: ${done.say}`)
    at.readers.push(await desk.publish(id), `/search?q=${encodeURIComponent(s)}`, '/' + encodeURIComponent(s))
    const sheet = await desk.ask(`/newsroom/stories/${id}/publication`)
    await desk.does(`/newsroom/stories/${id}/publication`, { version: field(sheet.body, 'version'), address: field(sheet.body, 'address'), slot: '-1', change: 'correction', noteKind: 'correction', note: s, was: s, now: s })
    at.staff.push(`/newsroom/stories/${id}`, `/newsroom/stories/${id}/publication`, `/newsroom/stories?tab=all&q=${encodeURIComponent(s)}`, `/newsroom/sign-in?next=${encodeURIComponent(s)}`)
    const { added: [{ picture: file }] } = await desk.upload(photo(60, 40, at.staff.length), `${s}.png`, { credit: s, caption: s, alt: s, rights: s })
    at.staff.push(`/newsroom/pictures/${file.id}`)
    for (const [path, , names, rest] of forms()) {
      const answer = await desk.form(path, { ...rest, ...Object.fromEntries(names.map((name) => [name, s])) })
      assert.ok(answer.status === 303, `${path} with ${s}: ${answer.status} ${wrong(answer.body)}`)
    }
  }
  at.readers.push('/author/mara-ostrey')
  return { ...at, tried: all.length, alone: alone.length }
}

// Whatever a payload would call when it ran, and whatever it would leave in a page if it became markup.
const hooks = () => {
  window.ran = []
  for (const name of ['alert', 'confirm', 'prompt', 'open']) {
    try { window[name] = (...args) => { window.ran.push(`${name}(${args})`) } } catch { /* kept by the browser */ }
  }
}
// The program's own are the script that the policy of the pages names by its sum, and links to this house.
const traces = (early) => [...window.ran, ...[...document.querySelectorAll('*')].flatMap((e) => [
  ...[...e.attributes].filter((a) => a.name.startsWith('on') || a.name === 'style' && !e.closest('.ProseMirror, dialog, canvas') || /^\s*(javascript|vbscript|data:text)/i.test(a.value) && /^(href|src|action|formaction|data|xlink:href|srcdoc)$/.test(a.name)).map((a) => `${e.tagName} ${a.name}=${a.value.slice(0, 60)}`),
  ...(e.matches('script:not([src^="/assets/"], [src^="/newsroom/assets/"], [type="application/ld+json"]), object, applet, base, frameset, marquee, bgsound, layer, meta[http-equiv], link:not([href^="/"], [rel=canonical]), svg:not([viewBox][aria-hidden=true][focusable=false]), svg :is(script, foreignObject, a, image, use, animate, animateMotion, animateTransform, set, style, handler, listener, iframe), xss, iframe:not([src^="/newsroom/"])')
    && !(e.matches('head > script') && e.textContent === early) && !(e.matches('head > link') && e.getAttribute('href').startsWith(location.origin + '/')) ? [e.outerHTML.slice(0, 100)] : []),
])]

test('the lists on XSS are heard where they do run', { skip }, async () => {
  const context = await browser.newContext()
  await context.addInitScript(hooks)
  const page = await context.newPage()
  let ran = 0
  for (const s of payloads()) {
    await page.goto('about:blank')
    await page.setContent(s, { waitUntil: 'domcontentloaded', timeout: 5000 }).catch(() => {})
    if ((await page.evaluate(traces)).length > 0 || page.url() !== 'about:blank') ran++
    if (ran > 40) break
  }
  assert.ok(ran > 40, `${ran} payloads were heard in a page without any defence`)
  await context.close()
})

// early is the script in a page that its policy allows.
async function early() {
  const page = await fetch(program.url + '/')
  const allowed = page.headers.get('content-security-policy')
  const own = [...(await page.text()).matchAll(/<script>([^<]*)<\/script>/g)].map((m) => m[1])
    .find((text) => allowed.includes(`'sha256-${createHash('sha256').update(text).digest('base64')}'`))
  assert.ok(own, 'a page holds the script that its policy names')
  return own
}

test('nothing of the lists on XSS runs, with the policy of the pages and without it', { skip }, async () => {
  const at = await planted()
  const own = await early()
  const faults = []
  let looked = 0
  for (const bypassCSP of [false, true]) {
    for (const [who, paths] of [['readers', at.readers], ['staff', at.staff]]) {
      const context = await browser.newContext({ bypassCSP })
      await context.addInitScript(hooks)
      if (who === 'staff') await context.addCookies(desk.browser())
      const page = await watched(context, program.url)
      for (const path of new Set(paths)) {
        await page.goto(program.url + path, { waitUntil: 'load' })
        if (path.match(/stories\/[0-9a-v]{26}$/)) await page.waitForSelector('#story[data-ready]')
        // What waits for a pointer or the focus gets both.
        await page.evaluate(() => {
          for (const e of document.querySelectorAll('main *, footer *, header *')) for (const kind of ['mouseover', 'focus', 'error', 'load', 'toggle']) e.dispatchEvent(new Event(kind))
        })
        looked++
        for (const f of [...page.faults.splice(0), ...await page.evaluate(traces, own)]) faults.push(`${who}${bypassCSP ? ', without a policy' : ''}, ${path.slice(0, 80)}: ${f}`)
      }
      await context.close()
    }
  }
  console.log(`figures: ${at.tried} payloads, ${at.alone} of them in every field, looked at on ${looked} pages: ${faults.length} ran`)
  none(faults)
})

test('nothing of them runs when it is pasted into a story', { skip }, async () => {
  const faults = []
  for (const bypassCSP of [false, true]) {
    const context = await browser.newContext({ bypassCSP })
    await context.addInitScript(hooks)
    await context.addCookies(desk.browser())
    const page = await watched(context, program.url)
    await page.goto(`${program.url}/newsroom/stories/${await desk.begin()}`)
    await page.waitForSelector('#story[data-ready]')
    await page.locator('#editor .ProseMirror > p').last().click()
    for (const s of payloads()) {
      await page.evaluate((markup) => {
        const data = new DataTransfer()
        data.setData('text/html', markup)
        data.setData('text/plain', markup)
        document.querySelector('#editor .ProseMirror').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
      }, s)
    }
    await page.waitForFunction(() => document.querySelector('#story-status').textContent.startsWith('On the server'))
    // The policy speaks up already while the markup is read in a document that is shown nowhere.
    const ran = page.faults.filter((f) => bypassCSP || !f.includes('Content Security Policy'))
    for (const f of [...ran, ...await page.evaluate(traces)]) faults.push(`${bypassCSP ? 'without a policy: ' : ''}${f}`)
    await context.close()
  }
  none(faults)
})
