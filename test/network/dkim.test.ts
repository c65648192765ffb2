import { execFile, spawnSync } from 'node:child_process'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { sealMessage } from 'mailauth'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { describe, expect, test } from 'vitest'
import { checkArc } from '../../src/auth/arc.ts'
import { splitMessage } from '../../src/auth/canonical.ts'
import { checkDkim } from '../../src/auth/dkim.ts'
import type { Records } from '../../src/auth/resolve-records.ts'
import { soa, startZoneServer } from '../support/dns-server.ts'
import { namesOfHits, ruleRunner } from '../support/run-rules.ts'

const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits })
const keys = { strong: rsa(2048), short: rsa(512), edwards: generateKeyPairSync('ed25519') }
const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()
const spki = (key: KeyObject): string => key.export({ type: 'spki', format: 'der' }).toString('base64')
const strong = spki(keys.strong.publicKey)

/** Key records, below `_domainkey.author.com`. */
const RECORDS: Readonly<Record<string, string>> = {
  good: `v=DKIM1; k=rsa; p=${strong}`,
  short: `v=DKIM1; p=${spki(keys.short.publicKey)}`,
  edwards: `v=DKIM1; k=ed25519; p=${Buffer.from(spki(keys.edwards.publicKey), 'base64').subarray(-32).toString('base64')}`,
  revoked: 'v=DKIM1; p=',
  other: `v=DKIM1; p=${spki(rsa(1024).publicKey)}`,
  version: `v=DKIM2; p=${strong}`,
  service: `v=DKIM1; s=tlsrpt; p=${strong}`,
  hash: `v=DKIM1; h=sha1; p=${strong}`,
  strict: `v=DKIM1; t=s; p=${strong}`,
  spaced: `v=DKIM1 ; k=rsa ;\tp=${strong.replace(/(.{64})/g, '$1 ')}`,
  garbage: 'v=DKIM1; p=@@@',
}

function recordOf(name: string): string | undefined {
  const match = /^([a-z]+)\._domainkey\.(?:author|relay)\.com$/.exec(name)
  return match ? RECORDS[match[1] ?? ''] : undefined
}

const ask = async (name: string, type: string): Promise<Records> => {
  const text = type === 'TXT' ? recordOf(name) : undefined
  if (text === undefined) return { type: 'nothing', nameExists: false }
  const facts = { target: undefined, priority: undefined, strings: [text] }
  return { type: 'records', records: [{ name, type, ttl: 60, text, ...facts }] }
}

const NOW = Math.floor(Date.now() / 1000)
/** Given to the signers: left to themselves they read the clock for the hash and again for the header. */
const signTime = new Date(NOW * 1000)
const MESSAGE = [
  ...[
    'From: An Author <me@author.com>',
    'To: you@here.org',
    'Subject:   spaced \t out',
    'Date: Tue, 3 Nov 2026 10:00:00 +0000',
  ],
  ...['Message-ID: <1@author.com>', '', 'A line.  ', '', 'Another\tline with  blanks. ', '', '', ''],
].join('\r\n')

interface Options {
  readonly selector?: string
  readonly key?: KeyObject
  readonly algorithm?: string
  readonly canonicalization?: string
  readonly maxBodyLength?: number
  readonly expires?: Date
  readonly change?: (signed: string) => string
}

async function signed({ selector = 'good', key = keys.strong.privateKey, change = (text) => text, ...rest }: Options) {
  const { signatures, errors } = await dkimSign(MESSAGE, {
    signTime,
    ...(rest.algorithm ? { algorithm: rest.algorithm } : {}),
    ...(rest.canonicalization ? { canonicalization: rest.canonicalization } : {}),
    ...(rest.expires ? { expires: rest.expires } : {}),
    signatureData: [
      {
        ...{ signingDomain: 'author.com', selector, privateKey: pem(key) },
        ...(rest.maxBodyLength === undefined ? {} : { maxBodyLength: rest.maxBodyLength }),
      },
    ],
  } as never) // `as`: the types of mailauth leave out what its code takes
  expect(errors).toEqual([])
  return change(signatures + MESSAGE)
}

const CASES: Readonly<Record<string, readonly [expected: string, options: Options]>> = {
  'rsa-sha256, relaxed': ['pass', {}],
  'rsa-sha1': ['pass', { algorithm: 'rsa-sha1' }],
  'simple/simple': ['pass', { canonicalization: 'simple/simple' }],
  'simple/relaxed': ['pass', { canonicalization: 'simple/relaxed' }],
  'relaxed/simple': ['pass', { canonicalization: 'relaxed/simple' }],
  'l= and more body': ['pass', { maxBodyLength: 10, change: (text) => `${text}More.\r\n` }],
  'blanks changed under relaxed': [
    'pass',
    { change: (text) => text.replace('A line.  ', 'A  line. ').replace('A  line', 'A line') },
  ],
  'blanks changed under simple': [
    'fail',
    { canonicalization: 'simple/simple', change: (text) => text.replace('A line.  ', 'A line.') },
  ],
  'body changed': ['fail', { change: (text) => text.replace('Another', 'Other') }],
  'header changed': ['fail', { change: (text) => text.replace('An Author', 'Another') }],
  'empty lines added at the end': ['pass', { change: (text) => `${text}\r\n\r\n` }],
  'a key of 512 bits': ['pass', { selector: 'short', key: keys.short.privateKey }],
  'another key': ['fail', { selector: 'other' }],
  expired: ['invalid', { expires: new Date((NOW - 1000) * 1000) }],
  'not expired': ['pass', { expires: new Date((NOW + 1000) * 1000) }],
  'a revoked key': ['invalid', { selector: 'revoked' }],
  'no key': ['invalid', { selector: 'missing' }],
  'a key of another version': ['invalid', { selector: 'version' }],
  'a key for another service': ['invalid', { selector: 'service' }],
  'a key for another hash': ['invalid', { selector: 'hash' }],
  'a key in pieces': ['pass', { selector: 'spaced' }],
  'a key that is none': ['invalid', { selector: 'garbage' }],
}

const hasMailDkim = spawnSync('perl', ['-MMail::DKIM::Verifier', '-e', '1']).status === 0

/** Asks Mail::DKIM, with its resolver at our server. */
const VERIFIER = `
use Mail::DKIM::Verifier; use Mail::DKIM::ARC::Verifier; use Mail::DKIM::DNS; use Net::DNS;
Mail::DKIM::DNS::resolver(Net::DNS::Resolver->new(nameservers => ['127.0.0.1'], port => shift, recurse => 1));
my $class = shift;
for my $file (@ARGV) {
  my $v = $class->new; open my $fh, '<:raw', $file or die; local $/; my $t = <$fh>;
  $v->PRINT($t); $v->CLOSE; print $v->result, "\\n";
}`

describe('DKIM', () => {
  test.for(Object.entries(CASES))('%s', async ([, [expected, options]]) => {
    const results = await checkDkim(splitMessage(await signed(options), '\r\n'), ask, NOW)
    expect(results.map(({ result }) => result)).toEqual([expected])
  })

  test('Ed25519, which older versions of Mail::DKIM do not know', async () => {
    const text = await signed({ selector: 'edwards', key: keys.edwards.privateKey, algorithm: 'ed25519-sha256' })
    expect((await checkDkim(splitMessage(text, '\r\n'), ask, NOW)).map(({ result }) => result)).toEqual(['pass'])
  })

  test('many signatures, good and bad, with either line ends', async () => {
    const one = await signed({})
    const bad = await signed({ selector: 'other' })
    const text = bad.slice(0, bad.indexOf('From:')) + one
    for (const [form, ending] of [
      [text, '\r\n'],
      [text.replaceAll('\r\n', '\n'), '\n'],
    ] as const) {
      const results = await checkDkim(splitMessage(form, ending), ask, NOW)
      expect(results.map(({ result }) => result)).toEqual(['fail', 'pass'])
    }
  })

  test.skipIf(!hasMailDkim)('Mail::DKIM says the same', { timeout: 60_000 }, async () => {
    const server = await startZoneServer((name, type) => {
      const text = type === 'TXT' ? recordOf(name) : undefined
      if (text === undefined) return { rcode: 'NXDOMAIN', authorities: [soa('author.com')] }
      return { answers: [{ type: 'TXT', name, ttl: 60, data: text.match(/.{1,255}/gs) ?? [] }] }
    })
    const files: string[] = []
    for (const [n, [, options]] of Object.values(CASES).entries()) {
      const file = path.join(tmpdir(), `dkim-${process.pid}-${n}.eml`)
      writeFileSync(file, await signed(options), 'latin1')
      files.push(file)
    }
    const { stdout } = await promisify(execFile)('perl', [
      '-e',
      VERIFIER,
      String(server.port),
      'Mail::DKIM::Verifier',
      ...files,
    ])
    await server.close()
    expect(stdout.trim().split('\n')).toEqual(Object.values(CASES).map(([expected]) => expected))
  })
})

describe('ARC', () => {
  const seal = { signingDomain: 'relay.com', selector: 'good', privateKey: pem(keys.strong.privateKey) }
  async function sealed(text: string, cv: 'none' | 'pass', i: number): Promise<string> {
    const authResults = `relay.com; dkim=pass header.d=author.com`
    const headers = await sealMessage(text, { ...seal, authResults, cv, i, signTime } as never) // as above
    return headers.toString('latin1') + text
  }

  test('a chain of two, whole and broken', async () => {
    const first = await sealed(MESSAGE, 'none', 1)
    const results = async (text: string) => (await checkArc(splitMessage(text, '\r\n'), ask, NOW)).result
    expect(await results(MESSAGE)).toBe('none')
    expect(await results(first)).toBe('pass')
    expect(await results(first.replace('Another', 'Other'))).toBe('fail')
    expect(await results(first.replace('cv=none', 'cv=pass'))).toBe('fail')
    expect(await results(first.replace(/ARC-Seal: [\s\S]*?\r\n(?![ \t])/, ''))).toBe('fail')
    expect(await results(await sealed(first, 'none', 1))).toBe('fail')
  })
})

test('rules about signatures, and what waits for them', { timeout: 60_000 }, async () => {
  const server = await startZoneServer((name, type) => {
    const text = type === 'TXT' ? recordOf(name) : undefined
    if (text === undefined) return { rcode: 'NXDOMAIN', authorities: [soa('author.com')] }
    return { answers: [{ type: 'TXT', name, ttl: 60, data: text.match(/.{1,255}/gs) ?? [] }] }
  })
  const { run } = ruleRunner(
    ['DKIM', 'FromNameSpoof', 'AskDNS'],
    `
dns_available yes
dns_server 127.0.0.1:${server.port}
welcomelist_from_dkim *@author.com
def_welcomelist_from_dkim *@author.com other.com
fns_ignore_dkim author.com
full T_SIGNED eval:check_dkim_signed()
full T_VALID eval:check_dkim_valid()
full T_VALID_OTHER eval:check_dkim_valid('other.com')
full T_AUTHOR eval:check_dkim_valid_author_sig()
full T_ENVELOPE eval:check_dkim_valid_envelopefrom()
header T_WELCOME eval:check_for_dkim_welcomelist_from()
header T_DEF_WELCOME eval:check_for_def_dkim_welcomelist_from()
header T_ADSP eval:check_dkim_adsp('*')
header T_SPOOF eval:check_fromname_different()
askdns T_ASK good._domainkey._DKIMDOMAIN_ TXT /DKIM1/
`,
    { network: true },
  )
  const text = (await signed({})).replace('From:', 'Return-Path: <me@author.com>\r\nX: y\r\nFrom:')
  const good = await run(text)
  expect(namesOfHits(good)).toEqual(['T_ASK', 'T_AUTHOR', 'T_ENVELOPE', 'T_SIGNED', 'T_VALID', 'T_WELCOME'])
  expect(good.tag('DKIMDOMAIN')).toBe('author.com')
  expect(good.tag('DKIMSELECTOR')).toBe('good')
  const weak = await run(await signed({ selector: 'short', key: keys.short.privateKey }))
  expect(namesOfHits(weak)).toEqual(['T_ADSP', 'T_ASK', 'T_SIGNED', 'T_VALID'])
  const unsigned = await run(MESSAGE.replace('An Author', '"boss@bank.com"'))
  expect(namesOfHits(unsigned)).toEqual(['T_ADSP', 'T_SPOOF'])
  await server.close()
})
