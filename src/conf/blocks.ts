/** An `if` or `ifplugin` that is open. */
interface OpenBlock {
  readonly keyword: string
  readonly line: number
  /** Whether the lines around it are passed over. */
  readonly skipping: boolean
}

/**
 * Which lines count, between `if`, `else` and `endif`. Methods return SpamAssassin's complaint, or undefined.
 * As there, a second `else` turns the block again, and `require_version` holds to the end of the file or block.
 */
export class Blocks {
  #open: OpenBlock[] = []
  #skipping = false

  /** Whether lines are passed over at this point. */
  get skipping(): boolean {
    return this.#skipping
  }

  open(keyword: string, line: number, holds: boolean): void {
    this.#open.push({ keyword, line, skipping: this.#skipping })
    if (!holds) this.#skipping = true
  }

  turn(): string | undefined {
    if (this.#open.length === 0) return "config: 'else' missing starting if"
    this.#skipping = this.#open.some((block) => block.skipping) || !this.#skipping
    return undefined
  }

  close(): string | undefined {
    const block = this.#open.pop()
    if (!block) return "config: missing starting 'if' for 'endif'"
    this.#skipping = block.skipping
    return undefined
  }

  /** Passes over the rest (`require_version` of another version). */
  skipRest(): void {
    this.#skipping = true
  }

  /** Ends the file: nothing stays open. Returns what was. */
  endFile(): readonly { readonly keyword: string; readonly line: number }[] {
    const unclosed = this.#open
    this.#open = []
    this.#skipping = false
    return unclosed
  }
}
