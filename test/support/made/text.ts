import { randomUri } from '../random-uris.ts'
import type { Dice } from './dice.ts'
import { LANGUAGES, type Language } from './languages.ts'

const HOSTS = [
  'www.example.com',
  'shop.example.co.uk',
  'example.net',
  'click.mail.example.org',
  'xn--bcher-kva.example.de',
  'bücher.example.de',
  'bit.ly',
  'storage.googleapis.com',
  'docs.google.com',
  'example.blogspot.com',
  '192.0.2.77',
  '0xC0.0.2.1',
  'example.ru',
  'пример.рф',
  'secure-login.example.top',
  'cdn.example.io',
]

/** A language; English as often as it is in mail that the rules were made for. */
export function pickLanguage(dice: Dice): Language {
  const [english] = LANGUAGES
  return english && dice.chance(0.45) ? english : dice.pick(LANGUAGES)
}

/** A plain web address. */
export function webAddress(dice: Dice): string {
  const path = dice.pick([
    '/',
    '',
    '/unsubscribe',
    '/c/p.php',
    '/track/open.gif',
    '/login',
    '/a/b/c.html',
    '/~user/',
    '/wp-content/x.exe',
  ])
  const query = dice.chance(0.4)
    ? `?${dice.word('abcdefu', 1, 3)}=${dice.word('0123456789abcdefABCDEF%_-', 4, 80)}`
    : ''
  return `${dice.pick(['http', 'https', 'https'])}://${dice.pick(HOSTS)}${path}${query}`
}

/** One to many sentences, now and then with an address or a number among them. */
export function prose(dice: Dice, language: Language, low: number, high: number): string {
  return dice
    .some(low, high, () => {
      const kind = dice.below(30)
      if (kind === 0) return webAddress(dice)
      if (kind === 1) return randomUri(dice.random)
      if (kind === 2) return `${dice.word('abcdefghijkl', 2, 9)}@${dice.pick(HOSTS)}`
      if (kind === 3) return dice.word('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 5, 60)
      if (kind === 4) return dice.pick(language.sentences).toUpperCase()
      if (kind === 5) return dice.pick(language.sentences).split('').join(' ')
      return dice.pick(language.sentences)
    })
    .join(dice.pick([' ', ' ', '  ', '\n', ' ']))
}

/** Plain text as mail has it: paragraphs, quotes, a signature, a listing; its lines wrapped, or not at all. */
export function plainText(dice: Dice, language: Language, paragraphs: number): string {
  const wrap = dice.pick([72, 72, 60, 0])
  const made = dice.some(1, paragraphs, () => {
    const text = prose(dice, language, 1, 8)
    const lines = wrap > 0 ? text.replace(new RegExp(`(.{1,${wrap}})( |$)`, 'g'), '$1\n') : `${text}\n`
    switch (dice.below(12)) {
      case 0:
        return lines.replace(/^/gm, '> ')
      case 1:
        return `-- \n${lines}`
      case 2:
        return `${'='.repeat(dice.between(3, 90))}\n${lines}`
      case 3:
        return lines.replace(/^/gm, '\t')
      case 4:
        return `From ${lines}`
      case 5:
        return '\n'.repeat(dice.between(2, 30)) + lines
      case 6:
        return `${dice.word('x ', 2000, 6000)}\n`
      default:
        return lines
    }
  })
  return made.join(dice.pick(['\n', '\n\n', '', ' \n', '\n\t\n']))
}
