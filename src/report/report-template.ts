import type { ReportInput } from './report-input.ts'
import { reportSettings } from './settings.ts'
import { tagReplacer } from './tags.ts'

/** The report on a message, ended by one blank line, with plain newlines (get_report). */
export function renderReport(input: ReportInput, replaceTags = tagReplacer(input)): string {
  const template = input.conf.of(reportSettings).report || '(no report template found)'
  const text = replaceTags(template)
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 10) end--
  return `${text.slice(0, end)}\n\n`
}
