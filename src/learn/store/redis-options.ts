import type { Conf } from '../../conf/conf.ts'
import { learnSettings } from '../settings.ts'

/** Where a Redis server is, and how long it keeps what. Plain data. */
export interface RedisOptions {
  readonly server: { readonly path: string } | { readonly host: string; readonly port: number }
  readonly database: number
  readonly password: string | undefined
  /** Seconds that a token, and a mark, stays without being seen again; undefined for ever. */
  readonly tokenTtl: number | undefined
  readonly seenTtl: number | undefined
}

const PORT = 6379

/** Reads SpamAssassin's settings for its Redis store (bayes_sql_dsn `server=…;password=…;database=…`). */
export function redisOptionsOf(conf: Conf): RedisOptions {
  const { bayes_sql_dsn, bayes_auto_expire, bayes_token_ttl, bayes_seen_ttl } = conf.of(learnSettings)
  const given = new Map<string, string>()
  for (const part of bayes_sql_dsn.split(';')) {
    const equals = part.indexOf('=')
    if (equals > 0) given.set(part.slice(0, equals), part.slice(equals + 1))
  }
  const ttl = (seconds: number): number | undefined => (bayes_auto_expire && seconds > 0 ? seconds : undefined)
  return {
    server: serverOf(given.get('server') ?? ''),
    database: Number(given.get('database') ?? 0) || 0,
    password: given.get('password'),
    tokenTtl: ttl(bayes_token_ttl),
    seenTtl: ttl(bayes_seen_ttl),
  }
}

const HOST_AND_PORT = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/

function serverOf(text: string): RedisOptions['server'] {
  if (text.startsWith('/')) return { path: text }
  const [, inBrackets, plain, port] = HOST_AND_PORT.exec(text) ?? []
  return { host: inBrackets || plain || '127.0.0.1', port: Number(port ?? PORT) }
}
