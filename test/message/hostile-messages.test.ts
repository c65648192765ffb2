import { describe, expect, test } from 'vitest'
import { parseMessage } from '../../src/message/parse-message.ts'
import { viewOptions } from '../../tools/view-options.ts'
import { cpuMs } from '../support/cpu-ms.ts'
import { oddMessages } from '../support/make-odd-messages.ts'
import { messageFacts } from '../support/message-facts.ts'
import { seededRandom } from '../support/random-html.ts'

function readAll(text: string): unknown {
  const message = parseMessage(text, viewOptions)
  return [messageFacts(message), message.uris, message.relays, message.headerView('From:addr')]
}

/** A message with bytes changed, lines moved and pieces doubled or cut, as `random` has it. */
function mutated(text: string, other: string, random: () => number): string {
  const at = (): number => Math.floor(random() * (text.length + 1))
  let result = text
  for (let i = Math.floor(random() * 4); i >= 0; i--) {
    const from = at()
    const to = Math.min(result.length, from + Math.floor(random() * 40))
    const kind = Math.floor(random() * 5)
    if (kind === 0) result = result.slice(0, from) + result.slice(to)
    else if (kind === 1) result = result.slice(0, to) + result.slice(from)
    else if (kind === 2) result = result.slice(0, from) + String.fromCharCode(random() * 256) + result.slice(from + 1)
    else if (kind === 3) result = result.slice(0, from) + other.slice(at(), at()).slice(0, 400) + result.slice(from)
    else result = result.slice(0, from) + ('\n\r=-:;"<&?'[Math.floor(random() * 10)] ?? '') + result.slice(from)
  }
  return result
}

test('mutated messages are read without failing', { timeout: 60_000 }, () => {
  const texts = [...oddMessages.values()].filter((text) => text.length < 10_000)
  const random = seededRandom(20_240_101)
  const pick = (): string => texts[Math.floor(random() * texts.length)] ?? ''
  for (let i = 0; i < 4000; i++) {
    const text = mutated(pick(), pick(), random)
    expect(() => readAll(text), JSON.stringify(text)).not.toThrow()
  }
})

const HEAD = 'From: a@example.com\n'
const SIZE = 1_000_000
const fill = (piece: string): string => piece.repeat(Math.ceil(SIZE / piece.length))
const typed = (type: string, body: string, more = ''): string => `${HEAD}Content-Type: ${type}\n${more}\n${body}`
const multipart = (body: string): string => typed('multipart/mixed; boundary=b', body)

/** A megabyte each of what makes careless code slow. Reading one in linear time takes well below a second. */
const hostile: Record<string, string> = {
  blanks: `${HEAD}\n${fill(' ')}`,
  newlines: `${HEAD}\n${fill('\n')}`,
  'blanks and newlines': `${HEAD}\n${fill(' \n')}`,
  'blanks before a letter': `${HEAD}\n${fill('  x')}`,
  'header continuations': `${HEAD}Subject: x\n${fill(' y\n')}\nbody\n`,
  'blank header continuations': `${HEAD}Subject: x\n${fill(' \n')}\nbody\n`,
  'header fields': `${HEAD}${fill('X: y\n')}\nbody\n`,
  'distinct header fields': `${HEAD}${Array.from({ length: 60_000 }, (_, i) => `X${i}: y\n`).join('')}\nbody\n`,
  'one long header': `${HEAD}Subject: ${fill('x')}\n\nbody\n`,
  'encoded words': multipart(`--b\nX: ${fill('=?utf-8?Q?x?= ')}\n\nbody\n--b--\n`),
  'beginnings of encoded words': multipart(`--b\nX: ${fill('=?')}\n\nbody\n--b--\n`),
  'unclosed encoded words': multipart(`--b\nX: ${fill('=?a?b?')}\n\nbody\n--b--\n`),
  'blanks in encoded words': multipart(`--b\nX: =?a?b?c?=${fill(' ')}\n\nbody\n--b--\n`),
  'content type parameters': multipart(`--b\nContent-Type: ${fill('name="')}\n\nbody\n--b--\n`),
  'content type name pieces': multipart(`--b\nContent-Type: x/y; ${fill('name*0=a;')}\n\nbody\n--b--\n`),
  'content type blanks': multipart(`--b\nContent-Type: charset${fill(' ')}\n\nbody\n--b--\n`),
  'content type boundaries': multipart(`--b\nContent-Type: ${fill('boundary=x"')}\n\nbody\n--b--\n`),
  'content type boundaries without end': multipart(`--b\nContent-Type: ${fill('boundary=')}"\n\nbody\n--b--\n`),
  'content type values without end': multipart(
    `--b\nContent-Type: ${fill('charset=x name=y ')} =?utf-8?Q?a=0Ab?=\n\nbody\n--b--\n`,
  ),
  'content disposition': multipart(`--b\nContent-Disposition: ${fill('name= ')}\n\nbody\n--b--\n`),
  boundaries: multipart(fill('--b\n')),
  'parts of parts': multipart(fill('--b\nContent-Type: multipart/mixed\n\n')),
  'nearly boundaries': multipart(fill('--b x\n')),
  'blanks after a boundary': multipart(`--b${fill(' ')}x\n`),
  'part of one line': multipart(`--b\n\n${fill('x')}\n--b--\n`),
  'attached messages': typed('message/rfc822', fill('Content-Type: message/rfc822\n\n')),
  'base64 padding': typed('text/plain', fill('='), 'Content-Transfer-Encoding: base64\n'),
  'base64 in blanks': typed('text/plain', fill(' Y'), 'Content-Transfer-Encoding: base64\n'),
  'quoted-printable blanks': typed('text/plain', fill('  \t'), 'Content-Transfer-Encoding: quoted-printable\n'),
  'quoted-printable soft breaks': typed('text/plain', fill('=\n'), 'Content-Transfer-Encoding: quoted-printable\n'),
  'utf-8 stray bytes': typed('text/plain; charset=utf-8', fill('\x80')),
  'utf-8 lead bytes': typed('text/plain; charset=utf-8', fill('\xe2')),
  'escapes of iso-2022-jp': typed('text/plain; charset=iso-2022-jp', fill('\x1b$B')),
  'shifts of iso-2022-kr': typed('text/plain; charset=iso-2022-kr', fill('\x0e')),
  'hz escapes': typed('text/plain; charset=hz', fill('~{~}')),
  'utf-7': typed('text/plain; charset=utf-7', fill('+')),
  big5: typed('text/plain; charset=big5', fill('\xa7\x41')),
  'received fields': `${fill('Received: from a ([1.2.3.4]) by b\n')}\nbody\n`,
  addresses: `From: ${fill('"a" <b@c>, ')}\n\nbody\n`,
}

describe('a megabyte of', () => {
  test.each(Object.entries(hostile))('%s', { timeout: 20_000 }, (_, text) => {
    const start = cpuMs()
    const message = parseMessage(text, viewOptions)
    for (const part of message.parts) for (const field of part.headers.fields) field.value
    const made = [message.body.length, message.rawbody.length, message.defects.size, message.relays.all.length]
    const elapsed = cpuMs() - start
    expect(made).toHaveLength(4)
    expect(elapsed).toBeLessThan(2000)
  })
})
