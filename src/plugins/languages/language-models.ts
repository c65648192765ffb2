import { latin1FromBytes } from '../../base/latin1.ts'

/** The languages of SpamAssassin's `languages` file, and where each sequence of letters stands among their most frequent. */
export interface LanguageModels {
  /** In the order of the file: `en`, `ru.koi8-r`, `de.utf8`. */
  readonly names: readonly string[]
  /** Sequence → pairs of an index into `names` and the rank (from 1) in that language. */
  readonly ranks: ReadonlyMap<string, readonly number[]>
}

/**
 * file  = *(1*(sequence LF) "0 " name LF)
 * A sequence is one to five bytes, NUL for the edge of a word, the most frequent first; the name ends its model.
 */
export function parseLanguageModels(bytes: Uint8Array): LanguageModels {
  const names: string[] = []
  const ranks = new Map<string, number[]>()
  let model = new Map<string, number>()
  let rank = 1
  for (const line of latin1FromBytes(bytes).split('\n')) {
    if (!line.startsWith('0 ') || line.length === 2) {
      model.set(line, rank++)
      continue
    }
    for (const [sequence, at] of model) {
      const known = ranks.get(sequence)
      if (known) known.push(names.length, at)
      else ranks.set(sequence, [names.length, at])
    }
    names.push(line.slice(2))
    model = new Map()
    rank = 1
  }
  return { names, ranks }
}
