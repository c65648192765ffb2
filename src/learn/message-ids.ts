import { hash } from 'node:crypto'
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
  const fields = ['to', 'date'].map((name) => {
    const field = message.headers.last(name)
    return field ? `${field.value}\n\0` : '\0'
  })
  return `${sha1(fields.join('') + bodyDigest(message))}@sa_generated`
}

function bodyDigest({ pristineBody, lineEnding }: Message): string {
  return sha1(lineEnding === '\r\n' ? pristineBody.replaceAll('\r\n', '\n') : pristineBody)
}

function sha1(text: string): string {
  return hash('sha1', bytesFromLatin1(text), 'hex')
}
