/**
 * Whether a line of the text holds all of these one after the other. What `/a.*b.*c/` says, but in time that grows with
 * the text only, as each is looked for at its first place. The expressions need the flag `g`.
 */
export function linesHoldInOrder(text: string, ...pieces: readonly RegExp[]): boolean {
  return text.split('\n').some((line) => {
    let at = 0
    for (const piece of pieces) {
      piece.lastIndex = at
      if (!piece.test(line)) return false
      at = piece.lastIndex
    }
    return true
  })
}
