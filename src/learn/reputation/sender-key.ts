import { asciiLower } from '../../base/ascii.ts'

/** Whose reputations a key belongs to: AWL and TxRep keep theirs apart, in SpamAssassin in files of their own. */
export type ReputationKind = 'awl' | 'txrep'

/** The network of a sender whose mail came from nowhere that could be told, or whom a person named. */
export const NO_NETWORK = 'none'

/** `address|ip=network`, as SpamAssassin names entries of its address lists (pack_addr). */
export function senderName(address: string, network = NO_NETWORK): string {
  return `${asciiLower(address).replace(/[\0;'"!|]/g, '_')}|ip=${network}`
}

/** The key under which a store keeps a reputation. */
export function reputationKey(kind: ReputationKind, name: string): string {
  return `${kind}:${name}`
}

/** The name of a key of this kind; undefined for keys of other kinds. */
export function nameOfKey(kind: ReputationKind, key: string): string | undefined {
  return key.startsWith(`${kind}:`) ? key.slice(kind.length + 1) : undefined
}

const WITHOUT_NETWORK = /^([\s\S]*)\|ip=none$/

/** Names that go together with this one are those that begin so: a name without network stands for all of its address. */
export function familyOf(name: string): string | undefined {
  const address = WITHOUT_NETWORK.exec(name)?.[1]
  return address === undefined ? undefined : `${address}|`
}
