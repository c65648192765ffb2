import path from 'node:path'
import { type ReputationCase, testReputationCases } from '../../test/support/reputation-cases.ts'

const RULES = `use_txrep 1
bayes_auto_learn 0
header TXREP eval:check_senders_reputation()
tflags TXREP userconf noautolearn
priority TXREP 1000
body T_FIVE /five/
score T_FIVE 5
body T_NICE /nice/
score T_NICE -3.3
body T_NOT_COUNTED /uncounted/
score T_NOT_COUNTED 7
tflags T_NOT_COUNTED noautolearn
`

function mail(
  words: string,
  { from = 'Joe <Joe@Example.com>', ip = '203.0.113.5', helo = 'x.example.com', id = '1' } = {},
): string {
  const received =
    ip === ''
      ? ''
      : `Received: from ${helo} (${helo} [${ip}]) by me.example.org with SMTP id q${id}; Mon, 4 Mar 2024 10:00:00 +0000\n`
  return `${received}From: ${from}\nTo: me@example.org\nDate: Mon, 4 Mar 2024 10:00:00 +0000\nMessage-Id: <${id}@x>\nSubject: test\n\n${words} ${id}\n`
}

const outbound = (words: string, to: string): string =>
  `Received: from pc (pc [10.0.0.5]) by me.example.org with SMTP; Mon, 4 Mar 2024 10:00:00 +0000\nFrom: me@example.org\nTo: ${to}\nSubject: test\n\n${words}\n`

const txrep = (steps: ReputationCase['steps'], cf = '', plugins: readonly string[] = ['TxRep']): ReputationCase => ({
  plugins,
  cf: RULES + cf,
  steps,
})
/** In the order in which SpamAssassin's own files load them. */
const withBayes = ['Bayes', 'TxRep'] as const

/** Sequences of messages and commands for TxRep. */
const txRepCases: Readonly<Record<string, ReputationCase>> = {
  'towards the mean': txrep([
    { scan: mail('five', { id: 'a' }) },
    { scan: mail('hi', { id: 'b' }) },
    { scan: mail('nice', { id: 'c' }) },
    { scan: mail('five', { id: 'd' }) },
  ]),
  'the same message again': txrep([
    { scan: mail('five') },
    { scan: mail('five') },
    { scan: mail('nice', { id: '2' }) },
    { scan: mail('nice', { id: '2' }) },
  ]),
  'messages are not remembered': txrep([{ scan: mail('five') }, { scan: mail('five') }], 'txrep_track_messages 0\n'),
  'other senders and networks': txrep([
    { scan: mail('five') },
    { scan: mail('hi', { id: 'a', from: 'ann@example.com' }) },
    { scan: mail('hi', { id: 'b', ip: '198.51.100.7' }) },
    { scan: mail('nice', { id: 'c', ip: '2001:db8:1:2::5', helo: 'y.example.net' }) },
    { scan: mail('hi', { id: 'd', ip: '' }) },
    { scan: mail('nice', { id: 'e', ip: '10.1.2.3' }) },
    { scan: mail('hi', { id: 'f', from: '' }) },
  ]),
  'weights of its own': txrep(
    [{ scan: mail('five') }, { scan: mail('nice', { id: '2' }) }, { scan: mail('hi', { id: '3' }) }],
    'txrep_weight_helo 0\ntxrep_weight_email 7\ntxrep_weight_domain 0.5\ntxrep_weight_ip 0\ntxrep_factor 0.8\n',
  ),
  'masks of its own': txrep(
    [
      { scan: mail('five') },
      { scan: mail('hi', { id: '2', ip: '203.0.114.5' }) },
      { scan: mail('hi', { id: '3', ip: '203.0.113.6' }) },
    ],
    'txrep_ipv4_mask_len 24\n',
  ),
  'points that do not count': txrep([{ scan: mail('five uncounted') }, { scan: mail('uncounted', { id: '2' }) }]),
  'reports with details': txrep(
    [{ scan: mail('five') }, { scan: mail('five', { id: '2' }) }, { scan: mail('nice', { id: '3' }) }],
    'txrep_report_details 1\n',
  ),
  'reports with figures': txrep(
    [{ scan: mail('five') }, { scan: mail('five', { id: '2' }) }, { scan: mail('nice', { id: '3' }) }],
    'txrep_report_details 2\n',
  ),
  'learned as spam and as ham': txrep(
    [
      { scan: mail('five') },
      { learn: mail('five'), as: 'spam' },
      { scan: mail('hi', { id: '2' }) },
      { learn: mail('five'), as: 'ham' },
      { learn: mail('five'), as: 'ham' },
      { scan: mail('hi', { id: '3' }) },
      { learn: mail('five'), as: 'forget' },
      { scan: mail('hi', { id: '4' }) },
    ],
    '',
    withBayes,
  ),
  'learned without a scan': txrep(
    [
      { learn: mail('hi'), as: 'ham' },
      { learn: mail('hi', { id: '2' }), as: 'spam' },
      { learn: mail('hi'), as: 'forget' },
      { learn: mail('hi', { id: '9' }), as: 'forget' },
      { scan: mail('five', { id: '3' }) },
    ],
    'txrep_learn_penalty 100\ntxrep_learn_bonus 7\n',
    withBayes,
  ),
  'learned without points': txrep(
    [
      { learn: mail('hi'), as: 'spam' },
      { learn: mail('hi', { id: '2' }), as: 'ham' },
    ],
    'txrep_learn_penalty 0\ntxrep_learn_bonus 5\n',
    withBayes,
  ),
  'to whom one writes': txrep([
    { scan: outbound('hi', 'Ann <ann@example.com>, bob@example.net') },
    { scan: outbound('hi again', 'ann@example.com') },
    { scan: outbound('hi again', 'ann@example.com') },
    { scan: mail('five', { from: 'ann@example.com' }) },
  ]),
  'nobody is welcomed by writing': txrep([{ scan: outbound('hi', 'ann@example.com') }], 'txrep_welcomelist_out 0\n'),
  'named by a person': txrep([
    { scan: mail('five') },
    { list: 'welcome', address: 'joe@example.com' },
    { scan: mail('five', { id: '2' }) },
    { list: 'block', address: 'example.com' },
    { list: 'block', address: '203.0.113.5' },
    { list: 'welcome', address: 'mailhost' },
    { list: 'block', address: 'ann@example.com,example.com' },
    { scan: mail('hi', { id: '3' }) },
    { list: 'remove', address: 'joe@example.com' },
    { list: 'remove', address: '' },
  ]),
  'learned by itself': txrep(
    [{ scan: mail('nice') }, { scan: mail('nice', { id: '2' }) }, { scan: mail('nice') }],
    'bayes_auto_learn 1\ntxrep_autolearn 1\n',
    ['AutoLearnThreshold', 'Bayes', 'TxRep'],
  ),
  'learned by itself, not by TxRep': txrep(
    [{ scan: mail('nice') }, { scan: mail('nice', { id: '2' }) }],
    'bayes_auto_learn 1\n',
    ['AutoLearnThreshold', 'Bayes', 'TxRep'],
  ),
  'switched off': txrep([{ scan: mail('five') }, { list: 'welcome', address: 'joe@example.com' }], 'use_txrep 0\n'),
}

testReputationCases('txrep', txRepCases, path.join(import.meta.dirname, 'tx-rep.golden.json'))
