import { createServer } from 'node:http'
import { afterAll, expect, test } from 'vitest'
import { soa, startZoneServer } from '../../test/support/dns-server.ts'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { namesOfHits, ruleRunner } from '../../test/support/run-rules.ts'
import { isPublicAddress } from '../dns/fetch-location.ts'
import { absoluteLocation, shortUri } from './shorteners/short-uris.ts'

/** Where each path of the shortener leads; others are not found. */
const LOCATIONS: Readonly<Record<string, string>> = {
  '/one': 'http://target.com/page',
  '/chain': '/one',
  '/loop': '/pool',
  '/pool': '/loop',
  '/relative': 'other',
  '/list/deep': 'one',
  '/list/one': '/one',
  '/self': '/self',
  '/ftp': 'ftp://target.com/page',
  '/empty': '',
}

const asked: string[] = []
const shortener = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`)
  const location = LOCATIONS[request.url ?? '']
  if (location !== undefined) response.writeHead(301, { Location: location })
  else if (request.url === '/page') response.writeHead(200)
  else response.writeHead(404)
  response.end('body')
})
await new Promise<void>((resolve) => shortener.listen(0, '127.0.0.1', () => resolve()))
const { port } = shortener.address() as { port: number } // it listens on TCP
const names = await startZoneServer((name, type) =>
  type === 'A' && name.endsWith('short.com')
    ? { answers: [{ type: 'A', name, ttl: 60, data: '127.0.0.1' }] }
    : { rcode: 'NXDOMAIN', authorities: [soa('com')] },
)
afterAll(async () => {
  shortener.close()
  await names.close()
})

const cf = `
dns_available yes
dns_server 127.0.0.1:${names.port}
url_shortener short.com .short.co.uk
url_shortener_get get.short.com
body T_SHORT eval:short_url()
body T_REDIR eval:short_url_redir()
body T_CHAINED eval:short_url_chained()
body T_LOOP eval:short_url_loop()
body T_200 eval:short_url_200()
body T_404 eval:short_url_404()
body T_500 eval:short_url_code('500')
uri T_TARGET /^http:\\/\\/target\\.com\\/page$/
`

async function hits(body: string, more = ''): Promise<string[]> {
  const { run } = ruleRunner(['DecodeShortURLs'], cf + more, { network: true })
  return namesOfHits(await run(`From: <a@b.com>\nSubject: s\n\n${body}\n`))
}

test.each([
  ['one', ['T_REDIR', 'T_SHORT', 'T_TARGET']],
  ['chain', ['T_CHAINED', 'T_REDIR', 'T_SHORT', 'T_TARGET']],
  ['loop', ['T_CHAINED', 'T_LOOP', 'T_REDIR', 'T_SHORT']],
  ['page', ['T_200', 'T_SHORT']],
  ['gone', ['T_404', 'T_SHORT']],
  ['one?query#fragment', ['T_REDIR', 'T_SHORT', 'T_TARGET']],
])('%s', async (path, expected) => {
  expect(await hits(`http://short.com:${port}/${path}`, 'url_shortener_private_networks 1')).toEqual(expected)
})

test('asks for the head, or the page where that is needed', async () => {
  asked.splice(0)
  await hits(`http://short.com:${port}/page http://get.short.com:${port}/page`, 'url_shortener_private_networks 1')
  expect(asked.sort()).toEqual(['GET /page', 'HEAD /page'])
})

test('nobody makes us ask a private network', async () => {
  asked.splice(0)
  expect(await hits(`http://short.com:${port}/one`)).toEqual(['T_500', 'T_SHORT'])
  expect(asked).toEqual([])
})

test('without network a short URI is still one', async () => {
  const { run } = ruleRunner(['DecodeShortURLs'], cf)
  expect(namesOfHits(await run('From: <a@b.com>\n\nhttp://short.com/one\n'))).toEqual(['T_SHORT'])
})

/** By its address, because SpamAssassin's client asks the name servers of the system. */
const at = (...paths: readonly string[]) => ({
  message: `From: <a@b.com>\nSubject: s\n\n${paths.map((path) => `http://127.0.0.1:${port}/${path}`).join(' ')}\n`,
})
testPluginCases('DecodeShortURLs', {
  plugins: ['DecodeShortURLs'],
  network: true,
  cf: `
dns_available yes
dns_server 127.0.0.1:${names.port}
url_shortener 127.0.0.1
url_shortener_private_networks 1
body T_SHORT eval:short_url()
body T_REDIR eval:short_url_redir()
body T_CHAINED eval:short_url_chained()
body T_MAX eval:short_url_maxchain()
body T_LOOP eval:short_url_loop()
body T_200 eval:short_url_200()
body T_404 eval:short_url_404()
body T_301 eval:short_url_code('301')
body T_503 eval:short_url_code('5\\d\\d')
uri T_TARGET /^http:\\/\\/target\\.com\\/page$/
max_short_url_redirections 4
`,
  cases: {
    'no short URI': { message: 'From: <a@b.com>\nSubject: s\n\nhttp://other.com/one\n', hits: [] },
    'leads on': { ...at('one'), hits: ['T_REDIR', 'T_SHORT', 'T_TARGET'] },
    'leads on twice': { ...at('chain'), hits: ['T_CHAINED', 'T_REDIR', 'T_SHORT', 'T_TARGET'] },
    'in a circle': { ...at('loop'), hits: ['T_CHAINED', 'T_LOOP', 'T_REDIR', 'T_SHORT'] },
    'to itself': { ...at('self'), hits: ['T_CHAINED', 'T_LOOP', 'T_REDIR', 'T_SHORT'] },
    'a page': { ...at('page'), hits: ['T_200', 'T_SHORT'] },
    'not found': { ...at('gone'), hits: ['T_404', 'T_SHORT'] },
    'to what is not found': { ...at('relative'), hits: ['T_404', 'T_REDIR', 'T_SHORT'] },
    'by relative places': { ...at('list/deep'), hits: ['T_404', 'T_REDIR', 'T_SHORT'] },
    'to another protocol': { ...at('ftp'), hits: ['T_REDIR', 'T_SHORT'] },
    'to nowhere': { ...at('empty'), hits: ['T_CHAINED', 'T_LOOP', 'T_REDIR', 'T_SHORT'] },
    several: { ...at('page', 'gone', 'one'), hits: ['T_200', 'T_404', 'T_REDIR', 'T_SHORT', 'T_TARGET'] },
  },
})

test.each([
  ['8.8.8.8', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['::1', false],
  ['::ffff:127.0.0.1', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['64:ff9b::a00:1', false],
  ['2a00:1450:4001:800::200e', true],
])('%s is public: %s', (address, expected) => expect(isPublicAddress(address)).toBe(expected))

const shorteners = new Map([
  ['short.com', 'HEAD' as const],
  ['.tiny.net', 'GET' as const],
])
test.each([
  ['http://short.com/a', 'HEAD'],
  ['https://user:pass@SHORT.com:8080/a', 'HEAD'],
  ['http://short.com', undefined],
  ['http://short.com/', undefined],
  ['http://www.short.com/a', 'HEAD'],
  ['http://any.tiny.net', 'GET'],
  ['http://www.tiny.net/a', undefined],
  ['http://other.com/a', undefined],
  ['ftp://short.com/a', undefined],
])('%s is asked for by %s', (uri, expected) => expect(shortUri(uri, shorteners)?.method).toBe(expected))

test.each([
  ['http://b.com/', 'http://a.com/x/y', 'http://b.com/'],
  ['/z', 'http://a.com/x/y?q', 'http://a.com/z'],
  ['z', 'http://a.com/x/y', 'http://a.com/x/yz'],
])('%s on %s is %s', (location, page, expected) => expect(absoluteLocation(location, page)).toBe(expected))
