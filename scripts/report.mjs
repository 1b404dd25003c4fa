// Turns the output of `go test -json` and of node's TAP reporter into lines a person can read, and counts.
import { readFileSync, appendFileSync, existsSync } from 'node:fs'

const [mode, file, counts] = process.argv.slice(2)

function keep(passed, failed, skipped) {
  appendFileSync(counts, `${passed} ${failed} ${skipped}\n`)
}

function goTests() {
  const output = new Map()
  const running = new Set()
  let passed = 0, failed = 0, skipped = 0
  let sqlite = 0, postgres = 0
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line.startsWith('{')) { if (line.trim()) console.log(line); continue }
    const e = JSON.parse(line)
    const id = `${e.Package} ${e.Test ?? ''}`
    switch (e.Action) {
      case 'output':
      case 'build-output':
        if (!output.has(id)) output.set(id, [])
        output.get(id).push(e.Output)
        {
          const m = /^promises: (\d+) on sqlite, (\d+) on postgres/.exec(e.Output)
          if (m) {
            sqlite += Number(m[1])
            postgres += Number(m[2])
          }
        }
        // Lines of figures that a test prints for whoever reads the run.
        if (/^\s*(\S+\.go:\d+: )?(law 3|moved in|kill|seed|figures):? /.test(e.Output)) console.log('  ' + e.Output.trim())
        break
      case 'build-fail':
        console.log(`FAILED to build ${e.ImportPath}`)
        failed++
        break
      case 'run': running.add(id); break
      case 'pass': running.delete(id); if (e.Test) passed++; else console.log(`ok    ${e.Package}  ${e.Elapsed}s`); break
      case 'skip':
        running.delete(id)
        if (e.Test) { skipped++; console.log(`skip  ${e.Package} ${e.Test}: ${(output.get(id) ?? []).filter(l => /\.go:\d+/.test(l)).join(' ').trim()}`) }
        break
      case 'fail':
        running.delete(id)
        if (e.Test) failed++
        console.log(`FAIL  ${id}\n${(output.get(id) ?? []).join('')}`)
        if (!e.Test && !(e.FailedBuild)) failed += failed === 0 ? 1 : 0
        break
    }
  }
  console.log(`tests on a database: ${sqlite} on SQLite, ${postgres} on PostgreSQL`)
  for (const id of running) { failed++; console.log(`FAIL  ${id} never ended\n${(output.get(id) ?? []).slice(-40).join('')}`) }
  keep(passed, failed, skipped)
}

function browserTests() {
  let passed = 0, failed = 0, skipped = 0
  const lines = readFileSync(file, 'utf8').split('\n')
  for (const line of lines) {
    const m = /^\s*(not ok|ok) \d+ - (.*?)( # SKIP.*)?$/.exec(line)
    if (m) {
      if (m[2].endsWith('.test.mjs')) continue
      if (m[3]) skipped++
      else if (m[1] === 'ok') passed++
      else failed++
      console.log(line.trimEnd())
    } else if (/^# (?!tests|suites|pass|fail|cancelled|skipped|todo|duration_ms|Subtest)/.test(line.trim())) console.log(line.trim())
  }
  if (failed) console.log(lines.join('\n'))
  keep(passed, failed, skipped)
}

function total() {
  let passed = 0, failed = 0, skipped = 0
  if (existsSync(file)) {
    for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
      const [p, f, s] = line.split(' ').map(Number)
      passed += p; failed += f; skipped += s
    }
  }
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
}

if (mode === 'go') goTests()
else if (mode === 'tap') browserTests()
else total()
