import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  encodeReply,
  soa,
  startDnsServer,
  startZoneServer,
  type TestDnsServer,
  type ZoneAnswer,
} from '../../test/support/dns-server.ts'
import { startFaultyServer } from '../../test/support/faulty-dns.ts'
import { holdsFor } from './answer-cache.ts'
import { type DnsAnswer, type DnsClient, query } from './dns-answer.ts'
import { permittedPorts } from './local-ports.ts'
import { Lookups } from './lookups.ts'
import { serversOfResolvConf } from './name-servers.ts'
import { Resolver, type ResolverOptions } from './resolver.ts'
import { BlockedDomains, parentsOf, restrictionOn } from './restrictions.ts'
import type { LookupTimeouts } from './settings.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

function resolver(servers: readonly TestDnsServer[], more: Partial<ResolverOptions> = {}): Resolver {
  const made = new Resolver({
    ...{
      servers: servers.map(({ port }) => ({ address: '127.0.0.1', port })),
      edns: 1220,
      dns0x20: false,
      rotate: false,
    },
    ...{ ports: undefined, ...more },
  })
  open.push(made, ...servers)
  return made
}

const listed = (name: string, ttl = 60): ZoneAnswer => ({ answers: [{ type: 'A', name, ttl, data: '127.0.0.2' }] })
const texts = (answer: DnsAnswer | undefined) => answer?.answers.map((record) => record.text)

describe('Resolver', () => {
  test('asks once for all who ask at once, and repeats the answer while it holds', async () => {
    const server = await startZoneServer((name) => listed(name))
    const client = resolver([server])
    const answers = await Promise.all(
      ['A.example', 'a.example.', 'a.example'].map((name) => query(client, name, 'A', 2000)),
    )
    expect(answers.map(texts)).toEqual([['127.0.0.2'], ['127.0.0.2'], ['127.0.0.2']])
    expect(texts(await query(client, 'a.example', 'A', 2000))).toEqual(['127.0.0.2'])
    expect(server.asked).toEqual(['A/a.example'])
  })

  test('keeps that there is nothing as long as the zone says, and an answer without time not at all', async () => {
    const server = await startZoneServer((name) =>
      name.startsWith('no') ? { rcode: 'NXDOMAIN', authorities: [soa('example', 30)] } : listed(name, 0),
    )
    const client = resolver([server])
    for (let n = 0; n < 2; n++) {
      expect((await query(client, 'no.example', 'A', 2000))?.rcode).toBe('NXDOMAIN')
      await query(client, 'yes.example', 'A', 2000)
    }
    expect(server.asked.filter((name) => name === 'A/no.example')).toHaveLength(1)
    expect(server.asked.filter((name) => name === 'A/yes.example')).toHaveLength(2)
  })

  test('asks the next server where one refuses or nobody listens', async () => {
    const refusing = await startFaultyServer('refused', (name) => listed(name))
    const gone = await startZoneServer((name) => listed(name))
    await gone.close()
    const good = await startZoneServer((name) => listed(name))
    open.push(refusing, good)
    const servers = [refusing, gone, good].map(({ port }) => ({ address: '127.0.0.1', port }))
    const client = new Resolver({ servers, edns: 0, dns0x20: false, rotate: false, ports: undefined })
    open.push(client)
    expect(texts(await query(client, 'a.example', 'A', 4000))).toEqual(['127.0.0.2'])
  })

  test('where nobody listens at all, the answer does not come, and that soon', async () => {
    const gone = await startZoneServer((name) => listed(name))
    await gone.close()
    const client = new Resolver({
      ...{
        servers: [{ address: '127.0.0.1', port: gone.port }],
        edns: 0,
        dns0x20: false,
        rotate: false,
        ports: undefined,
      },
    })
    open.push(client)
    const started = performance.now()
    expect(await query(client, 'a.example', 'A', 5000)).toBeUndefined()
    expect(performance.now() - started).toBeLessThan(3000)
  })

  test('takes no answer with letters in another case than it asked, where it draws the case', async () => {
    const server = await startDnsServer((_question, packet) => {
      const changed = packet.questions?.map((question) => ({ ...question, name: question.name.toLowerCase() })) ?? []
      return [{ bytes: encodeReply({ ...packet, questions: changed }, listed('long.name.example')), afterMs: 0 }]
    })
    const client = resolver([server], { dns0x20: true })
    expect(await query(client, 'a.long.name.with.many.letters.example', 'A', 300)).toBeUndefined()
  })

  test('asks again when the first question got lost', async () => {
    let first = true
    const server = await startDnsServer(({ name }, packet) => {
      if (first) {
        first = false
        return []
      }
      return [{ bytes: encodeReply(packet, listed(name)), afterMs: 0 }]
    })
    expect(texts(await query(resolver([server]), 'a.example', 'A', 8000))).toEqual(['127.0.0.2'])
  })

  test('servers that stay silent are told of and not waited for, until they answer a trial', async () => {
    let silent = true
    const server = await startDnsServer(({ name }, packet) =>
      silent ? [] : [{ bytes: encodeReply(packet, listed(name)), afterMs: 0 }],
    )
    const warnings: string[] = []
    const client = resolver([server], { patienceMs: 1000, warn: (text) => warnings.push(text) })
    const ask = (...names: string[]) => Promise.all(names.map((name) => query(client, name, 'A', 1000)))
    // One name that nobody answers for says nothing about the others, however often it is asked.
    await ask('a.example')
    await ask('a.example')
    expect(client.silentSince).toBeUndefined()
    await ask('b.example', 'c.example', 'd.example')
    expect(warnings).toEqual([expect.stringMatching(/no answer from .* for 1 s/)])
    silent = false
    const begun = performance.now()
    expect(await ask('e.example')).toEqual([undefined])
    expect(performance.now() - begun).toBeLessThan(500)
    await vi.waitFor(() => expect(warnings).toHaveLength(2), { timeout: 4000 })
    expect((await ask('e.example')).map(texts)).toEqual([['127.0.0.2']])
  })

  test.each(['', 'a..b', `${'x'.repeat(64)}.example`, 'x.'.repeat(130)])('%j is asked of nobody', async (name) => {
    const server = await startZoneServer((asked) => listed(asked))
    expect(await query(resolver([server]), name, 'A', 1000)).toBeUndefined()
    expect(server.asked).toEqual([])
  })
})

const answer = (name: string): DnsAnswer => ({ name, type: 'A', rcode: 'NOERROR', answers: [], authorities: [] })

describe('Lookups', () => {
  /** Answers names that begin with a number after so many milliseconds. */
  const client: DnsClient = {
    lookup: (name, _type, done) => {
      const delay = Number.parseInt(name, 10)
      if (Number.isNaN(delay)) return () => undefined
      const timer = setTimeout(() => done(answer(name)), delay)
      return () => clearTimeout(timer)
    },
  }
  const failures: unknown[] = []
  const lookups = (seconds: number, min?: number, zones: [string, number][] = []) =>
    new Lookups({
      client,
      timeouts: { seconds, min, zones: new Map(zones.map(([zone, own]) => [zone, { seconds: own, min: undefined }])) },
      deadline: Number.POSITIVE_INFINITY,
      isRestricted: (name) => name === 'restricted.example',
      failed: (error) => failures.push(error),
    })

  test('the wait shrinks as answers come, down to its least', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance', 'Date'] })
    const asked = lookups(10, 2)
    const done: string[] = []
    for (const name of ['1.a', '2.a', '3.a', 'never.a'])
      asked.ask(name, 'A', name, (got) => done.push(got ? name : `no ${name}`))
    const settled = asked.settle()
    // Three of four are there: 10 - (10 - 2) * (3/4)^2 = 5.5 seconds.
    await vi.advanceTimersByTimeAsync(5400)
    expect(done).toEqual(['1.a', '2.a', '3.a'])
    await vi.advanceTimersByTimeAsync(200)
    await settled
    expect(done).toEqual(['1.a', '2.a', '3.a', 'no never.a'])
    vi.useRealTimers()
  })

  describe('servers that are silent to all', () => {
    // Those who ask now, 6 s after the first.
    const begin = async (limits: Partial<LookupTimeouts> = {}) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance', 'Date'] })
      const silent = { lookup: () => () => undefined, silentSince: performance.now() as number | undefined }
      await vi.advanceTimersByTimeAsync(6000)
      const asked = new Lookups({
        ...{ client: silent, timeouts: { seconds: 10, min: undefined, zones: new Map(), ...limits } },
        ...{ deadline: Number.POSITIVE_INFINITY, isRestricted: () => false, failed: () => undefined },
      })
      const begun = performance.now()
      const took = new Promise<number>((resolve) =>
        asked.ask('a.example', 'A', 'a.example', () => resolve(Math.round((performance.now() - begun) / 100) / 10)),
      )
      void asked.settle()
      return { silent, took: vi.advanceTimersByTimeAsync(20_000).then(() => took) }
    }
    afterEach(() => {
      vi.useRealTimers()
    })

    test('are waited for as long as the first who asked waits', async () => expect(await (await begin()).took).toBe(4))

    test('get the least time from everybody', async () => expect(await (await begin({ min: 5 })).took).toBe(5))

    test('get what a zone of their own is given', async () =>
      expect(await (await begin({ zones: new Map([['example', { seconds: 1, min: undefined }]]) })).took).toBe(1))

    test('get all of the time as soon as they answer anybody', async () => {
      const { silent, took } = await begin()
      setTimeout(() => {
        silent.silentSince = undefined
      }, 3900)
      expect(await took).toBe(10)
    })
  })

  test('a callback that fails is told of, and harms no other', async () => {
    const asked = lookups(10)
    const done: string[] = []
    asked.ask('1.c', 'A', '1.c', () => {
      throw new Error('no good')
    })
    asked.ask('1.c', 'A', '1.c', () => done.push('other'))
    await asked.settle()
    expect(done).toEqual(['other'])
    expect(failures).toEqual([new Error('no good')])
  })

  test('a zone has its own time; restricted names are not asked; who asks again joins', async () => {
    const asked = lookups(10, undefined, [['slow.example', 0.1]])
    const done: string[] = []
    expect(asked.ask('restricted.example', 'A', 'restricted.example', () => done.push('restricted'))).toBe(false)
    expect(asked.ask('x.slow.example', 'A', 'x.slow.example', () => done.push('slow'))).toBe(true)
    asked.ask('10.b', 'A', '10.b', () => {
      done.push('first')
      asked.ask('10.b', 'A', '10.b', () => done.push('again'))
      asked.ask('20.b', 'A', '20.b', () => done.push('chained'))
    })
    const started = performance.now()
    await asked.settle()
    expect(done).toEqual(['first', 'again', 'chained', 'slow'])
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

test.each<[Partial<DnsAnswer>, number]>([
  [{ rcode: 'SERVFAIL' }, 0],
  [{ rcode: 'NXDOMAIN' }, 0],
  [{ rcode: 'NXDOMAIN', authorities: [record('SOA', 300, 60)] }, 60],
  [{ authorities: [record('SOA', 30, 60)] }, 30],
  [{ answers: [record('A', 300), record('A', 20)] }, 20],
  [{ answers: [record('A', 1_000_000)] }, 3600],
])('%j holds for %i s', (parts, seconds) => expect(holdsFor({ ...answer('a'), ...parts })).toBe(seconds))

function record(type: string, ttl: number, minimum?: number) {
  return { name: 'a', type, ttl, text: '', target: undefined, priority: minimum, strings: undefined }
}

test('domains above a name', () => expect(parentsOf('a.b.example')).toEqual(['a.b.example', 'b.example', 'example']))

test.each([
  ['a.denied.com', 'dns_query_restriction'],
  ['allowed.denied.com', undefined],
  ['x.allowed.denied.com', undefined],
  ['a.blocked.com', 'dns_block_rule'],
  ['other.com', undefined],
])('%s: %s', (name, expected) => {
  const blocked = new BlockedDomains()
  expect(blocked.block('blocked.com', 60)).toBe(true)
  expect(blocked.block('blocked.com', 60)).toBe(false)
  const restrictions = new Map([
    ['denied.com', true],
    ['allowed.denied.com', false],
  ])
  expect(restrictionOn(name, restrictions, new Set(['blocked.com']), blocked)).toBe(expected)
})

test('name servers of resolv.conf', () => {
  const text =
    'search example.com\n# nameserver 192.0.2.9\nnameserver 192.0.2.1\n nameserver\t2001:db8::1 # two\nnameserver x\n'
  expect(serversOfResolvConf(text)).toEqual([
    { address: '192.0.2.1', port: 53 },
    { address: '2001:db8::1', port: 53 },
  ])
})

test('ports to send from', () => {
  expect(permittedPorts([])).toBeUndefined()
  expect(permittedPorts([{ use: false, from: 0, to: 65_535 }])).toBeUndefined()
  expect(
    permittedPorts([
      { use: false, from: 0, to: 65_535 },
      { use: true, from: 5000, to: 5002 },
    ]),
  ).toEqual([5000, 5001, 5002])
})
