/** The five parts of a URI (RFC 3986 appendix B), as HTML.pm cuts it: a fragment ends at a line feed. */
const PARTS = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([^\n]*))?/
const WWW = /^www\d*\./i
const FTP = /^ftp\d*\./i

interface UriParts {
  readonly scheme: string | undefined
  readonly authority: string | undefined
  readonly path: string
  readonly query: string | undefined
  readonly fragment: string | undefined
}

function parseUri(uri: string): UriParts {
  const parts = PARTS.exec(uri)
  return {
    scheme: parts?.[1],
    authority: parts?.[2],
    path: parts?.[3] ?? '',
    query: parts?.[4],
    fragment: parts?.[5],
  }
}

/**
 * The URI made absolute by the base URI (RFC 3986 section 5.2, and what HTML.pm's target_uri adds: `//www.…` without any
 * scheme gets one, and a scheme equal to the base's counts as none).
 */
export function absoluteUri(base: string, uri: string): string {
  const relative = parseUri(uri)
  const absolute = parseUri(base)
  const scheme = relative.scheme === absolute.scheme ? undefined : relative.scheme
  const target = scheme === undefined ? resolve(relative, absolute) : { ...relative, scheme }
  const path = scheme === undefined ? target.path : removeDotSegments(target.path)

  let result = ''
  if (isTrue(target.scheme)) result = `${target.scheme}:`
  else if (target.authority !== undefined) {
    if (WWW.test(target.authority)) result = 'http:'
    else if (FTP.test(target.authority)) result = 'ftp:'
  }
  if (target.authority !== undefined) result += `//${target.authority}`
  result += path
  if (target.query !== undefined) result += `?${target.query}`
  if (relative.fragment !== undefined) result += `#${relative.fragment}`
  return result
}

function resolve(relative: UriParts, base: UriParts): UriParts {
  const { scheme } = base
  if (relative.authority !== undefined) return { ...relative, scheme, path: removeDotSegments(relative.path) }
  const { authority } = base
  if (relative.path === '') {
    return { ...relative, scheme, authority, path: base.path, query: relative.query ?? base.query }
  }
  const path = relative.path.startsWith('/') ? relative.path : mergePaths(base, relative.path)
  return { ...relative, scheme, authority, path: removeDotSegments(path) }
}

function mergePaths(base: UriParts, path: string): string {
  if (base.authority !== undefined && !isTrue(base.path)) return `/${path}`
  return base.path.slice(0, base.path.lastIndexOf('/') + 1) + path
}

/** Perl's truth: neither empty nor `0`. */
function isTrue(text: string | undefined): boolean {
  return text !== undefined && text !== '' && text !== '0'
}

// RFC 3986 section 5.2.4. A rest of `0` is dropped, being false in Perl.
function removeDotSegments(path: string): string {
  if (!path.includes('.') && path !== '0') return path
  let rest = path
  if (rest.startsWith('./')) rest = rest.slice(1)
  else if (rest.startsWith('../')) rest = rest.slice(2)
  const segments: string[] = []
  let at = 0
  while (at < rest.length) {
    const end = segmentEnd(rest, at)
    const segment = rest.slice(at, end)
    const last = end === rest.length
    if (segment === '/.' || segment === '/..' || (last && (segment === '/.\n' || segment === '/..\n'))) {
      if (segment.startsWith('/..')) dropSegment(segments)
      const tail = segment.endsWith('\n') ? '\n' : ''
      if (last) segments.push(`/${tail}`)
    } else if (!(last && segment === '0')) {
      segments.push(segment)
    }
    at = end
  }
  return segments.join('')
}

function segmentEnd(path: string, start: number): number {
  const slash = path.indexOf('/', start + 1)
  return slash < 0 ? path.length : slash
}

function dropSegment(segments: string[]): void {
  segments.pop()
}
