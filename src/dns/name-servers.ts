import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'

/** Where a name server listens. */
export interface ServerAddress {
  readonly address: string
  readonly port: number
}

/** What resolvers take without other word: the host itself (resolv.conf(5)). */
const DEFAULT_SERVER: ServerAddress = { address: '127.0.0.1', port: 53 }

/** `[address]:port`, as the setting dns_server keeps it. */
export function parseServer(text: string): ServerAddress | undefined {
  const match = /^\[([^\]]+)\]:(\d+)$/.exec(text)
  return match ? { address: match[1] ?? '', port: Number(match[2]) } : undefined
}

/** The name servers that the text of a resolv.conf names. */
export function serversOfResolvConf(text: string): ServerAddress[] {
  const servers: ServerAddress[] = []
  for (const line of text.split('\n')) {
    const address = /^[ \t]*nameserver[ \t]+([^ \t#;]+)/.exec(line)?.[1]
    if (address !== undefined && isIP(address.replace(/%.*$/, '')) !== 0) servers.push({ address, port: 53 })
  }
  return servers
}

/** The name servers of the system. */
export function systemServers(path = '/etc/resolv.conf'): ServerAddress[] {
  try {
    const servers = serversOfResolvConf(readFileSync(path, 'latin1'))
    return servers.length > 0 ? servers : [DEFAULT_SERVER]
  } catch {
    return [DEFAULT_SERVER]
  }
}
