import http from 'node:http'
import net from 'node:net'

/** How a filter is asked for a verdict. */
export type Protocol = 'spamd' | 'rspamd'

/** Sends one message to a port of this machine; false where the answer is no verdict. */
export type Ask = (port: number, message: Buffer) => Promise<boolean>

/** spamd's protocol with CHECK: a connection a request, as spamc makes them. */
function askSpamd(port: number, message: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const answer: Buffer[] = []
    const socket = net.connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.write(`CHECK SPAMC/1.5\r\nContent-length: ${message.length}\r\n\r\n`)
      socket.end(message)
    })
    socket.on('data', (bytes) => answer.push(bytes))
    socket.on('error', () => resolve(false))
    socket.on('close', () => resolve(/^SPAMD\/1\.\d 0 /.test(Buffer.concat(answer).toString('latin1', 0, 20))))
  })
}

// Connections are offered for more than one request; rspamd 3.4 closes each all the same.
const agent = new http.Agent({ keepAlive: true })

/** rspamd's own protocol: the message is the body of a POST, the answer is JSON. */
function askRspamd(port: number, message: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { 'content-length': message.length }
    const request = http.request({ port, host: '127.0.0.1', path: '/checkv2', method: 'POST', agent, headers })
    request.on('error', () => resolve(false))
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (bytes) => chunks.push(bytes))
      response.on('error', () => resolve(false))
      response.on('end', () => resolve(response.statusCode === 200 && isVerdict(Buffer.concat(chunks))))
    })
    request.end(message)
  })
}

// Looked at without parsing the whole, which would only cost the generator time.
function isVerdict(json: Buffer): boolean {
  return json.includes('"is_skipped":false') && json.includes('"score":')
}

export const PROTOCOLS: Readonly<Record<Protocol, Ask>> = { spamd: askSpamd, rspamd: askRspamd }
