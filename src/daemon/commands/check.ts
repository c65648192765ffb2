import { EXIT } from '../protocol.ts'
import { spamHeader } from '../score-text.ts'
import { scanCommand } from './command.ts'

/** CHECK: spam or not, and the score. */
export const check = scanCommand('CHECK', 'verdict', (_request, { verdict }) => ({
  version: '1.1',
  code: EXIT.ok,
  text: 'EX_OK',
  headers: [spamHeader(verdict)],
  separator: true,
  body: new Uint8Array(0),
}))
