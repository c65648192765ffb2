import type { LearnedAs, LearnOutcome, Lesson, TokenCounts } from './token-store.ts'

const NOTHING: TokenCounts = { spam: 0, ham: 0, atime: 0 }

/** A token's counts after a message more or less; undefined when nothing is left of it. Its time never goes back. */
export function changeCounts(
  before: TokenCounts | undefined,
  as: LearnedAs,
  by: 1 | -1,
  atime: number,
): TokenCounts | undefined {
  const { spam, ham, atime: old } = before ?? NOTHING
  const newSpam = as === 's' ? Math.max(0, spam + by) : spam
  const newHam = as === 'h' ? Math.max(0, ham + by) : ham
  return newSpam === 0 && newHam === 0 ? undefined : { spam: newSpam, ham: newHam, atime: Math.max(old, atime) }
}

/** What a lesson asks of a store, by the marks that its ids have: the mark to take back first, or why nothing is done. */
export function planLesson(
  lesson: Lesson,
  marks: readonly (LearnedAs | undefined)[],
): { readonly outcome: LearnOutcome; readonly forget: { readonly id: string; readonly as: LearnedAs } | undefined } {
  const found = firstMark(lesson.ids, marks)
  if (!found) return { outcome: 'learned', forget: undefined }
  if (found.as === lesson.as) return { outcome: 'known', forget: undefined }
  if (lesson.opposite === 'leave') return { outcome: 'opposite', forget: undefined }
  return { outcome: 'learned', forget: found }
}

/** The first id that has a mark: a message is learned under one of them only. */
export function firstMark(
  ids: readonly string[],
  marks: readonly (LearnedAs | undefined)[],
): { readonly id: string; readonly as: LearnedAs } | undefined {
  for (const [i, id] of ids.entries()) {
    const as = marks[i]
    if (as) return { id, as }
  }
  return undefined
}
