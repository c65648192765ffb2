import type { MessageRange } from './mbox.ts'

// The University of Washington's format: 2048 bytes about the mailbox, then each message with a line of its own before
// it: ` 3-Nov-2026 10:00:00 +0000,1234;000000000000-00000001`, the number being the message's bytes.
const HEAD_BYTES = 2048
const SEPARATOR = /^[ \d]\d-[a-zA-Z]{3}-\d{4}\s\d{2}:\d{2}:\d{2}.*,(\d+);[\da-f]{12}-\w{8}\r?$/
const LONGEST_SEPARATOR = 256

/** Why a file is no mailbox of this format, in SpamAssassin's words. */
export class MbxError extends Error {}

/** The messages of an mbx file. Throws MbxError. */
export function mbxMessages(file: Buffer): MessageRange[] {
  const firstLine = lineAt(file, 0)
  if (firstLine === undefined) throw new MbxError('archive-iterator: error: mailbox not in mbx format - empty!')
  if (!firstLine.text.includes('*mbx*')) throw new MbxError('archive-iterator: error: mailbox not in mbx format!')
  const ranges: MessageRange[] = []
  for (let at = HEAD_BYTES; at < file.length; ) {
    const line = lineAt(file, at)
    const size = SEPARATOR.exec(line?.text ?? '')?.[1]
    if (!line || size === undefined) {
      throw new MbxError('archive-iterator: error: failure to read message body!')
    }
    const end = line.end + Number(size)
    ranges.push({ start: line.end, end: Math.min(end, file.length) })
    at = end
  }
  return ranges
}

function lineAt(file: Buffer, at: number): { readonly text: string; readonly end: number } | undefined {
  if (at >= file.length) return undefined
  const newline = file.indexOf(0x0a, at)
  const end = newline < 0 ? file.length : newline + 1
  const text = file.toString('latin1', at, Math.min(end, at + LONGEST_SEPARATOR)).replace(/\n$/, '')
  return { text, end }
}
