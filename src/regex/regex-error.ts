/** What went wrong: refused as Perl refuses it, legal Perl that cannot be matched exactly, or a match that took too many steps. */
export type RegexErrorCode = 'syntax' | 'unsupported' | 'budget'

/** A regular expression that is not accepted, or whose matching was given up. */
export class RegexError extends Error {
  override readonly name = 'RegexError'
  readonly code: RegexErrorCode
  /** Position in the pattern; 0 where none is known. */
  readonly offset: number

  constructor(message: string, code: RegexErrorCode = 'syntax', offset = 0) {
    super(message)
    this.code = code
    this.offset = offset
  }
}
