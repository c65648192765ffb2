import { readdirSync, readFileSync } from 'node:fs'

/** A process and all its descendants. */
export function familyOf(pid: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      children.set(parent, [...(children.get(parent) ?? []), Number(name)])
    } catch {
      // it has ended
    }
  }
  const collect = (one: number): number[] => [one, ...(children.get(one) ?? []).flatMap(collect)]
  return collect(pid)
}

/** Megabytes (of 1,048,576 bytes). */
export interface Memory {
  /** Of each process, what is in memory, added up. */
  readonly resident: number
  /** The same, but pages that several processes share are divided among them. */
  readonly proportional: number
}

/** What a process and its descendants hold. */
export function familyMemory(pid: number): Memory {
  let resident = 0
  let proportional = 0
  for (const member of familyOf(pid)) {
    try {
      const rollup = readFileSync(`/proc/${member}/smaps_rollup`, 'latin1')
      resident += Number(/^Rss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024
      proportional += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024
    } catch {
      // it has ended
    }
  }
  return { resident, proportional }
}
