import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type LineRegion, lineTokens } from './line-tokens.ts'

/** What SpamAssassin makes of a line as part of a header, of the body and of a URI: `tools/bayes-tokens.pl --lines`. */
type Golden = readonly [line: string, header: string[], body: string[], uri: string[]]

const golden = readFileSync(path.join(import.meta.dirname, 'line-tokens.golden.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Golden) // `as`: what the script prints

// Those of SpamAssassin's that stand in the lines above.
const STOP_WORDS = new Set([
  'the',
  'and',
  'have',
  "it's",
  'information',
  'for',
  'see',
  'one',
  'first',
  'now',
  'mail',
  'http',
  'make',
])
const isStopWord = (word: string): boolean => STOP_WORDS.has(word.toLowerCase()) || /^you're$/i.test(word)

function tokensOf(line: string, region: LineRegion, prefix = '', maxLength = 15): string[] {
  const tokens: string[] = []
  const count = lineTokens(line, prefix, region, { maxLength, isStopWord }, (token) => void tokens.push(token))
  expect(count).toBe(tokens.length)
  return tokens
}

describe.each(golden)('%j', (line, header, body, uri) => {
  test('in a header', () => expect(tokensOf(line, 'header')).toEqual(header))
  test('in the body', () => expect(tokensOf(line, 'body')).toEqual(body))
  test('as a URI', () => expect(tokensOf(line, 'uri')).toEqual(uri))
})

test('parts of addresses and names have no prefix', () => {
  expect(tokensOf('ann@x.org www.x.org Word', 'body', 'I*:')).toEqual([
    ...['U*ann', 'D*x.org', 'D*org', 'I*:annxorg', 'I*:ann@x.org'],
    ...['UD:www.x.org', 'UD:x.org', 'UD:org', 'I*:wwwxorg', 'I*:www.x.org', 'I*:word', 'I*:Word'],
  ])
})

test('a length of its own, above which words are shortened', () => {
  expect(tokensOf('exactly elevenchars twelveletter', 'header', '', 11)).toEqual([
    'exactly',
    'elevenchars',
    'sk:twelvel',
  ])
  expect(tokensOf('short', 'header', '', 3)).toEqual(['short']) // not longer than what is kept and two
})

test('lines made to take long are read in linear time', () => {
  const started = performance.now()
  for (const line of [
    '. X'.repeat(700),
    'a.'.repeat(1000),
    '@'.repeat(2000),
    '\xe6\x97'.repeat(1000),
    '-'.repeat(2048),
  ]) {
    for (const region of ['header', 'body', 'uri'] as const) tokensOf(line, region)
  }
  expect(performance.now() - started).toBeLessThan(1000)
})
