import os from 'node:os'

// What V8 gives a thread at most unless it is told otherwise, and what rules, code and an ordinary message need with ease.
const MOST_MB = 4096
const LEAST_MB = 512

/**
 * How large the heap of each scan thread may become, in megabytes: all threads together stay within the machine's memory,
 * or the control group's, also while a second pool is made at a reload, so that a message that needs too much ends
 * its thread and not the daemon.
 */
export function heapLimitMb(workers: number, memoryBytes = memoryAtHand()): number {
  const share = memoryBytes / 2 ** 20 / (2 * workers + 1)
  return Math.floor(Math.min(MOST_MB, Math.max(LEAST_MB, share)))
}

function memoryAtHand(): number {
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(os.totalmem(), constrained) : os.totalmem()
}
