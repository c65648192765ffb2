import { VERTICAL_SPACE } from './charset.ts'

// What an entry of the matcher's stack is. From UNDO on, entries restore state; those before are ways not yet taken
/** A way not taken: where it goes on, and at which position. */
export const CHOICE = 0
/** A greedy loop over one set, which can give up a byte. */
export const SET_BACK = 1
/** A lazy loop over one set, which can take one more. */
export const SET_MORE = 2
/** The next of several alternatives. */
export const NEXT_TARGET = 3
/** A lazy loop, which can go round once more. */
export const LOOP_MORE = 4
/** A look-behind, which can begin one byte further back. */
export const BEHIND_MORE = 5
/** A verb: the attempt ends here. */
export const STOP = 6
/** A loop over \R, which can give up a byte. */
export const BREAK_BACK = 7
/** From here on, entries restore state. */
export const UNDO = 8
/** What a group held. */
export const UNDO_SPAN = 8
/** What a register held. */
export const UNDO_REGISTER = 9
/** Where the match was reported to start. */
export const UNDO_KEEP = 10
/** A mark set by a verb. */
export const UNDO_MARK = 11

/** How many bytes wide the line break at a place is; 0 where there is none. */
export function lineBreakAt(subject: string, pos: number): number {
  const byte = subject.charCodeAt(pos)
  if (byte === 13) return subject.charCodeAt(pos + 1) === 10 ? 2 : 1
  return VERTICAL_SPACE[byte] === 1 ? 1 : 0
}
