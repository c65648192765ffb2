import { spawnSync } from 'node:child_process'

/** Keeps this program, all its threads, to these cores. */
export function pinGenerator(cores: readonly number[]): void {
  const { status, stderr } = spawnSync('taskset', ['-a', '-p', '-c', cores.join(','), `${process.pid}`])
  if (status !== 0) throw new Error(`taskset: ${stderr}`)
}
