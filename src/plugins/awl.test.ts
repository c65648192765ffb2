import path from 'node:path'
import { type ReputationCase, testReputationCases } from '../../test/support/reputation-cases.ts'

const RULES = `use_bayes 0
bayes_auto_learn 0
header AWL eval:check_from_in_auto_welcomelist()
tflags AWL userconf noautolearn
priority AWL 1000
body T_FIVE /five/
score T_FIVE 5
body T_NICE /nice/
score T_NICE -3.3
body T_NOT_COUNTED /uncounted/
score T_NOT_COUNTED 7
tflags T_NOT_COUNTED noautolearn
body T_NOT_AWL /notawl/
score T_NOT_AWL 1
tflags T_NOT_AWL noawl
body __SUB /five/
body T_MANY /many/
score T_MANY 1.5
tflags T_MANY multiple
`

function mail(words: string, { from = 'Joe <Joe@Example.com>', ip = '203.0.113.5' } = {}): string {
  const received =
    ip === ''
      ? ''
      : `Received: from x.example.com (x.example.com [${ip}]) by me.example.org with SMTP; Mon, 4 Mar 2024 10:00:00 +0000\n`
  return `${received}From: ${from}\nTo: me@example.org\nSubject: test\n\n${words}\n`
}

const awl = (steps: ReputationCase['steps'], cf = '', plugins: readonly string[] = ['AWL']): ReputationCase => ({
  plugins,
  cf: RULES + cf,
  steps,
})

/** Sequences of messages and commands for AWL. */
const awlCases: Readonly<Record<string, ReputationCase>> = {
  'towards the mean': awl([
    { scan: mail('five') },
    { scan: mail('hi') },
    { scan: mail('nice') },
    { scan: mail('five') },
  ]),
  'another factor': awl(
    [{ scan: mail('five') }, { scan: mail('nice') }, { scan: mail('five') }],
    'auto_welcomelist_factor 0.9\n',
  ),
  'a factor of nothing': awl([{ scan: mail('five') }, { scan: mail('nice') }], 'auto_welcomelist_factor 0\n'),
  'another network': awl([
    { scan: mail('five') },
    { scan: mail('hi', { ip: '203.0.200.9' }) },
    { scan: mail('hi', { ip: '198.51.100.7' }) },
    { scan: mail('hi', { ip: '10.1.2.3' }) },
    { scan: mail('hi', { ip: '' }) },
  ]),
  'longer masks': awl(
    [
      { scan: mail('five') },
      { scan: mail('hi', { ip: '203.0.113.200' }) },
      { scan: mail('hi', { ip: '203.0.112.5' }) },
      { scan: mail('hi', { ip: '2001:db8:1:2::5' }) },
      { scan: mail('five', { ip: '2001:db8:1:3::5' }) },
    ],
    'auto_whitelist_ipv4_mask_len 25\nauto_welcomelist_ipv6_mask_len 64\n',
  ),
  'other senders': awl([
    { scan: mail('five') },
    { scan: mail('hi', { from: 'Ann <ann@example.com>' }) },
    { scan: mail('hi', { from: 'JOE@EXAMPLE.COM' }) },
    { scan: mail('hi', { from: '"x" <o\'x;y|z!@example.com>' }) },
    { scan: mail('hi', { from: 'nobody' }) },
    { scan: mail('hi', { from: '' }) },
  ]),
  'points that do not count': awl([
    { scan: mail('five uncounted') },
    { scan: mail('uncounted') },
    { scan: mail('hi') },
  ]),
  'a rule against it': awl([{ scan: mail('five') }, { scan: mail('notawl') }, { scan: mail('hi') }]),
  'a rule that hits often': awl([{ scan: mail('many many many') }, { scan: mail('many') }]),
  'small differences': awl(
    [{ scan: mail('tiny') }, { scan: mail('hi') }, { scan: mail('hi') }],
    'body T_TINY /tiny/\nscore T_TINY 0.001\n',
  ),
  'welcomed by name': awl([
    { scan: mail('five') },
    { list: 'welcome', address: 'joe@example.com' },
    { scan: mail('five') },
    { scan: mail('hi', { ip: '198.51.100.7' }) },
    { scan: mail('five') },
  ]),
  'welcomed before the first mail': awl([
    { list: 'welcome', address: 'Joe@example.com' },
    { scan: mail('five') },
    { scan: mail('five') },
  ]),
  'blocked, then removed': awl([
    { scan: mail('nice') },
    { list: 'block', address: 'joe@example.com' },
    { scan: mail('nice') },
    { list: 'remove', address: 'joe@example.com' },
    { scan: mail('nice') },
    { list: 'remove', address: '' },
  ]),
  'switched off': awl(
    [{ scan: mail('five') }, { list: 'welcome', address: 'joe@example.com' }],
    'use_auto_whitelist 0\n',
  ),
  'by its older name': awl(
    [{ scan: mail('five') }, { scan: mail('nice') }],
    'header AWL eval:check_from_in_auto_whitelist()\n',
  ),
  'a scan that is cut short': awl(
    [{ scan: mail('five') }, { scan: mail('hi cut') }, { scan: mail('nice') }],
    'body T_CUT /cut/\nscore T_CUT 1\nshortcircuit T_CUT spam\npriority T_CUT -5\n',
    ['AWL', 'Shortcircuit'],
  ),
}

testReputationCases('awl', awlCases, path.join(import.meta.dirname, 'awl.golden.json'))
