import { isIPv4, isIPv6 } from 'node:net'
import { notice } from '../base/notices.ts'
import { type Conf, perConf } from '../conf/conf.ts'
import { type DnsClient, query } from './dns-answer.ts'
import { permittedPorts } from './local-ports.ts'
import { parseServer, type ServerAddress, systemServers } from './name-servers.ts'
import { Resolver, type ResolverOptions } from './resolver.ts'
import { type DnsOptions, dnsSettings } from './settings.ts'

/** The name servers of a configuration, once it is known whether there are any. */
export interface DnsService {
  /** Who answers; undefined when there is no DNS. A promise only while it is being found out. */
  client(): DnsClient | undefined | Promise<DnsClient | undefined>
}

/** Domains that exist and will go on existing, for `dns_available test`. */
const EXISTING_DOMAINS = [
  ...['adelphia.net', 'akamai.com', 'apache.org', 'cingular.com', 'colorado.edu', 'comcast.net', 'doubleclick.com'],
  ...['ebay.com', 'gmx.net', 'google.com', 'intel.com', 'kernel.org', 'linux.org', 'mit.edu', 'motorola.com'],
  ...['msn.com', 'sourceforge.net', 'sun.com', 'w3.org', 'yahoo.com'],
]
/** So many of them are tried with each server, for so long each. */
const TRIES = 3
const TRY_MS = 3000

/** Servers are not held for gone sooner than this, however short rbl_timeout is. */
const LEAST_PATIENCE_S = 10

/** Resolvers by what they are made of: users whose preferences do not touch DNS share one. */
const resolvers = new Map<string, Resolver>()
/** More differing configurations than this are not kept: the oldest goes. */
const MAX_RESOLVERS = 32

function resolverWith(options: ResolverOptions): Resolver {
  const { servers, edns, dns0x20, rotate, ports, patienceMs } = options
  const key = JSON.stringify([servers, edns, dns0x20, rotate, ports?.length, ports?.[0], ports?.at(-1), patienceMs])
  let resolver = resolvers.get(key)
  if (!resolver) {
    if (resolvers.size >= MAX_RESOLVERS) {
      for (const [oldest] of resolvers) {
        resolvers.delete(oldest)
        break
      }
    }
    resolver = new Resolver(options)
    resolvers.set(key, resolver)
  }
  return resolver
}

/** The name servers that a configuration means. */
export const dnsServiceOf: (conf: Conf) => DnsService = perConf((conf) => {
  const settings = conf.of(dnsSettings)
  const { v4, v6 } = settings.dns_options
  const given = settings.dns_server?.map(parseServer).filter((server) => server !== undefined)
  const servers = (given ?? systemServers()).filter(({ address }) => isUsable(address))
  const available = settings.dns_available
  if (available === 'no' || (!v4 && !v6) || servers.length === 0) return { client: () => undefined }

  const options = (usable: readonly ServerAddress[]): ResolverOptions => ({
    servers: usable,
    edns: settings.dns_options.edns,
    dns0x20: settings.dns_options.dns0x20,
    rotate: settings.dns_options.rotate,
    ports: permittedPorts(settings.dns_local_ports_permit),
    patienceMs: 1000 * Math.max(LEAST_PATIENCE_S, settings.rbl_timeout.seconds),
    warn: notice,
  })
  if (available === 'yes') {
    const resolver = resolverWith(options(servers))
    return { client: () => resolver }
  }
  const domains = available.test.length > 0 ? available.test : EXISTING_DOMAINS
  return testedService(servers, domains, settings.dns_options, settings.dns_test_interval, (usable) =>
    resolverWith(options(usable)),
  )
})

function isUsable(address: string): boolean {
  const plain = address.replace(/%.*$/, '')
  return isIPv4(plain) || isIPv6(plain)
}

/** A service that asks for domains that exist, with each server, before it is believed for a while. */
function testedService(
  servers: readonly ServerAddress[],
  domains: readonly string[],
  dnsOptions: DnsOptions,
  intervalSeconds: number,
  resolverFor: (servers: readonly ServerAddress[]) => Resolver,
): DnsService {
  let outcome: DnsClient | undefined | Promise<DnsClient | undefined>
  let validUntil = 0
  return {
    client: () => {
      if (Date.now() < validUntil) return outcome
      validUntil = Date.now() + intervalSeconds * 1000
      outcome = answering(servers, domains, dnsOptions).then((usable) => {
        outcome = usable.length > 0 ? resolverFor(usable) : undefined
        return outcome
      })
      return outcome
    },
  }
}

async function answering(
  servers: readonly ServerAddress[],
  domains: readonly string[],
  dnsOptions: DnsOptions,
): Promise<ServerAddress[]> {
  const types = [...(dnsOptions.v4 ? ['A'] : []), ...(dnsOptions.v6 ? ['AAAA'] : [])]
  const good = await Promise.all(servers.map((server) => answersAny(server, domains, types, dnsOptions)))
  return servers.filter((_, n) => good[n])
}

async function answersAny(
  server: ServerAddress,
  domains: readonly string[],
  types: readonly string[],
  { edns, dns0x20 }: DnsOptions,
): Promise<boolean> {
  const resolver = new Resolver({ servers: [server], edns, dns0x20, rotate: false, ports: undefined })
  try {
    const left = [...domains]
    for (let tries = 0; tries < TRIES && left.length > 0; tries++) {
      const [domain = ''] = left.splice(Math.floor(Math.random() * left.length), 1)
      const answers = await Promise.all(types.map((type) => query(resolver, domain, type, TRY_MS)))
      if (answers.some((answer, n) => answer?.answers.some((record) => record.type === types[n]))) return true
    }
    return false
  } finally {
    resolver.close()
  }
}
