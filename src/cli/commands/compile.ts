import type { Argv, CommandModule, InferredOptionTypes, Options } from 'yargs'
import { configurationOptions } from '../configuration-options.ts'

const options = { ...configurationOptions } as const satisfies Record<string, Options>

export type CompileArguments = InferredOptionTypes<typeof options>

/** `assay compile`: what sa-compile is to SpamAssassin. */
export const compileCommand: CommandModule<object, CompileArguments> = {
  command: 'compile',
  describe: 'Work out once what each start has to know of the rules, so that starts are quicker; best after sa-update',
  builder: (yargs: Argv) => yargs.options(options),
  handler: async (args) => (await import('./run-compile.ts')).runCompile(args),
}
