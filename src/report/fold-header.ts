import { isAsciiSpace } from '../base/ascii.ts'
import { wrap } from './wrap.ts'

const WHITE_SPACE_RUN = /[ \t\n\r\f\v]+/g
/** Behind every blank and comma, without taking them away. */
const AFTER_BLANK_OR_COMMA = /((?<=[ \t\n\r\f\v,]))/
const FOLD_WIDTH = 79
/** Stands for the colon and blank behind the name while folding, so that no line breaks there. */
const NAME_END = '!!'

/** The body of an added `X-Spam-` header: folded with tabs, or on one line (PerMsgStatus::_process_header). */
export function foldHeader(name: string, text: string, fold: boolean): string {
  const body = withoutFinalNewlines(text)
  if (!fold) return body.replaceAll('\n', ' ')
  if (body.includes('\n')) return body.replace(WHITE_SPACE_RUN, (run) => (run.includes('\n') ? '\n\t' : run))
  const start = `X-Spam-${name}${NAME_END}`
  const wrapped = wrap(start + body, { prefix: '\t', first: '', width: FOLD_WIDTH, breakAt: AFTER_BLANK_OR_COMMA })
  return withoutBlankLines(wrapped).slice(start.length)
}

function withoutFinalNewlines(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 10) end -= text.charCodeAt(end - 2) === 13 ? 2 : 1
  return text.slice(0, end)
}

function withoutBlankLines(text: string): string {
  if (!text.includes('\n')) return text
  const lines = text.split('\n')
  const last = lines.pop() ?? ''
  return [...lines.filter((line) => !isBlank(line)), last].join('\n')
}

function isBlank(line: string): boolean {
  for (let at = 0; at < line.length; at++) if (!isAsciiSpace(line.charCodeAt(at))) return false
  return true
}
