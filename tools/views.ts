// Compares what parseMessage makes of messages with what SpamAssassin made of them, view by view.
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import yargs from 'yargs'
import { HEADER_VIEWS } from '../src/cli/verdict-row.ts'
import type { Message } from '../src/message/message.ts'
import { parseMessage } from '../src/message/parse-message.ts'
import { messageOptionsOf } from '../src/scan/message-options.ts'
import { loadSite } from '../src/scan/site.ts'

const RELAY_VIEWS = ['Trusted', 'Untrusted', 'Internal', 'External'] as const

/** What the oracle printed of a message with --full. */
interface OracleLine {
  readonly file: string
  readonly body: readonly string[]
  readonly rawbody: readonly string[]
  readonly uris: readonly string[]
  readonly relays: Readonly<Record<string, string | null>>
  readonly headers: Readonly<Record<string, string | null>>
}

type View = (message: Message) => unknown
type Expected = (line: OracleLine) => unknown

const views = new Map<string, readonly [View, Expected]>([
  ['body', [(m) => m.body, (o) => o.body]],
  ['rawbody', [(m) => m.rawbody, (o) => o.rawbody]],
  ['uris', [(m) => [...m.uris].sort(), (o) => o.uris]],
  ...RELAY_VIEWS.map((name): [string, [View, Expected]] => [
    `relays-${name.toLowerCase()}`,
    [(m) => m.relays[`${lowerFirst(name)}Text`], (o) => o.relays[`X-Spam-Relays-${name}`] ?? ''],
  ]),
  ...HEADER_VIEWS.map((name): [string, [View, Expected]] => [
    name,
    [(m) => scalar(name, m.headerView(name)), (o) => o.headers[name] ?? null],
  ]),
])

/** What SpamAssassin gives of several values in scalar context, as the oracle asks for them. */
function scalar(name: string, values: readonly string[]): string | null {
  if (values.length === 0) return null
  const firstOnly = name === 'EnvelopeFrom' || /:(?:addr|name|host|domain|ip|revip)\b/.test(name)
  return firstOnly ? (values[0] ?? '').replace(/\n$/, '') : values.join('')
}

function lowerFirst(name: (typeof RELAY_VIEWS)[number]): 'trusted' | 'untrusted' | 'internal' | 'external' {
  return name.toLowerCase() as 'trusted' | 'untrusted' | 'internal' | 'external' // the four names, in small letters
}

const args = await yargs(process.argv.slice(2))
  .usage('$0 ORACLE.jsonl: compares the views of messages with what `sa-oracle.pl --full` printed of them')
  .option('only', { type: 'string', array: true, describe: 'views to compare', default: [...views.keys()] })
  .option('file', { type: 'string', describe: 'only messages whose path contains this' })
  .option('every', { type: 'number', default: 1, describe: 'take one message of so many' })
  .option('show', { type: 'boolean', default: false, describe: 'print the first difference of each differing message' })
  .option('list', { type: 'number', default: 5, describe: 'differing messages to name per view' })
  .demandCommand(1)
  .parse()

const site = loadSite({ userPreferences: false, cf: [], pre: [], localOnly: true })
const options = messageOptionsOf(site.conf, () => {})
const seen = new Map(args.only.map((name) => [name, { same: 0, total: 0, differing: [] as string[] }]))
let ownMs = 0
let messages = 0
let index = 0
for await (const text of createInterface({ input: createReadStream(String(args._[0]), 'latin1') })) {
  if (index++ % args.every !== 0) continue
  const line = JSON.parse(text) as OracleLine // as the oracle prints it
  if (args.file && !line.file.includes(args.file)) continue
  const bytes = await readFile(line.file)
  messages++
  for (const [name, tally] of seen) {
    const view = views.get(name)
    if (!view) throw new Error(`unknown view ${name}; known: ${[...views.keys()].join(' ')}`)
    const start = performance.now()
    const ours = attempt(() => view[0](parseMessage(bytes, options)))
    ownMs += performance.now() - start
    const theirs = view[1](line)
    tally.total++
    if (JSON.stringify(ours) === JSON.stringify(theirs)) tally.same++
    else {
      tally.differing.push(line.file)
      if (args.show && tally.differing.length <= args.list) show(name, line.file, ours, theirs)
    }
  }
}
for (const [name, { same, total, differing }] of seen) {
  console.log(`${name.padEnd(18)} ${same}/${total} ${total ? ((100 * same) / total).toFixed(2) : '-'}%`)
  for (const file of differing.slice(0, args.show ? 0 : args.list)) console.log(`    ${file}`)
}
console.log(`${messages} messages, ${(ownMs / messages / seen.size).toFixed(3)} ms per message and view`)

function attempt(compute: () => unknown): unknown {
  try {
    return compute()
  } catch (error) {
    return error instanceof Error ? `failed: ${error.stack?.split('\n').slice(0, 3).join(' ')}` : error
  }
}

function show(name: string, file: string, ours: unknown, theirs: unknown): void {
  console.log(`--- ${name} ${file}`)
  const [left, right] = [ours, theirs].map((value) => (Array.isArray(value) ? value : [value]))
  if (!left || !right) return
  const at = right.findIndex((entry, i) => entry !== left[i])
  const entry = at < 0 ? right.length : at
  console.log(`  entry ${entry} of ${right.length} (ours: ${left.length})`)
  const [a, b] = [String(left[entry]), String(right[entry])]
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  console.log(`  first difference at ${i}`)
  console.log(`  ours:   ${JSON.stringify(a.slice(Math.max(0, i - 60), i + 200))}`)
  console.log(`  theirs: ${JSON.stringify(b.slice(Math.max(0, i - 60), i + 200))}`)
}
