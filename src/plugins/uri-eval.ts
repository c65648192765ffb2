import { hostOfUri } from '../message/uri/registry-boundaries.ts'
import { evalFunction, type Plugin } from '../rules/plugin.ts'
import type { RuleArea } from '../rules/rule.ts'
import { because } from '../rules/scan.ts'
import { tldsOf } from './uris/tlds.ts'

const anywhere: readonly RuleArea[] = ['header', 'body', 'rawbody', 'full', 'uri']

const REDIRECT = /^https?:\/\/([^/:?]+)[^\n]+?(https?:\/{0,2}?([^/:?]+)[^\n]*)\n?$/i
/** URIs name no more targets than this; it bounds what one made of nothing but `http:` costs. */
const MAX_REDIRECTS = 50

const check_for_http_redirector = evalFunction({
  doc: 'A URI has another one in it that leads to a different domain.',
  on: anywhere,
  args: [],
  run: (scan) => {
    const tlds = tldsOf(scan.conf)
    const domainOf = (host: string) => hostOfUri(host, false, tlds)?.domain || host
    for (const uri of scan.message.uris) {
      let rest = uri
      for (let i = 0; i < MAX_REDIRECTS; i++) {
        const found = REDIRECT.exec(rest)
        if (!found) break
        if (domainOf(found[1] ?? '') !== domainOf(found[3] ?? '')) return because(scan, true, () => `"${uri}"`)
        rest = found[2] ?? ''
      }
    }
    return false
  },
})

const URI_WITH_ADDRESS = /^https?:\/*(?:[^@/]+@)?\d+\.\d+\.\d+\.\d+/i
const SECURE_WITH_ADDRESS = /^https:\/*(?:[^@/]+@)?\d+\.\d+\.\d+\.\d+/i

const check_https_ip_mismatch = evalFunction({
  doc: 'The text of a link shows a secure URI, but it leads to a bare address.',
  on: anywhere,
  args: [],
  run: (scan) => {
    for (const { uris } of scan.message.htmlParts) {
      for (const { uri, anchorText } of uris.values()) {
        if (!URI_WITH_ADDRESS.test(uri)) continue
        const shown = anchorText.find((text) => !SECURE_WITH_ADDRESS.test(text) && /https:/i.test(text))
        if (shown !== undefined) return because(scan, true, () => `"${shown}" leads to "${uri}"`)
      }
    }
    return false
  },
})

const check_uri_truncated = evalFunction({
  doc: 'A URI was so long that it was cut.',
  on: anywhere,
  args: [],
  run: (scan) => scan.message.htmlParts.some((html) => html.uriTruncated),
})

/** URIs that lead elsewhere than they seem to. */
export const uriEval = {
  name: 'Mail::SpamAssassin::Plugin::URIEval',
  settings: {},
  evals: { check_for_http_redirector, check_https_ip_mismatch, check_uri_truncated },
} as const satisfies Plugin
