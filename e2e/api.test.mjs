// The description of the API against a validator that is not ours, and a client that is generated from it: the story is
// read by code that only knows the description. The examples of docs/api.md are run as they stand there.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { Validator } from '@seriousme/openapi-schema-validator'
import createClient from 'openapi-fetch'
import openapiTS, { astToString } from 'openapi-typescript'
import { root, start } from './house.mjs'

const run = promisify(execFile)
let program
let described

before(async () => {
  program = await start('demo', '--plain')
  described = await (await fetch(program.url + '/api/v1/openapi.json')).json()
})
after(() => program?.stop())

test('the description is valid OpenAPI 3.1', async () => {
  const found = await new Validator().validate(structuredClone(described))
  assert.equal(found.valid, true, JSON.stringify(found.errors))
})

test('a client generated from the description reads a story, and its types hold', async () => {
  const folder = mkdtempSync(join(root, 'e2e', 'client-'))
  try {
    writeFileSync(join(folder, 'api.d.ts'), astToString(await openapiTS(described)))
    writeFileSync(join(folder, 'read.ts'), `import createClient from 'openapi-fetch'
import type { paths } from './api.js'
export async function read(baseUrl: string): Promise<string> {
  const client = createClient<paths>({ baseUrl })
  const list = await client.GET('/stories', { params: { query: { limit: 1, kind: 'news' } } })
  if (!list.data) throw new Error(list.error.detail)
  const story = await client.GET('/stories/{id}', { params: { path: { id: list.data.items[0]!.id } } })
  if (!story.data) throw new Error(story.error.detail)
  const sponsored: boolean = story.data.sponsored
  return [story.data.headline, story.data.body.text, String(sponsored)].join('|')
}
`)
    await run(process.execPath, [join(root, 'e2e', 'node_modules', 'typescript', 'bin', 'tsc'), '--strict', '--noEmit', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext', join(folder, 'read.ts')])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const client = createClient({ baseUrl: program.url + '/api/v1' })
  const list = await client.GET('/stories', { params: { query: { limit: 2 } } })
  assert.equal(list.data.items.length, 2)
  const story = await client.GET('/stories/{id}', { params: { path: { id: list.data.items[0].id } } })
  assert.equal(story.data.headline, list.data.items[0].headline)
  assert.ok(story.data.body.text.length > 0)
  const none = await client.GET('/stories/{id}', { params: { path: { id: '0'.repeat(26) } } })
  assert.equal(none.error.status, 404)
})

test('what docs/api.md says to type works', async () => {
  const guide = readFileSync(join(root, 'docs', 'api.md'), 'utf8')
  const lines = /## Read[\s\S]*?```sh\n([\s\S]*?)```/.exec(guide)[1].trim().split('\n')
  assert.ok(lines.length >= 6)
  for (const line of lines) {
    // The paper of the guide has other sections; the filter stays, its value is one of this paper.
    const here = line.replaceAll('https://courier.example', program.url).replace('section=business/shipping&', '')
    const { stdout } = await run('sh', ['-c', here.replace('curl ', 'curl -sf ')])
    assert.ok(Array.isArray(JSON.parse(stdout).items), line)
  }
})
