// The filters that are compared, and how each is started with its stock rules and local tests only.
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Protocol } from './protocols.ts'
import { rspamdCommand, rspamdIsCompiled, writeRspamdSite } from './rspamd-site.ts'
import { scratchFolder } from './scratch.ts'

const ROOT = path.resolve(import.meta.dirname, '..', '..')

export type FilterName = 'spamd' | 'rspamd' | 'assayd'

export interface Filter {
  readonly protocol: Protocol
  /** What has to be installed for it. */
  readonly program: string
  /** The command that starts it in the foreground. */
  command(port: number, workers: number, more: readonly string[]): readonly string[]
  /** Set where its first start makes what later starts read: whether that is done. */
  readonly ready?: () => boolean
}

const rspamdFolder = scratchFolder('rspamd')
let rspamdReady = false

export const FILTERS: Readonly<Record<FilterName, Filter>> = {
  // One child a worker, as many from the start as there may be: no time goes to starting them under load.
  spamd: {
    protocol: 'spamd',
    program: '/usr/sbin/spamd',
    command: (port, workers, more) =>
      `spamd -L -x -m ${workers} --min-children ${workers} -A 127.0.0.1 -i 127.0.0.1 -p ${port} -s null`
        .split(' ')
        .concat(more),
  },
  rspamd: {
    protocol: 'rspamd',
    program: '/usr/bin/rspamd',
    command: (port, workers, more) => {
      writeRspamdSite(rspamdFolder, port, workers, !rspamdReady)
      return [...rspamdCommand(rspamdFolder), ...more]
    },
    ready: () => (rspamdReady ||= rspamdIsCompiled(rspamdFolder)),
  },
  assayd: {
    protocol: 'spamd',
    program: path.join(ROOT, 'bin', 'assayd'),
    command: (port, workers, more) => [
      path.join(ROOT, 'bin', 'assayd'),
      '-L',
      '-m',
      `${workers}`,
      '-i',
      `127.0.0.1:${port}`,
      ...more,
    ],
  },
}

/** Names of the filters, in the order of the tables. */
export const FILTER_NAMES = Object.keys(FILTERS) as FilterName[] // `as`: keys loses the names

export function isInstalled(name: FilterName): boolean {
  return existsSync(FILTERS[name].program)
}
