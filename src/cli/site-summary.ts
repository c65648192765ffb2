import type { Ruleset } from '../rules/ruleset.ts'
import type { PathChoice } from '../scan/configuration-paths.ts'
import type { Site } from '../scan/site.ts'

/** Which configuration won and how much of it is live, for the first screen of daemon and lint. */
export function siteSummary(site: Site, ruleset: Ruleset): string[] {
  const { rules: rulesChoice, site: siteChoice, custom, userPrefs } = site.paths
  const lines = [
    choiceLine('rules', rulesChoice),
    choiceLine('site', siteChoice),
    choiceLine('custom', custom),
    ...(userPrefs.path === undefined ? [] : [choiceLine('user', userPrefs)]),
  ]
  const rules = ruleset.facts.filter((facts) => facts.place !== undefined).length
  const plugins = `${site.plugins.length} plugins`
  const network = ruleset.localOnly ? 'local tests only' : 'network tests are not available yet'
  lines.push(
    `  live     ${ruleset.live} of ${rules} rules, ${plugins}, ${site.files.length} files; score set ${ruleset.scoreSet}; ${network}`,
  )
  return lines
}

function choiceLine(what: string, { path, why, passedOver }: PathChoice): string {
  // Places that are not there need no words, unless nothing was found at all.
  const others = passedOver.filter((other) => path === undefined || other.why !== 'not there')
  const over = others.map((other) => `${other.path} (${other.why})`).join(', ')
  return `  ${what.padEnd(8)} ${path ?? 'none'}: ${why}${over === '' ? '' : `; passed over: ${over}`}`
}
