import { asciiLower } from '../../base/ascii.ts'
import { members } from '../../regex/byte-set.ts'
import { compilePerlRegex, type PerlRegex } from '../../regex/compile.ts'
import { parsePerlRegex } from '../../regex/parse.ts'
import { RegexError } from '../../regex/regex-error.ts'
import type { Node } from '../../regex/tree.ts'

/** Whether a word is one that says nothing. */
export type StopWordTest = (word: string) => boolean

// A list of words is some hundred; what has more is no list.
const MOST_WORDS = 5000

/**
 * Tests words by expressions for whole words. Nearly all such expressions are lists of words in disguise: those are taken
 * apart, because every word of every message is looked up.
 */
export function stopWordTest(patterns: readonly string[]): StopWordTest {
  const listed = new Set<string>()
  const others: StopWordTest[] = []
  for (const pattern of patterns) {
    const regex = compilePerlRegex(pattern, '')
    const words = listedWords(parsePerlRegex(pattern).root)
    if (words) for (const word of words) listed.add(word)
    else others.push((word) => matches(regex, word))
  }
  const lengths = Array.from(listed, ({ length }) => length)
  const shortest = Math.min(...lengths)
  const longest = Math.max(...lengths)
  const isListed: StopWordTest = (word) => {
    const { length } = word
    return length >= shortest && length <= longest && listed.has(asciiLower(word))
  }
  return others.length === 0 ? isListed : (word) => isListed(word) || others.some((test) => test(word))
}

/** A word that an expression takes too long on says nothing about stop words. */
function matches(regex: PerlRegex, word: string): boolean {
  try {
    return regex.test(word)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    return false
  }
}

// Marks in words for what an expression asserts: no byte is like these.
const START = '\u{100}'
const END = '\u{101}'

/**
 * The words that an expression matches and nothing else, capital letters as small ones; undefined where it is no list of
 * whole words. No word has a newline in it, before which `$` matches, too.
 */
function listedWords(root: Node): string[] | undefined {
  const found = texts(root)
  if (!found) return undefined
  const words: string[] = []
  for (const text of found) {
    const word = WHOLE_WORD.exec(text)?.[1]
    if (word !== undefined) words.push(word)
    else if (!IMPOSSIBLE.test(text)) return undefined
  }
  return words
}

const WHOLE_WORD = /^\u{100}+([\x00-\xff]*)\u{101}+$/u
/** Something before the start, or behind the end. */
const IMPOSSIBLE = /[\x00-\xff]\u{100}|\u{101}[\x00-\xff]/u

/** All texts that an expression can match, as far as they are few. */
function texts(node: Node): string[] | undefined {
  switch (node.type) {
    case 'set':
      return letters(node.set)
    case 'assert':
      if (node.kind === 'start') return [START]
      return node.kind === 'end' || node.kind === 'end-or-newline' ? [END] : undefined
    case 'capture':
      return texts(node.body)
    case 'alternation': {
      const all: string[] = []
      for (const branch of node.branches) {
        const some = texts(branch)
        if (!some || all.length + some.length > MOST_WORDS) return undefined
        all.push(...some)
      }
      return all
    }
    case 'sequence':
      return node.items.reduce<string[] | undefined>((before, item) => joined(before, texts(item)), [''])
    case 'repeat': {
      if (node.mode === 'possessive' || node.max > MOST_WORDS) return undefined
      const once = texts(node.body)
      const all: string[] = []
      let times: string[] | undefined = ['']
      for (let count = 0; count <= node.max; count++) {
        if (!times || all.length + times.length > MOST_WORDS) return undefined
        if (count >= node.min) all.push(...times)
        times = joined(times, once)
      }
      return all
    }
    default:
      return undefined
  }
}

function joined(before: readonly string[] | undefined, after: readonly string[] | undefined): string[] | undefined {
  if (!before || !after || before.length * after.length > MOST_WORDS) return undefined
  return before.flatMap((start) => after.map((end) => start + end))
}

const CASE_BIT = 0x20

/** The bytes of a set, of letters the small ones; undefined where a letter and its capital are not in it together. */
function letters(set: Uint8Array): string[] | undefined {
  const found: string[] = []
  for (const byte of members(set)) {
    const text = String.fromCharCode(byte)
    if (/[A-Za-z]/.test(text) && set[byte ^ CASE_BIT] !== 1) return undefined
    if (!/[A-Z]/.test(text)) found.push(text)
  }
  return found
}
