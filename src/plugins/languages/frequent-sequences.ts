import { SequenceCounts } from './sequence-counts.ts'

/** Letters and apostrophes: all bytes but digits, white space and ASCII punctuation. */
const WORD = /[^0-9 \t\n\r\f\v\-!"#$%&()*+,./:;<=>?@[\\\]^_`{|}~]+/g
const CAPITAL = /[A-Z]/
const FOUR_LETTERS = /[a-zA-Z\xc0-\xd6\xd8-\xde\xe0-\xf6\xf8-\xfe]{4}/
const CAPITALS = /[A-Z\xc0-\xd6\xd8-\xde]+/g

/**
 * The sequences of one to five bytes within the words of a text that stand more often than `above`, the most frequent
 * first, at most `limit` of them (create_lm). A NUL stands for the edge of a word.
 */
export function frequentSequences(text: string, above: number, limit: number): readonly string[] {
  const words = new Map<string, number>()
  for (const [word] of text.matchAll(WORD)) words.set(word, (words.get(word) ?? 0) + 1)
  let bytes = 0
  for (const word of words.keys()) bytes += word.length + 2
  const counts = new SequenceCounts(bytes)
  for (const [word, times] of words) counts.addWord(`\0${lowerWord(word)}\0`, times)
  return counts.mostFrequent(Math.max(0, above), limit)
}

/** Longer words in lower case, as in Latin-1, which is how the models were made. */
function lowerWord(word: string): string {
  if (!CAPITAL.test(word) || !FOUR_LETTERS.test(word)) return word
  return word.replace(CAPITALS, (letters) => letters.toLowerCase())
}
