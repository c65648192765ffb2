import type { Plugin } from '../rules/plugin.ts'
import { bodyEval } from './body-eval.ts'
import { waitingPlugins } from './waiting/waiting-plugins.ts'

/** Plugins that work. A test fails on a file of this folder that is not listed. */
const working: readonly Plugin[] = [bodyEval]

/** Every plugin there is, whether or not a configuration loads it; what works comes before what waits under the same name. */
export const allPlugins: readonly Plugin[] = [
  ...working,
  ...waitingPlugins.filter((waiting) => !working.some((plugin) => plugin.name === waiting.name)),
]
