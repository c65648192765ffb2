import type { Diagnostic } from '../base/diagnostic.ts'
import type { Ruleset } from '../rules/ruleset.ts'
import type { ConfigurationPaths } from './configuration-paths.ts'
import type { Site } from './site.ts'

/** What was loaded, from where, and what was wrong with it: plain data, can be handed from thread to thread. */
export interface SiteFacts {
  readonly paths: ConfigurationPaths
  readonly files: number
  readonly plugins: readonly string[]
  readonly liveRules: number
  readonly definedRules: number
  readonly localOnly: boolean
  readonly diagnostics: readonly Diagnostic[]
}

/** Sums up a site and its rules. */
export function siteFactsOf(site: Site, ruleset: Ruleset, diagnostics: readonly Diagnostic[]): SiteFacts {
  return {
    paths: site.paths,
    files: site.files.length,
    plugins: site.plugins.map((plugin) => plugin.name),
    liveRules: ruleset.live,
    definedRules: ruleset.facts.filter((facts) => facts.place !== undefined).length,
    localOnly: ruleset.localOnly,
    diagnostics,
  }
}
