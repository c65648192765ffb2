import { type AskRecords, recordsFrom } from '../../auth/resolve-records.ts'
import { idnToAscii } from '../../message/uri/idn.ts'
import type { Scan } from '../../rules/scan.ts'
import { scoringSettings } from '../../rules/settings/scoring.ts'
import { isRestricted, networkOf } from '../dns/network.ts'

/** Asks name servers for a check that may take so long; undefined where there is no network. */
export function askRecords(scan: Scan, seconds: number): AskRecords | undefined {
  const network = networkOf(scan)
  if (!network) return undefined
  const { time_limit } = scan.conf.of(scoringSettings)
  const limit = time_limit > 0 ? Math.min(seconds, time_limit) : seconds
  const deadline = performance.now() + limit * 1000
  const ask = recordsFrom(network.client, deadline, (name) => isRestricted(scan.conf, name))
  return (name, type) => ask(idnToAscii(name), type)
}
