import { asciiLower } from '../../base/ascii.ts'

/**
 * Values filed under file-glob patterns (`*` any text, `?` any one char) such as welcome lists hold, looked up by
 * address. Lists have hundreds of entries and nearly all are whole addresses or `*@host` and `*.host`, so those are
 * found by hash; only other patterns are tried one by one.
 */
export class GlobIndex<T> {
  readonly #exact = new Map<string, T>()
  readonly #byEnding = new Map<string, T>()
  readonly #others: (readonly [glob: string, value: T])[] = []

  constructor(entries: Iterable<readonly [glob: string, value: T]>) {
    for (const [given, value] of entries) {
      const glob = asciiLower(given)
      const pattern = glob.replace(/[\0\\(]/g, '_') // as SpamAssassin writes them into its expression
      this.#exact.set(glob, value)
      const ending = pattern.replace(/^\*+/, '')
      const wild = ending !== pattern
      if (/[*?]/.test(ending) || (wild && !/^[@.]/.test(ending))) this.#others.push([pattern, value])
      else if (wild) this.#byEnding.set(ending, value)
      else if (pattern !== glob) this.#others.push([pattern, value])
    }
  }

  /** True when the address is filed as it stands, or any pattern matches it. */
  has(address: string): boolean {
    for (const _ of this.matches(address)) return true
    return false
  }

  /** The values of all patterns that match. */
  *matches(address: string): Generator<T> {
    const text = asciiLower(address)
    const exact = this.#exact.get(text)
    if (exact !== undefined) yield exact
    if (this.#byEnding.size > 0) {
      for (let at = 0; at < text.length; at++) {
        const char = text[at]
        if (char !== '@' && char !== '.') continue
        const value = this.#byEnding.get(text.slice(at))
        if (value !== undefined) yield value
      }
    }
    for (const [glob, value] of this.#others) if (globMatches(glob, text)) yield value
  }
}

/** Whether the whole text fits the glob; time grows with the product of both lengths at most. */
export function globMatches(glob: string, text: string): boolean {
  let g = 0
  let t = 0
  let star = -1
  let starText = 0
  while (t < text.length) {
    if (glob[g] === '*') {
      star = g++
      starText = t
    } else if (g < glob.length && (glob[g] === '?' || glob[g] === text[t])) {
      g++
      t++
    } else if (star >= 0) {
      g = star + 1
      t = ++starText
    } else {
      return false
    }
  }
  while (glob[g] === '*') g++
  return g === glob.length
}
