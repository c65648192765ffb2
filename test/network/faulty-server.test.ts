import { afterEach, describe, expect, test } from 'vitest'
import { soa, startZoneServer, type TestDnsServer, type ZoneAnswer } from '../support/dns-server.ts'
import { FAULTS, startFaultyServer } from '../support/faulty-dns.ts'
import { namesOfHits, ruleRunner } from '../support/run-rules.ts'

const servers: TestDnsServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

/** Nobody is listed, lists are in order, and no domain exists. */
function nothing(name: string, type: string): ZoneAnswer {
  if (name.startsWith('2.0.0.127.') && type === 'A') {
    return { answers: [{ type: 'A', name, ttl: 60, data: '127.0.0.2' }] }
  }
  return { rcode: 'NXDOMAIN', authorities: [soa('example')] }
}

const message = (n = 0): string =>
  [
    'Return-Path: <a@sender.com>',
    `Received: from x.relay.net (x.relay.net [198.51.${n >> 8}.${n & 255}]) by mx.here.org; Tue, 3 Nov 2026 10:00:00 +0000`,
    ...['From: <a@sender.com>', 'To: <b@here.org>', 'Subject: s', 'Message-ID: <1@sender.com>', ''],
    `See http://www.linked${n}.com/ and http://other${n}.com/`,
    '',
  ].join('\n')

const PLUGINS = ['DNSEval', 'URIDNSBL', 'AskDNS', 'SPF', 'DKIM', 'DMARC']

function runnerFor(server: TestDnsServer, seconds: number) {
  const cf = `
dns_available yes
dns_server 127.0.0.1:${server.port}
rbl_timeout ${seconds}
spf_timeout ${seconds}
dkim_timeout ${seconds}
header T_BL eval:check_rbl('bl-lastexternal', 'bl.example.')
header T_BL_SUB eval:check_rbl_sub('bl-lastexternal', '127.0.0.2')
header T_WL eval:check_rbl('wl-firsttrusted', 'wl.example.')
tflags T_WL nice
urirhsbl T_URI uribl.example A
body T_URI eval:check_uridnsbl('T_URI')
urirhssub T_URI_SUB uribl.example A 2
body T_URI_SUB eval:check_uridnsbl('T_URI_SUB')
askdns T_ASK _SENDERDOMAIN_.ask.example A 127.0.0.1-127.0.0.3
askdns T_ASK_BY_EXPRESSION _SENDERDOMAIN_.asked.example. A /^127\\.0\\.0\\.\\d+$/
askdns T_ASK_ADDRESS _LASTEXTERNALREVIP_.asked-ip.example A
askdns T_ASK_BELOW _SENDERDOMAIN_._vouch.asked.example A 127.0.0.2
header T_PASS eval:check_for_spf_pass()
full T_DKIM eval:check_dkim_valid()
header T_DMARC eval:check_dmarc_pass()
`
  return ruleRunner(PLUGINS, cf, { network: true })
}

describe.each(FAULTS)('a server that is %s', (fault) => {
  test('gives no wrong point, and holds up no scan', async () => {
    const server = await startFaultyServer(fault, nothing)
    servers.push(server)
    const seconds = 2
    const runner = runnerFor(server, seconds)
    for (let n = 0; n < 2; n++) {
      const started = performance.now()
      const scan = await runner.run(message(n))
      expect(performance.now() - started).toBeLessThan(seconds * 1000 + 1000)
      expect(namesOfHits(scan).filter((rule) => rule.startsWith('T_'))).toEqual([])
    }
  })
})

test('scans do not wait for each other: with every answer missing, many take as long as one', {
  timeout: 120_000,
}, async () => {
  const many = (runner: ReturnType<typeof runnerFor>) =>
    Promise.all(Array.from({ length: 500 }, (_, n) => runner.run(message(n + 2))))
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const begun = performance.now()
    await work()
    return performance.now() - begun
  }
  // What the scans cost without any wait: the machine may be busy with other things.
  const quick = await startFaultyServer('refused', nothing)
  const silent = await startFaultyServer('silent', nothing)
  servers.push(quick, silent)
  const work = await timed(() => many(runnerFor(quick, 4)))
  const runner = runnerFor(silent, 4)
  const alone = await timed(() => runner.run(message(0)))
  expect(await timed(() => many(runner))).toBeLessThan(alone * 1.2 + work)
})

test('a server that answers slowly is waited for, as long as rbl_timeout allows', async () => {
  const slow = await startFaultyServer('slow', nothing, 1000)
  const listing = await startZoneServer((name, type) =>
    name.startsWith('1.0.0.127.') || name.startsWith('invalid.') ? nothing(name, type) : listedA(name),
  )
  servers.push(slow, listing)
  const started = performance.now()
  await runnerFor(slow, 4).run(message())
  expect(performance.now() - started).toBeGreaterThan(900)
  const scan = await runnerFor(listing, 4).run(message())
  expect(namesOfHits(scan)).toEqual(
    expect.arrayContaining([
      'T_BL',
      'T_BL_SUB',
      'T_URI',
      'T_URI_SUB',
      'T_WL',
      'T_ASK',
      'T_ASK_BY_EXPRESSION',
      'T_ASK_ADDRESS',
      'T_ASK_BELOW',
    ]),
  )
})

function listedA(name: string): ZoneAnswer {
  return { answers: [{ type: 'A', name, ttl: 60, data: '127.0.0.2' }] }
}

describe('a list that refuses to answer', () => {
  const refusing = (name: string, type: string): ZoneAnswer =>
    name.startsWith('0.') || name.startsWith('linked')
      ? { answers: [{ type: 'A', name, ttl: 60, data: '127.255.255.254' }] }
      : nothing(name, type)
  const cf = (port: number): string => `
dns_available yes
dns_server 127.0.0.1:${port}
header T_ANY eval:check_rbl('bl-lastexternal', 'bl.example.')
header T_MASK eval:check_rbl('blm-lastexternal', 'bl.example.', '2')
header T_WIDE eval:check_rbl('blw-lastexternal', 'bl.example.', '^127\\.')
header T_REFUSED eval:check_rbl('blr-lastexternal', 'bl.example.', '^127\\.255\\.255\\.254$')
urirhsbl T_URI uribl.example A
body T_URI eval:check_uridnsbl('T_URI')
urirhssub T_URI_REFUSED uribl.example A 127.255.255.254
body T_URI_REFUSED eval:check_uridnsbl('T_URI_REFUSED')
dns_block_rule T_REFUSED blocked.example
askdns T_BLOCKED a.blocked.example A
askdns T_ASK_ANY _LASTEXTERNALREVIP_.asked.example A
askdns T_ASK_WIDE _LASTEXTERNALREVIP_.asked.example A /^127\\./
askdns T_ASK_REFUSED _LASTEXTERNALREVIP_.asked.example A /^127\\.255\\.255\\.254$/
`
  test('does not add points, but for rules that are about refusals', async () => {
    const server = await startZoneServer(refusing)
    servers.push(server)
    const { run } = ruleRunner(['DNSEval', 'URIDNSBL', 'AskDNS'], cf(server.port), { network: true })
    expect(namesOfHits(await run(message()))).toEqual(['T_ASK_REFUSED', 'T_REFUSED', 'T_URI_REFUSED'])
    expect(server.asked).toContain('A/a.blocked.example')
    server.asked.splice(0)
    await run(message(5))
    // The rule hit: the domain is left alone for a while.
    expect(server.asked).not.toContain('A/a.blocked.example')
  })

  test('counts like any other where that is switched off', async () => {
    const server = await startZoneServer(refusing)
    servers.push(server)
    const { run } = ruleRunner(['DNSEval', 'URIDNSBL', 'AskDNS'], `${cf(server.port)}rbl_refusal_codes 0\n`, {
      network: true,
    })
    expect(namesOfHits(await run(message()))).toEqual([
      'T_ANY',
      'T_ASK_ANY',
      'T_ASK_REFUSED',
      'T_ASK_WIDE',
      'T_MASK',
      'T_REFUSED',
      'T_URI',
      'T_URI_REFUSED',
      'T_WIDE',
    ])
  })
})
