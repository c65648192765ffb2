import type { Conf } from '../conf/conf.ts'
import { scoringSettings } from '../rules/settings/scoring.ts'

/** Seconds that a scan may take, 0 for no limit: the shorter of time_limit and ResourceLimits' resource_limit_cpu. */
export function timeLimitOf(conf: Conf): number {
  const { time_limit } = conf.of(scoringSettings)
  const computing = conf.value('resource_limit_cpu')
  if (typeof computing !== 'number' || computing <= 0) return time_limit
  return time_limit > 0 ? Math.min(time_limit, computing) : computing
}
