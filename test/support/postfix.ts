import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A real Postfix in a folder of its own, on loopback, its configuration mounted over /etc/postfix for it alone. */
export interface RunningPostfix {
  readonly smtpPort: number
  /** Messages delivered so far, as latin1. */
  delivered(): string[]
  log(): string
  stop(): void
}

/** Why no Postfix can be started here; undefined when one can. */
export function postfixObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root'
  if (!existsSync('/usr/sbin/postfix')) return 'Debian package postfix is not installed'
  if (!existsSync('/usr/bin/swaks')) return 'Debian package swaks is not installed'
  if (spawnSync('unshare', ['--mount', 'true']).status !== 0) return 'no mount namespaces here'
  return undefined
}

const MAIN_CF = (folder: string, uid: number, gid: number, milter: string | undefined): string => `${
  milter === undefined
    ? ''
    : `
smtpd_milters = unix:${milter}
milter_default_action = tempfail`
}
compatibility_level = 3.6
queue_directory = ${folder}/spool
data_directory = ${folder}/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.test
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = example.test
virtual_mailbox_base = ${folder}/mail
virtual_mailbox_maps = static:inbox/
virtual_uid_maps = static:${uid}
virtual_gid_maps = static:${gid}
virtual_minimum_uid = 1
smtpd_relay_restrictions = permit_mynetworks, reject
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
`

const MASTER_CF = (smtpPort: number, spamdPort: number | undefined): string => `
127.0.0.1:${smtpPort} inet n - n - - smtpd${spamdPort === undefined ? '' : '\n  -o content_filter=assay:dummy'}
assay     unix  -       n       n       -       10      pipe
  flags=Rq user=nobody null_sender=
  argv=/usr/bin/spamc -d 127.0.0.1 -p ${spamdPort} -x -X -e /usr/sbin/sendmail -oi -f \${sender} -- \${recipient}
pickup    unix  n       -       n       1       1       pickup
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
virtual   unix  -       n       n       -       -       virtual
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
anvil     unix  -       -       n       -       1       anvil
postlog   unix-dgram n  -       n       -       1       postlogd
`

const numberOf = (option: string, user: string): number => Number(execFileSync('id', [option, user]).toString())

/** What filters the mail: the daemon at a port, by the recipe of docs/postfix.md, or the milter at a socket. */
export type PostfixFilter = { readonly spamdPort: number } | { readonly milter: string }

/** Starts it with this filter. */
export function startPostfix(smtpPort: number, filter: PostfixFilter): RunningPostfix {
  const milter = 'milter' in filter ? filter.milter : undefined
  const spamdPort = 'spamdPort' in filter ? filter.spamdPort : undefined
  const folder = mkdtempSync(path.join(tmpdir(), 'assay-postfix-'))
  chmodSync(folder, 0o755)
  for (const name of ['etc', 'spool', 'data', 'mail']) mkdirSync(path.join(folder, name))
  execFileSync('chown', ['postfix', path.join(folder, 'data')])
  execFileSync('chown', ['nobody', path.join(folder, 'mail')])
  writeFileSync(
    path.join(folder, 'etc', 'main.cf'),
    MAIN_CF(folder, numberOf('-u', 'nobody'), numberOf('-g', 'nobody'), milter),
  )
  writeFileSync(path.join(folder, 'etc', 'master.cf'), MASTER_CF(smtpPort, spamdPort))
  for (const name of ['postfix-files', 'post-install', 'postfix-script']) {
    const original = path.join('/etc/postfix', name)
    if (existsSync(original)) execFileSync('cp', ['-r', original, path.join(folder, 'etc')])
  }
  // Everything below master, the pipe and its sendmail too, sees the folder's configuration where Postfix looks for it.
  const inside = (command: string): string => `mount --bind ${folder}/etc /etc/postfix && ${command}`
  const started = spawnSync('unshare', ['--mount', 'sh', '-c', inside('postfix start')], { encoding: 'utf8' })
  if (started.status !== 0) throw new Error(`postfix did not start: ${started.stderr}${started.stdout}`)
  const inbox = path.join(folder, 'mail', 'inbox', 'new')
  return {
    smtpPort,
    delivered: () =>
      existsSync(inbox) ? readdirSync(inbox).map((name) => readFileSync(path.join(inbox, name), 'latin1')) : [],
    log: () => (existsSync(path.join(folder, 'log')) ? readFileSync(path.join(folder, 'log'), 'utf8') : ''),
    stop: () => {
      spawnSync('unshare', ['--mount', 'sh', '-c', inside('postfix abort')])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
