import type { Report } from '../base/diagnostic.ts'
import type { Conf } from '../conf/conf.ts'
import type { TokenStore } from '../learn/store/token-store.ts'
import type { MessageOptions } from '../message/options.ts'
import { bayes } from '../plugins/bayes.ts'
import { tagReplacer } from '../plugins/replace-tags.ts'
import { compileRuleset, type RulesetOptions } from '../rules/compile-ruleset.ts'
import type { Plugin } from '../rules/plugin.ts'
import { ruleSettings } from '../rules/rule-settings.ts'
import type { Ruleset } from '../rules/ruleset.ts'
import { scoringSettings } from '../rules/settings/scoring.ts'
import { messageOptionsOf } from './message-options.ts'
import { timeLimitOf } from './time-limit.ts'

/** A configuration made ready to scan with: the site's, or a user's over it. */
export interface ScanProfile {
  readonly conf: Conf
  readonly messageOptions: MessageOptions
  /** Milliseconds a scan may take; 0 for no limit. */
  readonly limitMs: number
  /** The rules with the scores for what is available: compiled when first needed. */
  rulesetWith(store: TokenStore | undefined, classifies: boolean): Ruleset
}

interface ProfileParts {
  readonly conf: Conf
  readonly plugins: readonly Plugin[]
  readonly localOnly: boolean
  readonly report: Report
}

/** Makes a configuration ready. What is wrong with it is said through `report`, once. */
export function scanProfile({ conf, plugins, localOnly, report }: ProfileParts): ScanProfile {
  finishConf(plugins, conf, report)
  const { rules } = conf.of(ruleSettings)
  const options: Omit<RulesetOptions, 'scoreSet' | 'report'> = {
    localOnly,
    evals: new Map(plugins.filter((plugin) => !plugin.pending).flatMap((plugin) => Object.entries(plugin.evals))),
    pendingEvals: new Map(
      plugins.flatMap((plugin) => {
        const { pending } = plugin
        return pending ? Object.keys(plugin.evals).map((fn): [string, string] => [fn, pending]) : []
      }),
    ),
    replaceTags: replaceTagsOf(conf, plugins),
    urgent: urgentRules(conf, plugins),
  }
  const network = localOnly ? 0 : 1
  const rulesets = new Map<0 | 1 | 2 | 3, Ruleset>()
  const hasBayes = plugins.some(({ name }) => name === bayes.name)
  return {
    ...partsOf(conf, report),
    rulesetWith: (store, classifies) => {
      const scoreSet = store && hasBayes && classifies ? (network === 1 ? 3 : 2) : network
      let compiled = rulesets.get(scoreSet)
      if (!compiled) {
        const reportOnce = rulesets.size === 0 ? report : () => undefined
        compiled = compileRuleset(rules, { ...options, scoreSet, report: reportOnce })
        rulesets.set(scoreSet, compiled)
      }
      return compiled
    },
  }
}

/** A user's configuration over the site's: with the site's rules, where the user has touched neither rules nor scores. */
export function userProfile(site: ScanProfile, parts: Omit<ProfileParts, 'report'>): ScanProfile {
  const report: Report = () => undefined
  const own = parts.conf.of(ruleSettings).rules !== site.conf.of(ruleSettings).rules
  if (own || replacesTags(parts.conf, site.conf)) return scanProfile({ ...parts, report })
  finishConf(parts.plugins, parts.conf, report)
  return { ...partsOf(parts.conf, report), rulesetWith: site.rulesetWith }
}

/** Whether a profile has rules compiled for itself, which takes memory. */
export function hasOwnRules(profile: ScanProfile, site: ScanProfile): boolean {
  return profile.rulesetWith !== site.rulesetWith
}

function partsOf(conf: Conf, report: Report) {
  return {
    conf,
    messageOptions: messageOptionsOf(conf, report),
    limitMs: timeLimitOf(conf) * 1000,
  }
}

function finishConf(plugins: readonly Plugin[], conf: Conf, report: Report): void {
  for (const plugin of plugins) {
    plugin.finishConf?.(conf, (message) =>
      report({ severity: 'warning', topic: plugin.name, place: undefined, message }),
    )
  }
}

/** Sub-rules that have more to do than to serve metas. */
export function urgentRules(conf: Conf, plugins: readonly Plugin[]): (rule: string) => boolean {
  const { subjprefix } = conf.of(scoringSettings)
  const sets = plugins.flatMap((plugin) => (plugin.hitRule ? [plugin.urgentSubRules?.(conf) ?? 'all'] : []))
  return (rule) => subjprefix.has(rule) || sets.some((set) => set === 'all' || set.has(rule))
}

function replaceTagsOf(conf: Conf, plugins: readonly Plugin[]) {
  if (!plugins.some((plugin) => plugin.name.endsWith('::ReplaceTags'))) return () => undefined
  return tagReplacer(conf)
}

// The replacements go into the expressions, which are compiled with the rules.
function replacesTags(user: Conf, site: Conf): boolean {
  const slots = [
    'replace_tag',
    'replace_pre',
    'replace_inter',
    'replace_post',
    'replace_rules',
    'replace_start',
    'replace_end',
  ]
  return slots.some((slot) => user.value(slot) !== site.value(slot))
}
