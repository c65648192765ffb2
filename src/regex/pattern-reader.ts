import type { Charset } from './charset.ts'
import { RegexError } from './regex-error.ts'
import type { Node } from './tree.ts'

/** The modifiers in force at a place of the pattern. */
export interface Flags {
  readonly i: boolean
  readonly m: boolean
  readonly s: boolean
  readonly n: boolean
  /** 0 off, 1 `/x`, 2 `/xx`. */
  readonly x: 0 | 1 | 2
  readonly charset: Charset
}

/** What a first reading of the pattern found out that a second one must know from the start. */
export interface Foreknowledge {
  /** Tells `\12` the back-reference from `\12` the octal escape. */
  readonly groupCount: number
  /** Something (`\p{}`, `\x{100}`, `\N{}`) puts the whole pattern under Unicode rules where `d` was in force. */
  readonly unicodeRules: boolean
}

/** Where a reference stands, to be checked when all groups are known. */
export interface PendingReference {
  readonly name: string | undefined
  readonly group: number
  readonly here: number
  readonly groups: number[]
  /** The groups that had been read to their end where the reference stands; undefined when that does not matter. */
  readonly closed: ReadonlySet<number> | undefined
}

/** The pattern being read: a cursor, the modifiers in force, and the groups met so far. */
export class PatternReader {
  readonly text: string
  readonly known: Foreknowledge
  pos = 0
  flags: Flags = { i: false, m: false, s: false, n: false, x: 0, charset: 'aa' }
  /** Number of the next capture group. */
  nextGroup = 1
  groupCount = 0
  /** Groups whose end has been read. */
  closedGroups: ReadonlySet<number> = new Set()
  readonly names = new Map<string, number[]>()
  readonly pending: PendingReference[] = []
  /** Numbered groups that conditions ask for; unlike references they need not exist. */
  readonly conditions: Pick<PendingReference, 'group' | 'here' | 'closed'>[] = []
  needsUnicodeRules = false
  /** True when the number of groups decided what an escape is. */
  askedGroupCount = false
  /** Depth of look-arounds, in which `\K` is not allowed. */
  lookDepth = 0
  /** The same for look-behinds alone. */
  behindDepth = 0
  depth = 0
  /** The alternatives read last. */
  lastBranches: readonly Node[] = []
  /** What to do between the alternatives of each group being read: a branch reset counts its groups anew. */
  readonly onBranch: ((() => void) | undefined)[] = []
  /** Reads alternatives up to a `)` or the end; set by the parser, so that groups can be read in a file of their own. */
  readAlternatives: (reader: PatternReader) => Node

  constructor(text: string, known: Foreknowledge, readAlternatives: (reader: PatternReader) => Node) {
    this.text = text
    this.known = known
    this.readAlternatives = readAlternatives
  }

  /** The character at the cursor, or some places after it; empty at the end. */
  peek(ahead = 0): string {
    return this.text.charAt(this.pos + ahead)
  }

  startsWith(prefix: string): boolean {
    return this.text.startsWith(prefix, this.pos)
  }

  /** Steps over the prefix if it is there. */
  accept(prefix: string): boolean {
    if (!this.startsWith(prefix)) return false
    this.pos += prefix.length
    return true
  }

  get atEnd(): boolean {
    return this.pos >= this.text.length
  }

  /** What a sticky expression matches at the cursor, which moves behind it. */
  take(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.pos
    const found = sticky.exec(this.text)?.[0]
    if (found !== undefined) this.pos += found.length
    return found
  }

  /** `d` turns into `u` when something in the pattern asks for Unicode rules. */
  dependsCharset(): Charset {
    return this.known.unicodeRules ? 'u' : 'd'
  }

  /** An error in Perl's words, with its mark. */
  error(message: string, here = this.pos): RegexError {
    const at = Math.min(here, this.text.length)
    const marked = `${this.text.slice(0, at)} <-- HERE ${this.text.slice(at)}`
    return new RegexError(`${message} in regex; marked by <-- HERE in m/${marked}/`, 'syntax', at)
  }

  /** An error that Perl gives without a mark. */
  plainError(message: string): RegexError {
    return new RegexError(`${message} in regex m/${this.text}/`, 'syntax', this.pos)
  }

  /** Legal Perl, but not for us. */
  unsupported(what: string, here = this.pos): RegexError {
    return new RegexError(`${what} is not supported in regex m/${this.text}/`, 'unsupported', here)
  }

  /** Steps over comments, and over white space and `#` comments under /x. */
  skipIgnored(): void {
    if (this.flags.x === 0 && this.peek() !== '(') return
    for (;;) {
      if (this.startsWith('(?#')) {
        const end = this.text.indexOf(')', this.pos)
        if (end < 0) throw new RegexError(`Sequence (?#... not terminated in regex m/${this.text}/`, 'syntax', this.pos)
        this.pos = end + 1
      } else if (this.flags.x > 0 && /[\t-\r \x85]/.test(this.peek())) {
        this.pos++
      } else if (this.flags.x > 0 && this.peek() === '#') {
        const end = this.text.indexOf('\n', this.pos)
        this.pos = end < 0 ? this.text.length : end + 1
      } else {
        return
      }
    }
  }
}
