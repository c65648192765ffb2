import { BroadcastChannel } from 'node:worker_threads'

/** More labels than real names have are not looked at (domain_to_search_list). */
const MAX_PARENTS = 20

/** The name and the domains above it, longest first. */
export function parentsOf(name: string): string[] {
  const parents: string[] = []
  for (let at = 0; at >= 0; ) {
    parents.push(name.slice(at))
    const dot = name.indexOf('.', at)
    at = dot < 0 ? -1 : dot + 1
  }
  return parents.slice(-MAX_PARENTS)
}

/** Domains that are not asked for the moment, because they told us that we ask too much (dns_block_rule). */
export class BlockedDomains {
  readonly #until = new Map<string, number>()
  readonly #channel = new BroadcastChannel('assay.dns.blocked-domains')

  constructor() {
    // All threads ask the same servers, so what one learns holds for all.
    this.#channel.onmessage = (event) => {
      const { domain, until } = (event as MessageEvent).data as { domain: string; until: number } // only block() posts here
      this.#until.set(domain, until)
    }
    this.#channel.unref()
  }

  /** True when the domain was not blocked before. */
  block(domain: string, seconds: number): boolean {
    const fresh = !this.has(domain)
    const until = Date.now() + seconds * 1000
    this.#until.set(domain, until)
    if (fresh) this.#channel.postMessage({ domain, until })
    return fresh
  }

  has(domain: string): boolean {
    const until = this.#until.get(domain)
    if (until === undefined) return false
    if (until >= Date.now()) return true
    this.#until.delete(domain)
    return false
  }
}

/** Why a name must not be asked for; undefined when it may be. */
export function restrictionOn(
  name: string,
  restrictions: ReadonlyMap<string, boolean>,
  blockable: ReadonlySet<string>,
  blocked: BlockedDomains,
): 'dns_query_restriction' | 'dns_block_rule' | undefined {
  if (restrictions.size === 0 && blockable.size === 0) return undefined
  let byRule = false
  for (const parent of parentsOf(name)) {
    const denied = restrictions.get(parent)
    if (denied !== undefined) {
      if (denied) return 'dns_query_restriction'
      return byRule ? 'dns_block_rule' : undefined
    }
    if (blockable.has(parent) && blocked.has(parent)) byRule = true
  }
  if (restrictions.get('*')) return 'dns_query_restriction'
  return byRule ? 'dns_block_rule' : undefined
}
