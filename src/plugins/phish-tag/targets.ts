import { latin1FromBytes } from '../../base/latin1.ts'

/** A page that links of a mail are made to lead to, once all of these rules have hit. */
export interface Target {
  readonly uri: string
  readonly rules: readonly string[]
}

/**
 * file   = *(target / blank / comment)
 * target = "target" URI LF *(rule LF)          up to the next blank line
 * Rules before the first target, and comments, count for nothing.
 */
export function parseTargets(bytes: Uint8Array): readonly Target[] {
  const targets: { uri: string; rules: string[] }[] = []
  let open: { uri: string; rules: string[] } | undefined
  for (const line of latin1FromBytes(bytes).split('\n')) {
    if (!/[^ \t\r\f\v]/.test(line)) open = undefined
    if (/^[ \t\r\f\v]*#/.test(line)) continue
    const uri = /^target[ \t\r\f\v]+([^ \t\r\f\v]+)/.exec(line)?.[1]
    if (uri !== undefined) {
      open = { uri, rules: [] }
      targets.push(open)
    } else open?.rules.push(line.replace(/[ \t\r\f\v]+/g, ''))
  }
  return targets
}
