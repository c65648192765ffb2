import type { AskRecords } from './resolve-records.ts'

/** What a check of another kind has proven: this domain sent the message. */
export interface ProvenDomains {
  /** The domain of the envelope sender, or else that of the HELO name, where SPF passed. */
  readonly spf: string | undefined
  /** Domains of good signatures. */
  readonly dkim: readonly string[]
}

/** `disposition` is what the domain wants done: for a pass what it would have wanted, where it failed what applies. */
export type DmarcOutcome =
  | { readonly result: 'none' }
  | { readonly result: 'pass' | 'fail'; readonly disposition: string }

interface Policy {
  readonly tags: ReadonlyMap<string, string>
  /** Found at the organizational domain, not at the author's own. */
  readonly inherited: boolean
}

const FAILED_WITHOUT_POLICY: DmarcOutcome = { result: 'fail', disposition: 'none' }

/**
 * Whether the domain of the author is one that sent the message, and what it wants done when it is not (RFC 7489), as
 * Mail::DMARC decides. `organizational` gives the registered domain of a name; `draw` a number from 0 to 99.
 */
export async function checkDmarc(
  ask: AskRecords,
  author: string,
  proven: ProvenDomains,
  organizational: (domain: string) => string,
  draw: () => number,
): Promise<DmarcOutcome> {
  const organization = organizational(author)
  if (!(await existsInDns(ask, [...new Set([author, organization])]))) return { result: 'none' }
  const found = await findPolicy(ask, author, organization)
  if (found === 'none') return { result: 'none' }
  if (found === 'unusable') return FAILED_WITHOUT_POLICY
  const { tags, inherited } = found
  const own = tags.get('p') ?? 'none'
  if (isAligned(author, proven, tags, organizational)) return { result: 'pass', disposition: own }
  const wanted = (inherited ? tags.get('sp') : undefined) ?? own
  if (wanted.toLowerCase() === 'none') return { result: 'fail', disposition: 'none' }
  const share = tags.get('pct')
  if (share === undefined || draw() < Number(share)) return { result: 'fail', disposition: wanted }
  return { result: 'fail', disposition: wanted === 'reject' ? 'quarantine' : 'none' }
}

async function existsInDns(ask: AskRecords, domains: readonly string[]): Promise<boolean> {
  for (const domain of domains) {
    const answers = await Promise.all(['MX', 'NS', 'A', 'AAAA'].map((type) => ask(domain, type)))
    if (answers.some((answer) => answer.type === 'records')) return true
  }
  return false
}

async function findPolicy(
  ask: AskRecords,
  author: string,
  organization: string,
): Promise<Policy | 'none' | 'unusable'> {
  for (const [n, domain] of [...new Set([author, organization])].entries()) {
    const answer = await ask(`_dmarc.${domain}`, 'TXT')
    if (answer.type === 'failed') return 'none'
    const texts = answer.type === 'records' ? answer.records.map((record) => record.text) : []
    const records = texts.filter((text) => text.slice(0, 8).toLowerCase() === 'v=dmarc1')
    if (records.length > 1) return 'unusable'
    if (records[0] === undefined) continue
    const tags = parsePolicy(records[0])
    return tags ? { tags, inherited: n > 0 } : 'unusable'
  }
  return 'none'
}

const ACTION = /^(?:none|quarantine|reject)$/i

/** The tags of a record; undefined when it says nothing that can be followed. */
function parsePolicy(text: string): ReadonlyMap<string, string> | undefined {
  const cleaned = text
    .replace(/[ \t\n\r\f\v]+/g, '')
    .replaceAll('\\;', ';')
    .replaceAll(';;', ';')
    .replaceAll(';0;', ';')
  const tags = new Map<string, string>()
  for (const pair of cleaned.split(';')) {
    const match = /^([^=:-]*)[=:-](.+)$/.exec(pair)
    if (match) tags.set((match[1] ?? '').toLowerCase(), match[2] ?? '')
  }
  if (tags.get('v')?.toUpperCase() !== 'DMARC1') return undefined
  const subdomains = tags.get('sp')
  if (ACTION.test(tags.get('p') ?? '') && (subdomains === undefined || ACTION.test(subdomains))) return tags
  // A policy that cannot be read counts as `none` when there is somebody to report to.
  if (!/^mailto:[^@]+@./i.test(tags.get('rua') ?? '')) return undefined
  return tags.set('p', 'none')
}

function isAligned(
  author: string,
  { spf, dkim }: ProvenDomains,
  tags: ReadonlyMap<string, string>,
  organizational: (domain: string) => string,
): boolean {
  const organization = organizational(author)
  const fits = (domain: string, mode: string | undefined): boolean =>
    domain === author || (mode?.toLowerCase() !== 's' && organizational(domain) === organization)
  return (
    dkim.some((domain) => fits(domain.toLowerCase(), tags.get('adkim'))) ||
    (spf !== undefined && fits(spf.toLowerCase(), tags.get('aspf')))
  )
}
