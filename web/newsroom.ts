// The newsroom's screens with scripts: keys, sheets, drag, the focal point, and signing in again over the words.
// Every screen works without this file; what it adds is speed and touch.
import htmx from 'htmx.org'
import { goToAnything } from './stories'
import { moving } from './moving'

declare global {
  interface Window {
    newsroom?: { signIn(): Promise<void> }
    trustedTypes?: { createPolicy(name: string, rules: Record<string, (s: string) => string>): { createHTML(s: string): unknown } }
  }
}

// What becomes markup here came from our own server alone; what would become a script is refused.
const own = window.trustedTypes?.createPolicy('newsroom', {
  createHTML: (s) => s,
  createScript: () => { throw new TypeError('no script is made of text here') },
  createScriptURL: () => { throw new TypeError('no script is fetched from here') },
})
htmx.registerExtension('newsroom', {
  init: (api: { initSecurity(policy: unknown): void }) => { if (own) api.initSecurity(own) },
})
htmx.config.implicitInheritance = true
htmx.config.history = false
htmx.config.defaultSettleDelay = 0 // settling writes style attributes, which the policy of these pages forbids

const one = <T extends Element>(selector: string, within: ParentNode = document) => within.querySelector<T>(selector)
const all = <T extends Element>(selector: string, within: ParentNode = document) => [...within.querySelectorAll<T>(selector)]

// remember keeps a choice of this person on this device; a browser that refuses forgets it.
const remember = {
  get(name: string) { try { return localStorage.getItem('newsroom-' + name) } catch { return null } },
  set(name: string, value: string) { try { localStorage.setItem('newsroom-' + name, value) } catch { /* it is forgotten */ } },
}

document.documentElement.classList.add('scripted')

// A button that has nothing to do where it stands keeps the focus, and sends nothing.
document.addEventListener('click', (e) => {
  if ((e.target as Element).closest('button[aria-disabled=true]')) e.preventDefault()
}, true)

// ---- Signing in again over the words

let signingIn: Promise<void> | undefined

function signIn(): Promise<void> {
  return signingIn ??= new Promise<void>((resolve, reject) => {
    const dialog = document.createElement('dialog')
    dialog.setAttribute('aria-labelledby', 'again-title')
    const form = document.createElement('form')
    const title = Object.assign(document.createElement('h2'), { id: 'again-title', textContent: 'Sign in again' })
    const about = Object.assign(document.createElement('p'), { textContent: 'You were signed out. What you typed stays where it is.' })
    const wrong = Object.assign(document.createElement('p'), { className: 'wrong', hidden: true })
    wrong.setAttribute('role', 'alert')
    const field = (name: string, label: string, type: string, complete: AutoFill) => {
      const box = Object.assign(document.createElement('div'), { className: 'field' })
      const text = Object.assign(document.createElement('label'), { htmlFor: 'again-' + name, textContent: label })
      const input = Object.assign(document.createElement('input'), { id: 'again-' + name, name, type, autocomplete: complete })
      box.append(text, input)
      return box
    }
    const deed = Object.assign(document.createElement('p'), { className: 'deed' })
    deed.append(Object.assign(document.createElement('button'), { className: 'main', textContent: 'Sign in' }))
    form.append(title, about, field('name', 'User name or e-mail', 'text', 'username'),
      field('password', 'Password', 'password', 'current-password'), wrong, deed)
    dialog.append(form)
    document.body.append(dialog)
    form.addEventListener('submit', async (e) => {
      e.preventDefault()
      const sent = new URLSearchParams(new FormData(form) as unknown as Record<string, string>)
      const answer = await fetch('/newsroom/sign-in', { method: 'POST', body: sent, headers: { Accept: 'application/json' } }).catch(() => undefined)
      if (answer?.ok) {
        dialog.close('in')
        return
      }
      const said = await answer?.json().catch(() => undefined) as { say?: string } | undefined
      wrong.textContent = said?.say ?? 'The server does not answer. What you typed stays where it is; try again in a moment.'
      wrong.hidden = false
    })
    dialog.addEventListener('close', () => {
      dialog.remove()
      signingIn = undefined
      if (dialog.returnValue === 'in') resolve()
      else reject(new Error('not signed in'))
    })
    dialog.showModal()
  })
}

window.newsroom = { signIn }

document.addEventListener('htmx:before:response', (e) => {
  const { ctx } = (e as CustomEvent).detail as { ctx: { response: { status: number }, sourceElement: Element, sourceEvent?: { submitter?: HTMLElement } } }
  if (ctx.response.status !== 401) return
  e.preventDefault()
  const form = ctx.sourceElement
  signIn().then(() => { if (form instanceof HTMLFormElement) form.requestSubmit(ctx.sourceEvent?.submitter ?? null) }, () => {})
})

// ---- Keys

const typing = (e: Event) => {
  const t = e.target as HTMLElement
  return t.isContentEditable || t.matches('input:not([type=checkbox], [type=radio]), textarea, select')
}

function find() {
  const field = one<HTMLInputElement>('#find')
  if (field) {
    field.focus()
    field.select()
  } else {
    location.href = '/newsroom/stories?tab=all'
  }
}

function step(list: Element, from: Element | null, by: number) {
  const links = all<HTMLElement>('.row-head a', list)
  const at = links.findIndex((l) => l === from)
  links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus()
}

document.addEventListener('keydown', (e) => {
  if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === 'k' && !(e.target as HTMLElement).isContentEditable) {
    e.preventDefault()
    void goToAnything()
    return
  }
  if (e.key === 'Escape') {
    const open = all<HTMLDetailsElement>('.rail-you[open], .bar-more[open], .top-more[open]').pop()
    if (open) {
      open.open = false
      one<HTMLElement>('summary', open)?.focus()
      e.preventDefault()
    }
    return
  }
  if (e.ctrlKey || e.metaKey || e.altKey || typing(e) || one('dialog[open]') || remember.get('keys') === 'off') return
  if (e.key === '/') {
    e.preventDefault()
    find()
  } else if (e.key === 'n' || e.key === 'N') {
    one<HTMLFormElement>('.rail-new, .bar form')?.requestSubmit()
  } else if (e.key === '?') {
    e.preventDefault()
    one<HTMLDialogElement>('#keys')?.showModal()
  } else if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
    const list = one('[data-list]')
    if (!list) return
    e.preventDefault()
    step(list, document.activeElement, e.key === 'ArrowDown' ? 1 : -1)
  }
})

const keysOn = one<HTMLInputElement>('#keys-on')
if (keysOn) {
  keysOn.checked = remember.get('keys') !== 'off'
  keysOn.addEventListener('change', () => remember.set('keys', keysOn.checked ? 'on' : 'off'))
}

// An open menu closes when something else is pressed.
document.addEventListener('click', (e) => {
  const t = e.target as Element
  for (const open of all<HTMLDetailsElement>('.rail-you[open], .bar-more[open], .top-more[open]')) {
    if (!open.contains(t)) open.open = false
  }
  if (t.closest('[data-keys]')) one<HTMLDialogElement>('#keys')?.showModal()
})

// ---- Sheets: one more step, over the story

// flushed waits until what was typed is on the server.
async function flushed() {
  const waits: Promise<unknown>[] = []
  document.dispatchEvent(new CustomEvent('newsroom:flush', { detail: { waitFor: (p: Promise<unknown>) => waits.push(p) } }))
  await Promise.allSettled(waits)
}

const sheet = one<HTMLDialogElement>('#sheet')

// What of the story's screen is drawn anew after a sheet did what it was for.
const afterwards = '#said,#story-facts,#story-deeds,#story-strips,#checks-list,#checks-tally,#history'

if (sheet) {
  document.addEventListener('click', async (e) => {
    const link = (e.target as Element).closest<HTMLAnchorElement>('a[data-sheet]')
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return
    e.preventDefault()
    await flushed()
    await htmx.ajax('GET', link.getAttribute('href') ?? '', { target: sheet, select: '#sheet-in', swap: 'innerHTML' })
    if (sheet.childElementCount === 0) {
      location.href = link.href
      return
    }
    if (!sheet.open) sheet.showModal()
    one<HTMLElement>('h1', sheet)?.setAttribute('tabindex', '-1')
    one<HTMLElement>('h1', sheet)?.focus()
  })
  sheet.addEventListener('submit', async (e) => {
    const form = e.target as HTMLFormElement
    const submitter = e.submitter as HTMLButtonElement | null
    e.preventDefault()
    const values: Record<string, string> = {}
    for (const [name, value] of new FormData(form, submitter)) values[name] = String(value)
    if (submitter) submitter.disabled = true
    await htmx.ajax('POST', form.getAttribute('action') ?? '', { target: sheet, select: '#sheet-in', swap: 'innerHTML', selectOOB: afterwards, values })
    if (submitter) submitter.disabled = false
    if (sheet.childElementCount === 0) {
      sheet.close()
      document.dispatchEvent(new CustomEvent('newsroom:published'))
      one<HTMLElement>('#said')?.focus()
    } else {
      one<HTMLElement>('[aria-invalid], .wrong', sheet)?.scrollIntoView({ block: 'center' })
    }
  })
  sheet.addEventListener('click', (e) => {
    const link = (e.target as Element).closest<HTMLAnchorElement>('a')
    if (link?.matches('[data-close]')) {
      e.preventDefault()
      sheet.close()
    } else if (link && link.pathname === location.pathname && link.hash) {
      e.preventDefault()
      sheet.close()
      goThere(link.hash)
    }
  })
}

// A deed on the story waits until what was typed is on the server.
document.addEventListener('submit', async (e) => {
  const form = e.target as HTMLFormElement
  if (!form.matches('[data-flush]')) return
  e.preventDefault()
  await flushed()
  form.submit()
})

// ---- Today, and System while something is being made, look again by themselves while somebody sees it, and leaves focus and open lines alone

const again = 30_000 // milliseconds

async function lookAgain() {
  const here = one<HTMLElement>('[data-poll]')
  if (!here || document.hidden || here.querySelector('details[open], input:focus, textarea:focus')) return
  const answer = await fetch(here.dataset.poll ?? location.href, { headers: { Accept: 'text/html' } }).catch(() => undefined)
  if (!answer?.ok || answer.redirected || document.hidden) return
  const fresh = new DOMParser().parseFromString(own ? own.createHTML(await answer.text()) as unknown as string : await answer.text(), 'text/html')
  const now = one(`#${here.id}`, fresh)
  const bell = one('#bell', fresh)
  if (!now || now.innerHTML === here.innerHTML) return
  const held = document.activeElement
  const href = held instanceof HTMLElement && here.contains(held) ? held.getAttribute('href') ?? held.closest('form')?.getAttribute('action') : undefined
  const y = scrollY
  here.replaceWith(document.adoptNode(now))
  if (bell) one('#bell')?.replaceWith(document.adoptNode(bell))
  if (href) one<HTMLElement>(`a[href="${CSS.escape(href)}"], form[action="${CSS.escape(href)}"] button`)?.focus({ preventScroll: true })
  scrollTo(0, y)
}
// What is being worked on this moment is looked at sooner.
const soon = 3_000
function keepLooking() {
  const here = one('[data-poll]')
  if (here) setTimeout(() => void lookAgain().finally(keepLooking), here.hasAttribute('data-poll-soon') ? soon : again)
}
if (one('[data-poll]')) {
  keepLooking()
  document.addEventListener('visibilitychange', () => { if (!document.hidden) void lookAgain() })
}

// goThere opens whatever a place is folded into, and puts the cursor there.
function goThere(hash: string) {
  const place = document.getElementById(decodeURIComponent(hash.slice(1)))
  if (!place) return
  for (let d = place.closest('details'); d; d = d.parentElement?.closest('details') ?? null) d.open = true
  if (place instanceof HTMLDetailsElement) place.open = true
  place.scrollIntoView({ block: 'center' })
  const field = place.matches('input, select, textarea, [contenteditable]') ? place : one('input:not([type=hidden]), select, textarea, [contenteditable], summary', place)
  ;(field as HTMLElement | null)?.focus()
}
addEventListener('hashchange', () => goThere(location.hash))
document.addEventListener('click', (e) => {
  const link = (e.target as Element).closest<HTMLAnchorElement>('.panel a, .top-more a')
  if (link && link.hash && link.pathname === location.pathname) {
    e.preventDefault()
    goThere(link.hash)
  }
})

// ---- The panel remembers what was open

const parts = all<HTMLDetailsElement>('.panel > details')
for (const part of parts) {
  part.addEventListener('toggle', () => {
    const open = parts.find((p) => p.open)
    remember.set('panel', open?.id ?? '')
  })
}
if (location.hash) goThere(location.hash)
else if (matchMedia('(min-width: 61.25em)').matches) {
  const was = parts.find((p) => p.id === remember.get('panel'))
  if (was) was.open = true
}

document.addEventListener('htmx:after:swap', (e) => {
  const source = ((e as CustomEvent).detail as { ctx?: { sourceElement?: Element } }).ctx?.sourceElement
  if (source?.id !== 'fields') return
  const topic = one<HTMLInputElement>('#field-topic')
  if (topic && all('#topics-chosen label').some((l) => l.textContent?.trim() === topic.value.trim())) topic.value = ''
  document.dispatchEvent(new CustomEvent('newsroom:fields'))
})

// ---- Names and topics to choose from, as they are typed

let asked = 0
document.addEventListener('input', async (e) => {
  const field = e.target as HTMLInputElement
  const from = field.dataset?.['options']
  if (!from || !field.list || field.value.trim().length < 2) return
  const turn = ++asked
  const answer = await fetch(`${from}?q=${encodeURIComponent(field.value.trim())}`, { headers: { Accept: 'application/json' } }).catch(() => undefined)
  if (!answer?.ok || turn !== asked) return
  const found = await answer.json() as { name: string }[]
  field.list.replaceChildren(...found.map((f) => Object.assign(document.createElement('option'), { value: f.name })))
})

// ---- Fronts: the focus stays with the story that was moved, and goes to what was said where its button is gone

let pressed = ''
document.addEventListener('submit', (e) => { pressed = e.submitter?.id ?? '' }, true)
document.addEventListener('htmx:after:swap', () => {
  if (!one('.fronts') || document.activeElement?.matches('button:enabled, a, input, select, summary')) return
  const usable = (id: string) => id ? one<HTMLElement>(`#${CSS.escape(id)}:enabled`) : null
  const opposite = pressed.startsWith('up-') ? pressed.replace('up-', 'down-') : pressed.replace('down-', 'up-')
  ;(usable(pressed) ?? usable(opposite) ?? one<HTMLElement>('#said'))?.focus()
})

// ---- Fronts: drag is a press of the same buttons

const drop = one<HTMLFormElement>('#drop')
if (drop) {
  let carried = ''
  document.addEventListener('dragstart', (e) => {
    const from = (e.target as Element).closest<HTMLElement>('[data-story]')
    carried = from?.dataset['story'] ?? ''
    if (carried && e.dataTransfer) {
      e.dataTransfer.effectAllowed = 'move'
      e.dataTransfer.setData('text/plain', carried)
    }
  })
  document.addEventListener('dragend', () => { carried = '' })
  const slotAt = (e: Event) => carried ? (e.target as Element).closest<HTMLElement>('[data-slot]') : null
  document.addEventListener('dragover', (e) => {
    const slot = slotAt(e)
    for (const s of all('.slot.over')) if (s !== slot) s.classList.remove('over')
    if (!slot) return
    e.preventDefault()
    slot.classList.add('over')
  })
  document.addEventListener('drop', (e) => {
    const slot = slotAt(e)
    if (!slot || slot.dataset['story'] === carried) return
    e.preventDefault()
    const form = one<HTMLFormElement>('#drop')
    if (!form) return
    one<HTMLInputElement>('[name=story]', form)!.value = carried
    one<HTMLInputElement>('[name=slot]', form)!.value = slot.dataset['slot'] ?? ''
    form.requestSubmit()
  })
}

// ---- The paper's colour: whoever types or picks one chooses it

document.addEventListener('input', (e) => {
  const field = e.target as HTMLInputElement
  const fills = field.dataset.fills && document.getElementById(field.dataset.fills)
  if (fills instanceof HTMLInputElement) {
    fills.value = field.value
    fills.dispatchEvent(new InputEvent('input', { bubbles: true }))
    return
  }
  if (!field.dataset.chooses) return
  const choice = all<HTMLInputElement>('input[type=radio]', field.form!).find((r) => r.value === field.dataset.chooses)
  if (choice) choice.checked = true
  mirror(field)
}, true)

// mirror shows the picker a colour that was typed.
function mirror(field: HTMLInputElement) {
  const picker = one<HTMLInputElement>(`[data-fills="${field.id}"]`)
  const typed = /^\s*#?([0-9a-f]{6})\s*$/i.exec(field.value)
  if (picker && typed) picker.value = '#' + typed[1]!.toLowerCase()
}

for (const picker of all<HTMLInputElement>('[data-fills]')) {
  picker.hidden = false
  const field = document.getElementById(picker.dataset.fills!)
  if (field instanceof HTMLInputElement) mirror(field)
}

// ---- Pictures: drop files, press the focal point

const dropping = one<HTMLFormElement>('form[data-drop]')
const files = dropping && one<HTMLInputElement>('input[type=file]', dropping)
if (dropping && files) {
  const holdsFiles = (e: DragEvent) => e.dataTransfer?.types.includes('Files') ?? false
  document.addEventListener('dragover', (e) => {
    if (!holdsFiles(e)) return
    e.preventDefault()
    document.body.classList.add('dropping')
  })
  document.addEventListener('dragleave', (e) => { if (!e.relatedTarget) document.body.classList.remove('dropping') })
  document.addEventListener('drop', (e) => {
    if (!holdsFiles(e) || !e.dataTransfer) return
    e.preventDefault()
    document.body.classList.remove('dropping')
    files.files = e.dataTransfer.files
    dropping.closest('details')!.open = true
    one<HTMLElement>('[name=credit]', dropping)?.focus()
  })
}

const focus = one<HTMLElement>('[data-focus]')
const fx = one<HTMLInputElement>('[name=focusX]'), fy = one<HTMLInputElement>('[name=focusY]')
if (focus && fx && fy && !fx.matches(':disabled')) {
  const mark = document.createElement('canvas')
  mark.setAttribute('aria-hidden', 'true')
  focus.append(mark)
  const draw = () => {
    mark.width = mark.clientWidth
    mark.height = mark.clientHeight
    const pen = mark.getContext('2d')
    if (!pen) return
    const x = Number(fx.value) / 100 * mark.width, y = Number(fy.value) / 100 * mark.height
    for (const [colour, width] of [['#000', 5], ['#fff', 2]] as const) {
      pen.strokeStyle = colour
      pen.lineWidth = width
      pen.beginPath()
      pen.arc(x, y, 14, 0, 7)
      pen.moveTo(x - 22, y)
      pen.lineTo(x - 6, y)
      pen.moveTo(x + 6, y)
      pen.lineTo(x + 22, y)
      pen.moveTo(x, y - 22)
      pen.lineTo(x, y - 6)
      pen.moveTo(x, y + 6)
      pen.lineTo(x, y + 22)
      pen.stroke()
    }
  }
  focus.addEventListener('click', (e) => {
    const box = focus.getBoundingClientRect()
    fx.value = String(Math.round(Math.min(Math.max((e.clientX - box.left) / box.width, 0), 1) * 100))
    fy.value = String(Math.round(Math.min(Math.max((e.clientY - box.top) / box.height, 0), 1) * 100))
    draw()
  })
  for (const field of [fx, fy]) field.addEventListener('input', draw)
  new ResizeObserver(draw).observe(focus)
}

// ---- First run: the browser knows where it is

const zone = one<HTMLSelectElement>('form[action="/newsroom/first-run"] select[name=zone]')
if (zone && zone.value === 'UTC') {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (here) {
    if (!all<HTMLOptionElement>('option', zone).some((o) => o.value === here)) {
      zone.prepend(new Option(here.replaceAll('_', ' '), here))
    }
    zone.value = here
  }
}

for (const button of all<HTMLElement>('[data-keys]')) button.hidden = false

// ---- Moving in

moving()

// ---- Copying a link that is to be handed over

function copying() {
  for (const button of all<HTMLButtonElement>('[data-copy]')) {
    if (!button.hidden) continue
    button.hidden = false
    button.addEventListener('click', async () => {
      const field = document.getElementById(button.dataset.copy ?? '') as HTMLInputElement | null
      const said = document.getElementById(button.dataset.copy + '-said')
      if (!field || !said) return
      field.focus()
      field.select()
      try {
        await navigator.clipboard.writeText(field.value)
        said.textContent = 'Copied.'
      } catch {
        said.textContent = 'It is selected: copy it with Ctrl C or ⌘ C.'
      }
    })
  }
}
copying()
