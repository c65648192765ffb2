import { LearningThread } from './learning.ts'
import { type PooledScanner, type PoolOptions, pooledScanner } from './pool.ts'
import type { SiteOptions } from './site.ts'

/** A pool of threads that scan, beside a thread that owns what has been learned. */
export async function learningScanner(
  options: Omit<PoolOptions, 'config'> & { readonly config: SiteOptions },
): Promise<PooledScanner> {
  const { config, warn = () => undefined } = options
  const learning = new LearningThread(config, warn)
  try {
    const [pool] = await Promise.all([
      pooledScanner({ ...options, config: { ...config, stores: 'client' } satisfies SiteOptions }),
      learning.ready(),
    ])
    return {
      facts: pool.facts,
      get threadCount() {
        return pool.threadCount
      },
      scan: (request) => pool.scan(request),
      learn: (request) => learning.learn(request),
      close: async () => {
        await pool.close()
        await learning.close()
      },
    }
  } catch (error) {
    await learning.close()
    throw error
  }
}
