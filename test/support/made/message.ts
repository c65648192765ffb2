// Whole messages of every form, each from its seed: for comparing what is seen of them with what SpamAssassin sees.
import { seededRandom } from '../random-html.ts'
import { Dice } from './dice.ts'
import { headerBlock } from './header-block.ts'
import { damaged, madePart } from './parts.ts'
import { pickLanguage } from './text.ts'

/** The message of a seed, in latin1, one char a byte. */
export function madeMessage(seed: number): string {
  const dice = new Dice(seededRandom(seed))
  const language = pickLanguage(dice)
  const htmlSize = {
    none: 0,
    small: dice.between(2000, 20_000),
    usual: dice.between(20_000, 60_000),
    big: dice.between(60_000, 200_000),
  }[dice.weighted({ none: 6, small: 2, usual: 2.5, big: 0.5 })]
  const part = madePart(dice, language, { htmlSize, depth: dice.between(1, 4) })
  const version = dice.chance(0.9) ? 'MIME-Version: 1.0\n' : ''
  const separator = dice.weighted({ '\n': 40, '': 1, ' \n': 0.5, '\n\n\n': 1 })
  const envelope = headerBlock(dice, language)
  const header = dice.chance(0.9) ? `${envelope}${version}${part.headers}` : `${version}${part.headers}${envelope}`
  return transported(dice, header + separator + part.body)
}

/** What may happen to a message on its way. */
function transported(dice: Dice, message: string): string {
  switch (
    dice.weighted({
      well: 14,
      crlf: 3,
      mixed: 0.6,
      mbox: 0.8,
      cut: 0.4,
      damaged: 0.8,
      returns: 0.2,
      lines: 0.3,
      scattered: 0.3,
    })
  ) {
    case 'crlf':
      return message.replaceAll('\n', '\r\n')
    case 'mixed':
      return message.replace(/\n/g, () => (dice.chance(0.5) ? '\r\n' : '\n'))
    case 'mbox':
      return `From joe@example.com Mon Mar  4 10:15:00 2024\n${message}`
    case 'cut':
      return message.slice(0, dice.below(message.length))
    case 'damaged':
      return damaged(dice, message)
    case 'returns':
      return message.replaceAll('\n', dice.pick(['\r', '\r\r\n', '\n\r']))
    case 'lines':
      return message.replace(/\n\n/g, () => '\n'.repeat(dice.between(2, 40)))
    case 'scattered': {
      const header = message.indexOf('\n\n')
      return message.slice(0, header) + damaged(dice, message.slice(header))
    }
    default:
      return message
  }
}

/** Every fourth message is compared without `normalize_charset`. */
export function isNormalized(seed: number): boolean {
  return seed % 4 !== 3
}
