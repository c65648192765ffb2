import { setFlagsFromString } from 'node:v8'

/** An expression that goes back so often goes on in V8's engine of linear time: some milliseconds; rules on mail need hundreds. */
const BACKTRACKS = 100_000

/**
 * Has V8 go on with another engine where an expression backtracks too much. The other engine matches the same, in time
 * linear in the text, but cannot do look-around, back-references and large counts: those are not limited. To be called
 * before expressions are made; it holds for the whole process.
 */
export function limitBacktracking(): void {
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks')
  setFlagsFromString(`--regexp-backtracks-before-fallback=${BACKTRACKS}`)
}

/** Whether V8 would do so for an expression when it searches from a given place on: look-behinds it can do without only. */
export function canFallBack(regexp: RegExp): boolean {
  setFlagsFromString('--enable-experimental-regexp-engine')
  try {
    new RegExp(regexp.source, 'gl')
    return true
  } catch {
    return false
  } finally {
    setFlagsFromString('--no-enable-experimental-regexp-engine')
  }
}
