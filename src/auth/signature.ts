import { createHash, verify } from 'node:crypto'
import { fieldName, relaxedBody, relaxedField, type SplitMessage, simpleBody, spacelessBody } from './canonical.ts'
import type { AskRecords } from './resolve-records.ts'
import { fetchKey, keyObjection, type SigningKey } from './signing-key.ts'
import { compact, TagList } from './tag-list.ts'

export type SignatureKind = 'dkim' | 'domainkeys' | 'arc-message' | 'arc-seal'

/** A signature field, taken apart. */
export interface Signature {
  readonly kind: SignatureKind
  /** Its place among the fields of the message. */
  readonly index: number
  readonly field: string
  readonly tags: TagList
}

/** What came of checking a signature. `invalid`: it could not be checked. */
export interface SignatureResult {
  readonly signature: Signature
  readonly domain: string | undefined
  readonly selector: string | undefined
  /** Whose signature it claims to be: `@domain`, or more of an address. */
  readonly identity: string
  readonly result: 'pass' | 'fail' | 'invalid'
  readonly detail: string
  /** Size of the key in bits, where it has been fetched and is of a kind that has sizes. */
  readonly keyBits: number | undefined
}

const FIELDS: ReadonlyMap<string, SignatureKind> = new Map([
  ['dkim-signature', 'dkim'],
  ['domainkey-signature', 'domainkeys'],
  ['arc-message-signature', 'arc-message'],
  ['arc-seal', 'arc-seal'],
])

/** The signature in a field; undefined when the field is none, or cannot be read. */
export function readSignature(field: string, index: number): Signature | undefined {
  const kind = FIELDS.get(fieldName(field) ?? '')
  const tags = kind && TagList.parse(field.slice(field.indexOf(':') + 1))
  return tags && { kind, index, field, tags }
}

/** Checks signatures, fetching each key once. */
export class SignatureChecker {
  readonly #message: SplitMessage
  readonly #ask: AskRecords
  readonly #now: number
  readonly #keys = new Map<string, Promise<SigningKey>>()
  /** Hashes of the body by canonicalization, algorithm and length. */
  readonly #bodyHashes = new Map<string, Buffer>()

  /** `now` in seconds since 1970. */
  constructor(message: SplitMessage, ask: AskRecords, now: number) {
    this.#message = message
    this.#ask = ask
    this.#now = now
  }

  async check(signature: Signature): Promise<SignatureResult> {
    const { tags, kind } = signature
    const domain = tags.get('d')?.toLowerCase()
    const selector = tags.get('s')
    const identity = kind === 'dkim' ? decodeQuoted(tags.get('i') ?? `@${domain ?? ''}`) : `@${domain ?? ''}`
    const facts = { signature, domain, selector, identity }
    const objection = this.#objection(signature)
    if (objection !== undefined) return { ...facts, result: 'invalid', detail: objection, keyBits: undefined }
    const key = await this.#key(selector ?? '', domain ?? '')
    if (kind === 'dkim' && !isWithin(identity, domain ?? '')) {
      return { ...facts, result: 'invalid', detail: 'bad identity', keyBits: undefined }
    }
    const lacking = kind.startsWith('arc') ? missingFrom(signature) : undefined
    if (lacking !== undefined) return { ...facts, result: 'fail', detail: `missing ${lacking} tag`, keyBits: undefined }
    if (kind === 'arc-message' && /arc-seal/i.test(tags.get('h') ?? '')) {
      return { ...facts, result: 'fail', detail: 'Arc-Message-Signature covers Arc-Seal', keyBits: undefined }
    }
    if (key.type === 'none') {
      return { ...facts, result: 'invalid', detail: `public key: ${key.reason}`, keyBits: undefined }
    }
    const { sign, hash } = algorithmOf(signature)
    const unfit =
      key.algorithm !== sign
        ? 'unsupported key type'
        : keyObjection(key, hash, identity, domain ?? '', kind === 'domainkeys')
    const keyBits = key.bits
    if (unfit !== undefined) return { ...facts, result: 'invalid', detail: `public key: ${unfit}`, keyBits }
    const failure = this.#verify(signature, key)
    return { ...facts, result: failure === undefined ? 'pass' : 'fail', detail: failure ?? '', keyBits }
  }

  #key(selector: string, domain: string): Promise<SigningKey> {
    const name = `${selector}._domainkey.${domain}`
    let key = this.#keys.get(name)
    if (!key) this.#keys.set(name, (key = fetchKey(this.#ask, selector, domain)))
    return key
  }

  /** Why a signature cannot be checked; undefined when it can. */
  #objection({ kind, tags }: Signature): string | undefined {
    const version = tags.get('v')
    if (kind === 'dkim' && version && version !== '1' && version !== '0.5') return `unsupported version ${version}`
    const algorithm = tags.get('a')?.toLowerCase()
    const known =
      kind === 'domainkeys'
        ? !algorithm || algorithm === 'rsa-sha1'
        : algorithm !== undefined && ALGORITHMS.has(algorithm)
    if (!known) return `unsupported algorithm ${algorithm ?? ''}`
    const canonical = canonicalizationOf({ kind, tags })
    if (!canonical) return 'unsupported canonicalization'
    const query = tags.get('q')
    if (query !== undefined && kind !== 'domainkeys' && !query.split(':').includes('dns/txt')) {
      return `unsupported query protocol, q=${query}`
    }
    const expires = tags.get('x')
    if (kind !== 'domainkeys' && expires !== undefined && this.#now > (Number.parseFloat(expires) || 0)) {
      return 'signature is expired'
    }
    if (!tags.get('d')) return 'missing d tag'
    if (tags.get('s') === undefined) return 'missing s tag'
    if (kind !== 'domainkeys' && kind !== 'arc-seal' && tags.get('h') === undefined) return 'missing h tag'
    return undefined
  }

  #verify(signature: Signature, { key, algorithm }: Extract<SigningKey, { type: 'key' }>): string | undefined {
    const { hash } = algorithmOf(signature)
    const data = Buffer.from(this.#signedText(signature), 'latin1')
    const bytes = Buffer.from(compact(signature.tags.get('b') ?? ''), 'base64')
    try {
      const verified =
        algorithm === 'rsa'
          ? verify(`RSA-${hash.toUpperCase()}`, data, key, bytes)
          : verify(null, createHash('sha256').update(data).digest(), key, bytes)
      if (!verified) return 'bad RSA signature'
    } catch {
      return 'bad RSA signature'
    }
    const bodyHash = signature.kind === 'domainkeys' ? undefined : signature.tags.get('bh')
    if (signature.kind === 'arc-seal' || bodyHash === undefined) return undefined
    const found = this.#bodyHash(signature, hash)
    return found.equals(Buffer.from(compact(bodyHash), 'base64')) ? undefined : 'body has been altered'
  }

  #bodyHash(signature: Signature, hash: string): Buffer {
    const body = canonicalizationOf(signature)?.body ?? 'simple'
    const length = Number.parseInt(signature.tags.get('l') ?? '', 10) || undefined
    const name = `${body}/${hash}/${length ?? ''}`
    let digest = this.#bodyHashes.get(name)
    if (!digest) {
      const text = body === 'relaxed' ? relaxedBody(this.#message.body) : simpleBody(this.#message.body)
      digest = createHash(hash).update(text.slice(0, length), 'latin1').digest()
      this.#bodyHashes.set(name, digest)
    }
    return digest
  }

  #signedText(signature: Signature): string {
    const { kind, tags, field } = signature
    if (kind === 'domainkeys') return this.#domainKeysText(signature)
    const unsigned = field.slice(0, field.indexOf(':') + 1) + tags.without('b')
    const relaxed = kind === 'arc-seal' || canonicalizationOf(signature)?.header === 'relaxed'
    const write = relaxed ? relaxedField : (text: string): string => text
    const covered = kind === 'arc-seal' ? this.#sealedFields(signature) : this.#namedFields(tags.get('h') ?? '')
    return [...covered, unsigned].map(write).join('\r\n')
  }

  /** The fields that a list names, each name standing for the last field not named before. */
  #namedFields(list: string): string[] {
    const left = new Map<string, string[]>()
    for (const field of this.#message.fields) {
      const name = fieldName(field)
      if (name === undefined) continue
      const same = left.get(name)
      if (same) same.push(field)
      else left.set(name, [field])
    }
    return list
      .toLowerCase()
      .split(':')
      .flatMap((name) => left.get(name.trim())?.pop() ?? [])
  }

  /** All of the chain up to this seal (RFC 8617 section 5.1.1). */
  #sealedFields({ tags }: Signature): string[] {
    const instance = Number(tags.get('i'))
    const fields: string[] = []
    for (let n = 1; n <= instance; n++) {
      for (const name of ['arc-authentication-results', 'arc-message-signature', 'arc-seal']) {
        if (name === 'arc-seal' && n === instance) continue
        const found = this.#message.fields.find((field) => fieldName(field) === name && instanceOf(field) === n)
        if (found !== undefined) fields.push(found)
      }
    }
    return fields
  }

  #domainKeysText({ index, tags }: Signature): string {
    const spaceless = (tags.get('c') ?? '').toLowerCase() === 'nofws'
    const names = tags
      .get('h')
      ?.toLowerCase()
      .split(':')
      .map((name) => name.trim())
    const fields = this.#message.fields
      .slice(index + 1)
      .filter((field) => !names || names.includes(fieldName(field) ?? ''))
      .map((field) => `${spaceless ? compact(field) : field}\r\n`)
    const body = spaceless ? spacelessBody(this.#message.body) : simpleBody(this.#message.body)
    return fields.join('') + (body === '' ? '' : `\r\n${body}`)
  }
}

/** A tag without which a field of an ARC chain proves nothing. */
function missingFrom({ kind, tags }: Signature): string | undefined {
  if (!tags.get('b')) return 'B'
  return kind === 'arc-message' && !tags.get('bh') ? 'BH' : undefined
}

/** The number of the set of ARC fields that a field belongs to. */
export function instanceOf(field: string): number | undefined {
  const digits = /^[^:]*:[ \t\r\n]*(?:[^;]*;[ \t\r\n]*)*?i[ \t]*=[ \t]*(\d{1,5})/.exec(field)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

const ALGORITHMS: ReadonlyMap<string, { readonly sign: 'rsa' | 'ed25519'; readonly hash: 'sha1' | 'sha256' }> = new Map(
  [
    ['rsa-sha1', { sign: 'rsa', hash: 'sha1' }],
    ['rsa-sha256', { sign: 'rsa', hash: 'sha256' }],
    ['ed25519-sha256', { sign: 'ed25519', hash: 'sha256' }],
  ],
)

function algorithmOf({ tags }: Signature): { readonly sign: 'rsa' | 'ed25519'; readonly hash: 'sha1' | 'sha256' } {
  return ALGORITHMS.get((tags.get('a') ?? '').toLowerCase()) ?? { sign: 'rsa', hash: 'sha1' }
}

function canonicalizationOf({
  kind,
  tags,
}: Pick<Signature, 'kind' | 'tags'>): { readonly header: string; readonly body: string } | undefined {
  if (kind === 'arc-seal') return { header: 'relaxed', body: 'relaxed' }
  const written = (tags.get('c') || 'simple').toLowerCase()
  if (kind === 'domainkeys')
    return written === 'simple' || written === 'nofws' ? { header: written, body: written } : undefined
  const slash = written.indexOf('/')
  const header = slash < 0 ? written : written.slice(0, slash)
  const body = slash < 0 ? 'simple' : written.slice(slash + 1)
  const known = (name: string): boolean => name === 'simple' || name === 'relaxed'
  return known(header) && known(body) ? { header, body } : undefined
}

function isWithin(identity: string, domain: string): boolean {
  const at = identity.lastIndexOf('@')
  if (at < 0) return false
  const own = identity.slice(at + 1).toLowerCase()
  return own === domain || own.endsWith(`.${domain}`)
}

function decodeQuoted(text: string): string {
  return text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
