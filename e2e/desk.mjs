// A person at the desk without a browser: forms and JSON over HTTP, as the newsroom's package comment describes them.
import assert from 'node:assert/strict'
import { decoded } from './walk.mjs'

let made = 0

// id is an identity as a window makes one for itself.
const id = () => (Date.now().toString(32) + (++made).toString(32) + Math.random().toString(32).slice(2) + '0'.repeat(26)).slice(0, 25) + '0'

export const text = (words, ...marks) => ({ type: 'text', text: words, ...(marks.length ? { marks } : {}) })
export const words = (s) => (s === '' ? [] : [text(s)])
export const node = (type, attrs, ...content) => ({ type, ...(attrs ? { attrs } : {}), ...(content.length ? { content } : {}) })
export const p = (...inline) => node('paragraph', null, ...inline.flatMap((x) => typeof x === 'string' ? words(x) : [x]))

// fields are all fields with a name in the form that is sent to an address, or on the page where that has none of the
// name: what stands in each, and what is said beside it.
function fields(page, name, action) {
  const at = page.indexOf(` action="${action}"`)
  const html = action && at > 0 ? page.slice(at, page.indexOf('</form>', at)) : page
  if (html !== page && !html.includes(` name="${name}"`)) return fields(page, name)
  const found = []
  for (const m of html.matchAll(/<(?:input|textarea)\b[^>]*>/g)) {
    const [tag] = m
    if (!tag.includes(` name="${name}"`)) continue
    const at = m.index + tag.length
    const value = tag.startsWith('<textarea')
      ? html.slice(at, html.indexOf('</textarea>', at)).replace(/^\n/, '')
      : / value="([^"]*)"/.exec(tag)?.[1] ?? ''
    // What is said of a field stands in its own box, or at the end of the group that it is part of.
    const upTo = (end) => wrong(html.slice(at, html.indexOf(end, at)))[0] ?? ''
    found.push({ value: decoded(value), said: upTo('</div>'), group: upTo('</fieldset') })
  }
  return found
}

// field is what stands in a field of a page, or of one of its forms.
export const field = (html, name, action) => fields(html, name, action)[0]?.value

// beside is the sentence that stands beside a field, or at the end of its group.
export function beside(html, name, action) {
  const all = fields(html, name, action)
  return (all.find((f) => f.said) ?? all[0])?.said || all[0]?.group || ''
}

// wrong is every sentence of refusal on a page.
export const wrong = (html) => [...html.matchAll(/<(?:p|span) class="wrong[^>]*>([^<]*)</g)].map((m) => decoded(m[1]))

export class Desk {
  constructor(url) {
    this.url = url
    this.cookies = new Map()
  }

  async ask(path, options = {}) {
    const answer = await fetch(this.url + path, {
      redirect: 'manual', ...options,
      headers: { ...options.headers, cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ') },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(';')
      this.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return { status: answer.status, to: answer.headers.get('location') ?? '', headers: answer.headers, body: await answer.text() }
  }

  // browser gives the cookies as Playwright takes them.
  browser() {
    return [...this.cookies].map(([name, value]) => ({ name, value, url: this.url }))
  }

  // form sends fields as a browser does: a list of values for a name, line ends as CR LF.
  form(path, fields) {
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(fields)) {
      for (const v of [value].flat()) body.append(name, String(v).replace(/\r\n|\r|\n/g, '\r\n'))
    }
    return this.ask(path, { method: 'POST', body })
  }

  // does sends a form that must be done.
  async does(path, fields) {
    const answer = await this.form(path, fields)
    assert.equal(answer.status, 303, `${path}: ${answer.status} ${wrong(answer.body).join(' ')}`)
    return answer
  }

  async json(path, sent) {
    const answer = await this.ask(path, sent && { method: 'POST', body: JSON.stringify(sent), headers: { 'Content-Type': 'application/json' } })
    return { status: answer.status, ...(answer.body ? JSON.parse(answer.body) : {}) }
  }

  async signIn(name, password) {
    await this.does('/newsroom/sign-in', { name, password, next: '/newsroom/' })
    return this
  }

  // open sets a paper up behind the link that the program printed.
  async open(program, { paper = 'The Wexmouth Courier', name = 'Mara Ostrey', email = 'mara@courier.example', lang = 'en', zone = 'Europe/Lisbon' } = {}) {
    const [, link] = await program.says(/Set the paper up at (\S+)/)
    await this.does('/newsroom/first-run', { key: new URL(link).searchParams.get('key'), paper, name, email, password: 'harbour lantern gravel', lang, zone })
    return this
  }

  // begin starts a story, or a standing page, and gives its id.
  async begin(form = 'story') {
    return (await this.does('/newsroom/stories', { form })).to.split('/').pop()
  }

  async write(story, base, steps) {
    return this.json(`/newsroom/stories/${story}/steps`, { base, client: this.window ??= id(), counter: this.counter = (this.counter ?? 0) + 1, steps })
  }

  // compose writes a whole document into a story that was just begun.
  async compose(story, { headline = '', standfirst = '', body = [p()], ...attrs }) {
    const empty = await this.json(`/newsroom/stories/${story}/document`)
    const content = [node('headline', null, ...words(headline)), node('standfirst', null, ...words(standfirst)), ...body]
    return this.write(story, empty.version, [
      { stepType: 'replace', from: 0, to: 6, slice: { content } },
      ...Object.entries(attrs).map(([attr, value]) => ({ stepType: 'docAttr', attr, value })),
    ])
  }

  document(story) {
    return this.json(`/newsroom/stories/${story}/document`)
  }

  // publish puts a story out as its sheet proposes it, and gives the address.
  async publish(story, fields = {}) {
    const sheet = await this.ask(`/newsroom/stories/${story}/publication`)
    const proposed = { version: field(sheet.body, 'version'), address: field(sheet.body, 'address'), slot: '-1', change: field(sheet.body, 'change') ?? 'update' }
    const answer = await this.form(`/newsroom/stories/${story}/publication`, { ...proposed, ...fields })
    assert.equal(answer.status, 303, `published: ${answer.status} ${wrong(answer.body).join(' ')}`)
    const after = await this.ask(`/newsroom/stories/${story}`)
    return decoded(/<a href="([^"]*)">See it as readers do/.exec(after.body)?.[1] ?? '')
  }

  // upload takes a picture in and gives it as the editor gets it.
  async upload(bytes, name, fields = {}) {
    const body = new FormData()
    for (const [k, v] of Object.entries(fields)) body.append(k, v)
    body.append('picture', new File([bytes], name, { type: 'image/png' }))
    const answer = await this.ask('/newsroom/pictures', { method: 'POST', body, headers: { Accept: 'application/json' } })
    return { status: answer.status, ...JSON.parse(answer.body) }
  }
}
