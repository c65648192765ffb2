import { expect, test } from 'vitest'
import { messageIds } from './message-ids.ts'

// Expectations from spamd's own parse_msgids.
test.each([
  ['Message-Id: <x(1)@y>\n\nbody', '<x@y>', undefined],
  ['message-ID:\t <a@b> \r\n\r\n', '<a@b>', undefined],
  ['Message-Id: a b@c\n\n', '<a?b@c>', undefined],
  ['Message-Id: text <a@b> more <c@d>\n\n', '<a@b>', undefined],
  ['Message-Id: <a>b>\n\n', '<a>', undefined],
  ['Message-Id: a>b\n\n', '<a?b>', undefined],
  ['Message-Id: ((x)\n\n', '<(>', undefined],
  ['Message-Id: <a\n b@c>\n\n', '<a?b@c>', undefined],
  ['Message-Id: <first@x>\nMessage-Id: <last@x>\n\n', '<last@x>', undefined],
  ['Message-Id: <\xe9@x>\n\n', '<?@x>', undefined],
  ['Resent-Message-Id: <r@x>\nMessage-Id: <m@x>\n\n', '<m@x>', '<r@x>'],
  ['Message-Id: (nothing)\n\n', undefined, undefined],
  ['Subject: none\n\nMessage-Id: <body@x>\n', undefined, undefined],
  ['', undefined, undefined],
])('%j', (message, messageId, resentMessageId) => {
  expect(messageIds(Buffer.from(message, 'latin1'))).toEqual({ messageId, resentMessageId })
})

test('a field of nothing but brackets takes no longer for being long', () => {
  const message = Buffer.from(`Message-Id: ${'('.repeat(100_000)}${')('.repeat(50_000)}\n\n`)
  const started = performance.now()
  messageIds(message)
  expect(performance.now() - started).toBeLessThan(500)
})
