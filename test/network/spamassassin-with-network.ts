import { spawn, spawnSync } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** What SpamAssassin makes of a message. */
export interface NetworkVerdict {
  readonly file: string
  readonly score: number
  readonly hits: readonly string[]
  readonly subtests: readonly string[]
}

const TOOLS = path.join(import.meta.dirname, '..', '..', 'tools')

/** True where SpamAssassin can be asked, with all that its network tests need. */
export const hasNetworkTests =
  spawnSync('perl', ['-MMail::SpamAssassin', '-MMail::DMARC', '-MMail::SPF', '-MMail::DKIM', '-e', '1']).status === 0

interface Question {
  /** A file of more configuration; its dns_server should be the one at this port of loopback. */
  readonly cf: string
  /** Mail::DMARC is made to ask there too. */
  readonly port: number
  /** Network tests too; true when absent. */
  readonly network?: boolean
  /** With Bayes, as the configuration has it. */
  readonly bayes?: boolean
}

/** Asks the installed SpamAssassin about files, each in a process of its own. */
export async function askSpamAssassin(
  files: readonly string[],
  { cf, port, network = true, bayes = false }: Question,
): Promise<ReadonlyMap<string, NetworkVerdict>> {
  const dmarc = path.join(TOOLS, 'mail-dmarc-at-dns-server.pm')
  const script = path.join(TOOLS, 'spamassassin-verdicts.pl')
  const options = [...(network ? ['--net'] : []), ...(bayes ? ['--bayes'] : []), '--alone', '--cf', cf]
  const child = spawn('perl', ['-e', `require "${dmarc}"; do shift`, script, ...options], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, MAIL_DMARC_DNS_SERVER: `127.0.0.1:${port}` },
  })
  child.stdin.end(`${files.join('\n')}\n`)
  const verdicts = new Map<string, NetworkVerdict>()
  for await (const line of createInterface({ input: child.stdout.setEncoding('latin1') })) {
    const verdict = JSON.parse(line) as NetworkVerdict // as the script prints it
    verdicts.set(verdict.file, verdict)
  }
  return verdicts
}
