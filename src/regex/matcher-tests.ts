import { foldByte } from './charset.ts'
import type { Instruction } from './program.ts'

type Assertion = Instruction & { readonly op: 'assert' }
type Reference = Instruction & { readonly op: 'backreference' }

const NEWLINE = 10

function isWord(word: Uint8Array, subject: string, pos: number): boolean {
  return pos >= 0 && pos < subject.length && word[subject.charCodeAt(pos)] === 1
}

/** Whether a zero-width test holds at a position of a subject. */
export function holds(assertion: Assertion, subject: string, pos: number, searchStart: number): boolean {
  const end = subject.length
  switch (assertion.kind) {
    case 'start':
      return pos === 0
    case 'line-start':
      return pos === 0 || (pos < end && subject.charCodeAt(pos - 1) === NEWLINE)
    case 'end':
      return pos === end
    case 'end-or-newline':
      return pos === end || (pos === end - 1 && subject.charCodeAt(pos) === NEWLINE)
    case 'line-end':
      return pos === end || subject.charCodeAt(pos) === NEWLINE
    case 'boundary':
      return isWord(assertion.word, subject, pos - 1) !== isWord(assertion.word, subject, pos)
    case 'not-boundary':
      return isWord(assertion.word, subject, pos - 1) === isWord(assertion.word, subject, pos)
    case 'search-start':
      return pos === searchStart
  }
}

/** The group that a back-reference means: the first of its groups that has matched; -1 when none has. */
export function groupReferred(reference: Reference, spans: Int32Array): number {
  return reference.groups.find((group) => (spans[2 * group + 1] ?? -1) >= 0) ?? -1
}

/** Whether two stretches of a subject are the same to a back-reference. */
export function sameText(reference: Reference, subject: string, start: number, pos: number, length: number): boolean {
  if (pos + length > subject.length) return false
  const charset = reference.fold === 'ascii' ? 'd' : 'u'
  for (let i = 0; i < length; i++) {
    const a = subject.charCodeAt(start + i)
    const b = subject.charCodeAt(pos + i)
    if (a !== b && (reference.fold === 'none' || foldByte(a, charset) !== b)) return false
  }
  return true
}
