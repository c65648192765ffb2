import { randomHtml } from '../random-html.ts'
import { randomUri } from '../random-uris.ts'
import type { Dice } from './dice.ts'
import type { Language } from './languages.ts'
import { prose, webAddress } from './text.ts'

const FILLERS = [
  '&zwnj;&nbsp;',
  '&#847; ',
  '&#8199;&#65279;',
  '\u034f \u200c\u00a0\u200b',
  '&nbsp; ',
  '&#x200b;',
  '&shy;',
]
const HIDING = [
  'display:none',
  'display:none;max-height:0px;overflow:hidden;mso-hide:all',
  'display: none !important; visibility: hidden; opacity: 0; color: transparent; height: 0; width: 0',
  'visibility:hidden',
  'font-size:0',
  'font-size:1px;color:#ffffff;line-height:1px',
  'color:#fefefe;background-color:#ffffff',
  'color: rgb(255, 255, 254)',
  'color:white',
  'max-height:0',
  'DISPLAY:NONE',
  'color:transparent',
  'text-indent:-9999px',
]
const COLORS = [
  '#333333',
  '#ffffff',
  '#fff',
  'white',
  '#0a66c2',
  'red',
  'rgb(51,51,51)',
  '#F5F5F5',
  'transparent',
  'inherit',
  'rgba(0,0,0,.87)',
]

/** A newsletter as builders of marketing mail make it, of about that many bytes at the least. */
export function marketingHtml(dice: Dice, language: Language, size: number): string {
  const pieces = [head(dice, language)]
  let length = pieces[0]?.length ?? 0
  const add = (piece: string): void => {
    pieces.push(piece)
    length += piece.length
  }
  add(
    `<body style="margin:0;padding:0;background-color:${dice.pick(COLORS)}" bgcolor="${dice.pick(COLORS)}" ${dice.chance(0.3) ? 'text=#222222' : ''}>\n`,
  )
  add(preheader(dice, language))
  while (length < size) add(section(dice, language, 0))
  add(footer(dice, language))
  add(dice.chance(0.9) ? '</body>\n</html>\n' : '')
  return pieces.join('')
}

function head(dice: Dice, language: Language): string {
  const doctype = dice.pick([
    '<!DOCTYPE html>',
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">',
    '<!doctype html>',
    '',
  ])
  const rules = dice.some(3, 120, () => styleRule(dice)).join('\n')
  return `${doctype}
<html lang="${language.name}" xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=${dice.pick(['utf-8', 'iso-8859-1', 'windows-1251', ''])}" />
<meta name="viewport" content="width=device-width, initial-scale=1.0" />
${dice.chance(0.1) ? `<base href="${webAddress(dice)}">` : ''}
<title>${prose(dice, language, 0, 2)}</title>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><![endif]-->
<!--[if !mso]><!--><link href="https://fonts.example.com/css?family=Lato:400,700" rel="stylesheet" type="text/css"><!--<![endif]-->
<style type="text/css">
${dice.chance(0.3) ? '<!--\n' : ''}@import url(https://fonts.example.com/css?family=Roboto);
@media only screen and (max-width:480px) { .full { width:100% !important; } .hide { display:none !important; } }
${rules}
${dice.chance(0.3) ? '-->\n' : ''}${dice.chance(0.97) ? '</style>' : ''}
${dice.chance(0.2) ? `<script type="application/ld+json">{"@context":"http://schema.org","@type":"EmailMessage","url":"${webAddress(dice)}"}</script>` : ''}
</head>
`
}

function styleRule(dice: Dice): string {
  const selector = dice.pick([
    '.c',
    '#id',
    'td.x',
    'a:hover',
    'table > tr td',
    'div[style*="margin: 16px 0;"]',
    'p',
    '* ',
    'h1,h2',
  ])
  return `${selector}${dice.below(99)} { ${inlineStyle(dice)} background: url("${webAddress(dice)}"); content: '\\201C </b> <'; }`
}

function inlineStyle(dice: Dice): string {
  const declarations = dice.some(1, 6, () =>
    dice.pick([
      `color:${dice.pick(COLORS)}`,
      `background-color:${dice.pick(COLORS)}`,
      `background:${dice.pick(COLORS)} url(${webAddress(dice)}) no-repeat`,
      `font-size:${dice.below(30)}px`,
      'font-family:Arial, &quot;Helvetica Neue&quot;, sans-serif',
      `padding:${dice.below(40)}px ${dice.below(40)}px`,
      'text-decoration:none',
      'mso-line-height-rule:exactly',
      'border-collapse:collapse',
      `width:${dice.below(600)}px`,
      'display:block',
      'display:inline-block',
    ]),
  )
  return declarations.join(dice.pick([';', '; ', ' ;']))
}

function preheader(dice: Dice, language: Language): string {
  if (dice.chance(0.2)) return ''
  const style = dice.pick(HIDING)
  const tag = dice.pick(['div', 'span', 'p', 'div', 'td', 'font'])
  return `<${tag} class="preheader" style="${style}">${prose(dice, language, 1, 3)}${dice.pick(FILLERS).repeat(dice.between(0, 150))}</${tag}>\n`
}

function section(dice: Dice, language: Language, depth: number): string {
  switch (depth > 5 ? dice.between(3, 9) : dice.below(14)) {
    case 0:
    case 1:
    case 2:
      return table(dice, language, depth)
    case 3:
      return `<p style="${inlineStyle(dice)}">${prose(dice, language, 1, 5)}<br/>${prose(dice, language, 0, 2)}</p>\n`
    case 4:
      return button(dice, language)
    case 5:
      return image(dice)
    case 6:
      return hidden(dice, language)
    case 7:
      return `<h${dice.between(1, 6)} style="${inlineStyle(dice)}">${prose(dice, language, 1, 1)}</h2>\n`
    case 8:
      return `<ul>${dice.some(1, 6, () => `<li>${prose(dice, language, 1, 2)}`).join('\n')}</ul>`
    case 9:
      return broken(dice, language)
    case 10:
      return `<div ${dice.chance(0.5) ? `style='${inlineStyle(dice).replaceAll("'", '')}'` : 'align=center'}>${dice.some(1, 4, () => section(dice, language, depth + 1)).join('')}</div>`
    case 11:
      return `<!--[if mso]><table width="600"><tr><td><v:roundrect href="${webAddress(dice)}" arcsize="10%"><![endif]-->${section(dice, language, depth + 1)}<!--[if mso]></v:roundrect></td></tr></table><![endif]-->\n`
    case 12:
      return `<center><font face="${dice.pick(['Arial', 'Verdana, sans-serif', '"Comic Sans"', 'Ti7mes'])}" size="${dice.pick(['1', '+2', '-1', '7', '2'])}" color="${dice.pick(COLORS)}">${prose(dice, language, 1, 3)}</font></center>\n`
    default:
      return `<blockquote>${prose(dice, language, 1, 3)}</blockquote><hr>\n`
  }
}

function table(dice: Dice, language: Language, depth: number): string {
  const cell = (): string =>
    `<td ${dice.pick(['valign="top"', 'align=center', `bgcolor="${dice.pick(COLORS)}"`, `background="${webAddress(dice)}"`, ''])} style="${inlineStyle(dice)}">\n${dice.some(1, 2, () => section(dice, language, depth + 1)).join('')}</td>\n`
  const rows = dice.some(1, 3, () => `<tr>\n${dice.some(1, 3, cell).join('')}</tr>\n`)
  return `<table role="presentation" border="0" cellpadding="0" cellspacing="0" width="${dice.pick(['100%', '600', '320'])}" style="${inlineStyle(dice)}">\n<tbody>${rows.join('')}</tbody>\n</table>\n`
}

function button(dice: Dice, language: Language): string {
  const target = dice.chance(0.85) ? webAddress(dice) : randomUri(dice.random).replaceAll('"', '')
  const text = dice.chance(0.2) ? webAddress(dice) : prose(dice, language, 1, 1)
  return `<a href="${target.replaceAll('&', dice.pick(['&', '&amp;']))}" target="_blank" style="${inlineStyle(dice)}"${dice.chance(0.1) ? ` data-saferedirecturl="https://www.google.com/url?q=${target}"` : ''}>${text}</a>\n`
}

function image(dice: Dice): string {
  if (dice.chance(0.3)) {
    return `<img src="${webAddress(dice)}" width="1" height="1" border="0" style="display:none" alt="">\n`
  }
  return `<a href="${webAddress(dice)}"><img src="${dice.pick([webAddress(dice), 'cid:image001.png@01D0', 'data:image/gif;base64,R0lGODlhAQABAAAAACw='])}" width="${dice.pick(['600', '100%', '', '320'])}" height=${dice.pick(['200', '"40%"', '50'])} alt="${dice.pick(['Logo', '', 'a > b', '&copy; 2024'])}" /></a>\n`
}

function hidden(dice: Dice, language: Language): string {
  const tag = dice.pick(['div', 'span', 'p', 'td', 'a'])
  return dice.chance(0.3)
    ? `<font color="${dice.pick(['#ffffff', '#fffffe', 'white', '#FFF', 'fefefe'])}">${prose(dice, language, 1, 4)}</font>`
    : `<${tag} style="${dice.pick(HIDING)}">${prose(dice, language, 1, 6)}</${tag}>\n`
}

function broken(dice: Dice, language: Language): string {
  const cut = prose(dice, language, 1, 1)
  return dice.pick([
    randomHtml(dice.random),
    `<b><i>${cut}</b></i></td></tr>`,
    `${cut.slice(0, 3)}<!-- x -->${cut.slice(3)}`,
    `V<b></b>i<i></i>a<font size=0> </font>gra <x${dice.word('abc', 1, 4)}>${cut}`,
    `<p style="color:#${dice.word('0123456789abcdefg', 1, 7)}">${cut}`,
    `<a href=${webAddress(dice)}>${cut}`,
    `<a href="  ${webAddress(dice)}\n">${cut}</a>`,
    `<o:p>&nbsp;</o:p><span lang=EN-US style='mso-fareast-language:EN-US'>${cut}</span>`,
    `&#${dice.between(32, 9999)};&#x${dice.between(32, 9999).toString(16)};&hellip;&bogus;${cut}`,
    `<textarea>${cut}</textarea><select><option>${cut}</select>`,
    `<form action="${dice.pick(['mailto:a@example.com', webAddress(dice)])}" method=post><input type=text name="password">${cut}</form>`,
    `<iframe src="${webAddress(dice)}"></iframe><embed src="x.swf"><object></object>`,
    `<area href="${webAddress(dice)}"><map>${cut}</map>`,
    `<svg viewBox="0 0 1 1"><path d="M0 0"/><text>${cut}</text></svg>`,
    `<title>${cut}</title><meta http-equiv=refresh content="0;url=${webAddress(dice)}">`,
    '<p>&nbsp;</p>\n'.repeat(dice.between(1, 40)),
  ])
}

function footer(dice: Dice, language: Language): string {
  return `<p style="font-size:10px;color:#999999">${prose(dice, language, 1, 2)} <a href="${webAddress(dice)}">unsubscribe</a> &copy; 2024 Example Ltd.</p>
<img src="${webAddress(dice)}" width="1" height="1">
`
}

/** HTML as people's mail programs write it: short, with few tags. */
export function simpleHtml(dice: Dice, language: Language): string {
  const body = dice.some(1, 6, () => section(dice, language, 4)).join('')
  return dice.pick([
    `<html><body>${body}</body></html>\n`,
    `<HTML><HEAD><META content="MSHTML 6.00" name=GENERATOR><STYLE></STYLE></HEAD><BODY bgColor=#ffffff><DIV><FONT face=Arial size=2>${body}</FONT></DIV></BODY></HTML>\n`,
    `<div dir="ltr">${body}</div>\n`,
    `${prose(dice, language, 1, 3)}<br>${body}`,
    randomHtml(dice.random),
  ])
}
