import { HTML_FACT_BY_KEY, type HtmlFacts } from '../message/html/html-facts.ts'
import type { PerlRegex } from '../regex/compile.ts'
import { evalFunction, number, optional, type Plugin, text } from '../rules/plugin.ts'
import { because, type Scan } from '../rules/scan.ts'
import { comparison } from './html/comparison.ts'
import { pattern } from './patterns/pattern-argument.ts'

function factNamed(facts: HtmlFacts, name: string): HtmlFacts[keyof HtmlFacts] {
  const key = HTML_FACT_BY_KEY.get(name)
  return key === undefined ? undefined : facts[key]
}

function numberNamed(facts: HtmlFacts, name: string): number | undefined {
  const fact = factNamed(facts, name)
  if (typeof fact === 'number') return fact
  return fact === true ? 1 : undefined
}

function textsNamed(facts: HtmlFacts, name: string): readonly string[] {
  const fact = factNamed(facts, name)
  return Array.isArray(fact) ? fact : []
}

const html_tag_balance = evalFunction({
  doc: 'The number of such tags left open compares as said (`!= 0`, `> 1`).',
  on: ['body', 'rawbody'],
  args: [text('tag'), comparison('comparison')],
  run: (scan, tag, compares) =>
    scan.message.htmlParts.some(({ inside }) => {
      const open = /^[a-zA-Z0-9]+$/.test(tag) ? inside.get(tag) : undefined
      return because(scan, open !== undefined && compares(open), () => `${open} <${tag}> left open`)
    }),
})

const html_image_only = evalFunction({
  doc: 'There is an image, and the markup has more than min and at most max characters.',
  on: ['body', 'rawbody'],
  args: [number('min'), number('max')],
  run: (scan, min, max) =>
    scan.message.htmlParts.some(({ inside, length }) =>
      because(
        scan,
        inside.has('img') && length !== undefined && length > min && length <= max,
        () => `an image and ${length} characters of markup`,
      ),
    ),
})

const html_image_ratio = evalFunction({
  doc: 'There are more than min and at most max characters of text for each pixel of images.',
  on: ['body', 'rawbody'],
  args: [number('min'), number('max')],
  run: (scan, min, max) =>
    scan.message.htmlParts.some(({ nonSpaceLength, imageArea }) => {
      if (imageArea === undefined || imageArea <= 0) return false
      const ratio = nonSpaceLength / imageArea
      return because(
        scan,
        ratio > min && ratio <= max,
        () => `${nonSpaceLength} characters of text, ${imageArea} pixels of images`,
      )
    }),
})

const html_charset_faraway = evalFunction({
  doc: 'Most charsets named in the markup are of places that ok_locales does not name; SpamAssassin no longer collects them.',
  on: ['body', 'rawbody'],
  args: [],
  run: () => false,
})

const html_tag_exists = evalFunction({
  doc: 'There is such a tag.',
  on: ['body', 'rawbody'],
  args: [text('tag')],
  run: (scan, tag) =>
    because(
      scan,
      scan.message.htmlParts.some(({ inside }) => inside.has(tag)),
      () => `the markup has <${tag}>`,
    ),
})

const html_test = evalFunction({
  doc: 'A fact about the markup holds: font_low_contrast, embeds and the like.',
  on: ['body', 'rawbody'],
  args: [text('fact')],
  run: (scan, name) =>
    scan.message.htmlParts.some((facts) => {
      const fact = factNamed(facts, name)
      const holds = Array.isArray(fact) ? fact.length > 0 : Boolean(fact)
      return because(scan, holds, () => `${name} is ${Array.isArray(fact) ? `"${fact[0]}"` : fact}`)
    }),
})

const html_eval = evalFunction({
  doc: 'A number about the markup compares as said (`length`, `< 512`).',
  on: ['body', 'rawbody'],
  args: [text('fact'), comparison('comparison')],
  run: (scan, name, compares) =>
    scan.message.htmlParts.some((facts) => {
      const value = numberNamed(facts, name)
      return because(scan, value !== undefined && compares(value), () => `${name} is ${value}`)
    }),
})

function someText(scan: Scan, name: string, expression: PerlRegex, wanted: boolean): boolean {
  for (const facts of scan.message.htmlParts) {
    const texts = textsNamed(facts, name)
    const found = texts.find((string) => expression.test(string) === wanted)
    if (found !== undefined) return because(scan, true, () => `"${found}"`)
  }
  return false
}

const html_text_match = evalFunction({
  doc: 'Any text of a kind (title, anchor, comment, script) matches the expression.',
  on: ['body', 'rawbody'],
  args: [text('kind'), pattern('expression')],
  run: (scan, name, expression) => someText(scan, name, expression, true),
})

const html_text_not_match = evalFunction({
  doc: 'Any text of a kind (title, anchor, comment, script) does not match the expression.',
  on: ['body', 'rawbody'],
  args: [text('kind'), pattern('expression')],
  run: (scan, name, expression) => someText(scan, name, expression, false),
})

const html_title_subject_ratio = evalFunction({
  doc: 'A title is more than so many times as long as the subject.',
  on: ['body', 'rawbody'],
  args: [number('ratio')],
  run: (scan, ratio) => {
    const subject = scan.header('Subject') ?? ''
    if (subject === '') return false
    return scan.message.htmlParts.some(({ titles }) => {
      const longest = titles.reduce((most, title) => (title === '0' ? most : Math.max(most, title.length)), 0)
      return because(
        scan,
        longest / subject.length > ratio,
        () => `${longest} bytes of title, ${subject.length} of Subject`,
      )
    })
  },
})

const html_range = evalFunction({
  doc: 'A number about the markup is above min and at most max; max may be `inf` or left out.',
  on: ['body', 'rawbody'],
  args: [text('fact'), number('min'), optional(text('max'))],
  run: (scan, name, min, max) => {
    const most = max === undefined || max === 'inf' ? Number.POSITIVE_INFINITY : Number(max)
    return scan.message.htmlParts.some((facts) => {
      const value = numberNamed(facts, name)
      return because(scan, value !== undefined && value > min && value <= most, () => `${name} is ${value}`)
    })
  },
})

const check_iframe_src = evalFunction({
  doc: 'An iframe loads a URI.',
  on: ['body', 'rawbody'],
  args: [],
  run: (scan) => {
    for (const { uris } of scan.message.htmlParts) {
      for (const { uri, types } of uris.values()) {
        if (types.has('iframe')) return because(scan, true, () => `<iframe> of "${uri}"`)
      }
    }
    return false
  },
})

/** What markup looks like. */
export const htmlEval = {
  name: 'Mail::SpamAssassin::Plugin::HTMLEval',
  settings: {},
  evals: {
    html_tag_balance,
    html_image_only,
    html_image_ratio,
    html_charset_faraway,
    html_tag_exists,
    html_test,
    html_eval,
    html_text_match,
    html_title_subject_ratio,
    html_text_not_match,
    html_range,
    check_iframe_src,
  },
} as const satisfies Plugin
