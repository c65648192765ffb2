import type { Argv, CommandModule, InferredOptionTypes, Options } from 'yargs'
import { configurationOptions, preferencesOption } from '../configuration-options.ts'

const options = {
  ...configurationOptions,
  ...preferencesOption,
  pending: { type: 'boolean', default: false, describe: 'List the settings that are read but have no effect yet' },
  cost: {
    type: 'boolean',
    default: false,
    describe: 'Tell what expressions can cost: the slowest, on texts made for them (takes about a minute)',
  },
} as const satisfies Record<string, Options>

export type LintArguments = InferredOptionTypes<typeof options>

/** `assay lint`: what is wrong with the configuration. Exit status 1 when SpamAssassin's --lint would fail. */
export const lintCommand: CommandModule<object, LintArguments> = {
  command: 'lint',
  describe: 'Check the configuration; exit status 1 when something is wrong',
  builder: (yargs: Argv) => yargs.options(options),
  handler: async (args) => (await import('./run-lint.ts')).runLint(args),
}
