import type { TokenStore } from '../../learn/store/token-store.ts'

/**
 * Forgets messages that are not at hand, by their Message-Ids. Reputations of senders stay: what a message did to them
 * cannot be told without it. Returns how many were forgotten; says which could not be.
 */
export async function forgetByIds(
  store: TokenStore,
  messageIds: readonly string[],
  say: (text: string) => void,
): Promise<number> {
  let forgotten = 0
  for (const id of messageIds) {
    const remembered = await store.recall(id)
    if (remembered.length === 0) {
      say(`bayes: no message with the Message-Id ${id} is remembered, see bayes_remember_messages`)
    }
    for (const { ids, tokens } of remembered) if (await store.forget(ids, tokens)) forgotten++
  }
  return forgotten
}
