import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commandTable } from './commands/all.ts'
import { ProtocolError } from './protocol.ts'
import { checkLength, inflated } from './request-body.ts'
import { RequestReader } from './request-reader.ts'

const commands = commandTable({ allowTell: false })
const LIMITS = { messageBytes: 1_000_000 }

type Outcome =
  | { readonly error: string }
  | { readonly request: string; readonly message: string; readonly state: string }

/** What a reader makes of the bytes in these pieces, the end of the stream behind them or not. */
function read(pieces: readonly Uint8Array[], ends: boolean): Outcome {
  const reader = new RequestReader((method) => commands[method], LIMITS)
  try {
    for (const piece of pieces) {
      if (reader.state === 'complete') break
      reader.add(piece)
    }
    if (ends && reader.state !== 'complete') reader.end()
    const { state } = reader
    if (state !== 'complete' && state !== 'settling') return { request: '', message: '', state }
    const request = reader.request()
    checkLength(request)
    const { method, version, headers, message } = request
    return { request: `${method} ${version} ${JSON.stringify(headers)}`, message: latin1(message), state }
  } catch (error) {
    if (error instanceof ProtocolError) return { error: `${error.code} ${error.line}` }
    throw error
  }
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1')
const singly = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, (byte) => Uint8Array.of(byte))

const MESSAGE = 'From: a@example.com\r\nSubject: hi\r\n\r\nhello there\r\n'
const LENGTH = MESSAGE.length

// What spamd 4.0.1 answered to these bytes, with the client's side closed after them.
const REFUSED: readonly (readonly [string, string])[] = [
  ['PING SPAMC/1.5\r\n', '76 Bad header line: (EOF during headers)'],
  ['PING\r\n', '76 Bad header line: PING'],
  ['\r\n', '76 Bad header line: '],
  ['', '76 Bad header line: (closed before headers)'],
  ['FOO SPAMC/1.2\r\n\r\n', '76 Bad header line: FOO SPAMC/1.2'],
  [`check SPAMC/1.2\r\n\r\n${MESSAGE}`, '76 Bad header line: check SPAMC/1.2'],
  [
    `CHECK SPAMC/1.2\r\nContent-length: 5\r\n\r\n${MESSAGE}`,
    '76 Bad header line: (Content-Length mismatch: Expected 5 bytes, got 21 bytes)',
  ],
  [
    `CHECK SPAMC/1.2\r\nContent-length: \r\n\r\n${MESSAGE}`,
    '76 Bad header line: (Content-Length mismatch: Expected  bytes, got 21 bytes)',
  ],
  [
    `CHECK SPAMC/1.2\r\nContent-length: 0\r\n\r\n${MESSAGE}`,
    '76 Bad header line: (Content-Length mismatch: Expected 0 bytes, got 21 bytes)',
  ],
  [
    `CHECK SPAMC/1.2\r\nContent-length: 9999\r\n\r\n${MESSAGE}`,
    `76 Bad header line: (Content-Length mismatch: Expected 9999 bytes, got ${LENGTH} bytes)`,
  ],
  [
    `CHECK SPAMC/1.2\r\nContent-length: ${LENGTH} \r\n\r\n${MESSAGE}`,
    '76 Bad header line: (Content-Length contains non-numeric bytes)',
  ],
  [`CHECK SPAMC/1.2\r\nFoo\r\n\r\n${MESSAGE}`, "76 Bad header line: (header not in 'Name: value' format)"],
  [`CHECK SPAMC/1.2\nFoo:1\n\n${MESSAGE}`, "76 Bad header line: (header not in 'Name: value' format)"],
  [`CHECK SPAMC/1.2\r\nUser: a\x01b\r\n\r\n${MESSAGE}`, '76 Bad header line: (User header contains control chars)'],
  ['CHECK SPAMC/1.2\r\nContent-length: 5', '76 Bad header line: (EOF during headers)'],
  ['CHECK SPAMC/1.2', '76 Bad header line: (EOF during headers)'],
  [`CHECK SPAMC/1.2\r\n${'X: y\r\n'.repeat(256)}\r\n${MESSAGE}`, '76 Bad header line: (too many headers)'],
  ['TELL SPAMC/1.3\r\n', '76 Bad header line: (EOF during headers)'],
  [
    `TELL SPAMC/1.3\r\nMessage-class: spam\r\nSet: local\r\n\r\n${MESSAGE}`,
    '69 Service Unavailable: TELL commands are not enabled, set the --allow-tell switch.',
  ],
  ['CHECK SPAMC/1.5\r\nCompress: zlib\r\n\r\nabc', '69 Service Unavailable: Compress requires Content-length header'],
  ['CHECK SPAMC/1.5\r\nCompress: gzip\r\n\r\nabc', '76 Bad header line: (compression type not supported: gzip)'],
]

// The request that spamd takes these bytes for.
const TAKEN: readonly (readonly [string, string, string])[] = [
  ['PING SPAMC/1.2\r\n', 'PING 1.2 {}', ''],
  ['PING SPAMC/1.5\r\n\r\n', 'PING 1.5 {}', ''],
  ['SKIP SPAMC/1.2\r\n\r\n', 'SKIP 1.2 {}', ''],
  [`xCHECK SPAMC/1.2\r\n\r\n${MESSAGE}`, 'CHECK 1.2 {}', MESSAGE],
  [`CHECK SPAMC/1.0\r\n${MESSAGE}`, 'CHECK 1 {}', MESSAGE],
  [`CHECK SPAMC/abc\r\n${MESSAGE}`, 'CHECK 0 {}', MESSAGE],
  [`PING SPAMC/1.5 CHECK SPAMC/1.0\r\n${MESSAGE}`, 'CHECK 1 {}', MESSAGE],
  [`REPORT_IFSPAM SPAMC/1.4x\r\n\r\n${MESSAGE}`, 'REPORT_IFSPAM 1.4 {}', MESSAGE],
  [`CHECK SPAMC/1.2\r\nFoo:\r\n\r\n${MESSAGE}`, 'CHECK 1.2 {}', MESSAGE],
  [`CHECK SPAMC/1.2\r\n${'X: y\r\n'.repeat(255)}\r\n${MESSAGE}`, 'CHECK 1.2 {}', MESSAGE],
  [`CHECK SPAMC/1.2\r\nContent-length: ${LENGTH}\n\r\n${MESSAGE}`, `CHECK 1.2 {"contentLength":"${LENGTH}"}`, MESSAGE],
  [
    `CHECK SPAMC/1.2\r\nContent-length: ${LENGTH}\r\nUser:  jo \r\n\r\n${MESSAGE}extra`,
    `CHECK 1.2 {"contentLength":"${LENGTH}","user":"jo "}`,
    MESSAGE,
  ],
  ['CHECK SPAMC/1.2\r\nContent-length: 0\r\n\r\n', 'CHECK 1.2 {"contentLength":"0"}', ''],
  ['CHECK SPAMC/1.2\r\nContent-length: \r\n\r\n', 'CHECK 1.2 {"contentLength":""}', ''],
  ['CHECK SPAMC/1.2\r\n\r\n', 'CHECK 1.2 {}', ''],
]

describe('a request and the end of the stream', () => {
  test.each(REFUSED)('%j is refused as spamd refuses it', (bytes, expected) => {
    expect(read([bytesOf(bytes)], true)).toEqual({ error: expected })
  })

  test.each(TAKEN)('%j is taken as spamd takes it', (bytes, request, message) => {
    expect(read([bytesOf(bytes)], true)).toEqual({ request, message, state: 'complete' })
  })

  test.each([...REFUSED, ...TAKEN].map(([bytes]) => bytes))('%j reads the same byte by byte', (bytes) => {
    expect(read(singly(bytesOf(bytes)), true)).toEqual(read([bytesOf(bytes)], true))
  })

  test('any request reads the same however it is cut up', () => {
    const head = fc.constantFrom('CHECK SPAMC/1.2', 'PING SPAMC/1.5', 'TELL SPAMC/1.3', 'PROCESS SPAMC/1.0', 'NOISE')
    const header = fc.constantFrom('User: x', 'Content-length: 12', 'Content-length: 7', 'Compress: zlib', 'X', ': y')
    const end = fc.constantFrom('\r\n', '\n')
    const input = fc
      .tuple(head, end, fc.array(fc.tuple(header, end), { maxLength: 4 }), fc.stringMatching(/^[ab\r\n]{0,20}$/))
      .map(([line, lineEnd, headers, body]) => bytesOf(`${line}${lineEnd}${headers.flat().join('')}\r\n${body}`))
    const cuts = fc.array(fc.nat(80), { maxLength: 6 })
    fc.assert(
      fc.property(input, cuts, fc.boolean(), (bytes, at, ends) => {
        const edges = [0, ...at.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length]
        const pieces = edges.slice(1).map((edge, i) => bytes.subarray(edges[i], edge))
        const whole = read([bytes], ends)
        expect(read(singly(bytes), ends)).toEqual(whole)
        expect(read(pieces, ends)).toEqual(whole)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a client that keeps its side open', () => {
  test('is answered once the declared bytes are there, at the end of a line', () => {
    const whole = read([bytesOf(`CHECK SPAMC/1.2\r\nContent-length: ${LENGTH}\r\n\r\n${MESSAGE}`)], false)
    expect(whole).toMatchObject({ state: 'complete', message: MESSAGE })
  })

  test('may have more to come on a line that its length cuts', () => {
    expect(read([bytesOf('CHECK SPAMC/1.2\r\nContent-length: 3\r\n\r\nabc')], false)).toMatchObject({
      state: 'settling',
      message: 'abc',
    })
    expect(read([bytesOf('CHECK SPAMC/1.2\r\nContent-length: 3\r\n\r\nabcd')], false)).toEqual({
      error: '76 Bad header line: (Content-Length mismatch: Expected 3 bytes, got 4 bytes)',
    })
  })

  test('is waited for without a declared length', () => {
    expect(read([bytesOf(`CHECK SPAMC/1.2\r\n\r\n${MESSAGE}`)], false)).toMatchObject({ state: 'message' })
  })
})

describe('limits', () => {
  test.each([
    ['a first line without end', ['CHECK SPAMC/1.2'.padEnd(20_000, 'x')], '76 Bad header line: (header too long)'],
    [
      'a header without end',
      ['CHECK SPAMC/1.2\r\nUser: ', 'x'.repeat(20_000)],
      '76 Bad header line: (header too long)',
    ],
    [
      'headers that are long together',
      ['CHECK SPAMC/1.2\r\n', ...Array.from({ length: 20 }, () => `X: ${'y'.repeat(10_000)}\r\n`)],
      '76 Bad header line: (header too long)',
    ],
    [
      'a declared length above the limit',
      ['CHECK SPAMC/1.2\r\nContent-length: 1000001\r\n\r\n'],
      '69 Service Unavailable: message is larger than 1000000 bytes',
    ],
    [
      'an undeclared message above the limit',
      ['CHECK SPAMC/1.2\r\n\r\n', 'x'.repeat(600_000), 'x'.repeat(600_000)],
      '69 Service Unavailable: message is larger than 1000000 bytes',
    ],
  ])('%s is refused', (_what, pieces, expected) => {
    expect(read(pieces.map(bytesOf), false)).toEqual({ error: expected })
  })
})

describe('Compress: zlib', () => {
  const compressed = async (text: string | Buffer, declared?: number): Promise<string> => {
    const bytes = typeof text === 'string' ? deflateSync(bytesOf(text)) : text
    const reader = new RequestReader((method) => commands[method], LIMITS)
    reader.add(bytesOf(`CHECK SPAMC/1.5\r\nCompress: zlib\r\nContent-length: ${declared ?? bytes.length}\r\n\r\n`))
    reader.add(bytes)
    if (reader.state !== 'complete') reader.end()
    const request = await inflated(reader.request(), LIMITS.messageBytes)
    checkLength(request)
    return `${request.size} ${JSON.stringify(latin1(request.message))}`
  }

  // As spamd's split and join leave them: no empty lines at the end, but an end of the last line.
  test.each([
    ['a\nb\n', '4 "a\\nb\\n"'],
    ['a\nb', '3 "a\\nb\\n"'],
    ['a\n\n\n', '4 "a\\n"'],
    ['\n\na\r\n', '5 "\\n\\na\\r\\n"'],
    ['\n\n', '2 ""'],
    ['', '0 ""'],
  ])('%j becomes %s', async (text, expected) => {
    expect(await compressed(text)).toBe(expected)
  })

  test('bytes behind the end of the stream do not matter', async () => {
    expect(await compressed(Buffer.concat([deflateSync(bytesOf('a\n')), bytesOf('garbage')]))).toBe('2 "a\\n"')
  })

  test.each([
    ['no stream at all', bytesOf('abc'), undefined],
    ['a stream that its length cuts', deflateSync(bytesOf(MESSAGE)), 5],
    ['nothing', bytesOf(''), 0],
  ])('%s is refused', async (_what, bytes, declared) => {
    await expect(compressed(bytes, declared)).rejects.toMatchObject({
      line: 'Service Unavailable: zlib: failed to find end of zlib stream\n',
    })
  })

  test('a small stream that holds a huge text is refused', async () => {
    await expect(compressed('x'.repeat(2_000_000))).rejects.toMatchObject({ code: 69 })
  })
})
