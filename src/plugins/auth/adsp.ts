import { TagList } from '../../auth/tag-list.ts'
import { parentsOf } from '../../dns/restrictions.ts'
import { perScan, type Scan } from '../../rules/scan.ts'
import { askRecords } from './ask-records.ts'
import { authorsOf, dkimOf } from './dkim-results.ts'
import { type Adsp, dkimSettings } from './dkim-settings.ts'

/** What the domain of each author says of unsigned mail (RFC 5617), where it matters. */
export const adspOf = perScan(async (scan: Scan): Promise<ReadonlyMap<string, Adsp>> => {
  const found = new Map<string, Adsp>()
  const dkim = await dkimOf(scan)
  if (!dkim.ready) return found
  for (const domain of authorsOf(scan).domains) {
    if (!/.\.[a-z-]{2,}$/i.test(domain)) continue
    const truncated = dkim.signedAuthors.has(domain) && !dkim.dependable
    if (dkim.goodAuthors.has(domain) || dkim.lateAuthors.has(domain) || truncated) continue
    const practice = overrideFor(scan, domain) ?? (await publishedBy(scan, domain))
    if (practice !== undefined) found.set(domain, practice)
  }
  return found
})

function overrideFor(scan: Scan, domain: string): Adsp | undefined {
  const overrides = scan.conf.of(dkimSettings).adsp_override
  const above = parentsOf(domain)
    .slice(1)
    .map((parent) => `*.${parent}`)
  for (const key of [domain, ...above, '*']) {
    const practice = overrides.get(key)
    if (practice !== undefined) return practice
  }
  return undefined
}

const PUBLISHED: ReadonlyMap<string, Adsp> = new Map([
  ['all', 'A'],
  ['discardable', 'D'],
  ['strict', 'D'],
])

async function publishedBy(scan: Scan, domain: string): Promise<Adsp | undefined> {
  const ask = askRecords(scan, scan.conf.of(dkimSettings).dkim_timeout)
  if (!ask) return undefined
  const policy = await ask(`_adsp._domainkey.${domain}`, 'TXT')
  const text = policy.type === 'records' ? policy.records.at(-1)?.text : undefined
  if (text) {
    const practice = TagList.parse(text)?.get('dkim')
    return (practice === undefined ? undefined : PUBLISHED.get(practice)) ?? 'U'
  }
  const servers = await ask(domain, 'MX')
  return servers.type === 'nothing' && !servers.nameExists ? 'N' : 'U'
}
