import type { Method } from '../protocol.ts'
import { check } from './check.ts'
import type { Command } from './command.ts'
import { headers } from './headers.ts'
import { ping } from './ping.ts'
import { processMessage } from './process.ts'
import { report } from './report.ts'
import { reportIfSpam } from './report-ifspam.ts'
import { skip } from './skip.ts'
import { symbols } from './symbols.ts'
import { tell } from './tell.ts'

/** All commands by method; every method has one. */
export function commandTable(options: { readonly allowTell: boolean }): Readonly<Record<Method, Command>> {
  return {
    CHECK: check,
    SYMBOLS: symbols,
    REPORT: report,
    REPORT_IFSPAM: reportIfSpam,
    PROCESS: processMessage,
    HEADERS: headers,
    PING: ping,
    SKIP: skip,
    TELL: tell(options),
  }
}
