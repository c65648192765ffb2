import { wrap } from './wrap.ts'

const WANTED_CHARS = 200
const MAX_PARAGRAPHS = 3
const LABEL = 'Content preview:  '
const LABEL_AND_SPACE = /^Content preview:[ \t\n\r\f\v]+/

/** The first lines of the body, on one line and then wrapped, as `_PREVIEW_` shows them (get_content_preview). */
export function contentPreview(body: readonly string[]): string {
  let text = ''
  // The first entry is the subject.
  for (let at = 1; at <= MAX_PARAGRAPHS && at < body.length && text.length < WANTED_CHARS; at++) text += body[at] ?? ''
  const shown = text
    .split('\n')
    .map((line) => (line.length > WANTED_CHARS ? `${line.slice(0, WANTED_CHARS)} [...]` : line))
    .join('\n')
  const tidy = `${shown.endsWith('\n') ? shown.slice(0, -1) : shown}\n`
    .replace(/-----Original Message-----[^\n]*/g, '')
    .replaceAll('This is a multi-part message in MIME format.', '')
    .replace(/[-_*.]{10,}/g, '')
    .replace(/[ \t\n\r\f\v]+/g, ' ')
  // The label is counted in while wrapping, because templates print it before the preview.
  const wrapped = wrap(tidy, { prefix: '  ', first: LABEL, width: 75, overflow: true })
  return wrapped.replace(LABEL_AND_SPACE, '')
}
