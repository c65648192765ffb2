import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Answer } from 'dns-packet'
import type { ZoneAnswer } from '../support/dns-server.ts'
import { LISTS } from './endless-zone.ts'

// Debian's rbldnsd for lists, nsd for everything else, and unbound in front of both.

const PROGRAMS = ['/usr/sbin/rbldnsd', '/usr/sbin/nsd', '/usr/sbin/unbound']

/** True where all three are installed. */
export function hasRealServers(): boolean {
  try {
    execFileSync('ls', PROGRAMS, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Servers that run until they are stopped; `port` is that of the forwarder. */
export interface RealServers {
  readonly port: number
  close(): Promise<void>
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number } // it listens on TCP
      server.close(() => resolve(port))
    })
  })
}

const listOf = (name: string): string | undefined => [...LISTS.keys()].find((zone) => name.endsWith(`.${zone}`))

/** Starts all servers with what `zone` says of these questions (`A/name`). */
export async function startRealServers(
  questions: Iterable<string>,
  zone: (name: string, type: string) => ZoneAnswer,
): Promise<RealServers> {
  const folder = mkdtempSync(path.join(tmpdir(), 'name-servers-'))
  chmodSync(folder, 0o755)
  const [lists, hosts, front] = [await freePort(), await freePort(), await freePort()]
  const listed = new Map<string, { readonly addresses: string[]; readonly names: string[] }>()
  const records: string[] = []
  for (const question of new Set(questions)) {
    const [type = '', name = ''] = question.split('/')
    const { answers = [] } = zone(name, type)
    const list = listOf(name)
    if (list === undefined) records.push(...answers.map(zoneLine))
    else if (type === 'A' && answers[0]) addListed(listed, list, name, answers[0], zone)
  }
  const children = [
    startLists(folder, lists, listed),
    startHosts(folder, hosts, records),
    startForwarder(folder, front, lists, hosts),
  ]
  await new Promise((resolve) => setTimeout(resolve, 1500))
  return {
    port: front,
    close: async () => {
      await Promise.all(children.map(stop))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 2000).unref()
  })
}

function addListed(
  listed: Map<string, { readonly addresses: string[]; readonly names: string[] }>,
  list: string,
  name: string,
  answer: Answer,
  zone: (name: string, type: string) => ZoneAnswer,
): void {
  const entries = listed.get(list) ?? { addresses: [], names: [] }
  listed.set(list, entries)
  const label = name.slice(0, -list.length - 1)
  const code = String((answer as { data?: unknown }).data) // an A record
  const text = zone(name, 'TXT').answers?.[0] as { data?: unknown } | undefined
  const value = `:${code}:${String(text?.data ?? '')}`
  if (/^\d+\.\d+\.\d+\.\d+$/.test(label)) entries.addresses.push(`${label.split('.').reverse().join('.')} ${value}`)
  else entries.names.push(`${label} ${value}`)
}

function startLists(
  folder: string,
  port: number,
  listed: ReadonlyMap<string, { readonly addresses: string[]; readonly names: string[] }>,
): ChildProcess {
  const head = '$SOA 300 ns.list.example root.list.example 1 300 300 300 300\n$NS 300 ns.list.example\n'
  const sets: string[] = []
  let n = 0
  for (const zone of LISTS.keys()) {
    const { addresses = [], names = [] } = listed.get(zone) ?? {}
    // Both ways in which rbldnsd keeps addresses.
    const kind = n % 2 === 0 ? 'ip4set' : 'ip4trie'
    writeFileSync(path.join(folder, `${n}.ip`), `${head}127.0.0.2 :127.0.0.2:test\n${addresses.join('\n')}\n`)
    writeFileSync(path.join(folder, `${n}.dn`), `${head}test :127.0.0.2:test\n${names.join('\n')}\n`)
    sets.push(`${zone}:${kind}:${n}.ip`, `${zone}:dnset:${n}.dn`)
    n++
  }
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  return spawn('/usr/sbin/rbldnsd', ['-n', '-b', `127.0.0.1/${port}`, '-w', folder, ...user, ...sets], {
    stdio: 'ignore',
  })
}

function zoneLine(answer: Answer): string {
  const { name, type, data } = answer as { name: string; type: string; data: unknown }
  const head = `${name}. 300 IN ${type}`
  if (type === 'TXT') {
    const strings = String(data).match(/.{1,255}/gs) ?? ['']
    return `${head} ${strings.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(' ')}`
  }
  if (type === 'MX') {
    const { preference, exchange } = data as { preference: number; exchange: string }
    return `${head} ${preference} ${exchange}.`
  }
  return `${head} ${String(data)}${type === 'NS' ? '.' : ''}`
}

function startHosts(folder: string, port: number, records: readonly string[]): ChildProcess {
  const soa = '. 300 IN SOA ns.root.example. root.root.example. 1 300 300 300 300\n. 300 IN NS ns.root.example.\n'
  writeFileSync(path.join(folder, 'root.zone'), `${soa}${[...new Set(records)].join('\n')}\n`)
  const conf = path.join(folder, 'nsd.conf')
  writeFileSync(
    conf,
    `server:
  ip-address: 127.0.0.1@${port}
  zonesdir: "${folder}"
  username: ""
  pidfile: ""
  logfile: "/dev/null"
  zonelistfile: "${folder}/zone.list"
  xfrdfile: "${folder}/xfrd.state"
  xfrdir: "${folder}"
  server-count: 1
remote-control:
  control-enable: no
zone:
  name: "."
  zonefile: "root.zone"
`,
  )
  return spawn('/usr/sbin/nsd', ['-d', '-c', conf], { stdio: 'ignore' })
}

function startForwarder(folder: string, port: number, lists: number, hosts: number): ChildProcess {
  mkdirSync(path.join(folder, 'unbound'))
  const conf = path.join(folder, 'unbound.conf')
  const forwards = [...LISTS.keys()].map((zone) => forward(zone, lists)).join('')
  writeFileSync(
    conf,
    `server:
  interface: 127.0.0.1@${port}
  do-not-query-localhost: no
  chroot: ""
  username: ""
  directory: "${folder}/unbound"
  pidfile: ""
  use-syslog: no
  logfile: "${folder}/unbound/log"
  module-config: "iterator"
  do-ip6: no
  num-threads: 1
  # Answers beyond this come truncated, and are asked for again over TCP.
  max-udp-size: 512
  prefetch: no
  so-rcvbuf: 1m
remote-control:
  control-enable: no
${forwards}${forward('.', hosts)}`,
  )
  return spawn('/usr/sbin/unbound', ['-d', '-c', conf], { stdio: 'ignore' })
}

function forward(zone: string, port: number): string {
  return `forward-zone:\n  name: "${zone}"\n  forward-addr: 127.0.0.1@${port}\n  forward-first: no\n`
}
