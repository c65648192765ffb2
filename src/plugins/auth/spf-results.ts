import { hostname } from 'node:os'
import { checkSpf, isDomainName, type SpfOutcome, type SpfResult } from '../../auth/spf.ts'
import { asciiLower } from '../../base/ascii.ts'
import { latestExternal } from '../../message/relays/relay.ts'
import { perScan, type Scan } from '../../rules/scan.ts'
import { networkSettings } from '../../rules/settings/networks.ts'

import { askRecords } from './ask-records.ts'
import { spfSettings } from './spf-settings.ts'

export type SpfScope = 'mfrom' | 'helo'

/** SpamAssassin allows more terms that ask than the RFC (max_dns_interactive_terms). */
const LIMITS = { maxTerms: 20, maxVoid: 2 }

/** The envelope sender as SPF counts it; empty for the null sender, undefined when it is not known. */
export const spfSender = perScan((scan): string | undefined => {
  const { relays } = scan.message
  const fromRelay = latestExternal(relays)?.envfrom
  if (fromRelay !== undefined) return asciiLower(fromRelay)
  // What a header says was added by a host of ours further on, which need not be the one that took the mail in.
  if (relays.trusted.length > 0 && !scan.conf.of(networkSettings).always_trust_envelope_sender) return undefined
  const sender = scan.headers('EnvelopeFrom:addr')[0]?.replace(/\n$/, '')
  return sender === undefined ? undefined : asciiLower(sender)
})

const RECEIVED_SPF =
  /^received-spf:[ \t\n\r\f\v]*(pass|neutral|(?:soft)?fail|(?:temp|perm)error|none)\b(?:.*\bidentity=([^ \t\n\r\f\v]+?);?\b)?/i
const AUTHENTICATION_RESULTS = /^(?:Arc-)?Authentication-Results:.*;[ \t]*SPF[ \t]*=[ \t]*([^;]*)/i
const SPF_RESULT =
  /^(pass|neutral|(?:hard|soft)?fail|(?:temp|perm)error|none)(?:[^;]*?\bsmtp\.([^ \t\n\r\f\v]+)[ \t\n\r\f\v]*=[^;]+)?/i

/** What hosts of ours have found out already and say in headers. */
const reusedResults = perScan((scan): ReadonlyMap<SpfScope, SpfResult> => {
  const found = new Map<SpfScope, SpfResult>()
  const { ignore_received_spf_header, use_newest_received_spf_header } = scan.conf.of(spfSettings)
  if (ignore_received_spf_header) return found
  const headers = [...scan.headers('ALL-INTERNAL')]
  if (!use_newest_received_spf_header) headers.reverse()
  for (const header of headers) {
    const results = AUTHENTICATION_RESULTS.exec(header)?.[1]
    const match = /^received-spf:/i.test(header)
      ? RECEIVED_SPF.exec(header)
      : results === undefined
        ? undefined
        : SPF_RESULT.exec(results)
    if (!match) continue
    const identity = asciiLower(match[2] ?? 'mfrom')
    const scope = identity === 'helo' ? 'helo' : identity === 'mfrom' || identity === 'mailfrom' ? 'mfrom' : undefined
    if (scope === undefined || found.has(scope)) continue
    const result = asciiLower(match[1] ?? '')
    found.set(scope, (result === 'hardfail' ? 'fail' : result) as SpfResult) // the expressions let nothing else through
    if (found.size === 2) break
  }
  return found
})

const NOTHING: SpfOutcome | undefined = undefined

const checked = perScan(() => new Map<SpfScope, Promise<SpfOutcome | undefined>>())

/** Whether a header of an internal host says it, so that nothing is checked. */
export function isSpfReused(scan: Scan, scope: SpfScope): boolean {
  return reusedResults(scan).has(scope)
}

/** What SPF says of the sender or of the HELO name; undefined where it cannot be checked. Checked once a scan. */
export function spfResult(scan: Scan, scope: SpfScope): Promise<SpfOutcome | undefined> {
  const known = checked(scan)
  let result = known.get(scope)
  if (!result) known.set(scope, (result = check(scan, scope)))
  return result
}

async function check(scan: Scan, scope: SpfScope): Promise<SpfOutcome | undefined> {
  const reused = reusedResults(scan).get(scope)
  if (reused !== undefined) return { result: reused, explanation: undefined }
  const relay = latestExternal(scan.message.relays)
  const seconds = scan.conf.of(spfSettings).spf_timeout
  const ask = askRecords(scan, seconds)
  if (!relay || !ask) return NOTHING
  const { ip, helo } = relay
  // Addresses and bare words cannot have a policy.
  if (scope === 'helo' && (helo === '' || /^[[!]?\d+\.\d+\.\d+\.\d+[\]!]?$/.test(helo) || !helo.includes('.'))) {
    return NOTHING
  }
  const identity = scope === 'helo' ? helo : spfSender(scan)
  if (!identity) return NOTHING
  const domain = scope === 'helo' ? identity : identity.slice(identity.lastIndexOf('@') + 1)
  // A name that cannot be asked for counts as a question that failed, as for SpamAssassin's resolver.
  if (!isDomainName(domain.replace(/\.$/, ''))) return { result: 'temperror', explanation: undefined }
  const request = { scope, identity, ip, helo: helo || 'unknown', receiver: hostname() }
  return within(seconds * 1000, checkSpf(ask, request, LIMITS))
}

/** The outcome, or undefined when it takes too long. */
function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
