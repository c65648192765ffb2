import type { PathChoice } from '../scan/configuration-paths.ts'
import type { SiteFacts } from '../scan/site-facts.ts'

/** Which configuration won and how much of it is live, for the first screen of daemon and lint. */
export function siteSummary(site: SiteFacts): string[] {
  const { paths, localOnly } = site
  const network = localOnly ? 'local tests only' : 'network tests too'
  return [
    choiceLine('rules', paths.rules),
    choiceLine('site', paths.site),
    choiceLine('custom', paths.custom),
    ...(paths.userPrefs.path === undefined ? [] : [choiceLine('user', paths.userPrefs)]),
    `  live     ${site.liveRules} of ${site.definedRules} rules, ${site.plugins.length} plugins, ${site.files} files; ${network}`,
  ]
}

function choiceLine(what: string, { path, why, passedOver }: PathChoice): string {
  // Places that are not there need no words, unless nothing was found at all.
  const others = passedOver.filter((other) => path === undefined || other.why !== 'not there')
  const over = others.map((other) => `${other.path} (${other.why})`).join(', ')
  return `  ${what.padEnd(8)} ${path ?? 'none'}: ${why}${over === '' ? '' : `; passed over: ${over}`}`
}
