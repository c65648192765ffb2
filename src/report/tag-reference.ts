import { type Conf, perConf } from '../conf/conf.ts'
import { reportSettings } from './settings.ts'

/** `_NAME_` or `_NAME(argument)_` in a template. The group holds all between the outer underscores. */
export const TAG_REFERENCE = /_([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*(?:\([^\n]*?\))?)_/g

/** A tag as a template names it. */
export interface TagReference {
  /** Name and argument as written, without the outer underscores: the key of frozen values in `Verdict.tags`. */
  readonly key: string
  readonly name: string
  readonly argument: string | undefined
}

/** Takes apart what stands between the outer underscores. */
export function parseTagReference(key: string): TagReference {
  const open = key.indexOf('(')
  return open < 0
    ? { key, name: key, argument: undefined }
    : { key, name: key.slice(0, open), argument: key.slice(open + 1, -1) }
}

/** The tags that texts name, each once. */
export function tagsIn(templates: readonly string[]): readonly TagReference[] {
  const keys = new Set<string>()
  for (const template of templates) for (const match of template.matchAll(TAG_REFERENCE)) keys.add(match[1] ?? '')
  return [...keys].map(parseTagReference)
}

/**
 * The tags that the templates of a configuration name. Whoever scans stores under `key` in `Verdict.tags` what plugins
 * answer for those that have an argument (`SPAMMYTOKENS(2,short)`, and `HEADER(From)` as rules see that header); tags
 * without one are stored under their name. Subject prefixes of rules are templates too: `tagsIn` reads them.
 */
export const tagsWanted: (conf: Conf) => readonly TagReference[] = perConf((conf) => {
  const settings = conf.of(reportSettings)
  const headers = [...settings.add_header.ham, ...settings.add_header.spam].map((header) => header.template)
  return tagsIn([settings.report, settings.unsafe_report, ...headers, ...settings.rewrite_header.values()])
})
