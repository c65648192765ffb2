import { spamHeader } from '../score-text.ts'
import { scanCommand, textResponse } from './command.ts'

/** REPORT: the report, spam or not. */
export const report = scanCommand('REPORT', 'report', (request, { verdict, text }) =>
  textResponse(request, spamHeader(verdict), text),
)
