import { asciiLower } from '../base/ascii.ts'
import type { Message } from '../message/message.ts'
import { pristineHeader } from './pristine-header.ts'
import type { ReportInput } from './report-input.ts'
import { type RewritableHeader, reportSettings } from './settings.ts'

const REWRITABLE = /^(From|Subject|To):/i
const FIELD_NAMES: Readonly<Record<string, RewritableHeader>> = { from: 'From', subject: 'Subject', to: 'To' }
const NAME_AND_BLANKS = /^([^:]+:)[ \t]*/
const TRAILING_SPACE = /[ \t\n\r\f\v]$/

/** What rewriting puts into a header, tags replaced. */
interface Marks {
  /** By header; From and To without parentheses. */
  readonly texts: ReadonlyMap<RewritableHeader, string>
  /** The subject prefixes of the rules that hit. */
  readonly prefix: string | undefined
}

function marksOf(input: ReportInput, replaceTags: (template: string) => string): Marks {
  const texts = new Map<RewritableHeader, string>()
  for (const [header, template] of input.conf.of(reportSettings).rewrite_header) {
    texts.set(header, replaceTags(template))
  }
  const { subjectPrefix } = input.verdict
  return { texts, prefix: subjectPrefix === undefined ? undefined : replaceTags(subjectPrefix) }
}

const onOneLine = (text: string): string => text.replaceAll('\n', ' ')

/**
 * Marks From, Subject and To in the lines of a header (rewrite_no_report_safe). What stood there is kept in X-Spam-Prev-
 * lines at the end. A header is known by its first line, and only that line is kept, as in SpamAssassin. Mail that is
 * not spam gets subject prefixes only.
 */
export function markHeaderLines(
  lines: readonly string[],
  input: ReportInput,
  replaceTags: (template: string) => string,
): string[] {
  const { isSpam } = input.verdict
  const { texts, prefix } = marksOf(input, replaceTags)
  const marked = [...lines]
  const createsSubject = texts.has('Subject') && pristineHeader(input.message, 'Subject').length === 0
  if (createsSubject) marked.push('Subject: \n')
  const ntag = prefix === undefined ? undefined : trimEnd(onOneLine(prefix))
  const kept: string[] = []
  for (const [at, line] of marked.entries()) {
    const name = FIELD_NAMES[asciiLower(REWRITABLE.exec(line)?.[1] ?? '')]
    const text = name && texts.get(name)
    if (name === undefined || text === undefined || (!isSpam && name !== 'Subject')) continue
    // Once a Subject had to be made, SpamAssassin notes that for every header it marks.
    if (isSpam) kept.push(createsSubject ? 'X-Spam-Prev-Subject: (nonexistent)\n' : `X-Spam-Prev-${line}`)
    const withPrefix = ntag === undefined ? line : putBehindName(line, ntag)
    const mark = name === 'Subject' ? onOneLine(text) : `(${onOneLine(text)})`
    marked[at] = isSpam ? putBehindName(withPrefix, mark) : withPrefix
  }
  return [...marked, ...kept]
}

/** Puts a text and a blank between the name and the value, unless it stands there already. */
function putBehindName(line: string, text: string): string {
  const match = NAME_AND_BLANKS.exec(line)
  if (!match) return line
  const [start, name = ''] = match
  const value = line.slice(start.length)
  const already = asciiLower(value.slice(0, text.length + 1)) === `${asciiLower(text)} `
  return `${name} ${text} ${already ? value.slice(text.length + 1) : value}`
}

function trimEnd(text: string): string {
  let shorter = text
  while (TRAILING_SPACE.test(shorter)) shorter = shorter.slice(0, -1)
  return shorter
}

/** From, To and Subject for the header of the message that wraps spam (rewrite_report_safe), marked; absent ones are undefined. */
export function markedValues(
  input: ReportInput,
  replaceTags: (template: string) => string,
): Readonly<Record<RewritableHeader, string | undefined>> {
  const { texts, prefix } = marksOf(input, replaceTags)
  const original = (name: RewritableHeader): string | undefined => lastValue(input.message, name)
  const from = texts.get('From')
  const to = texts.get('To')
  const subject = texts.get('Subject')
  return {
    From: from === undefined ? original('From') : withComment(original('From') ?? '\n', from.replaceAll('\n', '')),
    To: to === undefined ? original('To') : withComment(original('To') ?? '\n', onOneLine(to)),
    Subject:
      subject === undefined
        ? original('Subject')
        : withTextInFront(onOneLine(prefix ?? '') + (original('Subject') ?? '\n'), onOneLine(subject)),
  }
}

/** The last field of that name, folded as it stands, with its newline. */
export function lastValue(message: Message, name: string): string | undefined {
  return pristineHeader(message, name).at(-1)
}

function withTextInFront(value: string, text: string): string {
  return value.startsWith(`${text} `) ? value : `${text} ${value}`
}

function withComment(value: string, text: string): string {
  const comment = `\t(${text})`
  const newline = value.endsWith('\n') ? '\n' : ''
  const content = value.slice(0, value.length - newline.length)
  return (content.endsWith(comment) ? content : content + comment) + newline
}
