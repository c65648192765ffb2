import { isAsciiSpace } from '../../base/ascii.ts'

const TOKEN = /[^ \t\n\r\f\v\x00-\x1f\x80-\xff()<>@,;:/[\]?="]/
const ATOM = /[a-zA-Z0-9@!#$%&\\'*+\-/=?^_`{|}~]/
const QUOTED = /"((?:[^"\\]|\\[^\n])*)"?/y
const PARENTHESIS = /[()]/g

/** Thrown where a field does not have the form it should; whoever reads one catches it. */
export class FieldError extends Error {
  readonly code = 'AUTHENTICATION_RESULTS'
}

/** Reads an Authentication-Results field from the left. What is no comment and fits no rule throws FieldError. */
export class FieldReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length
  }

  /** The match of a sticky expression here, or undefined. */
  take(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at
    const found = expression.exec(this.#text)
    if (!found) return undefined
    this.#at += found[0].length
    return found[0]
  }

  need(expression: RegExp, what: string): string {
    const found = this.take(expression)
    if (found === undefined) throw new FieldError(`${what} is missing`)
    return found
  }

  /** Steps over this text and white space up to a semicolon, when both stand here. */
  takeListed(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false
    let end = this.#at + text.length
    while (isAsciiSpace(this.#text.charCodeAt(end))) end++
    if (this.#text[end] !== ';') return false
    this.#at = end + 1
    return true
  }

  /** Steps over white space and one comment, and white space behind it. */
  skipComment(): void {
    this.#skipSpace()
    if (this.#text[this.#at] !== '(') return
    let depth = 1
    PARENTHESIS.lastIndex = this.#at + 1
    while (depth > 0) {
      const found = PARENTHESIS.exec(this.#text)
      if (!found) throw new FieldError('a comment does not end')
      depth += found[0] === '(' ? 1 : -1
    }
    this.#at = PARENTHESIS.lastIndex
    this.#skipSpace()
  }

  #skipSpace(): void {
    while (isAsciiSpace(this.#text.charCodeAt(this.#at))) this.#at++
  }

  /** A quoted text here, or else the next token, wherever it begins: SpamAssassin looks for it so. */
  quotedOrToken(): string {
    const quoted = this.#quoted()
    if (quoted !== undefined) return quoted
    const start = this.#find((char) => TOKEN.test(char))
    return this.#slice(
      start,
      this.#runEnd(start, (char) => TOKEN.test(char)),
    )
  }

  /**
   * A quoted text here, or else the next run of atoms between dots, or token, before white space, a semicolon or the
   * end, wherever it begins.
   */
  propertyValue(): string {
    const quoted = this.#quoted()
    if (quoted !== undefined) return quoted
    let atoms = { end: -1, valid: -1 }
    let token = { end: -1, valid: -1 }
    for (let at = this.#at; at < this.#text.length; at++) {
      if (at >= atoms.end) atoms = this.#atomsFrom(at)
      if (at >= atoms.valid && at < atoms.end && this.#text[at] !== '.') return this.#slice(at, atoms.end)
      if (at >= token.end) token = this.#tokenFrom(at)
      if (at >= token.valid && at < token.end) return this.#slice(at, token.end)
    }
    throw new FieldError('a value is missing')
  }

  /** The run of atoms and dots here, and from where on none of its rests has two dots together; never, when it ends badly. */
  #atomsFrom(start: number): { end: number; valid: number } {
    const end = this.#runEnd(start, (char) => char === '.' || ATOM.test(char))
    if (end === start) return { end: start + 1, valid: start + 1 }
    if (!this.#endsValue(end) || this.#text[end - 1] === '.') return { end, valid: end }
    const dots = this.#text.lastIndexOf('..', end - 1)
    return { end, valid: dots < start ? start : dots + 1 }
  }

  #tokenFrom(start: number): { end: number; valid: number } {
    const end = this.#runEnd(start, (char) => TOKEN.test(char))
    if (end === start) return { end: start + 1, valid: start + 1 }
    return { end, valid: this.#endsValue(end) ? start : end }
  }

  #endsValue(at: number): boolean {
    return at === this.#text.length || this.#text[at] === ';' || isAsciiSpace(this.#text.charCodeAt(at))
  }

  #quoted(): string | undefined {
    QUOTED.lastIndex = this.#at
    const found = QUOTED.exec(this.#text)
    if (!found) return undefined
    this.#at += found[0].length
    return found[1]
  }

  #find(fits: (char: string) => boolean): number {
    for (let at = this.#at; at < this.#text.length; at++) if (fits(this.#text[at] ?? '')) return at
    throw new FieldError('a token is missing')
  }

  #runEnd(start: number, fits: (char: string) => boolean): number {
    let end = start
    while (end < this.#text.length && fits(this.#text[end] ?? '')) end++
    return end
  }

  #slice(start: number, end: number): string {
    this.#at = end
    return this.#text.slice(start, end)
  }
}

/** A token: the name of an authentication server. */
export const SERVER = new RegExp(`${TOKEN.source}+`, 'y')
