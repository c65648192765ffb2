import { attacksOn } from '../../src/regex/attack.ts'
import { parsePerlRegex } from '../../src/regex/parse.ts'
import type { CompiledText, Ruleset } from '../../src/rules/ruleset.ts'

/** An expression and the view that it is put to: an area, or a header as rules name it. */
export interface ViewedExpression {
  readonly rule: string
  readonly view: 'body' | 'uri' | 'rawbody' | 'full' | `header ${string}`
  readonly text: CompiledText
}

/** All expressions of a ruleset with what they look at. */
export function viewedExpressions({ stages, facts }: Ruleset): readonly ViewedExpression[] {
  const seen = (view: ViewedExpression['view'], list: readonly CompiledText[]): readonly ViewedExpression[] =>
    list.map((text) => ({ rule: facts[text.index]?.name ?? '', view, text }))
  return stages.flatMap((stage) => [
    ...stage.headers.flatMap(({ header, rules, negated }) => seen(`header ${header}`, [...rules.rules, ...negated])),
    ...seen('body', stage.body.rules),
    ...seen('uri', stage.uri.rules),
    ...seen('rawbody', stage.rawbody.rules),
    ...seen('full', stage.full.rules),
  ])
}

/** Fields that views put together from others begin with. */
const FIELDS: Readonly<Record<string, string>> = { MESSAGEID: 'Message-Id', ToCc: 'To', EnvelopeFrom: 'Return-Path' }

const field = (name: string, text: string): string => `${name}: ${text.replace(/[\r\n]+(?=.)/g, '\n ').trimEnd()}\n`

function headersWith(header: string, text: string): string {
  const name = header.replace(/:.*$/, '')
  // lines that are fields by themselves stand as they are; others would end the header
  if (name === 'ALL')
    return text
      .replace(/^\n+/, '')
      .replace(/^(?![!-9;-~]+:|[ \t])(?=.)/gm, ' ')
      .replace(/\n{2,}/g, '\n')
  if (name.startsWith('X-Spam-Relays-')) {
    const helo = text.replace(/[^!-~]+/g, '_')
    return `Received: from ${helo} (${helo} [192.0.2.7]) by mx.example.org with ESMTP; Tue, 3 Nov 2026 10:00:00 +0000\n`
  }
  return field(FIELDS[name] ?? name, text)
}

/** A message in which rules see a text where an expression looks for it, or as much of it as can be there. */
export function mailWithText(view: ViewedExpression['view'], text: string): string {
  const own = view.startsWith('header ') ? headersWith(view.slice('header '.length), text) : ''
  const plain = [
    [
      'Received',
      'from mail.example.net (mail.example.net [192.0.2.8]) by mx.example.org; Tue, 3 Nov 2026 10:00:00 +0000',
    ],
    ['From', 'Joe User <joe@example.net>'],
    ['To', 'someone@example.org'],
    ['Subject', 'an attack'],
    ['Date', 'Tue, 3 Nov 2026 10:00:00 +0000'],
    ['Message-Id', '<1@example.net>'],
  ] as const
  const rest = plain
    .filter(([name]) => !new RegExp(`^${name}:`, 'im').test(own))
    .map(([name, value]) => field(name, value))
  const link = /^[a-z]+:/i.test(text) ? text : `http://example.com/${text}`
  const body = view === 'uri' ? `<a href="${link.replaceAll('"', '%22')}">x</a>` : own === '' ? text : 'Nothing here.'
  const type = view === 'uri' || (view === 'rawbody' && /<[a-z!]/i.test(text)) ? 'text/html' : 'text/plain'
  return `${own}${rest.join('')}MIME-Version: 1.0\nContent-Type: ${type}\n\n${body}\n`
}

/** Of the texts made for an expression, those on which it is slow: the slowest first. `within` ends what takes too long. */
export function slowTexts(
  { text: { regex } }: ViewedExpression,
  within: (work: () => void) => boolean,
  most: number,
): readonly { readonly text: string; readonly ms: number }[] {
  const found: { text: string; ms: number }[] = []
  // V8 makes machine code of an expression when it runs for the second time
  for (let run = 0; run < 2; run++) regex.regexp?.test('')
  for (const text of attacksOn(parsePerlRegex(regex.pattern, regex.modifiers).root)) {
    const begun = performance.now()
    const finished = within(() => void regex.test(text))
    found.push({ text, ms: finished ? performance.now() - begun : Number.POSITIVE_INFINITY })
    if (!finished) break
  }
  return found.sort((a, b) => b.ms - a.ms).slice(0, most)
}

/** A rule of its own that goes on and on over a text, which no quick test keeps from it. */
export interface Hole {
  readonly rule: string
  readonly line: string
  /** Texts differ from round to round. */
  text(round: number): string
}

/** Ways to go on and on: one that is known to be explosive, and one that takes a longer text. */
const ENDLESS = [
  { pattern: '(\\w)(?:\\w+ ?)+;\\1', text: `${'a'.repeat(60)}_ ;` },
  { pattern: '(\\w)\\w*-?\\w*-?\\w*;\\1', text: `${'a'.repeat(5000)};_` },
]

/** So many such rules, no two of the same expression. */
export function holes(count: number): readonly Hole[] {
  return Array.from({ length: count }, (_, i) => {
    const { pattern = '', text = '' } = ENDLESS[i % ENDLESS.length] ?? {}
    return {
      rule: `ATTACKED_HOLE_${i}`,
      line: `full ATTACKED_HOLE_${i} /hole${i}:${pattern}/`,
      text: (round) => `round ${round}, hole${i}:${text}`,
    }
  })
}

const HARMLESS = 'Nothing in these words is made to keep anything busy, and there are many of them. '

/** A text that does no harm, as long as another. */
export function harmlessText(length: number): string {
  return HARMLESS.repeat(Math.ceil(length / HARMLESS.length)).slice(0, length)
}
