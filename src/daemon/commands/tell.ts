import { badHeader, type RequestHead, serviceUnavailable } from '../protocol.ts'
import type { Command } from './command.ts'

/** TELL: learn or forget. Refused before the message is read: unless allowed, and as long as there is no store to learn into. */
export function tell(options: { readonly allowTell: boolean }): Command {
  return {
    method: 'TELL',
    readsHeaders: () => true,
    readsMessage: true,
    admit: ({ headers }: RequestHead) => {
      if (!options.allowTell) throw serviceUnavailable('TELL commands are not enabled, set the --allow-tell switch.')
      if (headers.set?.local && headers.remove?.local) {
        throw badHeader('Unable to set local and remove local in the same operation.')
      }
      if (headers.set?.remote && headers.remove?.remote) {
        throw badHeader('Unable to set remote and remove remote in the same operation.')
      }
      // An EX_OK without DidSet would read as "already learned".
      throw serviceUnavailable('learning is not available, this daemon keeps no tokens.')
    },
    run: async () => undefined,
  }
}
