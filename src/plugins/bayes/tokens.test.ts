import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { ruleRunner } from '../../../test/support/run-rules.ts'
import { messageIds } from '../../learn/message-ids.ts'
import { receiveTime } from '../../learn/receive-time.ts'
import { tokensOf } from './classification.ts'
import { learnedTokens } from './learn-message.ts'

/** What SpamAssassin reads of a message with `bayes_token_sources all`: as tools/bayes-tokens.pl prints it. */
interface Golden {
  readonly title: string
  readonly message: string
  readonly ids: readonly string[]
  readonly learn: readonly string[]
  /** Tokens of a scan that are not learned, and the other way round. */
  readonly onlyScan: readonly string[]
  readonly onlyLearn: readonly string[]
  readonly time?: number
}

const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, 'tokens.golden.json'), 'utf8')) as Golden[] // `as`: see there
const sorted = (tokens: ReadonlyMap<string, string> | ReadonlySet<string>): string[] => [...tokens.values()].sort()

test.each(golden)('$title', async ({ message, ids, learn, onlyScan, onlyLearn, time }) => {
  const { run } = ruleRunner(['Bayes'], 'bayes_token_sources all\n')
  const scan = await run(message)
  const learned = sorted(learnedTokens(scan.conf, scan.message))
  expect(learned).toEqual([...learn].sort())
  const scanned = sorted(tokensOf(scan))
  expect(scanned.filter((token) => !learned.includes(token))).toEqual([...onlyScan].sort())
  expect(learned.filter((token) => !scanned.includes(token))).toEqual([...onlyLearn].sort())
  expect(messageIds(scan.message)).toEqual(ids)
  if (time !== undefined) expect(receiveTime(scan.message)).toBe(time)
})

test.each([
  ['bayes_token_sources none header\nbayes_ignore_header X-Odd Received', /^H(?!X-Odd:|\*r:)/],
  ['bayes_token_sources none mimepart', /^MIME:/],
  ['bayes_token_sources none uri', /^(?:UD:|U\*|D\*|[^:]*$)/],
])('%s', async (cf, expected) => {
  const { run } = ruleRunner(['Bayes'], `${cf}\n`)
  const scan = await run(golden[0]?.message ?? '')
  const tokens = [...learnedTokens(scan.conf, scan.message).values()]
  expect(tokens.length).toBeGreaterThan(0)
  expect(tokens.filter((token) => !expected.test(token))).toEqual([])
})

test('a daemon learns without the fields of filters', async () => {
  const { run } = ruleRunner(['Bayes'], '')
  const { conf, message } = await run('X-Spam-Colour: purple\nFrom: c@b.com\n\nhello\n')
  const colours = (header: 'whole' | 'as scanned') =>
    [...learnedTokens(conf, message, header).values()].filter((token) => token.startsWith('HX-Spam'))
  expect([colours('whole'), colours('as scanned')]).toEqual([['HX-Spam-Colour:purple'], []])
})
