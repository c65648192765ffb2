import { randomHeader } from '../random-headers.ts'
import { bytesOf } from './charset-encoding.ts'
import type { Dice } from './dice.ts'
import type { Language } from './languages.ts'
import { prose } from './text.ts'
import { base64 } from './transfer-encoding.ts'

const DOMAINS = [
  'example.com',
  'mail.example.org',
  'gmail.com',
  'yahoo.co.uk',
  'hotmail.com',
  'example.ru',
  'paypal.com',
  'münchen.example.de',
  'example.co.jp',
  'localhost',
]
const NAMES = [
  'Joe Doe',
  'PayPal Security',
  'Mrs. Mary Smith',
  'info@bank.example.com',
  'newsletter',
  'Dr. James',
  'Ärztin Jörg',
  '山田太郎',
  'Иван Петров',
  'no-reply',
]
const MAILERS = [
  'Microsoft Outlook Express 6.00.2600.0000',
  'Apple Mail (2.3654.120.0.1.13)',
  'Mozilla Thunderbird 1.0.2',
  'The Bat! (v3.0)',
  'PHPMailer 5.2.9',
  'iPhone Mail (15E148)',
  'MailChimp Mailer',
]

/** A text as the value of a header field: plain, raw bytes, encoded words of all kinds, some of them broken. */
export function headerText(dice: Dice, text: string, charset: string): string {
  const oneLine = text.replace(/[\r\n]+/g, ' ')
  const bytes = bytesOf(oneLine, charset)
  const kind = dice.weighted({ words: 6, ascii: 2, raw: 1, broken: 2, utf8: 1 })
  if (kind === 'ascii') return oneLine.replace(/[^\x20-\x7e]/g, '?')
  if (kind === 'utf8') return Buffer.from(oneLine).toString('latin1')
  if (kind === 'raw') return bytes.replace(/[\r\n]/g, ' ')
  const broken = kind === 'broken'
  const size = broken ? dice.between(1, 40) : 36
  const words = (bytes.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []).map((piece) => {
    const isBase64 = dice.chance(0.5)
    const data = isBase64
      ? base64(piece, dice, broken && dice.chance(0.2)).replace(/[\s?]+/g, '')
      : piece
          .replace(/[^a-zA-Z0-9 ]/g, (char) => `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
          .replaceAll(' ', '_')
    const word = `=?${charset}${dice.chance(0.03) ? '*en' : ''}?${isBase64 ? dice.pick(['B', 'b']) : dice.pick(['Q', 'q'])}?${data}?=`
    return broken ? damagedWord(dice, word) : word
  })
  return words.join(dice.pick([' ', '\n ', '\n\t', broken ? '' : '\n ']))
}

function damagedWord(dice: Dice, word: string): string {
  const cut = dice.below(word.length + 1)
  return dice.pick([
    word,
    word.slice(0, cut),
    word.slice(0, -2),
    word.replace('?=', ''),
    word.replace('=?', '=? '),
    `${word.slice(0, cut)} ${word.slice(cut)}`,
    `${word.slice(0, cut)}=${word.slice(cut)}`,
    `"${word}"`,
    word.replaceAll('_', ' '),
  ])
}

/** The header of a message but for what describes its body, as lines that end in newlines. */
export function headerBlock(dice: Dice, language: Language): string {
  if (dice.chance(0.08)) return randomHeader(dice.random)
  const charset = dice.pick(language.charsets)
  const address = (): string =>
    `${dice.pick(['joe', 'info', 'mary.smith', 'no-reply', 'bounce+1=x', 'a_b'])}@${dice.pick(DOMAINS)}`
  const person = (): string => {
    const name = dice.pick(NAMES)
    return dice.pick([
      `${headerText(dice, name, dice.chance(0.5) ? 'utf-8' : charset)} <${address()}>`,
      `"${name.replace(/[^\x20-\x7e]/g, '')}" <${address()}>`,
      address(),
      `<${address()}>`,
      `${address()} (${name.replace(/[^\x20-\x7e]/g, '')})`,
    ])
  }
  const from = person()
  const fields: string[] = []
  const maybe = (odds: number, line: () => string): void => {
    if (dice.chance(odds)) fields.push(line())
  }
  maybe(0.6, () => `Return-Path: <${address()}>`)
  fields.push(...receivedChain(dice))
  maybe(0.9, () => `Message-ID: <${dice.word('0123456789abcdefABCDEF.$', 8, 40)}@${dice.pick(DOMAINS)}>`)
  maybe(0.95, () => `From: ${from}`)
  maybe(0.9, () => `To: ${dice.some(1, 4, person).join(dice.pick([', ', ',\n ', ';']))}`)
  maybe(0.2, () => `Cc: ${dice.some(1, 6, person).join(', ')}`)
  maybe(0.95, () => `Subject: ${headerText(dice, prose(dice, language, 1, 1), charset)}`)
  maybe(
    0.95,
    () =>
      `Date: ${dice.pick(['Mon, 04 Mar 2024 10:15:00 +0100', 'Tue, 5 Mar 2024 23:59:60 GMT', '4 Mar 24 10:15 EST', 'Mon, 04 Mar 2034 10:15:00 -0000', '2024-03-04', 'Mon, 32 Foo 2024'])}`,
  )
  maybe(0.2, () => `Reply-To: ${person()}`)
  maybe(0.05, () => `Sender: ${person()}`)
  maybe(0.3, () => `X-Mailer: ${dice.pick(MAILERS)}`)
  maybe(0.1, () => `User-Agent: ${dice.pick(MAILERS)}`)
  maybe(
    0.1,
    () =>
      `List-Unsubscribe: <mailto:leave@example.org>,\n\t<https://lists.example.org/u/${dice.word('abc123', 4, 20)}>`,
  )
  maybe(0.1, () => `List-Id: ${headerText(dice, 'A List', 'utf-8')} <list.example.org>`)
  maybe(
    0.1,
    () => `In-Reply-To: <${dice.word('0123456789', 5, 20)}@example.com>\nReferences: <a@example.com>\n <b@example.com>`,
  )
  maybe(0.1, () => `X-Priority: ${dice.pick(['1', '3', '1 (Highest)', '5'])}`)
  maybe(
    0.15,
    () =>
      `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${dice.pick(DOMAINS).replace('ü', 'ue')}; s=mail;\n\th=from:to:subject; bh=abc=; b=${dice.word('abcdefABCDEF0123456789+/', 40, 170)}`,
  )
  maybe(0.05, () => `X-Spam-Status: Yes, score=12.3 required=5.0\nX-Spam-Flag: YES`)
  maybe(0.05, () => `X-Long: ${dice.word('abcdefghij ', 300, 9000)}`)
  maybe(0.03, () => `${dice.word('X-Y', 250, 300)}: value`)
  maybe(0.04, () => `X-Nul: a\0b\x01\x7f\xff\xe9`)
  maybe(0.04, () => 'Subject : second one\nSUBJECT: third\nFrom: other@example.net')
  maybe(0.03, () => 'this line is no header field')
  maybe(0.03, () => `X-Fold:\n \n\t\n x`)
  maybe(0.03, () => `X-Originating-IP: [${dice.pick(['192.0.2.5', '10.0.0.5', '2001:db8::7'])}]`)
  maybe(0.04, () =>
    dice.pick([
      'Precedence: bulk',
      'Auto-Submitted: auto-replied',
      'Errors-To: <>',
      'Importance: high',
      'Return-Receipt-To: a@example.com',
      'Apparently-To: x@example.com',
    ]),
  )
  if (dice.chance(0.1)) fields.sort(() => dice.random() - 0.5)
  return fields.map((line) => `${line}\n`).join('')
}

const ADDRESSES = [
  '192.0.2.1',
  '198.51.100.23',
  '10.1.2.3',
  '203.0.113.9',
  '127.0.0.1',
  '2001:db8::25',
  'IPv6:2001:db8::1:25',
  '192.168.7.7',
  '172.16.0.9',
  '8.8.8.8',
  '185.1.2.3',
]
const MACHINES = [
  'mx.example.com',
  'relay.example.net',
  'localhost',
  'unknown',
  'dsl-1-2-3-4.pool.example.org',
  '[192.0.2.1]',
  'WIN-ABC123',
  'mail-wm1-f54.google.com',
  'friend',
  'smtp',
  'a.b_c.example.com',
]

function receivedChain(dice: Dice): string[] {
  const hop = (): string => {
    const helo = dice.pick(MACHINES)
    const rdns = dice.pick(MACHINES)
    const ip = dice.pick(ADDRESSES)
    const by = dice.pick(MACHINES)
    const id = dice.word('0123456789ABCDEF', 6, 14)
    const date = 'Mon, 4 Mar 2024 10:15:01 +0000 (UTC)'
    return dice.pick([
      `Received: from ${helo} (${rdns} [${ip}])\n\tby ${by} (Postfix) with ESMTP id ${id}\n\tfor <joe@example.com>; ${date}`,
      `Received: from ${helo} (${rdns} [${ip}])\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\n\t(No client certificate requested)\n\tby ${by} (Postfix) with ESMTPS id ${id}; ${date}`,
      `Received: from [${ip}] (helo=${helo})\n\tby ${by} with ${dice.pick(['esmtp', 'esmtpa', 'esmtpsa', 'smtp'])} (Exim 4.96)\n\t(envelope-from <a@example.com>) id 1r${id}-00; ${date}`,
      `Received: from ${rdns} ([${ip}] helo=${helo})\n\tby ${by} with esmtp (Exim 4.50) id ${id}; ${date}`,
      `Received: from ${helo} ([${ip}]) by ${by} (8.15.2/8.15.2) with ESMTP id ${id}; ${date}`,
      `Received: from ${helo} (${rdns} [${ip}] (may be forged)) (authenticated bits=0)\n by ${by} (8.13.8/8.13.8) with ESMTP id ${id}; ${date}`,
      `Received: from unknown (HELO ${helo}) (${ip})\n  by ${by} with SMTP; 4 Mar 2024 10:15:01 -0000`,
      `Received: (qmail 1234 invoked from network); 4 Mar 2024 10:15:01 -0000`,
      `Received: (qmail 99 invoked by uid 1000); 4 Mar 2024 10:15:01 -0000`,
      `Received: by ${by} with SMTP id ${id}; ${date}`,
      `Received: from ${helo} (${ip}) by ${by} (1.2.3.4) with Microsoft SMTP\n Server (TLS) id 15.0.1497.2; ${date}`,
      `Received: from ${helo} (${ip}) by ${by}\n (${ip}) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS) id 15.20.1; ${date}`,
      `Received: from mail pickup service by ${by} with Microsoft SMTPSVC;\n\t ${date}`,
      `Received: from ${helo} ([${ip}]) by ${by} with Microsoft SMTPSVC(5.0.2195.6713); ${date}`,
      `Received: from ${ip} by ${by} (HTTPS); ${date}`,
      `Received: from [${ip}] by web${dice.below(99)}.mail.yahoo.com via HTTP; ${date}`,
      `Received: from localhost (localhost [127.0.0.1])\n\tby ${by} (amavisd-new, port 10024) with ESMTP id ${id}; ${date}`,
      `Received: from ${helo} (EHLO ${helo}) ([${ip}]) by ${by} (MOS 3.5) with ESMTP id ${id} (AUTH joe); ${date}`,
      `Received: from ${helo} (${rdns} [${ip}]) (Authenticated sender: joe) by ${by} (Postfix) with ESMTPSA id ${id}; ${date}`,
      `Received: by 10.1.2.3 with SMTP id ${id};\n        ${date}`,
      `Received: from ${helo} by ${by} id ${id}`,
      `Received: from nothing that anybody could read ${ip} at all`,
      `Received: from pop.example.com [${ip}]\n\tby localhost with POP3 (fetchmail-6.2.5)\n\tfor joe@localhost (single-drop); ${date}`,
      `Received: from ${helo} (unverified [${ip}]) by ${by}\n (Vircom SMTPRS 1.4.232) with SMTP id <B${id}@${by}>; ${date}`,
    ])
  }
  return dice.some(0, 5, hop)
}
