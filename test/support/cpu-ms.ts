/** Milliseconds this thread has computed so far: unlike the clock, they tell nothing of how busy the machine is. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
