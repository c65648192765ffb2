import { decodeHeaderValue } from '../encoded-words.ts'
import type { HeaderList } from '../header-list.ts'
import type { RelayOptions } from '../relays/options.ts'
import type { Relays } from '../relays/relay.ts'
import { idnToAscii } from '../uri/idn.ts'
import type { UriOptions } from '../uri/options.ts'
import { trimDomain } from '../uri/registry-boundaries.ts'
import { envelopeSender } from './envelope-sender.ts'
import { parseHeaderAddresses } from './header-addresses.ts'
import { hostInText, hostOfAddress, ipInText, reversedIpInText } from './host-view.ts'
import { fieldsDownTo, fieldsFrom, splitFields, splitLines } from './received-ranges.ts'
import { parseViewSpec, type ViewSpec } from './view-spec.ts'

/** What views are made from: a Message is one. */
export interface HeaderSource {
  readonly headers: HeaderList
  readonly pristineHeaders: string
  readonly relays: Relays
}

/** What of the configuration views depend on. */
export interface HeaderViewOptions {
  readonly relayOptions: RelayOptions
  readonly uriOptions: UriOptions
}

/** What plugins found out about the message, by lower-case name, for rules to read like a header. */
export type Metadata = (name: string) => string | undefined

/**
 * A header as rules ask for it, one entry a field or part (PerMsgStatus::get in list context): a name, or a
 * pseudo-header (`ALL`, `ToCc`, `MESSAGEID`, `EnvelopeFrom`, `X-Spam-Relays-…`), and what to take of it
 * (`:raw :addr :name :first :last :host :domain :ip :revip`). Plain values end with a newline, as in rules.
 */
export function headerView(
  source: HeaderSource,
  options: HeaderViewOptions,
  spec: string,
  metadata: Metadata = () => undefined,
): readonly string[] {
  const view = parseViewSpec(spec)
  const whole = wholeHeader(source, view)
  if (whole) return whole
  let values = valuesOf(source, options, view, metadata)
  if (values.length > 1 && (view.first || view.last)) values = values.slice(view.first ? 0 : -1).slice(0, 1)
  if (view.address || view.displayName) values = values.flatMap((value) => addressParts(value, view))
  if (view.host) values = hostsOf(values, view, options)
  else if (view.ip) values = definedOf(values, view.reversedIp ? reversedIpInText : ipInText)
  return values
}

function wholeHeader(source: HeaderSource, view: ViewSpec): readonly string[] | undefined {
  const { name, raw } = view
  if (!name.startsWith('ALL')) return undefined
  if (name === 'ALL') return raw ? splitFields(source.pristineHeaders) : source.headers.lines('decoded')
  const { relays } = source
  // One more than what is trusted: the header of the hop behind was still written by a trusted server.
  const trusted = relays.lastTrustedIndex + 1
  const internal = relays.lastInternalIndex + 1
  const fields = (): string[] =>
    raw ? splitFields(source.pristineHeaders) : splitLines(source.headers.lines('decoded').join(''))
  if (name === 'ALL-TRUSTED') return fieldsDownTo(fields(), trusted)
  if (name === 'ALL-INTERNAL') return fieldsDownTo(fields(), internal)
  if (name === 'ALL-UNTRUSTED') return fieldsFrom(fields(), trusted)
  if (name === 'ALL-EXTERNAL') return fieldsFrom(fields(), internal)
  return undefined
}

const MESSAGE_ID_HEADERS = ['X-Message-Id', 'Resent-Message-Id', 'X-Original-Message-ID', 'Message-Id']

function valuesOf(
  source: HeaderSource,
  options: HeaderViewOptions,
  view: ViewSpec,
  metadata: Metadata,
): readonly string[] {
  const { headers } = source
  const cooked = (name: string): string[] =>
    headers.all(name).map((field) => (view.raw ? field.unfolded : `${field.value}\n`))
  if (view.name === 'MESSAGEID') return MESSAGE_ID_HEADERS.flatMap(cooked).filter((value) => value !== '')
  switch (view.key) {
    case 'envelopefrom':
      return envelopeFrom(source, options)
    case 'x-spam-relays-untrusted':
      return [source.relays.untrustedText]
    case 'x-spam-relays-trusted':
      return [source.relays.trustedText]
    case 'x-spam-relays-external':
      return [source.relays.externalText]
    case 'x-spam-relays-internal':
      return [source.relays.internalText]
    case 'tocc':
      return [...cooked('To'), ...cooked('Cc')]
  }
  const fields = headers.allOf(view.key)
  if (fields.length > 0) {
    return fields.map((field) => (view.raw || view.address || view.displayName ? field.raw : `${field.value}\n`))
  }
  const found = coreMetadata(source, options, view.key) ?? metadata(view.name)
  return found === undefined ? [] : [found]
}

/** Many rules and functions ask for it, in many forms: looked for once a message and configuration. */
const senders = new WeakMap<HeaderSource, { readonly options: HeaderViewOptions; readonly view: readonly string[] }>()

function envelopeFrom(source: HeaderSource, options: HeaderViewOptions): readonly string[] {
  const known = senders.get(source)
  if (known?.options === options) return known.view
  const sender = envelopeSender(source, options, (name) => headerView(source, options, `${name}:first:addr`)[0])
  const view = sender === undefined ? [] : [sender]
  senders.set(source, { options, view })
  return view
}

function coreMetadata(source: HeaderSource, options: HeaderViewOptions, key: string): string | undefined {
  switch (key) {
    case 'x-senderdomain': {
      const host = headerView(source, options, 'EnvelopeFrom:first:addr:host')[0]
      return host === undefined ? undefined : idnToAscii(host)
    }
    case 'x-authordomain': {
      const hosts = new Set(headerView(source, options, 'From:addr:host'))
      return hosts.size === 0 ? undefined : [...hosts].map(idnToAscii).join(' ')
    }
    default:
      return undefined
  }
}

function addressParts(value: string, view: ViewSpec): string[] {
  const addresses = parseHeaderAddresses(value)
  if (view.address) return definedOf(addresses, ({ address }) => address)
  return definedOf(addresses, ({ phrase }) => (phrase === undefined || view.raw ? phrase : readableName(phrase)))
}

function readableName(phrase: string): string {
  const decoded = decodeHeaderValue(phrase, '')
  const tidy = decoded.replace(/[ \t\n\r\f\v]+/g, ' ').replace(/^ | $/g, '')
  return tidy === '' ? decoded : tidy.replace(/^'(.*)'$/, '$1')
}

function hostsOf(values: readonly string[], view: ViewSpec, options: HeaderViewOptions): string[] {
  const { tlds } = options.uriOptions
  return definedOf(values, (value) => {
    const host = view.address ? hostOfAddress(value) : hostInText(value, tlds)
    if (host === undefined || host === '0') return undefined
    return view.domain ? trimDomain(host, tlds) : host
  })
}

function definedOf<T>(values: readonly T[], map: (value: T) => string | undefined): string[] {
  return values.map(map).filter((value) => value !== undefined)
}
