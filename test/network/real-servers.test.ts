import { execFile, spawnSync } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { query } from '../../src/dns/dns-answer.ts'
import { Resolver } from '../../src/dns/resolver.ts'
import { createEngine } from '../../src/scan/engine.ts'
import { startZoneServer, type ZoneAnswer } from '../support/dns-server.ts'
import { endlessZone } from './endless-zone.ts'
import { hasRealServers, startRealServers } from './real-servers.ts'

// The stock rules over messages, asked of rbldnsd, nsd and unbound: SpamAssassin and Assay must answer the same.

const root = path.join(import.meta.dirname, '..', '..')
/** One message in so many. */
const EVERY = 400
const files = globSync('corpus/public/*/*.txt', { cwd: root })
  .sort()
  .filter((_, n) => n % EVERY === 7)
  .map((file) => path.join(root, file))
const hasSpamAssassin =
  spawnSync('perl', ['-MMail::SpamAssassin', '-MMail::DMARC', '-MMail::SPF', '-MMail::DKIM', '-e', '1']).status === 0
const ready = files.length > 0 && hasSpamAssassin && hasRealServers()

/** A policy that does not fit into one datagram. */
const LONG = `v=spf1 ${Array.from({ length: 60 }, (_, n) => `ip4:192.0.2.${n}`).join(' ')} -all`

function zone(name: string, type: string): ZoneAnswer {
  if (name === 'long.policy.example' && type === 'TXT')
    return { answers: [{ type: 'TXT', name, ttl: 300, data: LONG }] }
  return endlessZone(name, type)
}

const settings = (port: number): string =>
  `dns_available yes\ndns_server 127.0.0.1:${port}\nrbl_timeout 10\nuridnsbl_max_domains 500\nuse_bayes 0\n`

async function verdicts(port: number): Promise<Map<string, readonly string[]>> {
  const site = { userPreferences: false, cf: settings(port).split('\n'), pre: [], localOnly: false }
  const engine = await createEngine(site)
  const found = new Map<string, readonly string[]>()
  for (const file of files) {
    const { verdict } = await engine.examine(readFileSync(file))
    found.set(file, [...verdict.hits.map((hit) => hit.rule), ...verdict.subtests].sort())
  }
  return found
}

describe.skipIf(!ready)('rbldnsd, nsd and unbound', { timeout: 600_000 }, async () => {
  if (!ready) return
  const recorder = await startZoneServer(zone)
  await verdicts(recorder.port)
  const servers = await startRealServers([...recorder.asked, 'TXT/long.policy.example'], zone)
  await recorder.close()
  afterAll(() => servers.close())

  test('an answer too long for a datagram comes over TCP', async () => {
    const resolver = new Resolver({
      servers: [{ address: '127.0.0.1', port: servers.port }],
      edns: 4096,
      dns0x20: true,
      rotate: false,
      ports: undefined,
    })
    const answer = await query(resolver, 'long.policy.example', 'TXT', 5000)
    expect(answer?.answers.map((record) => record.text)).toEqual([LONG])
    resolver.close()
  })

  test('SpamAssassin and Assay agree on every message', async () => {
    const cf = path.join(tmpdir(), `real-servers-${process.pid}.cf`)
    writeFileSync(cf, settings(servers.port))
    const dmarc = path.join(root, 'tools', 'mail-dmarc-at-dns-server.pm')
    const script = path.join(root, 'tools', 'spamassassin-verdicts.pl')
    const { stdout } = await promisify(execFile)(
      'perl',
      ['-e', `require "${dmarc}"; do shift`, script, '--net', '--cf', cf, ...files],
      {
        encoding: 'latin1',
        maxBuffer: 1e8,
        env: { ...process.env, MAIL_DMARC_DNS_SERVER: `127.0.0.1:${servers.port}` },
      },
    )
    const theirs = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string; hits: string[]; subtests: string[] }) // as the script prints it
    const ours = await verdicts(servers.port)
    for (const { file, hits, subtests } of theirs) {
      expect(ours.get(file), path.basename(file)).toEqual([...hits, ...subtests].sort())
    }
    expect(theirs).toHaveLength(files.length)
  })
})
