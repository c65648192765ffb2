// What clients notice of a daemon that reads its configuration anew while they send mail.
import { absentRows, oneOfEach, type Section, withServers } from '../bench-run.ts'
import { type Load, loadFor, SLOW_MS, warmUp } from '../load.ts'
import { publicMessages } from '../message-sets.ts'
import { table } from '../table.ts'

const COLUMNS = [
  { head: 'filter' },
  { head: 'reloads', decimals: 0 },
  { head: 'messages', decimals: 0 },
  { head: 'lost', decimals: 0 },
  { head: 'p50 ms', decimals: 2 },
  { head: 'p99 ms', decimals: 2 },
  { head: 'slowest ms', decimals: 0 },
  { head: `over ${SLOW_MS} ms`, decimals: 0 },
  { head: 'others' },
]
const CLIENTS = 4
const EVERY_MS = 5000

/** The same load without reloads first. SIGHUP comes every 5 seconds, and once at the beginning. */
export const reload: Section = (run) =>
  withServers(oneOfEach(run), async (servers) => {
    const messages = publicMessages(run.messages)
    const rows: (string | number)[][] = []
    for (const server of servers) {
      await warmUp(server, messages, run.leastSeconds, CLIENTS)
      rows.push(row(server.name, 0, await loadFor(server, messages, CLIENTS, run.reloadSeconds)))
      let reloads = 0
      const again = (): void => {
        server.reload()
        reloads++
      }
      const timer = setInterval(again, EVERY_MS)
      again()
      const disturbed = await loadFor(server, messages, CLIENTS, run.reloadSeconds)
      clearInterval(timer)
      rows.push(row(server.name, reloads, disturbed))
    }
    const title = `### Reloads under load: ${CLIENTS} clients for ${run.reloadSeconds} s, without and with SIGHUP every ${EVERY_MS / 1000} s`
    return [title, table(COLUMNS, [...rows, ...absentRows(run)])].join('\n\n')
  })

function row(name: string, reloads: number, one: Load): (string | number)[] {
  const { messages, errors, p50, p99, most, slow, others } = one
  return [name, reloads, messages, errors, p50, p99, most, slow, `${(others * 100).toFixed(0)} %`]
}
