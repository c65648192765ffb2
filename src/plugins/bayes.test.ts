import { expect, test } from 'vitest'
import { ruleRunner } from '../../test/support/run-rules.ts'
import { giveStore } from '../learn/scan-stores.ts'
import { MemoryDatabase } from '../learn/store/memory-store.ts'
import type { TokenStore } from '../learn/store/token-store.ts'
import { forgetMessage, learnMessage } from './bayes/learn-message.ts'
import { bayes, bayesProbability } from './bayes.ts'

const RULES = `
bayes_min_ham_num 1
bayes_min_spam_num 1
body T_BAYES_ANY eval:check_bayes('0', 'undef')
body T_BAYES_LOW eval:check_bayes('0', '0.4')
body T_BAYES_HIGH eval:check_bayes('0.6', '1')
body T_BAYES_NONE eval:check_bayes('0.9', '0.9')
score T_BAYES_ANY 1
score T_BAYES_LOW 1
score T_BAYES_HIGH 1
score T_BAYES_NONE 1
`
const message = (words: string): string => `From: a@example.com\nTo: b@example.net\nSubject: test\n\n${words}\n`
const HAM = message('meeting tomorrow about minutes')
const SPAM = message('pills cheap casino winner')

async function scanned(store: TokenStore | undefined, text: string, cf = '') {
  const runner = ruleRunner(['Bayes'], RULES + cf)
  expect(runner.messages).toEqual([])
  return runner.run(text, (scan) => {
    if (store) giveStore(scan, store)
  })
}

async function trained(): Promise<TokenStore> {
  const store = new MemoryDatabase().user('')
  const { conf } = await scanned(undefined, HAM)
  const options = { opposite: 'relearn', useIgnores: true, now: 1_700_000_000 } as const
  for (const [text, as] of [
    [HAM, 'h'],
    [SPAM, 's'],
  ] as const) {
    const { message: parsed } = await scanned(undefined, text)
    expect(await learnMessage(conf, store, parsed, as, options)).toBe('learned')
    expect(await learnMessage(conf, store, parsed, as, options)).toBe('known')
  }
  return store
}

const hits = (scan: Awaited<ReturnType<typeof scanned>>): string[] => scan.rulesHit.map((rule) => rule.slice(8))

test('words of spam, words of ham, unknown words', async () => {
  const store = await trained()
  const high = await scanned(store, message('cheap pills'))
  expect(hits(high)).toEqual(['ANY', 'HIGH'])
  expect(bayesProbability(high)).toBeGreaterThan(0.6)
  expect(high.hits()[0]?.evidence).toEqual([`score: ${bayesProbability(high)?.toFixed(4)}`])
  expect(hits(await scanned(store, message('minutes tomorrow')))).toEqual(['ANY', 'LOW'])
  expect(hits(await scanned(store, 'X-A: 1\n\nunheard\n'))).toEqual([])
})

test('tags', async () => {
  const store = await trained()
  const scan = await scanned(store, message('cheap pills unheard'))
  expect(scan.tag('BAYESTCSPAMMY')).toBe('2')
  expect(scan.tag('BAYESTCHAMMY')).toBe('0')
  expect(scan.tag('SPAMMYTOKENS', '2,short')?.split(', ').sort()).toEqual(['cheap', 'pills'])
  const total = Number(scan.tag('BAYESTC'))
  const known = Number(scan.tag('BAYESTCLEARNED'))
  expect(scan.tag('TOKENSUMMARY')).toBe(`Tokens: new, ${total - known}; hammy, 0; neutral, ${known - 2}; spammy, 2.`)
})

// Where Bayes may not answer, SpamAssassin sets the tags all the same.
test.each([
  ['too few messages', 'bayes_min_spam_num 2\n', '0'],
  ['a sender whose mail is ignored', 'bayes_ignore_from *@example.com\n', '0'],
  ['a recipient whose mail is ignored', 'bayes_ignore_to b@example.net\n', '0'],
  ['rules are off', 'use_bayes_rules 0\n', undefined],
  ['Bayes is off', 'use_bayes 0\n', undefined],
  ['learning is off', 'use_learner 0\n', undefined],
])('%s', async (_what, cf, count) => {
  const scan = await scanned(await trained(), SPAM, cf)
  expect(hits(scan)).toEqual([])
  expect(bayesProbability(scan)).toBe(undefined)
  expect(scan.tag('BAYESTCSPAMMY')).toBe(count)
  expect(scan.tag('TOKENSUMMARY')).toBe(count === undefined ? undefined : 'Bayes not run.')
})

test('forgotten, all that was learned is gone', async () => {
  const store = await trained()
  const { conf, message: ham } = await scanned(undefined, HAM)
  const { message: spam } = await scanned(undefined, SPAM)
  expect(await forgetMessage(conf, store, ham)).toBe(true)
  expect(await forgetMessage(conf, store, ham)).toBe(false)
  expect(await forgetMessage(conf, store, spam)).toBe(true)
  expect(await store.facts()).toMatchObject({ spam: 0, ham: 0, tokens: 0 })
})

test('a store that answers later says the same', async () => {
  const memory = await trained()
  const later = {
    messages: async () => memory.messages(),
    tokens: async (tokens: readonly string[]) => memory.tokens(tokens),
    touch: () => undefined,
  } as unknown as TokenStore // what a scan asks of it
  const direct = await scanned(memory, SPAM)
  const asked = await scanned(later, SPAM)
  expect(hits(asked)).toEqual(hits(direct))
  expect(bayesProbability(asked)).toBe(bayesProbability(direct))
})

test('a language without stop words is told', () => {
  const said: string[] = []
  const { run } = ruleRunner(['Bayes'], 'bayes_stopword_languages en xx de\nbayes_stopword_de (?:und|oder)\n')
  return run(HAM).then(({ conf }) => {
    bayes.finishConf(conf, (text) => void said.push(text))
    expect(said).toEqual(["bayes: missing stopwords regexp for language 'xx'"])
  })
})
