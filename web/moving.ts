// Moving in: a file that is sent in pieces and goes on where it was cut off, and a bar that follows the work on the
// server. Without this file the form sends the whole file at once, and the screen tells how far it is when it is
// looked at again.

const piece = 8 << 20 // bytes

const one = <T extends Element>(selector: string, within: ParentNode) => within.querySelector<T>(selector)

class Refused extends Error {}

interface Begun { url: string, received: number }

async function answered(request: Promise<Response>): Promise<{ status: number, body: Begun & { say?: string } }> {
  const answer = await request
  const body = await answer.json() as Begun & { say?: string }
  if (answer.ok || answer.status === 409 && body.url !== undefined) return { status: answer.status, body }
  if (answer.status === 401) {
    await window.newsroom?.signIn()
    throw new Error('again')
  }
  throw new Refused(body.say ?? 'The server could not take the file.')
}

const wait = (ms: number) => new Promise((done) => { setTimeout(done, ms) })

// insist tries until the server answers; what it refuses is told.
async function insist<T>(ask: () => Promise<T>, waiting: () => void): Promise<T> {
  for (let pause = 500; ; pause = Math.min(pause * 2, 15000)) {
    try {
      return await ask()
    } catch (e) {
      if (e instanceof Refused) throw e
      waiting()
      await wait(pause)
    }
  }
}

const megabytes = (n: number) => n < 1 << 20 ? `${Math.ceil(n / 1024)} KB` : n < 100 << 20 ? `${(n / (1 << 20)).toFixed(1)} MB` : `${Math.floor(n / (1 << 20))} MB`

function sends(form: HTMLFormElement) {
  form.addEventListener('submit', async (e) => {
    const file = one<HTMLInputElement>('input[type=file]', form)?.files?.[0]
    if (!file) return
    e.preventDefault()
    const arriving = one<HTMLElement>('[data-arriving]', form)
    const wrong = one<HTMLElement>('[data-wrong]', form)
    const button = one<HTMLButtonElement>('.deed button', form)
    const far = one<HTMLElement>('[data-far]', form)
    const bar = one<HTMLProgressElement>('progress', form)
    if (!arriving || !wrong || !button || !far || !bar) return
    arriving.hidden = false
    wrong.hidden = true
    button.disabled = true
    const waiting = () => { far.textContent = 'The line is down. It goes on by itself when the line is back; keep this window open.' }
    try {
      // A form that names where its pieces go begins with the first; the other one asks for a place.
      const to = form.dataset.moving
      let at: Begun = to ? { url: '', received: 0 } : (await insist(() => answered(fetch('/newsroom/settings/moving-files', {
        method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ name: file.name, size: file.size, address: one<HTMLInputElement>('[name=address]', form)?.value ?? '' }),
      })), waiting)).body
      const pieces = to || `${at.url}/file`
      for (;;) {
        bar.value = 100 * at.received / file.size
        far.textContent = `${megabytes(at.received)} of ${megabytes(file.size)} are on the server`
        if (at.received >= file.size) break
        const from = at.received
        at = (await insist(() => answered(fetch(`${pieces}?at=${from}&size=${file.size}`, {
          method: 'POST', headers: { 'Content-Type': 'application/octet-stream', Accept: 'application/json' }, body: file.slice(from, from + piece),
        })), waiting)).body
      }
      if (to) location.reload()
      else location.href = at.url
    } catch (e) {
      wrong.textContent = e instanceof Error ? e.message : String(e)
      wrong.hidden = false
      arriving.hidden = true
      button.disabled = false
      wrong.focus()
    }
  })
}

// watches follows the work while somebody looks.
async function watches(box: HTMLElement) {
  const bar = one<HTMLProgressElement>('progress', box)
  const stage = one<HTMLElement>('[data-stage]', box)
  const far = one<HTMLElement>('[data-far]', box)
  const from = box.dataset.moveProgress
  if (!bar || !stage || !far || !from || box.dataset.state === 'paused') return
  while (box.isConnected) {
    await wait(1500)
    if (document.hidden) continue
    const answer = await fetch(from, { headers: { Accept: 'application/json' } }).catch(() => undefined)
    if (!answer?.ok) continue
    const now = await answer.json() as { state: string, done: number, stage: string, far: string }
    if (now.state !== box.dataset.state) {
      location.reload()
      return
    }
    bar.value = now.done
    stage.textContent = now.stage
    far.textContent = now.far
  }
}

export function moving() {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-moving]')) sends(form)
  for (const box of document.querySelectorAll<HTMLElement>('[data-move-progress]')) void watches(box)
}
