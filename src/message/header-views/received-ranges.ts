const FIELD_START = /^Received:/i

/** The fields of a header block as they stand there, folding and newline included; what belongs to none is left out. */
export function splitFields(block: string): string[] {
  const fields: string[] = []
  for (let start = 0; start < block.length; ) {
    if (isBlank(block.charCodeAt(start))) {
      const lineEnd = block.indexOf('\n', start)
      if (lineEnd < 0) break
      start = lineEnd + 1
      continue
    }
    let end = block.indexOf('\n', start + 1)
    while (end >= 0 && isBlank(block.charCodeAt(end + 1))) end = block.indexOf('\n', end + 1)
    if (end < 0) break
    fields.push(block.slice(start, end + 1))
    start = end + 1
  }
  return fields
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}

/** The text cut into lines, each with its newline. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** Everything down to and with the Received field of that index (counted from 0 at the top). */
export function fieldsDownTo(fields: readonly string[], lastReceived: number): string[] {
  const kept: string[] = []
  let received = -1
  for (const field of fields) {
    if (FIELD_START.test(field)) received++
    kept.push(field)
    if (received === lastReceived) break
  }
  return kept
}

/** Everything from the Received field of that index on. */
export function fieldsFrom(fields: readonly string[], firstReceived: number): string[] {
  let received = -1
  return fields.filter((field) => {
    if (FIELD_START.test(field)) received++
    return received >= firstReceived
  })
}
