/** The middle of what was measured: the upper one of two; NaN of nothing. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

/** The smallest number that is not below this share of them; NaN of nothing. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** The median of each figure by itself; of `sums`, the sum. */
export function middleOf<Key extends string>(
  runs: readonly { readonly [Name in Key]: number }[],
  sums: readonly NoInfer<Key>[] = [],
): Record<Key, number> {
  const keys = Object.keys(runs[0] ?? {}) as Key[] // `as`: keys loses the names
  const figures = keys.map((key) => {
    const numbers = runs.map((run) => run[key])
    return [key, sums.includes(key) ? numbers.reduce((sum, number) => sum + number, 0) : median(numbers)]
  })
  return Object.fromEntries(figures) as Record<Key, number> // `as`: made from those keys
}
