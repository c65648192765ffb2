import { firstTrusted, latestUntrusted } from '../relays/relay.ts'
import type { HeaderSource, HeaderViewOptions } from './header-view.ts'

/** Whether it can be an envelope sender: an address, or nothing at all (`<>`). */
function isSender(text: string | undefined): text is string {
  return text !== undefined && (text === '' || text.indexOf('@') > 0)
}

/**
 * The address of the SMTP command MAIL FROM, as far as headers tell (get_envelope_from): the header that the
 * administrator named and no other; else the hop that brought the mail to us; else the headers that mail servers are
 * known to add, if no Received header stands above them, for then they may tell of an earlier delivery.
 */
export function envelopeSender(
  source: HeaderSource,
  options: HeaderViewOptions,
  firstAddress: (header: string) => string | undefined,
): string | undefined {
  const named = options.relayOptions.envelopeSenderHeader
  if (named !== undefined) {
    const sender = firstAddress(named)
    return isSender(sender) ? sender : undefined
  }

  const { relays } = source
  const sender = (latestUntrusted(relays) ?? firstTrusted(relays))?.envfrom
  if (isSender(sender)) return sender

  // List software puts the sender of the original into X-Sender, from which fetchmail makes its own envelope sender.
  if (firstAddress('X-Sender')?.includes('@')) {
    if (source.headers.all('Received').some((field) => field.value.includes('(fetchmail'))) return undefined
  }
  const procmail = firstAddress('X-Envelope-From')
  if (procmail !== undefined) return isBelowReceived(source, 'X-Envelope-From') ? undefined : procmail
  for (const header of ['Envelope-Sender', 'Return-Path']) {
    const address = firstAddress(header)
    if (address !== undefined && !isBelowReceived(source, header)) return address
  }
  return undefined
}

// Whether any field of that name stands below the first Received.
function isBelowReceived(source: HeaderSource, name: string): boolean {
  const all = source.headers.lines('decoded').join('')
  const received = /^Received:/im.exec(all)
  return received !== null && new RegExp(`^${name}:`, 'im').test(all.slice(received.index + received[0].length))
}
