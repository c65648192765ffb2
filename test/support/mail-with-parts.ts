/** An attachment as latin1 text, which travels as base64 unless said otherwise. */
export interface AttachedFile {
  readonly type: string
  readonly name?: string
  readonly data: string
  readonly encoding?: 'base64' | '8bit' | 'quoted-printable'
  /** Further header lines. */
  readonly header?: string
}

/** A message with a text and attachments. */
export function mailWithParts(text: string, files: readonly AttachedFile[], subject = 'x'): string {
  const parts = files.map(({ type, name, data, encoding = 'base64', header = '' }) => {
    const named = name === undefined ? '' : `; name="${name}"`
    const body = encoding === 'base64' ? base64Lines(data) : data
    return `--xx\nContent-Type: ${type}${named}\nContent-Transfer-Encoding: ${encoding}\n${header}\n${body}\n`
  })
  return (
    `Subject: ${subject}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="xx"\n\n` +
    `--xx\nContent-Type: text/plain\n\n${text}\n${parts.join('')}--xx--\n`
  )
}

function base64Lines(data: string): string {
  return (
    Buffer.from(data, 'latin1')
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\n')
}
