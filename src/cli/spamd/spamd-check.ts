import type { SpamdOptions } from './spamd-options.ts'

/** Why spamd does not start with these options, in its words; undefined where it does. */
export function spamdRefusal(options: SpamdOptions): string | undefined {
  const { username, vpopmail, virtualConfigDir, sqlConfig, setuidWithSql, ldapConfig, setuidWithLdap } = options
  if (username === undefined) {
    if (vpopmail) return 'cannot use --vpopmail without -u'
    if (virtualConfigDir !== undefined) return 'cannot use --virtual-config-dir without -u'
    if (sqlConfig && !setuidWithSql) return 'cannot use --sql-config without -u'
    if (ldapConfig && !setuidWithLdap) return 'cannot use --ldap-config without -u'
  }
  if (options.socketPath !== undefined && options.socketPath !== '' && !options.socketPath.startsWith('/'))
    return undefined
  return undefined
}

/** What is taken from spamd's command line but means nothing here, or something else; told under `-D`. */
export function spamdRemarks(options: SpamdOptions, threads: number): string[] {
  const remarks: string[] = []
  const say = (given: boolean, text: string): void => {
    if (given) remarks.push(text)
  }
  remarks.push(`child processes are threads here: ${threads} scan at a time`)
  say(options.roundRobin, '--round-robin: threads take messages as they come, there is nothing to choose')
  say(options.maxConnPerChild !== undefined, '--max-conn-per-child: threads do not age, they are not replaced')
  say(options.minChildren !== 1, '--min-children: all threads are there from the start')
  say(
    options.minSpare !== 1 || options.maxSpare !== 2,
    '--min-spare, --max-spare: all threads are there from the start',
  )
  say(options.ldapConfig || options.setuidWithLdap, '--ldap-config: preferences in LDAP are not available')
  return remarks
}
