import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root } from './assayd.ts'

/** A real Exim in a folder of its own, on loopback, with `spam =` in its ACL. */
export interface RunningExim {
  readonly smtpPort: number
  /** All mail delivered so far, as latin1. */
  delivered(): string
  log(): string
  stop(): void
}

// Debian's package and Postfix's exclude each other, so it may also be unpacked beside the repository's other caches.
const PROGRAM = ['/usr/sbin/exim4', path.join(root, '.cache', 'exim', 'usr', 'sbin', 'exim4')].find((file) =>
  existsSync(file),
)

/** Why no Exim can be started here; undefined when one can. */
export function eximObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root'
  if (!existsSync('/usr/bin/swaks')) return 'Debian package swaks is not installed'
  if (spawnSync('unshare', ['--mount', 'true']).status !== 0) return 'no mount namespaces here'
  if (PROGRAM === undefined) return 'Debian package exim4-daemon-heavy is neither installed nor unpacked in .cache/exim'
  return undefined
}

const CONFIGURATION = (folder: string, smtpPort: number, spamdPort: number): string => `
exim_path = ${PROGRAM}
exim_user = nobody
exim_group = nogroup
primary_hostname = mail.example.test
spool_directory = ${folder}/spool
log_file_path = ${folder}/spool/%slog
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${smtpPort}
pid_file_path = ${folder}/spool/pid
spamd_address = 127.0.0.1 ${spamdPort}
tls_advertise_hosts =
keep_environment =
acl_smtp_rcpt = accept
acl_smtp_data = data
begin acl
data:
  warn spam = nobody:true
       add_header = X-Spam-Score: $spam_score ($spam_bar) $spam_action
  deny spam = nobody
       message = This is spam: $spam_score points
  accept
begin routers
all:
  driver = accept
  transport = file
begin transports
file:
  driver = appendfile
  file = ${folder}/spool/inbox
  user = nobody
  group = nogroup
`

const START_MS = 20_000

/** Starts it; its ACL asks the daemon at `spamdPort` about each message. */
export async function startExim(smtpPort: number, spamdPort: number): Promise<RunningExim> {
  const folder = mkdtempSync(path.join(tmpdir(), 'assay-exim-'))
  chmodSync(folder, 0o755)
  mkdirSync(path.join(folder, 'spool'))
  execFileSync('chown', ['nobody:nogroup', path.join(folder, 'spool')])
  const file = path.join(folder, 'exim.conf')
  writeFileSync(file, CONFIGURATION(folder, smtpPort, spamdPort), { mode: 0o644 })
  // The user that Debian's package makes is looked for at the start, even if another is named.
  const mounts = [withLine(folder, 'passwd', 'Debian-exim:x:65533:65534::/:/usr/sbin/nologin')]
  mounts.push(withLine(folder, 'group', 'Debian-exim:x:65533:'))
  const inside = `${mounts.join(' && ')} && exec ${PROGRAM} -C ${file} -bdf -odf`
  const child = spawn('unshare', ['--mount', 'sh', '-c', inside], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += bytes))
  const log = (): string => {
    const logs = ['mainlog', 'paniclog', 'rejectlog'].map((name) => path.join(folder, 'spool', name))
    return said + logs.map((name) => (existsSync(name) ? readFileSync(name, 'latin1') : '')).join('\n')
  }
  const deadline = Date.now() + START_MS
  while (!(await listens(smtpPort))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`exim does not start: ${log()}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const inbox = path.join(folder, 'spool', 'inbox')
  return {
    smtpPort,
    delivered: () => (existsSync(inbox) ? readFileSync(inbox, 'latin1') : ''),
    log,
    stop: () => {
      child.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A command that puts a copy of this file of /etc in its place, with one line more where it is missing. */
function withLine(folder: string, name: string, line: string): string {
  const known = readFileSync(`/etc/${name}`, 'latin1')
  const isKnown = known.split('\n').some((one) => one.startsWith('Debian-exim:'))
  writeFileSync(path.join(folder, name), isKnown ? known : `${known}${line}\n`, { mode: 0o644 })
  return `mount --bind ${path.join(folder, name)} /etc/${name}`
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.end('QUIT\r\n'))
  })
}
