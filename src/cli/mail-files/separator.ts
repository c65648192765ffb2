import type { Conf } from '../../conf/conf.ts'
import { type IsSeparator, isUsualSeparator } from '../../learn/mailbox/mbox.ts'
import { compilePerlRegex } from '../../regex/compile.ts'
import { parseRulePattern } from '../../regex/rule-pattern.ts'
import { textSettings } from '../../rules/settings/text.ts'

/** mbox_format_from_regex, where it is set and any good. */
export function separatorOf(conf: Conf): IsSeparator {
  const { mbox_format_from_regex: given } = conf.of(textSettings)
  if (given === undefined) return isUsualSeparator
  const { pattern, modifiers } = parseRulePattern(given)
  const regex = compilePerlRegex(pattern, modifiers)
  return (line) => regex.test(line)
}
