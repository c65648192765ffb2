import { afterAll, expect, test } from 'vitest'
import { type HealthFacts, serveHealth } from './health-server.ts'

const FACTS: HealthFacts = {
  ham: 5,
  spam: 2,
  bytes: 700,
  busy: 1,
  threads: 2,
  liveRules: 1500,
  timeLimits: 0,
  reloads: 3,
  failedReloads: 1,
  scanSeconds: 0.25,
  upSeconds: 60,
  memoryBytes: 1e8,
}
const server = await serveHealth({ host: '127.0.0.1', port: 0 }, () => FACTS)
afterAll(() => void server.close())
const address = server.address()
const base = address && typeof address === 'object' ? `http://127.0.0.1:${address.port}` : ''

test.each([
  ['GET', '/healthz', 200, /^ok\n$/],
  ['GET', '/metrics', 200, /^assay_messages_total\{verdict="spam"\} 2$/m],
  ['GET', '/metrics', 200, /^assay_reloads_total\{result="failed"\} 1$/m],
  ['GET', '/metrics?x=1', 200, /^assay_live_rules 1500$/m],
  ['GET', '/', 404, /nothing here/],
  ['POST', '/metrics', 405, /only GET/],
])('%s %s', async (method, path, status, text) => {
  for (let i = 0; i < 2; i++) {
    const response = await fetch(base + path, { method })
    expect(response.status).toBe(status)
    expect(await response.text()).toMatch(text)
  }
})
