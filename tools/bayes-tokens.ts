// Compares what our Bayes takes from messages with what an installed SpamAssassin's does: tokens to learn and tokens to
// look up, ids, time of receipt.
//   node tools/bayes-tokens.ts [--cf LINES] MESSAGE...      (or the names of the messages on stdin)
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { messageIds } from '../src/learn/message-ids.ts'
import { receiveTime } from '../src/learn/receive-time.ts'
import { mailTokens } from '../src/learn/tokens/mail-tokens.ts'
import { unfilteredLines } from '../src/learn/unfiltered-header.ts'
import { parseMessage } from '../src/message/parse-message.ts'
import { senderMetadata } from '../src/plugins/bayes/sender-metadata.ts'
import { tokenOptionsOf } from '../src/plugins/bayes/token-options.ts'
import { messageOptionsOf } from '../src/scan/message-options.ts'
import { loadSite } from '../src/scan/site.ts'

/** A line of tools/bayes-tokens.pl. */
interface Answer {
  readonly file: string
  readonly learn: readonly string[]
  readonly scan: readonly string[]
  readonly ids: readonly string[]
  readonly time: number
}

const { values, positionals } = parseArgs({ options: { cf: { type: 'string', default: '' } }, allowPositionals: true })
const files = positionals.length > 0 ? positionals : readFileSync(0, 'utf8').trim().split('\n')
const theirs = execFileSync('perl', [path.join(import.meta.dirname, 'bayes-tokens.pl'), '--cf', values.cf], {
  input: files.join('\n'),
  encoding: 'latin1',
  maxBuffer: 2 ** 30,
})
const site = loadSite({ userPreferences: false, cf: values.cf.split('\n'), pre: [], localOnly: true })
const messageOptions = messageOptionsOf(site.conf, () => undefined)
const options = tokenOptionsOf(site.conf)
const now = Math.floor(Date.now() / 1000)

let tokens = 0
let differing = 0
let messages = 0
for (const line of theirs.trim().split('\n')) {
  const answer = JSON.parse(line) as Answer // `as`: what the script prints
  const message = parseMessage(readFileSync(answer.file), messageOptions)
  const lines = unfilteredLines(message)
  const complaints = [
    ...compare('learn', answer.learn, mailTokens(message, options, lines ? { lines } : {})),
    ...compare('scan', answer.scan, mailTokens(message, options, { metadata: senderMetadata(message) })),
  ]
  tokens += answer.learn.length + answer.scan.length
  differing += complaints.length
  const ids = messageIds(message)
  if (ids.join(' ') !== answer.ids.join(' ')) complaints.push(`ids: ${answer.ids.join(' ')} | ${ids.join(' ')}`)
  const time = receiveTime(message) ?? now
  if (Math.abs(time - answer.time) > 600) complaints.push(`time: ${answer.time} | ${time}`)
  if (complaints.length === 0) continue
  messages++
  console.log(`${answer.file}\n  ${complaints.slice(0, 40).join('\n  ')}`)
}
console.log(`${files.length} messages, ${messages} differ; ${tokens} tokens, ${differing} differ`)

function compare(what: string, theirs: readonly string[], tokens: ReadonlyMap<string, string>): string[] {
  const ours = new Set(tokens.values())
  const known = new Set(theirs)
  return [
    ...theirs.filter((token) => !ours.has(token)).map((token) => `${what}: we lack ${JSON.stringify(token)}`),
    ...[...ours].filter((token) => !known.has(token)).map((token) => `${what}: only we have ${JSON.stringify(token)}`),
  ]
}
