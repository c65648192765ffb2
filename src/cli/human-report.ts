import { formatPlace } from '../base/diagnostic.ts'
import { textFromUtf8Bytes } from '../base/latin1.ts'
import type { Hit, Verdict } from '../rules/verdict.ts'
import type { Origin } from './hit-origins.ts'

/** Control characters of a message must not reach a terminal: neither those of ASCII nor those of Unicode that turn text around. */
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f\x80-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g
const MAX_SHOWN = 110
const INDENT = 9
const NAME_WIDTH = 28

function printable(text: string): string {
  const shown = textFromUtf8Bytes(text).replace(CONTROLS, '?').replace(/\s+/g, ' ').trim()
  if (shown.length <= MAX_SHOWN) return shown
  const end = shown.endsWith('"') ? '…"' : '…'
  // Not through the middle of a character of two halves.
  return shown.slice(0, MAX_SHOWN - end.length).replace(/[\ud800-\udbff]$/, '') + end
}

function originLines(origin: Origin, indent: number): string[] {
  const pad = ' '.repeat(indent)
  return [
    ...origin.found.filter((text) => text !== '').map((text) => pad + printable(text)),
    ...origin.dependencies.flatMap((needed) => [
      `${pad}  ${needed.rule}${needed.place ? `  ${formatPlace(needed.place)}` : ''}`,
      ...originLines(needed, indent + 6),
    ]),
  ]
}

function hitLines(hit: Hit, origin: Origin | undefined): string[] {
  const points = hit.score.toFixed(Math.abs(hit.score) < 0.1 ? 3 : 1).padStart(INDENT - 2)
  const lines = [`${points}  ${hit.rule.padEnd(NAME_WIDTH)} ${hit.area}${printable(hit.description)}`]
  if (origin) lines.push(...originLines(origin, INDENT))
  if (hit.place) {
    const score = hit.scorePlace ? `score ${formatPlace(hit.scorePlace)}` : 'score by default'
    lines.push(`${' '.repeat(INDENT)}rule ${formatPlace(hit.place)}, ${score}`)
  } else if (hit.scorePlace) lines.push(`${' '.repeat(INDENT)}score ${formatPlace(hit.scorePlace)}`)
  return lines
}

/** A verdict for a person: the score, then each rule with its points, what it means, and what made it hit. */
export function humanReport(file: string, verdict: Verdict, originOf: (rule: string) => Origin): string {
  const told = new Set<string>()
  const hits = verdict.hits.toSorted((a, b) => Math.abs(b.score) - Math.abs(a.score))
  const lines = [
    `${file}: ${verdict.isSpam ? 'spam' : 'not spam'}, ${verdict.score.toFixed(1)} of ${verdict.required.toFixed(1)} points, ` +
      `${hits.length} rules hit, ${verdict.milliseconds.toFixed(1)} ms`,
    // A rule that hit several times is explained once.
    ...hits.flatMap((hit) => hitLines(hit, told.has(hit.rule) ? undefined : originOf(told.add(hit.rule) && hit.rule))),
  ]
  if (verdict.timeLimitExceeded) lines.push('  The time limit was exceeded: rules after it did not run.')
  for (const { rule, reason } of verdict.notRun) lines.push(`  ${rule} did not run: ${reason.split('\n', 1)[0]}`)
  return lines.join('\n')
}
