import { asciiLower, splitAsciiSpace } from '../../base/ascii.ts'
import { SettingError, type SettingRows, type SettingType, setting } from '../../conf/setting.ts'
import { custom } from '../../conf/setting-types.ts'

/** By list name, then by host in lower case: true when listed, false when excepted (`!host`). */
export type UriHostLists = Map<string, Map<string, boolean>>

const NAMED = /^\(([^\n]+?)\)[ \t\r\f\v]+([^\n]+)$/
const MAYBE_NAMED = /^(?:\(([^\n]+?)\)[ \t\r\f\v]+)?([^\n]+)$/

const clone = (lists: UriHostLists): UriHostLists => new Map([...lists].map(([name, hosts]) => [name, new Map(hosts)]))

function enlist(lists: UriHostLists, name: string, words: string): UriHostLists {
  let hosts = lists.get(name)
  if (!hosts) lists.set(name, (hosts = new Map()))
  for (const word of splitAsciiSpace(asciiLower(words))) {
    const excepted = word.startsWith('!')
    hosts.set(excepted ? word.slice(1) : word, !excepted)
  }
  return lists
}

const enlistHosts = custom<UriHostLists>(
  '(name) hosts',
  (lists, value) => {
    const match = NAMED.exec(value)
    if (!match) throw new SettingError('missing')
    const [, name = '', words = ''] = match
    return enlist(lists, name, words)
  },
  clone,
)

const delistHosts = custom<UriHostLists>(
  '[(name)] hosts',
  (lists, value) => {
    const match = MAYBE_NAMED.exec(value)
    if (!match) throw new SettingError('missing')
    const [, name, words = ''] = match
    const hosts = splitAsciiSpace(asciiLower(words)).map((word) => (word.startsWith('!') ? word.slice(1) : word))
    for (const [listName, list] of lists) {
      if (name === undefined || name === listName) for (const host of hosts) list.delete(host)
    }
    return lists
  },
  clone,
)

const hostsOf = (name: string): SettingType<UriHostLists> =>
  custom('hosts', (lists, value) => enlist(lists, name, value), clone)

const noLists = (): UriHostLists => new Map()

/** Lists of hosts in URIs. */
export const uriHostSettings = {
  enlist_uri_host: setting(enlistHosts, {
    default: noLists,
    scope: 'user',
    doc: 'Adds hosts or domains to a list of any name, for check_uri_host_listed; `!host` is an exception from its domain.',
  }),
  delist_uri_host: setting(delistHosts, {
    default: noLists,
    slot: 'enlist_uri_host',
    scope: 'user',
    doc: 'Takes hosts back from the list named, or from all lists.',
  }),
  blocklist_uri_host: setting(hostsOf('BLOCK'), {
    default: noLists,
    slot: 'enlist_uri_host',
    scope: 'user',
    aliases: ['blacklist_uri_host'],
    doc: 'Adds hosts to the list BLOCK.',
  }),
  welcomelist_uri_host: setting(hostsOf('WELCOME'), {
    default: noLists,
    slot: 'enlist_uri_host',
    scope: 'user',
    aliases: ['whitelist_uri_host'],
    doc: 'Adds hosts to the list WELCOME.',
  }),
} as const satisfies SettingRows
