import { type ArcOutcome, checkArc } from '../../auth/arc.ts'
import { splitMessage } from '../../auth/canonical.ts'
import { checkDkim } from '../../auth/dkim.ts'
import type { SignatureResult } from '../../auth/signature.ts'
import { asciiLower } from '../../base/ascii.ts'
import { perScan, type Scan } from '../../rules/scan.ts'
import { askRecords } from './ask-records.ts'
import { dkimSettings } from './dkim-settings.ts'

/** What is known of the signatures of a message. */
export interface DkimState {
  /** They have been looked at: there is a network. */
  readonly ready: boolean
  /** The message was whole, so that a bad signature means something. */
  readonly dependable: boolean
  readonly signatures: readonly SignatureResult[]
  readonly signed: boolean
  readonly valid: boolean
  /** Domains of authors whose own signature is good and strong; whose signature stands there at all; whose key did not come in time. */
  readonly goodAuthors: ReadonlySet<string>
  readonly signedAuthors: ReadonlySet<string>
  readonly lateAuthors: ReadonlySet<string>
  readonly arc: ArcOutcome
}

const NO_ARC: ArcOutcome = { result: 'none', detail: '', signatures: [] }

/** The addresses that the message says it is from, and their domains. */
export const authorsOf = perScan((scan) => {
  const addresses = scan.headers('From:addr').map((address) => address.replace(/\n$/, ''))
  const domains = new Set<string>()
  for (const address of addresses) {
    const domain = /@([^@]+?)[ \t]*$/.exec(address)?.[1]
    if (domain !== undefined) domains.add(asciiLower(domain))
  }
  return { addresses, domains }
})

/** The domain that a signature speaks for. */
export function signerOf({ identity, domain }: SignatureResult): string | undefined {
  const signer = /@([^ \t\n\r\f\v]+)/.exec(identity)?.[1] ?? domain
  return signer === undefined ? undefined : asciiLower(signer)
}

/** A good signature by a key that is long enough. */
export function isStrong(scan: Scan, { result, keyBits }: SignatureResult): boolean {
  const least = scan.conf.of(dkimSettings).dkim_minimum_key_bits
  return result === 'pass' && !(least > 0 && keyBits !== undefined && keyBits < least)
}

/** Checks the signatures of a message, once a scan. */
export const dkimOf = perScan(async (scan: Scan): Promise<DkimState> => {
  const { headers, pristine, lineEnding } = scan.message
  const { dkim_timeout } = scan.conf.of(dkimSettings)
  const ask = askRecords(scan, dkim_timeout)
  if (!ask) return stateOf(scan, false, [], NO_ARC)
  const hasDkim = headers.has('DKIM-Signature') || headers.has('DomainKey-Signature')
  const hasArc = headers.has('ARC-Seal') || headers.has('ARC-Message-Signature')
  if (!hasDkim && !hasArc) return stateOf(scan, true, [], NO_ARC)
  const message = splitMessage(pristine, lineEnding)
  const [signatures, arc] = await Promise.all([
    hasDkim ? checkDkim(message, ask, scan.now) : [],
    hasArc ? checkArc(message, ask, scan.now) : NO_ARC,
  ])
  const state = stateOf(scan, true, signatures, arc)
  setTags(scan, state)
  return state
})

function stateOf(scan: Scan, ready: boolean, signatures: readonly SignatureResult[], arc: ArcOutcome): DkimState {
  const good = new Set<string>()
  const signed = new Set<string>()
  const late = new Set<string>()
  const least = scan.conf.of(dkimSettings).dkim_minimum_key_bits
  for (const signature of signatures) {
    const signer = signature.selector ? signerOf(signature) : undefined
    if (signer === undefined || !authorsOf(scan).domains.has(signer)) continue
    signed.add(signer)
    // A key without sizes to choose from is as strong as any.
    const strong = least > 0 && (signature.keyBits === undefined || signature.keyBits >= least)
    if (signature.result === 'pass' && strong) good.add(signer)
    else if (/\b(?:timed out|SERVFAIL)\b/i.test(signature.detail)) late.add(signer)
  }
  const truncated = (scan.hitCount('__TRUNCATED') ?? 0) > 0
  return {
    ready,
    dependable: ready && (signatures.length === 0 || !truncated),
    signatures,
    signed: signatures.length > 0,
    valid: signatures.some((signature) => isGood(signature)),
    goodAuthors: good,
    signedAuthors: signed,
    lateAuthors: late,
    arc,
  }
}

function isGood({ result, selector }: SignatureResult): boolean {
  return result === 'pass' && selector !== undefined && selector !== ''
}

function setTags(scan: Scan, { signatures }: DkimState): void {
  const good = signatures.filter(isGood)
  if (good.length === 0) return
  const words = (values: readonly (string | undefined)[]): string => [...new Set(values.filter(Boolean))].join(' ')
  scan.setTag('DKIMIDENTITY', words(good.map(({ identity }) => identity)))
  scan.setTag('DKIMDOMAIN', words(good.map(({ domain }) => domain)))
  scan.setTag('DKIMSELECTOR', words(good.map(({ selector }) => selector)))
}

/** True when any seal or message signature of the ARC chain is good, as SpamAssassin counts it. */
export function hasGoodArc({ arc }: DkimState): boolean {
  return arc.signatures.some(isGood)
}
