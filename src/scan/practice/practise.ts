import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Engine } from '../engine-port.ts'
import { practiceMail } from './practice-mail.ts'

/** Practice goes on only where a thread has had nothing to do for so long. */
const IDLE_MS = 40
/** And so long before it begins: other threads may be starting. */
const FIRST_IDLE_MS = 2000
/** After so many times over all messages V8 has compiled what it finds worth it. */
const ROUNDS = 6
/** A thread that has scanned so many real messages needs no practice. */
const REAL_SCANS = 400
/** A message that takes longer has met an expression that is better left to a thread that is watched. */
const LONGEST_MS = 1500
const WANTED = ['verdict', 'report', 'headers', 'message'] as const

/** What a thread has been doing; kept by whoever gives it work. */
export interface Activity {
  running: number
  /** When the last task ended, in milliseconds of `performance.now`. */
  lastEnd: number
  scans: number
}

/**
 * Makes a thread's code ready for speed while it has nothing else to do: the first few hundred messages cost several times
 * what later ones do. Ends early where real mail has done the same.
 */
export async function practise(engine: Engine, activity: Activity): Promise<void> {
  if (!(await mayGoOn(activity, FIRST_IDLE_MS))) return
  for (const _ of engine.prepare?.() ?? []) if (!(await mayGoOn(activity))) return
  const messages = practiceMail()
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, bytes] of messages.entries()) {
      if (!(await mayGoOn(activity))) return
      const begun = performance.now()
      const wants = WANTED[(i + round) % WANTED.length] ?? 'verdict'
      const request = { bytes, wants, offline: true, withoutStores: true, withoutLimit: true } as const
      await engine.scan(request, new Int32Array(1))
      if (performance.now() - begun > LONGEST_MS) return
    }
  }
}

/** Waits until there has been nothing else to do for a while; false when there is no need to go on. */
async function mayGoOn(activity: Activity, wantedMs = IDLE_MS): Promise<boolean> {
  // Tasks that came meanwhile are taken first.
  await setImmediate()
  while (activity.scans < REAL_SCANS) {
    const idleMs = activity.running > 0 ? 0 : performance.now() - activity.lastEnd
    if (idleMs >= wantedMs) return true
    await setTimeout(wantedMs - idleMs, undefined, { ref: false })
  }
  return false
}
