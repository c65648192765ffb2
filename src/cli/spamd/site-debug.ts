import type { SiteFacts } from '../../scan/site-facts.ts'
import { SPAMASSASSIN_VERSION } from '../versions.ts'

/** A line of debug output and the area it belongs to. */
export interface DebugLine {
  readonly area: string
  readonly text: string
}

/** What was read, from where, in the words of SpamAssassin's debug output. */
export function* siteDebugLines(
  site: Pick<SiteFacts, 'paths' | 'fileNames' | 'plugins' | 'localOnly' | 'diagnostics'>,
): Generator<DebugLine> {
  const { paths } = site
  const config = (text: string): DebugLine => ({ area: 'config', text })
  yield { area: 'generic', text: `SpamAssassin version ${SPAMASSASSIN_VERSION}` }
  yield config(`score set ${site.localOnly ? 0 : 1} chosen.`)
  if (paths.site.path !== undefined) yield config(`using "${paths.site.path}" for site rules pre files`)
  if (paths.rules.path !== undefined) yield config(`using "${paths.rules.path}" for sys rules pre files`)
  if (paths.rules.path !== undefined) yield config(`using "${paths.rules.path}" for default rules dir`)
  if (paths.site.path !== undefined) yield config(`using "${paths.site.path}" for site rules dir`)
  if (paths.userPrefs.path !== undefined) yield config(`using "${paths.userPrefs.path}" for user prefs file`)
  for (const file of site.fileNames ?? []) yield config(`read file ${file}`)
  for (const plugin of site.plugins) yield { area: 'plugin', text: `loading ${plugin} from @INC` }
  for (const { severity, message } of site.diagnostics) if (severity !== 'error') yield areaOf(message)
}

function areaOf(message: string): DebugLine {
  const found = /^([\w-]+): /.exec(message)
  if (found?.[1] === undefined) return { area: 'config', text: message }
  return { area: found[1], text: message.slice(found[0].length) }
}
