import { expect, test } from 'vitest'
import { Conf } from '../conf/conf.ts'
import { HeaderList } from '../message/header-list.ts'
import type { Message } from '../message/message.ts'
import { removeMarkup } from './remove-markup.ts'

// What SpamAssassin makes of marked mail is in test/report/golden; here is what it takes time over.
const conf = new Conf(
  new Map([
    [
      'rewrite_header',
      new Map([
        ['From', 'x'],
        ['Subject', 'SPAM'],
      ]),
    ],
  ]),
  new Map(),
)

function message(pristineHeaders: string, pristineBody: string): Message {
  const parts = {
    pristineHeaders,
    pristineBody,
    mboxSeparator: undefined,
    lineEnding: '\n',
    headers: new HeaderList([]),
  }
  return parts as unknown as Message // nothing else is read
}

test.each([
  ['kept headers', 'X-Spam-Prev-From: x\n'.repeat(20_000), ''],
  ['folded headers', `X-Spam-A: x\n${' y\n'.repeat(100_000)}`, ''],
  ['comments', `From: ${'\t(x'.repeat(100_000)}\n`, ''],
  ['subject marks', `Subject: ${'SPAM '.repeat(100_000)}\n`, ''],
  ['old reports', 'A: b\n', 'SPAM: ---- x\n'.repeat(100_000)],
])('ends soon with many %s', (_, headers, body) => {
  const start = performance.now()
  removeMarkup(message(`${headers}\n`, body), conf)
  expect(performance.now() - start).toBeLessThan(3000)
})
