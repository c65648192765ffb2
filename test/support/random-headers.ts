import { receivedLines } from '../../src/message/relays/received-line.cases.ts'
import type { Random } from './random-html.ts'

const ADDRESSES = [
  'Joe <joe@example.com>',
  '"Doe, Joe" <joe@example.com>',
  'joe@example.com (Joe Doe)',
  'undisclosed-recipients:;',
  'group: a@example.com, c@example.net;',
  "'joe@example.com' <joe@example.com>",
  '=?utf-8?Q?"Foo"?=<info=foo.com@mail.example.com>',
  '=?iso-8859-1?B?J0r2cmcn?= <joe@example.co.uk>',
  'Joe (the "man") Doe <joe@example.com> (x)',
  '<"a b"@example.com>',
  '<@route,@r2:joe@example.com>',
  'joe @ example.com',
  'j..oe@example.com',
  'x@example.com (nested (comment)), y@example.org',
  'J\xf6e <j@example.com>',
  '<>',
  'joe',
]
const TEXTS = [
  '[1.2.3.4] ::1 2001:db8::5',
  '100%% foo.com.x http://www.example.de/ a_b.example.net -x.com',
  '<1@mail.example.co.uk> <2@x>',
  '',
  'host.example.info.',
]
const NAMES =
  'From From To To Cc Reply-To Sender Return-Path X-Envelope-From Envelope-Sender X-Sender Delivered-To from TO Subject Message-Id X-Message-Id Resent-Message-Id References List-Id X-Foo'.split(
    ' ',
  )
const BITS = [
  '<',
  '>',
  '@',
  ',',
  ';',
  ':',
  '"',
  '\\',
  '(',
  ')',
  '[',
  ']',
  ' ',
  '\t',
  '\n ',
  '.',
  "'",
  '\xe9',
  '<>',
  '\\"',
]
const WORDS =
  'from by with id via HELO (HELO|x.example.com) (helo=a.b|ident=c) unknown localhost ESMTPA HTTP (Postfix) (Exim|4.1) (authenticated) (envelope-from|<a@b.c>) SMTPSVC ; 0 @ IDENT:q@h IMAP 1.2.3.4 [10.1.2.3] [IPv6:2001:db8::1] ::ffff:1.2.3.4 [fe80::1%3] 1.2.3.4.5'
    .split(' ')
    .map((word) => word.replaceAll('|', ' '))

/** The header of a message with odd Received and address fields, made of usual ones by a few changes. */
export function randomHeader(random: Random): string {
  const upTo = (n: number): number => Math.floor(random() * n)
  const pick = <T>(items: readonly T[]): T => items[upTo(items.length)] as T // the lists are not empty
  const damaged = (text: string): string => {
    let left = text
    for (let i = upTo(4); i > 0; i--) {
      const at = upTo(left.length + 1)
      left = left.slice(0, at) + (random() < 0.6 ? pick(BITS) : '') + left.slice(at + (random() < 0.5 ? 1 : 0))
    }
    return left
  }
  const received = (): string => {
    const words = (pick(receivedLines)[0] ?? '').split(' ')
    for (let i = upTo(4); i > 0; i--)
      words.splice(upTo(words.length), upTo(2), ...(random() < 0.7 ? [pick(WORDS)] : []))
    return random() < 0.3 ? damaged(words.join(' ')) : words.join(' ')
  }
  const value = (): string => {
    if (random() < 0.2) return pick(TEXTS)
    return Array.from({ length: 1 + upTo(3) }, () => damaged(pick(ADDRESSES))).join(', ')
  }
  const field = (): string => (random() < 0.3 ? `Received: ${received()}` : `${pick(NAMES)}: ${value()}`)
  const fields = Array.from({ length: 1 + upTo(12) }, field)
  return fields.map((line) => `${line.replace(/\n[ \t]*(?=\n|$)/g, '')}\n`).join('')
}
