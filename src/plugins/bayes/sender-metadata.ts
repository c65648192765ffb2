import type { Message } from '../../message/message.ts'
import { idnToAscii } from '../../message/uri/idn.ts'

/**
 * The hosts of a message's senders, as SpamAssassin puts them among the metadata of a message that it scans, not of one
 * that it only learns.
 */
export function senderMetadata(message: Message): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>()
  const [sender] = message.headerView('EnvelopeFrom:first:addr:host')
  if (sender !== undefined) metadata.set('x-senderdomain', idnToAscii(withoutNewline(sender)))
  const authors = [...new Set(message.headerView('From:addr:host'))]
  if (authors.length > 0) {
    metadata.set('x-authordomain', authors.map((host) => idnToAscii(withoutNewline(host))).join(' '))
  }
  return metadata
}

function withoutNewline(host: string): string {
  return host.endsWith('\n') ? host.slice(0, -1) : host
}
