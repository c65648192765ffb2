import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { parseBerkeleyHash } from './access/berkeley-hash.ts'

// The files hold map.txt; made by `db_load -c db_pagesize=512 -T -t hash -f map.txt little.db`, and with db_lorder=4321 and
// chksum=1 the others.
const folder = path.resolve(import.meta.dirname, '../../test/support/access-map')
const mapLines = readFileSync(path.join(folder, 'map.txt'), 'latin1').trimEnd().split('\n')
const FILES = ['little.db', 'big-endian.db', 'checksum.db']

const mail = (from: string, relay = '', more = '') => ({
  message: `${relay}From: ${from}\n${more}Subject: x\n\nhello\n`,
})
const relay = (name: string, ip: string) =>
  `Received: from helo (${name} [${ip}]) by mx.home.org with ESMTP; Tue, 1 Aug 2023 10:00:00 +0000\n`

testPluginCases('AccessDB', {
  plugins: ['AccessDB'],
  cf: `
header T_ACCESS eval:check_access_database('${folder}/little.db')
header T_BIG_ENDIAN eval:check_access_database('${folder}/big-endian.db')
header T_CHECKSUM eval:check_access_database('${folder}/checksum.db')
header T_NO_FILE eval:check_access_database('${folder}/none.db')
header T_NO_DATABASE eval:check_access_database('${folder}/map.txt')
`,
  cases: {
    'a sender': { ...mail('spammer@bad.org'), hits: ['T_ACCESS', 'T_BIG_ENDIAN', 'T_CHECKSUM'] },
    'another sender': { ...mail('joe@bad.org'), hits: [] },
    'a friend': { ...mail('friend@bad.org'), hits: [] },
    'a domain': { ...mail('joe@mail.bad.net'), hits: ['T_ACCESS', 'T_BIG_ENDIAN', 'T_CHECKSUM'] },
    'a domain by its tag': { ...mail('joe@worse.net'), hits: ['T_ACCESS', 'T_BIG_ENDIAN', 'T_CHECKSUM'] },
    'a good host of a bad domain': { ...mail('joe@good.worse.net'), hits: [] },
    'a user of any domain': { ...mail('lists@far.org'), hits: ['T_ACCESS', 'T_BIG_ENDIAN', 'T_CHECKSUM'] },
    'a user by its tag': { ...mail('news@far.org'), hits: ['T_ACCESS', 'T_BIG_ENDIAN', 'T_CHECKSUM'] },
    capitals: { ...mail('SPAMMER@BAD.ORG'), hits: [] },
    'a network': {
      ...mail('joe@far.org', relay('mail.far.org', '192.0.2.5')),
      hits: ['T_ACCESS', 'T_BIG_ENDIAN', 'T_CHECKSUM'],
    },
    'a good address of a bad network': { ...mail('joe@far.org', relay('mail.far.org', '192.0.2.77')), hits: [] },
    'an address': {
      ...mail('joe@far.org', relay('mail.far.org', '198.51.100.9')),
      hits: ['T_ACCESS', 'T_BIG_ENDIAN', 'T_CHECKSUM'],
    },
    'a neighbour': { ...mail('joe@far.org', relay('mail.far.org', '198.51.100.10')), hits: [] },
    'a name of a relay': {
      ...mail('joe@far.org', relay('c7.Dialup.isp.net', '203.0.113.4')),
      hits: ['T_ACCESS', 'T_BIG_ENDIAN', 'T_CHECKSUM'],
    },
    'a good name of a relay': { ...mail('joe@far.org', relay('c7.static.dialup.isp.net', '203.0.113.4')), hits: [] },
    'a relay without name': { ...mail('joe@far.org', relay('', '203.0.113.4')), hits: [] },
    'an action that says nothing': { ...mail('joe@relay.org'), hits: [] },
    'a quoted action': { ...mail('joe@odd.org'), hits: [] },
    'an action in small letters': { ...mail('joe@lower.org'), hits: ['T_ACCESS', 'T_BIG_ENDIAN', 'T_CHECKSUM'] },
    'no action': { ...mail('joe@zero.org'), hits: [] },
    'a long action': { ...mail('joe@long.org'), hits: ['T_ACCESS', 'T_BIG_ENDIAN', 'T_CHECKSUM'] },
    'a long sender': { ...mail(`${'x'.repeat(700)}@long-key.org`), hits: ['T_ACCESS', 'T_BIG_ENDIAN', 'T_CHECKSUM'] },
    'many names': { ...mail('joe@host14.many.org'), hits: ['T_ACCESS', 'T_BIG_ENDIAN', 'T_CHECKSUM'] },
    'a good and a bad sender': { ...mail('spammer@bad.org', '', 'X-Envelope-From: friend@bad.org\n'), hits: [] },
    'two bad senders': {
      ...mail('joe@far.org', '', 'X-Envelope-From: <x@lower.org>\n'),
      hits: ['T_ACCESS', 'T_BIG_ENDIAN', 'T_CHECKSUM'],
    },
    'no sender': { message: 'Subject: x\n\nhello\n', hits: [] },
  },
})

describe('files of Berkeley DB', () => {
  const expected = new Map<string, string>()
  for (let i = 0; i + 1 < mapLines.length; i += 2) expected.set(mapLines[i] ?? '', mapLines[i + 1] ?? '')

  it.each(FILES)('%s is read whole', (file) => {
    const entries = parseBerkeleyHash(readFileSync(path.join(folder, file)))
    expect(new Map([...(entries ?? [])].sort())).toEqual(new Map([...expected].sort()))
  })

  it.each(FILES)('%s is read as far as it goes, however it is broken', (file) => {
    const bytes = readFileSync(path.join(folder, file))
    for (let length = 0; length < bytes.length; length += 97) parseBerkeleyHash(bytes.subarray(0, length))
    for (let at = 0; at < bytes.length; at += 5) {
      const broken = Buffer.from(bytes)
      broken[at] = 0xff
      parseBerkeleyHash(broken)
    }
  })

  it('are told from others', () => {
    expect(parseBerkeleyHash(Buffer.from('x'))).toBeUndefined()
    expect(parseBerkeleyHash(Buffer.alloc(4096))).toBeUndefined()
  })
})
