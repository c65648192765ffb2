import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Diagnostic, Report } from '../base/diagnostic.ts'
import type { Conf } from '../conf/conf.ts'
import { languageOf } from '../conf/lines.ts'
import { FileLoader, namesIn, probePath } from '../conf/load-files.ts'
import { type ConfSource, readConf, readUserConf } from '../conf/read-conf.ts'
import type { SettingRows } from '../conf/setting.ts'
import { allPlugins } from '../plugins/all.ts'
import type { Plugin } from '../rules/plugin.ts'
import { ruleSettings } from '../rules/rule-settings.ts'
import { scoringSettings } from '../rules/settings/scoring.ts'
import { type ConfigurationPaths, configurationPaths, readSteps } from './configuration-paths.ts'
import { readEnvironment } from './read-environment.ts'

/** What a command says about its configuration. Plain data: workers get it from their parent. */
export interface SiteOptions {
  readonly configPath?: string | undefined
  readonly siteConfigPath?: string | undefined
  /** A file of user preferences that is read even when it is not in its usual place. */
  readonly preferencesPath?: string | undefined
  /** Whether the calling user's own preferences are read. */
  readonly userPreferences: boolean
  /** Lines of configuration from options: after all files, and before all files. */
  readonly cf: readonly string[]
  readonly pre: readonly string[]
  readonly localOnly: boolean
  /** The configuration is only checked: SpamAssassin's --lint refuses more. */
  readonly lint?: boolean | undefined
  /** For commands that score nothing: lines that define rules are passed over, which saves most of the time. */
  readonly withoutRules?: boolean
  /** How tokens and reputations are reached; without it there are none. */
  readonly stores?: 'any' | 'client'
}

/** The configuration of a site, read. */
export interface Site {
  readonly conf: Conf
  /** Plugins that the configuration loads, in order. */
  readonly plugins: readonly Plugin[]
  readonly paths: ConfigurationPaths
  readonly files: readonly string[]
  /** Versions of rule channels (`# UPDATE version` lines), by file. */
  readonly updateVersions: ReadonlyMap<string, string>
  readonly diagnostics: readonly Diagnostic[]
  /** A user's configuration: the site's, and these preferences over it. */
  readUser(sources: readonly ConfSource[]): Conf
}

/** `rules.d` of the repository or package. */
const OWN_RULES = path.resolve(import.meta.dirname, '..', '..', 'rules.d')

/** Chooses the files, reads them, and says what was wrong with which line of which file. */
export function loadSite(options: SiteOptions): Site {
  const diagnostics: Diagnostic[] = []
  const report: Report = (diagnostic) => void diagnostics.push(diagnostic)
  const home = homedir()
  const paths = configurationPaths(
    {
      configPath: options.configPath,
      siteConfigPath: options.siteConfigPath,
      prefsFile: options.preferencesPath,
      userPrefs: options.userPreferences,
      home,
      ownRulesDirectory: OWN_RULES,
    },
    { kind: probePath, names: namesIn },
  )
  for (const choice of [paths.rules, paths.site, paths.userPrefs]) {
    if (choice.path === undefined || !choice.why.startsWith('given') || existsSync(choice.path)) continue
    const message = `config: path "${choice.path}" is inaccessible: No such file or directory`
    report({ severity: 'error', topic: 'file', place: undefined, message })
  }

  const loader = new FileLoader(report)
  const environment = readEnvironment({
    plugins: allPlugins,
    ruleRows: options.withoutRules ? withoutEffect(ruleSettings) : ruleSettings,
    paths,
    loader,
    localTestsOnly: options.localOnly,
    lint: options.lint,
    lang: languageOf(process.env),
    home,
    report,
  })
  const steps = readSteps(paths)
  const sources = [
    ...optionLines('pre', options.pre),
    ...loader.load(steps.filter((step) => step.kind === 'pre')),
    ...loader.load(steps.filter((step) => step.kind === 'cf')),
    ...optionLines('cf', options.cf),
  ]
  const read = readConf(sources, environment)
  const { conf, loadedPlugins, updateVersions } = read
  const byName = new Map(allPlugins.map((plugin) => [plugin.name, plugin]))
  return {
    conf,
    plugins: loadedPlugins.flatMap((name) => byName.get(name) ?? []),
    paths,
    files: loader.filesRead,
    updateVersions,
    diagnostics,
    readUser: (preferences) => {
      // What a user writes is nothing to bother the administrator with.
      const quiet = { ...environment, report: () => undefined }
      return readUserConf(read, preferences, quiet, conf.of(scoringSettings).allow_user_rules)
    },
  }
}

function optionLines(option: string, lines: readonly string[]) {
  return lines.length === 0 ? [] : [{ file: `(--${option})`, text: lines.join('\n') }]
}

/** The same rows, which take their lines and do nothing with them. */
function withoutEffect(rows: SettingRows): SettingRows {
  return Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [name, { ...row, type: { ...row.type, apply: (current) => current } }]),
  )
}
