import { createEngine as createSiteEngine } from '../../src/scan/engine.ts'
import type { Engine } from '../../src/scan/engine-port.ts'
import type { SiteOptions } from '../../src/scan/site.ts'

/** How a message may end the thread that scans it. */
export type Death = 'exit' | 'memory' | 'stuck'

/** The first line of a message that ends its thread in this way. */
export function deadlyLine(death: Death): string {
  return `X-Ends-Its-Thread: ${death}`
}

// A thread is stopped this soon, while scans have the usual time: on a busy machine a scan that is cut short would be an
// answer that differs.
const STUCK_AFTER_SECONDS = 10

const DEADLY = /^X-Ends-Its-Thread: (\w+)/

/** The daemon's own engine, except that some messages end its thread, as nothing can from outside. */
export async function createEngine(config: unknown): Promise<Engine> {
  const engine = await createSiteEngine(config as SiteOptions) // `as`: the pool hands on what the program gave it
  return {
    facts: { ...engine.facts, timeLimit: STUCK_AFTER_SECONDS },
    render: (request, verdict) =>
      engine.render?.(request, verdict) ?? { verdict, text: request.bytes, messageId: undefined },
    scan: (request, progress) => {
      const death = DEADLY.exec(Buffer.from(request.bytes.subarray(0, 64)).toString('latin1'))?.[1]
      if (death === undefined) return engine.scan(request, progress)
      progress[0] = 0
      if (death === 'exit') process.exit(3)
      if (death === 'stuck') for (;;);
      const kept: number[][] = []
      for (;;) kept.push(new Array<number>(1_000_000).fill(0.5))
    },
  }
}
