// The spamd protocol as spamd 4.0.1 speaks it: names, codes, the first line and the answers. Pure.
//
//   request  = line CRLF *( name ":" value CRLF ) CRLF message      (versions up to 1.0 have no headers)
//   line     = … method SP "SPAMC/" version                          (found anywhere in the line)
//   response = "SPAMD/" version SP code SP text CRLF *( header CRLF ) CRLF body

/** The commands of the protocol, as they are spelt on the wire. */
export const METHODS = [
  'PROCESS',
  'CHECK',
  'SYMBOLS',
  'REPORT',
  'HEADERS',
  'REPORT_IFSPAM',
  'TELL',
  'SKIP',
  'PING',
] as const
export type Method = (typeof METHODS)[number]

/** The exit codes of sysexits.h that answers carry. */
export const EXIT = { ok: 0, unavailable: 69, tempFail: 75, protocol: 76, timeout: 79 } as const

/** What is known of a request before its message is read. */
export interface RequestHead {
  readonly method: Method
  /** The protocol version as Perl reads a number: `1.3`, and 0 where it is none. */
  readonly version: number
  readonly headers: RequestHeaders
}

/** The headers spamd knows, each as last given; others are ignored. */
export interface RequestHeaders {
  /** The text of Content-length, for spamd's own wording of a mismatch; may be empty. */
  readonly contentLength?: string
  readonly user?: string
  readonly messageClass?: string
  readonly set?: TellTargets
  readonly remove?: TellTargets
  readonly zlib?: boolean
}

/** Where a TELL wants something done. */
export interface TellTargets {
  readonly local: boolean
  readonly remote: boolean
}

/** One whole request. */
export interface SpamdRequest extends RequestHead {
  readonly message: Uint8Array
  /** What the log calls its size: bytes read, or inflated; not always what `message` holds then. */
  readonly size: number
}

/** A request that gets an error line instead of an answer; `code` is the exit code of the line. */
export class ProtocolError extends Error {
  readonly code: number
  /** The line on the wire, without its end. */
  readonly line: string
  constructor(code: number, line: string, logged: string) {
    super(logged)
    this.code = code
    this.line = line
  }
}

/** `76 Bad header line: …`: what the client sent is not the protocol. */
export function badHeader(reason: string): ProtocolError {
  return new ProtocolError(EXIT.protocol, `Bad header line: ${reason}`, `bad protocol: header error: ${reason}`)
}

/** `69 Service Unavailable: …`: understood, but not to be had here. */
export function serviceUnavailable(reason: string): ProtocolError {
  return new ProtocolError(EXIT.unavailable, `Service Unavailable: ${reason}`, `service unavailable: ${reason}`)
}

/** `79 Timeout: …`: the client or the scan took too long. */
export function timeoutError(reason: string): ProtocolError {
  return new ProtocolError(EXIT.timeout, `Timeout: ${reason}`, `timeout: ${reason}`)
}

/** `75 Temporary failure: …`: not the client's fault; it may try again. */
export function temporaryFailure(reason: string): ProtocolError {
  return new ProtocolError(EXIT.tempFail, `Temporary failure: ${reason}`, `temporary failure: ${reason}`)
}

/** The bytes of an error answer. */
export function formatError(error: ProtocolError): Uint8Array {
  return Buffer.from(`SPAMD/1.0 ${error.code} ${error.line}\r\n`, 'latin1')
}

/** An answer before it becomes bytes. */
export interface SpamdResponse {
  /** The version in its first line. */
  readonly version: '1.0' | '1.1' | '1.5'
  readonly code: number
  /** `EX_OK`, `PONG`. */
  readonly text: string
  readonly headers: readonly string[]
  /** False for those answers that have no empty line before the body (PONG, and PROCESS before 1.2). */
  readonly separator: boolean
  readonly body: Uint8Array
}

/** The bytes of an answer. */
export function formatResponse(response: SpamdResponse): Uint8Array {
  let head = `SPAMD/${response.version} ${response.code} ${response.text}\r\n`
  for (const header of response.headers) head += `${header}\r\n`
  if (response.separator) head += '\r\n'
  if (response.body.length === 0) return Buffer.from(head, 'latin1')
  return Buffer.concat([Buffer.from(head, 'latin1'), response.body])
}

// The order in which spamd tries them: a line that holds several is a scan before it is a TELL, and that before a PING.
const COMMAND_LINES = [
  /(PROCESS|CHECK|SYMBOLS|REPORT|HEADERS|REPORT_IFSPAM) SPAMC\/([^\n]*)/,
  /(TELL) SPAMC\/([^\n]*)/,
  /(SKIP|PING) SPAMC\/([^\n]*)/,
]

/** Reads the first line, its end included; throws ProtocolError where it names no command. */
export function parseCommandLine(line: string): { readonly method: Method; readonly version: number } {
  const bare = line.replace(/\r?\n/, '')
  for (const expression of COMMAND_LINES) {
    const found = expression.exec(bare)
    if (found) return { method: found[1] as Method, version: perlNumber(found[2] ?? '') } // `as`: the expression names methods only
  }
  throw badHeader(bare)
}

/** Text as Perl takes it for a number: what number it begins with, else 0. */
function perlNumber(text: string): number {
  const found = /^[ \t\n\r\f\v]*([+-]?)(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(inf)|(nan))/i.exec(text)
  if (!found) return 0
  const size = found[2] !== undefined ? Number(found[2]) : found[3] ? Number.POSITIVE_INFINITY : Number.NaN
  return found[1] === '-' ? -size : size
}
