import { RegexError } from '../regex/regex-error.ts'
import type { CompiledText, Ruleset } from './ruleset.ts'

/** How telling an expression may be, in bits, to be among those that ordinary mail makes V8 compile sooner or later. */
const LIKELY_BITS = 35

/**
 * Makes V8 compile the expressions that ordinary mail is likely to need, one a step, the likeliest first: each costs about
 * a millisecond, once. What all matches must contain tells how likely that is.
 */
export function* compileLikely({ stages }: Ruleset): Generator<void> {
  const likely: { readonly rule: CompiledText; readonly bits: number }[] = []
  for (const { headers, body, uri, rawbody, full } of stages) {
    for (const rules of [...headers.map((group) => group.rules), body, uri, rawbody, full]) {
      const bitsOf = rules.bits()
      for (const [place, rule] of rules.rules.entries()) {
        const bits = bitsOf[place] as number // `as`: one number a rule
        if (bits < LIKELY_BITS && !rule.template) likely.push({ rule, bits })
      }
    }
  }
  likely.sort((a, b) => a.bits - b.bits)
  for (const { rule } of likely) {
    try {
      rule.regex.test('')
    } catch (error) {
      // too many steps: said when a message needs them
      if (!(error instanceof RegexError)) throw error
    }
    yield
  }
}
