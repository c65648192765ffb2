import type { HtmlFacts } from '../html/html-facts.ts'
import type { UriOptions } from './options.ts'
import { collectTextUris } from './text-uris.ts'
import { UriCollection } from './uri-collection.ts'
import type { UriViews } from './uri-detail.ts'

/** Where the URIs of a message stand. */
export interface UriSources {
  /** The body as rules see it, Subject first: its lines are read for URIs in text. */
  readonly body: readonly string[]
  /** The facts of each HTML part, in order. */
  readonly html: readonly HtmlFacts[]
  /** Values of all DomainKey-Signature fields, then of all DKIM-Signature fields; read with `parseDkimUris` only. */
  readonly dkimSignatures: readonly string[]
  /** What plugins found in attachments. */
  readonly found?: readonly string[]
}

/** All URIs of a message: those of its text, of its markup, and with `parse_dkim_uris` the domains that signed it. */
export function extractUris(sources: UriSources, options: UriOptions): UriViews {
  const collection = new UriCollection(options)
  for (const uri of sources.found ?? []) collection.add({ uri, unicode: false, types: PARSED, needsDomain: false })
  collectTextUris(sources.body, collection, options)
  const truncated = collectHtmlUris(sources.html, collection)
  if (options.parseDkimUris) collectSigners(sources.dkimSignatures, collection)

  const uris = new Set<string>()
  for (const detail of collection.details.values()) {
    for (const uri of detail.cleaned ?? []) uris.add(uri)
  }
  return { uris: [...uris], details: collection.details, truncated: truncated || collection.truncated }
}

const PARSED = ['parsed']

function collectHtmlUris(parts: readonly HtmlFacts[], collection: UriCollection): boolean {
  let truncated = false
  for (const facts of parts) {
    if (facts.uriTruncated) truncated = true
    for (const { uri, unicode, types, anchorText } of facts.uris.values()) {
      // One that no tag named, such as the empty URI of `<a>`, counts as found in text.
      const detail = collection.add({ uri, unicode, types: types.size > 0 ? types : PARSED, needsDomain: false })
      if (!detail || anchorText.length === 0) continue
      const distinct = anchorText.length === 1 ? anchorText : new Set(anchorText)
      detail.anchorText = [...(detail.anchorText ?? []), ...distinct]
    }
  }
  return truncated
}

const SIGNER = /\bd[ \t-\r]*=[ \t-\r]*([^;]+)/g

function collectSigners(signatures: readonly string[], collection: UriCollection): void {
  for (const signature of signatures) {
    for (const [, value = ''] of signature.matchAll(SIGNER)) {
      const domain = value.replace(/[ \t-\r]+/g, '')
      collection.add({
        uri: `domainkeys:${domain}`,
        unicode: false,
        types: SIGNER_TYPES,
        needsDomain: true,
        hidden: true,
      })
    }
  }
}

/** `nocanon` and `noclean` are how SpamAssassin is told to leave it as it is; it files them along. */
const SIGNER_TYPES = ['domainkeys', 'nocanon', 'noclean']
