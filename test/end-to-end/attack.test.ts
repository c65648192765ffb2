import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, type RunningAssayd, startAssayd } from '../support/assayd.ts'
import { mailWithText } from '../support/attack-mail.ts'

// Mail that is made to keep an expression busy must not keep the daemon busy (tools/attack.ts does so with all rules that
// are installed). These are the ways in which an expression can take for ever: over `pumped`, again and again, and an end
// that fails, though it holds all that the rule's prefilter looks for.
const EXPRESSIONS: readonly (readonly [name: string, pattern: string, pumped: string, end: string])[] = [
  ['loops in a loop, and the end of the text', '^(?:\\w+[ !]?)+$', 'a', '.'],
  ['a look-ahead behind them', '^(?:[a-z]+\\s?)+(?!x)!', 'a', '1 !'],
  ['a look-behind before them', '(?<![.])\\b(?:[a-z0-9]+-?)+;', 'a', '. ;'],
  ['a back-reference behind them', '(\\w)(?:\\w+ ?)+;\\1', 'a', '. ;a'],
  ['large counts in a loop', '(?:(?:\\w{1,50} ?){1,50}-){1,20};', 'a', '. -;'],
  ['an atomic group behind them', '(?:\\w+ ?)+(?>a|ab)%', 'a', '. a%'],
]
const LENGTHS = [40, 1500]
const LIMIT_MS = 2000

// What holds an expression up although the quick test before it lets the text through: the rule is given up for the text.
const HOLE = { name: 'ATTACKED_HOLE', pattern: '(\\w)(?:\\w+ ?)+;\\1', text: `${'a'.repeat(60)}_ ;` }

// The same where plugins run the expressions of rules. The text stands in a line of its own: a field, or a link.
const PLUGIN_HOLES: readonly (readonly [name: string, rule: string, message: string])[] = [
  [
    'ATTACKED_PART',
    `mimeheader ATTACKED_PART X-Attack =~ /${HOLE.pattern}/`,
    mailWithText('body', 'aaaa_ ;').replace(/^Subject:/m, `X-Attack: ${HOLE.text}\n$&`),
  ],
  [
    'ATTACKED_LINK',
    'uri_detail ATTACKED_LINK raw =~ /(\\w)(?:\\w+-?)+=\\1/',
    mailWithText('body', `aaaa_ ; http://example.com/${'a'.repeat(60)}_-=`),
  ],
]

const state: { daemon?: RunningAssayd } = {}
beforeAll(async () => {
  const rules = EXPRESSIONS.flatMap(([, pattern], i) => ['--cf', `body ATTACKED_${i} /${pattern}/`])
  const hole = ['--cf', `body ${HOLE.name} /${HOLE.pattern}/`, '--cf', 'body BESIDE_THE_HOLE /aaaa_ ;/']
  const inPlugins = PLUGIN_HOLES.flatMap(([, rule]) => ['--cf', rule])
  state.daemon = await startAssayd(...rules, ...hole, ...inPlugins)
  // threads make their code when they first need it
  await Promise.all([1, 2, 3, 4].map(() => timed(mailWithText('body', 'A harmless message.'))))
}, 150_000)
afterAll(() => state.daemon?.stop())

async function timed(message: string): Promise<number> {
  const begun = performance.now()
  const answer = await ask(state.daemon?.port ?? 0, 'SYMBOLS', message)
  expect(answer).toMatch(/^SPAMD\/1\.1 0 EX_OK/)
  return performance.now() - begun
}

test.each(EXPRESSIONS)('%s: /%s/', { timeout: 60_000 }, async (_name, _pattern, pumped, end) => {
  for (const length of LENGTHS) {
    const attack = timed(mailWithText('body', pumped.repeat(length) + end))
    expect(await timed(mailWithText('body', 'A harmless message.'))).toBeLessThan(LIMIT_MS)
    expect(await attack).toBeLessThan(LIMIT_MS)
  }
})

test.each(PLUGIN_HOLES)('%s: %s', { timeout: 90_000 }, async (name, _rule, message) => {
  const port = state.daemon?.port ?? 0
  const first = await ask(port, 'SYMBOLS', message)
  expect(first).toMatch(/BESIDE_THE_HOLE/)
  expect(first).not.toMatch(/TIME_LIMIT_EXCEEDED/)
  expect(first).not.toContain(name)
  expect(await timed(message)).toBeLessThan(LIMIT_MS)
})

test('what gets through is scanned without the rule that it holds up', { timeout: 90_000 }, async () => {
  const attack = mailWithText('body', HOLE.text)
  const port = state.daemon?.port ?? 0
  const first = await ask(port, 'SYMBOLS', attack)
  expect(first).toMatch(/BESIDE_THE_HOLE/)
  expect(first).not.toMatch(/TIME_LIMIT_EXCEEDED/)
  // known by now
  const begun = performance.now()
  expect(await ask(port, 'SYMBOLS', attack)).toMatch(/BESIDE_THE_HOLE/)
  expect(performance.now() - begun).toBeLessThan(LIMIT_MS)
  // the rule itself is still there
  expect(await ask(port, 'SYMBOLS', mailWithText('body', 'ab cd;a'))).toMatch(/ATTACKED_HOLE/)
})
