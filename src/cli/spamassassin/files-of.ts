import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { type MailFile, type MailTarget, mailFilesOf, type Warn } from '../mail-files/find-files.ts'

/** The files that the command line names, `-` (the standard input) among them once. */
export function filesOf(targets: readonly string[], format: string, warn: Warn): MailFile[] {
  let inputTaken = false
  return targets.flatMap((text) => {
    const target = targetOf(text, format)
    if (target.location !== '-') return mailFilesOf(target, homedir(), warn)
    if (inputTaken) {
      warn('skipping extra stdin target (-)')
      return []
    }
    inputTaken = true
    const isMailbox = target.format === 'mbox' || target.format === 'mbx'
    return [{ format: isMailbox ? target.format : 'file', path: 'standard input', contents: readFileSync(0) } as const]
  })
}

/** `class:format:path`, as targets of mass-check name a format, or a bare path. */
function targetOf(text: string, format: string): MailTarget {
  const [, named, location] = /^[^:]*:(detect|file|dir|mbox|mbx):(.*)$/s.exec(text) ?? []
  return named === undefined || location === undefined ? { format, location: text } : { format: named, location }
}
