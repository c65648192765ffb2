import { tagsIn, tagsWanted } from '../report/tag-reference.ts'
import { VALUE_SEPARATOR } from '../rules/capture-tags.ts'
import type { ScanState } from '../rules/scan-state.ts'
import { scoringSettings } from '../rules/settings/scoring.ts'

/**
 * The tags that plugins and captures set, as text: functions, and `HEADER()`, are asked with the arguments that the
 * templates name; several values stand with a blank between.
 */
export function freezeTags(scan: ScanState): Readonly<Record<string, string>> {
  const frozen: Record<string, string> = {}
  const keep = (key: string, value: string): void => {
    frozen[key] = value.replaceAll(VALUE_SEPARATOR, ' ')
  }
  for (const [name, value] of scan.tags) if (typeof value === 'string') keep(name, value)
  const prefixes = [...scan.conf.of(scoringSettings).subjprefix.values()]
  for (const { name, argument, key } of [...tagsWanted(scan.conf), ...tagsIn(prefixes)]) {
    const value = name === 'HEADER' && argument ? scan.header(argument) : scan.tag(name, argument)
    if (value !== undefined) keep(key, value)
  }
  return frozen
}
