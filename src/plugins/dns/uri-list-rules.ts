import { asciiLower, splitAsciiSpace } from '../../base/ascii.ts'
import { SettingError, type SettingRows, setting } from '../../conf/setting.ts'
import { bool, custom, number, required } from '../../conf/setting-types.ts'
import { type NumberTest, parseNumberTest } from './subtest.ts'

/** What a rule looks up: the addresses of hosts and name servers, the domain, the domains or names of name servers. */
export type UriListSubject = 'addresses' | 'domain' | 'ns-domain' | 'ns-name'

/** One line of `urirhssub` and its like. */
export interface UriListRule {
  readonly subject: UriListSubject
  readonly zone: string
  readonly type: string
  /** As written in numbers, and read; undefined when any answer counts. */
  readonly subtest: { readonly text: string; readonly test: NumberTest } | undefined
}

export type UriListRules = ReadonlyMap<string, UriListRule>

const SLOT = 'uridnsbls'
const WITHOUT_SUBTEST = /^(\w+)[ \t\n\r\f\v]+([^ \t\n\r\f\v]+)[ \t\n\r\f\v]+([^ \t\n\r\f\v]+)$/
const WITH_SUBTEST = /^(\w+)[ \t\r\f\v]+([^ \t\r\f\v]+)[ \t\r\f\v]+([^ \t\r\f\v]+)[ \t\r\f\v]+([^\n]*?)[ \t\r\f\v]*$/

function ruleKind(subject: UriListSubject, hasSubtest: boolean, doc: string) {
  const type = custom<UriListRules>(hasSubtest ? 'rule list type subtest' : 'rule list type', (rules, value) => {
    const match = (hasSubtest ? WITH_SUBTEST : WITHOUT_SUBTEST).exec(required(value))
    if (!match) throw new SettingError('invalid')
    const [, rule = '', zone = '', recordType = '', text] = match
    const test = text === undefined ? undefined : parseNumberTest(text)
    if (text !== undefined && !test) throw new SettingError('invalid')
    const subtest = test && { text: canonical(test), test }
    return new Map(rules).set(rule, { subject, zone: zone.replace(/\.$/, ''), type: recordType, subtest })
  })
  return setting(type, { default: (): UriListRules => new Map(), slot: SLOT, scope: 'user-rules', doc })
}

function canonical(test: NumberTest): string {
  switch (test.type) {
    case 'mask':
      return String(test.mask)
    case 'range':
      return `${test.from}-${test.to}`
    case 'masked':
      return `${test.value}/${test.mask}`
  }
}

const wordSet = (change: (set: Set<string>, words: readonly string[]) => void) =>
  custom<Set<string>>(
    'domains',
    (set, value) => {
      change(set, splitAsciiSpace(asciiLower(value)))
      return set
    },
    (set) => new Set(set),
  )

const noRules = (): UriListRules => new Map()

/** Settings of lists of domains in URIs. */
export const uriListSettings = {
  uridnsbls: setting(
    custom<UriListRules>('rules', (rules) => rules),
    { default: noRules, scope: 'user-rules', command: false, doc: 'What the rules of URIDNSBL look up.' },
  ),
  uridnsbl: ruleKind('addresses', false, 'Looks up the addresses of name servers and hosts of URIs: rule, list, type.'),
  uridnssub: ruleKind('addresses', true, 'The same; answers must fit a number, a range or a mask.'),
  urirhsbl: ruleKind('domain', false, 'Looks up domains of URIs: rule, list, type.'),
  urirhssub: ruleKind('domain', true, 'The same; answers must fit a number, a range or a mask.'),
  urinsrhsbl: ruleKind('ns-domain', false, 'Looks up domains of name servers of URIs: rule, list, type.'),
  urinsrhssub: ruleKind('ns-domain', true, 'The same; answers must fit a number, a range or a mask.'),
  urifullnsrhsbl: ruleKind('ns-name', false, 'Looks up names of name servers of URIs: rule, list, type.'),
  urifullnsrhssub: ruleKind('ns-name', true, 'The same; answers must fit a number, a range or a mask.'),
  skip_uribl_checks: setting(bool, { default: false, scope: 'user', doc: 'Looks up no domain of URIs.' }),
  uridnsbl_skip_mailto: setting(bool, { default: true, scope: 'site', doc: 'Looks up no domain of mailto URIs.' }),
  uridnsbl_max_domains: setting(number, { default: 20, scope: 'site', doc: 'How many hosts of URIs are looked up.' }),
  uridnsbl_skip_domain: setting(
    wordSet((set, words) => {
      if (words.length === 0) throw new SettingError('missing')
      for (const word of words) set.add(word)
    }),
    { default: () => new Set<string>(), scope: 'user', doc: 'Domains that are not looked up.' },
  ),
  clear_uridnsbl_skip_domain: setting(
    wordSet((set, words) => {
      if (words.length === 0) set.clear()
      for (const word of words) set.delete(word)
    }),
    {
      default: () => new Set<string>(),
      slot: 'uridnsbl_skip_domain',
      scope: 'user',
      doc: 'Takes domains out of uridnsbl_skip_domain; all of them when none is named.',
    },
  ),
  uridnsbl_timeout: setting(
    custom<undefined>('seconds', (_current, _value, line) => {
      line.warn("config: 'uridnsbl_timeout' is obsolete, use 'rbl_timeout' instead")
      return undefined
    }),
    { default: () => undefined, scope: 'user', doc: 'Obsolete: see rbl_timeout.' },
  ),
} as const satisfies SettingRows
