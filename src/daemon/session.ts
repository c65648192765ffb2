import type { Duplex } from 'node:stream'
import type { Verdict } from '../rules/verdict.ts'
import type { Scanner } from '../scan/scanner.ts'
import type { Command } from './commands/command.ts'
import type { DaemonLog } from './log.ts'
import type { Peer } from './peer.ts'
import { formatError, formatResponse, type Method, ProtocolError, temporaryFailure } from './protocol.ts'
import { ConnectionLost, type MessageMemory, type ReadTimeouts, readRequest } from './read-request.ts'
import { inflated } from './request-body.ts'
import { RequestReader } from './request-reader.ts'
import { ScanErrand } from './scan-errand.ts'
import { sendAnswer } from './send-answer.ts'
import { NoAnswer, type RequestUser } from './users/user-settings.ts'

/** What all sessions of a server share. */
export interface SessionServices {
  readonly commands: Readonly<Record<Method, Command>>
  readonly scanner: () => Scanner
  readonly log: DaemonLog
  readonly timeouts: ReadTimeouts
  /** The largest message taken. */
  readonly messageBytes: number
  readonly memory: MessageMemory
  readonly userOf: (name: string | undefined) => Promise<RequestUser>
  readonly onBusy: (change: 1 | -1) => void
  readonly onScanned: (verdict: Verdict, bytes: number, seconds: number) => void
}

/** One request and its answer: reads, runs the command, answers, logs. Never throws: errors are caught here, once. */
export async function runSession(
  socket: Duplex,
  peer: Peer,
  startedMs: number,
  services: SessionServices,
): Promise<void> {
  const { commands, log, memory, messageBytes, timeouts } = services
  const reader = new RequestReader((method) => commands[method], { messageBytes })
  let inflatedBytes = 0
  try {
    const received = await readRequest(socket, reader, timeouts, memory)
    const request = await inflated(received, messageBytes)
    if (request !== received) {
      memory.claim(request.message.length)
      inflatedBytes = request.message.length
    }
    const errand = new ScanErrand(request, peer, startedMs, services)
    const response = await commands[request.method].run(request, errand)
    await sendAnswer(socket, response && formatResponse(response), timeouts.requestMs)
    errand.logResult()
  } catch (error) {
    const answer = answerTo(error, log)
    await sendAnswer(socket, answer && formatError(answer), timeouts.requestMs)
  } finally {
    memory.claim(-reader.buffered - inflatedBytes)
  }
}

// What the client is told of an error, and what the log. Anything that is not a refusal is a bug of ours: the client
// may try again, the log gets the stack.
function answerTo(error: unknown, log: DaemonLog): ProtocolError | undefined {
  if (error instanceof ProtocolError) {
    log.warn(error.message)
    return error
  }
  if (error instanceof NoAnswer) {
    log.warn(error.message)
    return undefined
  }
  if (error instanceof ConnectionLost || isReset(error)) {
    log.info(error.message)
    return undefined
  }
  log.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return temporaryFailure('internal error, see the log')
}

function isReset(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(String(error.code))
}
