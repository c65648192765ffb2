/**
 * Reads all of a Berkeley DB hash file (versions 8 to 10), as `makemap hash` and `postmap hash:` make them; undefined
 * for what is none. All pages are read in turn, so no hash function is needed. A file cut short gives what is left of it.
 *
 * file   = meta-page *page, all of one size; the meta page tells size and byte order
 * page   = header *(u16 offset of an item); items are filled in from the end of the page, key and value by turns
 * item   = %x01 data / %x02 1*(u16 length, data, u16 length) / %x03 3OCTET (u32 page) (u32 length)
 */
export function parseBerkeleyHash(bytes: Buffer): ReadonlyMap<string, string> | undefined {
  const layout = layoutOf(bytes)
  if (!layout) return undefined
  const entries = new Map<string, string>()
  for (let start = layout.pageSize; start + layout.pageSize <= bytes.length; start += layout.pageSize) {
    const items = itemsOfPage(layout, start)
    for (let i = 0; i + 1 < items.length; i += 2) {
      const key = items[i]
      const value = items[i + 1]
      if (key !== undefined && value !== undefined) entries.set(key, value)
    }
  }
  return entries
}

interface Layout {
  readonly bytes: Buffer
  readonly pageSize: number
  readonly headerSize: number
  u16(at: number): number
  u32(at: number): number
}

const MAGIC = 0x061561
const META_SIZE = 72
const MIN_PAGE = 512
const MAX_PAGE = 65_536
const CHECKSUM_FLAG = 1
const HEADER_SIZE = 26
/** With checksums the header is longer. */
const CHECKSUM_HEADER_SIZE = 32
const UNSORTED_HASH_PAGE = 2
const HASH_PAGE = 13
const OVERFLOW_PAGE = 7
const PLAIN = 1
const DUPLICATES = 2
const OVERFLOW = 3
/** Where things are in the meta page and in the header of a page. */
const AT = {
  magic: 12,
  version: 16,
  pageSize: 20,
  encryption: 24,
  metaFlags: 26,
  next: 16,
  entries: 20,
  used: 22,
  type: 25,
}

function layoutOf(bytes: Buffer): Layout | undefined {
  if (bytes.length < META_SIZE) return undefined
  const isLittle = bytes.readUInt32LE(AT.magic) === MAGIC
  if (!isLittle && bytes.readUInt32BE(AT.magic) !== MAGIC) return undefined
  const u16 = (at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))
  const u32 = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  const version = u32(AT.version)
  const pageSize = u32(AT.pageSize)
  if (version < 8 || version > 10 || bytes[AT.encryption] !== 0) return undefined
  if (pageSize < MIN_PAGE || pageSize > MAX_PAGE || pageSize % MIN_PAGE !== 0) return undefined
  const hasChecksums = ((bytes[AT.metaFlags] ?? 0) & CHECKSUM_FLAG) !== 0
  return { bytes, pageSize, headerSize: hasChecksums ? CHECKSUM_HEADER_SIZE : HEADER_SIZE, u16, u32 }
}

/** Keys and values by turns; undefined for what cannot be read. */
function itemsOfPage(layout: Layout, start: number): (string | undefined)[] {
  const { bytes, pageSize, headerSize, u16 } = layout
  const type = bytes[start + AT.type]
  if (type !== HASH_PAGE && type !== UNSORTED_HASH_PAGE) return []
  const count = Math.min(u16(start + AT.entries), (pageSize - headerSize) >> 1)
  const items: (string | undefined)[] = []
  let end = pageSize
  for (let i = 0; i < count; i++) {
    const from = u16(start + headerSize + 2 * i)
    items.push(from < end ? readItem(layout, start + from, start + end) : undefined)
    end = from
  }
  return items
}

function readItem(layout: Layout, from: number, end: number): string | undefined {
  const { bytes, u16, u32 } = layout
  switch (bytes[from]) {
    case PLAIN:
      return bytes.toString('latin1', from + 1, end)
    case DUPLICATES:
      // The first of several values is the one that a look-up gives.
      return from + 3 <= end ? bytes.toString('latin1', from + 3, Math.min(end, from + 3 + u16(from + 1))) : undefined
    case OVERFLOW:
      return from + 12 <= end ? readOverflow(layout, u32(from + 4), u32(from + 8)) : undefined
    default:
      return undefined
  }
}

/** Data too long for a page stands in a chain of pages of its own. */
function readOverflow({ bytes, pageSize, headerSize, u16, u32 }: Layout, first: number, length: number): string {
  const pieces: string[] = []
  let left = length
  for (let page = first; page !== 0 && left > 0; ) {
    const start = page * pageSize
    if (start + pageSize > bytes.length || bytes[start + AT.type] !== OVERFLOW_PAGE) break
    const size = Math.min(u16(start + AT.used), pageSize - headerSize, left)
    if (size === 0) break
    pieces.push(bytes.toString('latin1', start + headerSize, start + headerSize + size))
    left -= size
    page = u32(start + AT.next)
  }
  return pieces.join('')
}
