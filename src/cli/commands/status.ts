import type { Argv, CommandModule, InferredOptionTypes, Options } from 'yargs'
import type { StatusReport } from '../../daemon/status/daemon-status.ts'
import { askStatus } from '../../daemon/status/status-socket.ts'
import { USUAL_CONTROL_SOCKET } from '../daemon-watch.ts'

const options = {
  socket: {
    type: 'string',
    requiresArg: true,
    default: USUAL_CONTROL_SOCKET,
    describe: 'Control socket of the daemon',
  },
  json: { type: 'boolean', default: false, describe: 'One JSON object' },
} as const satisfies Record<string, Options>

const EXIT_UNAVAILABLE = 69

/** `assay status`: how a running daemon does. */
export const statusCommand: CommandModule<object, InferredOptionTypes<typeof options>> = {
  command: 'status',
  describe: 'Say how a running daemon does',
  builder: (yargs: Argv) => yargs.options(options),
  handler: async ({ socket, json }) => {
    try {
      const report = await askStatus(socket)
      console.log(json ? JSON.stringify(report) : statusText(report))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      process.stderr.write(`assay: no daemon answers at ${socket} (${reason}); start it with --control-socket\n`)
      process.exitCode = EXIT_UNAVAILABLE
    }
  },
}

/** A report for a person. */
export function statusText(report: StatusReport): string {
  const { messages, perMinute, seconds, rules } = report
  const rows: readonly (readonly [string, string])[] = [
    ['version', `${report.version}, pid ${report.pid}, up ${duration(report.upSeconds)}`],
    ['listens', report.listens.join(', ')],
    ['rules', `${rules.live} of ${rules.defined} live`],
    ['threads', `${Math.min(report.busy, report.threads)} of ${report.threads} busy`],
    ['queue', `${Math.max(0, report.busy - report.threads)} waiting`],
    ['messages', `${messages.ham + messages.spam}: ${messages.spam} spam, ${(messages.bytes / 1e6).toFixed(1)} MB`],
    ['rate', `${perMinute.last.toFixed(1)} a minute, ${perMinute.last15.toFixed(1)} over a quarter of an hour`],
    ['scan', `${(seconds.mean * 1000).toFixed(1)} ms on average, ${(seconds.longest * 1000).toFixed(0)} ms at most`],
    ['limits', `${report.timeLimits} scans ran out of time`],
    ['reloads', `${report.reloads}, ${report.failedReloads} failed`],
    ['memory', `${(report.memoryBytes / 1e6).toFixed(0)} MB`],
  ]
  return rows.map(([name, text]) => `${name.padEnd(9)} ${text}`).join('\n')
}

function duration(seconds: number): string {
  const days = Math.floor(seconds / 86_400)
  const clock = new Date((seconds % 86_400) * 1000).toISOString().slice(11, 19)
  return days > 0 ? `${days} days ${clock}` : clock
}
