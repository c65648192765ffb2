import { domainToASCII } from 'node:url'
import { asciiLower, splitAsciiSpace } from '../../base/ascii.ts'
import type { Place } from '../../base/diagnostic.ts'
import { textFromUtf8Bytes } from '../../base/latin1.ts'
import { SettingError, type SettingRows, type SettingType, setting } from '../../conf/setting.ts'
import { bool, custom, noArgs, required } from '../../conf/setting-types.ts'

/** An expression that takes the target out of a redirecting URI, as written. */
export interface RedirectorPattern {
  readonly text: string
  readonly place: Place
}

const ASCII = /^[\0-\x7f]*$/
const ONE_LABEL = /^[^ \t\r\f\v.]+$/
const TWO_LABELS = /^[^ \t\r\f\v.]+\.[^ \t\r\f\v.]+$/
const THREE_LABELS = /^[^ \t\r\f\v.]+\.[^ \t\r\f\v.]+\.[^ \t\r\f\v.]+$/

function asciiHost(host: string): string {
  if (ASCII.test(host)) return asciiLower(host)
  return domainToASCII(textFromUtf8Bytes(host)) || asciiLower(host)
}

function domainSet(form: string, name: RegExp): SettingType<Set<string>> {
  return custom<Set<string>>(
    form,
    (domains, value) => {
      const words = splitAsciiSpace(required(value))
      if (!words.every((word) => name.test(word))) throw new SettingError('invalid')
      for (const word of words) domains.add(asciiHost(word))
      return domains
    },
    (domains) => new Set(domains),
  )
}

const clearDomains = custom<Set<string>>('no value', (_domains, value, line) => {
  const clear = noArgs<Set<string>>(() => new Set())
  for (const other of ['util_rb_2tld', 'util_rb_3tld'])
    line.update<Set<string>>(other, (set) => clear.apply(set, value, line))
  return clear.apply(new Set(), value, line)
})

const redirectorPatterns = custom<readonly RedirectorPattern[]>('expression', (patterns, value, line) => [
  ...patterns,
  { text: required(value), place: line.place },
])

const noDomains = () => new Set<string>()

/** Where registered domains begin, and how URIs are found. */
export const domainSettings = {
  util_rb_tld: setting(domainSet('domains', ONE_LABEL), {
    default: noDomains,
    scope: 'site',
    doc: 'Top-level domains: without them no host is recognised.',
  }),
  util_rb_2tld: setting(domainSet('domains', TWO_LABELS), {
    default: noDomains,
    scope: 'site',
    doc: 'Domains of two labels under which others register (co.uk).',
  }),
  util_rb_3tld: setting(domainSet('domains', THREE_LABELS), {
    default: noDomains,
    scope: 'site',
    doc: 'Domains of three labels under which others register.',
  }),
  clear_util_rb: setting(clearDomains, {
    default: noDomains,
    slot: 'util_rb_tld',
    scope: 'user',
    doc: 'Empties the three lists of domains.',
  }),
  redirector_pattern: setting(redirectorPatterns, {
    default: () => [],
    scope: 'user-rules',
    doc: 'An expression whose first group is the target of a redirecting URI; the target is then looked at as well.',
  }),
  parse_dkim_uris: setting(bool, {
    default: true,
    scope: 'user',
    doc: 'Takes the domains of DKIM signatures for URIs of the mail.',
  }),
} as const satisfies SettingRows
