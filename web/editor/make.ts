// Small ways to make and find elements.

type Props = Record<string, string | boolean | ((e: Event) => void)>

// make is an element with attributes, listeners (a property that begins with "on") and children.
export function make<K extends keyof HTMLElementTagNameMap>(name: K, props: Props = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(props)) {
    if (typeof value == "function") element.addEventListener(key.slice(2), value)
    else if (typeof value == "boolean") element.toggleAttribute(key, value)
    else element.setAttribute(key, value)
  }
  element.append(...children)
  return element
}

// labelled is a field with its label in front.
export function labelled(label: string, field: HTMLElement, ...more: (Node | string)[]): HTMLLabelElement {
  return make("label", { class: "part-field" }, make("span", {}, label), field, ...more)
}

// byId is an element that the server's page must hold.
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page holds no #${id}`)
  return found
}

// say writes a line that screen readers speak.
let speaker: HTMLElement | undefined
export function say(text: string): void {
  if (!speaker) {
    speaker = make("p", { class: "hush", role: "status" })
    document.body.append(speaker)
  }
  speaker.textContent = text
}
