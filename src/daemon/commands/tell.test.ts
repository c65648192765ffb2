import { expect, test } from 'vitest'
import type { RequestHeaders } from '../protocol.ts'
import { tell } from './tell.ts'

const both = { local: true, remote: true }

test.each<[boolean, RequestHeaders, string]>([
  [false, {}, 'Service Unavailable: TELL commands are not enabled, set the --allow-tell switch.'],
  [
    true,
    { set: both, remove: { local: true, remote: false } },
    'Bad header line: Unable to set local and remove local in the same operation.',
  ],
  [
    true,
    { set: { local: false, remote: true }, remove: both },
    'Bad header line: Unable to set remote and remove remote in the same operation.',
  ],
  [
    true,
    { set: both, messageClass: 'spam' },
    'Service Unavailable: learning is not available, this daemon keeps no tokens.',
  ],
])('allowed: %j, %j → %s', (allowTell, headers, line) => {
  const command = tell({ allowTell })
  expect(() => command.admit?.({ method: 'TELL', version: 1.5, headers })).toThrow(expect.objectContaining({ line }))
})
