import { createHash } from 'node:crypto'
import { bytesFromLatin1 } from '../../base/latin1.ts'
import type { Message } from '../../message/message.ts'
import type { TokenSource } from '../settings.ts'
import { headerTexts } from './header-texts.ts'
import { type LineOptions, type LineRegion, lineTokens } from './line-tokens.ts'
import { tokenHash } from './token-hash.ts'

/** The tokens of a message: as stores keep them → as they were read. */
export type MailTokens = ReadonlyMap<string, string>

/** What tokens are made of, and how. */
export interface TokenOptions extends LineOptions {
  readonly sources: ReadonlySet<TokenSource>
  /** Headers that the user wants left out, in lower case. */
  readonly ignoredHeaders: ReadonlySet<string>
}

/** What is tokenized beside the message itself. */
export interface HeaderFacts {
  /** `Name: value` lines; the message's own, when absent. */
  readonly lines?: readonly string[]
  /** Metadata of plugins by name in lower case; those of the relays are known. */
  readonly metadata?: ReadonlyMap<string, string>
}

/** SpamAssassin's limits: the line or header with which a source reaches its limit is the last. */
const MAX_BODY_TOKENS = 50_000
const MAX_URI_TOKENS = 10_000
const MAX_HEADER_TOKENS = 10_000

/** Reads all tokens of a message. */
export function mailTokens(message: Message, options: TokenOptions, facts: HeaderFacts = {}): MailTokens {
  const tokens = new Map<string, string>()
  for (const text of tokenTexts(message, options, facts)) tokens.set(tokenHash(text), text)
  return tokens
}

/** All tokens of a message as they are read (Plugin::Bayes, tokenize). */
export function tokenTexts(message: Message, options: TokenOptions, facts: HeaderFacts = {}): ReadonlySet<string> {
  const { sources } = options
  const texts = new Set<string>()
  const emit = (token: string): void => void texts.add(token)
  const read = (lines: Iterable<string>, prefix: string, region: LineRegion, limit: number): void => {
    let count = 0
    for (const line of lines) {
      count += lineTokens(line, prefix, region, options, emit)
      if (count >= limit) return
    }
  }
  if (sources.has('visible')) read(message.visibleBody, '', 'body', MAX_BODY_TOKENS)
  if (sources.has('uri')) {
    const isUnicode = unicodeUris(message)
    let count = 0
    for (const uri of message.uris) {
      count += lineTokens(uri, '', isUnicode(uri) ? 'unicode-uri' : 'uri', options, emit)
      if (count >= MAX_URI_TOKENS) break
    }
  }
  if (sources.has('invisible')) read(message.invisibleBody, 'I*:', 'body', MAX_BODY_TOKENS)
  if (sources.has('mimepart')) for (const token of partTokens(message)) emit(token)
  if (sources.has('header')) {
    const metadata = new Map([...relayMetadata(message), ...(facts.metadata ?? [])])
    const headers = headerTexts(facts.lines ?? message.headers.lines('decoded'), metadata, options.ignoredHeaders)
    let count = 0
    for (const [prefix, text] of headers) {
      count += lineTokens(text, `H${prefix}:`, 'header', options, emit)
      if (count >= MAX_HEADER_TOKENS) break
    }
  }
  texts.delete('')
  return texts
}

const ASCII_ONLY = /^[\x00-\x7f]*$/
const ABOVE_LATIN1 = /[^\x00-\xff]/
const FROM_TEXT = new Set(['parsed', 'schemeless', 'unlinked'])

/** URIs of HTML are characters, those of text bytes: tells which are the former, all ASCII apart. */
function unicodeUris(message: Message): (uri: string) => boolean {
  let fromHtml: Set<string> | undefined
  return (uri) => {
    if (ASCII_ONLY.test(uri)) return false
    if (ABOVE_LATIN1.test(uri)) return true
    fromHtml ??= new Set(
      Array.from(message.uriDetails.values())
        .filter(({ types }) => [...types].some((type) => !FROM_TEXT.has(type)))
        .flatMap(({ cleaned }) => cleaned ?? []),
    )
    return fromHtml.has(uri)
  }
}

function relayMetadata({ relays }: Message): [string, string][] {
  return [
    ['x-spam-relays-trusted', relays.trustedText],
    ['x-spam-relays-untrusted', relays.untrustedText],
    ['x-spam-relays-internal', relays.internalText],
    ['x-spam-relays-external', relays.externalText],
  ]
}

/** Parts that many messages have, by a name that can be read. */
const KNOWN_PARTS: ReadonlyMap<string, string> = new Map([
  ['da39a3ee5e6b4b0d3255bfef95601890afd80709:text/plain', 'Empty-Plaintext'],
  ['da39a3ee5e6b4b0d3255bfef95601890afd80709:text/html', 'Empty-HTML'],
  ['da39a3ee5e6b4b0d3255bfef95601890afd80709:text/xml', 'Empty-XML'],
  ['adc83b19e793491b1c6ea0fd8b46cd9f32e592fc:text/plain', 'OneNL-Plaintext'],
  ['adc83b19e793491b1c6ea0fd8b46cd9f32e592fc:text/html', 'OneNL-HTML'],
  ['71853c6197a6a7f222db0f1978c7cb232b87c5ee:text/plain', 'TwoNL-Plaintext'],
  ['71853c6197a6a7f222db0f1978c7cb232b87c5ee:text/html', 'TwoNL-HTML'],
])

/** Each leaf of the MIME tree by its content and type. */
function partTokens(message: Message): string[] {
  return message.parts
    .filter((part) => part.isLeaf)
    .map((part) => {
      const digest = createHash('sha1')
        .update(bytesFromLatin1(part.decoded() ?? ''))
        .digest('hex')
      const name = `${digest}:${part.type}`
      return `MIME:${KNOWN_PARTS.get(name) ?? name}`
    })
}
