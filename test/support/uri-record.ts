import { readdirSync, readFileSync } from 'node:fs'
import { parseMessage } from '../../src/message/parse-message.ts'
import { extractUris } from '../../src/message/uri/extract-uris.ts'
import type { UriOptions } from '../../src/message/uri/options.ts'
import { tldTables } from '../../src/message/uri/registry-boundaries.ts'
import { viewOptions } from '../../tools/view-options.ts'
import { asciiJson, askPerl } from './html-record.ts'

const inOrder = (values: Iterable<string>): string[] => [...values].sort((a, b) => (a < b ? -1 : Number(a > b)))

/** Asks SpamAssassin, which must be installed, for the URIs of messages. */
export function askUriOracle(messages: readonly string[]): Record<string, unknown>[] {
  return askPerl('uri-oracle.pl', messages.map((message) => `${asciiJson({ message })}\n`).join('')).map(sortCleaned)
}

function sortCleaned(record: Record<string, unknown>): Record<string, unknown> {
  for (const detail of Object.values(record) as { cleaned?: string[] }[]) {
    if (detail.cleaned) detail.cleaned = inOrder(detail.cleaned)
  }
  return record
}

/** What we find in a message, in the oracle's words. */
export function uriRecord(bytes: string, options: UriOptions): Record<string, unknown> {
  const message = parseMessage(bytes, viewOptions)
  const signatures = ['domainkey-signature', 'dkim-signature'].flatMap((name) => message.headers.all(name))
  const { details } = extractUris(
    { body: message.body, html: message.htmlParts, dkimSignatures: signatures.map((field) => field.value) },
    options,
  )
  return Object.fromEntries(
    Array.from(details, ([uri, detail]) => [
      uri,
      {
        types: inOrder(detail.types),
        cleaned: detail.cleaned ? inOrder(detail.cleaned) : null,
        anchor: detail.anchorText ?? null,
        domains: inOrder(detail.domains),
        hosts: Object.fromEntries(detail.hosts),
      },
    ]),
  )
}

/** The options that the stock rules set, as far as plain JavaScript expressions can say it. */
export function stockUriOptions(folder: string): UriOptions {
  const files = readdirSync(folder).filter((file) => file.endsWith('.cf'))
  const rules = files.sort().map((file) => readFileSync(`${folder}/${file}`, 'latin1'))
  const settings = (name: string): string[] =>
    Array.from(rules.join('\n').matchAll(new RegExp(`^\\s*${name}\\s+(.*)$`, 'gm')), (match) => (match[1] ?? '').trim())
  const words = (name: string): string[] => settings(name).flatMap((value) => value.split(/\s+/))
  return {
    redirectorPatterns: settings('redirector_pattern').map(plainExpression),
    tlds: tldTables(words('util_rb_tld'), words('util_rb_2tld'), words('util_rb_3tld')),
    parseDkimUris: true,
  }
}

function plainExpression(text: string): RegExp {
  const body = text.startsWith('m') ? text.slice(1) : text
  return new RegExp(body.slice(1, body.lastIndexOf(body.charAt(0))), 'i')
}
