import { spawnSync } from 'node:child_process'
import os from 'node:os'

/** What prints the version of each program that is compared. */
const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  SpamAssassin: ['spamassassin', '--version'],
  rspamd: ['rspamd', '--version'],
}

/** When, where, and with what the tables were made. */
export function describeMachine(command: string): string {
  const cpus = os.cpus()
  const memory = Math.round(os.totalmem() / 2 ** 30)
  const versions = Object.entries(VERSIONS).map(([name, line]) => `${name} ${versionOf(line)}`)
  return [
    `\`${command}\` on ${new Date().toISOString().slice(0, 10)}: ${cpus.length} cores (${cpus[0]?.model.trim()}), ${memory} GB,`,
    `Linux ${os.release()}, Node.js ${process.versions.node}, ${versions.join(', ')}. ${loadAverages('at the start')}`,
  ].join('\n')
}

/** The machine's load averages (1, 5, 15 minutes). */
export function loadAverages(when: string): string {
  const averages = os.loadavg().map((one) => one.toFixed(1))
  return `Load averages ${when}: ${averages.join(', ')}.`
}

function versionOf([program = '', ...words]: readonly string[]): string {
  const { stdout } = spawnSync(program, words, { encoding: 'utf8' })
  return /\d+(?:\.\d+)+/.exec(stdout ?? '')?.[0] ?? 'not installed'
}
