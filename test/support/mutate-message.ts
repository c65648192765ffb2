import { Dice } from './made/dice.ts'
import type { Random } from './random-html.ts'

/** What parsers look out for: put where it does not belong, it shows what they take for granted. */
const TOKENS = [
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '\0',
  ' ',
  '\t',
  '--',
  '=',
  '==',
  '=?',
  '?=',
  '=?utf-8?B?',
  '=?x?Q?',
  '=\n',
  '=0A',
  '=00',
  '=3D',
  '<',
  '>',
  '"',
  "'",
  '&',
  '&#',
  '&#x',
  '&amp',
  ';',
  ':',
  '@',
  '//',
  '/>',
  '</',
  '<!--',
  '-->',
  '<!',
  '<![CDATA[',
  ']]>',
  '<a href=',
  '<style>',
  '</style>',
  '<script>',
  '<title>',
  '<textarea>',
  '<plaintext>',
  '<table>',
  '<td>',
  '<font size=9>',
  '<div style="',
  'display:none',
  'color:rgb(',
  'background:url(',
  'http://',
  'https:\\\\',
  'www.',
  'mailto:',
  '.com',
  '%40',
  '%',
  '&nbsp;',
  '\xff\xfe',
  '\xef\xbb\xbf',
  '\x1b$B',
  '\x1b(B',
  '\x0e',
  '~{',
  '\xe2\x80',
  '\xc2\xa0',
  '\xed\xa0\x80',
  '\xfe',
  '\xff',
  'Content-Type: multipart/mixed; boundary=x\n',
  'Content-Type: text/html; charset=utf-16\n',
  'Content-Type: message/rfc822\n\n',
  'Content-Transfer-Encoding: base64\n',
  'Content-Transfer-Encoding: quoted-printable\n',
  'Received: from ',
  ' by ',
  ' ([',
  'IPv6:',
  'name*0=',
  'charset=iso-2022-jp',
  'boundary=',
  '--x\n',
  '--x--\n',
  'begin 644 x\n',
  'From ',
  '(',
  ')',
  '[',
  ']',
  ',',
  '\\',
] as const // prettier-ignore

const MAX_PIECE = 400
const MAX_REPEATS = 60

/** A message with bytes changed, lines moved, pieces doubled, cut or taken from another one. At most about twice as long. */
export function mutatedMessage(text: string, other: string, random: Random): string {
  const dice = new Dice(random)
  let left = text
  for (let i = dice.between(1, 5); i > 0; i--) left = mutatedOnce(left, other, dice)
  const limit = 2 * text.length + MAX_PIECE
  return left.length > limit ? left.slice(0, limit) : left
}

function mutatedOnce(text: string, other: string, dice: Dice): string {
  const at = dice.below(text.length + 1)
  const end = Math.min(text.length, at + dice.below(MAX_PIECE))
  const put = (piece: string, drop = 0): string => text.slice(0, at) + piece + text.slice(at + drop)
  switch (dice.below(10)) {
    case 0:
      return put('', end - at)
    case 1:
      return put(text.slice(at, end))
    case 2:
      return put(String.fromCharCode(dice.below(256)), 1)
    case 3: {
      const from = dice.below(other.length)
      return put(other.slice(from, from + dice.below(MAX_PIECE)))
    }
    case 4:
    case 5:
    case 6:
      return put(dice.pick(TOKENS), dice.below(3))
    case 7: {
      const piece = dice.chance(0.5) ? dice.pick(TOKENS) : text.slice(at, at + dice.between(1, 8))
      return put(
        piece.repeat(Math.min(dice.between(2, MAX_REPEATS), Math.ceil(text.length / 4 / Math.max(1, piece.length)))),
      )
    }
    case 8: {
      const to = dice.below(text.length + 1)
      const piece = text.slice(at, end)
      const without = put('', end - at)
      return without.slice(0, to) + piece + without.slice(to)
    }
    default:
      return dice.chance(0.8)
        ? text.replace(/\n/g, (line) => (dice.chance(0.02) ? dice.pick(TOKENS) : line))
        : text.slice(0, at)
  }
}
