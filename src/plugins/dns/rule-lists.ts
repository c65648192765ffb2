import { type Conf, perConf } from '../../conf/conf.ts'
import type { EvalRule } from '../../rules/rule.ts'
import { ruleSettings } from '../../rules/rule-settings.ts'

/** The rules of a configuration that call functions of these names, found once. */
export function rulesCalling(functions: ReadonlySet<string>): (conf: Conf) => readonly EvalRule[] {
  return perConf((conf) => {
    const found: EvalRule[] = []
    for (const rule of conf.of(ruleSettings).rules.rules.values()) {
      if (rule.type === 'eval' && rule.area === 'header' && functions.has(rule.fn)) found.push(rule)
    }
    return found
  })
}
