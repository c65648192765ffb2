/** One place to listen at. */
export type ListenAddress =
  | {
      readonly type: 'tcp'
      readonly host: string
      readonly port: number
      /** TLS from the first byte on. */
      readonly tls?: boolean
    }
  | { readonly type: 'unix'; readonly path: string }

/** What a specification leaves open. */
export interface ListenDefaults {
  readonly port: number
  readonly ipv4: boolean
  readonly ipv6: boolean
  /** TLS for every address, not only for those that begin with `ssl:`. */
  readonly tls?: boolean
  /** The port of addresses with TLS, where it is another one. */
  readonly tlsPort?: number | undefined
  /** The port of a service by name (`smtp`), where names are taken. */
  readonly servicePort?: ((name: string) => number | undefined) | undefined
}

/** A specification that cannot be read; the message says why. */
export class ListenSpecError extends Error {
  readonly code = 'LISTEN_SPEC'
}

// spec = [ "ssl:" ] ( path | [ "[" address "]" | name | ipv6 | "*" ] [ ":" port ] ), as spamd's --listen takes it.
const UNIX = /^(ssl:)?(\/.*)$/is
const INET =
  /^(ssl:)?(?:\[([^\]]*)\]|([a-f0-9]*:[a-f0-9]*:[a-f0-9:]*(?:%[a-z0-9._~-]*)?(?=$))|([a-z0-9._-]*)|(\*))?(?::([a-z0-9-]*))?$/i

/** The addresses that one `--listen` value means: `localhost` and `*` are two, one a family. */
export function parseListenSpec(spec: string, defaults: ListenDefaults): ListenAddress[] {
  const unix = UNIX.exec(spec)
  if (unix) {
    return [{ type: 'unix', path: unix[2] ?? '' }]
  }
  const inet = INET.exec(spec === '' ? '*' : spec)
  if (!inet) throw new ListenSpecError(`invalid socket specification: ${spec}`)
  const tls = inet[1] !== undefined || defaults.tls === true
  const port = inet[6] ? portNumber(inet[6], spec, defaults) : ((tls ? defaults.tlsPort : undefined) ?? defaults.port)
  if (port > 65_535) throw new ListenSpecError(`invalid port: ${port}, socket: ${spec}`)
  const name = inet[2] ?? inet[3] ?? inet[4] ?? inet[5] ?? ''
  const hosts = hostsOf(inet[5] ? '*' : name || (inet[2] === '' ? '*' : 'localhost'), defaults)
  return hosts.map((host) => ({ type: 'tcp', host, port, ...(tls ? { tls } : {}) }))
}

function portNumber(text: string, spec: string, { servicePort }: ListenDefaults): number {
  const port = /^\d+$/.test(text) ? Number(text) : servicePort?.(text)
  if (port === undefined) throw new ListenSpecError(`invalid port: ${text}, socket: ${spec}`)
  return port
}

function hostsOf(name: string, { ipv4, ipv6 }: ListenDefaults): string[] {
  const pair: readonly [string, string] | undefined =
    name.toLowerCase() === 'localhost' ? ['::1', '127.0.0.1'] : name === '*' ? ['::', '0.0.0.0'] : undefined
  if (!pair) return [name]
  return [...(ipv6 ? [pair[0]] : []), ...(ipv4 ? [pair[1]] : [])]
}

/** `127.0.0.1:783`, `[::1]:783`, `/run/spamd.sock`. */
export function formatListenAddress(address: ListenAddress): string {
  if (address.type === 'unix') return address.path
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`
}
