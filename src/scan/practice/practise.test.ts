import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { fixedVerdict } from '../../../test/support/fixed-scanner.ts'
import { viewOptions } from '../../../tools/view-options.ts'
import { parseMessage } from '../../message/parse-message.ts'
import type { Engine } from '../engine-port.ts'
import { practiceMail } from './practice-mail.ts'
import { type Activity, practise } from './practise.ts'

const idle = (): Activity => ({ running: 0, lastEnd: performance.now() - 5000, scans: 0 })

function engine(onScan: (scans: number) => void = () => undefined): Engine & { readonly done: string[] } {
  const done: string[] = []
  return {
    done,
    facts: { rules: [], required: 5, timeLimit: 0 },
    *prepare() {
      for (const step of ['first', 'second']) yield void done.push(step)
    },
    scan: ({ wants, withoutStores, offline }) => {
      done.push(`${wants}${withoutStores && offline ? '' : ' with consequences'}`)
      onScan(done.length - 2)
      return { verdict: fixedVerdict({}), text: new Uint8Array(), messageId: undefined }
    },
  }
}

test('an idle thread makes expressions ready and scans its own messages again and again, without consequences', async () => {
  const practising = engine()
  await practise(practising, idle())
  expect(practising.done.slice(0, 2)).toEqual(['first', 'second'])
  const scans = practising.done.slice(2)
  expect(scans.length).toBeGreaterThan(practiceMail().length * 2)
  expect(new Set(scans)).toEqual(new Set(['verdict', 'report', 'headers', 'message']))
})

test('real work comes first, and enough of it makes practice needless', async () => {
  const activity = idle()
  const practising = engine((scans) => {
    if (scans === 3) activity.running = 1
  })
  const practice = practise(practising, activity)
  await setTimeout(200)
  expect(practising.done).toHaveLength(5)
  activity.scans = 400
  activity.running = 0
  activity.lastEnd = performance.now()
  await practice
  expect(practising.done).toHaveLength(5)
})

test('the messages are unlike each other: routes, senders, and every shape of a body', () => {
  const messages = practiceMail().map((bytes) => parseMessage(bytes, viewOptions))
  expect(new Set(messages.map((message) => message.pristine)).size).toBe(messages.length)
  const types = new Set(messages.flatMap((message) => message.parts.map(({ type }) => type)))
  for (const type of ['text/plain', 'text/html', 'multipart/alternative', 'application/pdf'])
    expect(types).toContain(type)
  expect(messages.filter((message) => message.uris.length > 0).length).toBeGreaterThan(20)
  for (const message of messages) {
    expect(message.body.join('').length, message.pristine).toBeGreaterThan(300)
    expect(message.relays.untrusted.length + message.relays.trusted.length, message.pristine).toBeGreaterThan(0)
  }
})
