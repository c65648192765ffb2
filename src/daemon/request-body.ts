import { promisify } from 'node:util'
import { inflate } from 'node:zlib'
import { badHeader, type RequestHead, type SpamdRequest, serviceUnavailable } from './protocol.ts'

/** What the bytes after the head amount to so far. */
export type BodyState =
  /** More is needed. */
  | 'open'
  /** All declared bytes are there; spamd would read on to the end of the line, and a byte more would be a mismatch. */
  | 'settling'
  | 'complete'

/**
 * Collects the message of one request. spamd reads whole lines until it has the declared bytes, so a declared length
 * that ends amid a line takes in the rest of that line, and is then wrong.
 */
export class BodyCollector {
  readonly #head: RequestHead
  readonly #expected: number | undefined
  readonly #limit: number
  readonly #chunks: Uint8Array[] = []
  #size = 0
  #state: BodyState = 'open'

  /** `limit` is the largest message taken, in bytes. */
  constructor(head: RequestHead, limit: number) {
    const { contentLength, zlib } = head.headers
    if (zlib && contentLength === undefined) throw serviceUnavailable('Compress requires Content-length header')
    this.#head = head
    this.#expected = contentLength === undefined ? undefined : Number(contentLength)
    this.#limit = limit
    // Refused by its length alone, before a byte of it is kept.
    if ((this.#expected ?? 0) > limit) throw tooLarge(limit)
    if (this.#expected === 0) this.#state = zlib ? 'complete' : 'settling'
  }

  get state(): BodyState {
    return this.#state
  }

  get size(): number {
    return this.#size
  }

  add(bytes: Uint8Array): BodyState {
    if (this.#state === 'complete' || bytes.length === 0) return this.#state
    const expected = this.#expected
    const keep = expected === undefined ? bytes : bytes.subarray(0, this.#wanted(bytes, expected))
    if (this.#size + keep.length > this.#limit) throw tooLarge(this.#limit)
    if (keep.length > 0) this.#chunks.push(keep)
    this.#size += keep.length
    if (expected !== undefined && this.#size >= expected) {
      const last = keep[keep.length - 1] ?? this.#chunks.at(-1)?.at(-1)
      this.#state = this.#head.headers.zlib || last === LINE_FEED ? 'complete' : 'settling'
    }
    return this.#state
  }

  /** The request with its bytes as they came, once complete, settled, or at the end of the stream. */
  finish(): SpamdRequest {
    const bytes = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#size) // `!`: length is 1
    return { ...this.#head, message: bytes, size: this.#size }
  }

  // How many of these bytes belong to the message: up to the declared length, and where no line ends there, to the end of the line.
  #wanted(bytes: Uint8Array, expected: number): number {
    const missing = expected - this.#size
    if (this.#head.headers.zlib || missing > bytes.length) return Math.max(0, missing)
    const from = Math.max(0, missing - 1)
    const end = bytes.indexOf(LINE_FEED, from)
    return end < 0 ? bytes.length : end + 1
  }
}

/** Throws spamd's error where the message is not as long as its Content-length says. */
export function checkLength(request: SpamdRequest): void {
  const { contentLength, zlib } = request.headers
  if (zlib || contentLength === undefined || Number(contentLength) === request.size) return
  throw badHeader(`(Content-Length mismatch: Expected ${contentLength} bytes, got ${request.size} bytes)`)
}

const LINE_FEED = 10

function tooLarge(limit: number) {
  return serviceUnavailable(`message is larger than ${limit} bytes`)
}

const inflateAside = promisify(inflate)

/**
 * The request with its message inflated, where it came with `Compress: zlib`; off the calling thread, because a small
 * stream can hold a huge text. spamd takes the inflated text apart into lines and puts them together again: empty
 * lines at the end are lost, and the last line gets an end where it has none. The log still names the inflated size.
 */
export async function inflated(request: SpamdRequest, limit: number): Promise<SpamdRequest> {
  if (!request.headers.zlib) return request
  let whole: Buffer
  try {
    whole = await inflateAside(request.message, { maxOutputLength: limit })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(limit)
    throw serviceUnavailable('zlib: failed to find end of zlib stream\n')
  }
  let end = whole.length
  while (end > 0 && whole[end - 1] === LINE_FEED) end--
  const lineEnd = end === 0 ? [] : [Buffer.of(LINE_FEED)]
  return { ...request, message: Buffer.concat([whole.subarray(0, end), ...lineEnd]), size: whole.length }
}
