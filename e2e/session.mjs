// A reader with a real Chromium over HTTP/1.1: home, then stories and sections one after the other, as somebody who
// follows links. The program counts what was asked.
import { chromium } from 'playwright-core'

const base = process.argv[2]
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
try {
  const page = await browser.newPage()
  await page.goto(base + '/')
  const links = await page.$$eval('main a[href^="/"]', (all) => [...new Set(all.map((a) => a.getAttribute('href')))])
  for (const path of links.slice(0, 24)) {
    await page.goto(base + path)
    if (path.length % 4 === 0) await page.goto(base + '/')
  }
} finally {
  await browser.close()
}
