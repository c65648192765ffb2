import { RUNTIME, SPAMASSASSIN_VERSION } from '../versions.ts'

/** What `spamd --version` says; scripts look for the lines about SSL and zlib. */
export function spamdVersion(): string {
  return [
    `SpamAssassin Server version ${SPAMASSASSIN_VERSION}`,
    `  running on ${RUNTIME}`,
    `  with SSL support (OpenSSL ${process.versions.openssl})`,
    `  with zlib support (zlib ${process.versions.zlib})`,
    '',
  ].join('\n')
}

/** What `spamd --help` says of its options. */
export const SPAMD_USAGE = `Usage:
    spamd [options]

    What is read:
     -C, --configpath=PATH     rules, in place of those found by themselves
     --siteconfigpath=PATH     the site's configuration
     --cf=LINE, --pre=LINE     one more line of configuration, after or before all files
     -L, --local               no network tests
    Where it listens:
     -i, --listen=[ssl:][HOST][:PORT] | PATH    may be given often (localhost)
     -p, --port=PORT           the port where --listen names none (783)
     -4, --ipv4, -6            one kind of address only
     --socketpath=PATH  --socketowner=USER  --socketgroup=GROUP  --socketmode=MODE
     -A, --allowed-ips=NET,…   who may connect (127.0.0.1,::1)
     --ssl  --ssl-port=PORT  --server-key=FILE  --server-cert=FILE
     --ssl-verify  --ssl-ca-file=FILE  --ssl-ca-path=DIR
    As whom, and for whom:
     -u, --username=USER  -g, --groupname=GROUP
     -U, --default-user=USER   who stands in for users that are unknown (nobody)
     -c, --create-prefs        make preferences where a user has none
     -x, --nouser-config       read no preferences from home directories
     --virtual-config-dir=PATTERN   preferences there: %u user, %l local part, %d domain, %x
     -v, --vpopmail            preferences in vpopmail's directories
     -q, --sql-config  -Q, --setuid-with-sql    preferences in a database
     --ldap-config  --setuid-with-ldap          preferences in a directory service
     -H, --helper-home-dir[=DIR]
     -P, --paranoid            refuse where a user cannot be found
    How it runs:
     -d, --daemonize           in the background
     -r, --pidfile=FILE
     -l, --allow-tell          let clients learn and report
     -m, --max-children=N  --min-children=N  --min-spare=N  --max-spare=N
     --max-conn-per-child=N  --round-robin
     --timeout-tcp=SECONDS     for the first line (30)
     --timeout-child=SECONDS   for a request, scan included (300)
    What it says:
     -D, --debug[=AREA,…]      more, of these areas
     -s, --syslog=FACILITY | FILE | stderr | null
     --syslog-socket=TYPE      unix, udp or none
     --log-timestamp-fmt=FORMAT   as of strftime(3)
     --log-json                a JSON object a line
     --timing
     --http=[HOST:]PORT        health and metrics for monitors
     -h, --help  -V, --version
`
