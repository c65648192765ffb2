import { Inflate } from 'fflate'
import { bytesFromLatin1, latin1FromBytes } from '../../base/latin1.ts'

// A zip as Archive::Zip reads it, which SpamAssassin uses (APPNOTE.TXT 4.3): the directory at the end counts, and one bad
// entry in it makes the whole no zip. What is inflated is bounded, which it is not there.

const END_SIGNATURE = 'PK\x05\x06'
const END_LENGTH = 22
/** A comment may stand behind the end of the directory; the end is looked for in so many last bytes. */
const END_WINDOW = 32_768
const ENTRY_SIGNATURE = 0x02014b50
const ENTRY_LENGTH = 46
const LOCAL_SIGNATURE = 0x04034b50
const LOCAL_LENGTH = 30
const DESCRIPTOR_SIGNATURE = 0x08074b50
const FLAG_ENCRYPTED = 1
const FLAG_DESCRIPTOR = 8
const STORED = 0
const DEFLATED = 8
const LOCATOR_SIGNATURE = 0x07064b50
const LOCATOR_LENGTH = 20
const WIDE_END_SIGNATURE = 0x06064b50
const WIDE_END_LENGTH = 56
/** Stands where the true number is among the extra fields of zip64. */
const WIDE = 0xffffffff
const WIDE_FIELD = 1
/** Inflated in pieces, so that a bomb is seen before it goes off: a piece becomes at most a thousand times as much. */
const INFLATE_STEP = 4096

/** How many bytes may still come out of archives; shared by all archives of a message. */
export interface InflateBudget {
  bytesLeft: number
}

/** One file in an archive. */
export interface ZipMember {
  readonly name: string
  readonly encrypted: boolean
  /** The file as latin1 text; undefined where it cannot be read; cut where the budget ends. */
  contents(): string | undefined
}

interface Entry {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly compressed: number
  readonly size: number
  readonly localOffset: number
}

/** Where the directory stands. */
interface Directory {
  readonly start: number
  /** The next signature behind the last entry stands here. */
  readonly end: number
  /** Bytes before the archive that its offsets do not know of. */
  readonly before: number
  /** Sizes and offsets may be eight bytes long. */
  readonly zip64: boolean
}

/** The members of a zip in the order of its directory; undefined when it is none. */
export function readZip(data: string, budget: InflateBudget): readonly ZipMember[] | undefined {
  const end = data.lastIndexOf(END_SIGNATURE)
  if (end < 0 || end < data.length - END_WINDOW || end + END_LENGTH > data.length) return undefined
  const bytes = bytesFromLatin1(data)
  if (end + END_LENGTH + bytes.readUInt16LE(end + 20) > data.length) return undefined
  const directory = wideDirectory(bytes, end) ?? plainDirectory(bytes, end)
  if (!directory) return undefined

  const members: ZipMember[] = []
  for (let at = directory.start; at !== directory.end; ) {
    const entry = readEntry(bytes, at, directory.zip64)
    if (!entry) return undefined
    members.push({
      name: entry.name,
      encrypted: (entry.flags & FLAG_ENCRYPTED) !== 0,
      contents: () => contentsOf(bytes, entry, directory, budget),
    })
    at = entry.end
  }
  return members
}

function plainDirectory(bytes: Buffer, end: number): Directory | undefined {
  const size = bytes.readUInt32LE(end + 12)
  const offset = bytes.readUInt32LE(end + 16)
  // The marks of zip64, which does not stand here.
  if ([4, 6, 8, 10].some((at) => bytes.readUInt16LE(end + at) === 0xffff) || Math.max(size, offset) === WIDE)
    return undefined
  return { start: Math.max(0, end - size), end, before: end - size - offset, zip64: false }
}

/** The directory of a zip64, whose own end stands before the usual one (4.3.14, 4.3.15). */
function wideDirectory(bytes: Buffer, end: number): Directory | undefined {
  const locator = end - LOCATOR_LENGTH
  if (locator < 0 || bytes.readUInt32LE(locator) !== LOCATOR_SIGNATURE) return undefined
  const record = Number(bytes.readBigUInt64LE(locator + 8))
  if (record > locator - WIDE_END_LENGTH || bytes.readUInt32LE(record) !== WIDE_END_SIGNATURE) return undefined
  if (record + 12 + Number(bytes.readBigUInt64LE(record + 4)) !== locator) return undefined
  const size = Number(bytes.readBigUInt64LE(record + 40))
  const offset = Number(bytes.readBigUInt64LE(record + 48))
  return { start: Math.max(0, record - size), end: record, before: record - size - offset, zip64: true }
}

/** An entry of the directory; undefined when it is none, or cut. */
function readEntry(bytes: Buffer, at: number, zip64: boolean): (Entry & { readonly end: number }) | undefined {
  if (at + ENTRY_LENGTH > bytes.length || bytes.readUInt32LE(at) !== ENTRY_SIGNATURE) return undefined
  const nameEnd = at + ENTRY_LENGTH + bytes.readUInt16LE(at + 28)
  const extraEnd = nameEnd + bytes.readUInt16LE(at + 30)
  const end = extraEnd + bytes.readUInt16LE(at + 32)
  if (end > bytes.length) return undefined
  const method = bytes.readUInt16LE(at + 10)
  const plain = [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)]
  const [size = 0, compressed = 0, localOffset = 0] = zip64 ? widened(plain, bytes.subarray(nameEnd, extraEnd)) : plain
  return {
    name: latin1FromBytes(bytes.subarray(at + ENTRY_LENGTH, nameEnd)),
    flags: bytes.readUInt16LE(at + 8),
    method,
    crc: bytes.readUInt32LE(at + 16),
    compressed,
    size: method === STORED ? compressed : size,
    localOffset,
    end,
  }
}

/** The same numbers with the true ones for those that the extra field of zip64 holds, in order (4.5.3). */
function widened(plain: readonly number[], extra: Buffer): number[] {
  let at = fieldAt(extra, WIDE_FIELD) ?? extra.length
  return plain.map((value) => {
    if (value !== WIDE || at + 8 > extra.length) return value
    at += 8
    return Number(extra.readBigUInt64LE(at - 8))
  })
}

/** Where the value of an extra field begins (4.5.1). */
function fieldAt(extra: Buffer, id: number): number | undefined {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === id) return at + 4
  }
  return undefined
}

function contentsOf(bytes: Buffer, entry: Entry, directory: Directory, budget: InflateBudget): string | undefined {
  if ((entry.flags & FLAG_ENCRYPTED) !== 0 || budget.bytesLeft <= 0) return undefined
  const start = dataStart(bytes, entry, directory)
  if (start === undefined || start > bytes.length) return undefined
  const packed = bytes.subarray(start, start + entry.compressed)
  if (entry.method === STORED) {
    if (packed.length < entry.compressed) return undefined
    budget.bytesLeft -= packed.length
    return latin1FromBytes(packed)
  }
  return entry.method === DEFLATED && packed.length > 0 ? inflate(packed, budget) : undefined
}

/** Where the data of an entry begins, behind its local header; undefined when the two do not agree. */
function dataStart(bytes: Buffer, entry: Entry, { before, zip64 }: Directory): number | undefined {
  const isLocal = (at: number) => at >= 0 && at + 4 <= bytes.length && bytes.readUInt32LE(at) === LOCAL_SIGNATURE
  const at = isLocal(entry.localOffset) ? entry.localOffset : entry.localOffset + before
  if (!isLocal(at) || at + LOCAL_LENGTH > bytes.length) return undefined
  const extra = at + LOCAL_LENGTH + bytes.readUInt16LE(at + 26)
  const start = extra + bytes.readUInt16LE(at + 28)
  if ((bytes.readUInt16LE(at + 6) & FLAG_DESCRIPTOR) === 0) return start

  // Sum and sizes stand behind the data, where the signature is optional.
  const descriptor = start + entry.compressed
  const wide = zip64 && fieldAt(bytes.subarray(extra, start), WIDE_FIELD) !== undefined
  const length = wide ? 20 : 12
  if (descriptor + length > bytes.length) return undefined
  const signed = bytes.readUInt32LE(descriptor) === DESCRIPTOR_SIGNATURE && entry.crc !== DESCRIPTOR_SIGNATURE
  const fields = signed ? descriptor + 4 : descriptor
  if (fields + length > bytes.length) return undefined
  const size = wide ? Number(bytes.readBigUInt64LE(fields + 12)) : bytes.readUInt32LE(fields + 8)
  const agrees = bytes.readUInt32LE(fields) === entry.crc && size === entry.size
  return agrees ? start : undefined
}

/** What deflated data holds, as far as it goes; undefined where it is broken. */
function inflate(packed: Uint8Array, budget: InflateBudget): string | undefined {
  const pieces: Uint8Array[] = []
  const inflater = new Inflate((piece) => {
    budget.bytesLeft -= piece.length
    pieces.push(piece)
  })
  try {
    for (let at = 0; at < packed.length && budget.bytesLeft > 0; at += INFLATE_STEP) {
      inflater.push(packed.subarray(at, at + INFLATE_STEP), false)
    }
  } catch {
    return undefined // fflate throws at what is no deflated data
  }
  return latin1FromBytes(Buffer.concat(pieces))
}
