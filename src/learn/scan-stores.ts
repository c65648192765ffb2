import type { TokenStore } from './store/token-store.ts'

/** Which store each scan reads; whoever starts a scan says so, and plugins ask. Kept by the scan itself, as a key. */
const stores = new WeakMap<object, TokenStore>()

/** Gives a scan its store. */
export function giveStore(scan: object, store: TokenStore): void {
  stores.set(scan, store)
}

/** The store of a scan; undefined where there is none. */
export function storeOf(scan: object): TokenStore | undefined {
  return stores.get(scan)
}
