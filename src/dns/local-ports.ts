import type { PortChange } from './settings.ts'

const LAST_PORT = 65_535
/** Below this no port is used unless it is permitted by name. */
const FIRST_COMMON_PORT = 1024

/** Ports from which queries may be sent; undefined when the choice is the system's. */
export function permittedPorts(changes: readonly PortChange[]): readonly number[] | undefined {
  if (changes.length === 0) return undefined
  const permitted = new Uint8Array(LAST_PORT + 1).fill(1, FIRST_COMMON_PORT)
  for (const { use, from, to } of changes) permitted.fill(use ? 1 : 0, from, to + 1)
  const ports: number[] = []
  for (let port = 1; port <= LAST_PORT; port++) if (permitted[port] === 1) ports.push(port)
  return ports.length > 0 ? ports : undefined
}
