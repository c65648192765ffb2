import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Dice } from '../../test/support/made/dice.ts'
import { LANGUAGES } from '../../test/support/made/languages.ts'
import { marketingHtml } from '../../test/support/made/marketing-html.ts'
import { base64, quotedPrintable } from '../../test/support/made/transfer-encoding.ts'
import { randomNumbers } from '../../test/support/random-regex.ts'

const CORPUS = path.resolve(import.meta.dirname, '..', '..', 'corpus', 'public')

/** So many messages of the public corpus, evenly spread over it. */
export function publicMessages(count: number): Buffer[] {
  const files = readdirSync(CORPUS, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.txt'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
  const step = files.length / count
  return Array.from({ length: count }, (_, i) => readFileSync(files[Math.floor(i * step)] as string)) // `as`: within the list
}

const head = (subject: string, type: string): string =>
  [
    'Received: from mta7.news.example.net (mta7.news.example.net [203.0.113.77]) by mx.example.org with ESMTPS',
    '\tid 4Xk2l01Z9z for <reader@example.org>; Tue, 3 Nov 2026 10:00:01 +0000 (UTC)',
    'From: "The Shop" <news@shop.example.net>',
    'To: reader@example.org',
    `Subject: ${subject}`,
    'Date: Tue, 3 Nov 2026 10:00:00 +0000',
    'Message-ID: <20261103100000.1.shop@news.example.net>',
    'List-Unsubscribe: <https://news.example.net/u?id=1>',
    'MIME-Version: 1.0',
    `Content-Type: ${type}`,
  ].join('\r\n')

/** Whole messages, in bytes. */
const MODERN_LEAST = 20_000
const MODERN_MOST = 200_000
const MODERN_MEAN = 47_000
/** A section of HTML comes as long as it comes: of so many tries the one nearest to what is wanted is taken. */
const TRIES = 12

/**
 * Modern mail: a text part and an HTML part with style sheets, tables and links, quoted-printable or base64. Most are short
 * and few long, from 20 to 200 kB, 47 kB on average.
 */
export function modernMessages(count: number): Buffer[] {
  const order = new Dice(randomNumbers(9000))
  const sizes = modernSizes(count)
  for (let i = sizes.length - 1; i > 0; i--) {
    const j = order.below(i + 1)
    ;[sizes[i], sizes[j]] = [sizes[j] ?? 0, sizes[i] ?? 0]
  }
  return sizes.map((size, i) => {
    const tries = Array.from({ length: TRIES }, (_, n) => modernMessage(i, size, n))
    const distance = ({ length }: Buffer): number =>
      length < MODERN_LEAST || length > MODERN_MOST ? Number.POSITIVE_INFINITY : Math.abs(length - size)
    return tries.reduce((best, one) => (distance(one) < distance(best) ? one : best))
  })
}

/** Sizes whose distribution falls off exponentially above the least: as many equal steps of it as there are messages. */
export function modernSizes(count: number): number[] {
  const mean = MODERN_MEAN - MODERN_LEAST
  return Array.from({ length: count }, (_, i) =>
    Math.min(MODERN_MOST, Math.round(MODERN_LEAST - mean * Math.log(1 - (i + 0.5) / count))),
  )
}

function modernMessage(number: number, size: number, attempt: number): Buffer {
  const dice = new Dice(randomNumbers(9001 + number * TRIES + attempt))
  const language = LANGUAGES[number % LANGUAGES.length] as (typeof LANGUAGES)[number] // `as`: within the list
  const inBase64 = number % 2 === 0
  // Later tries ask for less, as what comes is longer than what is asked for.
  const asked = (size / (inBase64 ? 1.4 : 1.15)) * (1 - attempt / TRIES)
  const html = Buffer.from(marketingHtml(dice, language, asked), 'utf8').toString('latin1')
  const body = inBase64 ? base64(html, dice, false) : quotedPrintable(html, dice, false)
  return Buffer.from(
    `${head(`Offer ${number} of the week`, 'multipart/alternative; boundary="b"')}\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n` +
      `Our offers of this week.\r\nhttps://news.example.net/w?id=${number}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n` +
      `Content-Transfer-Encoding: ${inBase64 ? 'base64' : 'quoted-printable'}\r\n\r\n${body.replaceAll('\n', '\r\n')}\r\n--b--\r\n`,
    'latin1',
  )
}

/** One message with attachments, of about 10 MB. */
export function largeMessage(): Buffer {
  const dice = new Dice(randomNumbers(1))
  const noise = Buffer.alloc(2_500_000)
  for (let i = 0; i < noise.length; i++) noise[i] = dice.below(256)
  const part = noise.toString('base64').replace(/.{76}/g, '$&\r\n')
  const attachment = (n: number): string =>
    `--b\r\nContent-Type: application/octet-stream; name="part${n}.bin"\r\nContent-Transfer-Encoding: base64\r\n` +
    `Content-Disposition: attachment; filename="part${n}.bin"\r\n\r\n${part}\r\n`
  return Buffer.from(
    `${head('The files', 'multipart/mixed; boundary="b"')}\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHere are the files.\r\n` +
      `${[1, 2, 3].map(attachment).join('')}--b--\r\n`,
    'latin1',
  )
}
