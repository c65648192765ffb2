import { statSync } from 'node:fs'
import { setPriority } from 'node:os'
import { type LearnArguments, readLearnOptions, UsageError } from './learn-options.ts'

/** Linux gives such a program a twenty-eighth of what others get that want the processor, too; all of it, when none do. */
const NICENESS = 15
// More than a person or a mail program hands over at once.
const MANY_MESSAGES = 50
const MANY_BYTES = 1024 * 1024

/**
 * Lets everything else go first, where there is little to learn: such a program mostly starts and ends, mail programs and
 * Dovecot start many of them at once, and nobody waits for them as mail waits for its filter. Who learns whole folders does
 * wait: that goes on as usual.
 */
export function giveWayWithLittle(argv: readonly string[]): void {
  try {
    const request = readLearnOptions(argv)
    if (request.type === 'run' && isLittle(request.args)) setPriority(NICENESS)
  } catch (error) {
    // Whoever runs the program says what is wrong with its options; a priority that may not be changed stays.
    if (!(error instanceof UsageError) && !isSystemError(error)) throw error
  }
}

/** Whether a program with these options learns a few messages and does nothing else. */
export function isLittle({
  targets,
  folders,
  dump,
  restore,
  import: imports,
  clear,
  backup,
  sync,
}: LearnArguments): boolean {
  if (folders !== undefined || dump !== undefined || restore !== undefined) return false
  if (imports || clear || backup || sync || targets.length > MANY_MESSAGES) return false
  let bytes = 0
  for (const { location } of targets) {
    if (location === '-') continue
    const facts = statSync(location, { throwIfNoEntry: false })
    // A pattern, or something that is told to be missing later on.
    if (!facts) continue
    if (!facts.isFile()) return false
    bytes += facts.size
  }
  return bytes <= MANY_BYTES
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error
}
