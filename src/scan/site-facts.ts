import type { Diagnostic } from '../base/diagnostic.ts'
import type { Ruleset } from '../rules/ruleset.ts'
import { userScoresSettings } from '../rules/settings/user-scores.ts'
import type { ConfigurationPaths } from './configuration-paths.ts'
import type { Site } from './site.ts'

/** What was loaded, from where, and what was wrong with it: plain data, can be handed from thread to thread. */
export interface SiteFacts {
  readonly paths: ConfigurationPaths
  readonly files: number
  /** Their names, in the order of reading. */
  readonly fileNames: readonly string[]
  readonly plugins: readonly string[]
  readonly liveRules: number
  readonly definedRules: number
  readonly localOnly: boolean
  readonly diagnostics: readonly Diagnostic[]
  /** Where preferences of users are kept in a database (`user_scores_*`). */
  readonly userScores: {
    readonly dsn: string
    readonly username: string
    readonly password: string
    readonly query: string | undefined
  }
}

/** Sums up a site and its rules. */
export function siteFactsOf(site: Site, ruleset: Ruleset, diagnostics: readonly Diagnostic[]): SiteFacts {
  const scores = site.conf.of(userScoresSettings)
  return {
    paths: site.paths,
    files: site.files.length,
    fileNames: site.files,
    plugins: site.plugins.map((plugin) => plugin.name),
    liveRules: ruleset.live,
    definedRules: ruleset.facts.filter((facts) => facts.place !== undefined).length,
    localOnly: ruleset.localOnly,
    diagnostics,
    userScores: {
      dsn: scores.user_scores_dsn,
      username: scores.user_scores_sql_username,
      password: scores.user_scores_sql_password,
      query: scores.user_scores_sql_custom_query,
    },
  }
}
