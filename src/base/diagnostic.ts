/** Where a line of configuration stands. `line` counts from 1; 0 when the whole file is meant. */
export interface Place {
  readonly file: string
  readonly line: number
}

/**
 * Something said about configuration: `error` makes lint fail, `warning` is worth reading, `info` explains.
 * `topic` groups like things at start-up ("unknown setting", "expression refused", …).
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'info'
  readonly topic: string
  readonly place: Place | undefined
  readonly message: string
}

export type Report = (diagnostic: Diagnostic) => void

/** `local.cf:12`, or an empty string where there is no place. */
export function formatPlace(place: Place | undefined): string {
  if (!place) return ''
  return place.line > 0 ? `${place.file}:${place.line}` : place.file
}
