import { tagsWanted } from '../report/tag-reference.ts'
import type { ScanState } from '../rules/scan-state.ts'

/** The tags that plugins set, as text: functions, and `HEADER()`, are asked with the arguments
 * that the templates name. */
export function freezeTags(scan: ScanState): Readonly<Record<string, string>> {
  const frozen: Record<string, string> = {}
  for (const [name, value] of scan.tags) if (typeof value === 'string') frozen[name] = value
  for (const { name, argument, key } of tagsWanted(scan.conf)) {
    const value = name === 'HEADER' && argument ? scan.header(argument) : scan.tag(name, argument)
    if (value !== undefined) frozen[key] = value
  }
  return frozen
}
