import net from 'node:net'

/** What a run of load came to; times in milliseconds. */
export interface Load {
  readonly messages: number
  readonly errors: number
  readonly perSecond: number
  readonly megabytesPerSecond: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly least: number
  /** Processor time of the generator itself. */
  readonly ownCpuMs: number
}

/** One request over a connection of its own, as spamc does; false where the answer is not EX_OK. */
function ask(port: number, command: string, message: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const answer: Buffer[] = []
    const socket = net.connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.write(`${command} SPAMC/1.5\r\nContent-length: ${message.length}\r\n\r\n`)
      socket.end(message)
    })
    socket.on('data', (bytes) => answer.push(bytes))
    socket.on('error', () => resolve(false))
    socket.on('close', () => resolve(/^SPAMD\/1\.\d 0 /.test(Buffer.concat(answer).toString('latin1', 0, 20))))
  })
}

/** Sends each message once, so many at a time. */
export async function load(
  port: number,
  command: string,
  messages: readonly Buffer[],
  concurrency: number,
): Promise<Load> {
  const times: number[] = []
  let next = 0
  let errors = 0
  const cpu = process.cpuUsage()
  const began = performance.now()
  const client = async (): Promise<void> => {
    for (let message = messages[next++]; message; message = messages[next++]) {
      const start = performance.now()
      if (!(await ask(port, command, message))) errors++
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, client))
  const seconds = (performance.now() - began) / 1000
  const used = process.cpuUsage(cpu)
  times.sort((a, b) => a - b)
  const quantile = (share: number): number => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0
  return {
    messages: messages.length,
    errors,
    perSecond: messages.length / seconds,
    megabytesPerSecond: messages.reduce((sum, { length }) => sum + length, 0) / 1e6 / seconds,
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    least: times[0] ?? 0,
    ownCpuMs: (used.user + used.system) / 1000,
  }
}
