import type { Argv, CommandModule, InferredOptionTypes, Options } from 'yargs'
import { configurationOptions, preferencesOption } from '../configuration-options.ts'

const options = {
  ...configurationOptions,
  ...preferencesOption,
  list: {
    type: 'string',
    requiresArg: true,
    describe: 'File that names message files, one a line; - for standard input',
  },
  json: { type: 'boolean', default: false, describe: 'One JSON line a message, in order; bytes as latin1' },
  full: { type: 'boolean', default: false, describe: 'With --json: the views that rules see, too' },
} as const satisfies Record<string, Options>

export type CheckArguments = InferredOptionTypes<typeof options> & { readonly files?: readonly string[] | undefined }

/** `assay check`: scores messages and says why. */
export const checkCommand: CommandModule<object, CheckArguments> = {
  command: 'check [files..]',
  describe: 'Score messages (standard input when no file is named) and say why',
  builder: (yargs: Argv) =>
    yargs
      .positional('files', { type: 'string', array: true, describe: 'Message files' })
      .options(options)
      .example('$0 check message.eml', 'score, and each rule with points, meaning and what matched')
      .example('$0 check --json --local --list files.txt', 'one JSON line a message'),
  // The engine is read only when it is needed: other commands start sooner without it.
  handler: async (args) => (await import('./run-check.ts')).runCheck(args),
}
