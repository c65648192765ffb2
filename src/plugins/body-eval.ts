import { asciiLower } from '../base/ascii.ts'
import { findParts } from '../message/part.ts'
import { evalFunction, number, optional, type Plugin, text } from '../rules/plugin.ts'
import { because, perScan } from '../rules/scan.ts'
import { alternativeDifference } from './mime/alternative-difference.ts'
import { renderedCharacters } from './mime/rendered-characters.ts'
import { shortParagraphs } from './mime/short-paragraphs.ts'

const wordDifference = perScan((scan) => alternativeDifference(scan.message.root))

const multipart_alternative_difference = evalFunction({
  doc: 'Of the words in the HTML alternative, more than min and at most max percent are missing in the plain one; max may be `undef`.',
  on: ['body', 'rawbody'],
  args: [number('min'), text('max')],
  run: (scan, min, max) => {
    const { percent } = wordDifference(scan)
    const hit = (min === 0 || percent > min) && (max === 'undef' || percent <= Number(max))
    return because(scan, hit, () => `${percent.toFixed(1)}% of the words of the HTML are missing`)
  },
})

const multipart_alternative_difference_count = evalFunction({
  doc: 'The HTML alternative has more than min words, and the plain one more than ratio times as many.',
  on: ['body', 'rawbody'],
  args: [number('ratio'), number('min')],
  run: (scan, ratio, min) => {
    const { htmlWords, textWords } = wordDifference(scan)
    const hit = htmlWords > min && textWords / htmlWords > ratio
    return because(scan, hit, () => `${textWords} words of text, ${htmlWords} of HTML`)
  },
})

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code !== 32 && (code < 9 || code > 13)) return false
  }
  return true
}

/** How many lines there are, and how many of them have nothing to see. */
const blankLines = perScan((scan) => {
  let blank = 0
  let lines = 0
  for (const chunk of scan.message.rawbody) {
    for (let start = 0; start < chunk.length; ) {
      const newline = chunk.indexOf('\n', start)
      const end = newline < 0 ? chunk.length : newline + 1
      lines++
      if (isBlank(chunk, start, end)) blank++
      start = end
    }
  }
  return { blank, lines }
})

const check_blank_line_ratio = evalFunction({
  doc: 'More than min and at most max percent of the lines are blank, in bodies of no fewer lines than said.',
  on: ['body', 'rawbody'],
  args: [number('min'), number('max'), optional(number('lines'))],
  run: (scan, min, max, leastLines) => {
    const { blank, lines } = blankLines(scan)
    const ratio = lines < Math.max(leastLines ?? 1, 1) ? -1 : (100 * blank) / lines
    const hit = (min === 0 || ratio > min) && ratio <= max
    return because(scan, hit, () => `${blank} of ${lines} lines are blank`)
  },
})

/** Lines this short say nothing about how words are spaced. */
const SHORT_LINE = 5

/** The largest share of blanks, in percent of other characters, that a line of the body has; -1 without lines. */
const mostSpaced = perScan((scan) => {
  let most = -1
  for (const line of scan.body) {
    if (line.length <= SHORT_LINE) continue
    let spaces = 0
    for (let at = line.indexOf(' '); at >= 0; at = line.indexOf(' ', at + 1)) spaces++
    const others = line.length - spaces
    most = Math.max(most, spaces > others || others === 0 ? 100 : Math.trunc((100 * spaces) / others))
  }
  return most
})

const tvd_vertical_words = evalFunction({
  doc: 'The most widely spaced line has at least min and less than max percent of blanks.',
  on: ['body'],
  args: [number('min'), number('max')],
  run: (scan, min, max) => {
    const most = mostSpaced(scan)
    return because(scan, most >= min && most < (max >= 100 ? 101 : max), () => `a line has ${most}% of blanks`)
  },
})

const LABEL = /(?<![^\n])[ \t\n\r\f\v]*([^: \t\n\r\f\v][^:\n]{2,29})[ \t\n\r\f\v]*:[ \t\n\r\f\v]*[^ \t\n\r\f\v]/g
const STOCK_LABEL =
  /(^trad(?:e|ing)date|company(?:name)?|s\w?(?:t\w?o\w?c\w?k|y\w?m(?:\w?b\w?o\w?l)?)|t(?:arget|icker)|(?:opening|current)p(?:rice)?|p(?:rojected|osition)|expectations|weeks?high|marketperformance|(?:year|week|month|day|price)(?:target|estimates?)|sector|r(?:ecommendation|ating))$/

/** How many different labels of stock tips (`Symbol: …`, `Current Price: …`) the first plain part has. */
const stockLabels = perScan((scan) => {
  const part = findParts(scan.message.root, (type) => type === 'text/plain')[0]
  const characters = part && renderedCharacters(part.rendered())
  if (!characters) return 0
  const found = new Set<string>()
  for (const paragraph of shortParagraphs(characters.text)) {
    for (const [, label] of paragraph.matchAll(LABEL)) {
      const stock = STOCK_LABEL.exec(asciiLower(label ?? '').replace(/[^a-z]+/g, ''))
      if (stock?.[1] !== undefined) found.add(stock[1])
    }
  }
  return found.size
})

const check_stock_info = evalFunction({
  doc: 'The first plain part has at least min different labels that stock tips use.',
  on: ['body', 'rawbody'],
  args: [number('min')],
  run: (scan, min) => because(scan, min === 0 || stockLabels(scan) >= min, () => `${stockLabels(scan)} such labels`),
})

const check_body_length = evalFunction({
  doc: 'The body, before any decoding, is no longer than max bytes.',
  on: ['body', 'rawbody'],
  args: [number('max')],
  run: (scan, max) => {
    const { bodyLength } = scan.message
    return because(scan, bodyLength <= max, () => `the body has ${bodyLength} bytes`)
  },
})

const SIGNATURE_MARK = /(?<![^\n])-- ?\r?(?![^\n])/g
/** A mark so close to the end of the text has no signature below it. */
const SHORTEST_SIGNATURE = 4

/** Bytes before and below the last signature mark of the first plain part; undefined without such a part. */
const signature = perScan((scan) => {
  const part = findParts(scan.message.root, (type) => type.startsWith('text/plain'))[0]
  if (!part) return undefined
  const decoded = part.decoded() ?? ''
  let body = decoded.length
  let below = 0
  for (const mark of decoded.matchAll(SIGNATURE_MARK)) {
    const end = mark.index + mark[0].length
    if (decoded.length - end <= SHORTEST_SIGNATURE) continue
    body = mark.index
    below = decoded.length - end
  }
  return { body, below, ratio: below > 0 ? body / below : 1e6 }
})

function within(value: number | undefined, min: number, max: number | undefined): boolean {
  return value !== undefined && value >= min && (max === undefined || value <= max)
}

const plaintext_body_length = evalFunction({
  doc: 'The first plain part, without its signature, has at least min and at most max bytes.',
  on: ['body', 'rawbody'],
  args: [number('min'), optional(number('max'))],
  run: (scan, min, max) =>
    because(scan, within(signature(scan)?.body, min, max), () => `${signature(scan)?.body} bytes`),
})

const plaintext_sig_length = evalFunction({
  doc: 'The signature of the first plain part has at least min and at most max bytes.',
  on: ['body', 'rawbody'],
  args: [number('min'), optional(number('max'))],
  run: (scan, min, max) =>
    because(scan, within(signature(scan)?.below, min, max), () => `${signature(scan)?.below} bytes`),
})

const plaintext_body_sig_ratio = evalFunction({
  doc: 'The first plain part is at least min and at most max times as long as its signature; without one, a million times.',
  on: ['body', 'rawbody'],
  args: [number('min'), optional(number('max'))],
  run: (scan, min, max) =>
    because(
      scan,
      within(signature(scan)?.ratio, min, max ?? 1e6),
      () => `${signature(scan)?.body} bytes above, ${signature(scan)?.below} below`,
    ),
})

/** Lengths, line shapes and the likeness of alternatives. */
export const bodyEval = {
  name: 'Mail::SpamAssassin::Plugin::BodyEval',
  settings: {},
  evals: {
    multipart_alternative_difference,
    multipart_alternative_difference_count,
    check_blank_line_ratio,
    tvd_vertical_words,
    check_stock_info,
    check_body_length,
    plaintext_body_length,
    plaintext_sig_length,
    plaintext_body_sig_ratio,
  },
  features: ['has_check_body_length', 'has_plaintext_body_sig_ratio'],
} as const satisfies Plugin
