import type { Verdict } from '../rules/verdict.ts'
import type { LearnAnswer, LearnRequest } from '../scan/learning.ts'
import type { ScanAnswer, Scanner, ScanRequest, ScanWants } from '../scan/scanner.ts'
import type { CommandContext } from './commands/command.ts'
import type { DaemonLog } from './log.ts'
import { messageIds } from './message-ids.ts'
import type { Peer } from './peer.ts'
import { type SpamdRequest, temporaryFailure, timeoutError } from './protocol.ts'
import type { ReadTimeouts } from './read-request.ts'
import { checkLength } from './request-body.ts'
import { resultLines, type ScanRecord, startLine } from './result-log.ts'
import { verdictDebugLines } from './scan-debug.ts'
import type { RequestUser } from './users/user-settings.ts'

interface ErrandServices {
  readonly scanner: () => Scanner
  readonly log: DaemonLog
  readonly timeouts: ReadTimeouts
  readonly userOf: (name: string | undefined) => Promise<RequestUser>
  readonly onBusy: (change: 1 | -1) => void
  readonly onScanned: (verdict: Verdict, bytes: number, seconds: number) => void
}

// A scan ends by its deadline, with what it has; this much later the client is told of a timeout instead.
const DEADLINE_GRACE_MS = 5000

/** What a command asks for while it runs, and the log lines around its scan. */
export class ScanErrand implements CommandContext {
  readonly #request: SpamdRequest
  readonly #peer: Peer
  readonly #startedMs: number
  readonly #services: ErrandServices
  #done: { readonly answer: ScanAnswer; readonly record: ScanRecord } | undefined

  constructor(request: SpamdRequest, peer: Peer, startedMs: number, services: ErrandServices) {
    this.#request = request
    this.#peer = peer
    this.#startedMs = startedMs
    this.#services = services
  }

  info(line: string): void {
    this.#services.log.info(line)
  }

  seconds(): number {
    return (Date.now() - this.#startedMs) / 1000
  }

  async scan(wants: ScanWants): Promise<ScanAnswer> {
    const { userOf, scanner, onBusy } = this.#services
    onBusy(1)
    try {
      const user = await userOf(this.#request.headers.user)
      this.#services.log.dbg?.(`running as uid ${user.uid}`)
      const record = this.#record(user)
      this.info(startLine(this.#request.method === 'PROCESS' ? 'processing' : 'checking', record))
      checkLength(this.#request)
      const answer = await this.#inTime(scanner().scan(this.#scanRequest(wants, user)))
      this.#done = { answer, record }
      return answer
    } finally {
      onBusy(-1)
    }
  }

  warn(line: string): void {
    this.#services.log.warn(line)
  }

  async learn(
    what: Pick<LearnRequest, 'learnAs' | 'forget'>,
  ): Promise<(LearnAnswer & { readonly user: RequestUser }) | undefined> {
    const { userOf, scanner } = this.#services
    const user = await userOf(this.#request.headers.user)
    this.#services.log.dbg?.(`running as uid ${user.uid}`)
    checkLength(this.#request)
    const { name, preferences, directory } = user
    const told = scanner().learn?.({
      bytes: this.#request.message,
      ...what,
      ...(name ? { user: name } : {}),
      ...(preferences.length > 0 ? { preferences } : {}),
      ...(directory === undefined ? {} : { userDirectory: directory }),
    })
    const answer = await told?.catch((error: unknown) => {
      throw temporaryFailure(`cannot learn: ${error instanceof Error ? error.message : String(error)}`)
    })
    return answer && { ...answer, user }
  }

  /** The lines about the result, once the client has its answer. */
  logResult(): void {
    if (!this.#done) return
    const { answer, record } = this.#done
    this.#services.onScanned(answer.verdict, record.size, this.seconds())
    const { other } = this.#services.log
    if (other) for (const line of verdictDebugLines(answer.verdict)) other('dbg', line)
    for (const line of resultLines(answer.verdict, { ...record, seconds: this.seconds() })) this.info(line)
  }

  #record({ name, uid }: RequestUser): ScanRecord {
    return {
      ids: messageIds(this.#request.message),
      user: name,
      uid,
      size: this.#request.size,
      seconds: this.seconds(),
      remoteHost: this.#peer.hostName,
      remoteAddress: this.#peer.address,
      remotePort: this.#peer.port,
    }
  }

  #scanRequest(wants: ScanWants, { name: user, preferences, directory }: RequestUser): ScanRequest {
    const { requestMs } = this.#services.timeouts
    const rewrites = wants === 'message' || wants === 'headers'
    return {
      bytes: this.#request.message,
      wants,
      ...(user ? { user } : {}),
      ...(preferences.length > 0 ? { preferences } : {}),
      ...(directory === undefined ? {} : { userDirectory: directory }),
      ...(this.#services.log.debugs?.('check') ? { subtests: true } : {}),
      ...(requestMs > 0 ? { deadline: this.#startedMs + requestMs } : {}),
      ...(rewrites ? { client: { hostName: this.#peer.hostName, address: this.#peer.address } } : {}),
    }
  }

  #inTime(answer: Promise<ScanAnswer>): Promise<ScanAnswer> {
    const { requestMs } = this.#services.timeouts
    if (requestMs === 0) return answer
    return new Promise((resolve, reject) => {
      const left = this.#startedMs + requestMs + DEADLINE_GRACE_MS - Date.now()
      const late = `(${requestMs / 1000} second timeout while trying to ${this.#request.method})`
      const timer = setTimeout(() => reject(timeoutError(late)), left)
      answer.then(resolve, reject).finally(() => clearTimeout(timer))
    })
  }
}
