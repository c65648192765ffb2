import { textFromUtf8Bytes } from '../../base/latin1.ts'
import type { RenderedText } from '../../message/part.ts'

/** Rendered text in the units Perl counts and classifies it by: Unicode characters, or bytes where nothing was decoded. */
export interface RenderedCharacters {
  readonly text: string
  readonly unicode: boolean
}

const NON_ASCII = /[\x80-\xff]/

/** The characters of a part's rendered text; undefined when its type is not rendered. */
export function renderedCharacters(rendered: RenderedText): RenderedCharacters | undefined {
  const { text } = rendered
  if (rendered.type === undefined || text === undefined) return undefined
  const unicode = rendered.unicode && NON_ASCII.test(text)
  return { text: unicode ? textFromUtf8Bytes(text) : text, unicode }
}

const BYTE_SPACE = /[ \t\n\r\f\v]+/
const UNICODE_SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/
const BYTE_WORD = /\w/
const UNICODE_WORD = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u

/** What stands between white space and has a letter, digit or underscore in it. */
export function wordsOf(characters: RenderedCharacters): string[] {
  const pieces = characters.text.split(characters.unicode ? UNICODE_SPACE : BYTE_SPACE)
  const word = characters.unicode ? UNICODE_WORD : BYTE_WORD
  return pieces.filter((piece) => BYTE_WORD.test(piece) || word.test(piece))
}
