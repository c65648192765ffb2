import { RegexError } from './regex-error.ts'

/** How the text of an expression may be delimited: as in rules, by choice, or not at all. */
export type Delimiters = 'required' | 'optional' | 'none'

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['(', ')'],
  ['<', '>'],
  ['[', ']'],
])

/** Why SpamAssassin takes an expression for one that always matches (lint refuses it then); undefined when it does not. */
export function alwaysMatching(pattern: string): string | undefined {
  if (pattern === '') return 'empty'
  if (/(?<!\\)\|\|/.test(pattern)) return "contains '||'"
  if (/^\||\|(?<!\\\|)(?=\n?$)/.test(pattern)) return "starts or ends with '|'"
  return undefined
}

function openingOf(
  text: string,
  delimiters: Delimiters,
): { readonly length: number; readonly close: string } | undefined {
  if (delimiters === 'none') return undefined
  if (text.startsWith('/')) return { length: 1, close: '/' }
  const found = /^(?:m|qr)(\W)/.exec(text)
  const open = found?.[1]
  if (found && open !== undefined) {
    if (open === '\\') throw new RegexError('backslash delimiter not allowed')
    return { length: found[0].length, close: CLOSING.get(open) ?? open }
  }
  if (delimiters === 'required') throw new RegexError('missing regexp delimiters')
  return undefined
}

/**
 * Takes apart what a rule file spells (`/…/i`, `m{…}is`, `m,…,`), as SpamAssassin does (Util.pm, compile_regexp), with
 * its error texts. `refuseAlwaysMatching` is what it does under lint. Throws RegexError.
 */
export function parseRulePattern(
  text: string,
  options: { readonly delimiters?: Delimiters; readonly refuseAlwaysMatching?: boolean } = {},
): { pattern: string; modifiers: string } {
  const opening = openingOf(text, options.delimiters ?? 'required')
  let pattern = text
  let modifiers = ''
  if (opening) {
    const rest = text.slice(opening.length)
    modifiers = /[a-df-z]*$/.exec(rest)?.[0] ?? ''
    const end = rest.length - modifiers.length - 1
    if (end < 0 || rest.charAt(end) !== opening.close) throw new RegexError('invalid end delimiter/mods')
    pattern = rest.slice(0, end)
  }
  if (/\(\?\??\{/.test(pattern)) throw new RegexError('eval (?{}) found')
  // SpamAssassin does not look for the closing half of a pair, except >
  if (opening && !/[})\]]/.test(opening.close)) {
    const withoutPairs = pattern.replaceAll('\\\\', '')
    for (let at = withoutPairs.indexOf(opening.close); at >= 0; at = withoutPairs.indexOf(opening.close, at + 1)) {
      if (withoutPairs[at - 1] !== '\\') throw new RegexError(`unquoted delimiter '${opening.close}' found`)
    }
  }
  if (options.refuseAlwaysMatching) {
    const reason = alwaysMatching(pattern)
    if (reason !== undefined) throw new RegexError(`always matching regexp: ${reason}`)
  }
  return { pattern, modifiers }
}
