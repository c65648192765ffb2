import { foldHeader } from './fold-header.ts'
import { mimeEncodeHeader } from './mime-encode-header.ts'
import type { ReportInput } from './report-input.ts'
import { reportSettings } from './settings.ts'
import { tagReplacer } from './tags.ts'

/** The `X-Spam-` headers for this message, in the order of configuration, with plain newlines (_get_added_headers). */
export function addedHeaders(input: ReportInput, replaceTags = tagReplacer(input)): string {
  const settings = input.conf.of(reportSettings)
  const templates = input.verdict.isSpam ? settings.add_header.spam : settings.add_header.ham
  return templates
    .map(({ name, template }) => {
      const text = foldHeader(name, replaceTags(template), settings.fold_headers)
      return `X-Spam-${name}: ${mimeEncodeHeader(text)}\n`
    })
    .join('')
}
