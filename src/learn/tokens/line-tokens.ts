import { asciiLower } from '../../base/ascii.ts'
import { addressTokens } from './address-tokens.ts'
import { domainsAbove } from './domains-above.ts'

/** Where a line stands: body and URIs are taken apart further than headers, and long words of URIs are kept whole. */
export type LineRegion = 'header' | 'body' | Uri
/** A URI in bytes, or in Unicode characters, as HTML gives them: then letters beyond ASCII are letters. */
type Uri = 'uri' | 'unicode-uri'

/** What the tokens of a line depend on. */
export interface LineOptions {
  /** Words longer than this are shortened, unless they contain `*`. */
  readonly maxLength: number
  /** Words that say nothing. */
  readonly isStopWord: (word: string) => boolean
}

/** Shorter words say nothing. */
const MIN_LENGTH = 3

const NON_ASCII = /[\x80-\xff]/
const BETWEEN_WORDS = /[^A-Za-z0-9,@*!_'"$. -]+/g
/** Words in text of more than ASCII: UTF-8 characters stay whole, and bytes of other charsets stay where they are letters. */
const WORD_BYTES =
  /(?:[A-Za-z0-9,@*!_'"$. -]+|[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\xa1-\xff])+/g
/** What makes a word, and how it is put into lower case. */
interface Alphabet {
  readonly dotsBetweenWords: RegExp
  readonly dashesBetweenWords: RegExp
  readonly punctuation: RegExp
  readonly allPunctuation: RegExp
  readonly lower: (word: string) => string
}

function alphabet(letters: string, lower: Alphabet['lower']): Alphabet {
  return {
    dotsBetweenWords: new RegExp(`([${letters}])(\\.{3,6})([${letters}])`, 'g'),
    dashesBetweenWords: new RegExp(`([${letters}])(-{2,6})([${letters}])`, 'g'),
    punctuation: new RegExp(`[^${letters}:*]`),
    allPunctuation: new RegExp(`[^${letters}:*]+`, 'g'),
    lower,
  }
}

const ASCII = alphabet('\\w', asciiLower)
// What stands above latin1 has become a blank by then.
const UNICODE = alphabet('\\w\\xaa\\xb5\\xba\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\xff', (word) => word.toLowerCase())
/** A capital that begins a sentence of which no other letter is one, up to its last blank. */
const SENTENCE_START = /(?:^|\. +)([A-Z])([^A-Z]+)(?: |$)/g
const ADDRESS = /[^ ]@[^ ]/
const DOTTED_NAME = /[^ ]\.[A-Za-z]/
const TWO_HIGH_BYTES = /[\x80-\xbf]{2}/
/** UTF-8 characters of three and four bytes. */
const LONG_UTF8_CHARS = /(?:[\xe0-\xef]|[\xf0-\xf4][\x80-\xbf])[\x80-\xbf]{2}/g
/** The first seven characters of a word with at least two bytes behind them; once found, they stand. */
const LONG_WORD_START =
  /^(?=((?:[\x00-\x7f\xf5-\xff]|[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x00-\xff]){7}))\1[\x00-\xff]{2}/
const CAPITAL = /[A-Z]/
const TRIMMED = '-\'".,'

/**
 * The tokens of one line (Plugin::Bayes, _tokenize_line), as often as they stand in it, given to `emit` one by one.
 * Returns how many.
 */
export function lineTokens(
  line: string,
  prefix: string,
  region: LineRegion,
  options: LineOptions,
  emit: (token: string) => void,
): number {
  let count = 0
  const take = (token: string): void => {
    count++
    emit(token)
  }
  for (const spaced of splitIntoWords(line, region)) {
    const word = trimmedWord(spaced)
    if (word.length < MIN_LENGTH || options.isStopWord(word)) continue
    wordTokens(word, prefix, region, options.maxLength, take)
  }
  return count
}

function splitIntoWords(line: string, region: LineRegion): string[] {
  let text: string
  if (NON_ASCII.test(line)) {
    const runs = line.match(WORD_BYTES) ?? []
    text = runs.join(' ')
    // What begins the line must be a letter to be its first.
    if (runs[0] !== undefined && !line.startsWith(runs[0])) text = ` ${text}`
  } else text = line.replace(BETWEEN_WORDS, ' ')
  const { dotsBetweenWords, dashesBetweenWords } = region === 'unicode-uri' ? UNICODE : ASCII
  if (text.includes('...')) text = text.replace(dotsBetweenWords, '$1 $2 $3')
  if (text.includes('--')) text = text.replace(dashesBetweenWords, '$1 $2 $3')
  if (region !== 'header') {
    text = text.replace(SENTENCE_START, (_whole, capital: string, rest: string) => ` ${capital.toLowerCase()}${rest} `)
  }
  return text.split(' ')
}

function trimmedWord(word: string): string {
  let start = 0
  let end = word.length
  while (start < end && TRIMMED.includes(word[start] as string)) start++ // `as`, twice: within the word
  while (end > start && TRIMMED.includes(word[end - 1] as string)) end--
  return start === 0 && end === word.length ? word : word.slice(start, end)
}

function wordTokens(
  word: string,
  prefix: string,
  region: LineRegion,
  maxLength: number,
  take: (token: string) => void,
): void {
  if (region !== 'header') {
    if (word.includes('@') && ADDRESS.test(word)) for (const token of addressTokens(word)) take(token)
    else if (word.includes('.') && DOTTED_NAME.test(word)) {
      take(`UD:${word}`)
      for (const domain of domainsAbove(word)) take(`UD:${domain}`)
    }
  }

  let token = word
  if (word.length > maxLength && !word.includes('*')) {
    const characters = TWO_HIGH_BYTES.test(word) ? word.match(LONG_UTF8_CHARS) : null
    if (characters) {
      for (const character of characters) take(`${prefix}u8:${character}`)
      return
    }
    const start = region === 'uri' || region === 'unicode-uri' ? undefined : LONG_WORD_START.exec(word)?.[1]
    if (start !== undefined) token = `sk:${start}`
  }

  if (region !== 'header') {
    const { punctuation, allPunctuation, lower } = region === 'unicode-uri' ? UNICODE : ASCII
    const hasPunctuation = punctuation.test(token)
    if (hasPunctuation) take(prefix + token.replace(allPunctuation, ''))
    if (CAPITAL.test(token)) {
      const lowered = lower(token)
      take(prefix + lowered)
      if (hasPunctuation) take(prefix + lowered.replace(allPunctuation, ''))
    }
  }
  take(prefix + token)
}
