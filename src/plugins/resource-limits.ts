import { setting } from '../conf/setting.ts'
import { number } from '../conf/setting-types.ts'
import type { Plugin } from '../rules/plugin.ts'

const settings = {
  resource_limit_cpu: setting(number, {
    default: 0,
    scope: 'site',
    doc: 'Seconds that a scan may take, where that is less than time_limit; 0 for no limit. SpamAssassin ends the process that takes longer, here the scan ends with the score so far.',
  }),
  resource_limit_mem: setting(number, {
    default: 0,
    scope: 'site',
    doc: 'Bytes of memory a process may take; 0 for no limit. All threads are one process here: it is read, and the limit is the service manager’s (`MemoryMax=`).',
  }),
} as const

/** Limits of what a scan may take. */
export const resourceLimits = {
  name: 'Mail::SpamAssassin::Plugin::ResourceLimits',
  settings,
  evals: {},
  finishConf: (conf, warn) => {
    if (conf.of(settings).resource_limit_mem === 0) return
    warn('resourcelimits: resource_limit_mem has no effect: limit the memory of the service (MemoryMax= of systemd)')
  },
} as const satisfies Plugin
