import {
  badHeader,
  EXIT,
  type RequestHead,
  type SpamdRequest,
  type SpamdResponse,
  serviceUnavailable,
} from '../protocol.ts'
import type { Command, CommandContext } from './command.ts'

/** TELL: learn or forget, report or revoke. Refused before the message is read, unless allowed. */
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
    },
    run: tellMessage,
  }
}

async function tellMessage(request: SpamdRequest, context: CommandContext): Promise<SpamdResponse> {
  const { set, remove, messageClass } = request.headers
  const learnAs = set?.local ? (messageClass === 'spam' ? 'spam' : 'ham') : undefined
  const done = await context.learn({ learnAs, forget: remove?.local ?? false })
  // An EX_OK without DidSet would read as "already learned".
  if (!done) throw serviceUnavailable('learning is not available, this daemon keeps no tokens.')
  // No network that takes reports is known.
  if (set?.remote) context.warn("reporter: no reporting methods available, so couldn't report")
  if (remove?.remote) context.warn("reporter: no revoke methods available, so couldn't revoke")
  const headers = [...(done.learned ? ['DidSet: local'] : []), ...(done.forgotten ? ['DidRemove: local'] : [])]
  const action =
    `${done.learned ? ' Setting local ' : ''}${done.forgotten ? ' Removing local ' : ''}` || ' Did nothing '
  const seconds = context.seconds().toFixed(1)
  const { name, uid } = done.user
  context.info(`Tell:${action}for ${name || '(unknown)'}:${uid} in ${seconds} seconds, ${request.size} bytes`)
  // spamd ends its answer with an empty line of its own.
  const body = Buffer.from('\r\n')
  return { version: '1.1', code: EXIT.ok, text: 'EX_OK', headers, separator: true, body }
}
