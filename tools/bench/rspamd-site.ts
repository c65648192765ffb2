// A configuration of rspamd's own stock rules that asks nobody on the network, in a folder of its own.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Modules that ask others, keep what they know elsewhere, or would fetch their lists from the web. */
const OFF: readonly string[] = [
  'antivirus',
  'arc',
  'asn',
  'aws_s3',
  'bimi',
  'clickhouse',
  'dcc',
  'dkim',
  'dkim_signing',
  'dmarc',
  'elastic',
  'external_relay',
  'external_services',
  'fuzzy_check',
  'greylist',
  'history_redis',
  'http_headers',
  'metadata_exporter',
  'metric_exporter',
  'multimap',
  'mx_check',
  'neural',
  'once_received',
  'p0f',
  'ratelimit',
  'rbl',
  'replies',
  'reputation',
  'rspamd_update',
  'spf',
  'surbl',
  'url_redirector',
  'whitelist',
]

// The name server is one that is not there, so that what was overlooked asks nobody either; lists that stand in the web are
// then taken from the files that were installed with rspamd.
const OPTIONS = 'dns { nameserver = ["127.0.0.1:1"]; }\nmap_watch_interval = 1h;\n'

/** Writes the configuration; `verbose` logs what the engine makes ready. */
export function writeRspamdSite(folder: string, port: number, workers: number, verbose: boolean): void {
  for (const one of ['override.d', 'local.d', 'db', 'run', 'log']) {
    mkdirSync(path.join(folder, one), { recursive: true })
  }
  const files: Record<string, string> = {
    'options.inc': OPTIONS,
    'logging.inc': `level = "${verbose ? 'info' : 'error'}";\n`,
    'worker-normal.inc': `bind_socket = "127.0.0.1:${port}";\ncount = ${workers};\n`,
    'worker-proxy.inc': 'enabled = false;\n',
    'worker-controller.inc': 'enabled = false;\n',
    // What is left of it looks at names alone.
    'hfilter.conf': 'helo_enabled = false;\nfrom_enabled = false;\nmid_enabled = false;\n',
    'phishing.conf': 'openphish_enabled = false;\nphishtank_enabled = false;\ngeneric_service_enabled = false;\n',
    ...Object.fromEntries(OFF.map((name) => [`${name}.conf`, 'enabled = false;\n'])),
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, 'override.d', name), text)
  spawnSync('chown', ['-R', '_rspamd:_rspamd', folder])
}

/** The command that starts rspamd with the configuration in a folder. */
export function rspamdCommand(folder: string): readonly string[] {
  const places = { LOCAL_CONFDIR: '', DBDIR: 'db', RUNDIR: 'run', LOGDIR: 'log' }
  const variables = Object.entries(places).map(([name, place]) => `--var=${name}=${path.join(folder, place)}`)
  const account = process.getuid?.() === 0 ? ['-u', '_rspamd', '-g', '_rspamd'] : ['-i']
  return ['rspamd', '-f', ...account, '-c', '/etc/rspamd/rspamd.conf', ...variables]
}

/** Whether rspamd's compiled expressions lie ready for the next start; until then it works with slower ones. */
export function rspamdIsCompiled(folder: string): boolean {
  const log = path.join(folder, 'log', 'rspamd.log')
  return existsSync(log) && /compiled \d+ regular expressions to the hyperscan tree/.test(readFileSync(log, 'latin1'))
}
