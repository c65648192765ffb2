import { AnswerCache } from './answer-cache.ts'
import type { DnsAnswer, DnsClient } from './dns-answer.ts'
import type { ServerAddress } from './name-servers.ts'
import { answerHead, decodeAnswer, encodeQuery } from './packet.ts'
import { QuerySocket } from './query-socket.ts'
import { Silence } from './silence.ts'
import { tcpQuery } from './tcp-query.ts'

export interface ResolverOptions {
  readonly servers: readonly ServerAddress[]
  /** The UDP payload size to offer; 512 and less offer none. */
  readonly edns: number
  /** Random case of letters in questions, which answers must repeat. */
  readonly dns0x20: boolean
  /** Begins with any of the servers instead of the first. */
  readonly rotate: boolean
  /** Ports to send from; undefined leaves the choice to the system. */
  readonly ports: readonly number[] | undefined
  /** Servers that answer nothing at all for so long count as gone; the longest that anybody waits. Default 15 s. */
  readonly patienceMs?: number | undefined
  readonly warn?: ((message: string) => void) | undefined
}

/** When a question that is not answered is sent again, in milliseconds after the first time. */
const SEND_AGAIN_MS = [2000, 5000, 10_000]
/** When it is given up, if those who wait have not done so before; later where patience is longer. */
const GIVE_UP_MS = 20_000
/** A socket serves so many questions at once, and lives so long, before another port is taken. */
const QUESTIONS_A_SOCKET = 1000
const SOCKET_LIFE_MS = 10_000
/** More sockets than this cannot be needed: further questions wait until others are answered or given up. */
const MAX_SOCKETS = 64
/** How long servers that answer nothing are believed to be slow: rbl_timeout as it is by default. */
const PATIENCE_MS = 15_000
/** How often it is tried whether somebody is there again. */
const TRY_AGAIN_MS = 5000
/** What they are asked then: it exists, and will. */
const TRIAL = 'example.com'
/** Left of a question's time when it begins over TCP. */
const TCP_MS = 10_000

interface Question {
  readonly key: string
  readonly name: string
  readonly type: string
  /** The name in the case in which it is asked. */
  readonly spelling: string
  readonly waiters: Set<(answer: DnsAnswer | undefined) => void>
  /** How often it was sent. */
  sent: number
  /** Servers that refused, or that nobody answers for. */
  failures: number
  socket: QuerySocket | undefined
  id: number
  timer: NodeJS.Timeout | undefined
  callOffTcp: (() => void) | undefined
}

/** Asks name servers: one question a name and type however many ask it, answers kept as long as they hold. */
export class Resolver implements DnsClient {
  readonly #options: ResolverOptions
  readonly #cache = new AnswerCache()
  readonly #questions = new Map<string, Question>()
  readonly #bySocket = new Map<QuerySocket, Map<number, Question>>()
  readonly #queue: Question[] = []
  readonly #firstServer: number
  readonly #patienceMs: number
  readonly #silence: Silence
  #saidGone = false
  #triedAt = Number.NEGATIVE_INFINITY

  constructor(options: ResolverOptions) {
    this.#options = options
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS
    this.#silence = new Silence(this.#patienceMs, () => this.#tellGone())
    this.#firstServer = options.rotate ? Math.floor(Math.random() * options.servers.length) : 0
  }

  get silentSince(): number | undefined {
    return this.#silence.since
  }

  lookup(name: string, type: string, done: (answer: DnsAnswer | undefined) => void): () => void {
    const asked = normalName(name)
    const key = `${type}/${asked}`
    const known = this.#cache.get(key)
    if (known) {
      done(known)
      return () => undefined
    }
    let question = this.#questions.get(key)
    if (!question) {
      if (this.#areGone() || !encodeQuery(0, asked, type, 0)) {
        done(undefined)
        return () => undefined
      }
      question = {
        key,
        name: asked,
        type,
        spelling: this.#options.dns0x20 ? randomCase(asked) : asked,
        waiters: new Set(),
        sent: 0,
        failures: 0,
        socket: undefined,
        id: 0,
        timer: undefined,
        callOffTcp: undefined,
      }
      this.#questions.set(key, question)
      this.#send(question)
    }
    const asking = question
    asking.waiters.add(done)
    return () => {
      asking.waiters.delete(done)
      if (asking.waiters.size === 0) this.#forget(asking)
    }
  }

  /** Frees the sockets; whoever waits hears nothing more. */
  close(): void {
    for (const question of [...this.#questions.values()]) this.#forget(question)
    for (const socket of this.#bySocket.keys()) socket.close()
    this.#bySocket.clear()
  }

  #send(question: Question): void {
    const { servers } = this.#options
    const server = servers[(this.#firstServer + question.sent + question.failures) % servers.length]
    const socket = server && this.#socketTo(server)
    const id = socket?.newId()
    if (!socket || id === undefined) {
      this.#queue.push(question)
      this.#schedule(question)
      return
    }
    this.#leaveSocket(question)
    question.socket = socket
    question.id = id
    question.sent++
    this.#bySocket.get(socket)?.set(id, question)
    const packet = encodeQuery(id, question.spelling, question.type, this.#options.edns)
    this.#silence.asked(question.name)
    if (packet) socket.send(packet)
    this.#schedule(question)
  }

  #schedule(question: Question): void {
    clearTimeout(question.timer)
    const turn = Math.max(0, question.sent - 1)
    const begun = turn === 0 ? 0 : (SEND_AGAIN_MS[turn - 1] ?? 0)
    const next = SEND_AGAIN_MS[turn]
    question.timer =
      next === undefined
        ? setTimeout(() => this.#finish(question, undefined), Math.max(GIVE_UP_MS, this.#patienceMs) - begun)
        : setTimeout(() => this.#send(question), next - begun)
  }

  #socketTo(server: ServerAddress): QuerySocket | undefined {
    const now = performance.now()
    for (const [socket, questions] of this.#bySocket) {
      if (socket.retiresAt < now) {
        if (questions.size === 0) {
          socket.close()
          this.#bySocket.delete(socket)
        }
      } else if (socket.server === server && questions.size < QUESTIONS_A_SOCKET) return socket
    }
    if (this.#bySocket.size >= MAX_SOCKETS) return undefined
    const questions = new Map<number, Question>()
    const socket = new QuerySocket(server, this.#options.ports, now + SOCKET_LIFE_MS, {
      answer: (id, bytes) => this.#receive(socket, id, bytes),
      failed: () => this.#socketFailed(socket),
    })
    this.#bySocket.set(socket, questions)
    return socket
  }

  #receive(socket: QuerySocket, id: number, bytes: Buffer): void {
    const question = this.#bySocket.get(socket)?.get(id)
    const head = answerHead(bytes)
    if (!question || !head) return
    // A truncated answer may be cut anywhere; what it holds is not needed.
    if (head.truncated) {
      if (!question.callOffTcp) this.#askByTcp(question, socket.server)
      return
    }
    this.#take(question, bytes)
  }

  #take(question: Question, bytes: Buffer): void {
    const answer = decodeAnswer(bytes)
    if (!answer || answer.type !== question.type) return
    const matches = this.#options.dns0x20 ? answer.questionName === question.spelling : answer.name === question.name
    if (!matches) return
    this.#heard()
    const refused = answer.rcode === 'SERVFAIL' || answer.rcode === 'REFUSED'
    if (refused && question.failures + 1 < this.#options.servers.length) {
      question.failures++
      this.#send(question)
      return
    }
    this.#cache.put(question.key, answer)
    this.#finish(question, answer)
  }

  #askByTcp(question: Question, server: ServerAddress): void {
    const packet = encodeQuery(question.id, question.spelling, question.type, this.#options.edns)
    if (!packet) return
    clearTimeout(question.timer)
    this.#heard()
    question.callOffTcp = tcpQuery(server, packet, TCP_MS, (bytes) => {
      if (bytes) this.#take(question, bytes)
      if (this.#questions.get(question.key) === question) this.#finish(question, undefined)
    })
  }

  #finish(question: Question, answer: DnsAnswer | undefined): void {
    this.#forget(question)
    for (const waiter of [...question.waiters]) waiter(answer)
    question.waiters.clear()
  }

  #forget(question: Question): void {
    clearTimeout(question.timer)
    question.callOffTcp?.()
    this.#leaveSocket(question)
    if (this.#questions.get(question.key) === question) {
      this.#questions.delete(question.key)
      if (this.#questions.size === 0) this.#silence.nothingAsked()
    }
    while (this.#queue.length > 0) {
      const next = this.#queue.shift()
      if (next && this.#questions.get(next.key) === next && !next.socket) {
        this.#send(next)
        break
      }
    }
  }

  #leaveSocket(question: Question): void {
    const { socket, id } = question
    if (!socket) return
    const questions = this.#bySocket.get(socket)
    if (questions?.get(id) === question) {
      questions.delete(id)
      socket.inFlight.delete(id)
    }
    question.socket = undefined
  }

  // The host of a server says that nobody listens: the next server is asked, once each.
  #socketFailed(socket: QuerySocket): void {
    const questions = this.#bySocket.get(socket)
    this.#bySocket.delete(socket)
    for (const question of questions?.values() ?? []) {
      if (question.callOffTcp) continue
      question.socket = undefined
      question.failures++
      if (question.failures < this.#options.servers.length) this.#send(question)
      else this.#finish(question, undefined)
    }
  }

  #heard(): void {
    this.#silence.heard()
    if (this.#saidGone) this.#options.warn?.('dns: name servers answer again')
    this.#saidGone = false
  }

  #tellGone(): void {
    this.#saidGone = true
    const names = this.#options.servers.map(({ address, port }) => `[${address}]:${port}`).join(', ')
    this.#options.warn?.(
      `dns: no answer from ${names} for ${this.#patienceMs / 1000} s: network tests do not count until one comes; see dns_server and dns_available`,
    )
  }

  #areGone(): boolean {
    if (!this.#silence.isGone) return false
    const now = performance.now()
    if (now - this.#triedAt > TRY_AGAIN_MS) {
      this.#triedAt = now
      this.#tryServers()
    }
    return true
  }

  // Asks each server something; any answer tells that it is there.
  #tryServers(): void {
    for (const server of this.#options.servers) {
      const socket = new QuerySocket(server, this.#options.ports, 0, {
        answer: () => {
          this.#heard()
          socket.close()
        },
        failed: () => clearTimeout(timer),
      })
      const timer = setTimeout(() => socket.close(), TRY_AGAIN_MS)
      timer.unref()
      const packet = encodeQuery(socket.newId() ?? 0, TRIAL, 'NS', 0)
      this.#silence.asked(TRIAL)
      if (packet) socket.send(packet)
    }
  }
}

/** A name as it is asked for: ASCII in lower case, without dots at its end. */
export function normalName(name: string): string {
  let end = name.length
  while (end > 0 && name.charCodeAt(end - 1) === 46) end--
  return name.slice(0, end).replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

function randomCase(name: string): string {
  return name.replace(/[a-z]/g, (letter) => (Math.random() < 0.5 ? letter : letter.toUpperCase()))
}
