import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { MessageOptions } from '../../src/message/options.ts'
import { parseMessage } from '../../src/message/parse-message.ts'
import { messageOptionsOf } from '../../src/scan/message-options.ts'
import { loadSite } from '../../src/scan/site.ts'
import { VIEWS } from '../../tools/view-comparison.ts'
import { condensedViews } from '../support/message-facts.ts'

// What SpamAssassin 4.0.1 sees of the messages (tools/corpus-views.ts asks it). Which names are domains its rules say.
const RULES = '/usr/share/spamassassin'
const missing = !existsSync(path.join(RULES, '72_active.cf'))
const messages = path.join(import.meta.dirname, 'messages')
const expected = readFileSync(path.join(import.meta.dirname, 'views.jsonl'), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as { file: string; views: unknown }) // `as`: the tool wrote it so

test('each message has its views', () => {
  expect(expected.map(({ file }) => file).sort()).toEqual(globSync('*.eml', { cwd: messages }).sort())
})

describe.skipIf(missing)('views of messages', () => {
  let options: MessageOptions

  beforeAll(() => {
    const site = loadSite({ configPath: RULES, userPreferences: false, cf: [], pre: [], localOnly: true })
    options = messageOptionsOf(site.conf, () => {})
  })

  test.each(expected)('$file', ({ file, views }) => {
    const message = parseMessage(readFileSync(path.join(messages, file)), options)
    const ours = new Map(Array.from(VIEWS, ([name, view]) => [name, view.ours(message)]))
    expect(condensedViews(ours)).toEqual(views)
  })
})
