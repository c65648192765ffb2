import { findParts } from '../message/part.ts'
import { evalFunction, number, optional, type Plugin, text } from '../rules/plugin.ts'
import { because, perScan, type Scan } from '../rules/scan.ts'
import { textSettings } from '../rules/settings/text.ts'
import { isCharsetOkForLocales, localesOf } from './locales/charset-locales.ts'
import { type AttachmentFacts, attachmentFacts } from './mime/attachment-facts.ts'
import { charsetOfContentType } from './mime/charset-of-content-type.ts'
import { longestBase64Line } from './mime/longest-base64-line.ts'
import { upperCaseShare } from './mime/upper-case-share.ts'

const facts = perScan((scan) => attachmentFacts(scan.message.parts))

/** The locales whose charsets are welcome; undefined when all are. */
const welcomeLocales = perScan((scan) => {
  const locales = localesOf(scan.conf.of(textSettings).ok_locales, process.env)
  return locales.includes('all') ? undefined : locales
})

/** What `check_for_mime` can ask for, by SpamAssassin's name. */
const MIME_TESTS: ReadonlyMap<string, (facts: AttachmentFacts, scan: Scan) => boolean> = new Map<
  string,
  (facts: AttachmentFacts, scan: Scan) => boolean
>([
  ['mime_checked_attachments', () => true],
  ['mime_base64_count', (facts) => facts.base64Count > 0],
  ['mime_base64_encoded_text', (facts) => facts.base64EncodedText],
  ['mime_body_html_count', (facts) => facts.htmlCount > 0],
  ['mime_body_text_count', (facts) => facts.textCount > 0],
  ['mime_attachment', (facts) => facts.attachmentCount > 0],
  ['mime_bad_iso_charset', (facts) => facts.badIsoCharset],
  ['mime_html_charsets', (facts) => facts.charsets.length > 0],
  ['mime_faraway_charset', (facts, scan) => hasFarawayCharset(facts, scan)],
  ['mime_missing_boundary', (_facts, scan) => [...scan.message.boundaryStates.values()].some((state) => state !== 0)],
  ['mime_multipart_alternative', (facts) => facts.hasAlternative],
  ['mime_multipart_ratio', (facts) => facts.multipartRatio !== 0],
  ['mime_qp_count', (facts) => facts.qpCount !== 0],
  ['mime_qp_bytes', (facts) => facts.qpBytes > 0],
  ['mime_qp_long_line', (facts) => facts.qpLongLine],
  ['mime_qp_ratio', (facts) => facts.qpRatio !== 0],
  ['mime_ascii_text_illegal', (facts) => facts.asciiTextIllegal],
  ['mime_text_unicode_ratio', (facts) => facts.unicodeRatio > 0],
])

function hasFarawayCharset({ charsets }: AttachmentFacts, scan: Scan): boolean {
  const locales = welcomeLocales(scan)
  return locales !== undefined && charsets.some((charset) => !isCharsetOkForLocales(charset, locales))
}

const check_for_mime = evalFunction({
  doc: 'A fact about the parts holds: mime_base64_count, mime_qp_long_line, mime_attachment and the like.',
  on: ['body', 'rawbody'],
  args: [text('fact')],
  run: (scan, fact) => because(scan, MIME_TESTS.get(fact)?.(facts(scan), scan) ?? false, () => `${fact} holds`),
})

/** The types of all parts, for whoever asks. */
function partsOf(scan: Scan): string {
  return `parts: ${scan.message.parts.map(({ type }) => type).join(', ')}`
}

function isHtmlByHeader(scan: Scan): boolean {
  return /^text\/html/i.test(scan.header('Content-Type') ?? '')
}

const check_for_mime_html = evalFunction({
  doc: 'Any part is HTML.',
  on: ['body', 'rawbody'],
  args: [],
  run: (scan) => because(scan, isHtmlByHeader(scan) || facts(scan).htmlCount > 0, () => partsOf(scan)),
})

const check_for_mime_html_only = evalFunction({
  doc: 'There are HTML parts and no other text.',
  on: ['body', 'rawbody'],
  args: [],
  run: (scan) => {
    const { htmlCount, textCount } = facts(scan)
    return because(scan, isHtmlByHeader(scan) || (htmlCount > 0 && textCount === 0), () => partsOf(scan))
  },
})

const check_mime_multipart_ratio = evalFunction({
  doc: 'Of two alternatives, the plain text has at least min and less than max bytes for each byte of HTML.',
  on: ['body', 'rawbody'],
  args: [number('min'), number('max')],
  run: (scan, min, max) => {
    const ratio = facts(scan).multipartRatio
    return because(scan, ratio >= min && ratio < max, () => `${ratio.toFixed(3)} bytes of text for each of HTML`)
  },
})

const check_msg_parse_flags = evalFunction({
  doc: 'The message has a defect of form: missing_head_body_separator, truncated_header, mime_epilogue_exists and the like.',
  on: ['header', 'body', 'rawbody', 'full', 'uri'],
  args: [text('defect')],
  run: (scan, defect) => because(scan, scan.message.defects.has(defect), () => 'the MIME structure of the message'),
})

const check_for_ascii_text_illegal = evalFunction({
  doc: 'A plain part declared as ASCII has other bytes in it.',
  on: ['body', 'rawbody'],
  args: [],
  run: (scan) => because(scan, facts(scan).asciiTextIllegal, () => partsOf(scan)),
})

const check_abundant_unicode_ratio = evalFunction({
  doc: 'Plain parts hold at least so many `&#x…;` for each other char.',
  on: ['body', 'rawbody'],
  args: [text('ratio')],
  run: (scan, ratio) => {
    const { unicodeRatio } = facts(scan)
    const hit = /^\d{0,3}\.\d{1,3}$/.test(ratio) && unicodeRatio >= Number(ratio)
    return because(scan, hit, () => `${unicodeRatio.toFixed(3)} for each other char`)
  },
})

/** Fewer 8-bit chars than this prove nothing about a charset. */
const FEW_HIGH_BYTES = 3

/** At least half of all bytes, lines joined by newlines, are beyond ASCII. */
function isMostlyHighBytes(lines: readonly string[]): boolean {
  let high = 0
  let length = Math.max(lines.length - 1, 0)
  for (const line of lines) {
    length += line.length
    for (let i = 0; i < line.length; i++) if (line.charCodeAt(i) > 127) high++
  }
  return length - high <= high && high > FEW_HIGH_BYTES
}

const check_for_faraway_charset = evalFunction({
  doc: 'The message is in a charset of places that ok_locales does not name, and has enough 8-bit text to mean it.',
  on: ['body', 'rawbody'],
  args: [],
  run: (scan) => {
    const locales = welcomeLocales(scan)
    if (!locales) return false
    const charset = charsetOfContentType(scan.header('Content-Type') ?? '')
    const hit = charset !== undefined && !isCharsetOkForLocales(charset, locales) && isMostlyHighBytes(scan.body)
    return because(scan, hit, () => `the charset ${charset}`)
  },
})

const NO_CAPITALS =
  /^[-_a-z0-9]*(?:koi|jp|jis|euc|gb|big5|isoir|cp1251|windows-1251|georgianps|pt154|tis)[-_a-z0-9]*\n?$/i

/** The share of capitals in percent; 0 where a charset makes letters meaningless. */
const upperCase = perScan((scan) => {
  const declared = charsetOfContentType(scan.header('Content-Type') ?? '')
  const charsets = facts(scan).charsets.flatMap((charset) => charset.split(/[ \t\n\r\f\v]+/))
  if (declared !== undefined) charsets.push(declared)
  return charsets.some((charset) => NO_CAPITALS.test(charset)) ? 0 : upperCaseShare(scan.body)
})

const check_for_uppercase = evalFunction({
  doc: 'More than min and at most max percent of the letters and digits in lines of several words are capitals.',
  on: ['body', 'rawbody'],
  args: [number('min'), number('max')],
  run: (scan, min, max) =>
    because(scan, upperCase(scan) > min && upperCase(scan) <= max, () => `${upperCase(scan).toFixed(1)}% are capitals`),
})

const check_ma_non_text = evalFunction({
  doc: 'Among alternatives stands something that is no text.',
  on: ['body', 'rawbody'],
  args: [],
  run: (scan) => {
    for (const alternatives of findParts(scan.message.root, (type) => type === 'multipart/alternative')) {
      const odd = findParts(alternatives, (type) => type !== '', { leavesOnly: true, directOnly: true }).find(
        ({ type }) => type !== 'multipart/related' && type !== 'application/rtf' && !type.startsWith('text/'),
      )
      if (odd) return because(scan, true, () => `an alternative is ${odd.type}`)
    }
    return false
  },
})

const longestLine = perScan((scan) => longestBase64Line(scan.message.parts))

const check_base64_length = evalFunction({
  doc: 'The longest line of base64 has at least min and at most max bytes, its newline among them.',
  on: ['body', 'rawbody'],
  args: [number('min'), optional(number('max'))],
  run: (scan, min, max) => {
    const longest = longestLine(scan)
    return because(scan, longest >= min && (max === undefined || longest <= max), () => `a line of ${longest} bytes`)
  },
})

const check_qp_ratio = evalFunction({
  doc: 'Quoted-printable parts have at least so many needless encodings for each byte.',
  on: ['body', 'rawbody'],
  args: [number('min')],
  run: (scan, min) =>
    because(scan, facts(scan).qpRatio >= min, () => `${facts(scan).qpRatio.toFixed(3)} for each byte`),
})

/** Types, charsets and encodings of the parts. */
export const mimeEval = {
  name: 'Mail::SpamAssassin::Plugin::MIMEEval',
  settings: {},
  evals: {
    check_for_mime,
    check_for_mime_html,
    check_for_mime_html_only,
    check_mime_multipart_ratio,
    check_msg_parse_flags,
    check_for_ascii_text_illegal,
    check_abundant_unicode_ratio,
    check_for_faraway_charset,
    check_for_uppercase,
    check_ma_non_text,
    check_base64_length,
    check_qp_ratio,
  },
  features: ['has_check_for_ascii_text_illegal', 'has_check_abundant_unicode_ratio', 'has_check_qp_ratio'],
} as const satisfies Plugin
