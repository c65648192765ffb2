import { bytesOf } from './charset-encoding.ts'
import type { Dice } from './dice.ts'
import { headerBlock, headerText } from './header-block.ts'
import { type Language, UNICODE_CHARSETS } from './languages.ts'
import { marketingHtml, simpleHtml } from './marketing-html.ts'
import { plainText } from './text.ts'
import { base64, quotedPrintable, uuencoded } from './transfer-encoding.ts'

/** A part of a message, or the whole of it behind its envelope fields; all in latin1, one char a byte. */
export interface MadePart {
  readonly headers: string
  readonly body: string
}

/** How big a thing may become, and how deep it may nest. */
interface Room {
  readonly htmlSize: number
  readonly depth: number
}

const NO_HTML_SIZE = 0

/** What describes a body and the body itself, of any form that mail takes. */
export function madePart(dice: Dice, language: Language, room: Room): MadePart {
  const forms = {
    plain: 5,
    html: 5,
    alternative: 5,
    mixed: 3,
    related: 2,
    digest: 0.3,
    report: 0.5,
    signed: 0.4,
    message: 0.6,
    partial: 0.2,
    file: 1,
    none: 0.7,
  }
  const form = dice.weighted<keyof typeof forms>(room.depth > 0 ? forms : { plain: 3, html: 3, file: 2, none: 0.5 })
  const inner = (): MadePart =>
    madePart(dice, language, { htmlSize: Math.min(room.htmlSize, 8000), depth: room.depth - 1 })
  switch (form) {
    case 'plain':
      return textPart(dice, language, 'text/plain', plainText(dice, language, 8))
    case 'html':
      return htmlPart(dice, language, room.htmlSize)
    case 'alternative': {
      const plain = textPart(dice, language, 'text/plain', plainText(dice, language, 4))
      const html = htmlPart(dice, language, room.htmlSize)
      return multipart(dice, 'alternative', dice.chance(0.9) ? [plain, html] : [html, plain])
    }
    case 'related':
      return multipart(dice, 'related', [
        htmlPart(dice, language, room.htmlSize),
        ...dice.some(1, 3, () => filePart(dice)),
      ])
    case 'mixed':
      return multipart(dice, dice.pick(['mixed', 'mixed', 'parallel', 'MIXED', 'x-odd']), dice.some(0, 4, inner))
    case 'digest':
      return multipart(
        dice,
        'digest',
        dice.some(1, 3, () => messagePart(dice, language, inner(), dice.chance(0.5))),
      )
    case 'report':
      return multipart(dice, 'report; report-type=delivery-status', [
        inner(),
        statusPart(dice),
        messagePart(dice, language, inner(), true),
      ])
    case 'signed':
      return multipart(dice, 'signed; protocol="application/pgp-signature"', [inner(), signaturePart()])
    case 'message':
      return messagePart(dice, language, inner(), true)
    case 'partial':
      return {
        headers: `Content-Type: message/partial; number=${dice.between(1, 3)}; total=3;\n\tid="x@example.com"\n`,
        body: plainText(dice, language, 2).replace(/[^\x00-\x7f]/g, '?'),
      }
    case 'file':
      return filePart(dice)
    default:
      return { headers: '', body: bytesOf(plainText(dice, language, 5), dice.pick(language.charsets)) }
  }
}

function htmlPart(dice: Dice, language: Language, size: number): MadePart {
  const html = size > NO_HTML_SIZE ? marketingHtml(dice, language, size) : simpleHtml(dice, language)
  const type = dice.weighted({
    'text/html': 20,
    'TEXT/HTML': 1,
    'text/plain': 1,
    'application/xhtml+xml': 0.3,
    'text/htm': 0.3,
  })
  return textPart(dice, language, type, html)
}

/** The text of one language in one of its charsets, declared rightly, wrongly or not at all, and encoded for transfer. */
function textPart(dice: Dice, language: Language, type: string, text: string): MadePart {
  const charset = dice.chance(0.2) ? dice.pick(UNICODE_CHARSETS) : dice.pick(language.charsets)
  let bytes = bytesOf(text, charset)
  if (charset.startsWith('utf-16') && dice.chance(0.4))
    bytes = (charset === 'utf-16be' ? '\xfe\xff' : '\xff\xfe') + bytes
  else if (/^utf-?8$/i.test(charset) && dice.chance(0.05)) bytes = `\xef\xbb\xbf${bytes}`
  if (dice.chance(0.06)) bytes = damaged(dice, bytes)
  if (dice.chance(0.03)) bytes += uuencoded(bytes.slice(0, dice.below(400)), 'file.txt', dice)
  const encoding = dice.weighted({ quoted: 6, base64: 4, eight: 5, seven: 2, wrong: 0.6, odd: 0.5 })
  const broken = dice.chance(0.15)
  const body =
    encoding === 'quoted'
      ? quotedPrintable(bytes, dice, broken)
      : encoding === 'base64'
        ? base64(bytes, dice, broken)
        : bytes
  const name = {
    quoted: dice.pick(['quoted-printable', 'Quoted-Printable', 'QUOTED-PRINTABLE ']),
    base64: dice.pick(['base64', 'BASE64', 'base64 ']),
    eight: '8bit',
    seven: dice.pick(['7bit', '', '7Bit', 'binary']),
    wrong: dice.pick(['base64', 'quoted-printable']),
    odd: dice.pick(['x-uuencode', 'none', '8bit; x', '"base64"', 'base64 (comment)', '0']),
  }[encoding]
  const fields = [`Content-Type: ${contentType(dice, type, declaredCharset(dice, charset))}`]
  if (name !== '') fields.push(`Content-Transfer-Encoding: ${name}`)
  if (dice.chance(0.05)) fields.push(`Content-Disposition: inline; ${nameParameter(dice, 'filename')}`)
  if (dice.chance(0.1)) fields.reverse()
  return {
    headers: fields.map((field) => `${field}\n`).join(''),
    body: body.endsWith('\n') || dice.chance(0.2) ? body : `${body}\n`,
  }
}

function declaredCharset(dice: Dice, charset: string): string | undefined {
  if (dice.chance(0.1)) return undefined
  if (dice.chance(0.1))
    return dice.pick([
      'utf-8',
      'us-ascii',
      'iso-8859-1',
      'windows-1252',
      'koi8-r',
      'gb2312',
      'x-unknown',
      'utf-16',
      'big5',
      'iso-2022-jp',
      'shift_jis',
      '0',
      '',
      'unicode-1-1-utf-7',
      'foo bar',
      'default',
      '%CHARSET',
    ])
  return charset
}

function contentType(dice: Dice, type: string, charset: string | undefined): string {
  if (charset === undefined)
    return dice.pick([type, `${type};`, `${type}; format=flowed`, `${type}; name="x.html"`, `  ${type}`])
  return dice.pick([
    `${type}; charset=${charset}`,
    `${type}; charset="${charset}"`,
    `${type};\n\tcharset="${charset}"`,
    `${type};\n charset=${charset};\n format=flowed; delsp=yes`,
    `${type}; Charset = "${charset}"`,
    `${type}; charset='${charset}'`,
    `${type};charset="${charset}`,
    `${type} charset=${charset}`,
    `${type}; ${nameParameter(dice, 'name')}; charset=${charset}`,
    `${type}; charset=${charset}; boundary="unused"`,
    `${type}; charset*=us-ascii'en'${charset}`,
    `${type}; charset=${charset} (a comment)`,
  ])
}

function nameParameter(dice: Dice, key: string): string {
  const extension = dice.pick([
    'pdf',
    'html',
    'htm',
    'shtml',
    'exe',
    'doc',
    'zip',
    'jpg',
    'txt',
    'scr',
    'eml',
    'HTML',
    'docm',
    'iso',
  ])
  const name = dice.pick(['invoice', 'Rechnung März', 'счёт', '添付', 'a b', 'x.pdf', 'semi;colon', "quo'te", ''])
  const utf8 = Buffer.from(`${name}.${extension}`).toString('latin1')
  const escaped = encodeURIComponent(`${name}.${extension}`)
  return dice.pick([
    `${key}="${name.replace(/[^\x20-\x7e]/g, '_')}.${extension}"`,
    `${key}=${name.replace(/[^\x21-\x7e]/g, '_')}.${extension}`,
    `${key}="${utf8}"`,
    `${key}="${headerText(dice, `${name}.${extension}`, 'utf-8')}"`,
    `${key}*=utf-8''${escaped}`,
    `${key}*0="${utf8.slice(0, 4).replace(/[^\x20-\x7e]/g, '_')}";\n ${key}*1="${utf8.slice(4).replace(/[^\x20-\x7e]/g, '_')}"`,
    `${key}*0*=utf-8''${escaped.slice(0, 6)};\n\t${key}*1*=${escaped.slice(6)}`,
    `${key}*1=b.${extension}; ${key}*0=a; ${key}*10=z`,
    `${key} = "x.${extension}" ; size=1`,
    `${key}="x.${extension}`,
    `${key}='x.${extension}'`,
  ])
}

const TYPES = [
  'application/pdf',
  'application/octet-stream',
  'image/png',
  'image/jpeg',
  'application/zip',
  'text/calendar',
  'text/x-vcard',
  'text/csv',
  'application/msword',
  'audio/x-wav',
  'application/x-msdownload',
  'image/gif',
  'application/ics',
  'text/xml',
  'APPLICATION/PDF',
  'foo',
  '/',
  'text',
  'text/',
  'image/svg+xml',
  'application/pgp-signature',
]
const STARTS = [
  '%PDF-1.4\n',
  'GIF89a\x01\0\x01\0',
  '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x58\0\0\x01\x90',
  '\xff\xd8\xff\xe0',
  'PK\x03\x04',
  'MZ\x90\0',
  'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n',
  '<html><body>attached http://www.example.com/ </body></html>',
  '',
]

function filePart(dice: Dice): MadePart {
  const bytes = dice.pick(STARTS) + dice.word('\0\x01\x02abc \n\xff\xfe\x80', 0, 900)
  const broken = dice.chance(0.2)
  const encoding = dice.weighted({ base64: 8, quoted: 1, none: 1, uu: 0.7 })
  const body =
    encoding === 'base64'
      ? base64(bytes, dice, broken)
      : encoding === 'quoted'
        ? quotedPrintable(bytes, dice, broken)
        : encoding === 'uu'
          ? uuencoded(bytes, 'x.exe', dice)
          : bytes
  const name = { base64: 'base64', quoted: 'quoted-printable', none: '', uu: 'x-uuencode' }[encoding]
  const fields = [`Content-Type: ${dice.pick(TYPES)}${dice.chance(0.7) ? `;\n\t${nameParameter(dice, 'name')}` : ''}`]
  if (name !== '') fields.push(`Content-Transfer-Encoding: ${name}`)
  if (dice.chance(0.7))
    fields.push(
      `Content-Disposition: ${dice.pick(['attachment', 'inline', 'Attachment'])};\n ${nameParameter(dice, 'filename')}`,
    )
  if (dice.chance(0.4)) fields.push('Content-ID: <image001.png@01D0>')
  return { headers: fields.map((field) => `${field}\n`).join(''), body }
}

function signaturePart(): MadePart {
  return {
    headers:
      'Content-Type: application/pgp-signature; name="signature.asc"\nContent-Description: OpenPGP digital signature\n',
    body: '-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n',
  }
}

function statusPart(dice: Dice): MadePart {
  return {
    headers: 'Content-Type: message/delivery-status\n',
    body: `Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; joe@example.com\nAction: failed\nStatus: 5.${dice.below(9)}.1\n`,
  }
}

function messagePart(dice: Dice, language: Language, inner: MadePart, declared: boolean): MadePart {
  const type = dice.pick(['message/rfc822', 'message/rfc822', 'MESSAGE/RFC822', 'message/global', 'message/news'])
  const text = `${dice.chance(0.1) ? 'From x@example.com Mon Mar  4 10:15:00 2024\n' : ''}${headerBlock(dice, language)}${inner.headers}${dice.chance(0.95) ? '\n' : ''}${inner.body}`
  const encoded = dice.chance(0.1)
  const fields = declared ? `Content-Type: ${type}${dice.chance(0.2) ? '; name="mail.eml"' : ''}\n` : ''
  return {
    headers: fields + (encoded ? 'Content-Transfer-Encoding: base64\n' : ''),
    body: encoded ? base64(text, dice, false) : text,
  }
}

const BOUNDARIES = [
  '----=_NextPart_000_0001_01DA.0',
  'b',
  '=_x',
  "'()+_,-./:=?",
  '000000000000abc',
  'b b',
  '--',
  '',
  'B\xe9',
  '_----------=_MCPart_1',
]

/** Parts between boundaries, most of the time as they should be. */
function multipart(dice: Dice, subtype: string, parts: readonly MadePart[]): MadePart {
  const boundary = dice.chance(0.7) ? `=_${dice.word('0123456789abcdef', 8, 30)}` : dice.pick(BOUNDARIES)
  const odd = dice.chance(0.25)
  const declared = odd
    ? dice.pick([
        `; boundary=${boundary}`,
        `; boundary="${boundary} "`,
        '',
        `;\n boundary="${boundary}"; boundary="other"`,
        `; BOUNDARY="${boundary}"`,
        `; boundary='${boundary}'`,
        `; boundary="${boundary}`,
        `; type="text/html";\n\tboundary = "${boundary}"`,
      ])
    : `;\n\tboundary="${boundary}"`
  const line = (end = ''): string =>
    `--${boundary}${end}${odd && dice.chance(0.15) ? dice.pick([' ', '\t', 'x', '--', ' x']) : ''}\n`
  let body = dice.chance(0.3) ? 'This is a multi-part message in MIME format.\n\n' : dice.chance(0.3) ? '\n' : ''
  for (const part of parts) {
    if (odd && dice.chance(0.08)) body += line()
    if (!(odd && dice.chance(0.05))) body += line()
    body += part.headers
    if (!(odd && dice.chance(0.1))) body += '\n'
    body += part.body
    if (!(odd && dice.chance(0.1))) body += '\n'
    if (odd && dice.chance(0.05)) body += line('--')
  }
  if (!(odd && dice.chance(0.3))) body += line('--')
  if (dice.chance(0.1))
    body += dice.pick(['\n', 'epilogue http://epilogue.example.com/\n', ' . \n', '\n\n\n', `${line()}\nmore\n`])
  return { headers: `Content-Type: multipart/${subtype}${declared}\n`, body }
}

/** Some bytes changed, dropped or put in. */
export function damaged(dice: Dice, bytes: string): string {
  let left = bytes
  for (let i = dice.between(1, 6); i > 0; i--) {
    const at = dice.below(left.length + 1)
    const put = dice.pick([
      '\0',
      '\x80',
      '\xff',
      '\x1b',
      '\x1b$B',
      '\x0e',
      '\r',
      '\n',
      '\n\n',
      '=',
      '<',
      '>',
      '--',
      '\xe2\x82',
      '\xc0\x80',
      '\xed\xa0\x80',
      '\xef\xbf\xbf',
      '\xf4\x90\x80\x80',
      '',
    ])
    left = left.slice(0, at) + put + left.slice(at + dice.below(3))
  }
  return left
}
