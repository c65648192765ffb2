import { fork } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type KeeperResult, type KeeperTask, type PreferencesFile, performTask } from './keeper-tasks.ts'

/** Does what the daemon itself may have no rights for any more. */
export interface Keeper {
  perform(task: KeeperTask): Promise<KeeperResult>
  close(): void
}

/** For a daemon that gives up nothing: it does all of it itself. */
export const ownRights: Keeper = { perform: async (task) => performTask(task), close: () => undefined }

const EXTENSION = path.extname(import.meta.filename)
const GONE: KeeperResult = { type: 'failed', message: 'the process that holds the rights for it is gone' }

/** Starts a process that keeps the rights this one has now. */
export function startKeeper(): Keeper {
  const child = fork(fileURLToPath(new URL(`./keeper-process${EXTENSION}`, import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=32'],
    cwd: '/',
  })
  const waiting = new Map<number, (result: KeeperResult) => void>()
  let number = 0
  child.on('message', (message) => {
    const { number: answered, result } = message as { number: number; result: KeeperResult } // `as`: keeper-process.ts sends just this
    waiting.get(answered)?.(result)
    waiting.delete(answered)
    // The daemon ends when it is done, not when its keeper is; but an answer is waited for.
    if (waiting.size === 0) child.channel?.unref()
  })
  const gone = (): void => {
    for (const resolve of waiting.values()) resolve(GONE)
    waiting.clear()
  }
  child.on('exit', gone).on('error', gone)
  child.unref()
  child.channel?.unref()
  return {
    perform: (task) =>
      new Promise((resolve) => {
        if (!child.connected) return resolve(GONE)
        const mine = ++number
        waiting.set(mine, resolve)
        child.channel?.ref()
        child.send({ number: mine, task }, (error) => {
          if (!error) return
          waiting.delete(mine)
          resolve(GONE)
        })
      }),
    close: () => {
      if (child.connected) child.disconnect()
    },
  }
}

/** A preferences file, read with the rights of its owner; none where that fails. */
export async function readPreferences(
  keeper: Keeper,
  task: Omit<Extract<KeeperTask, { type: 'read-preferences' }>, 'type'>,
): Promise<PreferencesFile> {
  const result = await keeper.perform({ type: 'read-preferences', ...task })
  if (result.type !== 'preferences') return { text: undefined, made: undefined }
  return { text: result.text, made: result.made }
}
