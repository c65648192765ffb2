import { spamHeader } from '../score-text.ts'
import { scanCommand, textResponse } from './command.ts'

/** REPORT_IFSPAM: the report of spam, nothing of ham. */
export const reportIfSpam = scanCommand('REPORT_IFSPAM', 'report', (request, { verdict, text }) =>
  textResponse(request, spamHeader(verdict, ['Yes', 'No']), verdict.isSpam ? text : new Uint8Array(0)),
)
