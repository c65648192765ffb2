import { expect, test } from 'vitest'
import { fixedVerdict } from '../../test/support/fixed-scanner.ts'
import { formatLogLine } from './log.ts'
import { resultLines, type ScanRecord, startLine } from './result-log.ts'
import { spamHeader } from './score-text.ts'

const record: ScanRecord = {
  ids: { messageId: '<a,b@c>', resentMessageId: undefined },
  user: 'jo',
  uid: 1000,
  size: 90,
  seconds: 0.25,
  remoteHost: 'localhost',
  remoteAddress: '127.0.0.1',
  remotePort: '4711',
}

test('a scan is logged as spamd logs it', () => {
  const verdict = fixedVerdict({ NO_RELAYS: -0.001, MISSING_DATE: 2.739 })
  expect(startLine('checking', record)).toBe('checking message <a,b@c> for jo:1000')
  expect(resultLines(verdict, record)).toEqual([
    'clean message (2.7/5.0) for jo:1000 in 0.2 seconds, 90 bytes.',
    'result: .  2 - MISSING_DATE,NO_RELAYS scantime=0.2,size=90,user=jo,uid=1000,required_score=5.0,' +
      'rhost=localhost,raddr=127.0.0.1,rport=4711,mid=<a_b@c>,autolearn=no',
  ])
})

test('ids and users that are not there are named so', () => {
  const unknown = { ...record, user: undefined, ids: { messageId: undefined, resentMessageId: '<r@x>' } }
  expect(startLine('processing', unknown)).toBe('processing message (unknown) aka <r@x> for (unknown):1000')
  const [summary, result] = resultLines(
    { ...fixedVerdict({ GTUBE: 1000 }), autolearnForce: 'no', logItems: ['shortcircuit=no'] },
    unknown,
  )
  expect(summary).toBe('identified spam (1000.0/5.0) for (unknown):1000 in 0.2 seconds, 90 bytes.')
  expect(result).toMatch(
    /^result: Y 1000 - GTUBE .*mid=\(unknown\),rmid=<r@x>,autolearn=no autolearn_force=no,shortcircuit=no$/,
  )
})

// From get_tag_value_for_score.
test.each([
  [4.96, 5, 'Spam: False ; 4.9 / 5.0'],
  [4.94, 5, 'Spam: False ; 4.9 / 5.0'],
  [5, 5, 'Spam: True ; 5.0 / 5.0'],
  [5.06, 5.1, 'Spam: False ; 5 / 5.1'],
  [-0.04, 5, 'Spam: False ; -0.0 / 5.0'],
  [0.25, 5, 'Spam: False ; 0.2 / 5.0'],
])('score %d of %d is said as %s', (score, required, expected) => {
  expect(spamHeader({ score, required, isSpam: score >= required })).toBe(expected)
})

test('nothing in a log line can end it', () => {
  const now = new Date(2026, 10, 4, 4, 7, 20, 34)
  expect(formatLogLine('info', 'bad\r\nline \x1b[0m\\ \xe9\n', 17, now)).toBe(
    'Nov  4 04:07:20.034 [17] info: spamd: bad\\r\\nline \\x{1B}[0m\\\\ \\x{E9}\n',
  )
})
