import { duplexPair } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { fixedScanner, plain } from '../../test/support/fixed-scanner.ts'
import type { ScanRequest } from '../scan/scanner.ts'
import { commandTable } from './commands/all.ts'
import { MessageMemory } from './read-request.ts'
import { runSession, type SessionServices } from './session.ts'

const PEER = { hostName: 'localhost', address: '127.0.0.1', port: '4711' }
const HAM = 'Subject: hi\n\nhello\n'
const SPAM = 'Subject: hi\n\nXJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n'

interface Told {
  readonly answer: string
  readonly log: readonly string[]
}

/** What a client is answered that sends these pieces, and closes its side unless told otherwise. */
async function talk(
  pieces: readonly string[],
  options: { readonly stays?: boolean } & Partial<SessionServices> = {},
): Promise<Told> {
  const lines: string[] = []
  const note = (level: string) => (line: string) => void lines.push(`${level}: ${line}`)
  const services: SessionServices = {
    commands: commandTable({ allowTell: false }),
    scanner: () => fixedScanner(),
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    timeouts: { firstLineMs: 0, requestMs: 0 },
    messageBytes: 1_000_000,
    memory: new MessageMemory(10_000_000),
    userOf: async (name) => ({ name, uid: 0, preferences: [], directory: undefined }),
    onBusy: () => undefined,
    onScanned: () => undefined,
    ...options,
  }
  const [client, server] = duplexPair()
  const answer = buffer(client)
  const session = runSession(server, PEER, Date.now(), services)
  for (const piece of pieces) client.write(Buffer.from(piece, 'latin1'))
  if (!options.stays) client.end()
  await session
  return { answer: (await answer).toString('latin1'), log: lines }
}

// Forms as spamd 4.0.1 sends them, texts as the scanner of the test makes them.
const TRANSCRIPTS: readonly (readonly [string, string])[] = [
  ['PING SPAMC/1.2\r\n', 'SPAMD/1.5 0 PONG\r\n'],
  ['SKIP SPAMC/1.2\r\n\r\n', ''],
  [`CHECK SPAMC/1.2\r\n\r\n${HAM}`, 'SPAMD/1.1 0 EX_OK\r\nSpam: False ; 2.7 / 5.0\r\n\r\n'],
  [`CHECK SPAMC/1.5\r\n\r\n${SPAM}`, 'SPAMD/1.1 0 EX_OK\r\nSpam: True ; 1000.0 / 5.0\r\n\r\n'],
  [`SYMBOLS SPAMC/1.2\r\n\r\n${HAM}`, 'SPAMD/1.1 0 EX_OK\r\nSpam: False ; 2.7 / 5.0\r\n\r\nMISSING_DATE,NO_RELAYS\r\n'],
  [
    `SYMBOLS SPAMC/1.3\r\n\r\n${HAM}`,
    'SPAMD/1.1 0 EX_OK\r\nContent-length: 22\r\nSpam: False ; 2.7 / 5.0\r\n\r\nMISSING_DATE,NO_RELAYS',
  ],
  [`REPORT SPAMC/1.2\r\n\r\n${HAM}`, 'SPAMD/1.1 0 EX_OK\r\nSpam: False ; 2.7 / 5.0\r\n\r\nreport on 19 bytes\n'],
  [
    `REPORT SPAMC/1.5\r\n\r\n${HAM}`,
    'SPAMD/1.1 0 EX_OK\r\nContent-length: 19\r\nSpam: False ; 2.7 / 5.0\r\n\r\nreport on 19 bytes\n',
  ],
  [`REPORT_IFSPAM SPAMC/1.4\r\n\r\n${HAM}`, 'SPAMD/1.1 0 EX_OK\r\nContent-length: 0\r\nSpam: No ; 2.7 / 5.0\r\n\r\n'],
  [
    `REPORT_IFSPAM SPAMC/1.4\r\n\r\n${SPAM}`,
    'SPAMD/1.1 0 EX_OK\r\nContent-length: 19\r\nSpam: Yes ; 1000.0 / 5.0\r\n\r\nreport on 82 bytes\n',
  ],
  [`PROCESS SPAMC/1.0\r\n${HAM}`, `SPAMD/1.0 0 EX_OK\r\nX-Spam-Status: No\n${HAM}`],
  [`PROCESS SPAMC/1.2\r\n\r\n${HAM}`, `SPAMD/1.1 0 EX_OK\r\nContent-length: 37\r\n\r\nX-Spam-Status: No\n${HAM}`],
  [
    `PROCESS SPAMC/1.3\r\n\r\n${HAM}`,
    `SPAMD/1.1 0 EX_OK\r\nContent-length: 37\r\nSpam: False ; 2.7 / 5.0\r\n\r\nX-Spam-Status: No\n${HAM}`,
  ],
  [`HEADERS SPAMC/1.1\r\n\r\n${HAM}`, 'SPAMD/1.0 0 EX_OK\r\nX-Spam-Status: No\n\n'],
  [
    `HEADERS SPAMC/1.4\r\n\r\n${HAM}`,
    'SPAMD/1.1 0 EX_OK\r\nContent-length: 19\r\nSpam: False ; 2.7 / 5.0\r\n\r\nX-Spam-Status: No\n\n',
  ],
  ['NOISE\r\n', 'SPAMD/1.0 76 Bad header line: NOISE\r\n'],
  ['', 'SPAMD/1.0 76 Bad header line: (closed before headers)\r\n'],
]

test.each(TRANSCRIPTS)('%j is answered by %j, whole and byte by byte', async (sent, answer) => {
  expect((await talk([sent])).answer).toBe(answer)
  expect((await talk([...sent])).answer).toBe(answer)
})

test('lines before and after a scan go to the log, errors as warnings', async () => {
  const { log } = await talk([`PROCESS SPAMC/1.3\r\nUser: jo\r\n\r\nMessage-Id: <a@b>\n\n`])
  expect(log[0]).toBe(`info: processing message <a@b> for jo:${process.geteuid?.()}`)
  expect(log[2]).toMatch(
    /^info: result: \. {2}2 - MISSING_DATE,NO_RELAYS scantime=0\.0,size=19,user=jo,.*rport=4711,mid=<a@b>/,
  )
  expect((await talk(['X\r\n'])).log).toEqual(['warn: bad protocol: header error: X'])
  expect((await talk(['CHECK SPAMC/1.2\r\nContent-length: 9\r\n\r\nab'])).log.at(-1)).toMatch(
    /^warn: bad protocol: header error: \(Content-Length mismatch: Expected 9 bytes, got 2 bytes\)$/,
  )
})

test('the scanner gets the message, the user, and who asked where the message goes back', async () => {
  const seen: ScanRequest[] = []
  const scanner = fixedScanner((request) => {
    seen.push(request)
    return plain(request)
  })
  await talk([`HEADERS SPAMC/1.3\r\nUser: jo\r\nContent-length: ${HAM.length}\r\n\r\n${HAM}`], {
    scanner: () => scanner,
  })
  await talk([`CHECK SPAMC/1.3\r\n\r\n${HAM}`], { scanner: () => scanner })
  expect(Buffer.from(seen[0]?.bytes ?? []).toString()).toBe(HAM)
  expect(seen[0]).toMatchObject({
    wants: 'headers',
    user: 'jo',
    client: { hostName: 'localhost', address: '127.0.0.1' },
  })
  expect(seen[1]).toEqual({ bytes: seen[1]?.bytes, wants: 'verdict' })
})

test('a client that leaves its side open is answered when its declared bytes are there', async () => {
  for (const body of [HAM, 'Subject: no line end']) {
    const { answer } = await talk([`CHECK SPAMC/1.2\r\nContent-length: ${body.length}\r\n\r\n${body}`], { stays: true })
    expect(answer).toBe('SPAMD/1.1 0 EX_OK\r\nSpam: False ; 2.7 / 5.0\r\n\r\n')
  }
})

test('silent and slow clients are told that their time is over', async () => {
  const silent = await talk([], { stays: true, timeouts: { firstLineMs: 20, requestMs: 0 } })
  expect(silent.answer).toBe('SPAMD/1.0 79 Timeout: (0.02 second socket timeout reading input from client)\r\n')
  const slow = await talk(['CHECK SPAMC/1.2\r\n'], { stays: true, timeouts: { firstLineMs: 0, requestMs: 30 } })
  expect(slow.answer).toBe('SPAMD/1.0 79 Timeout: (0.03 second timeout while trying to CHECK)\r\n')
})

test('an error of the scanner is a temporary failure, with its stack in the log', async () => {
  const scanner = fixedScanner(() => {
    throw new Error('a bug')
  })
  const { answer, log } = await talk([`CHECK SPAMC/1.2\r\n\r\n${HAM}`], { scanner: () => scanner })
  expect(answer).toBe('SPAMD/1.0 75 Temporary failure: internal error, see the log\r\n')
  expect(log.at(-1)).toMatch(/^error: Error: a bug\n\s+at /)
})

test('messages together may not hold more memory than there is for them, and give it back', async () => {
  const memory = new MessageMemory(30)
  const sent = [`CHECK SPAMC/1.2\r\n\r\n${HAM}`]
  for (let i = 0; i < 3; i++) expect((await talk(sent, { memory })).answer).toMatch(/^SPAMD\/1\.1 0 EX_OK/)
  expect((await talk([...sent, HAM], { memory })).answer).toBe(
    'SPAMD/1.0 75 Temporary failure: too much mail at once\r\n',
  )
  expect((await talk(sent, { memory })).answer).toMatch(/^SPAMD\/1\.1 0 EX_OK/)
})
