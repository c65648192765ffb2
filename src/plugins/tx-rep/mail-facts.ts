import { asciiLower } from '../../base/ascii.ts'
import type { Conf } from '../../conf/conf.ts'
import { messageIds } from '../../learn/message-ids.ts'
import { receiveTime } from '../../learn/receive-time.ts'
import { networkKey } from '../../learn/reputation/network-key.ts'
import { senderName } from '../../learn/reputation/sender-key.ts'
import type { Message } from '../../message/message.ts'
import type { Relays } from '../../message/relays/relay.ts'
import { toAddresses } from '../addresses/sender-addresses.ts'
import { txRepSettings } from './settings.ts'

/** Whose signature, or whose SPF record, vouches for the sender. */
export interface Vouching {
  /** The domain that stands for the sender’s own; undefined where only the address is confirmed. */
  readonly domain: string | undefined
  /** How tables in SQL name it. */
  readonly signedBy: string
}

/** What TxRep reads of a message. */
export interface MailFacts {
  readonly from: string
  readonly domain: string
  readonly helo: string
  readonly vouching: Vouching | undefined
  /** The name under which the message itself is remembered, and what it is made of. */
  readonly message: string
  readonly messageId: string
  /** When it was received, as tables in SQL tell messages apart by it. */
  readonly date: string | undefined
  /** Names of those to whom somebody of the internal networks writes. */
  readonly recipients: readonly string[]
  /** The address that the mail came from; scores below 2 let relays count that nobody vouches for. */
  origin(score: number): string | undefined
  /** The name under which the reputation of an identity is kept, with or without the network of an address. */
  name(identity: string, ip?: string): string
  /** The network of an address as reports show it. */
  network(ip: string): string
}

const BLANK = /^[ \t\n\r\f\v]*$/
const LIKE_ADDRESS = /[^ \t\n\r\f\v@]+@[^ \t\n\r\f\v@]+/
const LOW_SCORE = 2

type KnownRelays = Pick<Relays, 'all' | 'trusted' | 'internal' | 'external'>
const NO_RELAYS: KnownRelays = { all: [], trusted: [], internal: [], external: [] }

/**
 * Reads them; undefined for mail from nobody. SpamAssassin does not look at the relays of a message that it forgets without
 * having scanned or learned it just then: for it such mail comes from `nowhere`.
 */
export function mailFacts(
  conf: Conf,
  message: Message,
  vouching: Vouching | undefined,
  comesFrom: 'relays' | 'nowhere',
): MailFacts | undefined {
  const settings = conf.of(txRepSettings)
  const relays = comesFrom === 'relays' ? message.relays : NO_RELAYS
  const from = asciiLower(first(message, 'From:addr')) || first(message, 'EnvelopeFrom:addr')
  if (BLANK.test(from)) return undefined
  const ownDomain = from.replace(/^[^\n]+@/, '')
  const isOutbound = settings.txrep_welcomelist_out > 0 && relays.internal.length > 0 && relays.external.length === 0
  const lengths = { ipv4: settings.txrep_ipv4_mask_len, ipv6: settings.txrep_ipv6_mask_len }
  const name = (identity: string, ip?: string): string => {
    if (isOutbound && LIKE_ADDRESS.test(asciiLower(identity))) return senderName(identity, 'WELCOMELIST_OUT')
    return senderName(identity, ip === undefined ? undefined : networkKey(ip, lengths))
  }
  const messageId = messageIds(message)[0] ?? ''
  const received = receiveTime(message)
  const recipients = isOutbound ? toAddresses((spec) => message.headerView(spec)).filter(Boolean) : []
  return {
    from,
    domain: vouching?.domain ?? ownDomain,
    helo: tellingHelo(relays, from, ownDomain),
    vouching,
    message: name(messageId),
    messageId,
    date: received === undefined ? undefined : String(received),
    recipients: recipients.map((recipient) => name(recipient)),
    origin: (score) => originOf(relays, score),
    name,
    network: (ip) => networkKey(ip, lengths) ?? '',
  }
}

function first(message: Message, view: string): string {
  const value = message.headerView(view)[0] ?? ''
  return value.endsWith('\n') ? value.slice(0, -1) : value
}

/** The greeting of the oldest relay that does not just repeat its address or the sender’s. */
function tellingHelo(relays: KnownRelays, from: string, domain: string): string {
  const known = new Set([asciiLower(domain), asciiLower(from)])
  const telling = relays.all.findLast(
    ({ helo, ip }) => ![ip, `[${ip}]`, `[${ip}`, `${ip}]`].includes(helo) && !known.has(asciiLower(helo)),
  )
  return telling?.helo ?? ''
}

function originOf(relays: KnownRelays, score: number): string | undefined {
  let origin: string | undefined
  let trustedLeft = relays.trusted.length
  for (const { ip, ipPrivate } of relays.all) {
    trustedLeft--
    if (ip === '') continue
    if ((trustedLeft >= -1 || score < LOW_SCORE) && !ipPrivate) origin = ip
    // Mail from within is told apart from mail from nowhere.
    if (trustedLeft >= 0 && origin === undefined && ipPrivate) origin = '127.0.0.1'
  }
  return origin
}
