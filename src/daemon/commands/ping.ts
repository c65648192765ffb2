import { EXIT } from '../protocol.ts'
import type { Command } from './command.ts'

/** PING: is anyone there? From 1.5 on headers follow. */
export const ping: Command = {
  method: 'PING',
  readsHeaders: (version) => version >= 1.5,
  readsMessage: false,
  run: async () => ({
    version: '1.5',
    code: EXIT.ok,
    text: 'PONG',
    headers: [],
    separator: false,
    body: new Uint8Array(0),
  }),
}
