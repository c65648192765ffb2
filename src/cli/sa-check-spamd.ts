import { connect, type Socket } from 'node:net'
import { type OptionRow, readOptions } from './options/getopt.ts'

// A check for Nagios and its kind: asks a spamd whether it is there, in so many seconds. The first line printed and the
// exit status are what such systems read: 0 fine, 1 slow, 2 not well, 3 cannot tell.

const STATUS = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const

const USAGE = `sa-check_spamd version 4.000001

Usage:
   sa-check_spamd [options]

     -c, --critical=SECONDS    critical, where the answer takes longer
     -w, --warning=SECONDS     a warning, where it takes longer
     -t, --timeout=SECONDS     how long to wait for it (45)
     -H, --hostname=HOST  -p, --port=PORT    where spamd is (localhost, 783)
     --socketpath=PATH         its Unix socket
     -v, --verbose  -V, --version  -h, --help

`

const given = new Map<string, string>()
const flags = new Set<string>()
const text = (spec: string, name: string): OptionRow => ({ spec, take: (value) => void given.set(name, String(value)) })
const flag = (spec: string, name: string): OptionRow => ({ spec, take: () => void flags.add(name) })
const { problems } = readOptions(
  process.argv.slice(2),
  [
    text('critical|c=s', 'critical'),
    text('hostname|H=s', 'hostname'),
    text('port|p=s', 'port'),
    text('socketpath=s', 'socketpath'),
    text('timeout|t=s', 'timeout'),
    text('warning|w=s', 'warning'),
    flag('help|h|?', 'help'),
    flag('verbose|v', 'verbose'),
    flag('version|V', 'version'),
  ],
  { abbreviations: true, ignoreCase: true },
)

function end(status: keyof typeof STATUS, line: string): never {
  process.stdout.write(line)
  process.exit(STATUS[status])
}

if (problems.length > 0) process.stderr.write(`${problems.join('\n')}\n`)
if (problems.length > 0 || flags.has('help')) end('UNKNOWN', USAGE)
if (flags.has('version')) end('UNKNOWN', 'sa-check_spamd version 4.000001\n')

const SECONDS = /^\d+(?:\.\d*)?$/
const invalid = (name: string): never => end('UNKNOWN', `SPAMD UNKNOWN: invalid ${name} config value provided\n`)
const check = (name: string, valid: RegExp): void => {
  const value = given.get(name)
  if (value !== undefined && !valid.test(value)) invalid(name)
}
check('critical', SECONDS)
check('hostname', /^[A-Za-z0-9_.:-]+$/)
check('port', /^\d+$/)
check('timeout', SECONDS)
const timeout = Number(given.get('timeout') ?? 45)
if (timeout < 1) invalid('timeout')
check('warning', SECONDS)

const limit = (name: string): number => Number(given.get(name) ?? Number.NaN)
const contradiction = (smaller: string, larger: string): never =>
  end('UNKNOWN', `SPAMD UNKNOWN: ${smaller} value is ${larger} value, config not valid\n`)
if (limit('critical') < limit('warning')) contradiction('critical', 'less than warning')
if (limit('critical') > timeout) contradiction('critical', 'greater than timeout')
if (limit('warning') > timeout) contradiction('warning', 'greater than timeout')
if (given.has('socketpath') && (given.has('hostname') || given.has('port'))) {
  end('UNKNOWN', 'SPAMD UNKNOWN: both TCP and UNIX domain socket info provided, only one can be used\n')
}

if (flags.has('verbose')) process.stdout.write('connecting to spamd for ping\n')
const started = performance.now()
const seconds = (): string => ((performance.now() - started) / 1000).toFixed(3)
setTimeout(() => end('CRITICAL', `SPAMD CRITICAL: ping timed out in ${seconds()} seconds\n`), timeout * 1000)

const path = given.get('socketpath')
const socket: Socket =
  path === undefined
    ? connect({ host: given.get('hostname') || 'localhost', port: Number(given.get('port') || 783) })
    : connect({ path })
let answer = ''
socket.setEncoding('latin1')
socket.on('connect', () => socket.end('PING SPAMC/1.5\r\n\r\n'))
socket.on('data', (part: string) => {
  answer = (answer + part).slice(0, 1000)
})
socket.on('error', (error) => {
  if (flags.has('verbose')) process.stdout.write(`failed to connect: ${error.message}\n`)
})
socket.on('close', () => {
  if (!/^SPAMD\/\S+ 0 /.test(answer)) end('CRITICAL', `SPAMD CRITICAL: ping failed in ${seconds()} seconds\n`)
  const elapsed = (performance.now() - started) / 1000
  if (elapsed > limit('critical')) end('CRITICAL', `SPAMD CRITICAL: ${seconds()} second ping response time\n`)
  if (elapsed > limit('warning')) end('WARNING', `SPAMD WARNING: ${seconds()} second ping response time\n`)
  end('OK', `SPAMD OK: ${seconds()} second ping response time\n`)
})
