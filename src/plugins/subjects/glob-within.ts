/** Whether a text holds what a pattern describes, anywhere. */
export type GlobFinder = (text: string) => boolean

/**
 * Finds a file-glob pattern within a text: `*` stands for any chars, `?` for one, neither for a line feed. Takes time
 * proportional to pattern times text, whatever they are.
 */
export function globWithin(glob: string): GlobFinder {
  const pieces = glob.split('*').filter((piece) => piece !== '')
  return (text) => text.split('\n').some((line) => holdsInOrder(line, pieces))
}

/** Taking each piece as early as it comes leaves the most room for those that follow. */
function holdsInOrder(line: string, pieces: readonly string[]): boolean {
  let from = 0
  for (const piece of pieces) {
    const at = find(line, piece, from)
    if (at < 0) return false
    from = at + piece.length
  }
  return true
}

function find(line: string, piece: string, from: number): number {
  if (!piece.includes('?')) return line.indexOf(piece, from)
  for (let at = from; at + piece.length <= line.length; at++) if (standsAt(line, piece, at)) return at
  return -1
}

function standsAt(line: string, piece: string, at: number): boolean {
  for (let i = 0; i < piece.length; i++) if (piece[i] !== '?' && piece[i] !== line[at + i]) return false
  return true
}
