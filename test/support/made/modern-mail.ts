// Mail of today's kind, each from its seed: the headers of the big senders and receivers, and what their composers write.
import { seededRandom } from '../random-html.ts'
import { Dice } from './dice.ts'
import { headerText } from './header-block.ts'
import { modernPart } from './modern-bodies.ts'
import { ROUTES } from './modern-routes.ts'
import { pickLanguage, prose } from './text.ts'

const PEOPLE = [
  'Joe Doe',
  'Müller, Jörg',
  '山田太郎',
  'Иван Петров',
  'PayPal',
  'María-José Ñandú 🎉',
  'Team @ Example',
  'support@bank.example.com',
]
const ADDRESSES = [
  'news@example.com',
  'joe.doe+tag@gmail.com',
  'noreply@em1234.example.com',
  'info@xn--mnchen-3ya.example.de',
  'jörg@münchen.example.de',
  'bounce+abc=joe=example.org@example.com',
  '"joe doe"@example.com',
  'x@outlook.com',
]

/** The message of a seed, in latin1, one char a byte. */
export function modernMessage(seed: number): string {
  const dice = new Dice(seededRandom(seed))
  const language = pickLanguage(dice)
  const sender = dice.pick(ADDRESSES)
  const charset = dice.chance(0.6) ? 'utf-8' : dice.pick(language.charsets)
  const person = (): string => {
    const name = dice.pick(PEOPLE)
    const shown = /[^ -~]/.test(name) ? headerText(dice, name, charset) : `"${name}"`
    const address = dice.pick(ADDRESSES)
    return `${dice.pick([`${shown} <${address}>`, `${shown}\n <${address}>`, `<${address}>`, address])}`
  }
  const latin1 = (text: string): string =>
    /[^\0-\xff]|[\x80-\xff]/.test(text) ? Buffer.from(text).toString('latin1') : text
  const route = dice.pick(Object.values(ROUTES))
  const fields = [
    `From: ${person().replace(/<.*>/s, `<${sender}>`)}`,
    `To: ${dice.some(1, 3, person).join(',\n\t')}`,
    `Subject: ${dice.pick(['', 'Re: ', 'AW: ', 'Fwd: ', '[EXT] '])}${headerText(dice, prose(dice, language, 1, 1), charset)}`,
    `Date: ${dice.pick(['Tue, 3 Nov 2026 09:15:40 +0000', 'Tue, 03 Nov 2026 10:15:40 +0100 (CET)', 'Tue, 3 Nov 2026 09:15:40 GMT'])}`,
    ...(dice.chance(0.3) ? [`Reply-To: ${person()}`] : []),
    ...(dice.chance(0.2) ? [`Cc: ${dice.some(1, 4, person).join(', ')}`] : []),
    ...(dice.chance(0.3)
      ? [
          'List-Unsubscribe: <https://u.example.com/one-click?x=1>,\n <mailto:unsub-abc@u.example.com?subject=unsubscribe>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click',
        ]
      : []),
    ...(dice.chance(0.2) ? ['BIMI-Selector: v=BIMI1; s=default;\nX-Report-Abuse-To: abuse@example.com'] : []),
    'MIME-Version: 1.0',
  ]
  const part = modernPart(dice, language)
  const text = `${latin1(route(dice, sender))}${latin1(fields.join('\n'))}\n${part.headers}\n${part.body}`
  return dice.chance(0.3) ? text.replaceAll('\n', '\r\n').replaceAll('\r\r\n', '\r\n') : text
}
