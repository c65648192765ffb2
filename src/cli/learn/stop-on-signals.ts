// What is being learned is finished; nothing more is begun.
export function stopOnSignals(): { asked(): boolean; end(): void } {
  let stopped = false
  const stop = (): void => {
    stopped = true
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, stop)
  return {
    asked: () => stopped,
    end: () => {
      for (const signal of signals) process.off(signal, stop)
    },
  }
}
