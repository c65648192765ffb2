import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { mmdbFile } from './mmdb-file.ts'

const country = (code: string, continent: string) => ({
  country: { iso_code: code, names: { en: `country ${code}` } },
  continent: { code: continent, names: { en: `continent ${continent}` } },
})
const provider = (number: number, organization: string, isp: string) => ({
  autonomous_system_number: number,
  autonomous_system_organization: organization,
  isp,
  organization: isp,
})
const system = (number: number, organization: string) => ({
  autonomous_system_number: number,
  autonomous_system_organization: organization,
})

const FILES = {
  'country/GeoLite2-Country.mmdb': mmdbFile('GeoLite2-Country', {
    '192.0.2.0/24': country('DE', 'EU'),
    '192.0.2.128/25': country('FR', 'EU'),
    '198.51.100.0/24': country('US', 'NA'),
    '198.51.100.64/26': { continent: { code: 'NA' } },
    '10.9.0.0/16': country('AU', 'OC'),
    '2001:db8::/32': country('CN', 'AS'),
  }),
  'city/GeoLite2-City.mmdb': mmdbFile('GeoLite2-City', {
    '192.0.2.0/25': { ...country('AT', 'EU'), city: { names: { en: 'Vienna' } } },
  }),
  'isp/GeoIP2-ISP.mmdb': mmdbFile('GeoIP2-ISP', {
    '192.0.2.0/24': provider(64500, 'Example Networks', 'Example Hosting'),
    '198.51.100.0/24': provider(64501, 'Télé Réseau', 'Télé Réseau'),
    '203.0.113.0/24': { isp: 'Only Provider' },
  }),
  'asn/GeoLite2-ASN.mmdb': mmdbFile(
    'GeoLite2-ASN',
    {
      '192.0.2.0/24': system(64510, 'Sample Systems'),
      '198.51.100.0/24': { autonomous_system_number: 64511 },
      '203.0.113.0/24': { autonomous_system_organization: 'Nameless' },
    },
    4,
  ),
  'broken/GeoLite2-Country.mmdb': Buffer.from('no database'),
}

/** A folder of small databases of our own, one kind a sub-folder; whoever asked for it removes it. */
export function databaseFolder(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'geo-databases-'))
  for (const [name, bytes] of Object.entries(FILES)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, bytes)
  }
  return { path: folder, remove: () => rmSync(folder, { recursive: true }) }
}
