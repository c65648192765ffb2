import type { Message } from '../message/message.ts'
import { addedHeaders } from './added-headers.ts'
import { withLineEndings } from './line-endings.ts'
import type { ReportInput } from './report-input.ts'
import { wrapInReport } from './report-safe.ts'
import { markHeaderLines } from './rewrite-header.ts'
import { reportSettings } from './settings.ts'
import { tagReplacer } from './tags.ts'

const OUR_HEADER = /^X-Spam-(?!Prev-)/i
const OUR_HEADER_OR_CONTINUATION = /^(?:X-Spam-(?!Prev-)|[ \t])/i
const RETURN_PATH = /^Return-Path:/i
const CONTINUATION = /^[ \t]/
const BLANK_LINE = /^[ \t\n\r\f\v]*$/

/** The message with its verdict written into it, as latin1 bytes (rewrite_mail). */
export function rewriteMessage(input: ReportInput): string {
  const { message, verdict } = input
  const wrapped = verdict.isSpam && input.conf.of(reportSettings).report_safe > 0
  return (message.mboxSeparator ?? '') + (wrapped ? wrapInReport(input) : rewriteHeaders(input))
}

/** The message with `X-Spam-` headers in front and its body untouched (rewrite_no_report_safe). */
function rewriteHeaders(input: ReportInput): string {
  const { message } = input
  const replaceTags = tagReplacer(input)
  const lines = withoutOurHeaders(message)
  const separator = BLANK_LINE.test(lines.at(-1) ?? 'none') ? (lines.pop() ?? '') : ''
  const marked = markHeaderLines(lines, input, replaceTags)
  // A Return-Path on top stays on top: mail programs look for it there.
  let returnPathLines = 0
  if (RETURN_PATH.test(marked[0] ?? '')) {
    returnPathLines = 1
    while (CONTINUATION.test(marked[returnPathLines] ?? '')) returnPathLines++
  }
  const header =
    marked.slice(0, returnPathLines).join('') +
    addedHeaders(input, replaceTags) +
    marked.slice(returnPathLines).join('') +
    separator
  return withLineEndings(header, message.lineEnding) + message.pristineBody
}

/** The lines of the header without `X-Spam-` fields, except those that keep what was rewritten. */
function withoutOurHeaders(message: Message): string[] {
  const kept: string[] = []
  let isDropping = false
  for (const line of message.pristineHeaders.split(/(?<=\n)/)) {
    isDropping = (isDropping ? OUR_HEADER_OR_CONTINUATION : OUR_HEADER).test(line)
    if (!isDropping && line !== '') kept.push(line)
  }
  return kept
}
