import { asciiLower, firstWord, splitAsciiSpace } from '../base/ascii.ts'
import { SettingError, type SettingRows, setting } from '../conf/setting.ts'
import { bool, custom, noArgs, number, required, string, stringList, template } from '../conf/setting-types.ts'

/** One `X-Spam-` header to add: the name behind the prefix, and its template. */
export interface HeaderTemplate {
  readonly name: string
  readonly template: string
}

/** The headers to add, in order, to mail that is not spam and to mail that is. */
export interface AddedHeaders {
  readonly ham: readonly HeaderTemplate[]
  readonly spam: readonly HeaderTemplate[]
}

export type RewritableHeader = 'From' | 'Subject' | 'To'
export type ReportSafe = 0 | 1 | 2

const ADD_HEADER = /^(ham|spam|all)[ \t\r\f\v]+([A-Za-z0-9_-]+)[ \t\r\f\v]+([^\n]*?)[ \t\r\f\v]*$/
const REMOVE_HEADER = /^(ham|spam|all)[ \t\r\f\v]+([A-Za-z0-9_-]+)[ \t\r\f\v]*$/
const QUOTED = /^"([^\n]*)"$/
const CHECKER_VERSION: HeaderTemplate = {
  name: 'Checker-Version',
  template: 'SpamAssassin _VERSION_ (_SUBVERSION_) on _HOSTNAME_',
}

const isNamed = (name: string) => (header: HeaderTemplate) => asciiLower(header.name) === asciiLower(name)

function without(headers: readonly HeaderTemplate[], name: string): HeaderTemplate[] {
  const named = isNamed(name)
  return headers.filter((header) => !named(header))
}

/** `\t` and `\n` become what they name, `\\` a backslash; any other escape is dropped with the char behind it. */
function expandEscapes(text: string): string {
  return `${text}\n`
    .split('\\\\')
    .map((piece) =>
      piece
        .replaceAll('\\t', '\t')
        .replaceAll('\\n', '\n')
        .replace(/\\[^\n]/g, ''),
    )
    .join('\\')
    .slice(0, -1)
}

const addHeader = custom<AddedHeaders>('ham|spam|all name template', (headers, value) => {
  const match = ADD_HEADER.exec(value)
  if (!match) throw new SettingError('invalid')
  const [, on, name = '', text = ''] = match
  const added = { name, template: expandEscapes(QUOTED.exec(text)?.[1] ?? text) }
  return {
    ham: on === 'spam' ? headers.ham : [...without(headers.ham, name), added],
    spam: on === 'ham' ? headers.spam : [...without(headers.spam, name), added],
  }
})

const removeHeader = custom<AddedHeaders>('ham|spam|all name', (headers, value) => {
  const match = REMOVE_HEADER.exec(value)
  if (!match) throw new SettingError('invalid')
  const [, on, name = ''] = match
  if (name === 'Checker-Version') return headers
  return {
    ham: on === 'spam' ? headers.ham : without(headers.ham, name),
    spam: on === 'ham' ? headers.spam : without(headers.spam, name),
  }
})

const clearHeaders = noArgs<AddedHeaders>((headers) => {
  const kept = headers.ham.filter(isNamed('Checker-Version')).slice(0, 1)
  return { ham: kept, spam: kept }
})

/** Reports that are not attached go into a header: `report_safe 0` adds it where nobody did. */
const reportSafe = custom<ReportSafe>('0 | 1 | 2', (_current, value, line) => {
  const wanted = required(value)
  if (wanted !== '0' && wanted !== '1' && wanted !== '2') throw new SettingError('invalid')
  if (wanted === '0') {
    line.update<AddedHeaders>('add_header', (headers) =>
      headers.spam.some(isNamed('Report'))
        ? headers
        : { ...headers, spam: [...headers.spam, { name: 'Report', template: '_REPORT_' }] },
    )
  }
  return Number(wanted) as ReportSafe // one of the three above
})

const rewriteHeader = custom<Map<RewritableHeader, string>>(
  'subject|from|to text',
  (rewrites, value, line) => {
    const [word, text] = firstWord(value)
    if (word === '') throw new SettingError('missing')
    const lower = asciiLower(word)
    const header = lower.slice(0, 1).toUpperCase() + lower.slice(1)
    if (header !== 'From' && header !== 'Subject' && header !== 'To') {
      line.warn(`config: rewrite_header: ignoring ${header}, not From, Subject, or To`, 'info')
      throw new SettingError('invalid')
    }
    if (text === undefined || text === '') rewrites.delete(header)
    else rewrites.set(header, header === 'Subject' ? text : text.replaceAll('(', '[').replaceAll(')', ']'))
    return rewrites
  },
  (rewrites) => new Map(rewrites),
)

const copiedHeaders = custom<string[]>(
  'list',
  (list, value) => {
    list.push(...splitAsciiSpace(required(value)))
    return list
  },
  stringList.clone,
)

const clearTemplate = noArgs<string>(() => '')

/** How a verdict is written into the message. */
export const reportSettings = {
  rewrite_header: setting(rewriteHeader, {
    default: () => new Map(),
    scope: 'user',
    doc: 'Marks the Subject, From or To of spam with a text; without a text the mark is taken back. In From and To it stands as a comment in parentheses.',
  }),
  add_header: setting(addHeader, {
    default: () => ({ ham: [CHECKER_VERSION], spam: [CHECKER_VERSION] }),
    scope: 'user',
    doc: 'Adds an X-Spam- header of this name to ham, to spam or to all mail. The template may hold tags, \\n and \\t.',
  }),
  remove_header: setting(removeHeader, {
    default: () => ({ ham: [], spam: [] }),
    slot: 'add_header',
    scope: 'user',
    doc: 'Takes back an added header. Checker-Version stays.',
  }),
  clear_headers: setting(clearHeaders, {
    default: () => ({ ham: [], spam: [] }),
    slot: 'add_header',
    scope: 'user',
    doc: 'Takes back all added headers but Checker-Version.',
  }),
  report_safe: setting(reportSafe, {
    default: 1 as ReportSafe,
    scope: 'user',
    doc: 'How spam is handed on: 0 changes only headers, 1 attaches the original as message/rfc822 to a report, 2 as text/plain.',
  }),
  report_wrap_width: setting(number, {
    default: 75,
    scope: 'user',
    doc: 'The column at which lines of the report are wrapped.',
  }),
  fold_headers: setting(bool, { default: true, scope: 'user', doc: 'Folds long X-Spam- headers at white space.' }),
  report_safe_copy_headers: setting(copiedHeaders, {
    default: () => [],
    scope: 'user',
    doc: 'Headers of the original that are copied to the wrapping message, beyond the usual ones.',
  }),
  report_charset: setting(string, {
    default: 'UTF-8',
    scope: 'user',
    doc: 'The charset that the report part declares.',
  }),
  report: setting(template, {
    default: '',
    scope: 'user',
    doc: 'Adds a line to the text of the report. Tags are replaced.',
  }),
  clear_report_template: setting(clearTemplate, {
    default: '',
    slot: 'report',
    scope: 'user',
    doc: 'Empties the report text.',
  }),
  report_contact: setting(string, {
    default: 'the administrator of that system',
    scope: 'user',
    doc: 'What the tag _CONTACTADDRESS_ says.',
  }),
  report_hostname: setting(string, {
    default: '',
    scope: 'user',
    doc: 'What the tag _HOSTNAME_ says; the name of this machine when empty.',
  }),
  unsafe_report: setting(template, {
    default: '',
    scope: 'user',
    doc: 'Adds a line to the text that stands in the report when the spam is not plain text.',
  }),
  clear_unsafe_report_template: setting(clearTemplate, {
    default: '',
    slot: 'unsafe_report',
    scope: 'user',
    doc: 'Empties the text for spam that is not plain text.',
  }),
} as const satisfies SettingRows
