import { messageResponse, scanCommand } from './command.ts'

/** PROCESS: the message, rewritten. */
export const processMessage = scanCommand('PROCESS', 'message', messageResponse)
