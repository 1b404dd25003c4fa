// A paper that is written from right to left: every kind of page and every block of the editor, held to the same
// standards as the others.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { Desk, node, p, text } from './desk.mjs'
import { axe, colours, nu, open, start, watched } from './house.mjs'
import { photo } from './photo.mjs'
import { crawl, none, sideways } from './walk.mjs'

const shots = process.env.BROADSHEET_SHOTS
if (shots) mkdirSync(shots, { recursive: true })

let program, browser, address, pages

const strong = { type: 'strong' }
const emphasis = { type: 'emphasis' }
const link = (href) => ({ type: 'link', attrs: { href } })

before(async () => {
  [program, browser] = await Promise.all([start('serve', '--data', 'data'), open()])
  const desk = await new Desk(program.url).open(program, { paper: 'بريد الميناء', name: 'مارا الساحلي', lang: 'ar', zone: 'Asia/Amman' })
  await desk.does('/newsroom/settings/sections/paste', { sections: 'أخبار\nاقتصاد\n  شحن\n  وظائف\nرياضة\nرأي' })
  const sections = await desk.json('/newsroom/options/sections').then((all) => Object.values(all).filter((s) => s.id))
  const [byline] = Object.values(await desk.json('/newsroom/options/bylines')).filter((b) => b.id)
  const topic = await desk.json('/newsroom/options/topics', { name: 'الجسر' })
  const { added: [{ picture }] } = await desk.upload(photo(1200, 800), 'bridge.png', { credit: 'رسم: بريد الميناء', alt: 'جسر نصف مفتوح فوق الماء', caption: 'الجسر صباح الاثنين' })
  const body = [
    p('فُتح الجسر المتحرك صباح الاثنين للمرة الأولى منذ أيلول، وعبر أول شاحنة خبز قبل الفجر بقليل.'),
    node('heading', { level: 2 }, text('ما الذي تغيّر')),
    p(text('قالت المهندسة إن '), text('اثني عشر مسمارًا', strong), text(' استُبدلت، وإن '), text('التقرير الكامل', emphasis, link('https://harbour.example/report')), text(' منشور.')),
    node('quote', { speaker: 'كول دوناج', source: 'مدير الميناء' }, p('زيّتنا كل شيء مرتين.')),
    node('list', { ordered: true }, node('item', null, p('الجسر مفتوح')), node('item', null, p('القوارب تعبر عند الواحدة'))),
    node('pullquote', { speaker: 'كول دوناج' }, text('لا أحد يمر قبل الخباز.')),
    node('table', { caption: 'عبور الجسر' },
      node('row', null, node('header', { scope: 'col' }, p('اليوم')), node('header', { scope: 'col' }, p('المركبات'))),
      node('row', null, node('header', { scope: 'row' }, p('الاثنين')), node('cell', { align: 'end' }, p('16312')))),
    node('factbox', { title: 'الجسر بالأرقام' }, p('بُني عام 1958 وطوله مئة متر.')),
    { type: 'paragraph', attrs: { lang: 'en', dir: 'ltr' }, content: [text('“I listened,” Mr Lusk said. “There was nothing.”')] },
    node('image', { picture: picture.id, caption: 'القوارب بعد العاصفة', alt: 'قوارب على الشاطئ' }),
    node('divider'),
    p('يستمر العمل حتى نهاية الشهر.'),
  ]
  const story = await desk.begin()
  const written = await desk.compose(story, {
    headline: 'الجسر المتحرك يُفتح بعد اثنين وستين يومًا', standfirst: 'كانت شاحنة خبز أول العابرين قبل الفجر.', body,
    section: sections[0].id, sections: [sections[2].id], byline: [{ byline: byline.id, role: 'reported' }], topics: [topic.id],
    picture: { picture: picture.id, caption: 'الجسر صباح الاثنين', alt: 'جسر نصف مفتوح فوق الماء', decorative: false },
  })
  assert.equal(written.status, 200, written.say)
  address = await desk.publish(story)
  for (const [n, kind] of [[1, 'opinion'], [2, 'brief'], [3, 'analysis'], [4, 'interview'], [5, 'news']]) {
    const other = await desk.begin()
    await desk.compose(other, { headline: `خبر قصير من الميناء رقم ${n}`, standfirst: 'سطر واحد يكفي هنا.', body: [p('نص قصير عن الميناء والقوارب والسوق في يوم هادئ.')], kind, section: sections[n % sections.length].id, byline: [{ byline: byline.id, role: 'by' }] })
    await desk.publish(other)
  }
  await desk.write(story, written.version, [{ stepType: 'replace', from: 1, to: 6, slice: { content: [text('جسرنا')] } }])
  await desk.publish(story, { change: 'correction', noteKind: 'correction', note: 'ذكرت نسخة سابقة شهرًا غير صحيح.', was: 'آب', now: 'أيلول' })
  const about = await desk.begin('page')
  await desk.compose(about, { headline: 'عن الصحيفة', body: [p('صحيفة الميناء والبلدة والمقاطعة.')] })
  await desk.publish(about)
  pages = await crawl(program.url)
  for (const path of ['/search?q=' + encodeURIComponent('الجسر'), '/search?q=xyzzy', '/no-such-page']) {
    const answer = await fetch(program.url + path)
    pages[path] = { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() }
  }
})

after(async () => {
  await browser?.close()
  await program?.stop()
})

const html = () => Object.entries(pages).filter(([, page]) => page.type.startsWith('text/html'))

test('the Nu HTML checker has nothing to say of a paper in Arabic', async () => {
  assert.ok(html().length > 20, `${html().length} pages`)
  assert.deepEqual(html().filter(([, page]) => !page.body.includes('<html lang="ar" dir="rtl">')).map(([path]) => path), [])
  none(await nu(Object.fromEntries(html().map(([path, page]) => [path, page.body]))))
})

test('its pages pass axe, do not scroll sideways, and run from the right', async () => {
  const faults = []
  const types = { home: '/', latest: '/latest', story: address, search: '/search?q=' + encodeURIComponent('الجسر'), corrections: '/corrections', 'not found': '/no-such-page' }
  for (const [path] of html()) {
    if (/^\/author\/[^/]+$/.test(path)) types.author = path
    if (/^\/topic\/[^/]+$/.test(path)) types.topic = path
    if (/^\/[^/]+\/$/.test(path) && !path.startsWith('/latest') && !types.section) types.section = path
  }
  for (const width of [320, 1280]) {
    const context = await browser.newContext({ viewport: { width, height: 800 } })
    const page = await watched(context, program.url)
    for (const [name, path] of Object.entries(types)) {
      await page.emulateMedia({ colorScheme: 'light' })
      await page.goto(program.url + path)
      if (shots) await page.screenshot({ path: `${shots}/arabic-${name.replaceAll(' ', '-')}-${width}.png`, fullPage: true })
      for (const f of [...page.faults.splice(0), ...await sideways(page), ...await axe(page)]) faults.push(`${name} at ${width}: ${f}`)
      await page.emulateMedia({ colorScheme: 'dark' })
      for (const f of await axe(page, colours)) faults.push(`${name} at ${width}, dark: ${f}`)
    }
    await page.goto(program.url + address)
    const [right, direction] = await page.locator('h1').evaluate((h) => [getComputedStyle(h).textAlign, getComputedStyle(h).direction])
    assert.deepEqual([right, direction], ['start', 'rtl'])
    const english = await page.locator('.body [lang=en]').evaluate((e) => getComputedStyle(e).direction)
    assert.equal(english, 'ltr', 'a passage in another language keeps its direction')
    await context.close()
  }
  none(faults)
})
