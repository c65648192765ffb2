import { asciiUpper } from '../base/ascii.ts'
import { fileReader } from '../conf/load-files.ts'
import { latestUntrusted, type Relay } from '../message/relays/relay.ts'
import { evalFunction, type Plugin, text } from '../rules/plugin.ts'
import { because, type Scan } from '../rules/scan.ts'
import { placedPath } from '../rules/settings/places.ts'
import { parseBerkeleyHash } from './access/berkeley-hash.ts'
import { allFromAddresses } from './addresses/sender-addresses.ts'

interface AccessMap {
  readonly entries: ReadonlyMap<string, string>
  /** Longer names are not looked up. */
  readonly longestKey: number
}

const readAccessMap = fileReader((bytes): AccessMap | undefined => {
  const entries = parseBerkeleyHash(bytes)
  if (!entries) return undefined
  let longestKey = 0
  for (const key of entries.keys()) longestKey = Math.max(longestKey, key.length)
  return { entries, longestKey }
})

const ACCEPTING = /^(?:OK|SKIP)$/
const REFUSING = /^(?:REJECT|ERROR|DISCARD|\d+)$/

/** A name and what it is within: `a.b.c`, `b.c`, `c`. */
function* domainAndParents(name: string): Generator<string> {
  let rest = name
  for (let dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
    yield rest
    rest = rest.slice(dot + 1)
  }
  yield rest
}

/** An address and the networks by whole octets that it is in. */
function* addressAndNetworks(ip: string): Generator<string> {
  let rest = ip.replace(/[^0-9.]+/g, '')
  for (let dot = rest.lastIndexOf('.'); dot >= 0; dot = rest.lastIndexOf('.')) {
    yield rest
    rest = rest.slice(0, dot)
  }
  yield rest
}

function* namesOfSender(address: string): Generator<string> {
  yield address
  const at = address.indexOf('@')
  const user = at < 0 ? address : address.slice(0, at)
  const domain = at < 0 ? '' : address.slice(at + 1)
  if (user !== '' && user !== '0') yield `${user}@`
  if (domain !== '' && domain !== '0') yield* domainAndParents(domain)
}

function* namesOfRelay(relay: Relay): Generator<string> {
  if (!relay.noReverseDns) yield* domainAndParents(relay.rdns.toLowerCase())
  yield* addressAndNetworks(relay.ip)
}

function* namesLookedUp(scan: Scan): Generator<string> {
  for (const address of allFromAddresses(scan)) yield* namesOfSender(address)
  const relay = latestUntrusted(scan.message.relays)
  if (relay) yield* namesOfRelay(relay)
}

/** What the map says of a name; some programs write a NUL behind each key. */
function lookUp({ entries, longestKey }: AccessMap, name: string): string | undefined {
  if (name.length > longestKey) return undefined
  const isTold = (value: string | undefined) => value !== undefined && value !== '' && value !== '0'
  return [entries.get(name), entries.get(`${name}\0`)].find(isTold)
}

const check_access_database = evalFunction({
  doc: 'The access map of the mail server (a Berkeley DB hash file) would refuse the sender or the last untrusted relay.',
  on: ['header'],
  args: [text('path')],
  run: (scan, path) => {
    const map = readAccessMap(placedPath(scan.conf, path))
    if (!map) return false
    let refused: string | undefined
    for (const name of namesLookedUp(scan)) {
      for (const key of [`From:${name}`, name]) {
        const action = asciiUpper(lookUp(map, key)?.split(/\W/, 1)[0] ?? '')
        if (ACCEPTING.test(action)) return false
        if (REFUSING.test(action)) refused ??= `${key} ${action}`
      }
    }
    return because(scan, refused !== undefined, () => refused ?? '')
  },
})

/** Rules that ask the access map of the mail server. */
export const accessDb = {
  name: 'Mail::SpamAssassin::Plugin::AccessDB',
  settings: {},
  evals: { check_access_database },
} as const satisfies Plugin
