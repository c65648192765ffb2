import * as CFB from 'cfb'
import { bytesFromLatin1, latin1FromBytes } from '../../base/latin1.ts'

// The source of macros, for people who ask why a rule hit. Rules go by marks in the bytes of a file, as SpamAssassin's do.

/** Modules of a project, and bytes of source of each, that are looked at: real macros are far smaller. */
const MAX_MODULES = 50
const MAX_SOURCE = 1 << 20
/** How the packed source of a module begins, three bytes in (MS-OVBA 2.3.4.3). */
const SOURCE_START = '\0Attribut'
const CONTAINER_HEAD = 3
const RAW_CHUNK = 4096
const PROCEDURE = /^[ \t]*(?:(?:Public|Private|Static)[ \t]+)*(?:Sub|Function)[ \t]+\w+/gim

/** The procedures of the macros in a compound file, by module: `Module1: Sub AutoOpen`; empty when it cannot be read. */
export function macroProcedures(file: string): string[] {
  let container: CFB.CFB$Container
  try {
    container = CFB.read(bytesFromLatin1(file), { type: 'buffer' })
  } catch {
    return [] // the library throws at files that are broken
  }
  const found: string[] = []
  for (const entry of container.FileIndex.slice(0, MAX_MODULES)) {
    const stream = latin1FromBytes(Uint8Array.from(entry.content ?? []))
    const start = stream.indexOf(SOURCE_START) - CONTAINER_HEAD
    if (start < 0) continue
    for (const [procedure] of unpackVba(stream.slice(start)).matchAll(PROCEDURE)) {
      found.push(`${entry.name}: ${procedure.trim()}`)
    }
  }
  return found
}

/**
 * What a packed stream of a VBA project holds (MS-OVBA 2.4.1.3), as far as it goes.
 *   container = 0x01 1*chunk;  chunk = size and kind in two bytes, then 4,096 raw bytes or 1*(flags 1*8(literal / copy))
 */
export function unpackVba(packed: string): string {
  if (packed.charCodeAt(0) !== 1) return ''
  const out: number[] = []
  const word = (at: number) => packed.charCodeAt(at) | (packed.charCodeAt(at + 1) << 8)
  for (let at = 1; at + 2 < packed.length && out.length < MAX_SOURCE; ) {
    const header = word(at)
    const end = Math.min(at + (header & 0xfff) + 3, packed.length)
    const chunkStart = out.length
    at += 2
    if (header >> 15 === 0) {
      for (const stop = Math.min(at + RAW_CHUNK, packed.length); at < stop; at++) out.push(packed.charCodeAt(at))
      continue
    }
    while (at < end) {
      const flags = packed.charCodeAt(at++)
      for (let bit = 0; bit < 8 && at < end; bit++) {
        if (((flags >> bit) & 1) === 0) {
          out.push(packed.charCodeAt(at++))
          continue
        }
        if (at + 1 >= end) return textOf(out)
        const token = word(at)
        at += 2
        // The longer the chunk is so far, the more bits say how far back to copy from.
        const offsetBits = Math.max(Math.ceil(Math.log2(out.length - chunkStart)), 4)
        const from = out.length - (token >> (16 - offsetBits)) - 1
        const length = (token & (0xffff >> offsetBits)) + 3
        if (from < chunkStart) return textOf(out)
        for (let i = 0; i < length; i++) out.push(out[from + i] ?? 0)
      }
    }
    at = end
  }
  return textOf(out)
}

function textOf(codes: readonly number[]): string {
  return latin1FromBytes(Uint8Array.from(codes))
}
