// What the unmodified spamc prints of public messages, filtered by our daemon and by SpamAssassin's own spamd: byte for byte the
// same, but for the host name, random boundaries, dates in them, and the order of hits that SpamAssassin leaves to chance.
//   node tools/spamc-identity.ts [--messages 1000] [--report-safe 0,1,2] [--show N] [--cf LINE]…
// Each message gets a child of its own from spamd, because it keeps things from message to message (test/corpus/golden/README.md).
// Needs the corpus (npm run corpus) and Debian's packages spamd and spamc. Exit status 1 below 99.5 percent.
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { maskChance } from '../test/daemon/masks.ts'
import { haveSpamd, type SpamcResult, spamc } from '../test/daemon/real-spamd.ts'

const WANTED = 0.995
const AT_ONCE = 2
const FILTER = ['-x', '-t', '600']
const START_MS = 600_000
/** A child of spamd that ends may take a connection with it. */
const TRIES = 4
const SITE_CONFIGURATION = '/etc/spamassassin'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000' },
    'report-safe': { type: 'string', default: '0,1,2' },
    show: { type: 'string', default: '3' },
    cf: { type: 'string', multiple: true, default: [] },
  },
})
const root = path.resolve(import.meta.dirname, '..')
const corpus = path.join(root, 'corpus', 'public')
if (!existsSync(corpus) || !haveSpamd) {
  console.error('spamc-identity: needs "npm run corpus", and spamd and spamc of SpamAssassin')
  process.exit(2)
}

const all = globSync('*/*.txt', { cwd: corpus }).sort()
const step = Math.max(1, Math.floor(all.length / Number(values.messages)))
const files = all.filter((_, i) => i % step === 0).slice(0, Number(values.messages))

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

interface RunningDaemon {
  readonly door: { readonly port: number; readonly socket: string }
  stop(): Promise<void>
}

async function start(command: string, args: readonly string[]): Promise<RunningDaemon> {
  const port = await freePort()
  const child: ChildProcess = spawn(command, [...args, '-i', `127.0.0.1:${port}`], { stdio: 'ignore' })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const door = { port, socket: '' }
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
  }
  for (const deadline = Date.now() + START_MS; ; ) {
    const { status } = await spamc(door, ['-K', '-x', '-t', '60'], Buffer.alloc(0))
    if (status === 0) return { door, stop }
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`${command} does not start (exit status ${child.exitCode})`)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** The hits in an `X-Spam-Report` header: one with its score, and lines that go on with it. */
const HEADER_HITS = /(?:^\t\* .*\n)+/gm
const NEXT_HIT = /(?<=\n)(?=\t\* +-?\d+\.\d [A-Z])/

/** Without what two hosts, two moments and two throws of the dice have different. */
function mask(text: string): string {
  return maskChance(text)
    .replace(/^(X-Spam-Checker-Version:.* on )\S+/gm, '$1HOST')
    .replace(/^(Date: ).*(?=\r?\nSubject: )/m, '$1DATE')
    .replace(HEADER_HITS, (hits) => hits.split(NEXT_HIT).sort().join(''))
}

function firstDifference(theirs: string, ours: string): string {
  const [a, b] = [theirs.split('\n'), ours.split('\n')]
  const at = a.findIndex((line, i) => line !== b[i])
  return `  line ${at + 1}\n    spamd  ${JSON.stringify(a[at])}\n    assayd ${JSON.stringify(b[at])}`
}

async function filtered(door: RunningDaemon['door'], message: Uint8Array): Promise<SpamcResult> {
  let result = await spamc(door, FILTER, message)
  for (let i = 1; i < TRIES && result.status !== 0; i++) result = await spamc(door, FILTER, message)
  return result
}

async function compareUnder(reportSafe: string): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'spamc-identity-'))
  const site = path.join(folder, 'site')
  chmodSync(folder, 0o755) // daemons started as root give up their rights
  cpSync(SITE_CONFIGURATION, site, { recursive: true })
  writeFileSync(path.join(site, 'zz.cf'), [`report_safe ${reportSafe}`, 'use_bayes 0', ...values.cf, ''].join('\n'))
  const daemons: RunningDaemon[] = []
  let same = 0
  let shown = 0
  try {
    daemons.push(
      await start('/usr/sbin/spamd', [
        '-L',
        '-x',
        '-m',
        String(AT_ONCE),
        '-s',
        'null',
        '--max-conn-per-child=1',
        '--siteconfigpath',
        site,
      ]),
    )
    daemons.push(await start(path.join(root, 'bin', 'assayd'), ['-L', '--siteconfigpath', site]))
    const [theirs, ours] = daemons.map(({ door }) => door)
    if (!theirs || !ours) return 0
    const queue = [...files]
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
          const bytes = readFileSync(path.join(corpus, file))
          const [a, b] = await Promise.all([theirs, ours].map((door) => filtered(door, bytes)))
          if (!a || !b) continue
          if (a.status === b.status && mask(a.stdout) === mask(b.stdout)) same++
          else if (shown++ < Number(values.show)) {
            console.log(
              `${file}: spamc ended with ${a.status} and ${b.status}\n${firstDifference(mask(a.stdout), mask(b.stdout))}`,
            )
          }
        }
      }),
    )
  } finally {
    for (const daemon of daemons) await daemon.stop()
    rmSync(folder, { recursive: true })
  }
  console.log(
    `report_safe ${reportSafe}: ${same} of ${files.length} the same (${((100 * same) / files.length).toFixed(2)}%)`,
  )
  return same / files.length
}

let worst = 1
for (const reportSafe of values['report-safe'].split(',')) worst = Math.min(worst, await compareUnder(reportSafe))
process.exit(worst >= WANTED ? 0 : 1)
