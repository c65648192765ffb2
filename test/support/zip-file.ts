import { crc32, deflateRawSync } from 'node:zlib'

/** A file of a made zip. */
export interface ZippedFile {
  readonly name: string
  /** As latin1 text. */
  readonly data: string
  readonly stored?: boolean
  /** Says that it is encrypted, without being so. */
  readonly encrypted?: boolean
  /** Sum and sizes stand behind the data, with or without a signature before them. */
  readonly descriptor?: 'signed' | 'bare'
  /** A sum that is not that of the data. */
  readonly crc?: number
  /** A method of packing of this number; the data stays as it is. */
  readonly method?: number
}

const u16 = (n: number) => String.fromCharCode(n & 255, (n >> 8) & 255)
const u32 = (n: number) => u16(n & 0xffff) + u16(Math.floor(n / 65_536))
const u64 = (n: number) => u32(n) + u32(0)

/** A zip as latin1 text. `zip64` writes the records that archives of more than 4 GB need. */
export function zipFile(
  files: readonly ZippedFile[],
  options: { readonly comment?: string; readonly zip64?: boolean } = {},
): string {
  let archive = ''
  let directory = ''
  for (const { name, data, stored, encrypted, descriptor, crc, method: otherMethod } of files) {
    const bytes = Buffer.from(data, 'latin1')
    const packed = stored || otherMethod !== undefined ? data : deflateRawSync(bytes).toString('latin1')
    const method = otherMethod ?? (stored ? 0 : 8)
    const flags = (encrypted ? 1 : 0) | (descriptor ? 8 : 0)
    const facts = u32(crc ?? crc32(bytes)) + u32(packed.length) + u32(data.length)
    const head = u16(20) + u16(flags) + u16(method) + u32(0x5a_21_00_00)
    const offset = archive.length
    archive += `PK\x03\x04${head}${descriptor ? u32(0).repeat(3) : facts}${u16(name.length)}${u16(0)}${name}${packed}`
    if (descriptor) archive += (descriptor === 'signed' ? 'PK\x07\x08' : '') + facts
    const sizes = options.zip64 ? u32(crc ?? crc32(bytes)) + u32(0xffffffff).repeat(2) : facts
    const extra = options.zip64 ? u16(1) + u16(24) + u64(data.length) + u64(packed.length) + u64(offset) : ''
    directory +=
      `PK\x01\x02${u16(20)}${head}${sizes}${u16(name.length)}${u16(extra.length)}${u16(0).repeat(3)}${u32(0)}` +
      `${u32(options.zip64 ? 0xffffffff : offset)}${name}${extra}`
  }
  const count = u16(files.length).repeat(2)
  const comment = options.comment ?? ''
  const wideAt = archive.length + directory.length
  const wide = options.zip64
    ? `PK\x06\x06${u64(44)}${u16(45).repeat(2)}${u32(0).repeat(2)}${u64(files.length).repeat(2)}${u64(directory.length)}${u64(archive.length)}` +
      `PK\x06\x07${u32(0)}${u64(wideAt)}${u32(1)}`
    : ''
  const end = `PK\x05\x06${u16(0).repeat(2)}${count}${u32(directory.length)}${u32(archive.length)}${u16(comment.length)}${comment}`
  return archive + directory + wide + end
}
