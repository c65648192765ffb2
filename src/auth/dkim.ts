import type { SplitMessage } from './canonical.ts'
import type { AskRecords } from './resolve-records.ts'
import { readSignature, SignatureChecker, type SignatureResult } from './signature.ts'

/** Further signatures are not looked at: real mail has up to some ten (Mail::DKIM). */
const MAX_SIGNATURES = 51

/** Checks all DKIM and DomainKeys signatures of a message, in the order of its fields. */
export async function checkDkim(
  message: SplitMessage,
  ask: AskRecords,
  now: number,
): Promise<readonly SignatureResult[]> {
  const checker = new SignatureChecker(message, ask, now)
  const signatures = message.fields.flatMap((field, index) => readSignature(field, index) ?? [])
  const own = signatures.filter(({ kind }) => kind === 'dkim' || kind === 'domainkeys').slice(0, MAX_SIGNATURES)
  return Promise.all(own.map((signature) => checker.check(signature)))
}
