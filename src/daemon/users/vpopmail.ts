import { execFile } from 'node:child_process'

/** Asks vpopmail's own programs; gives their output, undefined where they fail. */
type Ask = (program: string, ...args: string[]) => Promise<string | undefined>

const SAFE_USER = /^[-:,.=+A-Za-z0-9_@~]+$/
// An alias may lead to aliases; a ring of them must end.
const MAX_ALIASES = 100
const PATIENCE_MS = 5000

/** The directory of a vpopmail user, through aliases where it is one (vuserinfo, valias). */
export async function vpopmailDirectory(user: string, vpopmailHome: string): Promise<string | undefined> {
  if (!SAFE_USER.test(user)) return undefined
  return directoryOf(user, (program, ...args) => run(`${vpopmailHome}/bin/${program}`, args))
}

/** The same, whoever answers. */
export async function directoryOf(user: string, ask: Ask): Promise<string | undefined> {
  const own = await ask('vuserinfo', '-d', user)
  if (own !== undefined) return own.trimEnd()
  const pending = lines(await ask('valias', user))
  for (let looked = 0; pending.length > 0 && looked < MAX_ALIASES; looked++) {
    const target = /-> &?(.+)$/.exec(pending.shift() ?? '')?.[1]
    if (target === undefined) continue
    const mailbox = /^(\/.+)\/Maildir\/$/.exec(target)?.[1]
    if (mailbox !== undefined) return mailbox
    if (!/^[^@ \t#|]+@[^@ \t]+\s*$/.test(target) || !SAFE_USER.test(target.trimEnd())) continue
    const forward = target.trimEnd()
    const directory = (await ask('vuserinfo', '-d', forward))?.trimEnd()
    if (directory) return directory
    pending.unshift(...lines(await ask('valias', forward)))
  }
  return undefined
}

function lines(text = ''): string[] {
  return text.split('\n').filter((line) => line !== '')
}

function run(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: PATIENCE_MS, encoding: 'latin1' }, (error, stdout) =>
      resolve(error ? undefined : stdout),
    )
  })
}
