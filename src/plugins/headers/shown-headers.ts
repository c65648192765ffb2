import type { Scan } from '../../rules/scan.ts'

/** What headers say, for whoever asks why a rule hit: `From:addr "a@example.com", there is no To`. */
export function shownHeaders(scan: Scan, specs: readonly string[]): string {
  return specs
    .map((spec) => {
      const value = scan.header(spec)?.trim()
      return value === undefined ? `there is no ${spec}` : `${spec} "${value}"`
    })
    .join(', ')
}
