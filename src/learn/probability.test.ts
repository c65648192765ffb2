import { describe, expect, test } from 'vitest'
import { combineProbabilities, declassificationDistance, tokenProbability } from './probability.ts'

// What SpamAssassin computes for the same counts (Plugin::Bayes, Bayes::CombineChi).

type Row = readonly [
  spamMessages: number,
  hamMessages: number,
  spam: number,
  ham: number,
  probability: number | undefined,
  distance: number,
  withoutHapaxes: number | undefined,
  distanceWithoutHapaxes: number,
]

const tokens: readonly Row[] = [
  [948, 2075, 1, 0, 0.986543689320388, 1, undefined, 0],
  [948, 2075, 0, 1, 0.0156699029126214, 1, undefined, 0],
  [948, 2075, 10, 3, 0.878674707482833, 1, 0.878674707482833, 1],
  [948, 2075, 5, 5, 0.685960353144998, 0, 0.685960353144998, 0],
  [948, 2075, 900, 0, 0.999984600513316, 359, 0.999984600513316, 359],
  [948, 2075, 0, 2000, 8.06987895181572e-6, 167, 8.06987895181572e-6, 167],
  [200, 200, 3, 100, 0.0292743861011356, 16, 0.0292743861011356, 16],
  [948, 2075, 186, 65, 0.862284452913571, 10, 0.862284452913571, 10],
  [948, 2075, 0, 0, undefined, 0, undefined, 0],
  [0, 10, 1, 1, undefined, 0, undefined, 0],
]

test.each(tokens)('of %i spam and %i ham, %i and %i with the token', (spamMessages, hamMessages, spam, ham, ...row) => {
  const messages = { spam: spamMessages, ham: hamMessages }
  for (const [useHapaxes, expected, distance] of [
    [true, row[0], row[1]],
    [false, row[2], row[3]],
  ] as const) {
    const probability = tokenProbability({ spam, ham }, messages, useHapaxes)
    if (expected === undefined) expect(probability).toBe(undefined)
    else expect(probability).toBeCloseTo(expected, 14)
    expect(declassificationDistance({ spam, ham }, messages, row[0] ?? 0.5, useHapaxes)).toBe(distance)
  }
})

describe('combined', () => {
  const times = (count: number, probability: number): number[] => new Array<number>(count).fill(probability)

  test.each<[number, number, number[], number | undefined]>([
    [948, 2075, [0.99, 0.98, 0.01], 0.560046131436678],
    [948, 2075, times(150, 0.999), 1],
    [200, 200, times(150, 0.001), 0],
    [10, 10_000, [...times(60, 0.9999), ...times(60, 0.0001)], 0.5],
    [948, 2075, [0.5], 0.593202117102216],
    [1, 1, [0.86], 0.68],
    [948, 2075, [], undefined],
    [0, 0, [0.9], undefined],
  ])('%i spam, %i ham', (spam, ham, probabilities, expected) => {
    const combined = combineProbabilities({ spam, ham }, probabilities)
    if (expected === undefined) expect(combined).toBe(undefined)
    else expect(combined).toBeCloseTo(expected, 13)
  })
})
