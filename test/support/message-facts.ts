import { createHash } from 'node:crypto'
import type { HeaderList } from '../../src/message/header-list.ts'
import type { Message } from '../../src/message/message.ts'
import type { Part } from '../../src/message/part.ts'

/** All that is known of a message's form, as plain data in the shape in which tools/message-facts.pl prints it. */
export function messageFacts(message: Message): unknown {
  return {
    pristineHeaders: message.pristineHeaders,
    pristineBody: message.pristineBody,
    mboxSeparator: message.mboxSeparator ?? null,
    lineEnding: message.lineEnding,
    bodyLength: message.bodyLength,
    defects: [...message.defects].sort(),
    boundaryStates: Object.fromEntries(message.boundaryStates),
    parts: message.parts.map(partFacts),
    body: message.body,
    visible: message.visibleBody,
    invisible: message.invisibleBody,
    rawbody: message.rawbody,
    headerLines: message.headers.lines('decoded'),
    rawHeaderLines: message.headers.lines('raw'),
  }
}

function partFacts(part: Part): unknown {
  const rendered = part.rendered()
  return {
    type: part.type,
    effectiveType: part.effectiveType,
    charset: part.charset ?? null,
    name: part.name ?? null,
    boundary: part.isLeaf ? (part.boundary ?? null) : null,
    isLeaf: part.isLeaf,
    headers: part.headers.fields.map((field) => [field.name]),
    values: byKey(part.headers, 'value'),
    raws: byKey(part.headers, 'raw'),
    rawLines: part.isLeaf ? part.rawLines : null,
    decoded: part.decoded() ?? null,
    renderedType: rendered.type ?? null,
    rendered: part.effectiveType === 'text/html' ? null : (rendered.text ?? null),
  }
}

function byKey(headers: HeaderList, what: 'value' | 'raw'): Record<string, string[]> {
  const values: Record<string, string[]> = {}
  for (const field of headers.fields) (values[field.key] ??= []).push(field[what])
  return values
}

/** Where two values of plain data differ first, with both sides; undefined when they are the same. */
export function firstDifference(ours: unknown, theirs: unknown, path = ''): string | undefined {
  if (Object.is(ours, theirs)) return undefined
  if (isObject(ours) && isObject(theirs)) {
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const difference = firstDifference(ours[key], theirs[key], `${path}.${key}`)
      if (difference !== undefined) return difference
    }
    return undefined
  }
  return `${path.slice(1)}: ${shown(ours)} instead of ${shown(theirs)}`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 160 ? `${text.slice(0, 80)}…${text.slice(-70)} (${text.length})` : text
}

/** Longer texts and lists stand in expectations by their length and digest. */
const MAX_LENGTH = 100

/** The same data with long texts and long lists made short, for keeping it in a file. */
export function condensed(value: unknown): unknown {
  if (typeof value === 'string') return value.length > MAX_LENGTH ? digest(value) : value
  if (Array.isArray(value))
    return value.length > MAX_LENGTH ? digest(JSON.stringify(sorted(value))) : value.map(condensed)
  if (!isObject(value)) return value
  if (Object.keys(value).length > MAX_LENGTH) return digest(JSON.stringify(sorted(value)))
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, condensed(entry)]))
}

/** The views of a message by name, each condensed; what the message does not have is left out. */
export function condensedViews(views: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const present = [...views].filter(([, value]) => !(Array.isArray(value) && value.length === 1 && value[0] === null))
  return Object.fromEntries(present.map(([name, value]) => [name, condensed(once(value))]))
}

// Most header views are one value, which stands there as such and as the only entry of a list.
function once(value: unknown): unknown {
  return Array.isArray(value) && value.length === 2 && value[0] === value[1] ? value[0] : value
}

/** The same data with the keys of objects in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([key, entry]) => [key, sorted(entry)])
}

function digest(text: string): string {
  return `${text.length} chars, sha1 ${createHash('sha1').update(text, 'latin1').digest('hex')}`
}
