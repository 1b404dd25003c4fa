// The kinds of attribute values that internal/prose/schema.json names, held to the same rules as internal/prose/check.go.

export interface AttrType {
  kind: string
  default?: unknown // absent: the attribute must be given
  empty?: boolean // "" (or null, for a record) is allowed as well
  values?: string[]
  min?: number
  max?: number
  of?: AttrType
  fields?: Record<string, AttrType>
}

const idForm = /^[0-9a-v]{26}$/
const langForm = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/
const dateForm =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))?$/

// The forms of addresses, as in internal/prose/address.go.
const webForm =
  /^https?:\/\/([0-9A-Za-z_\-\u0080-\uFFFF]+(?:\.[0-9A-Za-z_\-\u0080-\uFFFF]+)*)\.?(?::([0-9]{1,5}))?(?:[/?#][^\0-\x20\x7F\\]*)?$/i
const mailForm = /^mailto:[^\0-\x20\x7F\\<>"]+$/i
const telForm = /^tel:[+0-9A-Za-z().;=,*#%_~\-]+$/i
const pathForm = /^\/(?:[^/\0-\x20\x7F\\][^\0-\x20\x7F\\]*)?$/
const numeric = /(?:^|\.)(?:[0-9]+|0[Xx][0-9A-Fa-f]*)$/
const ipv4Form = /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\.|$)){4}$/

export function isWeb(s: string): boolean {
  const m = webForm.exec(s)
  if (!m) return false
  const host = m[1] ?? ""
  return Number(m[2] ?? 0) <= 65535 && (!numeric.test(host) || ipv4Form.test(host))
}

export function isHref(s: string): boolean {
  return pathForm.test(s) || isWeb(s) || mailForm.test(s) || telForm.test(s)
}

// forbidden names the first code point in s that pages may not carry, such as "U+0007"; "" when all may.
export function forbidden(s: string): string {
  for (let i = 0; i < s.length; i++) {
    let c = s.charCodeAt(i)
    if (c >= 0xd800 && c <= 0xdbff) {
      const low = i + 1 < s.length ? s.charCodeAt(i + 1) : 0
      if (low >= 0xdc00 && low <= 0xdfff) {
        c = (c - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000
        i++
      }
    }
    if (
      (c < 0x20 && c != 9 && c != 10) ||
      (c >= 0x7f && c <= 0x9f) ||
      (c >= 0xd800 && c <= 0xdfff) ||
      (c >= 0xfdd0 && c <= 0xfdef) ||
      (c & 0xfffe) == 0xfffe
    )
      return "U+" + ("000" + c.toString(16).toUpperCase()).replace(/^0+(?=.{4})/, "")
  }
  return ""
}

function isRecord(v: unknown): v is Record<string, unknown> {
  return typeof v == "object" && v != null && !Array.isArray(v)
}

// AttrError is thrown for a value that an attribute cannot have.
export class AttrError extends RangeError {}

// problem says what keeps v from being a value of the attribute; "" when nothing does.
export function problem(name: string, a: AttrType, v: unknown): string {
  switch (a.kind) {
    case "boolean":
      return typeof v == "boolean" ? "" : `"${name}" must be true or false`
    case "integer": {
      const min = a.min ?? 0
      const max = a.max ?? 0
      return Number.isInteger(v) && (v as number) >= min && (v as number) <= max
        ? ""
        : `"${name}" must be a whole number from ${min} to ${max}`
    }
    case "list": {
      if (!Array.isArray(v)) return `"${name}" must be a list`
      for (const e of v) {
        const p = a.of ? problem(name, a.of, e) : ""
        if (p) return p
      }
      return ""
    }
    case "record": {
      if (v === null && a.empty) return ""
      if (!isRecord(v)) return `"${name}" must be a record`
      const fields = a.fields ?? {}
      const known = Object.keys(fields)
      for (const key of Object.keys(v)) if (!known.includes(key)) return `"${key}" is not known here`
      for (const [key, field] of Object.entries(fields)) {
        const p = v[key] === undefined ? `"${key}" is missing` : problem(key, field, v[key])
        if (p) return p
      }
      return ""
    }
  }
  if (typeof v != "string") return `"${name}" must be a text`
  if (v == "" && a.empty) return ""
  const bad = forbidden(v)
  if (bad) return `"${name}" holds the code point ${bad}, which pages may not carry`
  const fits =
    a.kind == "choice" ? (a.values ?? []).includes(v)
    : a.kind == "id" ? idForm.test(v)
    : a.kind == "lang" ? langForm.test(v)
    : a.kind == "date" ? dateForm.test(v)
    : a.kind == "href" ? isHref(v)
    : a.kind == "url" ? isWeb(v)
    : true
  return fits ? "" : `"${name}" cannot be "${v}"`
}
