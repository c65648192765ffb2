import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseMessage } from '../../src/message/parse-message.ts'
import { viewOptions } from '../../tools/view-options.ts'
import { oddMessages } from '../support/make-odd-messages.ts'
import { condensed, messageFacts } from '../support/message-facts.ts'

// Written by `tools/message-facts.ts --write` from the answers of SpamAssassin 4.0.1.
const expected: Record<string, unknown> = JSON.parse(
  readFileSync(new URL('odd-messages.json', import.meta.url), 'utf8'),
)

test.each([...oddMessages])('%s', (name, text) => {
  expect(condensed(messageFacts(parseMessage(text, viewOptions)))).toEqual(expected[name])
})

test('every expectation has its message', () => {
  expect(Object.keys(expected)).toEqual([...oddMessages.keys()])
})
