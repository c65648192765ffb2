import type { PerlQuestion } from './perl-regex.ts'
export function randomCases(_seed: number, _count: number): { questions: PerlQuestion[]; subjects: string[] } {
  return { questions: [], subjects: [] }
}
