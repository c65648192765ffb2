/** What a made PDF holds. Everything is written plainly, nothing compressed. */
export interface PdfParts {
  readonly version?: string
  /** Entries of the information dictionary as the file spells them: `/Author (me)`, `/Title <FEFF0041>`. */
  readonly info?: readonly string[]
  /** Images, and how their size stands: in one line, in two, or in how the page places them. */
  readonly images?: readonly {
    readonly width: number
    readonly height: number
    readonly as?: 'line' | 'lines' | 'placed'
  }[]
  /** Links as string objects: `(http://example.com/)`. */
  readonly links?: readonly string[]
  readonly encrypted?: boolean
  /** What a page shows, in the language of pages. */
  readonly page?: string
}

/** A small PDF as latin1 text, with a table of references that readers accept. */
export function pdfFile({
  version = '1.4',
  info = [],
  images = [],
  links = [],
  encrypted,
  page = '',
}: PdfParts): string {
  const objects: string[] = []
  const add = (body: string): number => objects.push(body)
  const stream = (dictionary: string, data: string) =>
    `<<\n${dictionary}\n/Length ${data.length}\n>>\nstream\n${data}\nendstream`

  add('<<\n/Type /Catalog\n/Pages 2 0 R\n>>')
  add('<<\n/Type /Pages\n/Kids [3 0 R]\n/Count 1\n>>')
  const annotations = links.map(
    (link) => `<< /Type /Annot /Subtype /Link /Rect [0 0 100 20]\n/A << /Type /Action /S /URI /URI ${link} >> >>`,
  )
  add(
    `<<\n/Type /Page\n/Parent 2 0 R\n/MediaBox [0 0 612 792]\n/Contents 4 0 R\n/Resources << /Font << /F1 5 0 R >> >>\n/Annots [\n${annotations.join('\n')}\n]\n>>`,
  )
  add(stream('', page))
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  for (const { width, height, as = 'line' } of images) {
    const size = as === 'line' ? `/Type /XObject/Width ${width}/Height ${height}` : `/Width ${width}\n/Height ${height}`
    const placed = as === 'placed' ? `${width} 0 0 ${height} 0 0 cm\n` : ''
    add(stream(`/Subtype /Image\n${placed}${size}\n/BitsPerComponent 8\n/ColorSpace /DeviceGray`, '\0'))
  }
  const about = add(`<<\n${info.join('\n')}\n>>`)

  let file = `%PDF-${version}\n%\xe2\xe3\xcf\xd3\n`
  const offsets: number[] = []
  for (const [i, body] of objects.entries()) {
    offsets.push(file.length)
    file += `${i + 1} 0 obj\n${body}\nendobj\n`
  }
  const table = file.length
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
  const encrypt = encrypted ? '/Encrypt 99 0 R\n' : ''
  return `${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows.join('')}trailer\n<<\n/Size ${objects.length + 1}\n/Root 1 0 R\n/Info ${about} 0 R\n${encrypt}>>\nstartxref\n${table}\n%%EOF\n`
}
