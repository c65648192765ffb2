import { expect, test } from 'vitest'
import { formatResponse, type RequestHeaders } from '../protocol.ts'
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
])('allowed: %j, %j → %s', (allowTell, headers, line) => {
  const command = tell({ allowTell })
  expect(() => command.admit?.({ method: 'TELL', version: 1.5, headers })).toThrow(expect.objectContaining({ line }))
})

interface Answered {
  readonly headers: readonly string[]
  readonly logged: readonly string[]
  readonly asked: unknown
}

const message = Buffer.from('Subject: hello\r\n\r\nhello\r\n')
const user = { name: 'jo', uid: 1001, preferences: [], directory: undefined }

/** What TELL answers where the store says that. */
async function tellIt(
  headers: RequestHeaders,
  did: { learned: boolean; forgotten: boolean } | undefined,
): Promise<Answered> {
  const logged: string[] = []
  let asked: unknown
  const response = await tell({ allowTell: true }).run(
    { method: 'TELL', version: 1.5, headers, message, size: message.length },
    {
      scan: () => Promise.reject(new Error('not asked')),
      learn: async (what) => {
        asked = what
        return did && { ...did, user }
      },
      info: (line) => void logged.push(line),
      warn: (line) => void logged.push(line),
      seconds: () => 0.25,
    },
  )
  if (response) expect(formatResponse(response).toString()).toMatch(/^SPAMD\/1\.1 0 EX_OK\r\n(?:Did.*\r\n)*\r\n\r\n$/)
  return { headers: response?.headers ?? [], logged, asked }
}

const local = { local: true, remote: false }
const remote = { local: false, remote: true }
const nothing = { learned: false, forgotten: false }

test.each<[RequestHeaders, { learned: boolean; forgotten: boolean }, unknown, string[], string[]]>([
  [
    { set: local, messageClass: 'spam' },
    { learned: true, forgotten: false },
    { learnAs: 'spam', forget: false },
    ['DidSet: local'],
    ['Tell: Setting local for jo:1001 in 0.3 seconds, 25 bytes'],
  ],
  [
    { set: local, messageClass: 'ham' },
    nothing,
    { learnAs: 'ham', forget: false },
    [],
    ['Tell: Did nothing for jo:1001 in 0.3 seconds, 25 bytes'],
  ],
  [
    { remove: local },
    { learned: false, forgotten: true },
    { learnAs: undefined, forget: true },
    ['DidRemove: local'],
    ['Tell: Removing local for jo:1001 in 0.3 seconds, 25 bytes'],
  ],
  [
    { set: { local: true, remote: true }, messageClass: 'spam' },
    { learned: true, forgotten: false },
    { learnAs: 'spam', forget: false },
    ['DidSet: local'],
    [
      "reporter: no reporting methods available, so couldn't report",
      'Tell: Setting local for jo:1001 in 0.3 seconds, 25 bytes',
    ],
  ],
  [
    { set: local, remove: remote, messageClass: 'ham' },
    { learned: true, forgotten: false },
    { learnAs: 'ham', forget: false },
    ['DidSet: local'],
    [
      "reporter: no revoke methods available, so couldn't revoke",
      'Tell: Setting local for jo:1001 in 0.3 seconds, 25 bytes',
    ],
  ],
])('%j, where the store did %j', async (headers, did, asked, lines, logged) => {
  expect(await tellIt(headers, did)).toEqual({ headers: lines, logged, asked })
})

test('a daemon without stores says so', async () => {
  const line = 'Service Unavailable: learning is not available, this daemon keeps no tokens.'
  await expect(tellIt({ set: local }, undefined)).rejects.toMatchObject({ line })
})
