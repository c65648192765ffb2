import type { Argv, CommandModule } from 'yargs'

/** `assay learn`: sa-learn under the name of this program, with the same options. */
export const learnCommand: CommandModule<object, object> = {
  command: 'learn',
  describe: 'Learn or forget mail, look after the tokens: the options of sa-learn ("assay learn --help")',
  // Which option stands before which file matters: sa-learn reads the words itself.
  builder: (yargs: Argv) => yargs.help(false).version(false).strict(false),
  handler: async () => {
    const { runSaLearn } = await import('../learn/run-sa-learn.ts')
    process.exitCode = await runSaLearn(process.argv.slice(process.argv.indexOf('learn') + 1))
  },
}
