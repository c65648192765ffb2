import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'

// Messages that are remembered, by digest.
const KNOWN = 1000
// From so many stopped threads on, a message is answered without a scan.
const KILLS_ALLOWED = 2
// A message that holds up more expressions than this is answered with what hit until then.
const MOST_HELD_UP = 4

/** How a message that made trouble before has to be treated. */
export interface Treatment {
  readonly digest: string
  /** Its scan is not tried any more. */
  readonly hopeless: boolean
  /** Rules that it is scanned without. */
  readonly skipRules: readonly string[] | undefined
}

/** Remembers messages that stopped threads, or held up expressions; each such is told to `warn`. */
export class TroublesomeMail {
  readonly #warn: (message: string) => void
  readonly #kills = new LRUCache<string, number>({ max: KNOWN })
  readonly #heldUp = new LRUCache<string, readonly string[]>({ max: KNOWN })

  constructor(warn: (message: string) => void) {
    this.#warn = warn
  }

  /** What is known of a message; undefined of nearly all. */
  treatment(bytes: Uint8Array): Treatment | undefined {
    // Only once some message has made trouble is it worth taking digests.
    if (this.#kills.size + this.#heldUp.size === 0) return undefined
    const digest = digestOf(bytes)
    const skipRules = this.#heldUp.get(digest)
    const hopeless = (this.#kills.get(digest) ?? 0) >= KILLS_ALLOWED
    if (hopeless) {
      this.#warn(
        `message sha256:${digest} is answered without a scan, because scanning it stopped ${KILLS_ALLOWED} threads`,
      )
    }
    return hopeless || skipRules ? { digest, hopeless, skipRules } : undefined
  }

  /** A message that ended its thread, and how. */
  stopped(bytes: Uint8Array, why: string): void {
    const digest = digestOf(bytes)
    this.#kills.set(digest, (this.#kills.get(digest) ?? 0) + 1)
    this.#warn(`the scan of message sha256:${digest} ${why}`)
  }

  /** A rule whose expression a message held up; false where those are too many to try again without them. */
  heldUp(bytes: Uint8Array, rule: string): boolean {
    const digest = digestOf(bytes)
    const rules = [...(this.#heldUp.get(digest) ?? []), rule]
    if (rules.length > MOST_HELD_UP) return false
    this.#heldUp.set(digest, rules)
    this.#warn(`message sha256:${digest} held up the expression of ${rule}; it is scanned without that rule`)
    return true
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
