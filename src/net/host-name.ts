import { lookupService } from 'node:dns/promises'
import { LRUCache } from 'lru-cache'

/** Finds the name of a client's address, as logs show it. */
export type HostNameOf = (address: string) => Promise<string>

// Few clients talk to a daemon; a name may change, so it is asked for again after a while.
const KNOWN = { max: 1000, ttl: 300_000 }
// The log is no reason to keep a client waiting for a name server.
const PATIENCE_MS = 1000

/** The system's own reverse look-up (hosts file, DNS), remembered for a while; the address itself where there is no name. */
export function systemHostNames(): HostNameOf {
  const names = new LRUCache<string, Promise<string>>(KNOWN)
  return (address) => {
    const known = names.get(address)
    if (known) return known
    const name = firstOf(
      lookupService(address, 0).then(
        ({ hostname }) => hostname || address,
        () => address,
      ),
      address,
    )
    names.set(address, name)
    return name
  }
}

function firstOf(name: Promise<string>, otherwise: string): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS, otherwise)
    timer.unref()
    void name.then((found) => {
      clearTimeout(timer)
      resolve(found)
    })
  })
}
