import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TroublesomeMail } from './troublesome-mail.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const mail = (text: string): Uint8Array => Buffer.from(text)
const [ONE, OTHER] = [mail('one'), mail('other')]

test('after an expression was held up, all others have to beware of it, and for an hour of what is explosive', () => {
  const troublesome = new TroublesomeMail(() => undefined)
  expect(troublesome.treatment(ONE)).toBeUndefined()
  expect(troublesome.heldUp(ONE, { expression: 7, rule: 'A' })).toBe(true)
  expect(troublesome.treatment(ONE)?.caution).toEqual({ skipped: [7], leashed: [7], others: 'all' })
  expect(troublesome.treatment(OTHER)?.caution).toEqual({ skipped: [], leashed: [7], others: 'explosive' })
  vi.setSystemTime(Date.now() + 3_600_001)
  expect(troublesome.treatment(OTHER)?.caution).toEqual({ skipped: [], leashed: [7], others: 'free' })
  expect(troublesome.treatment(ONE)?.caution?.others).toBe('all')
  troublesome.cutOff(OTHER, [8, 9])
  expect(troublesome.treatment(OTHER)?.caution).toEqual({ skipped: [8, 9], leashed: [9, 8, 7], others: 'all' })
  expect(troublesome.treatment(mail('third'))?.caution?.others).toBe('explosive')
})

test('a message is tried again so often only as it stops threads', () => {
  const said: string[] = []
  const troublesome = new TroublesomeMail((text) => said.push(text))
  troublesome.cutOff(ONE, [1, 2, 3, 4, 5, 6])
  const tries = [10, 11, 12, 13, 14].map((expression) => troublesome.heldUp(ONE, { expression, rule: undefined }))
  expect(tries).toEqual([true, true, true, true, false])
  expect(said).toHaveLength(4)
  expect(said[0]).toMatch(/^message sha256:[0-9a-f]{64} held up an expression of the configuration; /)
})
