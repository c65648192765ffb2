import { perlNumber } from '../base/perl-number.ts'
import { findParts } from '../message/part.ts'
import { evalFunction, number, optional, type Plugin, text } from '../rules/plugin.ts'
import { because, perScan, type Scan } from '../rules/scan.ts'
import { textOfRule } from './areas/text-of-rule.ts'
import { delimitedPattern } from './patterns/pattern-argument.ts'
import { type PdfFacts, readPdf } from './pdf/read-pdf.ts'

const MAY_HOLD_PDF = /^(?:image|application)\/(?:pdf|octet-stream)$/
const PDF_TYPE = /\/pdf$/
/** `.fdf` is how some spam calls it. */
const PDF_NAME = /\.[fp]df\n?$/i

interface AttachedPdf {
  /** Empty where the part has none. */
  readonly name: string
  /** Undefined where the attachment is no PDF, whatever it calls itself. */
  readonly facts: PdfFacts | undefined
}

const attachedPdfs = perScan((scan): readonly AttachedPdf[] =>
  findParts(scan.message.root, (type) => MAY_HOLD_PDF.test(type), { leavesOnly: true })
    .filter(({ name, type }) => PDF_TYPE.test(type) || PDF_NAME.test(name ?? ''))
    .map((part) => ({ name: part.name ?? '', facts: readPdf(part.decoded() ?? '') })),
)

/** Those that are PDFs in truth. */
const pdfs = perScan((scan) =>
  attachedPdfs(scan).flatMap(({ name, facts }): { readonly name: string; readonly facts: PdfFacts }[] =>
    facts ? [{ name, facts }] : [],
  ),
)

const imageCount = (scan: Scan): number => pdfs(scan).reduce((sum, { facts }) => sum + facts.images.length, 0)

/** Square pixels of the images in the last PDF that shows any. */
const pixels = (scan: Scan): number | undefined =>
  pdfs(scan)
    .map(({ facts }) => facts.totalArea)
    .findLast((area) => area > 0)

/** Height and width of every image as written, and of all images of a PDF together. */
const sizes = perScan((scan): ReadonlyMap<string, readonly [height: number, width: number]> => {
  const found = new Map<string, readonly [number, number]>()
  for (const { facts } of pdfs(scan)) {
    for (const { height, width } of facts.images) found.set(`${height}x${width}`, [Number(height), Number(width)])
    const { totalHeight, totalWidth } = facts
    if (totalHeight > 0 && totalWidth > 0) {
      found.set(`${perlNumber(totalHeight)}x${perlNumber(totalWidth)}`, [totalHeight, totalWidth])
    }
  }
  return found
})

function within(value: number | undefined, min: number, max: number | undefined): boolean {
  return value !== undefined && value >= min && (max === undefined || value <= max)
}

const pdf_count = evalFunction({
  doc: 'At least min and at most max PDFs are attached.',
  on: ['body', 'rawbody'],
  args: [number('min'), optional(number('max'))],
  run: (scan, min, max) => {
    const count = attachedPdfs(scan).length
    return because(scan, within(count, min, max), () => `${count} PDFs attached`)
  },
})

const pdf_image_count = evalFunction({
  doc: 'The attached PDFs show at least min and at most max images.',
  on: ['body', 'rawbody'],
  args: [number('min'), optional(number('max'))],
  run: (scan, min, max) => {
    const count = imageCount(scan)
    return because(scan, within(count, min, max), () => `${count} images in PDFs`)
  },
})

const pdf_pixel_coverage = evalFunction({
  doc: 'The images of a PDF cover at least min and at most max square pixels.',
  on: ['body', 'rawbody'],
  args: [number('min'), optional(number('max'))],
  run: (scan, min, max) =>
    because(scan, within(pixels(scan), min, max), () => `${pixels(scan)} square pixels in a PDF`),
})

const pdf_image_size_exact = evalFunction({
  doc: 'An image in a PDF, or all of one PDF together, has this height and width.',
  on: ['body', 'rawbody'],
  args: [text('height'), text('width')],
  run: (scan, height, width) => {
    const size = `${height}x${width}`
    return because(scan, sizes(scan).has(size), () => `an image of ${size} pixels in a PDF`)
  },
})

const pdf_image_size_range = evalFunction({
  doc: 'An image in a PDF, or all of one PDF together, has at least this height and width, and at most those.',
  on: ['body', 'rawbody'],
  args: [number('min height'), number('min width'), optional(number('max height')), optional(number('max width'))],
  run: (scan, minHeight, minWidth, maxHeight, maxWidth) => {
    for (const [size, [height, width]] of sizes(scan)) {
      if (within(height, minHeight, maxHeight) && within(width, minWidth, maxWidth)) {
        return because(scan, true, () => `an image of ${size} pixels in a PDF`)
      }
    }
    return false
  },
})

const pdf_image_to_text_ratio = evalFunction({
  doc: 'There are at least min and less than max bytes of text for each square pixel of images in a PDF.',
  on: ['body', 'rawbody'],
  args: [number('min'), number('max')],
  run: (scan, min, max) => {
    const area = pixels(scan)
    const length = textOfRule(scan).reduce((sum, line) => sum + line.length, 0)
    if (area === undefined || length === 0) return false
    const ratio = length / area
    return because(scan, ratio >= min && ratio < max, () => `${length} bytes of text, ${area} square pixels in a PDF`)
  },
})

const pdf_named = evalFunction({
  doc: 'A PDF has this file name.',
  on: ['body', 'rawbody'],
  args: [text('name')],
  run: (scan, name) =>
    because(scan, name !== '' && pdfs(scan).some((pdf) => pdf.name === name), () => `a PDF named ${name}`),
})

const pdf_name_regex = evalFunction({
  doc: 'The file name of a PDF matches the expression.',
  on: ['body', 'rawbody'],
  args: [delimitedPattern('expression')],
  run: (scan, expression) => {
    const pdf = pdfs(scan).find(({ name }) => name !== '' && expression.test(name))
    return because(scan, pdf !== undefined, () => `a PDF named ${pdf?.name}`)
  },
})

const pdf_match_md5 = evalFunction({
  doc: 'A PDF has this MD5 sum.',
  on: ['body', 'rawbody'],
  args: [text('sum')],
  run: (scan, sum) => {
    const wanted = sum.toUpperCase()
    const pdf = pdfs(scan).find(({ facts }) => facts.md5 === wanted)
    return because(scan, pdf !== undefined, () => `the PDF ${pdf?.name} has this sum`)
  },
})

const pdf_match_fuzzy_md5 = evalFunction({
  doc: 'This is the MD5 sum of the beginning of a PDF without what differs between copies, or of the names that begin its lines.',
  on: ['body', 'rawbody'],
  args: [text('sum')],
  run: (scan, sum) => {
    const wanted = sum.toUpperCase()
    const pdf = pdfs(scan).find(({ facts }) => wanted !== '' && [facts.fuzzyMd5, facts.tagsMd5].includes(wanted))
    return because(scan, pdf !== undefined, () => `the PDF ${pdf?.name} has this sum`)
  },
})

const DETAILS = ['author', 'creator', 'created', 'modified', 'producer', 'title'] as const

const pdf_match_details = evalFunction({
  doc: 'What a PDF says of itself matches the expression; detail is author, creator, created, modified, producer or title.',
  on: ['body', 'rawbody'],
  args: [text('detail'), delimitedPattern('expression')],
  run: (scan, name, expression) => {
    const detail = DETAILS.find((known) => known === name)
    if (!detail) return false
    const value = pdfs(scan)
      .flatMap(({ facts }) => facts.details[detail])
      .find((one) => expression.test(one))
    return because(scan, value !== undefined, () => `a PDF whose ${detail} is ${value}`)
  },
})

const pdf_is_encrypted = evalFunction({
  doc: 'A PDF is encrypted.',
  on: ['body', 'rawbody'],
  args: [],
  run: (scan) => {
    const pdf = pdfs(scan).find(({ facts }) => facts.encrypted)
    return because(scan, pdf !== undefined, () => `the PDF ${pdf?.name} is encrypted`)
  },
})

const SOMETHING = /[^ \t\n\r\f\v]/

const pdf_is_empty_body = evalFunction({
  doc: 'A PDF is attached, and below the subject there are at most max bytes of text, 0 by default.',
  on: ['body', 'rawbody'],
  args: [optional(number('max'))],
  run: (scan, max = 0) => {
    if (attachedPdfs(scan).length === 0) return false
    let bytes = 0
    for (const line of textOfRule(scan).slice(1)) {
      if (SOMETHING.test(line)) bytes += line.length
      if (bytes > max) return false
    }
    return because(scan, true, () => `${bytes} bytes of text beside a PDF`)
  },
})

/** A tag this long gets no longer. */
const FULL_TAG = 2048

/** Tags by what each PDF adds to them. SpamAssassin shows the fuzzy sum under the name of the exact one too. */
const PDF_TAGS: Readonly<
  Record<string, (pdf: { readonly name: string; readonly facts: PdfFacts }) => readonly string[]>
> = {
  PDFVERSION: ({ facts }) => [facts.version],
  PDFNAME: ({ name }) => [name],
  PDFIMGDIM: ({ facts }) => facts.images.map(({ height, width }) => `${height}x${width}`),
  PDFAUTHOR: ({ facts }) => facts.details.author,
  PDFCREATOR: ({ facts }) => facts.details.creator,
  PDFPRODUCER: ({ facts }) => facts.details.producer,
  PDFTITLE: ({ facts }) => facts.details.title,
  PDFIMGAREA: ({ facts }) => (facts.totalArea > 0 ? [perlNumber(facts.totalArea)] : []),
  PDFMD5: ({ facts }) => [facts.fuzzyMd5],
  PDFMD5FUZZY1: ({ facts }) => [facts.fuzzyMd5],
  PDFMD5FUZZY2: ({ facts }) => [facts.tagsMd5],
}

function setTags(scan: Scan): void {
  scan.setTag('PDFCOUNT', String(attachedPdfs(scan).length))
  scan.setTag('PDFIMGCOUNT', String(imageCount(scan)))
  if (pdfs(scan).length === 0) return
  for (const [tag, valuesOf] of Object.entries(PDF_TAGS)) {
    let joined = ''
    for (const value of pdfs(scan).flatMap(valuesOf)) {
      if (value !== '' && joined.length < FULL_TAG) joined += joined === '' ? value : ` ${value}`
    }
    if (joined !== '') scan.setTag(tag, joined)
  }
}

/** Number, images, properties and sums of attached PDFs. */
export const pdfInfo = {
  name: 'Mail::SpamAssassin::Plugin::PDFInfo',
  settings: {},
  evals: {
    pdf_count,
    pdf_image_count,
    pdf_pixel_coverage,
    pdf_image_size_exact,
    pdf_image_size_range,
    pdf_image_to_text_ratio,
    pdf_named,
    pdf_name_regex,
    pdf_match_md5,
    pdf_match_fuzzy_md5,
    pdf_match_details,
    pdf_is_encrypted,
    pdf_is_empty_body,
  },
  postMessageParse: (scan) => {
    const uris = pdfs(scan).flatMap(({ facts }) => facts.uris)
    if (uris.length > 0) scan.extendMessage({ uris })
    setTags(scan)
  },
} as const satisfies Plugin
