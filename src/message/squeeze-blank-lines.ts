import { isAsciiSpace } from '../base/ascii.ts'
import { lineEnd } from './parse-header.ts'

/** So many blank lines in a row stay. */
const MAX_BLANK_LINES = 20

/** A body without the blank lines beyond twenty in a row: the first one and the last nineteen stay (Message::new). */
export function squeezeBlankLines(body: string): string {
  if (!mayHoldTooMany(body)) return body
  const kept: string[] = []
  let copied = 0
  let run: number[] = [] // where the blank lines of the present run begin
  for (let at = 0; at < body.length; ) {
    const end = lineEnd(body, at)
    if (isBlank(body, at, end)) {
      run.push(at)
    } else if (run.length > 0) {
      copied = dropMiddle(body, run, at, copied, kept)
      run = []
    }
    at = end
  }
  copied = dropMiddle(body, run, body.length, copied, kept)
  if (copied === 0) return body
  kept.push(body.slice(copied))
  return kept.join('')
}

/** Whether white space with so many newlines in it stands anywhere, looked for in steps that no such stretch can hide between. */
function mayHoldTooMany(body: string): boolean {
  for (let at = MAX_BLANK_LINES - 1; at < body.length; at += MAX_BLANK_LINES) {
    if (!isAsciiSpace(body.charCodeAt(at))) continue
    let start = at
    while (start > 0 && isAsciiSpace(body.charCodeAt(start - 1))) start--
    let newlines = 0
    let end = start
    for (; end < body.length && isAsciiSpace(body.charCodeAt(end)); end++) if (body.charCodeAt(end) === 10) newlines++
    if (newlines >= MAX_BLANK_LINES) return true
    while (at + MAX_BLANK_LINES < end) at += MAX_BLANK_LINES
  }
  return false
}

/** Leaves out what a run of blank lines has too many; returns up to where the body has been copied. */
function dropMiddle(body: string, run: readonly number[], after: number, copied: number, kept: string[]): number {
  // A run at the very top is counted from its second line.
  const skip = run[0] === 0 ? 2 : 1
  const surplus = run.length - (skip - 1) - MAX_BLANK_LINES
  if (surplus <= 0) return copied
  kept.push(body.slice(copied, run[skip]))
  return run[skip + surplus] ?? after
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isAsciiSpace(text.charCodeAt(i))) return false
  return true
}
