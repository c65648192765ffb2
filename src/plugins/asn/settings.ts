import { SettingError, type SettingRows, type SettingType, setting } from '../../conf/setting.ts'
import { bool, custom, noArgs } from '../../conf/setting-types.ts'

/** A zone to ask for the autonomous system of an address, and the tags that take the answers. */
export interface AsnZone {
  readonly zone: string
  readonly asnTag: string
  readonly routeTag: string
}

const ZONE_LINE = /^([^ \t\n\r\f\v]+?)\.?(?:[ \t\n\r\f\v]+_([^ \t\n\r\f\v]+)_[ \t\n\r\f\v]+_([^ \t\n\r\f\v]+)_)?$/
const QUOTED = /^(['"])([^\n]*)\1$/

const zones: SettingType<readonly AsnZone[]> = custom('zone [_ASNTAG_ _ROUTETAG_]', (list, value) => {
  if (value === '') throw new SettingError('missing')
  const [, zone, asnTag = 'ASN', routeTag = 'ASNCIDR'] = ZONE_LINE.exec(value) ?? []
  if (zone === undefined) throw new SettingError('invalid')
  return [...list, { zone, asnTag, routeTag }]
})

const prefix = custom<string>('string', (_current, value) => QUOTED.exec(value)?.[2] ?? value)

/** Forgets the zones of both kinds of addresses. */
const forget: SettingType<readonly AsnZone[]> = {
  ...noArgs<readonly AsnZone[]>(() => []),
  apply: (_zones, value, line) => {
    if (value !== '') throw new SettingError('invalid')
    line.update<readonly AsnZone[]>('asn_lookup_ipv6', () => [])
    return []
  },
}

/** How autonomous systems are found. */
export const asnSettings = {
  asn_lookup: setting(zones, {
    default: () => [],
    scope: 'user-rules',
    doc: 'A zone that tells the autonomous system of an IPv4 address, and the tags for system and network (_ASN_ _ASNCIDR_).',
  }),
  asn_lookup_ipv6: setting(zones, {
    default: () => [],
    scope: 'user-rules',
    doc: 'The same for IPv6.',
  }),
  clear_asn_lookups: setting(forget, {
    default: () => [],
    scope: 'user',
    slot: 'asn_lookup',
    doc: 'Forgets all zones of asn_lookup and asn_lookup_ipv6.',
  }),
  asn_prefix: setting(prefix, {
    default: 'AS',
    scope: 'user',
    doc: 'What stands before the numbers of systems in tags; quotes around it are dropped.',
  }),
  asn_use_geodb: setting(bool, {
    default: true,
    scope: 'site',
    doc: 'Look the system up in a database (GeoIP2 ISP or ASN).',
  }),
  asn_prefer_geodb: setting(bool, {
    default: true,
    scope: 'site',
    doc: 'Do not ask the zones when the database knows the system.',
  }),
  asn_use_dns: setting(bool, { default: true, scope: 'site', doc: 'Ask the zones at all.' }),
} as const satisfies SettingRows
