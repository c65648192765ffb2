import { createHash } from 'node:crypto'
import { isAsciiSpace } from '../../base/ascii.ts'
import { bytesFromLatin1 } from '../../base/latin1.ts'
import { endOfPdfString, readPdfString } from './pdf-string.ts'
import { behindKey, pdfUri } from './pdf-uri.ts'

/** What a PDF says of itself; rules ask for them by these names. */
export type PdfDetail = 'author' | 'creator' | 'created' | 'modified' | 'producer' | 'title'

/** What SpamAssassin reads of a PDF (PDFInfo::_get_pdf_details), line by line, without unpacking what is compressed. */
export interface PdfFacts {
  readonly version: string
  readonly encrypted: boolean
  readonly images: readonly { readonly height: string; readonly width: string }[]
  /** Of all images: sums. */
  readonly totalHeight: number
  readonly totalWidth: number
  readonly totalArea: number
  readonly details: { readonly [detail in PdfDetail]: readonly string[] }
  readonly uris: readonly string[]
  /** Upper-case hexadecimal: of the file; of its beginning; of the names that begin lines (empty without any). */
  readonly md5: string
  readonly fuzzyMd5: string
  readonly tagsMd5: string
}

/** The mark of the format stands this early. */
const MAX_MAGIC_OFFSET = 1024
const MAGIC = /%PDF-(\d\.\d)/y
/** Lines that the fuzzy sum is made of. */
const MAX_FUZZY_LINES = 70
/** More links are not read. */
const MAX_URIS = 20
/** What differs between copies of the same PDF, and so is no part of the fuzzy sum. */
const VARIABLE_LINE =
  /^%|^\/(?:Height|Width|(?:Media|Crop)Box)|^\d+[ \t\r\f\v]+\d+[ \t\r\f\v]+\d+[ \t\r\f\v]+\d+[ \t\r\f\v]+\d+[ \t\r\f\v]+\d+[ \t\r\f\v]+cm$/
const PLACED_IMAGE =
  /^(\d+)[ \t\r\f\v]+\d+[ \t\r\f\v]+\d+[ \t\r\f\v]+(\d+)[ \t\r\f\v]+\d+[ \t\r\f\v]+\d+[ \t\r\f\v]+cm$/
const SIZED_IMAGE = /\/Width[ \t\r\f\v](\d+)\/Height[ \t\r\f\v](\d+)/
/** Width and height on lines of their own are not put together. */
const HALF_SIZE = /^\/(?:Width|Height)[ \t\r\f\v]\d/
const LINE_TAG = /^\/([A-Za-z]+)/
const STRING_DETAILS = [
  ['author', '/Author'],
  ['creator', '/Creator'],
  ['producer', '/Producer'],
  ['title', '/Title'],
] as const
const DATE_DETAILS = [
  ['created', /\/CreationDate[ \t\r\f\v]{0,2}\(D:(\d+)/],
  ['modified', /\/ModDate[ \t\r\f\v]{0,2}\(D:(\d+)/],
] as const

/** Reads a PDF (as latin1 text); undefined when it is none. */
export function readPdf(file: string): PdfFacts | undefined {
  const data = file.startsWith('\xef\xbb\xbf') ? file.slice(3) : file
  const version = versionOf(data)
  if (version === undefined) return undefined

  const images: { height: string; width: string }[] = []
  const details = {
    author: [] as string[],
    creator: [] as string[],
    created: [] as string[],
    modified: [] as string[],
    producer: [] as string[],
    title: [] as string[],
  }
  const uris = new Set<string>()
  let encrypted = false
  let fuzzy = ''
  let tags = ''
  let fuzzyLines = 0
  let fuzzyDone = false
  let imageAhead = false

  for (let at = 0; at < data.length; ) {
    const newline = data.indexOf('\n', at)
    const end = newline < 0 ? data.length : newline
    let line = data.slice(at, end)
    at = end + 1
    if (line === '') continue

    if (!fuzzyDone && ++fuzzyLines < MAX_FUZZY_LINES) {
      if (!VARIABLE_LINE.test(line)) {
        line = withoutTrailingSpace(line)
        fuzzy += line
      }
      if (line.includes('stream')) fuzzyDone = true
    }

    if (line.includes('/Image')) imageAhead = true
    if (!encrypted && line.startsWith('/Encrypt')) encrypted = true
    if (imageAhead) {
      const size = PLACED_IMAGE.exec(line) ?? (HALF_SIZE.test(line) ? null : SIZED_IMAGE.exec(line))
      const [, width = '0', height = '0'] = size ?? []
      if (width !== '0' && height !== '0') {
        images.push({ height, width })
        fuzzyDone = true
        imageAhead = false
      }
    }

    if (!line.includes('/')) continue
    tags += LINE_TAG.exec(line)?.[1] ?? ''
    if (uris.size < MAX_URIS) {
      const link = pdfUri(line)
      // A line whose link is broken is not looked at any further.
      if (link === 'broken') continue
      if (link !== 'none') uris.add(link.uri)
    }
    for (const [detail, key] of STRING_DETAILS) {
      const value = stringOf(line, key)
      if (value !== undefined) details[detail].push(readPdfString(value))
    }
    for (const [detail, pattern] of DATE_DETAILS) {
      const value = pattern.exec(line)?.[1]
      if (value !== undefined) details[detail].push(readPdfString(value))
    }
  }

  const sum = (of: (image: { height: string; width: string }) => number): number =>
    images.reduce((total, image) => total + of(image), 0)
  return {
    version,
    encrypted,
    images,
    totalHeight: sum(({ height }) => Number(height)),
    totalWidth: sum(({ width }) => Number(width)),
    totalArea: sum(({ height, width }) => Number(height) * Number(width)),
    details,
    uris: [...uris],
    md5: md5(data),
    fuzzyMd5: md5(fuzzy),
    tagsMd5: md5(tags),
  }
}

/** The last mark that stands early enough counts. */
function versionOf(data: string): string | undefined {
  for (let at = data.lastIndexOf('%PDF-', MAX_MAGIC_OFFSET); at >= 0; at = data.lastIndexOf('%PDF-', at - 1)) {
    MAGIC.lastIndex = at
    const version = MAGIC.exec(data)?.[1]
    if (version !== undefined || at === 0) return version
  }
  return undefined
}

/** The first string object behind the key. One kind of string that does not end ends nowhere behind it either. */
function stringOf(line: string, key: string): string | undefined {
  const open = new Set<string>()
  for (let at = line.indexOf(key); at >= 0; at = line.indexOf(key, at + key.length)) {
    const value = behindKey(line, key, at)
    const kind = line[value] ?? ''
    if ((kind !== '(' && kind !== '<') || open.has(kind)) continue
    const end = endOfPdfString(line, value)
    if (end >= 0) return line.slice(value, end)
    open.add(kind)
  }
  return undefined
}

function withoutTrailingSpace(line: string): string {
  let end = line.length
  while (end > 0 && isAsciiSpace(line.charCodeAt(end - 1))) end--
  return line.slice(0, end)
}

function md5(data: string): string {
  return data === '' ? '' : createHash('md5').update(bytesFromLatin1(data)).digest('hex').toUpperCase()
}
