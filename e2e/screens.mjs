// Every screen of the newsroom, in one list that all who walk it share: who looks, where, and with what status it
// answers. A new screen is entered here.
import assert from 'node:assert/strict'
import { decoded } from './walk.mjs'

// rowOf is the address of the first story in a list whose headline matches.
async function rowOf(desk, tab, query = '') {
  const { body } = await desk.ask(`/newsroom/stories?tab=${tab}&q=${encodeURIComponent(query)}`)
  const found = /class="row-head"><a href="([^"]*)"/.exec(body)
  assert.ok(found, `a story under ${tab} for “${query}”`)
  return found[1]
}

const firstLink = (body, pattern) => decoded(pattern.exec(body)?.[1] ?? assert.fail(`no ${pattern}`))

// screensOf finds the screens of the demo's paper, and the stories that they show, for { editor, publisher, reporter,
// operator } as desks that are signed in.
export async function screensOf(people) {
  const { editor, reporter, publisher } = people
  const stories = {
    live: await rowOf(editor, 'live', 'swing bridge'),
    corrected: await rowOf(editor, 'live', 'bridge 2.48'),
    recalled: await rowOf(editor, 'all&state=recalled'),
    own: await rowOf(reporter, 'mine'),
  }
  const empty = `/newsroom/stories/${await editor.begin()}`
  const picture = firstLink((await editor.ask('/newsroom/pictures')).body, /class="thumbs">\s*<li><a href="([^"]*)"/)
  const byline = firstLink((await editor.ask('/newsroom/settings/people?q=Eldreth')).body, /class="row-head"><a href="([^"]*)"/)
  const person = firstLink((await publisher.ask('/newsroom/settings/people?q=tarrick')).body, /class="row-head"><a href="([^"]*)"/)
  const topic = firstLink((await editor.ask('/newsroom/settings/topics')).body, /class="row-head"><a href="([^"]*)"/)
  const profile = firstLink((await reporter.ask('/newsroom/account')).body, /href="(\/newsroom\/settings\/bylines\/[^"]*)"/)
  const version = firstLink((await editor.ask(stories.corrected)).body, /href="([^"]*\/versions\/\d+)"/)
  const sport = firstLink((await editor.ask('/newsroom/fronts')).body, /href="([^"]*)">Sport</)
  const placed = firstLink((await editor.ask('/newsroom/fronts/home')).body, /class="button" href="([^"]*\/fronts\/home\/stories\/[^"]*)"/)
  const letter = firstLink((await people.publisher.ask('/newsroom/settings/letters')).body, /class="row-head"><a href="([^"]*)"/)
  const two = [...(await editor.ask('/newsroom/settings/topics')).body.matchAll(/name="id" value="([^"]*)"/g)].slice(0, 2).map((m) => m[1])
  // Each screen: who looks, where, with what status it answers, and for one that answers a form what is sent.
  const screens = {
    'sign-in': [null, '/newsroom/sign-in'],
    'today': ['editor', '/newsroom/today'], "reporter's today": ['reporter', '/newsroom/today'], "operator's today": ['operator', '/newsroom/today'],
    'send back': ['editor', `${stories.live}/send-back`], 'assign': ['editor', `${stories.live}/assign`],
    'stories': ['editor', '/newsroom/stories'], 'all stories': ['editor', '/newsroom/stories?tab=all'],
    'no story found': ['editor', '/newsroom/stories?tab=all&q=zeppelin'], 'recalled stories': ['editor', '/newsroom/stories?tab=all&state=recalled'],
    'story': ['editor', stories.live], 'empty story': ['editor', empty], 'recalled story': ['editor', stories.recalled],
    'publish': ['editor', `${stories.corrected}/publication`], 'publish an empty story': ['editor', `${empty}/publication`],
    'recall': ['editor', `${stories.live}/recall`], 'preview': ['editor', `${stories.live}/preview`], 'preview on a phone': ['editor', `${stories.live}/preview?on=phone`],
    'version': ['editor', version], 'home front': ['editor', '/newsroom/fronts/home'], 'list of fronts': ['editor', '/newsroom/fronts'], 'section front': ['editor', sport],
    'own words in a slot': ['editor', placed], 'earlier fronts': ['editor', '/newsroom/fronts/home/earlier'], 'bin': ['editor', '/newsroom/stories?tab=bin'], 'go to anything': ['editor', '/newsroom/go?q=bridge'],
    'front preview': ['editor', '/newsroom/fronts/home/preview'],
    'pictures': ['editor', '/newsroom/pictures'], 'pictures for a story': ['editor', `/newsroom/pictures?for=${empty.split('/').pop()}`],
    'no picture found': ['editor', '/newsroom/pictures?q=zeppelin'], 'picture': ['editor', picture],
    'settings': ['editor', '/newsroom/settings'], 'sections': ['editor', '/newsroom/settings/sections'], 'topics': ['editor', '/newsroom/settings/topics'],
    'addresses': ['editor', '/newsroom/settings/addresses'], 'every address that leads on': ['editor', '/newsroom/settings/addresses?all=yes'], 'no address found': ['editor', '/newsroom/settings/addresses?q=zeppelin'],
    'broken links': ['editor', '/newsroom/settings/addresses/links'], 'what readers did not find': ['editor', '/newsroom/settings/addresses/missed'], 'a pattern that is tried': ['editor', '/newsroom/settings/addresses/patterns', 200, { deed: 'try', pattern: '/archive/{year}/{rest...}', goal: '/{rest}', try: '/archive/2019/news' }],
    'topic': ['editor', topic], 'topics in order of use': ['editor', '/newsroom/settings/topics?order=stories&fewer=3'], 'no topic found': ['editor', '/newsroom/settings/topics?q=zeppelin'],
    'before merging': ['editor', '/newsroom/settings/lists', 200, { deed: 'topics-merge', filter: '', id: two }],
    'bylines': ['editor', '/newsroom/settings/people'], 'byline': ['editor', byline], 'merge bylines': ['editor', `${byline}/merge`],
    'nobody found': ['editor', '/newsroom/settings/people?q=zeppelin'], 'person': ['publisher', person], 'forgotten password': [null, '/newsroom/forgotten'],
    'a link that leads nowhere': [null, '/newsroom/join?key=none', 404], 'standing pages': ['editor', '/newsroom/settings/pages'],
    'account': ['editor', '/newsroom/account'], 'nothing there': ['editor', '/newsroom/nothing-there', 404],
    'paper': ['publisher', '/newsroom/settings/paper'], 'a colour to look at': ['publisher', '/newsroom/settings/paper?accent=own&own=%23ffd400'], 'moving in and out': ['publisher', '/newsroom/settings/moving'], 'people': ['publisher', '/newsroom/settings/people'], "publisher's stories": ['publisher', '/newsroom/stories'],
    'system': ['operator', '/newsroom/settings/system'], "publisher's system": ['publisher', '/newsroom/settings/system'],
    'machines': ['publisher', '/newsroom/settings/machines'], 'keys': ['publisher', '/newsroom/settings/machines/keys'], 'webhooks': ['operator', '/newsroom/settings/machines/webhooks'],
    'mail': ['publisher', '/newsroom/settings/mail'], 'feeds': ['publisher', '/newsroom/settings/machines/feeds'], 'letters': ['publisher', '/newsroom/settings/letters'], 'letter': ['publisher', letter], "operator's letters": ['operator', '/newsroom/settings/letters'],
    "reporter's stories": ['reporter', '/newsroom/stories?tab=mine'], "reporter's own story": ['reporter', stories.own], "somebody else's story": ['reporter', stories.live],
    'own profile': ['reporter', profile], 'not for reporters': ['reporter', '/newsroom/settings/people', 403], "reporter's account": ['reporter', '/newsroom/account'],
    "operator's account": ['operator', '/newsroom/account'], 'not for operators': ['operator', stories.live, 403],
  }
  return { stories, screens }
}

// answered is the answer that a screen of the list is, for a desk.
export const answered = (desk, [, path, , fields]) => fields ? desk.form(path, fields) : desk.ask(path)

// visit opens a screen of the list in a window.
export async function visit(page, origin, [, path, , fields]) {
  if (!fields) return page.goto(origin + path)
  await page.goto(origin + '/newsroom/account')
  await Promise.all([page.waitForURL(origin + path), page.evaluate(([path, fields]) => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: path })
    for (const [name, values] of Object.entries(fields)) {
      for (const value of [values].flat()) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }))
    }
    document.body.append(form)
    form.submit()
  }, [path, fields])])
}
