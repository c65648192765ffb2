/** What a mailbox's messages are, as ranges of its bytes. */
export interface MessageRange {
  readonly start: number
  readonly end: number
}

// The separator as SpamAssassin knows it when the configuration names none (mbox_format_from_regex): an address, and
// a date of ctime's kind.
const SEPARATOR = /^From \S+ {1,2}(?:\S{3} \S{3} .?\d .?\d:\d\d:\d\d \d{4}|.?\d-\d\d-\d{4}_\d\d:\d\d:\d\d_)/

/** Whether a line that begins with `From ` separates messages. */
export type IsSeparator = (line: string) => boolean

/** SpamAssassin's own idea of a separator. */
export const isUsualSeparator: IsSeparator = (line) => SEPARATOR.test(line)

/** The messages of an mbox file, each with its `From ` line; what stands before the first is none (ArchiveIterator). */
export function mboxMessages(file: Buffer, isSeparator: IsSeparator = isUsualSeparator): MessageRange[] {
  const starts: number[] = []
  for (let at = 0; at < file.length; ) {
    const newline = file.indexOf(0x0a, at)
    const end = newline < 0 ? file.length : newline + 1
    if (startsWithFrom(file, at) && isSeparator(file.toString('latin1', at, end))) starts.push(at)
    at = end
  }
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? file.length }))
}

function startsWithFrom(file: Buffer, at: number): boolean {
  return (
    file[at] === 0x46 &&
    file[at + 1] === 0x72 &&
    file[at + 2] === 0x6f &&
    file[at + 3] === 0x6d &&
    file[at + 4] === 0x20
  )
}
