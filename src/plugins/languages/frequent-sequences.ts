/** Letters and apostrophes: all bytes but digits, white space and ASCII punctuation. */
const WORD = /[^0-9 \t\n\r\f\v\-!"#$%&()*+,./:;<=>?@[\\\]^_`{|}~]+/g
const CAPITAL = /[A-Z]/
const FOUR_LETTERS = /[a-zA-Z\xc0-\xd6\xd8-\xde\xe0-\xf6\xf8-\xfe]{4}/
const CAPITALS = /[A-Z\xc0-\xd6\xd8-\xde]+/g
/** Sequences are this long at most. */
const MAX_LENGTH = 5

/**
 * The sequences of one to five bytes within the words of a text that stand more often than `above`, the most frequent
 * first, at most `limit` of them (create_lm). A NUL stands for the edge of a word.
 */
export function frequentSequences(text: string, above: number, limit: number): readonly string[] {
  const words = new Map<string, number>()
  for (const [word] of text.matchAll(WORD)) words.set(word, (words.get(word) ?? 0) + 1)
  const counts = new Map<string, number>()
  for (const [word, count] of words) {
    const edged = `\0${lowerWord(word)}\0`
    for (let from = 0; from < edged.length; from++) {
      const last = Math.min(edged.length, from + MAX_LENGTH)
      for (let to = from + 1; to <= last; to++) {
        const sequence = edged.slice(from, to)
        counts.set(sequence, (counts.get(sequence) ?? 0) + count)
      }
    }
  }
  const frequent = [...counts].filter(([, count]) => above <= 0 || count > above)
  frequent.sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
  return (frequent.length > limit ? frequent.slice(0, Math.trunc(limit)) : frequent).map(([sequence]) => sequence)
}

/** Longer words in lower case, as in Latin-1, which is how the models were made. */
function lowerWord(word: string): string {
  if (!CAPITAL.test(word) || !FOUR_LETTERS.test(word)) return word
  return word.replace(CAPITALS, (letters) => letters.toLowerCase())
}
