import type { Message } from '../../message/message.ts'

/** Names of more labels are looked up by their last ones only (SpamAssassin's sanity limit). */
const MAX_NAMES = 11

/** For each list (enlist_uri_host) that names a host of the message: that host, and by which of its domains. */
export function listedHosts(
  details: Message['uriDetails'],
  lists: ReadonlyMap<string, ReadonlyMap<string, boolean>>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  if (lists.size === 0) return found
  const seen = new Set<string>()
  for (const [uri, detail] of details) {
    if (/^mailto:/i.test(uri)) continue
    for (const host of detail.hosts.keys()) {
      if (seen.has(host)) continue
      seen.add(host)
      const names = namesOf(host)
      for (const [listName, hosts] of lists) {
        const name = names.find((candidate) => hosts.has(candidate))
        if (name !== undefined && hosts.get(name)) found.set(listName, name === host ? host : `${host} (${name})`)
      }
    }
  }
  return found
}

/** What to look up for a host: itself, then its domains; an address literal without its brackets. */
function namesOf(host: string): string[] {
  const literal = /^\[(.*)\]$/s.exec(host)
  if (literal) return [literal[1] ?? '']
  if (host === '' || /^\d+\.\d+\.\d+\.\d+$/.test(host)) return host === '' ? [] : [host]
  const names = [host]
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) names.push(host.slice(dot + 1))
  return names.slice(-MAX_NAMES)
}
