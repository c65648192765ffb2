import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Caution } from '../regex/run-watch.ts'
import type { RunningExpression } from '../rules/progress.ts'

// Messages that are remembered, by digest.
const KNOWN = 1000
// From so many stopped threads on, a message is answered without a scan.
const KILLS_ALLOWED = 2
// A message that holds up more expressions than this is answered with what hit until then.
const MOST_HELD_UP = 4

// So long after an expression was held up, who did it may try others: see Caution.
const WARY_MS = 3_600_000

/** How a message that made trouble before has to be treated. */
export interface Treatment {
  readonly digest: string
  /** Its scan is not tried any more. */
  readonly hopeless: boolean
  /** What its scan has to beware of; undefined where no expression was held up so far. */
  readonly caution: Caution | undefined
}

/** How the pool names an expression to the administrator: by its rule, where it belongs to one. */
export type HeldUpExpression = Pick<RunningExpression, 'expression'> & { readonly rule: string | undefined }

/** What a message held up. */
interface HeldUp {
  readonly expressions: readonly number[]
  /** How often that stopped a thread. */
  readonly stops: number
}

/** Remembers messages that stopped threads, or held up expressions; each such is told to `warn`. */
export class TroublesomeMail {
  readonly #warn: (message: string) => void
  readonly #kills = new LRUCache<string, number>({ max: KNOWN })
  readonly #heldUp = new LRUCache<string, HeldUp>({ max: KNOWN })
  /** Expressions that some message held up. */
  readonly #leashed = new LRUCache<number, true>({ max: KNOWN })

  #lastHeldUp = Number.NEGATIVE_INFINITY

  constructor(warn: (message: string) => void) {
    this.#warn = warn
  }

  /** What is known of a message; undefined until some message made trouble. */
  treatment(bytes: Uint8Array): Treatment | undefined {
    // Only once some message has made trouble is it worth taking digests.
    if (this.#kills.size + this.#heldUp.size === 0) return undefined
    const digest = digestOf(bytes)
    const hopeless = (this.#kills.get(digest) ?? 0) >= KILLS_ALLOWED
    if (hopeless) {
      this.#warn(
        `message sha256:${digest} is answered without a scan, because scanning it stopped ${KILLS_ALLOWED} threads`,
      )
    }
    const skipped = this.#heldUp.get(digest)?.expressions
    const leashed = [...this.#leashed.keys()]
    const others = skipped ? 'all' : Date.now() - this.#lastHeldUp < WARY_MS ? 'explosive' : 'free'
    return { digest, hopeless, caution: leashed.length > 0 ? { skipped: skipped ?? [], leashed, others } : undefined }
  }

  /** A message that ended its thread, and how. */
  stopped(bytes: Uint8Array, why: string): void {
    const digest = digestOf(bytes)
    this.#kills.set(digest, (this.#kills.get(digest) ?? 0) + 1)
    this.#warn(`the scan of message sha256:${digest} ${why}`)
  }

  /** An expression that stopped a message's thread; false where those are too many to try again without them. */
  heldUp(bytes: Uint8Array, { expression, rule }: HeldUpExpression): boolean {
    const digest = digestOf(bytes)
    const { expressions, stops } = this.#heldUp.get(digest) ?? NOTHING
    this.#leashed.set(expression, true)
    this.#lastHeldUp = Date.now()
    if (stops >= MOST_HELD_UP) return false
    this.#heldUp.set(digest, { expressions: [...expressions, expression], stops: stops + 1 })
    const named = rule === undefined ? 'an expression of the configuration' : `the expression of ${rule}`
    this.#warn(`message sha256:${digest} held up ${named}; it is scanned without that`)
    return true
  }

  /** Expressions that a message would have held up, had they not been on a leash: next time they are not tried on it. */
  cutOff(bytes: Uint8Array, expressions: readonly number[]): void {
    if (expressions.length === 0) return
    const digest = digestOf(bytes)
    const known = this.#heldUp.get(digest) ?? NOTHING
    for (const expression of expressions) this.#leashed.set(expression, true)
    this.#lastHeldUp = Date.now()
    this.#heldUp.set(digest, { ...known, expressions: [...known.expressions, ...expressions] })
  }
}

const NOTHING: HeldUp = { expressions: [], stops: 0 }

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
