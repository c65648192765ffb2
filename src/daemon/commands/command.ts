import type { LearnAnswer, LearnRequest } from '../../scan/learning.ts'
import type { ScanAnswer, ScanWants } from '../../scan/scanner.ts'
import { EXIT, type Method, type SpamdRequest, type SpamdResponse } from '../protocol.ts'
import type { RequestShape } from '../request-reader.ts'
import { spamHeader } from '../score-text.ts'
import type { RequestUser } from '../users/user-settings.ts'

/** What a command may do, beside looking at its request. */
export interface CommandContext {
  /** Scans the request's message, with spamd's log lines around it. */
  scan(wants: ScanWants): Promise<ScanAnswer>
  /** Learns or forgets the request's message; undefined where that cannot be done. */
  learn(
    what: Pick<LearnRequest, 'learnAs' | 'forget'>,
  ): Promise<(LearnAnswer & { readonly user: RequestUser }) | undefined>
  /** A line for the log that an administrator should see. */
  warn(line: string): void
  /** A line for the log. */
  info(line: string): void
  /** Seconds since the connection was made. */
  seconds(): number
}

/** One command of the protocol: what it reads, and what it answers (nothing, for SKIP). */
export interface Command extends RequestShape {
  readonly method: Method
  run(request: SpamdRequest, context: CommandContext): Promise<SpamdResponse | undefined>
}

/** A command that scans its message: what it wants of the scanner, and how it answers. */
export function scanCommand(
  method: Method,
  wants: ScanWants,
  answer: (request: SpamdRequest, answer: ScanAnswer) => SpamdResponse,
): Command {
  return {
    method,
    readsHeaders: (version) => version > 1,
    readsMessage: true,
    run: async (request, context) => answer(request, await context.scan(wants)),
  }
}

/** An answer that carries text about the message; only from 1.3 on it says how long the text is. */
export function textResponse(request: SpamdRequest, spam: string, text: Uint8Array): SpamdResponse {
  const headers = request.version >= 1.3 ? [`Content-length: ${text.length}`, spam] : [spam]
  return { version: '1.1', code: EXIT.ok, text: 'EX_OK', headers, separator: true, body: text }
}

/** An answer that carries the message: bare before 1.2, with its length from 1.2, with its score from 1.3 on. */
export function messageResponse(request: SpamdRequest, { verdict, text }: ScanAnswer): SpamdResponse {
  const ok = { code: EXIT.ok, text: 'EX_OK', body: text }
  const length = `Content-length: ${text.length}`
  if (request.version >= 1.3) return { ...ok, version: '1.1', headers: [length, spamHeader(verdict)], separator: true }
  if (request.version >= 1.2) return { ...ok, version: '1.1', headers: [length], separator: true }
  return { ...ok, version: '1.0', headers: [], separator: false }
}
