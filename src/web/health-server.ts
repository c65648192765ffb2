import { createServer, type Server } from 'node:http'
import { Counter, Gauge, Registry } from 'prom-client'

/** What monitors may ask for, at the moment they ask. */
export interface HealthFacts {
  readonly ham: number
  readonly spam: number
  readonly bytes: number
  readonly busy: number
  readonly threads: number
  readonly liveRules: number
  readonly timeLimits: number
  readonly reloads: number
  readonly failedReloads: number
  readonly scanSeconds: number
  readonly upSeconds: number
  readonly memoryBytes: number
}

/** `/healthz` says whether the daemon serves, `/metrics` what it did, for Prometheus. Nothing else is answered. */
export function serveHealth(
  address: { readonly host: string; readonly port: number },
  facts: () => HealthFacts,
): Promise<Server> {
  const registry = metrics(facts)
  const server = createServer(
    { requestTimeout: 5000, headersTimeout: 5000, maxHeaderSize: 8192 },
    (request, response) => {
      const path = request.url?.split('?', 1)[0]
      const answer = (status: number, type: string, text: string): void => {
        response.writeHead(status, { 'content-type': type, connection: 'close' }).end(text)
      }
      if (request.method !== 'GET' && request.method !== 'HEAD') answer(405, 'text/plain', 'only GET\n')
      else if (path === '/healthz') answer(200, 'text/plain', 'ok\n')
      else if (path === '/metrics') {
        registry.metrics().then(
          (text) => answer(200, registry.contentType, text),
          () => answer(500, 'text/plain', 'no metrics\n'),
        )
      } else answer(404, 'text/plain', 'nothing here\n')
    },
  )
  server.maxConnections = 64
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(address.port, address.host, () => {
      server.off('error', reject)
      server.on('error', () => undefined)
      server.unref()
      resolve(server)
    })
  })
}

type FactName = keyof HealthFacts

const COUNTERS: readonly (readonly [string, string, FactName, Readonly<Record<string, string>>])[] = [
  ['assay_messages_total', 'Messages scanned', 'ham', { verdict: 'ham' }],
  ['assay_messages_total', 'Messages scanned', 'spam', { verdict: 'spam' }],
  ['assay_message_bytes_total', 'Bytes of messages scanned', 'bytes', {}],
  ['assay_scan_seconds_total', 'Seconds spent in scans', 'scanSeconds', {}],
  ['assay_time_limits_total', 'Scans that ran out of time', 'timeLimits', {}],
  ['assay_reloads_total', 'Reloads of the configuration', 'reloads', { result: 'done' }],
  ['assay_reloads_total', 'Reloads of the configuration', 'failedReloads', { result: 'failed' }],
]
const GAUGES: readonly (readonly [string, string, FactName])[] = [
  ['assay_busy_scans', 'Scans that run or wait', 'busy'],
  ['assay_scan_threads', 'Threads that scan', 'threads'],
  ['assay_live_rules', 'Rules that can hit', 'liveRules'],
  ['assay_up_seconds', 'Seconds since the start', 'upSeconds'],
  ['process_resident_memory_bytes', 'Resident memory size in bytes', 'memoryBytes'],
]

function metrics(facts: () => HealthFacts): Registry {
  const registry = new Registry()
  for (const name of new Set(COUNTERS.map(([counter]) => counter))) {
    const rows = COUNTERS.filter(([counter]) => counter === name)
    new Counter({
      name,
      help: rows[0]?.[1] ?? '',
      labelNames: [...new Set(rows.flatMap(([, , , labels]) => Object.keys(labels)))],
      registers: [registry],
      collect() {
        const now = facts()
        this.reset()
        for (const [, , fact, labels] of rows) this.inc({ ...labels }, now[fact])
      },
    })
  }
  for (const [name, help, fact] of GAUGES) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(facts()[fact])
      },
    })
  }
  return registry
}
