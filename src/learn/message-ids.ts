import { createHash } from 'node:crypto'
import { bytesFromLatin1 } from '../base/latin1.ts'
import type { Message } from '../message/message.ts'
import type { MessageIds } from './store/token-store.ts'

const IN_ANGLES = /^[ \t\n\r\f\v]*<([\s\S]+)>[ \t\n\r\f\v]*$/

/**
 * What a message is known by once it is learned: an id made of its recipient, date and body, then its Message-Id
 * (Message::generate_msgid, get_msgid).
 */
export function messageIds(message: Message): MessageIds {
  let ids = known.get(message)
  if (!ids) {
    const own = IN_ANGLES.exec(message.headers.value('message-id'))?.[1]
    ids = own === undefined ? [generatedId(message)] : [generatedId(message), own]
    known.set(message, ids)
  }
  return ids
}

const known = new WeakMap<Message, MessageIds>()

function generatedId(message: Message): string {
  const hash = createHash('sha1')
  for (const name of ['to', 'date']) {
    const field = message.headers.last(name)
    hash.update(bytesFromLatin1(field ? `${field.value}\n\0` : '\0'))
  }
  return `${hash.update(bodyDigest(message)).digest('hex')}@sa_generated`
}

function bodyDigest({ pristineBody, lineEnding }: Message): string {
  const body = lineEnding === '\r\n' ? pristineBody.replaceAll('\r\n', '\n') : pristineBody
  return createHash('sha1').update(bytesFromLatin1(body)).digest('hex')
}
