// How text is written down before it is signed: RFC 6376 section 3.4, as Mail::DKIM does it; lines end in CRLF.

/** A header and a body with CRLF line ends. */
export interface SplitMessage {
  /** Fields as written, folds and all, each without its last CRLF. */
  readonly fields: readonly string[]
  readonly body: string
}

/** Takes a message apart; `text` may have either kind of line ends. */
export function splitMessage(text: string, lineEnding: '\n' | '\r\n'): SplitMessage {
  const crlf = lineEnding === '\r\n' ? text : text.replaceAll('\n', '\r\n')
  const end = crlf.startsWith('\r\n') ? 0 : crlf.indexOf('\r\n\r\n') + 2
  const header = end === 1 ? crlf : crlf.slice(0, end)
  const fields: string[] = []
  let from = 0
  while (from < header.length) {
    let next = header.indexOf('\r\n', from)
    while (next >= 0 && (header[next + 2] === ' ' || header[next + 2] === '\t')) next = header.indexOf('\r\n', next + 2)
    if (next < 0) next = header.length
    fields.push(header.slice(from, next))
    from = next + 2
  }
  return { fields, body: end === 1 ? '' : crlf.slice(end + 2) }
}

/** The name of a field in lower case, without white space before its colon; undefined when it has none. */
export function fieldName(field: string): string | undefined {
  return /^([^ \t\n\r\f\v:]+)[ \t\n\r\f\v]*:/.exec(field)?.[1]?.toLowerCase()
}

/** One field, relaxed. */
export function relaxedField(field: string): string {
  const colon = field.indexOf(':')
  const lowered = colon < 0 ? field : field.slice(0, colon).toLowerCase() + field.slice(colon)
  return lowered
    .replace(/\r\n(?=[ \t\n\r\f\v])/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/ $/, '')
    .replace(/^([^: \t\n\r\f\v]+)[ \t\n\r\f\v]*:[ \t\n\r\f\v]*/, '$1:')
}

/** A body without the empty lines at its end; one that had nothing else is empty. */
function withoutEmptyEnd(body: string): string {
  let end = body.length
  while (end >= 4 && body.startsWith('\r\n\r\n', end - 4)) end -= 2
  return end === 2 && body.startsWith('\r\n') ? '' : body.slice(0, end)
}

/** A body, simple: as it is, but for empty lines at its end; an empty one is one line. */
export function simpleBody(body: string): string {
  const kept = withoutEmptyEnd(body)
  return kept === '' ? '\r\n' : kept
}

/** A body, relaxed: white space at the ends of lines goes, elsewhere it is one space. */
export function relaxedBody(body: string): string {
  if (body === '') return ''
  const lines = body.replace(/[ \t]+/g, ' ').replaceAll(' \r\n', '\r\n')
  const ended = lines.endsWith('\r\n') ? lines : `${lines.replace(/ $/, '')}\r\n`
  return withoutEmptyEnd(ended)
}

/** Without any white space in lines (DomainKeys, RFC 4870 section 3.4.2.2). */
export function spacelessBody(body: string): string {
  const lines = body.replace(/[ \t]+/g, '')
  return withoutEmptyEnd(lines === '' || lines.endsWith('\r\n') ? lines : `${lines}\r\n`)
}
