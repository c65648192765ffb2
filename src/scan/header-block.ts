/** A message up to its first empty line, that line included: what spamd's HEADERS sends of a rewritten message. */
export function headerBlock(message: string): string {
  const end = EMPTY_LINE.exec(message)
  return end ? message.slice(0, end.index + end[0].length) : message
}

const EMPTY_LINE = /\r?\n\r?\n/
