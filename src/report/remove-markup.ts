import type { Conf } from '../conf/conf.ts'
import type { Message } from '../message/message.ts'
import { type RewritableHeader, reportSettings } from './settings.ts'
import { unwrapReport } from './unwrap-report.ts'

/** SpamAssassin keeps at most a handful of rewritten headers; the limit is there for mail made to be slow. */
const MAX_RESTORED = 200
const OUR_HEADER = /^X-Spam-(?!Prev)[^\n]/
const CONTINUATION = /^[ \t]+(?=[^ \t\n\r\f\v])/
const OLD_REPORT = /^\n?SPAM: ----[^\n]+\n(?:SPAM:[^\n]*\n)*SPAM: ----[^\n]+\n\n/
const SUBJECT_WAS_MISSING = /^X-Spam-Prev-Subject:[ \t\n\r\f\v]*\(nonexistent\)$/m
const SUBJECT_SAYS_SO = /^Subject:[^\n]*\(nonexistent\)/m
const MISSING_NOTE = /(?<![^\n])X-Spam-Prev-Subject:[ \t\n\r\f\v]*\(nonexistent\)\n/
const KEPT_HEADER = /^X-Spam-Prev-(([^:]+:)[^\n]*\n(?:[ \t\n\r\f\v]+[^ \t\n\r\f\v][^\n]*\n)*)/m
const SCORE_TAGS = /_(?:HITS|SCORE|REQD)_/g
const REGEX_SPECIAL = /[\\^$.*+?()[\]{}|/]/g

/**
 * The message as it was before a report or headers were added (remove_spamassassin_markup): the original out of a
 * report, or the message without `X-Spam-` headers and with the headers back that were rewritten.
 */
export function removeMarkup(message: Message, conf: Conf): string {
  const mbox = message.mboxSeparator ?? ''
  const original = unwrapReport(message)
  if (original !== undefined) return mbox + original
  const plainHeaders = message.pristineHeaders.replaceAll('\r\n', '\n')
  const unmarked = withoutOldMarks(unfoldOurHeaders(plainHeaders), conf)
  const headers = withoutOurHeaders(restoreKeptHeaders(forgetMadeSubject(unmarked)))
  const body = withoutOldReport(message.pristineBody.replaceAll('\r\n', '\n'))
  return mbox + (headers + body).replaceAll('\n', message.lineEnding)
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.split(/(?<=\n)/))

function unfoldOurHeaders(headers: string): string {
  const pieces: string[] = []
  let isOurs = false
  for (const line of linesOf(headers)) {
    const last = pieces.at(-1)
    if (isOurs && last !== undefined && line.endsWith('\n') && CONTINUATION.test(line)) {
      pieces[pieces.length - 1] = last.slice(0, -1)
      pieces.push(line.replace(CONTINUATION, ' '))
    } else {
      pieces.push(line)
      isOurs = OUR_HEADER.test(line)
    }
  }
  return pieces.join('')
}

/** Marks from before version 3.0, which kept no copy of what it rewrote. */
function withoutOldMarks(headers: string, conf: Conf): string {
  let text = headers
  for (const [name, mark] of conf.of(reportSettings).rewrite_header) {
    if (new RegExp(`^X-Spam-Prev-${name}:`, 'im').test(text)) continue
    text = name === 'Subject' ? withoutSubjectMark(text, mark) : withoutComments(text, name)
  }
  return text
}

function withoutSubjectMark(headers: string, mark: string): string {
  const pattern = mark.replace(REGEX_SPECIAL, '\\$&').replace(SCORE_TAGS, '\\d{2}\\.\\d{2}')
  return headers.replace(new RegExp(`^Subject: (?:${pattern} )+`, 'gm'), 'Subject: ')
}

/** Without the comment behind a tab at the end of these headers. */
function withoutComments(headers: string, name: RewritableHeader): string {
  return linesOf(headers)
    .map((line) => {
      if (!line.startsWith(`${name}: `) && !line.startsWith(`${name}:\t`)) return line
      const content = line.endsWith('\n') ? line.slice(0, -1) : line
      if (!content.endsWith(')')) return line
      const open = content.indexOf('\t(', Math.max(name.length + 2, content.lastIndexOf(')', content.length - 2)))
      return open < 0 ? line : content.slice(0, open) + line.slice(content.length)
    })
    .join('')
}

/** Takes back a Subject that was made for a message without one, as thoroughly as SpamAssassin does: with all behind it. */
function forgetMadeSubject(headers: string): string {
  if (!SUBJECT_WAS_MISSING.test(headers) || SUBJECT_SAYS_SO.test(headers)) return headers
  const text = headers.replace(MISSING_NOTE, '\n')
  const subject = text.startsWith('Subject:') ? 0 : text.indexOf('\nSubject:') + 1
  const end = text.lastIndexOf('\n')
  if ((subject === 0 && !text.startsWith('Subject:')) || end < subject) return text
  return `${text.slice(0, subject)}\n${text.slice(end + 1)}`
}

function restoreKeptHeaders(headers: string): string {
  let text = headers
  for (let count = 0; count < MAX_RESTORED; count++) {
    const match = KEPT_HEADER.exec(text)
    if (!match) break
    const [whole, original = '', name = ''] = match
    text = text.slice(0, match.index) + text.slice(match.index + whole.length)
    const escaped = name.replace(REGEX_SPECIAL, '\\$&')
    const rewritten = new RegExp(`^${escaped}[^\\n]*\\n(?:[ \\t\\n\\r\\f\\v]+[^ \\t\\n\\r\\f\\v][^\\n]*\\n)*`, 'm')
    text = rewritten.test(text)
      ? text.replace(rewritten, () => original)
      : text.replace('\n\n', () => `\n${original}\n`)
  }
  return text
}

function withoutOurHeaders(headers: string): string {
  return linesOf(headers)
    .filter((line) => !(line.startsWith('X-Spam-') && line.endsWith('\n')))
    .join('')
}

/** Without the report that versions up to 2.4 put at the top of the body. */
function withoutOldReport(body: string): string {
  let text = body
  for (let match = OLD_REPORT.exec(text); match; match = OLD_REPORT.exec(text)) text = text.slice(match[0].length)
  return text
}
