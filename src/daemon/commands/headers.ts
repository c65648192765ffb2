import { messageResponse, scanCommand } from './command.ts'

/** HEADERS: the header block of the rewritten message. */
export const headers = scanCommand('HEADERS', 'headers', messageResponse)
