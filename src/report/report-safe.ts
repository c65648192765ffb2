import { asciiLower } from '../base/ascii.ts'
import type { Message } from '../message/message.ts'
import { addedHeaders } from './added-headers.ts'
import { withLineEndings } from './line-endings.ts'
import { pristineHeader } from './pristine-header.ts'
import type { ReportFacts, ReportInput } from './report-input.ts'
import { renderReport } from './report-template.ts'
import { lastValue, markedValues } from './rewrite-header.ts'
import { rfc822Date } from './rfc822-date.ts'
import { reportSettings } from './settings.ts'
import { tagReplacer } from './tags.ts'

/** How the part with the original is described; removing markup knows it by this. */
export const ORIGINAL_DESCRIPTION = 'original message before SpamAssassin'
const PLAIN_TEXT = /text\/plain/i
/** Copied into the new header in any case. */
const ALWAYS_COPIED = ['from', 'to', 'cc', 'subject', 'date', 'message-id']

/** A new message with a report, and the original untouched as its attachment (rewrite_report_safe). */
export function wrapInReport(input: ReportInput): string {
  const { message, conf, facts } = input
  const settings = conf.of(reportSettings)
  const replaceTags = tagReplacer(input)
  const header = wrappingHeader(input, replaceTags)
  const boundary = uniqueBoundary(message.pristine, facts)
  // Without a word on plain text it may be dangerous to open: it is attached, and the reader warned.
  const contentType = message.headers.value('Content-Type')
  const isPlain = contentType === '' || PLAIN_TEXT.test(contentType)
  const report = renderReport(input, replaceTags) + (isPlain ? '' : replaceTags(settings.unsafe_report))
  // The blank lines at the end are for mbox files, in which messages follow each other.
  const start = `${header}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="${boundary}"

This is a multi-part message in MIME format.

--${boundary}
Content-Type: text/plain; charset=${settings.report_charset || 'UTF-8'}
Content-Disposition: inline
Content-Transfer-Encoding: 8bit

${report}

--${boundary}
Content-Type: ${settings.report_safe > 1 ? 'text/plain' : 'message/rfc822'}; x-spam-type=original
Content-Description: ${ORIGINAL_DESCRIPTION}
Content-Disposition: ${isPlain ? 'inline' : 'attachment'}
Content-Transfer-Encoding: 8bit

`
  const end = `\n--${boundary}--\n\n`
  return withLineEndings(start, message.lineEnding) + message.pristine + withLineEndings(end, message.lineEnding)
}

/** The header of the new message, up to its MIME fields. */
function wrappingHeader(input: ReportInput, replaceTags: (template: string) => string): string {
  const { message, facts } = input
  const marked = markedValues(input, replaceTags)
  const copies = copiedHeaders(message, input.conf.of(reportSettings).report_safe_copy_headers)
  return [
    `Received: from localhost by ${facts.hostname}\n`,
    `\twith SpamAssassin (version ${facts.version});\n`,
    `\t${rfc822Date(facts.now)}\n`,
    copies.onTop,
    field('From', marked.From),
    field('To', marked.To),
    field('Cc', lastValue(message, 'Cc')),
    field('Subject', marked.Subject),
    field('Date', lastValue(message, 'Date')),
    field('Message-Id', lastValue(message, 'Message-Id')),
    addedHeaders(input, replaceTags),
    copies.below,
  ].join('')
}

function field(name: string, value: string | undefined): string {
  return value === undefined ? '' : `${name}: ${value}`
}

/** What report_safe_copy_headers asks for: Received fields go on top, others below. */
function copiedHeaders(message: Message, names: readonly string[]): { onTop: string; below: string } {
  const done = new Set(ALWAYS_COPIED)
  let onTop = ''
  let below = ''
  for (const name of names) {
    const key = asciiLower(name)
    if (done.has(key)) continue
    done.add(key)
    const fields = pristineHeader(message, name)
      .map((value) => field(name, value))
      .join('')
    if (key === 'received') onTop = fields
    else below += fields
  }
  return { onTop, below }
}

/** A MIME boundary that no line of the original is. */
function uniqueBoundary(original: string, facts: ReportFacts): string {
  const seconds = Math.floor(facts.now.getTime() / 1000)
  let boundary = `----------=_${hex8(seconds)}.${hex8(facts.random32())}`
  while (hasBoundaryLine(original, boundary)) boundary += `/${hex8(facts.random32())}`
  return boundary
}

function hex8(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, '0')
}

function hasBoundaryLine(text: string, boundary: string): boolean {
  for (let at = text.indexOf(boundary); at >= 0; at = text.indexOf(boundary, at + 1)) {
    if (at > 0 && text[at - 1] !== '\n') continue
    const end = text.startsWith('--', at + boundary.length) ? at + boundary.length + 2 : at + boundary.length
    const next = text[end]
    if (next === undefined || next === '\n') return true
  }
  return false
}
