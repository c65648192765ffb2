import { readFileSync } from 'node:fs'

/** The TCP port of a service as /etc/services names it; undefined where it is unknown. */
export function servicePort(name: string): number | undefined {
  let text: string
  try {
    text = readFileSync('/etc/services', 'latin1')
  } catch {
    return undefined
  }
  for (const line of text.split('\n')) {
    const [first, port, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (port?.endsWith('/tcp') && (first === name || aliases.includes(name)))
      return Number(port.slice(0, -'/tcp'.length))
  }
  return undefined
}
