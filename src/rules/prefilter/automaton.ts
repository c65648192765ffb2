// Aho and Corasick's automaton ("Efficient String Matching", CACM 18(6), 1975) as one table of next states: each byte
// of a text costs one look-up, however many literals there are. ASCII letters count as equal in both cases, so what
// it finds is a superset for literals that care.

/** Finds which of many literals occur in a text. */
export interface Automaton {
  /** Calls `found` with the number of each literal that occurs, as often as it occurs. */
  scan(text: string, found: (literal: number) => void): void
  readonly states: number
}

const lowerOf = (code: number): number => (code >= 0x41 && code <= 0x5a ? code + 0x20 : code)

interface Trie {
  /** Children of each state, by class. */
  readonly children: Map<number, number>[]
  readonly ends: number[][]
}

/**
 * Gives each byte that literals use a class of its own and all others class 0: the table stays small. A char above
 * 255 would be no byte; it counts as "other".
 */
function classesOf(literals: readonly string[]): { readonly classes: Uint16Array; readonly count: number } {
  const classes = new Uint16Array(256)
  let count = 1
  for (const literal of literals) {
    for (let i = 0; i < literal.length; i++) {
      const code = lowerOf(literal.charCodeAt(i))
      if (code < 256 && classes[code] === 0) classes[code] = count++
    }
  }
  for (let code = 0x41; code <= 0x5a; code++) classes[code] = classes[code + 0x20] ?? 0
  return { classes, count }
}

function trieOf(literals: readonly string[], classes: Uint16Array): Trie {
  const children: Map<number, number>[] = [new Map()]
  const ends: number[][] = [[]]
  for (const [number, literal] of literals.entries()) {
    let state = 0
    for (let i = 0; i < literal.length; i++) {
      const cls = classes[literal.charCodeAt(i)] ?? 0
      const next = children[state]?.get(cls)
      if (next !== undefined) {
        state = next
        continue
      }
      children.push(new Map())
      ends.push([])
      children[state]?.set(cls, children.length - 1)
      state = children.length - 1
    }
    ends[state]?.push(number)
  }
  return { children, ends }
}

/** Builds the automaton of these literals (latin1, at least one char each). */
export function buildAutomaton(literals: readonly string[]): Automaton {
  const { classes, count } = classesOf(literals)
  const { children, ends } = trieOf(literals, classes)
  const states = children.length
  const next = new Int32Array(states * count)
  const fail = new Int32Array(states)
  const queue: number[] = []
  for (const [cls, child] of children[0] ?? []) {
    next[cls] = child
    queue.push(child)
  }
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] as number // `as`: head is below the length
    const back = fail[state] ?? 0
    const outputs = ends[back]
    if (outputs && outputs.length > 0) ends[state]?.push(...outputs)
    for (let cls = 0; cls < count; cls++) next[state * count + cls] = next[back * count + cls] ?? 0
    for (const [cls, child] of children[state] ?? []) {
      fail[child] = next[back * count + cls] ?? 0
      next[state * count + cls] = child
      queue.push(child)
    }
  }
  // States are kept multiplied by the width of a row, and negative where a literal ends: no multiplication, one comparison a byte.
  const table = new Int32Array(states * count)
  for (let i = 0; i < next.length; i++) {
    const target = next[i] ?? 0
    const row = target * count
    table[i] = (ends[target]?.length ?? 0) > 0 ? -row : row
  }
  return {
    states,
    scan: (text, found) => {
      let row = 0
      for (let i = 0; i < text.length; i++) {
        row = table[row + (classes[text.charCodeAt(i)] as number)] as number // `as`: a byte, and a row of the table
        if (row < 0) {
          row = -row
          for (const literal of ends[row / count] ?? []) found(literal)
        }
      }
    },
  }
}
