import type { Report } from '../base/diagnostic.ts'
import { expandPath } from '../conf/expand-path.ts'
import type { FileLoader } from '../conf/load-files.ts'
import type { PluginRows, ReadEnvironment } from '../conf/read-conf.ts'
import type { SettingRows } from '../conf/setting.ts'
import { dnsSettings } from '../dns/settings.ts'
import { learnSettings } from '../learn/settings.ts'
import { reportSettings } from '../report/settings.ts'
import {
  hasCoreFunction,
  MOVED_TO_PLUGINS,
  PERL_VERSION,
  SPAMASSASSIN_VERSION,
} from '../rules/settings/core-functions.ts'
import { coreSettings } from '../rules/settings/core-settings.ts'
import { type Places, placeRows } from '../rules/settings/places.ts'
import type { PathChoice } from './configuration-paths.ts'

/** The rows that are known before any plugin is loaded, but those that define rules. */
export const coreRows: readonly SettingRows[] = [
  ...Object.values(coreSettings),
  reportSettings,
  dnsSettings,
  learnSettings,
]

interface EnvironmentParts {
  readonly plugins: readonly PluginRows[]
  /** The rows that define rules. */
  readonly ruleRows: SettingRows
  readonly paths: Readonly<Record<'rules' | 'site', Pick<PathChoice, 'path' | 'why'>>>
  readonly loader: FileLoader
  readonly localTestsOnly: boolean
  readonly lint?: boolean | undefined
  /** `languageOf(process.env)`. */
  readonly lang: string
  readonly home: string | undefined
  readonly report: Report
}

/** What reading configuration depends on, put together from what the site has. */
export function readEnvironment(parts: EnvironmentParts): ReadEnvironment {
  const localState = '/var/lib/spamassassin'
  const given = [parts.paths.site, parts.paths.rules].filter(({ why }) => why.startsWith('given'))
  const places: Places = {
    home: parts.home,
    localRules: parts.paths.site.path ?? '/etc/spamassassin',
    localState,
    defaultRules: parts.paths.rules.path ?? '/usr/share/spamassassin',
    version: SPAMASSASSIN_VERSION,
    support: [
      ...given.flatMap(({ path }) => path ?? []),
      `${localState}/${SPAMASSASSIN_VERSION}/updates_spamassassin_org`,
      `${localState}/${SPAMASSASSIN_VERSION}`,
      '/usr/share/spamassassin',
      '/usr/local/share/spamassassin',
    ],
  }
  return {
    coreRows: [...coreRows, placeRows(places), parts.ruleRows],
    plugins: new Map(parts.plugins.map((plugin) => [plugin.name, plugin])),
    version: SPAMASSASSIN_VERSION,
    perlVersion: PERL_VERSION,
    localTestsOnly: parts.localTestsOnly,
    lint: parts.lint,
    hasFunction: hasCoreFunction,
    movedToPlugins: MOVED_TO_PLUGINS,
    expandPath: (path) => expandPath(path, places),
    include: (path) => parts.loader.include(path),
    lang: parts.lang,
    home: parts.home,
    report: parts.report,
  }
}
