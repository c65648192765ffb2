import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lineLog } from '../../src/daemon/log.ts'
import { type Daemon, startDaemon } from '../../src/daemon/start.ts'
import { pooledScanner } from '../../src/scan/pool.ts'
import { maskChance, maskHits, maskLog } from './masks.ts'
import { type Door, haveSpamd, type RealSpamd, raw, type SpamcResult, spamc, startRealSpamd } from './real-spamd.ts'
import { smallMessages } from './small-messages.ts'

// The same client and the same bytes against SpamAssassin's daemon and ours. Outputs must be equal but for chance
// (order of equals, boundaries, times). Where a message hits other rules here than there, that is counted and shown,
// and all that does not follow from the hits must still be equal.

const OPTIONS: readonly (readonly string[])[] = [
  [],
  ['-c'],
  ['-R'],
  ['-r'],
  ['-y'],
  ['-E'],
  ['--headers'],
  ['-E', '-R'],
  ['-x'],
  ['-x', '-c'],
  ['-t', '60'],
  ['-l'],
  ['-l', '-s', '100'],
  ['-s', '100', '-E'],
  ['-x', '-s', '100'],
  ['-u', 'nobody', '-c'],
  ['-u', 'no such user', '-c'],
  ['-U', '{socket}'],
  ['-U', '{socket}', '-y'],
  ['-K'],
  ['-L', 'spam', '-l'],
  ['-L', 'ham', '-x'],
  ['-L', 'forget'],
  ['-C', 'report', '-x'],
]

const folder = mkdtempSync(path.join(tmpdir(), 'assay-side-by-side-'))
let theirs: RealSpamd
let ours: Door & { readonly daemon: Daemon; readonly log: string[] }

beforeAll(async () => {
  if (!haveSpamd) return
  theirs = await startRealSpamd(path.join(folder, 'theirs.sock'))
  const socket = path.join(folder, 'ours.sock')
  const log: string[] = []
  const daemon = await startDaemon(
    // A folder that only root reads: the test must not give up its own rights.
    { listen: ['127.0.0.1:0'], socketPath: socket, mustStayReadable: [folder] },
    {
      makeScanner: () => pooledScanner({ config: { userPreferences: false, cf: [], pre: [], localOnly: true } }),
      log: lineLog((line) => void log.push(line.trimEnd().replace(/^.*?\[\d+\] /, ''))),
    },
  )
  const address = daemon.listeners[0]?.address
  if (address?.type !== 'tcp') throw new Error('no TCP')
  ours = { port: address.port, socket, daemon, log }
}, 120_000)

afterAll(async () => {
  await theirs?.stop()
  await ours?.daemon.stop()
  rmSync(folder, { recursive: true })
})

const both = async <T>(ask: (door: Door) => Promise<T>): Promise<[theirs: T, ours: T]> =>
  Promise.all([ask(theirs), ask(ours)])

interface Hits {
  readonly isSpam: boolean
  readonly scores: ReadonlyMap<string, string>
}
const known = new Map<Uint8Array, Promise<[Hits, Hits]>>()

/** The rules that hit a message and their scores, there and here, as reports list them. */
function hitsOf(message: Uint8Array): Promise<[Hits, Hits]> {
  const asked =
    known.get(message) ?? both(async (door) => reported(await spamc(door, ['-R', '-s', '10000000'], message)))
  known.set(message, asked)
  return asked
}

function reported({ stdout }: SpamcResult): Hits {
  const [score, required] = (stdout.split('\n')[0] ?? '').split('/').map(Number)
  const table = stdout.slice(stdout.indexOf('---- -----'))
  const rows = table.matchAll(/^ *(-?\d*\.?\d+) ([A-Z][A-Z0-9_]*)/gm)
  const scores = new Map(Array.from(rows, ([, points = '', rule = '']) => [rule, points]))
  return { isSpam: (score ?? 0) >= (required ?? 0), scores }
}

const equal = ({ scores: a }: Hits, { scores: b }: Hits): boolean =>
  a.size === b.size && [...a].every(([rule, score]) => b.get(rule) === score)

const differences = new Map<string, number>()
const tally = { compared: 0, equal: 0, otherHits: 0 }

async function compare(message: Uint8Array, options: readonly string[]): Promise<void> {
  const [there, here] = await both((door) => spamc(door, options, message))
  tally.compared++
  if (same(there, here, maskChance)) {
    tally.equal++
    return
  }
  const [theirHits, ourHits] = await hitsOf(message)
  // The same rules hit, and yet the output differs: that is for the daemon to answer.
  if (equal(theirHits, ourHits)) expect(masked(here, maskChance)).toEqual(masked(there, maskChance))
  tally.otherHits++
  for (const [rule, score] of theirHits.scores) {
    const ourScore = ourHits.scores.get(rule)
    if (ourScore === undefined) count(`-${rule}`)
    else if (ourScore !== score) count(`${rule} ${score} is ${ourScore} here`)
  }
  for (const rule of ourHits.scores.keys()) if (!theirHits.scores.has(rule)) count(`+${rule}`)
  // Whether it is spam decides the form of nearly everything.
  if (theirHits.isSpam === ourHits.isSpam) expect(masked(here, maskHits)).toEqual(masked(there, maskHits))
}

function count(difference: string): void {
  differences.set(difference, (differences.get(difference) ?? 0) + 1)
}

function masked(result: SpamcResult, mask: (text: string) => string): SpamcResult {
  return { ...result, stdout: mask(result.stdout), stderr: result.stderr.replace(/spamc\[\d+\]/g, 'spamc[PID]') }
}

function same(there: SpamcResult, here: SpamcResult, mask: (text: string) => string): boolean {
  return JSON.stringify(masked(there, mask)) === JSON.stringify(masked(here, mask))
}

describe.skipIf(!haveSpamd)("beside SpamAssassin's daemon (skipped where it is not installed)", () => {
  for (const options of OPTIONS) {
    test(`spamc ${options.join(' ')}`, { timeout: 120_000 }, async () => {
      for (const message of Object.values(smallMessages)) await compare(message, options)
    })
  }

  const MESSAGE = smallMessages['ham'] ?? Buffer.alloc(0)
  const packed = deflateSync(MESSAGE)
  const bytes = (head: string, body: Uint8Array = MESSAGE): Buffer => Buffer.concat([Buffer.from(head, 'latin1'), body])

  test.each([
    ...['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', 'x', '2', '1e1'].flatMap((version) =>
      ['CHECK', 'SYMBOLS', 'REPORT', 'REPORT_IFSPAM', 'PROCESS', 'HEADERS', 'PING', 'SKIP', 'TELL'].map((method) =>
        bytes(`${method} SPAMC/${version}\r\n${version === '1.0' || version === 'x' ? '' : '\r\n'}`),
      ),
    ),
    bytes(''),
    bytes('', Buffer.alloc(0)),
    bytes('\r\n'),
    bytes('FOO SPAMC/1.2\r\n\r\n'),
    bytes('check SPAMC/1.2\r\n\r\n'),
    bytes('PING SPAMC/1.5\r\n', Buffer.alloc(0)),
    bytes('CHECK SPAMC/1.2', Buffer.alloc(0)),
    bytes('CHECK SPAMC/1.2\r\nContent-length: 5\r\n\r\n'),
    bytes('CHECK SPAMC/1.2\r\nContent-length: \r\n\r\n'),
    bytes('CHECK SPAMC/1.2\r\nContent-length: x\r\n\r\n'),
    bytes('CHECK SPAMC/1.2\r\nContent-length: 99999999\r\n\r\n'),
    bytes(`CHECK SPAMC/1.2\r\nContent-length: ${MESSAGE.length}\n\r\n`),
    bytes(`CHECK SPAMC/1.2\r\nContent-length: ${MESSAGE.length}\r\n\r\n`, Buffer.concat([MESSAGE, MESSAGE])),
    bytes('CHECK SPAMC/1.2\r\nno colon\r\n\r\n'),
    bytes('CHECK SPAMC/1.2\r\nUnknown: header\r\n: empty\r\n\r\n'),
    bytes('CHECK SPAMC/1.2\r\nUser: a\x01b\r\n\r\n'),
    bytes('CHECK SPAMC/1.2\n\n'),
    bytes(`CHECK SPAMC/1.2\r\n${'X: y\r\n'.repeat(256)}\r\n`),
    bytes('TELL SPAMC/1.3\r\nMessage-class: spam\r\nSet: local\r\n\r\n'),
    bytes(`PROCESS SPAMC/1.5\r\nCompress: zlib\r\nContent-length: ${packed.length}\r\n\r\n`, packed),
    bytes(`SYMBOLS SPAMC/1.5\r\nCompress: zlib\r\nContent-length: ${packed.length}\r\n\r\n`, packed),
    bytes('CHECK SPAMC/1.5\r\nCompress: zlib\r\n\r\n', packed),
    bytes('CHECK SPAMC/1.5\r\nCompress: gzip\r\n\r\n', packed),
    bytes('CHECK SPAMC/1.5\r\nCompress: zlib\r\nContent-length: 10\r\n\r\n', packed),
    bytes('CHECK SPAMC/1.5\r\nCompress: zlib\r\nContent-length: 3\r\n\r\n', Buffer.from('abc')),
  ])('request %#: the same bytes come back', { timeout: 30_000 }, async (request) => {
    const [there, here] = await both((door) => raw(door, request))
    const [theirHits, ourHits] = await hitsOf(MESSAGE)
    const mask = equal(theirHits, ourHits) ? maskChance : maskHits
    // Lengths may differ with what is masked, but each must be true.
    const length = /\r\nContent-length: (\d+)\r\n/.exec(here)?.[1]
    if (length !== undefined) expect(here.slice(here.indexOf('\r\n\r\n') + 4).length).toBe(Number(length))
    expect(mask(here)).toBe(mask(there))
  })

  test('the log tells the same', async () => {
    for (const message of [MESSAGE, smallMessages['spam'] ?? MESSAGE]) {
      const [theirHits, ourHits] = await hitsOf(message)
      const [fromTheirs, fromOurs] = [theirs.log.length, ours.log.length]
      await both((door) => spamc(door, ['-c', '-u', 'nobody'], message))
      await new Promise((resolve) => setTimeout(resolve, 200))
      // Of running as several processes and users there is nothing to tell here.
      const told = (lines: readonly string[]): string[] =>
        lines.filter((line) => !/prefork|setuid|running as root|child|cleanup/.test(line)).map(maskLog)
      const without = (lines: string[]): string[] => (equal(theirHits, ourHits) ? lines : lines.slice(0, 2))
      expect(without(told(ours.log.slice(fromOurs)))).toEqual(without(told(theirs.log.slice(fromTheirs))))
    }
  })

  const corpus = process.env['ASSAY_CORPUS'] ?? path.resolve(import.meta.dirname, '..', '..', 'corpus', 'public')
  test.runIf(existsSync(corpus))('messages of the public corpus', { timeout: 600_000 }, async () => {
    const files = globSync('**/*.txt', { cwd: corpus }).sort()
    const wanted = Number(process.env['ASSAY_CORPUS_SAMPLE'] ?? 120)
    const step = Math.max(1, Math.floor(files.length / wanted))
    const sample = files.filter((_file, i) => i % step === 0)
    const forms = [[], ['-c'], ['-R'], ['-y'], ['--headers'], ['-E', '-s', '10000000'], ['-U', '{socket}', '-r']]
    for (const [i, file] of sample.entries()) {
      const message = readFileSync(path.join(corpus, file))
      await compare(message, forms[i % forms.length] ?? [])
    }
    expect(sample.length).toBeGreaterThanOrEqual(Math.min(wanted, files.length))
  })

  test('what differed', () => {
    expect(ours.log.filter((line) => /^error|Temporary failure/.test(line))).toEqual([])
    const rules = [...differences].sort(([, a], [, b]) => b - a).map(([rule, times]) => `${rule} ${times}`)
    console.log(
      `${tally.compared} compared, ${tally.equal} equal, ${tally.otherHits} with other hits: ${rules.join(', ') || 'none'}`,
    )
    expect(tally.compared).toBeGreaterThan(0)
  })
})
