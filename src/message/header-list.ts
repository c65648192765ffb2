import { asciiLower, trimAsciiSpace } from '../base/ascii.ts'
import { decodeHeaderValue } from './encoded-words.ts'

/** Beyond this many bytes SpamAssassin stops listing header fields (MAX_HEADER_LENGTH). */
const MAX_LISTED_BYTES = 65_536
/** Charset decoding makes at most three bytes of one, so shorter headers cannot pass the limit. */
const MAX_GROWTH = 3

/** One header field as it stood in the message. What costs time is computed when first asked. */
export class HeaderField {
  /** The name as written; in the message's own header without the blanks before the colon, and at most 256 bytes. */
  readonly name: string
  /** The name in lower case: what look-ups go by. */
  readonly key: string
  /** All after the colon, folded as written, with its last newline, at most 8192 bytes (raw_header). */
  readonly raw: string
  #value: string | undefined

  constructor(name: string, raw: string) {
    this.name = name
    this.key = asciiLower(name)
    this.raw = raw
  }

  /** Unfolded, trimmed, encoded words decoded, bytes made valid UTF-8; without a newline at its end (header). */
  get value(): string {
    this.#value ??= decodeHeaderValue(unfold(this.raw), this.key)
    return this.#value
  }

  /** Unfolded only: `raw` with each line break and the blanks after it made one space (get_header with raw). */
  get unfolded(): string {
    return this.raw.includes('\n') ? this.raw.replace(/\r?\n[ \t\n\r\f\v]+/g, ' ') : this.raw
  }
}

const NO_FIELDS: readonly HeaderField[] = []

interface Listing {
  readonly lines: readonly string[]
  /** Fields had to be left out. */
  readonly truncated: boolean
}

/** The fields of one header, in their order. Names are matched without case. */
export class HeaderList {
  readonly fields: readonly HeaderField[]
  #byKey: Map<string, HeaderField[]> | undefined
  #decoded: Listing | undefined

  constructor(fields: readonly HeaderField[]) {
    this.fields = fields
  }

  /** All fields of that name, first one first. */
  all(name: string): readonly HeaderField[] {
    return this.allOf(asciiLower(name))
  }

  /** As `all`, for a name in lower case. */
  allOf(key: string): readonly HeaderField[] {
    return this.#index().get(key) ?? NO_FIELDS
  }

  /** The last field of that name: the one that counts where only one may stand. */
  last(name: string): HeaderField | undefined {
    return this.all(name).at(-1)
  }

  /** As `has`, for a name in lower case. */
  hasKey(key: string): boolean {
    return this.#index().has(key)
  }

  has(name: string): boolean {
    return this.#index().has(asciiLower(name))
  }

  /** The decoded value of the last field of that name, or an empty string (header in scalar context). */
  value(name: string): string {
    return this.last(name)?.value ?? ''
  }

  /** All fields as `Name: value` lines, decoded or raw, up to the size where SpamAssassin stops (get_all_headers). */
  lines(form: 'decoded' | 'raw'): readonly string[] {
    return this.#list(form).lines
  }

  /** True when the decoded `lines` had to leave fields out. */
  get isTooLong(): boolean {
    const bytes = this.fields.reduce((sum, field) => sum + field.name.length + field.raw.length + 3, 0)
    return bytes * MAX_GROWTH > MAX_LISTED_BYTES && this.#list('decoded').truncated
  }

  #list(form: 'decoded' | 'raw'): Listing {
    // Asked for by several views, and by what looks for the envelope sender
    return form === 'decoded' ? (this.#decoded ??= this.#listed(form)) : this.#listed(form)
  }

  #listed(form: 'decoded' | 'raw'): Listing {
    // Sizes add up name by name in the order of first appearance, not field by field.
    const kept = new Set<HeaderField>()
    let bytes = 0
    let truncated = false
    listing: for (const [key, fields] of this.#index()) {
      // SpamAssassin looks raw fields up by a trimmed name, and so misses those whose own name is not.
      if (form === 'raw' && trimAsciiSpace(key) !== key) continue
      for (const field of fields) {
        bytes += key.length + (form === 'raw' ? field.unfolded.length : field.value.length + 1) + 2
        if (bytes > MAX_LISTED_BYTES) {
          truncated = true
          break listing
        }
        kept.add(field)
      }
    }
    const shown = this.fields.filter((field) => kept.has(field))
    const lines = shown.map((field) => `${field.name}: ${form === 'raw' ? field.unfolded : `${field.value}\n`}`)
    return { lines, truncated }
  }

  #index(): Map<string, HeaderField[]> {
    if (!this.#byKey) {
      this.#byKey = new Map()
      for (const field of this.fields) {
        const same = this.#byKey.get(field.key)
        if (same) same.push(field)
        else this.#byKey.set(field.key, [field])
      }
    }
    return this.#byKey
  }
}

function unfold(raw: string): string {
  // Most fields have no newline but the one at their end.
  const newline = raw.indexOf('\n')
  return trimAsciiSpace(newline < 0 || newline === raw.length - 1 ? raw : raw.replace(/\n[ \t]+/g, ' '))
}
