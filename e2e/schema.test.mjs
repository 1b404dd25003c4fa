// The schema in a real browser: what the editor shows of a story is read back whole, and whatever is pasted becomes a
// valid story or part of one.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { open, root, watched } from './house.mjs'

let browser, page

before(async () => {
  browser = await open()
  page = await watched(await browser.newContext(), 'null')
  const bundle = execFileSync('go', ['run', './web/build', '-print', 'web/roundtrip.ts'], { cwd: root, maxBuffer: 16 << 20 })
  await page.setContent('<!DOCTYPE html><title>t</title>')
  await page.addScriptTag({ content: `${bundle}\nwindow.bundle = bundle` })
})

after(() => browser?.close())

// plain takes away what the document says about itself: the fields of a story are not in its HTML.
function plain(doc) {
  const { attrs, ...rest } = doc
  return rest
}

test('every part of a story is shown and read back whole', async () => {
  const everything = JSON.parse(readFileSync(join(root, 'internal/prose/testdata/everything.json')))
  const back = await page.evaluate((doc) => window.bundle.throughDOM(doc), everything)
  assert.deepEqual(plain(back), plain(everything))
})

test('stories of an hour of editing are read back whole', async () => {
  const { calls } = JSON.parse(readFileSync(join(root, 'internal/steps/testdata/editing.json')))
  for (const { what, doc } of calls) {
    const back = await page.evaluate((d) => window.bundle.throughDOM(d), doc)
    assert.deepEqual(plain(back), plain(doc), what)
  }
})

test('pasted HTML becomes a valid story', async () => {
  const wild = [
    '', 'text', '<p>a<p>b', '<b>bold <i>both</b> italic</i>', '<h1>one</h1><h6>six</h6>', '<li>alone', '<ul><ul><li>deep</ul></ul>', '<td>cell</td>',
    '<table><tr><td colspan="1000" rowspan="-1">a<td colspan=x>b</table>', '<table></table>', '<table><caption>c</caption><tr></tr></table>',
    '<ol start="-5"><li>a</ol>', '<ol start="1e99"><li>a</ol>', '<p lang="en_GB!" dir="auto">a', '<a href="javascript:alert(1)">a</a>', '<a href="//b.example">b</a>',
    '<a href=" https://c.example/ ">c</a>', '<figure class="picture" data-picture="x"></figure>', '<figure class="picture"><img src=x onerror=alert(1)></figure>',
    '<figure class="embed" data-url="javascript:alert(1)"></figure>', '<aside class="factbox" data-title="t"><aside class="factbox">b</aside></aside>',
    '<aside class="correction" data-kind="lie" data-date="now">c</aside>', '<aside class="quiz" data-quiz="1">q</aside>', '<span class="name" data-ref="x">n</span>',
    '<pre>a\n b</pre><pre><code>c\n d</code></pre>', '<blockquote>q<ul><li>r</ul></blockquote>', '<h1 class="headline">h</h1><p class="standfirst">s</p><h1 class="headline">again</h1>',
    '<td class="align-left align-end">x', '<iframe src="https://e.example"></iframe>', '<script>alert(1)</script><style>p{}</style>', '<svg onload=alert(1)><math><mtext>',
  ]
  const xss = join(root, '..', 'shared', 'testdata', 'xss', 'cheatsheets')
  if (existsSync(xss)) {
    for (const file of readdirSync(xss)) wild.push(...readFileSync(join(xss, file), 'utf8').split('\n'))
  }
  const refused = await page.evaluate((all) => all.flatMap((html) => {
    try {
      window.bundle.fromHTML(html)
      return []
    } catch (e) {
      return [`${html}: ${e.message}`]
    }
  }), wild)
  assert.deepEqual(refused, [])
  assert.deepEqual(page.faults, [])
})
