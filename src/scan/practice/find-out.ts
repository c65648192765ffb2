import type { Engine } from '../engine-port.ts'
import { type KnownToThreads, startFrom, stopHandingOn, toHandOn } from '../hand-on.ts'
import { practiceMail } from './practice-mail.ts'
import { warmUp } from './warm-up.ts'

/**
 * Finds out, in this thread, what threads with these engines have to find out at their start, beginning with what is known
 * already. Takes seconds.
 */
export async function findOut(
  known: KnownToThreads | undefined,
  engines: Iterable<() => Promise<Engine>>,
): Promise<KnownToThreads> {
  startFrom(known, true)
  try {
    for (const create of engines) {
      const engine = await create()
      await warmUp(engine)
      for (const _ of engine.prepare?.() ?? []);
      for (const bytes of practiceMail()) {
        const request = { bytes, wants: 'verdict', offline: true, withoutStores: true, withoutLimit: true } as const
        await engine.scan(request, new Int32Array(1))
      }
    }
    return toHandOn() ?? { expressions: new Map(), filters: new Map() }
  } finally {
    stopHandingOn()
  }
}
