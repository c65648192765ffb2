import { createPublicKey, type KeyObject } from 'node:crypto'
import type { AskRecords } from './resolve-records.ts'
import { compact, TagList } from './tag-list.ts'

/** A public key as a domain publishes it, or why there is none that counts. */
export type SigningKey =
  | {
      readonly type: 'key'
      readonly key: KeyObject
      readonly algorithm: 'rsa' | 'ed25519'
      /** Size in bits; undefined for kinds of keys that have one size only. */
      readonly bits: number | undefined
      readonly tags: TagList
    }
  | { readonly type: 'none'; readonly reason: string }

/** What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410). */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** Fetches the key of a selector (RFC 6376 section 3.6.2). */
export async function fetchKey(ask: AskRecords, selector: string, domain: string): Promise<SigningKey> {
  const answer = await ask(`${selector}._domainkey.${domain}`, 'TXT')
  if (answer.type === 'failed') {
    return none(answer.reason === 'query timed out' ? 'DNS error: query timed out' : 'not available')
  }
  const text = answer.type === 'records' ? answer.records[0]?.text : undefined
  return text ? readKey(text) : none('not available')
}

const none = (reason: string): SigningKey => ({ type: 'none', reason })

/** Reads a key record. */
export function readKey(text: string): SigningKey {
  const tags = TagList.parse(text)
  if (!tags) return none('syntax error')
  const version = tags.get('v')
  if (version && version !== 'DKIM1') return none('unsupported version')
  const kind = tags.get('k') || 'rsa'
  if (kind !== 'rsa' && kind !== 'ed25519') return none('unsupported key type')
  const written = tags.get('p')
  if (written === undefined) return none('missing p= tag')
  const data = compact(written)
  if (data === '') return none('revoked')
  if (!/^[A-Za-z0-9+/=]+$/.test(data)) return none('invalid data')
  const service = tags.get('s')
  if (service && !service.split(':').some((name) => name === '*' || name === 'email'))
    return none('does not support email')
  try {
    const bytes = Buffer.from(data, 'base64')
    const der = kind === 'ed25519' ? Buffer.concat([ED25519_PREFIX, bytes]) : bytes
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    if (key.asymmetricKeyType !== kind) return none('unsupported key type')
    const modulus = key.asymmetricKeyDetails?.modulusLength
    return { type: 'key', key, algorithm: kind, bits: modulus && Math.ceil(modulus / 8) * 8, tags }
  } catch {
    return none('invalid data')
  }
}

/** Why a key must not be used for this signature; undefined when it may. `emptyIsAny`: an empty g= allows all. */
export function keyObjection(
  { tags }: Extract<SigningKey, { type: 'key' }>,
  hash: string,
  identity: string,
  domain: string,
  emptyIsAny = false,
): string | undefined {
  const hashes = tags.get('h')
  if (hashes && !hashes.split(':').includes(hash)) return `does not support hash algorithm '${hash}'`
  const at = identity.lastIndexOf('@')
  const localPart = at < 0 ? '' : identity.slice(0, at)
  const identityDomain = at < 0 ? identity : identity.slice(at + 1)
  const pattern = tags.get('g') ?? '*'
  const star = pattern.indexOf('*')
  if (pattern === '' && !emptyIsAny) return 'granularity is empty'
  if (star >= 0) {
    const [begin, end] = [pattern.slice(0, star), pattern.slice(star + 1)]
    const fits = localPart.length >= begin.length + end.length && localPart.startsWith(begin) && localPart.endsWith(end)
    if (!fits) return 'granularity mismatch'
  } else if (pattern !== '' && localPart !== pattern) return 'granularity mismatch'
  const strict = tags.get('t')?.split(':').includes('s') ?? false
  if (strict && identityDomain.toLowerCase() !== domain.toLowerCase()) return 'does not support signing subdomains'
  return undefined
}
