/** A line of configuration: comments gone, white space trimmed, never empty. */
export interface LogicalLine {
  /** Counts from 1. */
  readonly number: number
  readonly text: string
}

/** What a file says: its lines, and the version that sa-update wrote on top of it (`# UPDATE version 1234567`). */
export interface FileLines {
  readonly lines: readonly LogicalLine[]
  readonly updateVersion: string | undefined
}

const UPDATE = /^# UPDATE version (\d+)$/
const LANG = /^lang[ \t\r\f\v]+([^ \t\r\f\v]+)[ \t\r\f\v]+/
const SPACE = /[ \t\r\f\v]+/

/**
 * Takes the text of a file apart. A `#` begins a comment unless a backslash stands before it; `\#` is a plain `#`.
 * There are no continuation lines, and a byte order mark is a char like any other, as in SpamAssassin.
 */
export function readLines(text: string): FileLines {
  const lines: LogicalLine[] = []
  let updateVersion: string | undefined
  let number = 0
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('\n', start)
    if (end === -1) end = text.length
    number++
    const raw = text.slice(start, end)
    start = end + 1
    if (raw.startsWith('# UPD')) updateVersion = UPDATE.exec(raw)?.[1] ?? updateVersion
    const line = trimSpace(raw.includes('#') ? withoutComment(raw) : raw)
    if (line !== '' && line !== '0') lines.push({ number, text: line }) // Perl takes a line of one zero for none
  }
  return { lines, updateVersion }
}

function withoutComment(raw: string): string {
  let hash = raw.indexOf('#')
  while (hash > 0 && raw[hash - 1] === '\\') hash = raw.indexOf('#', hash + 1)
  return (hash === -1 ? raw : raw.slice(0, hash)).replaceAll('\\#', '#')
}

function trimSpace(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

/** `lang xx rest`: the language and the rest; undefined when the line has no such prefix. */
export function languagePrefix(line: string): { readonly lang: string; readonly rest: string } | undefined {
  if (!line.startsWith('lang')) return undefined
  const match = LANG.exec(line)
  return match ? { lang: match[1]!, rest: line.slice(match[0].length) } : undefined // group 1 always takes part
}

/** The key, lower-cased and with `-` folded to `_`, and the value, empty when there is none. */
export function keyAndValue(line: string): { readonly key: string; readonly value: string } {
  const space = SPACE.exec(line)
  const word = space ? line.slice(0, space.index) : line
  return { key: foldKey(word), value: space ? line.slice(space.index + space[0].length) : '' }
}

const PLAIN_KEY = /^[a-z0-9_]+$/

function foldKey(word: string): string {
  if (PLAIN_KEY.test(word)) return word
  return word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()).replaceAll('-', '_')
}

/**
 * The language whose `lang xx` lines apply, from the environment, in gettext's order. `xx` matches when the language
 * begins with it, whatever the case.
 */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): string {
  const lang =
    environment['LANGUAGE']?.replace(/:[^\n]*$/, '') ||
    environment['LC_ALL'] ||
    environment['LC_MESSAGES'] ||
    environment['LANG'] ||
    'C'
  return lang === 'C' || lang === 'POSIX' ? 'en_US' : lang.replace(/[@.+,][^\n]*$/, '')
}

/** Whether lines for `lang` apply to a reader of `language`. */
export function languageApplies(lang: string, language: string): boolean {
  return language.toLowerCase().startsWith(lang.toLowerCase())
}
