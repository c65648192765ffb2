import net from 'node:net'

/** Longer than spamd's own timeout for a request. */
const PATIENCE_MS = 330_000
/** Far more than an answer to a message of the corpus. */
const MAX_ANSWER = 64 * 1024 * 1024

/** One request of a client that keeps to the protocol. */
export function request(command: string, message: Buffer, more: readonly string[] = []): Buffer {
  const headers = [`Content-length: ${message.length}`, ...more].map((line) => `${line}\r\n`).join('')
  return Buffer.concat([Buffer.from(`${command} SPAMC/1.5\r\n${headers}\r\n`, 'latin1'), message])
}

/** What the server said until it closed the connection; an Error where that did not come about. */
export function answerTo(port: number, bytes: Buffer): Promise<string | Error> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const socket = net.connect(port, '127.0.0.1', () => socket.end(bytes))
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} s`)))
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      size += chunk.length
      if (size > MAX_ANSWER) socket.destroy(new Error('an answer without end'))
    })
    socket.on('error', resolve)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')))
  })
}

/** SYMBOLS of a message: verdict, score and rules, or what else came back. */
export async function symbolsOf(port: number, message: Buffer): Promise<string> {
  const answer = await answerTo(port, request('SYMBOLS', message))
  return typeof answer === 'string' ? answer : `no answer: ${answer.message}`
}
