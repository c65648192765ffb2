import { hash } from 'node:crypto'
import { bytesFromLatin1 } from '../../base/latin1.ts'
import { StoreError } from './store-error.ts'
import type { Lesson, MessageIds, Remembered } from './token-store.ts'

// Messages whose tokens are kept, so that they can be forgotten by their Message-Id (bayes_remember_messages). They lie in
// a fixed number of buckets by their ids: each holds the same number of messages, and the newest take the place of the oldest.
// That bounds the whole without a list that every change would have to touch.
const BUCKETS = 1024

/** Some bytes of the name of a bucket, for the message with this Message-Id. */
export function bucketOf(id: string): string {
  const digest = hash('sha1', bytesFromLatin1(id), 'buffer').readUInt16BE(0) % BUCKETS
  return String.fromCharCode(digest >>> 8, digest & 255)
}

/** The id by which a message is asked for: its own Message-Id, where it has one. */
export function nameOf(ids: MessageIds): string {
  return ids.at(-1) ?? ''
}

/** A bucket with a message more. */
export function withMessage(bucket: Buffer | undefined, { ids, tokens, remember = 0 }: Lesson): Buffer {
  const kept = messagesIn(bucket).filter((one) => one.ids[0] !== ids[0])
  const all = [...kept, { ids, tokens }].slice(-Math.ceil(remember / BUCKETS))
  return Buffer.from(
    JSON.stringify(all.map((one) => ({ ids: one.ids, tokens: Buffer.from(one.tokens).toString('base64') }))),
  )
}

/** Those messages of a bucket that have this Message-Id. */
export function withId(bucket: Buffer | undefined, id: string): Remembered[] {
  return messagesIn(bucket).filter(({ ids }) => nameOf(ids) === id)
}

function messagesIn(bucket: Buffer | undefined): Remembered[] {
  if (bucket === undefined) return []
  try {
    const rows = JSON.parse(bucket.toString()) as { ids: string[]; tokens: string }[] // `as`: written above, or it throws
    return rows.map(({ ids, tokens }) => ({ ids: [...ids], tokens: new Uint8Array(Buffer.from(tokens, 'base64')) }))
  } catch {
    throw new StoreError('damaged', 'a remembered message in the token database is not what was written')
  }
}
