import { bytesOf } from './charset-encoding.ts'
import type { Dice } from './dice.ts'
import type { Language } from './languages.ts'
import type { MadePart } from './parts.ts'
import { prose } from './text.ts'
import { quotedPrintable } from './transfer-encoding.ts'

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
// Zero-width and joining characters, soft hyphens and direction marks, as preheaders and evaders have them.
const UNSEEN = [
  '\u200c',
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u00ad',
  '\u034f',
  '\u2060',
  '\u202e',
  '\u2066',
  '\u180e',
  '&zwnj;',
  '&shy;',
  '&#8199;',
  '&#847;',
]
const LINKS = [
  'https://xn--mnchen-3ya.example.de/angebot?x=1',
  'https://münchen.example.de/öffnungszeiten',
  'https://пример.рф/путь',
  'http://www.аррӏе.com/login',
  'https://例え.jp/テスト',
  'HTTPS://WWW.Example.COM:443/Path;p=1?q=a%20b&amp;r=%C3%BC#frag',
  'https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2Fa%3Fb%3Dc&amp;data=05%7C02%7C&amp;reserved=0',
  'https://urldefense.proofpoint.com/v2/url?u=https-3A__example.com_a&amp;d=DwMFaQ&amp;c=x',
  'https://urldefense.com/v3/__https://example.com/a__;!!abc$',
  'https://www.google.com/url?q=https://example.net/&amp;sa=D',
  'https://t.co/AbC123',
  'tel:+49-89-1234567',
  'mailto:Sales%20Team%3csales@example.com%3e?subject=Hi%21',
  'data:text/html;base64,PGEgaHJlZj0iaHR0cDovL2V4YW1wbGUuY29tIj54PC9hPg==',
  'javascript:void(0)',
  'cid:part1.abc@example.com',
  '//cdn.example.net/x.css',
  'https://user:pass@example.com/',
  'https://[2001:db8::7]/index.html',
  'http://0x7f000001/a',
  'https:\\\\example.com\\a',
  'https://example.com\u2024net/a',
  'https://www.example.com/?e=joe@example.org',
]

function tracked(dice: Dice): string {
  const size = dice.pick([40, 200, 800, 2100])
  return `https://${dice.pick(['click.e.example.com', 'u1234.ct.sendgrid.net', 'links.mail.example.co.uk', 'example.us1.list-manage.com'])}/${dice.pick(['ls/click?upn=', 'f/a/', 'track/click?u=', 'CL0/https:%2F%2Fwww.example.com%2F/1/'])}${dice.word(BASE64URL, size, size)}`
}

const link = (dice: Dice): string => (dice.chance(0.5) ? tracked(dice) : dice.pick(LINKS))

const unseen = (dice: Dice, low: number, high: number): string =>
  dice.some(low, high, () => dice.pick(UNSEEN)).join(dice.pick(['', ' ', '&nbsp;']))

const IMAGES = [
  '<img src="data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjxhIGhyZWY9Imh0dHA6Ly9ldmlsLmV4YW1wbGUvIj48L2E+PC9zdmc+" width=600 height=200 alt="Logo">',
  '<img src="cid:image001.png@01DC4C9A.12345678" style="width:1.5in;height:.5in" id="Picture_x0020_1">',
  '<img width="1" height="1" src="https://open.example.com/o.gif?u=1" style="display:none!important;">',
  '<svg width="10" height="10"><a xlink:href="https://svg.example.com/">x</a><text>In a picture</text></svg>',
  '<picture><source srcset="https://cdn.example.com/a.webp 2x"><img src="https://cdn.example.com/a.png" srcset="https://cdn.example.com/b.png 2x"></picture>',
]

/** One element of a page as today's senders and evaders write it. */
function block(dice: Dice, text: () => string): string {
  switch (dice.below(20)) {
    case 0:
      return `<div style="display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;mso-hide:all">${text()}${unseen(dice, 5, 120)}</div>`
    case 1:
      return `<!--[if mso | IE]><table role="presentation" border="0" cellpadding="0" cellspacing="0" width="600"><tr><td width="600" style="width:600px"><![endif]--><div>${text()}</div><!--[if mso | IE]></td></tr></table><![endif]-->`
    case 2:
      return `<!--[if !mso]><!--><a href="${link(dice)}">${text()}</a><!--<![endif]--><![if !vml]><p>${text()}</p><![endif]>`
    case 3:
      return `<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><![endif]--><o:p>&nbsp;</o:p>`
    case 4:
      return `<v:roundrect xmlns:v="urn:schemas-microsoft-com:vml" href="${link(dice)}" style="height:40px;v-text-anchor:middle;width:200px" fillcolor="#d62828"><w:anchorlock/><center>${text()}</center></v:roundrect>`
    case 5:
      return dice.pick(IMAGES)
    case 6:
      return `<a href="${link(dice)}" target="_blank" style="background:#2b6cb0;color:#2b6cb1">${text()}</a>`
    case 7:
      return `<p dir="rtl" lang="ar">${text()} \u202b\u0627\u0644\u0633\u0644\u0627\u0645\u202c ${unseen(dice, 1, 4)}</p>`
    case 8:
      return `<span style="font-size:0">${text()}</span><span style="color:rgb(255 255 255 / 1%)">${text()}</span><span style="color:hsl(0,0%,100%)">${text()}</span>`
    case 9:
      return `<style type="text/css">@media only screen and (max-width:480px){.x{display:none!important}} .hide{font-size:0;color:#fff}/* ${link(dice)} */</style><div class=hide>${text()}</div>`
    case 10:
      return `<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Tue, Nov 3, 2026 at 9:15 AM Joe &lt;<a href="mailto:joe@example.org">joe@example.org</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">${text()}</blockquote></div>`
    case 11:
      return `<div>[Message clipped]&nbsp; <a href="${link(dice)}">View entire message</a></div>`
    case 12:
      return [...text()].map((char) => (dice.chance(0.2) ? char + dice.pick(UNSEEN) : char)).join('')
    case 13:
      return `<table width="100%" bgcolor=#FFFFFF><tbody><tr><td align="center" style="padding:0;Margin:0;color:#fefefe;font-size:1px">${text()}</td></tr></tbody></table>`
    case 14:
      return `<form action="${link(dice)}" method=post><input type=hidden name=a value="${link(dice)}"><button formaction="${link(dice)}">${text()}</button></form>`
    case 15:
      return `<script type="application/ld+json">{"@context":"http://schema.org","@type":"EmailMessage","potentialAction":{"@type":"ViewAction","target":"https://ld.example.com/view"}}</script>`
    case 16:
      return `<p class="MsoNormal"><span lang="EN-US" style="font-size:11.0pt;font-family:&quot;Aptos&quot;,sans-serif;mso-ligatures:standardcontextual">${text()}<o:p></o:p></span></p>`
    case 17:
      return `<a href="${link(dice)}\n">${text()}</a><a href=" ${link(dice)} ">x</a><a href='${link(dice)}'>${link(dice)}</a><area href=${link(dice).replace(/[\s>]/g, '')}>`
    case 18:
      return `<details open><summary>${text()}</summary>${text()}</details><bdo dir=rtl>${text()}</bdo><wbr>&hellip;&#x1F600;&#128512;&nbsp`
    default:
      return `<p>${text()}</p>`
  }
}

/** A page of today's kind. */
export function modernHtml(dice: Dice, language: Language): string {
  const text = (): string => prose(dice, language, 1, 2)
  const head = dice.pick([
    '<!DOCTYPE html><html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title></title></head><body style="margin:0;background-color:#f4f4f4">',
    '<!doctype html><html ⚡4email data-css-strict><head><meta charset="utf-8"><script async src="https://cdn.ampproject.org/v0.js"></script><style amp4email-boilerplate>body{visibility:hidden}</style></head><body>',
    '<html><head><base href="https://base.example.com/dir/"><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"></head><body bgcolor="white">',
    '<div dir="ltr">',
    '',
  ])
  const tail = head.includes('<body') ? '</body></html>' : ''
  return `${head}\n${dice.some(2, 14, () => block(dice, text)).join('\n')}\n${tail}`
}

function encoded(dice: Dice, type: string, charset: string, text: string): MadePart {
  const bytes = bytesOf(text, charset)
  const encoding = dice.weighted({ 'quoted-printable': 4, base64: 3, '8bit': 1, '7bit': 0.5 })
  const body =
    encoding === 'quoted-printable'
      ? quotedPrintable(bytes, dice, false)
      : encoding === 'base64'
        ? (
            Buffer.from(bytes, 'latin1')
              .toString('base64')
              .match(/.{1,76}/g) ?? []
          ).join('\n')
        : bytes
  return {
    headers: `Content-Type: ${type}; charset="${charset}"\nContent-Transfer-Encoding: ${encoding}\n`,
    body: `${body}\n`,
  }
}

function multipart(dice: Dice, subtype: string, parts: readonly MadePart[], parameters = ''): MadePart {
  const boundary = dice.pick([
    `----=_Part_${dice.below(1e6)}_${dice.below(1e9)}.1762161342123`,
    `_000_SA1PR13MB4975${dice.word('0123456789ABCDEF', 12, 12)}namp_`,
    `000000000000${dice.word('0123456789abcdef', 16, 16)}`,
    `Apple-Mail=_${dice.word('0123456789ABCDEF-', 36, 36)}`,
    `=_nodemailer_${dice.word('0123456789abcdef', 8, 8)}`,
    `b1=_${dice.word('abcdefXYZ', 20, 20)}`,
  ])
  const body = parts.map((part) => `--${boundary}\n${part.headers}\n${part.body}\n`).join('')
  return {
    headers: `Content-Type: multipart/${subtype};${parameters}\n\tboundary="${boundary}"\n`,
    body: `${body}--${boundary}--\n`,
  }
}

function file(dice: Dice, type: string, name: string, bytes: string, more = ''): MadePart {
  const data = (
    Buffer.from(bytes, 'latin1')
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\n')
  const disposition = dice.pick(['attachment', 'inline'])
  return {
    headers: `Content-Type: ${type}; name="${name}"\nContent-Disposition: ${disposition}; filename="${name}"\nContent-Transfer-Encoding: base64\n${more}`,
    body: `${data}\n`,
  }
}

const CALENDAR =
  'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nPRODID:Microsoft Exchange Server 2010\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nORGANIZER;CN=Joe Doe:mailto:joe@example.org\r\nDESCRIPTION;LANGUAGE=en-US:Join: https://teams.example.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0\\n\r\nUID:040000008200E00074C5B7101A82E008\r\nSUMMARY:Review\r\nDTSTART;TZID=W. Europe Standard Time:20261103T100000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
const ARMOUR =
  '-----BEGIN PGP MESSAGE-----\n\nhQIMA7c3Zm9vYmFyAQ//bm90aGluZyB0byBzZWUgaGVyZSwgbW92ZSBhbG9uZyBw\nbGVhc2UuIFRoaXMgaXMgbm8gcmVhbCBtZXNzYWdlLg==\n=AbCd\n-----END PGP MESSAGE-----\n'

/** What describes a body of today's kind, and the body. */
export function modernPart(dice: Dice, language: Language): MadePart {
  const charset = dice.chance(0.6) ? 'utf-8' : dice.pick(language.charsets)
  const plain = (): MadePart => {
    const text = dice.some(1, 4, () => prose(dice, language, 1, 3)).join('\n\n')
    const flowed = dice.chance(0.3)
    const lines = flowed ? text.replace(/(.{40,70}) /g, '$1 \n') : text
    return encoded(
      dice,
      `text/plain${flowed ? '; format=flowed; delsp=yes' : ''}`,
      charset,
      `${lines}\n${dice.chance(0.4) ? `${link(dice)}\n[${tracked(dice)}]<${tracked(dice)}>\n` : ''}`,
    )
  }
  const html = (): MadePart => encoded(dice, 'text/html', charset, modernHtml(dice, language))
  const picture = (): MadePart =>
    file(
      dice,
      'image/png',
      'image001.png',
      `\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x58\0\0\0\xc8${'x'.repeat(dice.between(0, 4000))}`,
      'Content-ID: <image001.png@01DC4C9A.12345678>\nX-Attachment-Id: ii_abc\n',
    )
  const alternative = (): MadePart => multipart(dice, 'alternative', [plain(), html()])
  switch (dice.below(13)) {
    case 0:
      return multipart(dice, 'alternative', [
        plain(),
        encoded(dice, 'text/x-amp-html', 'utf-8', modernHtml(dice, language)),
        html(),
      ])
    case 1:
      return multipart(dice, 'mixed', [
        multipart(dice, 'related', [alternative(), picture(), picture()], '\n\ttype="multipart/alternative";'),
        file(
          dice,
          'application/pdf',
          'Rechnung.pdf',
          '%PDF-1.7\n1 0 obj\n<< /URI (https://pdf.example.com/) >>\nendobj\n',
        ),
      ])
    case 2:
      return multipart(dice, 'alternative', [plain(), multipart(dice, 'related', [html(), picture()])])
    case 3:
      return multipart(
        dice,
        'signed',
        [
          alternative(),
          file(dice, 'application/pkcs7-signature', 'smime.p7s', `0\x82\x0b\x3c\x06\x09*\x86H${'\x01'.repeat(900)}`),
        ],
        ' protocol="application/pkcs7-signature";\n micalg=sha-256;',
      )
    case 4:
      return file(
        dice,
        'application/pkcs7-mime; smime-type=enveloped-data',
        'smime.p7m',
        `0\x80\x06\x09*${'\xa5'.repeat(700)}`,
      )
    case 5:
      return multipart(
        dice,
        'encrypted',
        [
          {
            headers: 'Content-Type: application/pgp-encrypted\nContent-Description: PGP/MIME version identification\n',
            body: 'Version: 1\n',
          },
          {
            headers:
              'Content-Type: application/octet-stream; name="encrypted.asc"\nContent-Description: OpenPGP encrypted message\nContent-Disposition: inline; filename="encrypted.asc"\n',
            body: ARMOUR,
          },
        ],
        '\n protocol="application/pgp-encrypted";',
      )
    case 6:
      return multipart(dice, 'mixed', [
        multipart(dice, 'alternative', [
          plain(),
          html(),
          encoded(dice, 'text/calendar; method=REQUEST', 'utf-8', CALENDAR),
        ]),
        file(dice, 'application/ics', 'invite.ics', CALENDAR),
      ])
    case 7:
      return multipart(
        dice,
        'report',
        [
          encoded(
            dice,
            'text/plain',
            'utf-8',
            'Delivery has failed to these recipients or groups:\n\njoe@example.org\nThe email address you entered couldn\u2019t be found.\n',
          ),
          {
            headers: 'Content-Type: message/delivery-status\n',
            body: 'Reporting-MTA: dns;SA1PR13MB4975.namprd13.prod.outlook.com\n\nFinal-recipient: RFC822;joe@example.org\nAction: failed\nStatus: 5.1.10\nDiagnostic-code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound\n',
          },
          {
            headers: 'Content-Type: message/rfc822\n',
            body: `From: a@example.com\nTo: joe@example.org\nSubject: =?utf-8?q?Fr=C3=BChst=C3=BCck?=\n${alternative().headers}\n`,
          },
        ],
        '\n\treport-type=delivery-status;',
      )
    case 8:
      return encoded(dice, 'text/plain', charset, `${ARMOUR}\n${prose(dice, language, 1, 2)}`)
    case 9:
      return html()
    case 10:
      return plain()
    case 11:
      return multipart(dice, 'mixed', [
        plain(),
        {
          headers: 'Content-Type: message/rfc822; name="Forwarded.eml"\nContent-Disposition: attachment\n',
          body: `From: b@example.net\nSubject: inner\nMIME-Version: 1.0\n${html().headers}\n${html().body}`,
        },
      ])
    default:
      return alternative()
  }
}
