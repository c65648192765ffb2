import { findParts } from '../message/part.ts'
import { evalFunction, number, optional, type Plugin, text } from '../rules/plugin.ts'
import { because, perScan, type Scan } from '../rules/scan.ts'
import { textOfRule } from './areas/text-of-rule.ts'
import { imageSize } from './images/image-size.ts'
import { pattern } from './patterns/pattern-argument.ts'

/** What is known of all pictures of one type. */
interface Pictures {
  count: number
  /** Square pixels in all. */
  area: number
  /** `HEIGHTxWIDTH` of each. */
  readonly sizes: Map<string, { readonly height: number; readonly width: number }>
}

const noPictures = (): Pictures => ({ count: 0, area: 0, sizes: new Map() })
const IMAGE = /^image\/(gif|png|jpe?g)$/
/** A GIF says its size this early. */
const GIF_HEAD = 13

/** The attached pictures by type and under `all`, and the names of those that say a size. */
const pictures = perScan((scan) => {
  const all = noPictures()
  const byType = new Map([
    ['gif', noPictures()],
    ['png', noPictures()],
    ['jpeg', noPictures()],
    ['all', all],
  ])
  const names = new Set<string>()
  for (const part of findParts(scan.message.root, (type) => IMAGE.test(type), { leavesOnly: true })) {
    if (part.encoding !== 'base64') continue
    const named = IMAGE.exec(part.type)?.[1] ?? ''
    const type = named === 'jpg' ? 'jpeg' : named
    const ofType = byType.get(type) ?? all
    ofType.count++
    all.count++
    const data = type === 'gif' ? part.decodedStart(GIF_HEAD) : part.decoded()
    const size = imageSize(type, data ?? '')
    if (!size) continue
    if (part.name) names.add(part.name)
    for (const found of [ofType, all]) {
      found.area += size.height * size.width
      found.sizes.set(`${size.height}x${size.width}`, size)
    }
  }
  return { byType, names }
})

function ofType(scan: Scan, type: string): Pictures | undefined {
  return pictures(scan).byType.get(type)
}

function within(value: number | undefined, min: number, max: number | undefined): boolean {
  return value !== undefined && value >= min && (max === undefined || value <= max)
}

const image_count = evalFunction({
  doc: 'There are at least min and at most max pictures of a type: gif, png, jpeg or all.',
  on: ['body', 'rawbody'],
  args: [text('type'), number('min'), optional(number('max'))],
  run: (scan, type, min, max) => {
    const count = ofType(scan, type)?.count
    return because(scan, within(count, min, max), () => `${count} pictures`)
  },
})

const pixel_coverage = evalFunction({
  doc: 'Pictures of a type cover at least min and at most max square pixels.',
  on: ['body', 'rawbody'],
  args: [text('type'), number('min'), optional(number('max'))],
  run: (scan, type, min, max) => {
    const area = ofType(scan, type)?.area
    return because(scan, within(area, min, max), () => `${area} square pixels`)
  },
})

const image_size_exact = evalFunction({
  doc: 'A picture of a type has this height and width.',
  on: ['body', 'rawbody'],
  args: [text('type'), text('height'), text('width')],
  run: (scan, type, height, width) =>
    because(
      scan,
      ofType(scan, type)?.sizes.has(`${height}x${width}`) ?? false,
      () => `a picture of ${height}x${width} pixels`,
    ),
})

const image_size_range = evalFunction({
  doc: 'A picture of a type has at least this height and width, and at most those.',
  on: ['body', 'rawbody'],
  args: [
    text('type'),
    number('min height'),
    number('min width'),
    optional(number('max height')),
    optional(number('max width')),
  ],
  run: (scan, type, minHeight, minWidth, maxHeight, maxWidth) => {
    const size = [...(ofType(scan, type)?.sizes.values() ?? [])].find(
      ({ height, width }) => within(height, minHeight, maxHeight) && within(width, minWidth, maxWidth),
    )
    return because(scan, size !== undefined, () => `a picture of ${size?.height}x${size?.width} pixels`)
  },
})

const image_named = evalFunction({
  doc: 'A picture has this file name.',
  on: ['body', 'rawbody'],
  args: [text('name')],
  run: (scan, name) => because(scan, pictures(scan).names.has(name), () => `a picture named ${name}`),
})

const image_name_regex = evalFunction({
  doc: 'The file name of a picture matches the expression; slashes around it are part of it, as in SpamAssassin.',
  on: ['body', 'rawbody'],
  args: [pattern('expression')],
  run: (scan, expression) => {
    const name = [...pictures(scan).names].find((one) => expression.test(one))
    return because(scan, name !== undefined, () => `a picture named ${name}`)
  },
})

const image_to_text_ratio = evalFunction({
  doc: 'There are at least min and less than max bytes of text for each square pixel of pictures of a type.',
  on: ['body', 'rawbody'],
  args: [text('type'), number('min'), number('max')],
  run: (scan, type, min, max) => {
    const area = ofType(scan, type)?.area ?? 0
    const length = textOfRule(scan).reduce((sum, line) => sum + line.length, 0)
    const hit = length > 0 && area > 0 && length / area >= min && length / area < max
    return because(scan, hit, () => `${length} bytes of text, ${area} square pixels`)
  },
})

/** Number, size and names of attached pictures. */
export const imageInfo = {
  name: 'Mail::SpamAssassin::Plugin::ImageInfo',
  settings: {},
  evals: {
    image_count,
    pixel_coverage,
    image_size_exact,
    image_size_range,
    image_named,
    image_name_regex,
    image_to_text_ratio,
  },
} as const satisfies Plugin
