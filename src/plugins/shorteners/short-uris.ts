import type { Shorteners } from './settings.ts'

/** A URI that leads to another one, and how its server is asked. */
export interface ShortUri {
  readonly uri: string
  readonly method: 'HEAD' | 'GET'
}

const WEB_URI = /^https?:\/\/(?:[^@/?#]*@)?([^/?#:]+)(?::\d+)?([^\n]*?\w)?/i

/** Whether a shortener made the URI (_check_shortener_uri). */
export function shortUri(uri: string, shorteners: Shorteners): ShortUri | undefined {
  const match = WEB_URI.exec(uri)
  const host = match?.[1]?.toLowerCase()
  if (host === undefined) return undefined
  const labels = host.split('.')
  if (labels.length === 2 && match?.[2] === undefined) return undefined
  const own = shorteners.get(host)
  if (own) return { uri, method: own }
  if (labels.length !== 3) return undefined
  const domain = labels.slice(1).join('.')
  const method =
    labels[0] === 'www'
      ? shorteners.get(domain)
      : labels[0]?.startsWith('www')
        ? undefined
        : shorteners.get(`.${domain}`)
  return method && { uri, method }
}

/**
 * Where a location leads that a page names. As in SpamAssassin, one that is relative to the page is put behind the
 * page's whole URI, where in truth it would take the place of its last part.
 */
export function absoluteLocation(location: string, page: string): string {
  if (/^[a-z]+:\/\//i.test(location)) return location
  if (!location.startsWith('/')) return page + location
  return page.replace(/^([a-z]+:\/\/[^\n]*?)[/?#][\s\S]*/, '$1') + location
}
