import type { Message } from '../message/message.ts'

/** The text with the line ends that the message has. */
export function withLineEndings(text: string, lineEnding: Message['lineEnding']): string {
  return lineEnding === '\n' ? text : text.replace(/\r?\n/g, lineEnding)
}
