import { formatPlace } from '../base/diagnostic.ts'
import { textFromUtf8Bytes } from '../base/latin1.ts'
import type { Hit, Verdict } from '../rules/verdict.ts'

/** Control characters of a message must not reach a terminal. */
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f]+/g
const MAX_SHOWN = 70

function printable(text: string): string {
  const shown = textFromUtf8Bytes(text).replace(/\s+/g, ' ').replace(CONTROLS, '?').trim()
  return shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN - 1)}…` : shown
}

function hitLines(hit: Hit): string[] {
  const points = hit.score.toFixed(Math.abs(hit.score) < 0.1 ? 3 : 1).padStart(7)
  const lines = [`${points}  ${hit.rule.padEnd(28)} ${hit.area}${printable(hit.description)}`]
  const indent = ' '.repeat(9)
  if (hit.matched !== undefined) lines.push(`${indent}matched: "${printable(hit.matched)}"`)
  for (const note of hit.evidence) lines.push(`${indent}found: ${printable(note)}`)
  if (hit.place) {
    const score = hit.scorePlace ? `, score ${formatPlace(hit.scorePlace)}` : ''
    lines.push(`${indent}rule ${formatPlace(hit.place)}${score}`)
  }
  return lines
}

/** A verdict for a person: the score, then each rule with its points, what it means, and what made it hit. */
export function humanReport(file: string, verdict: Verdict): string {
  const hits = verdict.hits.toSorted((a, b) => Math.abs(b.score) - Math.abs(a.score))
  const lines = [
    `${file}: ${verdict.isSpam ? 'spam' : 'not spam'}, ${verdict.score.toFixed(1)} of ${verdict.required.toFixed(1)} points, ` +
      `${hits.length} rules hit, ${verdict.milliseconds.toFixed(1)} ms`,
    ...hits.flatMap(hitLines),
  ]
  if (verdict.timeLimitExceeded) lines.push('  The time limit was exceeded: rules after it did not run.')
  for (const { rule, reason } of verdict.notRun) lines.push(`  ${rule} did not run: ${reason.split('\n', 1)[0]}`)
  return lines.join('\n')
}
