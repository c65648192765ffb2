import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../src/base/diagnostic.ts'
import { FileLoader, probePath } from '../src/conf/load-files.ts'
import { readConf } from '../src/conf/read-conf.ts'
import { allPlugins } from '../src/plugins/all.ts'
import { reportSettings } from '../src/report/settings.ts'
import { ruleSettings } from '../src/rules/rule-settings.ts'
import { addressListSettings } from '../src/rules/settings/address-lists.ts'
import { domainSettings } from '../src/rules/settings/domains.ts'
import { configurationPaths, readSteps } from '../src/scan/configuration-paths.ts'
import { readEnvironment } from '../src/scan/read-environment.ts'

// The rules that come with SpamAssassin, where they are installed: `spamassassin --lint` says nothing of them.

const RULES = '/usr/share/spamassassin'
const SITE = '/etc/spamassassin'
const installed = probePath(RULES) === 'directory' && probePath(SITE) === 'directory'

function readStock() {
  const said: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => void said.push(diagnostic)
  const paths = configurationPaths(
    { configPath: RULES, siteConfigPath: SITE, userPrefs: false, home: undefined, ownRulesDirectory: '/nowhere' },
    { kind: probePath, names: () => [] },
  )
  const loader = new FileLoader(report)
  const environment = readEnvironment({
    plugins: allPlugins,
    ruleRows: ruleSettings,
    paths,
    loader,
    localTestsOnly: true,
    lang: 'en_US',
    home: undefined,
    report,
  })
  return { ...readConf(loader.load(readSteps(paths)), environment), said, files: loader.filesRead }
}

describe.skipIf(!installed)('the stock configuration', () => {
  const { conf, said, files, loadedPlugins } = readStock()

  it('is read without complaint', () => {
    expect(said.filter(({ severity }) => severity !== 'info').map(({ message }) => message)).toEqual([])
  })

  it('is read in order: *.pre files, the rules, the site', () => {
    const order = files.map((file) => file.replace(/\/[^/]*(\.\w+)$/, '/*$1'))
    expect(order.filter((file, at) => file !== order[at - 1])).toEqual([
      `${SITE}/*.pre`,
      `${RULES}/*.cf`,
      `${SITE}/*.cf`,
    ])
  })

  it('sets what it sets', () => {
    expect(loadedPlugins).toContain('Mail::SpamAssassin::Plugin::Check')
    expect(conf.of(reportSettings).report).toContain('_SUMMARY_')
    expect(conf.of(reportSettings).add_header.spam.map(({ name }) => name)).toContain('Level')
    expect(conf.of(domainSettings).util_rb_tld.size).toBeGreaterThan(1000)
    expect(conf.of(addressListSettings).def_welcomelist_auth.matches('dev@httpd.apache.org')).toBe(true)
    expect(conf.place('report')?.file).toBe(`${RULES}/10_default_prefs.cf`)
  })
})
