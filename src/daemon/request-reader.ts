import { latin1FromBytes } from '../base/latin1.ts'
import { badHeader, type Method, parseCommandLine, type RequestHead, type SpamdRequest } from './protocol.ts'
import { BodyCollector, type BodyState } from './request-body.ts'
import { HeaderCollector } from './request-headers.ts'

/** What a command needs to be read, beside its first line. */
export interface RequestShape {
  /** Whether headers follow, in this version of the protocol. */
  readsHeaders(version: number): boolean
  readonly readsMessage: boolean
  /** Called with the head before the message is read; throws ProtocolError to refuse. */
  admit?(head: RequestHead): void
}

/** Caps on what a client may send. */
export interface RequestLimits {
  /** Of one message, inflated or not. */
  readonly messageBytes: number
}

/** Where the reading of a request stands. `settling`: whole unless the client has more to send on this very line. */
export type ReaderState = 'command' | 'headers' | 'message' | 'settling' | 'complete'

// The first line and each header line. spamc sends less than 100 bytes; a user name is the longest thing in them.
const MAX_LINE_BYTES = 16_384
// All header lines together; 256 lines are allowed.
const MAX_HEAD_BYTES = 131_072

/**
 * Reads one request from chunks of any size; a stream cut up differently reads the same. Pure: whoever holds the
 * socket calls `add` with what arrived and `end` where the client has closed its side, and takes `request` when the
 * state is `complete` (or `settling` and nothing more comes). Throws ProtocolError for what spamd refuses.
 */
export class RequestReader {
  readonly #shapeOf: (method: Method) => RequestShape
  readonly #limits: RequestLimits
  readonly #headers = new HeaderCollector()
  #state: ReaderState = 'command'
  #line = ''
  #headBytes = 0
  #command: { readonly method: Method; readonly version: number } | undefined
  #head: RequestHead | undefined
  #body: BodyCollector | undefined

  constructor(shapeOf: (method: Method) => RequestShape, limits: RequestLimits) {
    this.#shapeOf = shapeOf
    this.#limits = limits
  }

  get state(): ReaderState {
    return this.#state
  }

  /** The first line and headers, once they have been read. */
  get head(): RequestHead | undefined {
    return this.#head
  }

  /** The command, once its line has been read. */
  get method(): Method | undefined {
    return this.#command?.method
  }

  /** Bytes of the message kept so far. */
  get buffered(): number {
    return this.#body?.size ?? 0
  }

  /** Takes what arrived. */
  add(bytes: Uint8Array): ReaderState {
    let from = 0
    while (from < bytes.length && (this.#state === 'command' || this.#state === 'headers')) {
      const end = bytes.indexOf(LINE_FEED, from)
      const to = end < 0 ? bytes.length : end + 1
      this.#headBytes += to - from
      if (this.#line.length + to - from > MAX_LINE_BYTES || this.#headBytes > MAX_HEAD_BYTES)
        throw badHeader('(header too long)')
      this.#line += latin1FromBytes(bytes.subarray(from, to))
      from = to
      if (end >= 0) this.#takeLine()
    }
    if (this.#body && from < bytes.length) this.#follow(this.#body.add(from === 0 ? bytes : bytes.subarray(from)))
    return this.#state
  }

  /** The client has closed its side. */
  end(): ReaderState {
    if (this.#line !== '') this.#takeLine()
    if (this.#state === 'command') throw badHeader('(closed before headers)')
    if (this.#state === 'headers') throw badHeader('(EOF during headers)')
    this.#state = 'complete'
    return this.#state
  }

  /** The request as read, its message still compressed where it came so. */
  request(): SpamdRequest {
    if (!this.#head) throw new Error('the head has not been read')
    return this.#body?.finish() ?? { ...this.#head, message: new Uint8Array(0), size: 0 }
  }

  #takeLine(): void {
    const line = this.#line
    this.#line = ''
    if (this.#command === undefined) {
      this.#command = parseCommandLine(line)
      if (this.#shapeOf(this.#command.method).readsHeaders(this.#command.version)) this.#state = 'headers'
      else this.#headRead(this.#command)
    } else if (this.#headers.add(line)) this.#headRead(this.#command)
  }

  #headRead(command: { readonly method: Method; readonly version: number }): void {
    const shape = this.#shapeOf(command.method)
    this.#head = { ...command, headers: this.#headers.headers }
    shape.admit?.(this.#head)
    if (shape.readsMessage) {
      this.#body = new BodyCollector(this.#head, this.#limits.messageBytes)
      this.#follow(this.#body.state)
    } else this.#state = 'complete'
  }

  #follow(state: BodyState): void {
    this.#state = state === 'open' ? 'message' : state
  }
}

const LINE_FEED = 10
