import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Dice } from '../../test/support/made/dice.ts'
import { LANGUAGES } from '../../test/support/made/languages.ts'
import { marketingHtml } from '../../test/support/made/marketing-html.ts'
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

/** Modern mail: a text part and an HTML part of 20 to 200 kB with style sheets, tables and links. */
export function modernMessages(count: number): Buffer[] {
  return Array.from({ length: count }, (_, i) => {
    const dice = new Dice(randomNumbers(9000 + i))
    const language = LANGUAGES[i % LANGUAGES.length] as (typeof LANGUAGES)[number] // `as`: within the list
    const html = marketingHtml(dice, language, 20_000 + ((i * 7919) % 180_000))
    const base64 = Buffer.from(html, 'utf8').toString('base64').replace(/.{76}/g, '$&\r\n')
    return Buffer.from(
      `${head(`Offer ${i} of the week`, 'multipart/alternative; boundary="b"')}\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n` +
        `Our offers of this week.\r\nhttps://news.example.net/w?id=${i}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n` +
        `Content-Transfer-Encoding: base64\r\n\r\n${base64}\r\n--b--\r\n`,
      'latin1',
    )
  })
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
