import { spawn } from 'node:child_process'

/**
 * Tells systemd that clients are served now (Type=notify). Its socket takes datagrams, which Node cannot send to a path:
 * systemd's own program does it.
 */
export function notifyReady(): void {
  if (!process.env['NOTIFY_SOCKET']) return
  const child = spawn('systemd-notify', ['--ready', `--pid=${process.pid}`], { stdio: 'ignore' })
  child.on('error', () => undefined) // started by something else that sets the variable
  child.unref()
}
