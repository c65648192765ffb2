import { splitAsciiSpace } from '../base/ascii.ts'
import type { Conf } from '../conf/conf.ts'
import { setting } from '../conf/setting.ts'
import { custom, hashKeyValue, required, string } from '../conf/setting-types.ts'
import type { Plugin } from '../rules/plugin.ts'
import { expandReplaceTags } from '../rules/replace-tags.ts'
import type { PatternSource } from '../rules/rule.ts'

const ruleNames = custom<Set<string>>(
  'rule names',
  (names, value) => {
    for (const name of splitAsciiSpace(required(value))) names.add(name)
    return names
  },
  (names) => new Set(names),
)

const noPhrases = (): Map<string, string> => new Map()

const settings = {
  replace_tag: setting(hashKeyValue, {
    default: noPhrases,
    scope: 'user-rules',
    doc: 'A name and the piece of an expression that `<name>` stands for.',
  }),
  replace_pre: setting(hashKeyValue, {
    default: noPhrases,
    scope: 'user-rules',
    doc: 'A name and what `<pre name>` puts before each tag of an expression.',
  }),
  replace_inter: setting(hashKeyValue, {
    default: noPhrases,
    scope: 'user-rules',
    doc: 'A name and what `<inter name>` puts between adjacent tags of an expression.',
  }),
  replace_post: setting(hashKeyValue, {
    default: noPhrases,
    scope: 'user-rules',
    doc: 'A name and what `<post name>` puts behind each tag of an expression.',
  }),
  replace_rules: setting(ruleNames, {
    default: (): Set<string> => new Set(),
    scope: 'user-rules',
    doc: 'Rules whose expressions hold tags.',
  }),
  replace_start: setting(string, { default: '<', scope: 'user-rules', doc: 'What stands before the name of a tag.' }),
  replace_end: setting(string, { default: '>', scope: 'user-rules', doc: 'What stands behind the name of a tag.' }),
} as const

/** What the tags of a configuration make of an expression of a rule; undefined for rules not named in replace_rules. */
export function tagReplacer(conf: Conf): (rule: string, source: PatternSource) => PatternSource | undefined {
  const { replace_tag, replace_pre, replace_inter, replace_post, replace_rules, replace_start, replace_end } =
    conf.of(settings)
  const tags = {
    tag: replace_tag,
    pre: replace_pre,
    inter: replace_inter,
    post: replace_post,
    start: replace_start,
    end: replace_end,
  }
  return (rule, source) => (replace_rules.has(rule) ? expandReplaceTags(source, tags) : undefined)
}

/** Names for pieces of expressions that many rules share. */
export const replaceTags = {
  name: 'Mail::SpamAssassin::Plugin::ReplaceTags',
  settings,
  evals: {},
} as const satisfies Plugin
