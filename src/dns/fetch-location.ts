import { request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPrivateIp } from '../base/ip-pattern.ts'
import { NetSet } from '../base/net-set.ts'
import { type DnsClient, query } from './dns-answer.ts'

/** How a web server is asked where a URI leads. */
export interface FetchOptions {
  readonly client: DnsClient
  readonly method: 'HEAD' | 'GET'
  readonly userAgent: string
  readonly timeoutMs: number
  /** Allows addresses that are not on the public internet, which a sender must not make us ask. */
  readonly allowPrivate: boolean
}

/** What the server said; 500 where there was no answer, as LWP has it. */
export interface FetchedLocation {
  readonly status: number
  readonly location: string | undefined
}

const NO_ANSWER: FetchedLocation = { status: 500, location: undefined }

/** Addresses beside the private ones that lead to nobody or to everybody. */
const RESERVED = new NetSet()
RESERVED.add(
  [
    ...[
      '0.0.0.0/8',
      '192.0.0.0/24',
      '192.0.2.0/24',
      '198.18.0.0/15',
      '198.51.100.0/24',
      '203.0.113.0/24',
      '224.0.0.0/3',
    ],
    ...[
      '::/96',
      '64:ff9b::/32',
      '100::/64',
      '2001::/23',
      '2001:db8::/32',
      '2002::/16',
      'fc00::/7',
      'fe80::/10',
      'ff00::/8',
    ],
  ],
  () => undefined,
)

/** True for an address that anybody may be sent to. */
export function isPublicAddress(address: string): boolean {
  return !isPrivateIp(address) && !RESERVED.contains(address)
}

/** Asks for the head of a page, and reads no further than where it leads. Redirects are not followed. */
export function fetchLocation(uri: string, options: FetchOptions): Promise<FetchedLocation> {
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return Promise.resolve(NO_ANSWER)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !options.allowPrivate && !isPublicAddress(host)) return Promise.resolve(NO_ANSWER)
  return new Promise((resolve) => {
    const settings: RequestOptions = {
      method: options.method,
      headers: { 'User-Agent': options.userAgent, Accept: '*/*', Connection: 'close' },
      lookup: lookupWith(options),
      agent: false,
    }
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, settings, (response) => {
      resolve({ status: response.statusCode ?? 500, location: response.headers.location })
      response.destroy()
    })
    request.on('error', () => resolve(NO_ANSWER))
    // The whole answer has this long, not each of its bytes.
    const timer = setTimeout(() => request.destroy(new Error('timeout')), options.timeoutMs)
    request.on('close', () => {
      clearTimeout(timer)
      resolve(NO_ANSWER)
    })
    request.end()
  })
}

/** Finds the address with our own resolver; the very address that was judged is the one connected to. */
function lookupWith({ client, timeoutMs, allowPrivate }: FetchOptions): LookupFunction {
  return (host, options, done) => {
    const finish = (address: string | undefined): void => {
      if (address === undefined) done(new Error(`no public address: ${host}`), '', 0)
      else if (options.all) done(null, [{ address, family: isIP(address) }])
      else done(null, address, isIP(address))
    }
    const ask = async (): Promise<string | undefined> => {
      for (const type of ['A', 'AAAA']) {
        const answer = await query(client, host, type, timeoutMs)
        const addresses = answer?.answers.filter((record) => record.type === type).map((record) => record.text) ?? []
        if (addresses.length > 0) return addresses.find((address) => allowPrivate || isPublicAddress(address))
      }
      return undefined
    }
    ask().then(finish, () => finish(undefined))
  }
}
