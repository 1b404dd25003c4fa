// Every page of the gallery in the themes that come with the program, held to what the paper's own pages are held to:
// axe, Nu, 320 px, light and dark, nobody else asked.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, colours, nu, open, watched } from './house.mjs'
import { gallery } from './themes.mjs'
import { kept, none, sideways, walk } from './walk.mjs'

let browser
before(async () => { browser = await open() })
after(async () => { await browser?.close() })

// By eye and ear one of each type is looked at; the rest must only fit.
const looked = ['home', 'section', 'month', 'story', 'analysis', 'opinion', 'pictures', 'sponsored', 'corrected', 'tall', 'author', 'standing', 'search', 'corrections', 'not-found', 'home-rtl', 'story-rtl', 'search-rtl']

test('weekly: pages pass axe and Nu, fit 320 px, and ask nobody else', async () => {
  const house = await gallery('weekly')
  const faults = [], documents = {}
  try {
    assert.ok(house.pages.length > 50, `${house.pages.length} pages`)
    for (const width of [320, 1280]) {
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: 'light' })
      const page = await watched(context, house.url)
      // Pictures are drawn while one waits; what they show is not what is tried here.
      await page.route('**/pictures/**', (route) => route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"/>' }))
      for (const name of width === 320 ? house.pages : looked) {
        await page.goto(`${house.url}/page/${name}`)
        for (const f of [...page.faults.splice(0), ...await sideways(page)]) faults.push(`${name}, ${width} px: ${f}`)
        if (!looked.includes(name)) continue
        // What every width has in common is looked at on the narrow screen, and what only one has on its own.
        for (const f of await axe(page, width === 320 ? undefined : ['color-contrast', 'target-size'])) faults.push(`${name}, ${width} px, light: ${f}`)
        if (width === 320) {
          await page.emulateMedia({ colorScheme: 'dark' })
          for (const f of [...await axe(page, colours), ...await kept(page)]) faults.push(`${name}, ${width} px, dark: ${f}`)
          await page.emulateMedia({ colorScheme: 'light' })
          documents[name] = await (await fetch(`${house.url}/page/${name}`)).text()
        }
      }
      for (const name of ['home', 'story']) {
        await page.goto(`${house.url}/page/${name}`)
        for (const f of await walk(page)) faults.push(`${name}, ${width} px: ${f}`)
      }
      await context.close()
    }
    faults.push(...await nu(documents))
  } finally {
    await house.stop()
  }
  none(faults)
})
