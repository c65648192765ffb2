import { fieldName, type SplitMessage } from './canonical.ts'
import type { AskRecords } from './resolve-records.ts'
import { instanceOf, readSignature, type Signature, SignatureChecker, type SignatureResult } from './signature.ts'

/** What the chain of hosts that passed a message on amounts to (RFC 8617). */
export interface ArcOutcome {
  readonly result: 'none' | 'pass' | 'fail' | 'invalid'
  readonly detail: string
  /** All seals and message signatures that were looked at, in the order of their fields. */
  readonly signatures: readonly SignatureResult[]
}

/** RFC 8617 section 4.2.1 has 50; fields beyond it are against the rules anyway. */
const MAX_INSTANCE = 1024
const MAX_SIGNATURES = 102

/** Checks the ARC chain of a message, as Mail::DKIM::ARC::Verifier does. */
export async function checkArc(message: SplitMessage, ask: AskRecords, now: number): Promise<ArcOutcome> {
  const fail = (detail: string, signatures: readonly SignatureResult[] = []): ArcOutcome => ({
    result: 'fail',
    detail,
    signatures,
  })
  const seals = new Map<number, Signature>()
  const messages = new Map<number, Signature>()
  const all: Signature[] = []
  let broken: string | undefined
  for (const [index, field] of message.fields.entries()) {
    const signature = readSignature(field, index)
    if (!signature || (signature.kind !== 'arc-seal' && signature.kind !== 'arc-message')) continue
    if (all.length >= MAX_SIGNATURES) break
    all.push(signature)
    broken = addToChain(signature, signature.kind === 'arc-seal' ? seals : messages)
    if (broken !== undefined) break
  }
  if (all.length === 0) return { result: 'none', detail: 'no ARC headers found', signatures: [] }
  const checker = new SignatureChecker(message, ask, now)
  const signatures = await Promise.all(all.map((signature) => checker.check(signature)))
  if (broken !== undefined) return fail(broken, signatures)
  if (hasDoubleResults(message)) return fail('Duplicate ARC-Authentication-Results header', signatures)
  const count = Math.max(0, ...seals.keys())
  if (Math.max(0, ...messages.keys()) > count) return fail('missing Arc-Seal', signatures)
  for (let n = 1; n <= count; n++) {
    if (!seals.has(n)) return fail(`missing ARC-Seal ${n}`, signatures)
    if (!messages.has(n)) return fail(`missing ARC-Message-Signature ${n}`, signatures)
  }
  const resultOf = (signature: Signature | undefined) => signatures.find((result) => result.signature === signature)
  for (let n = 1; n <= count; n++) {
    const seal = resultOf(seals.get(n))
    if (seal?.result !== 'pass') return { result: seal?.result ?? 'fail', detail: seal?.detail ?? '', signatures }
    if (seal.signature.tags.get('cv') !== (n === 1 ? 'none' : 'pass')) {
      return fail(n === 1 ? 'first ARC-Seal must be cv=none' : `wrong cv for ARC-Seal i=${n}`, signatures)
    }
  }
  const last = resultOf(messages.get(count))
  return { result: last?.result ?? 'fail', detail: last?.detail ?? '', signatures }
}

/** What is wrong with a field of the chain; undefined when nothing is. */
function addToChain(signature: Signature, known: Map<number, Signature>): string | undefined {
  const name = signature.kind === 'arc-seal' ? 'ARC-Seal' : 'ARC-Message-Signature'
  const { tags } = signature
  const ends = tags.tags.at(-1)?.raw.trim() === ''
  if (tags.tags.length - (ends ? 1 : 0) !== tags.names) return 'Duplicate tag in signature'
  if (tags.tags.some((tag) => tag.raw.trim() !== '' && !/[a-z]/i.test(tag.name))) return 'Invalid tag in signature'
  const instance = tags.get('i') ?? ''
  const number = /^\d+$/.test(instance) ? Number(instance) : 0
  if (number < 1 || number > MAX_INSTANCE) return `Invalid ${name} instance '${instance}'`
  if (known.has(number)) return `Redundant ${name} ${number}`
  known.set(number, signature)
  return undefined
}

function hasDoubleResults(message: SplitMessage): boolean {
  const seen = new Set<number>()
  for (const field of message.fields) {
    const instance = fieldName(field) === 'arc-authentication-results' ? instanceOf(field) : undefined
    if (instance === undefined) continue
    if (seen.has(instance)) return true
    seen.add(instance)
  }
  return false
}
