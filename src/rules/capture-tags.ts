import { compilePerlRegex, type PerlMatch, type PerlRegex } from '../regex/compile.ts'
import { RegexError } from '../regex/regex-error.ts'
import { CAPTURE_TEMPLATE } from './compiled-patterns.ts'
import type { PatternSource } from './rule.ts'
import type { Scan } from './scan.ts'
import type { ScanState } from './scan-state.ts'

/** Only names of this form become tags. */
const TAG_NAME = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/
/** What Perl's quotemeta escapes. */
const NOT_WORD = /[^A-Za-z0-9_]/g
/** Several values of one captured tag are kept apart by what no captured text should hold. */
export const VALUE_SEPARATOR = '\0'

/** Turns named captures into tags: all values of a rule's matches, each once. */
export function saveCaptures(scan: Pick<Scan, 'setTag'>, matches: readonly PerlMatch[]): void {
  const values = new Map<string, Set<string>>()
  for (const match of matches) {
    for (const [name, value] of match.named ?? []) {
      if (value === '' || !TAG_NAME.test(name)) continue
      const known = values.get(name)
      if (known) known.add(value)
      else values.set(name, new Set([value]))
    }
  }
  for (const [name, found] of values) scan.setTag(name, [...found].join(VALUE_SEPARATOR))
}

/** The expression with its `%{TAG}`s replaced by what the tags hold; undefined, so that the rule does not run, when one is unset. */
export function runtimeRegex(scan: ScanState, source: PatternSource): PerlRegex | undefined {
  let missing = false
  const pattern = source.pattern.replace(CAPTURE_TEMPLATE, (_whole, reference: string) => {
    const [, name = '', argument = ''] = /^([^(]+)(?:\((.*)\))?$/.exec(reference) ?? []
    const value = scan.tag(name, argument)
    const values = (value ?? '').split(VALUE_SEPARATOR).filter((text) => text !== '')
    if (values.length === 0) missing = true
    return `(?:${values.map((text) => text.replace(NOT_WORD, '\\$&')).join('|')})`
  })
  return missing ? undefined : compiledWithTags(pattern, source)
}

/** The last expressions made so: several texts of one message are matched by the same one. */
const recent = new Map<string, PerlRegex | undefined>()
const MOST_RECENT = 64

function compiledWithTags(pattern: string, source: PatternSource): PerlRegex | undefined {
  const { modifiers } = source
  const key = `${modifiers}/${pattern}`
  if (recent.has(key)) return recent.get(key)
  let regex: PerlRegex | undefined
  try {
    regex = compilePerlRegex(pattern, modifiers, source.pattern)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
  }
  for (const oldest of recent.keys()) {
    if (recent.size < MOST_RECENT) break
    recent.delete(oldest)
  }
  recent.set(key, regex)
  return regex
}
