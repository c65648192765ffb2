import { bytesFromLatin1, latin1FromBytes } from '../../base/latin1.ts'
import type { LevelFile } from './level-file.ts'
import {
  decodeCounts,
  decodeMark,
  decodeReputation,
  decodeSpace,
  decodeTokenSpace,
  directoryKey,
  KIND,
  keyPrefix,
  NO_FACTS,
  prefixRange,
} from './level-records.ts'
import { bucketOf, withId } from './remembered.ts'
import type {
  LearnedAs,
  MessageCounts,
  MessageIds,
  Remembered,
  Reputation,
  SeenRow,
  StoreFacts,
  TokenCounts,
  TokenRow,
} from './token-store.ts'

const PIECE = 2000

/** What one user has in a LevelDB directory, read at once, from any thread. */
export class LevelReader {
  readonly #file: LevelFile
  readonly #user: string

  constructor(file: LevelFile, user: string) {
    this.#file = file
    this.#user = user
  }

  tokens(tokens: readonly string[]): (TokenCounts | undefined)[] {
    const prefix = this.#prefix(KIND.token)
    if (prefix === undefined) return tokens.map(() => undefined)
    return tokens.map((token) => decodeCounts(this.#file.getSync(bytesFromLatin1(prefix + token))))
  }

  messages(): MessageCounts {
    return this.facts()
  }

  seen(ids: MessageIds): (LearnedAs | undefined)[] {
    const prefix = this.#prefix(KIND.seen)
    if (prefix === undefined) return ids.map(() => undefined)
    return ids.map((id) => decodeMark(this.#file.getSync(bytesFromLatin1(prefix + id))))
  }

  async recall(id: string): Promise<Remembered[]> {
    const prefix = this.#prefix(KIND.remembered)
    return prefix === undefined ? [] : withId(this.#file.getSync(bytesFromLatin1(prefix + bucketOf(id))), id)
  }

  facts(): StoreFacts {
    return this.#tokenSpace()?.facts ?? NO_FACTS
  }

  reputations(keys: readonly string[]): (Reputation | undefined)[] {
    const space = decodeSpace(this.#file.getSync(bytesFromLatin1(directoryKey.reputations(this.#user))))
    if (space === undefined) return keys.map(() => undefined)
    const prefix = keyPrefix(space, KIND.reputation)
    return keys.map((key) => decodeReputation(this.#file.getSync(bytesFromLatin1(prefix + key))))
  }

  /** Tokens in the order of their bytes, behind one of them. */
  async *tokenRows(after?: string): AsyncGenerator<TokenRow[]> {
    for await (const entries of this.#range(KIND.token, after)) {
      yield entries.flatMap(([token, value]) => {
        const counts = decodeCounts(value)
        return counts ? [{ token, ...counts }] : []
      })
    }
  }

  async *seenRows(after?: string): AsyncGenerator<SeenRow[]> {
    for await (const entries of this.#range(KIND.seen, after)) {
      yield entries.flatMap(([id, value]) => {
        const as = decodeMark(value)
        return as ? [{ id, as }] : []
      })
    }
  }

  async *reputationRows(after?: string): AsyncGenerator<(readonly [string, Reputation])[]> {
    const space = decodeSpace(this.#file.getSync(bytesFromLatin1(directoryKey.reputations(this.#user))))
    if (space === undefined) return
    for await (const entries of this.#rangeOf(keyPrefix(space, KIND.reputation), after)) {
      yield entries.flatMap(([key, bytes]) => {
        const value = decodeReputation(bytes)
        return value ? [[key, value] as const] : []
      })
    }
  }

  async *#range(kind: string, after: string | undefined): AsyncGenerator<[string, Buffer][]> {
    const prefix = this.#prefix(kind)
    if (prefix !== undefined) yield* this.#rangeOf(prefix, after)
  }

  async *#rangeOf(prefix: string, after: string | undefined): AsyncGenerator<[string, Buffer][]> {
    for await (const entries of this.#file.range(prefixRange(prefix, after), PIECE)) {
      yield entries.map(([key, value]) => [latin1FromBytes(key).slice(prefix.length), value])
    }
  }

  #prefix(kind: string): string | undefined {
    const space = this.#tokenSpace()?.space
    return space === undefined ? undefined : keyPrefix(space, kind)
  }

  #tokenSpace() {
    return decodeTokenSpace(this.#file.getSync(bytesFromLatin1(directoryKey.tokens(this.#user))))
  }
}
