import { expect, test } from 'vitest'
import { mimeEncodeHeader } from './mime-encode-header.ts'

// Right-hand sides from PerMsgStatus::mime_encode_header.
test.each([
  ['plain words', 'plain words'],
  ['a line\r\n\tand another', 'a line\r\n\tand another'],
  ['some gr\xc3\xbcn words here', 'some =?UTF-8?Q?gr=C3=BCn?= words here'],
  ['\xc3\xa4\xc3\xb6\xc3\xbc', '=?UTF-8?B?w6TDtsO8?='],
  ['from J\xc3\xb6rg to Z\xc3\xbcrich by train', 'from =?UTF-8?Q?J=C3=B6rg_to_Z=C3=BCrich?= by train'],
  ['\xc3\xa9\n\tplain', '=?UTF-8?B?w6k=?=\n\tplain'],
])('encodes %j', (text, encoded) => {
  expect(mimeEncodeHeader(text)).toBe(encoded)
})

test('takes time linear in the text', () => {
  const start = performance.now()
  mimeEncodeHeader(`${'a '.repeat(200_000)}\xe9${' b'.repeat(200_000)}`)
  expect(performance.now() - start).toBeLessThan(1000)
})
