import { formatFixed } from '../../base/perl-number.ts'
import type { Command } from './command.ts'

/** SKIP: the client found the message too large and asks for nothing. */
export const skip: Command = {
  method: 'SKIP',
  readsHeaders: (version) => version >= 1.5,
  readsMessage: false,
  run: async (_request, context) => {
    context.info(`skipped large message in ${formatFixed(context.seconds(), 1)} seconds`)
    return undefined
  },
}
