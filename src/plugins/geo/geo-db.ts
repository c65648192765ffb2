import { Reader, type Response } from 'mmdb-lib'
import { parseIp } from '../../base/ip-address.ts'
import { isPrivateIp } from '../../base/ip-pattern.ts'
import { utf8BytesOf } from '../../base/latin1.ts'
import { hasWideChar } from '../../base/unicode-text.ts'
import { type Conf, perConf } from '../../conf/conf.ts'
import { fileReader, probePath } from '../../conf/load-files.ts'
import { geodbSettings } from '../../rules/settings/geodb.ts'

/** What databases of addresses tell, as Mail::SpamAssassin::GeoDB does. A look-up that no database serves is undefined. */
export interface GeoDb {
  /** The country, `**` for a private address and `XX` for an unknown one. */
  readonly country: ((ip: string) => string) | undefined
  readonly continent: ((ip: string) => string) | undefined
  readonly isp: ((ip: string) => string | undefined) | undefined
  readonly asn: ((ip: string) => AutonomousSystem | undefined) | undefined
}

export interface AutonomousSystem {
  readonly number: string
  readonly organization: string | undefined
}

type Kind = 'city' | 'country' | 'isp' | 'asn'

const USUAL_DIRECTORIES = ['/usr/local/share/GeoIP', '/usr/share/GeoIP', '/var/lib/GeoIP', '/opt/share/GeoIP']
const USUAL_FILES: Readonly<Record<Kind, readonly string[]>> = {
  city: ['GeoIP2-City.mmdb', 'GeoLite2-City.mmdb', 'dbip-city.mmdb', 'dbip-city-lite.mmdb'],
  country: ['GeoIP2-Country.mmdb', 'GeoLite2-Country.mmdb', 'dbip-country.mmdb', 'dbip-country-lite.mmdb'],
  isp: ['GeoIP2-ISP.mmdb', 'GeoLite2-ISP.mmdb'],
  asn: ['GeoIP2-ASN.mmdb', 'GeoLite2-ASN.mmdb'],
}

/** The databases that the configuration names, or else those in the usual places. */
export const geoDbOf = perConf((conf): GeoDb => {
  const { geodb_module } = conf.of(geodbSettings)
  if (geodb_module !== undefined && geodb_module !== 'geoip2') return geoDb(() => undefined)
  return geoDb((kind) => {
    const file = fileOf(conf, kind)
    return file === undefined ? undefined : openDatabase(file)
  })
})

/** A name from a database as rules and reports see it: Latin-1 where that holds it, as in SpamAssassin, else UTF-8. */
export function asBytes(name: string): string {
  return hasWideChar(name) ? utf8BytesOf(name) : name
}

/** Why there is no database of countries (or providers, or systems), for whoever asked for one in the configuration. */
export function geoDbComplaint(conf: Conf): string | undefined {
  const { geodb_module } = conf.of(geodbSettings)
  const { country, isp, asn } = geoDbOf(conf)
  if (geodb_module === undefined || country || isp || asn) return undefined
  if (geodb_module === 'geoip2') return 'geodb: GeoIP2 requested, but no databases could be loaded'
  return `geodb: databases of the kind ${geodb_module} are not read, only GeoIP2 (mmdb files)`
}

function fileOf(conf: Conf, kind: Kind): string | undefined {
  const { geodb_options, geodb_search_path } = conf.of(geodbSettings)
  const named = kind === 'asn' ? undefined : geodb_options.get(kind)
  const directories = geodb_search_path ?? USUAL_DIRECTORIES
  const candidates = named ? [named] : directories.flatMap((path) => USUAL_FILES[kind].map((file) => `${path}/${file}`))
  return candidates.find((path) => probePath(path) === 'file')
}

type Lookup = (ip: string) => unknown

const openDatabase = fileReader((bytes): Lookup | undefined => {
  try {
    return lookupIn(new Reader<Response>(bytes))
  } catch {
    return undefined // no mmdb file, which is as good as none
  }
})

/** An address of the other version, or one that a broken file cannot tell of, is unknown. */
function lookupIn(reader: Reader<Response>): Lookup {
  return (ip) => {
    if (!parseIp(ip) || (ip.includes(':') && reader.metadata.ipVersion === 4)) return undefined
    try {
      return reader.get(ip)
    } catch {
      return undefined
    }
  }
}

function geoDb(open: (kind: Kind) => Lookup | undefined): GeoDb {
  const place = recently(open('city') ?? open('country'))
  const isp = recently(open('isp'))
  const system = isp ?? recently(open('asn'))
  return {
    country: place && ((ip) => (isPrivateIp(ip) ? '**' : textAt(place(ip), 'country', 'iso_code') || 'XX')),
    continent: place && ((ip) => textAt(place(ip), 'continent', 'code') || 'XX'),
    isp: isp && ((ip) => textAt(isp(ip), 'isp')),
    asn:
      system &&
      ((ip) => {
        const record = system(ip)
        const number = textAt(record, 'autonomous_system_number')
        if (number === undefined) return undefined
        return { number, organization: textAt(record, 'autonomous_system_organization') }
      }),
  }
}

/** The same few addresses are asked for again and again within one mail. */
const REMEMBERED = 100

function recently(lookup: Lookup | undefined): Lookup | undefined {
  if (!lookup) return undefined
  const known = new Map<string, unknown>()
  return (ip) => {
    if (known.has(ip)) return known.get(ip)
    if (known.size >= REMEMBERED) known.clear()
    const record = lookup(ip)
    known.set(ip, record)
    return record
  }
}

/** The text or number at the end of a path through maps. */
function textAt(record: unknown, ...path: readonly string[]): string | undefined {
  let value = record
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Object.getOwnPropertyDescriptor(value, key)?.value
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
