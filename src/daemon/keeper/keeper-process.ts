import { type KeeperTask, performTask } from './keeper-tasks.ts'

// The keeper's own process: does tasks one by one, for the daemon that started it, and ends with it.

/** A task with the number that its answer carries. */
export interface NumberedTask {
  readonly number: number
  readonly task: KeeperTask
}

// Signals for the daemon reach the whole group of a terminal; the keeper is needed until the daemon is done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) process.on(signal, () => undefined)
process.title = 'spamd keeper'
process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  const { number, task } = message as NumberedTask // `as`: only the daemon writes here
  process.send?.({ number, result: performTask(task) })
})
