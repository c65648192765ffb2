import { asciiLower } from '../../base/ascii.ts'
import { loadSenders } from '../../learn/reputation/load-senders.ts'
import { senderName } from '../../learn/reputation/sender-key.ts'
import type { ReputationStore } from '../../learn/store/token-store.ts'
import { parseHeaderAddresses } from '../../message/header-views/header-addresses.ts'
import type { Message } from '../../message/message.ts'
import type { SpamassassinOptions } from './spamassassin-options.ts'

// Addresses put on the list of senders' reputations by hand: a score of -100 or 100 in place of all that was known.

export type ListOptions = Pick<
  SpamassassinOptions,
  | 'addToBlocklist'
  | 'addToWelcomelist'
  | 'removeFromWelcomelist'
  | 'addAddressToBlocklist'
  | 'addAddressToWelcomelist'
  | 'removeAddressFromWelcomelist'
>

/** What is done with an address, and how that is told. */
export interface ListChange {
  readonly score: number | undefined
  readonly told: string
}

const WELCOME: ListChange = { score: -100, told: 'adding address to welcomelist: ' }
const BLOCK: ListChange = { score: 100, told: 'adding address to blocklist: ' }
const REMOVE: ListChange = { score: undefined, told: 'removing address: ' }

/** The address that an option names, and what is to be done with it. */
export function changeOfOne(options: ListOptions): (ListChange & { readonly address: string }) | undefined {
  const { addAddressToWelcomelist, removeAddressFromWelcomelist, addAddressToBlocklist } = options
  if (addAddressToWelcomelist) return { ...WELCOME, address: addAddressToWelcomelist }
  if (removeAddressFromWelcomelist) return { ...REMOVE, address: removeAddressFromWelcomelist }
  if (addAddressToBlocklist) return { ...BLOCK, address: addAddressToBlocklist }
  return undefined
}

/** What is to be done with all addresses of each message. */
export function changeOfAll(options: ListOptions): ListChange | undefined {
  if (options.addToWelcomelist) return WELCOME
  if (options.removeFromWelcomelist) return REMOVE
  return options.addToBlocklist ? BLOCK : undefined
}

/** Changes one address in the store; gives what is printed of it. */
export async function changeAddress(
  address: string,
  { score, told }: ListChange,
  store: ReputationStore,
  now: number,
): Promise<string> {
  const question = { name: senderName(asciiLower(address)) }
  const table = await loadSenders('awl', store, [question])
  table.entry(question).remove()
  if (score !== undefined) table.entry(question).add(score)
  await table.write(now)
  return `SpamAssassin auto-welcomelist: ${told}${address}\n`
}

const ADDRESS_FIELDS = ['To', 'From', 'Cc', 'Reply-To', 'Sender', 'Errors-To', 'Mail-Followup-To']
// Dot-atoms, as permissive as SpamAssassin's; bounded, so that a text without @ costs no more than its length.
const LOCAL = '[-a-zA-Z0-9_+:=!#$%&*^?{}|~/.]{1,256}'
const HOST = '[-a-zA-Z0-9_+:/]{1,256}'
const IN_TEXT = new RegExp(`(?<![-a-zA-Z0-9_+:=!#$%&*^?{}|~/.])${LOCAL}@(${HOST}(?:\\.${HOST})+)`, 'gi')
const VALID_HOST = /^(?:[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i
// A mail to a large list may name thousands; a spam made of addresses no more than these.
const MAX_ADDRESSES = 10_000

/** All addresses that a message names: in its headers, and in its text. */
export function addressesOf(message: Message): readonly string[] {
  const found = new Set<string>()
  const take = (address: string | undefined): void => {
    const plain = address?.replace(/^mailto:/i, '')
    if (plain && found.size < MAX_ADDRESSES) found.add(plain)
  }
  for (const field of ADDRESS_FIELDS) {
    for (const value of message.headerView(field)) {
      for (const { address } of parseHeaderAddresses(value)) take(address)
    }
  }
  for (const line of message.pristineBody.split('\n')) {
    if (!line.includes('@')) continue
    for (const [address, host] of line.matchAll(IN_TEXT)) if (VALID_HOST.test(host ?? '')) take(address)
  }
  return [...found]
}
