import { canonicalUris, plainHost } from './canonical-uris.ts'
import type { UriOptions } from './options.ts'
import { domainOfHost, namedHost } from './registry-boundaries.ts'
import type { UriDetail } from './uri-detail.ts'

/** Longer URIs are cut: no real one comes near. SpamAssassin's MAX_URI_LENGTH. */
const MAX_URI_LENGTH = 8192

/** A URI to file. */
export interface FoundUri {
  readonly uri: string
  /** True when the URI is Unicode characters; false when its chars are bytes. */
  readonly unicode: boolean
  readonly types: Iterable<string>
  /** Only with a valid host. */
  readonly needsDomain: boolean
  /** Left as it is, and hidden from rules: only its host counts. */
  readonly hidden?: boolean
}

/** The URIs of a message, filed by their raw form (add_uri_detail_list). */
export class UriCollection {
  readonly details = new Map<string, UriDetail>()
  truncated = false
  readonly #options: UriOptions
  /** Domains of hosts met before: many addresses share one. */
  readonly #domains = new Map<string, string | undefined>()

  constructor(options: UriOptions) {
    this.#options = options
  }

  /** Files a URI with all forms it may mean. Undefined when it is not worth filing. */
  add(found: FoundUri): UriDetail | undefined {
    const { uri, unicode } = found
    if (!found.hidden && uri.length <= MAX_URI_LENGTH) {
      const host = plainHost(uri, this.#options)
      if (host !== undefined) return this.#addPlain(found, host)
    }
    const cleaned = new Set<string>()
    const hosts = new Map<string, string>()
    for (const form of found.hidden ? [uri] : canonicalUris(uri, unicode, this.#options)) {
      const clean = this.#cut(form)
      cleaned.add(clean)
      const host = namedHost(clean, unicode)
      const domain = host === undefined ? undefined : this.#domainOf(host)
      if (host !== undefined && domain !== undefined) hosts.set(host, domain)
    }
    if (found.needsDomain && hosts.size === 0) return undefined

    const detail = this.#detail(uri)
    if (!found.hidden) detail.cleaned = [...new Set([...(detail.cleaned ?? []), ...cleaned])]
    for (const [host, domain] of hosts) {
      detail.domains.add(domain)
      detail.hosts.set(host, domain)
    }
    for (const type of found.types) detail.types.add(type)
    return detail
  }

  #addPlain({ uri, types, needsDomain }: FoundUri, host: string): UriDetail | undefined {
    const domain = this.#domainOf(host)
    if (needsDomain && domain === undefined) return undefined
    const detail = this.#detail(uri)
    detail.cleaned ??= [uri]
    if (domain !== undefined) {
      detail.domains.add(domain)
      detail.hosts.set(host, domain)
    }
    for (const type of types) detail.types.add(type)
    return detail
  }

  #domainOf(host: string): string | undefined {
    let domain = this.#domains.get(host)
    if (domain === undefined && !this.#domains.has(host)) {
      domain = domainOfHost(host, this.#options.tlds)
      this.#domains.set(host, domain)
    }
    return domain
  }

  #cut(uri: string): string {
    if (uri.length <= MAX_URI_LENGTH) return uri
    this.truncated = true
    return uri.slice(0, MAX_URI_LENGTH)
  }

  #detail(key: string): UriDetail {
    let detail = this.details.get(key)
    if (!detail) {
      detail = { types: new Set(), cleaned: undefined, anchorText: undefined, domains: new Set(), hosts: new Map() }
      this.details.set(key, detail)
    }
    return detail
  }
}
