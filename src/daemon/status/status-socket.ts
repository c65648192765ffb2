import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { StatusReport } from './daemon-status.ts'

// One JSON object to whoever connects, and the connection ends: for `assay status` and scripts.

const PATIENCE_MS = 5000
const MAX_ANSWER_BYTES = 1 << 20

/** Answers at a Unix socket that its owner alone may use; gives how to end that. */
export function serveStatus(path: string, report: () => StatusReport): Promise<() => void> {
  rmSync(path, { force: true })
  const server = createServer((socket) => {
    socket.on('error', () => undefined) // whoever asked is gone
    socket.end(`${JSON.stringify(report())}\n`)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const umask = process.umask(0o177)
    server.listen(path, () => {
      server.off('error', reject)
      server.on('error', () => undefined)
      chmodSync(path, 0o600)
      resolve(() => server.close())
    })
    process.umask(umask)
  })
}

/** Asks a daemon at its socket; rejects where none answers. */
export function askStatus(path: string): Promise<StatusReport> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(path)
    socket.setEncoding('utf8').setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer in time')))
    socket.on('data', (part: string) => {
      if (text.length < MAX_ANSWER_BYTES) text += part
    })
    socket.on('error', reject)
    socket.on('end', () => {
      try {
        resolve(JSON.parse(text) as StatusReport) // `as`: a daemon of this version sends just this
      } catch (error) {
        reject(error)
      }
    })
  })
}
