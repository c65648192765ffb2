import { reverseIp } from '../../base/ip-address.ts'
import { IP_ADDRESS } from '../../base/ip-pattern.ts'
import { idnToAscii } from '../uri/idn.ts'
import type { TldTables } from '../uri/options.ts'
import { isFqdnValid } from '../uri/registry-boundaries.ts'

/** Longest text before the last dot of a host. */
const MAX_HOST_START = 251
const TLD = /[a-zA-Z0-9-]+/y
const LAST_AT = /.*@([^ \t\n\r\f\v]+)/

/** What stands behind the last @ of an address. */
export function hostOfAddress(address: string): string | undefined {
  return LAST_AT.exec(address)?.[1]
}

/** The first host in a header value: one behind an @ if there is one, or else any. */
export function hostInText(text: string, tlds: TldTables): string | undefined {
  return hostBehindAt(text, tlds) ?? anyHost(text, tlds)
}

function hostBehindAt(text: string, tlds: TldTables): string | undefined {
  for (const line of text.split('\n')) {
    for (let at = line.lastIndexOf('@'); at >= 0; at = at === 0 ? -1 : line.lastIndexOf('@', at - 1)) {
      const end = hostEnd(line, at + 1, tlds)
      if (end < 0) continue
      const host = line.slice(at + 1, end)
      return isHost(host) ? host : undefined
    }
  }
  return undefined
}

function anyHost(text: string, tlds: TldTables): string | undefined {
  if (!text.includes('.')) return undefined
  for (let start = 0; start < text.length; ) {
    const end = isJoiner(text[start - 1]) ? -1 : hostEnd(text, start, tlds)
    if (end < 0) {
      start++
      continue
    }
    const host = text.slice(start, end)
    if (isHost(host)) return host
    start = end
  }
  return undefined
}

function isHost(host: string): boolean {
  return isFqdnValid(idnToAscii(host))
}

function isJoiner(char: string | undefined): boolean {
  return char === '.' || char === '_' || char === '-'
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

/** Index behind the longest host that starts at `start`: text without blanks, a dot and a known top-level domain. */
function hostEnd(text: string, start: number, tlds: TldTables): number {
  let limit = start
  while (limit < text.length && limit <= start + MAX_HOST_START && !isSpace(text.charCodeAt(limit))) limit++
  for (let dot = text.lastIndexOf('.', limit - 1); dot > start; dot = text.lastIndexOf('.', dot - 1)) {
    TLD.lastIndex = dot + 1
    const tld = TLD.exec(text)?.[0]
    if (tld === undefined || !tlds.tld.has(tld.toLowerCase())) continue
    const end = dot + 1 + tld.length
    if (!isJoiner(text[end])) return end
  }
  return -1
}

const LONE_IP = new RegExp(`(?<!\\.)\\b(${IP_ADDRESS})\\b(?!\\.)`)

/** The first IP address in a header value. */
export function ipInText(text: string): string | undefined {
  return LONE_IP.exec(text)?.[1]
}

/** The same in the form in which DNS lists are asked. */
export function reversedIpInText(text: string): string | undefined {
  const ip = ipInText(text)
  return ip === undefined ? undefined : reverseIp(ip)
}
