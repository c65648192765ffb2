import { writeSync } from 'node:fs'

const STANDARD_OUTPUT = 1

/** Prints, and is done when all of it is out: as `print` of Perl, with nothing left to be lost at exit. */
export function write(text: string | Uint8Array): void {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(STANDARD_OUTPUT, bytes, from)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      // A reader that went away has all it wants.
      if (code === 'EPIPE') process.exit(0)
      if (code !== 'EAGAIN') throw error
    }
  }
}
