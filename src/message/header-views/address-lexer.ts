/** 1: read, and there is more; 0: read to the end of the text; -1: not read. */
export type Progress = -1 | 0 | 1

/** There is more to read. */
export const MORE = 1

/** A piece of an address, and how reading it went. */
export interface Piece {
  readonly text: string
  readonly progress: Progress
}

// atext of RFC 5322, and everything beyond ASCII.
const ATEXT = /[^\0- "(),.:;<>@[\\\]\x7f]/
const ATEXT_RUN = /[^\0- "(),.:;<>@[\\\]\x7f]+/y
const ATEXT_OR_DOT_RUN = /[^\0- "(),:;<>@[\\\]\x7f]*/y

const BREAKS = /[\r\n\0]/

/** Reads the tokens of RFC 5322 addresses one after the other, comments and folding between them. */
export class AddressLexer {
  at = 0
  /** The last comment that was skipped, without its backslashes. */
  comment = ''
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The char that comes next, undefined at the end. */
  peek(): string | undefined {
    return this.#text[this.at]
  }

  skipSpace(): Progress {
    for (; this.at < this.#text.length; ) {
      const char = this.#text[this.at]
      if (char === ' ' || char === '\t' || char === '\r' || char === '\n') this.at++
      else if (char !== '(') return MORE
      else if (!this.#skipComment()) return -1
    }
    return 0
  }

  #skipComment(): boolean {
    let content = ''
    let depth = 1
    let from = ++this.at
    for (; this.at < this.#text.length; this.at++) {
      const char = this.#text[this.at]
      if (char === '(') depth++
      else if (char === ')' && --depth === 0) {
        this.comment = content + this.#text.slice(from, this.at++)
        return true
      } else if (char === '\\') {
        content += this.#text.slice(from, this.at)
        from = ++this.at
      } else if (char === '\n') {
        content += this.#text.slice(from, this.#text[this.at - 1] === '\r' && this.at > from ? this.at - 1 : this.at)
        from = this.at + 1
      } else if (char === '\0') {
        break
      }
    }
    this.comment = content
    return false
  }

  /** Words and quoted strings, as people's names and the names of groups are made of. */
  phrase(): Piece {
    if (this.peek() === undefined) return { text: '', progress: 0 }
    if (this.peek() === '.') return { text: '', progress: -1 }
    let text = ''
    for (;;) {
      const word = this.peek() === '"' ? this.quotedString() : this.#run(ATEXT_OR_DOT_RUN)
      text += word.text
      if (word.progress !== MORE) return { text, progress: word.progress }
      const char = this.peek() ?? ''
      if (char !== '"' && char !== '.' && !ATEXT.test(char)) return { text, progress: this.skipSpace() }
      text += ' '
    }
  }

  quotedString(): Piece {
    let text = ''
    let from = ++this.at
    for (; this.at < this.#text.length; this.at++) {
      const char = this.#text[this.at]
      if (char === '"') {
        text += this.#text.slice(from, this.at++)
        return { text, progress: this.skipSpace() }
      }
      if (char === '\\') {
        text += this.#text.slice(from, this.at)
        from = ++this.at
      }
    }
    return { text, progress: -1 }
  }

  /**
   * Atoms with a dot between them, blanks and comments allowed around it. Dots too many are taken along; what may
   * follow a dot at the end is for the caller to say.
   */
  dotAtom(): Piece {
    let text = ''
    for (;;) {
      ATEXT_RUN.lastIndex = this.at
      const atom = ATEXT_RUN.exec(this.#text)?.[0] ?? ''
      if (atom !== '') {
        text += atom
        this.at += atom.length
        const progress = this.skipSpace()
        if (progress !== MORE || this.peek() !== '.') return { text, progress }
      } else if (text === '') {
        return { text, progress: -1 }
      } else if (this.peek() !== '.') {
        return { text, progress: MORE }
      }
      text += '.'
      this.at++
      if (this.skipSpace() !== MORE) return { text, progress: MORE }
    }
  }

  /** Atoms and quoted strings with dots between them. `doubtful`: read, but with dots or line breaks that should not be. */
  localPart(): Piece & { readonly doubtful: boolean } {
    let text = ''
    let doubtful = false
    for (;;) {
      const isQuoted = this.peek() === '"'
      const piece = isQuoted ? this.quotedString() : this.dotAtom()
      text += piece.text
      doubtful ||= isQuoted ? BREAKS.test(piece.text) : piece.text.includes('..')
      const next = this.peek()
      if (piece.progress !== MORE || next === undefined) return { text, progress: piece.progress, doubtful }
      if (isQuoted) {
        if (next !== '.') return { text, progress: MORE, doubtful }
        this.at++
        const progress = this.skipSpace()
        if (progress !== MORE) return { text, progress, doubtful }
        if (this.peek() === '@') return { text, progress, doubtful: true }
      } else if (!piece.text.endsWith('.')) {
        return { text, progress: MORE, doubtful }
      } else if (next === '@') {
        return { text, progress: MORE, doubtful: true }
      } else if (next !== '"') {
        return { text, progress: -1, doubtful }
      }
    }
  }

  /** `@` and the domain behind it, which may be an address in brackets. */
  domain(): Piece {
    this.at++
    if (this.skipSpace() !== MORE) return { text: '', progress: -1 }
    return this.peek() === '[' ? this.#literal() : this.dotAtom()
  }

  #literal(): Piece {
    const start = this.at
    for (this.at++; this.at < this.#text.length; this.at++) {
      const char = this.#text[this.at]
      if (char === '[') break
      if (char === '\\') this.at++
      else if (char === ']') {
        const text = this.#text.slice(start, ++this.at).replace(/\r?\n/g, '')
        return { text, progress: this.skipSpace() }
      }
    }
    return { text: '', progress: -1 }
  }

  /** `@a,@b`: the hosts by which the mail should go, obsolete since RFC 2822. */
  route(): Progress | 'odd dots' {
    let any = false
    for (;;) {
      if (this.peek() === undefined) return 0
      if (this.peek() !== '@') return any ? MORE : -1
      any = true
      const { text, progress } = this.domain()
      if (/\.$|\.\./.test(text)) return 'odd dots'
      if (progress !== MORE) return -1
      while (this.skipSpace() === MORE && this.peek() === ',') this.at++
    }
  }

  #run(expression: RegExp): Piece {
    expression.lastIndex = this.at
    const text = expression.exec(this.#text)?.[0] ?? ''
    this.at += text.length
    return { text, progress: this.at < this.#text.length ? this.skipSpace() : 0 }
  }
}
