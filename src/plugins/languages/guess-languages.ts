import { formatFixed } from '../../base/perl-number.ts'
import { frequentSequences } from './frequent-sequences.ts'
import type { LanguageModels } from './language-models.ts'

export interface GuessOptions {
  /** Languages that are not considered. */
  readonly skipped: ReadonlySet<string>
  readonly maxSequences: number
  /** Only sequences that stand more often than this count; all when it is 0. */
  readonly minCount: number
  /** How many times the best distance a language may be off. */
  readonly acceptable: number
  /** With more languages than this that may be it, none is. */
  readonly maxLanguages: number
}

export interface Guess {
  /** The best first; empty when too many may be it. */
  readonly languages: readonly string[]
  /** The best twenty with their distances, as the tag TEXTCATRESULTS shows them. */
  readonly results: string
}

const SHOWN = 20

/** Compares the most frequent sequences of letters of a text with those of each language (classify). */
export function guessLanguages(text: string, models: LanguageModels, options: GuessOptions): Guess {
  const sequences = frequentSequences(text, options.minCount, options.maxSequences)
  const best = sortedDistances(distances(sequences, models, options.maxSequences), models, options.skipped)
  const least = best[0]?.[1] ?? 0
  const results = best
    .slice(0, SHOWN)
    .map(([name, distance]) => `${name}:${distance}(${least === 0 ? 'unknown' : formatFixed(distance / least, 2)})`)
    .join(' ')
  let count = Math.min(1, best.length)
  while (count < best.length && (best[count]?.[1] ?? 0) < options.acceptable * least) count++
  const languages = count > options.maxLanguages ? [] : best.slice(0, count).map(([name]) => name)
  return { languages, results }
}

/** For each language, how far the ranks of the sequences are from its own, all added up. */
function distances(sequences: readonly string[], { names, ranks }: LanguageModels, missing: number): number[] {
  const sums = new Array<number>(names.length).fill(sequences.length * missing)
  for (const [at, sequence] of sequences.entries()) {
    const known = ranks.get(sequence)
    if (!known) continue
    for (let i = 0; i < known.length; i += 2) {
      const language = known[i] as number // `as`: pairs
      const rank = known[i + 1] as number
      sums[language] = (sums[language] as number) + Math.abs(rank - at) - missing // `as`: one a language
    }
  }
  return sums
}

/** Names with the least distance of their models: `de` and `de.utf8` are one language. */
function sortedDistances(
  sums: readonly number[],
  { names }: LanguageModels,
  skipped: ReadonlySet<string>,
): readonly (readonly [name: string, distance: number])[] {
  const least = new Map<string, number>()
  for (const [i, name] of names.entries()) {
    const dot = name.indexOf('.')
    const short = dot < 0 ? name : name.slice(0, dot)
    if (skipped.has(short)) continue
    const shown = name.indexOf('.utf8') > 0 ? short : name
    const distance = sums[i] ?? 0
    if (distance < (least.get(shown) ?? Number.POSITIVE_INFINITY)) least.set(shown, distance)
  }
  return [...least].sort(([, a], [, b]) => a - b)
}
