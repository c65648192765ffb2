import { isIP } from 'node:net'
import { asciiLower, firstWord, splitAsciiSpace } from '../base/ascii.ts'
import { SettingError, type SettingRows, setting } from '../conf/setting.ts'
import { bool, custom, duration, noArgs, number, parseDuration, required } from '../conf/setting-types.ts'

/** `yes`, `no`, or a test with the domains to ask for (none: a built-in choice). */
export type DnsAvailable = 'yes' | 'no' | { readonly test: readonly string[] }

export interface DnsOptions {
  v4: boolean
  v6: boolean
  rotate: boolean
  dns0x20: boolean
  /** The UDP payload size to offer by EDNS; 0 offers none. */
  edns: number
}

/** One line about local ports, in the order of lines; by default all from 1024 are used. */
export interface PortChange {
  readonly use: boolean
  readonly from: number
  readonly to: number
}

/** Seconds to wait for answers; `min` is what the wait may shrink to when most have come. */
export interface LookupTimeout {
  readonly seconds: number
  readonly min: number | undefined
}

export interface LookupTimeouts extends LookupTimeout {
  readonly zones: ReadonlyMap<string, LookupTimeout>
}

const withoutDots = (domain: string) => domain.replace(/^\./, '').replace(/\.$/, '')

/** The words between separators; a separator at the end adds none. */
function splitAt(value: string, separator: RegExp): string[] {
  const words = value.split(separator)
  if (words[words.length - 1] === '') words.pop()
  return words
}

const dnsAvailable = custom<DnsAvailable>('yes | no | test[: domains]', (_current, value) => {
  if (value === 'yes' || value === '1') return 'yes'
  if (value === 'no' || value === '0') return 'no'
  const test = /^test(?::[ \t\r\f\v]*([^ \t\r\f\v][^\n]*))?$/.exec(value)
  if (!test) throw new SettingError('invalid')
  return { test: splitAsciiSpace(test[1] ?? '') }
})

const WITH_PORT = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/
const WITHOUT_PORT = /^(?:\[([^\]]*)\]|([0-9A-F.:]+(?:%[A-Z0-9._~-]*)?))$/i
const SCOPE = /%[A-Z0-9._~-]*$/i

const dnsServers = custom<readonly string[] | undefined>('address[:port]', (servers, value) => {
  const match = WITH_PORT.exec(value) ?? WITHOUT_PORT.exec(value)
  if (!match) throw new SettingError('invalid')
  const written = match[1] ?? match[2] ?? ''
  const port = Number(match[3] ?? '53')
  const scope = SCOPE.exec(written)?.[0] ?? ''
  const address = written.slice(0, written.length - scope.length)
  if (isIP(address) === 0 || port < 1 || port > 65_535) throw new SettingError('invalid')
  return [...(servers ?? []), `[${address}${scope}]:${port}`]
})

const portRanges = (use: boolean) =>
  custom<readonly PortChange[]>('ports', (changes, value) => {
    const added = splitAt(value, /[ \t,]+/).map((word) => {
      const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(word)
      if (!match) throw new SettingError('invalid')
      const from = Number(match[1])
      const to = Number(match[2] ?? match[1])
      if (from > 65_535 || to > 65_535 || (use && (from < 1 || to < 1))) throw new SettingError('invalid')
      return { use, from, to }
    })
    return [...changes, ...added]
  })

const dnsOptions = custom<DnsOptions>(
  'options',
  (options, value) => {
    // Words before a wrong one count, as in SpamAssassin.
    for (const word of splitAt(asciiLower(value), /[ \t\n\r\f\v,]+/)) {
      const flag = /^(no)?(rotate|dns0x20|v4|v6)$/.exec(word)
      const edns = /^edns0?(?:=(\d+))?$/.exec(word)
      if (flag)
        options[flag[2] as 'rotate' | 'dns0x20' | 'v4' | 'v6'] = flag[1] === undefined // group 2 is one of these
      else if (word === 'noedns' || word === 'noedns0') options.edns = 0
      else if (edns) {
        options.edns = Number(edns[1] ?? 0) || 1220
        if (options.edns < 512) throw new SettingError('invalid')
      } else throw new SettingError('invalid')
    }
    return options
  },
  (options) => ({ ...options }),
)

const queryRestriction = custom<Map<string, boolean>>(
  'allow|deny domains',
  (blocked, value) => {
    const [word, domains] = firstWord(value)
    const verb = asciiLower(word)
    if (domains === undefined || (verb !== 'allow' && verb !== 'deny')) throw new SettingError('invalid')
    for (const domain of splitAsciiSpace(domains)) blocked.set(asciiLower(withoutDots(domain)), verb === 'deny')
    return blocked
  },
  (blocked) => new Map(blocked),
)

const blockRules = custom<Map<string, Set<string>>>(
  'rule domains',
  (rules, value) => {
    const [rule, domains] = firstWord(value)
    if (rule === '' || domains === undefined || domains === '') throw new SettingError('invalid')
    for (const word of splitAsciiSpace(asciiLower(domains))) {
      const domain = withoutDots(word)
      if (!/^[a-z0-9_.-]+$/.test(domain)) throw new SettingError('invalid')
      const known = rules.get(rule)
      if (known) known.add(domain)
      else rules.set(rule, new Set([domain]))
    }
    return rules
  },
  (rules) => new Map([...rules].map(([rule, domains]) => [rule, new Set(domains)])),
)

const TIMEOUT =
  /^(\+?\d+(?:\.\d*)?[smhdw]?)(?:[ \t\r\f\v]+(\+?\d+(?:\.\d*)?[smhdw]?))?(?:[ \t\r\f\v]+([^ \t\r\f\v]*[a-zA-Z]))?$/i

const lookupTimeouts = custom<LookupTimeouts>('seconds [min] [zone]', (timeouts, value) => {
  const match = TIMEOUT.exec(required(value))
  if (!match) throw new SettingError('invalid')
  const [, longest = '', shortest, zone] = match
  const seconds = parseDuration(longest) ?? 0
  const min = shortest === undefined ? undefined : parseDuration(shortest)
  if (zone === undefined) return { ...timeouts, seconds, min: min ?? timeouts.min }
  const name = asciiLower(withoutDots(zone))
  const known = timeouts.zones.get(name)
  return { ...timeouts, zones: new Map(timeouts.zones).set(name, { seconds, min: min ?? known?.min }) }
})

/** How names are looked up. */
export const dnsSettings = {
  skip_rbl_checks: setting(bool, {
    default: false,
    scope: 'user',
    doc: 'Asks no DNS block list.',
  }),
  dns_available: setting(dnsAvailable, {
    default: 'yes',
    scope: 'user',
    doc: 'Whether there is DNS; `test` finds out by asking for domains that exist.',
  }),
  dns_server: setting(dnsServers, {
    default: undefined,
    scope: 'user',
    doc: 'A name server to ask, beside others given so; without any, those of the system.',
  }),
  clear_dns_servers: setting(
    noArgs<readonly string[] | undefined>(() => undefined),
    {
      default: undefined,
      slot: 'dns_server',
      scope: 'user',
      doc: 'Forgets the name servers given.',
    },
  ),
  dns_local_ports_permit: setting(portRanges(true), {
    default: () => [],
    scope: 'site',
    doc: 'Ports or ranges of ports from which queries may be sent.',
  }),
  dns_local_ports_avoid: setting(portRanges(false), {
    default: () => [],
    slot: 'dns_local_ports_permit',
    scope: 'site',
    doc: 'Ports or ranges of ports from which no query is sent.',
  }),
  dns_local_ports_none: setting(
    noArgs<readonly PortChange[]>(() => [{ use: false, from: 0, to: 65_535 }]),
    {
      default: () => [],
      slot: 'dns_local_ports_permit',
      scope: 'site',
      doc: 'Leaves the choice of local ports to the system until others are permitted.',
    },
  ),
  dns_test_interval: setting(duration, {
    default: 600,
    scope: 'user',
    doc: 'How long the outcome of `dns_available test` holds.',
  }),
  dns_options: setting(dnsOptions, {
    default: (): DnsOptions => ({ v4: true, v6: true, rotate: false, dns0x20: false, edns: 4096 }),
    scope: 'user',
    doc: 'How queries are made: v4, v6, rotate, dns0x20, edns=size, or no… for the contrary.',
  }),
  dns_query_restriction: setting(queryRestriction, {
    default: () => new Map<string, boolean>(),
    scope: 'user',
    doc: 'Domains for which queries are allowed or denied, with all below them; the longest name decides.',
  }),
  clear_dns_query_restriction: setting(
    noArgs<Map<string, boolean>>(() => new Map()),
    {
      default: () => new Map<string, boolean>(),
      slot: 'dns_query_restriction',
      scope: 'user',
      aliases: ['clear_dns_query_restrictions'],
      doc: 'Forgets all restrictions of queries.',
    },
  ),
  dns_block_rule: setting(blockRules, {
    default: () => new Map<string, Set<string>>(),
    scope: 'site',
    doc: 'When this rule hits, the domains are not asked for a while: they told us that we ask too much.',
  }),
  dns_block_time: setting(number, {
    default: 300,
    scope: 'site',
    doc: 'Seconds for which dns_block_rule keeps a domain from being asked.',
  }),
  rbl_timeout: setting(lookupTimeouts, {
    default: (): LookupTimeouts => ({ seconds: 15, min: undefined, zones: new Map() }),
    scope: 'site',
    doc: 'How long answers are waited for, and down to what the wait shrinks as answers come; with a zone, for that zone.',
  }),
  rbl_test_points: setting(bool, {
    default: true,
    scope: 'site',
    doc: 'Does not believe a list that lists 127.0.0.1, or does not list 127.0.0.2, as RFC 5782 has it.',
    assayOnly: true,
  }),
  rbl_refusal_codes: setting(bool, {
    default: true,
    scope: 'site',
    doc: 'Takes no answer of 127.255.255.0/24 for a listing: lists refuse so.',
    assayOnly: true,
  }),
} as const satisfies SettingRows
