import { expect, test } from 'vitest'
import { ruleRunner } from '../../test/support/run-rules.ts'
import { giveStore } from '../learn/scan-stores.ts'
import { MemoryDatabase } from '../learn/store/memory-store.ts'
import type { TokenStore } from '../learn/store/token-store.ts'
import { allPlugins } from '../plugins/all.ts'
import { learnMessage } from '../plugins/bayes/learn-message.ts'
import { autolearnPoints } from '../rules/autolearn-points.ts'
import { autoLearn } from './auto-learn.ts'

const RULES = `
header T_HEAD Subject =~ /head/
header T_EXISTS exists:From
body T_BODY /body/
rawbody T_RAW /raw/
full T_FULL /full/
uri T_URI /uri/
meta T_META T_HEAD && (T_BODY || T_BODY || T_RAW)
meta T_ONLY T_META
meta T_NICE T_BODY
meta T_MATCHING rules_matching(T_HEA*) + rules_matching(T_BO*)
body T_MANY /many/
tflags T_MANY multiple
score T_HEAD 0.01
score T_EXISTS 0.01
score T_BODY 0.01
score T_RAW 0.01
score T_META 0
score T_ONLY 0
score T_NICE 0
score T_MATCHING 0
score T_MANY 1
`

type Case = readonly [title: string, cf: string, body: string, status: string, points: readonly number[]]

// What SpamAssassin's get_autolearn_status says with an empty Bayes database, and its points: all that count, those of
// the header, those of the body, those learned.
const cases: readonly Case[] = [
  ['nothing but small points', '', 'hi', 'ham autolearn_force=no', [0.02, 0.02, 0, 0]],
  ['points between the thresholds', 'score T_BODY 1\n', 'body', 'no autolearn_force=no', [1.02, 0.02, 1, 0]],
  [
    'below a threshold of its own',
    'score T_BODY 1\nbayes_auto_learn_threshold_nonspam 2\n',
    'body',
    'ham autolearn_force=no',
    [1.02, 0.02, 1, 0],
  ],
  [
    'spam by header and body',
    'score T_HEAD 6\nscore T_BODY 6\n',
    'body',
    'spam autolearn_force=no',
    [12.01, 6.01, 6, 0],
  ],
  [
    'just short of the threshold',
    'score T_HEAD 6\nscore T_BODY 5.8\n',
    'body',
    'no autolearn_force=no',
    [11.81, 6.01, 5.8, 0],
  ],
  [
    'too few points of the body',
    'score T_HEAD 12\nscore T_BODY 2.9\n',
    'body',
    'no autolearn_force=no',
    [14.91, 12.01, 2.9, 0],
  ],
  [
    'too few points of the header',
    'score T_HEAD 2.9\nscore T_BODY 12\n',
    'body',
    'no autolearn_force=no',
    [14.91, 2.91, 12, 0],
  ],
  [
    'raw text and URIs are of the body',
    'score T_HEAD 6\nscore T_RAW 3\nscore T_URI 3\n',
    'raw http://uri.com/',
    'spam autolearn_force=no',
    [12.01, 6.01, 6, 0],
  ],
  [
    'the whole message is of neither',
    'score T_HEAD 6\nscore T_FULL 6\n',
    'full',
    'no autolearn_force=no',
    [12.01, 6.01, 0, 0],
  ],
  [
    'forced',
    'score T_HEAD 12\ntflags T_HEAD autolearn_force\n',
    'hi',
    'spam autolearn_force=yes (T_HEAD)',
    [12.01, 12.01, 0, 0],
  ],
  [
    'forced by two',
    'score T_HEAD 12\nscore T_EXISTS 1\ntflags T_HEAD autolearn_force\ntflags T_EXISTS autolearn_force\n',
    'hi',
    'spam autolearn_force=yes (T_HEAD,T_EXISTS)',
    [13, 13, 0, 0],
  ],
  ['forced, but ham', 'tflags T_HEAD autolearn_force\n', 'hi', 'ham autolearn_force=yes (T_HEAD)', [0.02, 0.02, 0, 0]],
  [
    'forced, but between the thresholds',
    'score T_HEAD 4\ntflags T_HEAD autolearn_force\n',
    'hi',
    'no autolearn_force=no',
    [4.01, 4.01, 0, 0],
  ],
  [
    'points that do not count',
    'score T_HEAD 12\ntflags T_HEAD noautolearn\n',
    'hi',
    'no autolearn_force=no',
    [0.01, 0.01, 0, 0],
  ],
  [
    'points of a list of the user',
    'score T_HEAD -100\ntflags T_HEAD userconf nice\nscore T_BODY 12\n',
    'body',
    'no autolearn_force=no',
    [12.01, 0.01, 12, 0],
  ],
  [
    'ham by what counts, spam by all',
    'score T_HEAD 12\ntflags T_HEAD userconf\n',
    'hi',
    'no autolearn_force=no',
    [0.01, 0.01, 0, 0],
  ],
  [
    'spam by what counts, ham by all',
    'score T_HEAD 6\nscore T_BODY 6\nscore T_EXISTS -100\ntflags T_EXISTS userconf nice\n',
    'body',
    'no autolearn_force=no',
    [12, 6, 6, 0],
  ],
  ['a meta counts by what it names', 'score T_META 12\n', 'body', 'spam autolearn_force=no', [12.03, 3.02, 9.01, 0]],
  [
    'a meta that names metas only',
    'score T_META 0.001\nscore T_ONLY 12\n',
    'body',
    'no autolearn_force=no',
    [12.031, 0.02, 0.011, 0],
  ],
  ['a meta of all that match', 'score T_MATCHING 12\n', 'body', 'spam autolearn_force=no', [12.03, 6.02, 6.01, 0]],
  [
    'a header rule that counts as the body',
    'score T_HEAD 6\nscore T_EXISTS 6\ntflags T_EXISTS autolearn_body\n',
    'hi',
    'spam autolearn_force=no',
    [12, 6, 6, 0],
  ],
  [
    'a meta that counts as the header',
    'score T_NICE 6\nscore T_BODY 6\ntflags T_NICE autolearn_header\n',
    'body',
    'spam autolearn_force=no',
    [12.02, 6.02, 6, 0],
  ],
  [
    'a rule that hits often',
    'score T_HEAD 6\nscore T_MANY 3\n',
    'many many',
    'spam autolearn_force=no',
    [12.01, 6.01, 6, 0],
  ],
  ['auto-learning is off', 'bayes_auto_learn 0\nscore T_HEAD 12\n', 'hi', 'disabled', [12.01, 12.01, 0, 0]],
  ['Bayes is off', 'use_bayes 0\nscore T_HEAD 12\n', 'hi', 'disabled', [12.01, 12.01, 0, 0]],
  ['a scan that was cut short', 'score T_HEAD 12\nshortcircuit T_HEAD spam\n', 'hi', 'disabled', [100, 0, 0, 0]],
  [
    'a scan that was cut short by score',
    'score T_HEAD 12\nshortcircuit T_HEAD on\n',
    'hi',
    'disabled',
    [12.01, 12.01, 0, 0],
  ],
  [
    'a threshold for spam of its own',
    'bayes_auto_learn_threshold_spam 6\nscore T_HEAD 3\nscore T_BODY 3\n',
    'body',
    'spam autolearn_force=no',
    [6.01, 3.01, 3, 0],
  ],
  [
    'exactly at the threshold for ham',
    'bayes_auto_learn_threshold_nonspam 0.02\n',
    'hi',
    'no autolearn_force=no',
    [0.02, 0.02, 0, 0],
  ],
  [
    'spam on error, Bayes silent',
    'bayes_auto_learn_on_error 1\nscore T_HEAD 6\nscore T_BODY 6\n',
    'body',
    'spam autolearn_force=no',
    [12.01, 6.01, 6, 0],
  ],
  [
    'spam on error, Bayes sure',
    'bayes_auto_learn_on_error 1\nscore T_HEAD 6\nscore T_BODY 6\nbody BAYES_99 /bo.y/\nscore BAYES_99 1\n',
    'body',
    'no autolearn_force=no',
    [13.01, 6.01, 7, 0],
  ],
  [
    'ham on error, Bayes sure',
    'bayes_auto_learn_on_error 1\nbody BAYES_00 /bo.y/\nscore BAYES_00 -1\n',
    'body',
    'no autolearn_force=no',
    [-0.97, 0.02, -0.99, 0],
  ],
  [
    'learned points say ham',
    'score T_HEAD 6\nscore T_BODY 6\nbody T_LEARNED /bo.y/\ntflags T_LEARNED learn\nscore T_LEARNED -1.1\n',
    'body',
    'no autolearn_force=no',
    [12.01, 6.01, 6, -1.1],
  ],
  [
    'learned points say spam',
    'body T_LEARNED /bo.y/\ntflags T_LEARNED learn\nscore T_LEARNED 1.1\n',
    'body',
    'no autolearn_force=no',
    [0.03, 0.02, 0.01, 1.1],
  ],
  [
    'learned points do not count',
    'score T_HEAD 6\nscore T_BODY 5\nbody T_LEARNED /bo.y/\ntflags T_LEARNED learn\nscore T_LEARNED 5\n',
    'body',
    'no autolearn_force=no',
    [11.01, 6.01, 5, 5],
  ],
]

const DECIDER = 'Mail::SpamAssassin::Plugin::AutoLearnThreshold'
const BAYES = 'Mail::SpamAssassin::Plugin::Bayes'
const learning = allPlugins.filter(({ name }) => name === DECIDER || name === BAYES)

test.for(cases)('%s', async ([, cf, body, status, [score = 0, ...parts]]) => {
  const { run, messages } = ruleRunner(['AutoLearnThreshold', 'Bayes', 'Shortcircuit'], RULES + cf)
  expect(messages).toEqual([])
  const store = new MemoryDatabase().user('')
  const scan = await run(`From: a@b.com\nSubject: head\n\n${body}\n`)
  giveStore(scan, store)
  await autoLearn(scan, learning)
  const force = scan.autolearnForce === undefined ? '' : ` autolearn_force=${scan.autolearnForce}`
  expect(scan.autolearn + force).toBe(status)
  const learned = /^(?:ham|spam)/.exec(status)?.[0]
  expect(await store.messages()).toEqual({ spam: learned === 'spam' ? 1 : 0, ham: learned === 'ham' ? 1 : 0 })
  const points = autolearnPoints(scan)
  expect(points.score).toBe(score)
  expect([points.head, points.body, points.learned].map((part) => Number(part.toFixed(3)))).toEqual(parts)
})

test('what is decided', async () => {
  const { run } = ruleRunner(['AutoLearnThreshold'], `${RULES}score T_HEAD 6\nscore T_BODY 6\n`)
  const decider = allPlugins.find((plugin) => plugin.autolearnDiscriminator)
  expect(decider?.autolearnDiscriminator?.(await run('From: a@b.com\nSubject: head\n\nbody\n'))).toBe('spam')
  expect(decider?.autolearnDiscriminator?.(await run('To: a@b.com\n\nhi\n'))).toBe('ham')
  expect(decider?.autolearnDiscriminator?.(await run('Subject: head\n\nhi\n'))).toBe(undefined)
})

test('without the plugin nothing is learned', async () => {
  const { run } = ruleRunner([], RULES)
  const scan = await run('Subject: x\n\nhi\n')
  await autoLearn(scan, [])
  expect([scan.autolearn, scan.autolearnForce]).toEqual(['no', 'no'])
})

const HAM = 'To: a@b.com\n\nhi\n'

async function learnedTwice(store: TokenStore, cf = ''): Promise<string> {
  const { run } = ruleRunner(['AutoLearnThreshold', 'Bayes'], RULES + cf)
  const words: string[] = []
  for (let i = 0; i < 2; i++) {
    const scan = await run(HAM)
    giveStore(scan, store)
    await autoLearn(scan, learning)
    words.push(scan.autolearn)
  }
  return words.join(' ')
}

// What SpamAssassin answers when it is given the message twice.
test.for([
  ['', 'ham unavailable'],
  ['bayes_ignore_to a@b.com\n', 'unavailable unavailable'],
  ['use_learner 0\n', 'unavailable unavailable'],
] as const)('given twice, with %j: %s', async ([cf, expected]) => {
  expect(await learnedTwice(new MemoryDatabase().user(''), cf)).toBe(expected)
})

test('a store that cannot write: it is noticed once, and waited for from then on', async () => {
  const store = new MemoryDatabase().user('')
  let full = true
  const learn = store.learn.bind(store)
  store.learn = (lesson) => (full ? Promise.reject(new Error('no room')) : learn(lesson))
  expect(await learnedTwice(store)).toBe('ham failed')
  full = false
  expect(await learnedTwice(store)).toBe('ham unavailable')
})

test('what was learned as the opposite is left so', async () => {
  const { run } = ruleRunner(['AutoLearnThreshold', 'Bayes'], RULES)
  const store = new MemoryDatabase().user('')
  const scan = await run(HAM)
  await learnMessage(scan.conf, store, scan.message, 's', { opposite: 'relearn', useIgnores: true, now: scan.now })
  giveStore(scan, store)
  await autoLearn(scan, learning)
  expect([scan.autolearn, await store.messages()]).toEqual(['unavailable', { spam: 1, ham: 0 }])
})
