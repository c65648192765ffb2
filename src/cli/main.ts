import yargs from 'yargs'
import { hideBin } from 'yargs/helpers'
import { checkCommand } from './commands/check.ts'
import { compileCommand } from './commands/compile.ts'
import { daemonCommand } from './commands/daemon.ts'
import { learnCommand } from './commands/learn.ts'
import { lintCommand } from './commands/lint.ts'
import { statusCommand } from './commands/status.ts'

/** A reader that went away (`assay check … | head`) ends the program quietly. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

await yargs(hideBin(process.argv))
  .scriptName('assay')
  .usage(
    "$0 <command>\n\nScores mail with SpamAssassin's rules. Configuration is read from where SpamAssassin keeps it.",
  )
  .command(daemonCommand)
  .command(checkCommand)
  .command(learnCommand)
  .command(lintCommand)
  .command(compileCommand)
  .command(statusCommand)
  .demandCommand(1, 'Name a command; "assay --help" lists them.')
  .strict()
  .help()
  .alias('h', 'help')
  .wrap(Math.min(120, process.stdout.columns ?? 100))
  .parseAsync()
