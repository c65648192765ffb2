import { checkDmarc, type DmarcOutcome } from '../auth/dmarc.ts'
import { asciiLower } from '../base/ascii.ts'
import { setting } from '../conf/setting.ts'
import { bool } from '../conf/setting-types.ts'
import { latestExternal } from '../message/relays/relay.ts'
import { trimDomain } from '../message/uri/registry-boundaries.ts'
import { type EvalFunction, evalFunction, type Plugin } from '../rules/plugin.ts'
import { perScan, type Scan } from '../rules/scan.ts'
import { askRecords } from './auth/ask-records.ts'
import { authorsOf, type DkimState, dkimOf } from './auth/dkim-results.ts'
import { dkimSettings } from './auth/dkim-settings.ts'
import { type SpfScope, spfResult } from './auth/spf-results.ts'
import { authenticationResults } from './authentication-results/results-of-scan.ts'
import { lookupHooks } from './dns/network.ts'
import { tldsOf } from './uris/tlds.ts'

const settings = {
  dmarc_save_reports: setting(bool, {
    default: false,
    scope: 'site',
    doc: 'Of no effect: Assay keeps no reports for domains.',
  }),
}

/** Labels of letters, digits and hyphens (RFC 1035, RFC 1101). */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.|$))+$/

const withoutNewline = (text: string | undefined): string | undefined => text?.replace(/\n$/, '')

/** What DMARC makes of the message; undefined when it cannot be asked. */
const dmarcOf = perScan(async (scan: Scan): Promise<DmarcOutcome | undefined> => {
  const ask = askRecords(scan, scan.conf.of(dkimSettings).dkim_timeout)
  const relay = latestExternal(scan.message.relays)
  const from = withoutNewline(scan.headers('From:first:addr')[0])
  if (!ask || !relay || !from?.includes('@')) return undefined
  const author = asciiLower(from.slice(from.lastIndexOf('@') + 1)).split(/[ \t\n\r\f\v>]/)[0]
  const sender =
    withoutNewline(scan.headers('EnvelopeFrom:first:addr:host')[0]) ??
    withoutNewline(scan.headers('From:first:addr:domain')[0])
  if (!author || sender === undefined) return undefined

  const tlds = tldsOf(scan.conf)
  // Mail::DMARC does not take others for domains: nothing is said of them.
  if (!DOMAIN.test(author) || !tlds.tld.has(author.slice(author.lastIndexOf('.') + 1))) return undefined
  const organizational = (domain: string): string => trimDomain(domain, tlds) || domain
  const [spf, helo, dkim] = await Promise.all([spfResult(scan, 'mfrom'), spfResult(scan, 'helo'), dkimOf(scan)])
  const own: readonly SpfClaim[] = [
    { scope: 'mfrom', domain: sender, result: spf?.result ?? 'none' },
    { scope: 'helo', domain: asciiLower(relay.helo), result: helo?.result ?? 'none' },
  ]
  const signers = dkim.signatures.flatMap(
    ({ signature, result, domain }) => (signature.kind === 'dkim' && result === 'pass' && domain ? [domain] : []), // DomainKeys do not count
  )
  const draw = (): number => Math.floor(Math.random() * 100)
  const check = (claims: readonly SpfClaim[], domains: readonly string[]) =>
    checkDmarc(ask, author, { spf: provenDomain(claims), dkim: domains }, organizational, draw)
  const outcome = await check(own, signers)
  if (outcome.result === 'pass' || !dkim.ready) return outcome
  const sealed = sealedClaims(scan)
  // As in SpamAssassin, where Mail::DMARC gives up on what it does not know, and no rule hits.
  if (!sealed.every(({ result }) => SPF_RESULTS.has(result))) return undefined
  // Where a chain of good hands brought it, its first seal stands for the signature that was broken on the way.
  return check([...own, ...sealed], isSealedFor(scan, dkim, sender) ? [...signers, sender] : signers)
})

/** What SPF said of a domain, here or at a host that sealed the message. */
interface SpfClaim {
  readonly scope: SpfScope
  readonly domain: string
  readonly result: string
}

const SPF_RESULTS: ReadonlySet<string> = new Set('none neutral pass fail softfail temperror permerror'.split(' '))

/** The domain that counts as proven: an envelope sender's before a HELO name, the first of each. */
function provenDomain(claims: readonly SpfClaim[]): string | undefined {
  const passed = claims.filter(({ result }) => result === 'pass')
  return (passed.find(({ scope }) => scope === 'mfrom') ?? passed[0])?.domain
}

/**
 * What hosts that handed the message on found out of its sender, as ARC-Authentication-Results say: in the order of the
 * fields, up to a result without a seal or one of an earlier seal, as SpamAssassin reads them.
 */
function sealedClaims(scan: Scan): readonly SpfClaim[] {
  const claims: SpfClaim[] = []
  let last = 0
  for (const { arcIndex, result, properties } of authenticationResults(scan).get('spf') ?? []) {
    if (arcIndex === undefined || arcIndex < last) break
    last = arcIndex
    const smtp = properties.get('smtp')
    const sender = smtp?.get('mailfrom')
    const helo = smtp?.get('helo')
    if (sender !== undefined) claims.push({ scope: 'mfrom', domain: /@(.*)/.exec(sender)?.[1] ?? sender, result })
    if (helo !== undefined) claims.push({ scope: 'helo', domain: helo, result })
  }
  return claims
}

function isSealedFor(scan: Scan, dkim: DkimState, sender: string): boolean {
  if (!authorsOf(scan).domains.has(asciiLower(sender))) return false
  const seals = dkim.arc.signatures.filter(({ signature }) => signature.kind === 'arc-seal')
  const first = seals.toSorted((a, b) => instance(a.signature.tags.get('i')) - instance(b.signature.tags.get('i')))[0]
  return first?.result === 'pass'
}

const instance = (text: string | undefined): number => Number(text ?? 0)

function dmarcTest(doc: string, test: (outcome: DmarcOutcome) => boolean): EvalFunction {
  return evalFunction({
    doc,
    on: ['header'],
    args: [],
    run: async (scan) => {
      const rule = scan.currentRule
      const outcome = await dmarcOf(scan)
      const hit = outcome !== undefined && test(outcome)
      if (hit) scan.explain(() => `${Object.values(outcome).join(', policy ')} for "${scan.header('From:addr')}"`, rule)
      return hit
    },
  })
}

function failsWith(disposition: string): EvalFunction {
  return dmarcTest(
    `The message is not from the domain of its author, whose policy is ${disposition}.`,
    (outcome) => outcome.result === 'fail' && outcome.disposition === disposition,
  )
}

/** Whether the domain of the author is one that sent the message. */
export const dmarc = {
  name: 'Mail::SpamAssassin::Plugin::DMARC',
  settings,
  evals: {
    check_dmarc_pass: dmarcTest('The message is from the domain of its author.', ({ result }) => result === 'pass'),
    check_dmarc_reject: failsWith('reject'),
    check_dmarc_quarantine: failsWith('quarantine'),
    check_dmarc_none: failsWith('none'),
    check_dmarc_missing: dmarcTest('The domain of the author has no policy.', ({ result }) => result === 'none'),
  },
  ...lookupHooks,
} as const satisfies Plugin
