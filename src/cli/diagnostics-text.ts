import { type Diagnostic, formatPlace } from '../base/diagnostic.ts'

const MAX_EXAMPLES = 3

/** Every diagnostic, a line each, worst first. */
export function allDiagnostics(diagnostics: readonly Diagnostic[]): string[] {
  return sorted(diagnostics).map((diagnostic) => `  ${oneLine(diagnostic)}`)
}

/** Diagnostics by topic: how many, and the first few. Empty where there are none. */
export function groupedDiagnostics(diagnostics: readonly Diagnostic[], hint: string): string[] {
  const groups = new Map<string, Diagnostic[]>()
  for (const diagnostic of sorted(diagnostics)) {
    const group = groups.get(diagnostic.topic)
    if (group) group.push(diagnostic)
    else groups.set(diagnostic.topic, [diagnostic])
  }
  const lines: string[] = []
  for (const [topic, group] of groups) {
    lines.push(`  ${group.length} × ${topic}`)
    for (const diagnostic of group.slice(0, MAX_EXAMPLES)) lines.push(`      ${oneLine(diagnostic)}`)
    if (group.length > MAX_EXAMPLES) lines.push(`      … and ${group.length - MAX_EXAMPLES} more (${hint} shows all)`)
  }
  return lines
}

const RANK = { error: 0, warning: 1, info: 2 } as const

function sorted(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted((a, b) => RANK[a.severity] - RANK[b.severity])
}

function oneLine({ place, message }: Diagnostic): string {
  const where = formatPlace(place)
  // SpamAssassin's own wording names the file already in most messages.
  return where === '' || message.includes(place?.file ?? '') ? message : `${where}: ${message}`
}
