import { parseMailDate } from '../message/mail-date.ts'
import type { Message } from '../message/message.ts'

/** Fields that tell a time, by whichever name. */
const TELLING = /^(?:Received:|Resent-Date:|Date:|X-From-Line:|From[ \t\n\r\f\v])/i
// A line begins behind a newline only: `^` would also take a carriage return for the end of a line.
const RECEIVED = /(?<![^\n])Received:([^\n]*)/gi
const LOCAL =
  /qmail \d+ invoked by uid \d+|\bfrom (?:localhost[ \t\n\r\f\v]|(?:[^ \t\n\r\f\v]+ ){1,2}[^ \t\n\r\f\v]*\b127\.0\.0\.1\b)/
const FETCHMAIL = /\bby localhost with \w+ \(fetchmail-[\d.]+/
const MBOX_LINE = /(?<![^\n])(?:From|X-From-Line:)[ \t\n\r\f\v]+([^\n]+)/i
const RESENT_DATE = /(?<![^\n])Resent-Date:[ \t\n\r\f\v]*([^\n]+)/i
const DATE = /(?<![^\n])Date:[ \t\n\r\f\v]*([^\n]+)/i

/**
 * When a message was received, in seconds since 1970, as far as its header tells (Util::receive_date): by the latest
 * server that did not just fetch it, or by what else has a date. Undefined when nothing has.
 */
export function receiveTime(message: Message): number | undefined {
  // What else has lines of its own within its value may look like one of them.
  const lines = message.headers
    .lines('decoded')
    .filter((line) => TELLING.test(line) || line.indexOf('\n') < line.length - 1)
  const header = ((message.mboxSeparator ?? '') + lines.join('')).replace(/\n[ \t]+/g, ' ')
  const received = Array.from(header.matchAll(RECEIVED), (match) => match[1] ?? '')
  const local: string[] = []
  const isFetched = (): boolean => FETCHMAIL.test(received[0] ?? '')
  if (LOCAL.test(received[0] ?? '')) local.push(...received.splice(0, 1))
  if (isFetched()) local.push(...received.splice(0, 1))
  else received.unshift(...local.splice(0, 1))
  const found = (expression: RegExp): string[] => {
    const date = expression.exec(header)?.[1]
    return date === undefined ? [] : [date]
  }
  return (
    firstDate(received.splice(0, 1)) ??
    firstDate(local) ??
    firstDate(found(MBOX_LINE)) ??
    firstDate(received) ??
    firstDate(found(RESENT_DATE)) ??
    firstDate(found(DATE))
  )
}

function firstDate(texts: readonly string[]): number | undefined {
  for (const text of texts) {
    const time = parseMailDate(text)
    if (time) return time
  }
  return undefined
}
