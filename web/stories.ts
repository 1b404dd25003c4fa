// The list of stories with scripts: results as you type, filters that stay in the address, and choosing many by key.
import htmx from 'htmx.org'

const one = <T extends Element>(selector: string, within: ParentNode = document) => within.querySelector<T>(selector)
const all = <T extends Element>(selector: string, within: ParentNode = document) => [...within.querySelectorAll<T>(selector)]

const narrow = one<HTMLFormElement>('#narrow')

// address is what the form asks for, in its shortest form.
function address(form: HTMLFormElement) {
  const asked = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (value !== '') asked.set(name, String(value))
  return `${form.getAttribute('action')}?${asked}`
}

let turn = 0
async function show(url: string) {
  const mine = ++turn
  await htmx.ajax('GET', url, { target: '#stories-list', select: '#stories-list', swap: 'outerHTML' })
  if (mine === turn) history.replaceState(null, '', url)
  count()
}

if (narrow) {
  let wait: ReturnType<typeof setTimeout> | undefined
  narrow.addEventListener('input', (e) => {
    if ((e.target as Element).id !== 'find') return
    clearTimeout(wait)
    wait = setTimeout(() => {
      // Who looks for something looks through everything, not through one tab.
      const tab = one<HTMLInputElement>('[name=tab]', narrow)
      if (tab && tab.value === 'open' && one<HTMLInputElement>('#find')?.value) tab.value = 'all'
      void show(address(narrow))
    }, 200)
  })
  narrow.addEventListener('change', (e) => { if ((e.target as Element).id !== 'find') void show(address(narrow)) })
  narrow.addEventListener('submit', (e) => {
    e.preventDefault()
    clearTimeout(wait)
    void show(address(narrow))
  })
}

// ---- Choosing many

const boxes = () => all<HTMLInputElement>('#many input[name=id]')
let last: HTMLInputElement | undefined // the one pressed last: Shift chooses from there

// number names how many of what the list holds: stories, or topics.
function number(n: number) {
  const { one: single = 'story', more = 'stories' } = one<HTMLFormElement>('#many')?.dataset ?? {}
  return n === 1 ? `1 ${single}` : `${n.toLocaleString('en')} ${more}`
}

// count brings the bar up to what is chosen: it names the number and says on each button what it will do.
function count() {
  const bar = one<HTMLElement>('#many-bar')
  const form = one<HTMLFormElement>('#many')
  if (!bar || !form) return
  const chosen = boxes().filter((b) => b.checked).length
  const whole = one<HTMLInputElement>('[name=all]', form)?.checked ?? false
  const n = whole ? Number(form.dataset['count']) : chosen
  bar.classList.toggle('many-on', chosen > 0 || whole)
  const said = one('#many-said')
  if (said) said.textContent = `${number(n)} chosen`
  one<HTMLElement>('#many-none')!.hidden = false
  for (const button of all<HTMLButtonElement>('[data-says]', bar)) {
    const says = button.dataset['says'] ?? ''
    const from = one<HTMLSelectElement>('select', button.parentElement!)
    if (says.includes('{to}') && from) {
      button.disabled = from.value === ''
      const to = from.selectedOptions[0]?.textContent?.replace(/^[– ]+/, '').trim() ?? ''
      button.textContent = says.replace('{n}', number(n)).replace('{to}', from.value ? to : '…')
    }
  }
}

function pick(box: HTMLInputElement, on: boolean, extend: boolean) {
  const list = boxes()
  const from = extend && last ? list.indexOf(last) : -1
  const to = list.indexOf(box)
  if (from >= 0) for (const b of list.slice(Math.min(from, to), Math.max(from, to) + 1)) b.checked = on
  else box.checked = on
  last = box
  count()
}

document.addEventListener('click', (e) => {
  const t = e.target as Element
  if (t.matches('#many input[name=id]')) {
    const box = t as HTMLInputElement
    pick(box, box.checked, e.shiftKey)
  } else if (t.matches('#many-none')) {
    for (const b of boxes()) b.checked = false
    const whole = one<HTMLInputElement>('#many [name=all]')
    if (whole) whole.checked = false
    count()
    one<HTMLElement>('.row-head a')?.focus()
  }
})
document.addEventListener('change', (e) => { if ((e.target as Element).closest('#many')) count() })

document.addEventListener('keydown', (e) => {
  const row = (e.target as Element).closest<HTMLElement>('[data-many] .row')
  if (!row || e.ctrlKey || e.metaKey || e.altKey) return
  const box = one<HTMLInputElement>('input[name=id]', row)
  if (!box) return
  if (e.key === ' ' && (e.target as Element).matches('a')) {
    e.preventDefault()
    pick(box, !box.checked, e.shiftKey)
  } else if (e.shiftKey && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) {
    const next = (e.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling) as HTMLElement | null
    const other = next && one<HTMLInputElement>('input[name=id]', next)
    if (!other) return
    e.preventDefault()
    e.stopPropagation()
    box.checked = true
    other.checked = true
    last = other
    one<HTMLElement>('.row-head a', next)?.focus()
    count()
  }
}, true)
count()

// ---- A long deed goes on by itself while its report is open

const more = one<HTMLFormElement>('form[data-go-on]')
if (more) more.requestSubmit()

// ---- Go to anything

let asked = 0
let before: HTMLElement | null = null

export async function goToAnything() {
  let dialog = one<HTMLDialogElement>('#goto')
  if (dialog?.open) return
  before = document.activeElement as HTMLElement | null
  if (!dialog) {
    dialog = document.createElement('dialog')
    dialog.id = 'goto'
    dialog.setAttribute('aria-label', 'Go to anything')
    document.body.append(dialog)
    dialog.addEventListener('close', () => before?.focus())
    dialog.addEventListener('keydown', walk)
    dialog.addEventListener('input', () => { void look() })
    dialog.addEventListener('submit', (e) => {
      e.preventDefault()
      void look().then(() => one<HTMLAnchorElement>('#goto-found a')?.click())
    })
  }
  dialog.showModal()
  await htmx.ajax('GET', '/newsroom/go', { target: '#goto', select: '#goto-in', swap: 'innerHTML' })
  one<HTMLInputElement>('#goto-q')?.focus()
}

async function look() {
  const mine = ++asked
  const query = one<HTMLInputElement>('#goto-q')?.value.trim() ?? ''
  await new Promise((done) => setTimeout(done, 120))
  if (mine !== asked) return
  await htmx.ajax('GET', `/newsroom/go?q=${encodeURIComponent(query)}`, { target: '#goto-found', select: '#goto-found', swap: 'outerHTML' })
}

function walk(e: KeyboardEvent) {
  if (e.key === 'Escape') { // a field of search would only empty itself
    e.preventDefault()
    one<HTMLDialogElement>('#goto')?.close()
    return
  }
  if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return
  e.preventDefault()
  e.stopPropagation()
  const stops = [one<HTMLElement>('#goto-q'), ...all<HTMLElement>('#goto-found a')]
  const at = stops.indexOf(document.activeElement as HTMLElement)
  stops[Math.min(Math.max(at + (e.key === 'ArrowDown' ? 1 : -1), 0), stops.length - 1)]?.focus()
}
