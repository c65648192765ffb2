import { ruleSettings } from '../../rules/rule-settings.ts'
import type { Scan } from '../../rules/scan.ts'

/** What SpamAssassin hands to the eval function of the rule being run: the raw body for rawbody rules, else the rendered one. */
export function textOfRule(scan: Scan): readonly string[] {
  const rule = scan.conf.of(ruleSettings).rules.rules.get(scan.currentRule)
  return rule?.type === 'eval' && rule.area === 'rawbody' ? scan.message.rawbody : scan.body
}
