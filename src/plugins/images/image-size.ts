/** Height and width of a picture in pixels. */
export interface ImageSize {
  readonly height: number
  readonly width: number
}

/** The size a GIF, PNG or JPEG (as latin1 text) claims; undefined when it is none of that type or claims no size. */
export function imageSize(type: string, data: string): ImageSize | undefined {
  const size = type === 'gif' ? gifSize(data) : type === 'png' ? pngSize(data) : jpegSize(data)
  return size && size.height > 0 && size.width > 0 ? size : undefined
}

function gifSize(data: string): ImageSize | undefined {
  if (!data.startsWith('GIF87a') && !data.startsWith('GIF89a')) return undefined
  const word = (at: number) => data.charCodeAt(at) + data.charCodeAt(at + 1) * 256
  return { width: word(6), height: word(8) }
}

// SpamAssassin looks eight bytes on after a chunk head it does not want, not past the chunk.
function pngSize(data: string): ImageSize | undefined {
  if (!data.startsWith('\x89PNG\r\n\x1a\n')) return undefined
  for (let at = 8; at < data.length; at += 8) {
    const type = data.slice(at + 4, at + 8)
    if (type === 'IEND') return undefined
    if (type === 'IHDR' && bigEndian(data, at, 4) === 13) {
      return { width: bigEndian(data, at + 8, 4), height: bigEndian(data, at + 12, 4) }
    }
  }
  return undefined
}

function jpegSize(data: string): ImageSize | undefined {
  if (!data.startsWith('\xff\xd8')) return undefined
  for (let at = 2; at < data.length; ) {
    const mark = data.charCodeAt(at + 1)
    const length = bigEndian(data, at + 2, 2)
    if (data[at] !== '\xff' || mark === 0xda || mark === 0xd9 || !(length >= 2)) return undefined
    const isFrame = mark >= 0xc0 && mark <= 0xcf && mark !== 0xc4 && mark !== 0xc8 && mark !== 0xcc
    if (isFrame) {
      const block = data.slice(at + 4, at + 2 + length)
      return { height: bigEndian(block, 1, 2), width: bigEndian(block, 3, 2) }
    }
    at += 2 + length
  }
  return undefined
}

/** Not a number where the data ends early. */
function bigEndian(data: string, at: number, bytes: number): number {
  let value = 0
  for (let i = 0; i < bytes; i++) value = value * 256 + data.charCodeAt(at + i)
  return value
}
