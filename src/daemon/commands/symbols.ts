import { testNames } from '../result-log.ts'
import { spamHeader } from '../score-text.ts'
import { scanCommand, textResponse } from './command.ts'

/** SYMBOLS: the names of the rules that hit; before 1.3 with a line end. */
export const symbols = scanCommand('SYMBOLS', 'verdict', (request, { verdict }) => {
  const names = testNames(verdict) + (request.version < 1.3 ? '\r\n' : '')
  return textResponse(request, spamHeader(verdict), Buffer.from(names, 'latin1'))
})
