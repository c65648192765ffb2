import { badHeader, type RequestHeaders, type TellTargets } from './protocol.ts'

/** Takes in one header line after the other, as spamd reads them; throws ProtocolError for a line it refuses. */
export class HeaderCollector {
  #lines = 0
  readonly #headers: { -readonly [K in keyof RequestHeaders]: RequestHeaders[K] } = {}

  /** Takes one line with its end, or without where the stream ended; true when it was the empty line after the last header. */
  add(line: string): boolean {
    this.#lines++
    const text = line.endsWith('\r\n') ? line.slice(0, -2) : line
    if (text === '') return true
    const colon = text.indexOf(':')
    if (colon < 0) throw badHeader("(header not in 'Name: value' format)")
    this.#take(text.slice(0, colon), text.slice(colon + 1).replace(/^[ \t\n\r\f\v]+/, ''))
    // spamd gives up after 256 lines, so that no client can send headers forever.
    if (this.#lines === MAX_HEADER_LINES) throw badHeader('(too many headers)')
    return false
  }

  /** What has been read so far. */
  get headers(): RequestHeaders {
    return this.#headers
  }

  // Names are spelt exactly so, capitals included. Values may still end with a lone line feed, where the client
  // leaves out carriage returns.
  #take(name: string, value: string): void {
    switch (name) {
      case 'Content-length': {
        const digits = /^(\d*)\n?$/.exec(value)
        if (!digits) throw badHeader('(Content-Length contains non-numeric bytes)')
        this.#headers.contentLength = digits[1] ?? ''
        break
      }
      case 'User': {
        const user = /^([\x20-\xff]*)\n?$/.exec(value)
        if (!user) throw badHeader('(User header contains control chars)')
        this.#headers.user = user[1] ?? ''
        break
      }
      case 'Message-class':
        this.#headers.messageClass = value
        break
      case 'Set':
        this.#headers.set = targets(value)
        break
      case 'Remove':
        this.#headers.remove = targets(value)
        break
      case 'Compress':
        if (!/zlib/i.test(value)) throw badHeader(`(compression type not supported: ${value})`)
        this.#headers.zlib = true
        break
    }
  }
}

const MAX_HEADER_LINES = 256

function targets(value: string): TellTargets {
  return { local: /local/i.test(value), remote: /remote/i.test(value) }
}
