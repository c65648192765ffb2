import { LRUCache } from 'lru-cache'
import { type Account, findAccount } from '../../net/account.ts'

// A site has some thousands of users; one that was removed may linger for a minute.
const KNOWN = { max: 10_000, ttl: 60_000 }

/** The system's users, remembered for a minute: a look-up may ask a directory service. */
export function rememberedAccounts(): (name: string) => Account | undefined {
  const known = new LRUCache<string, { readonly account: Account | undefined }>(KNOWN)
  return (name) => {
    let entry = known.get(name)
    if (!entry) known.set(name, (entry = { account: findAccount(name) }))
    return entry.account
  }
}
