import { IP_ADDRESS } from '../base/ip-pattern.ts'
import { utf8BytesOf } from '../base/latin1.ts'
import { idnToAscii } from '../message/uri/idn.ts'
import { hostOfUri, isDomainValid, trimDomain } from '../message/uri/registry-boundaries.ts'
import { evalFunction, number, optional, type Plugin } from '../rules/plugin.ts'
import { because } from '../rules/scan.ts'
import { tldsOf } from './uris/tlds.ts'

const IP_HOST = new RegExp(`^(?:${IP_ADDRESS})$`, 'i')

const LINK_HOST = /^https?:\/\/([^/:?#]+)/i
const SHOWN_HOST = /https:\/\/([^/:?# \t\n\r\f\v]+)/i

const check_https_http_mismatch = evalFunction({
  doc: 'The text of a link shows a secure URI, but it leads to another domain; in markup with at least min and less than max links.',
  on: ['body', 'rawbody'],
  args: [optional(number('min')), optional(number('max'))],
  run: (scan, min, max) => {
    const tlds = tldsOf(scan.conf)
    return scan.message.htmlParts.some(({ uris }) => {
      let links = 0
      let mismatch: string | undefined
      for (const { uri, unicode, anchorText } of uris.values()) {
        const host = anchorText.length > 0 ? LINK_HOST.exec(uri)?.[1] : undefined
        if (host === undefined || IP_HOST.test(host)) continue
        const registered = (name: string) => trimDomain(idnToAscii(unicode ? utf8BytesOf(name) : name), tlds)
        const domain = registered(host)
        if (!hostOfUri(domain, false, tlds)) continue
        links++
        const shown = anchorText.find((text) => {
          const host = SHOWN_HOST.exec(text)?.[1]
          if (host === undefined) return false
          if (IP_HOST.test(host)) return host !== domain
          const shownDomain = registered(host)
          return isDomainValid(shownDomain, tlds) && shownDomain !== domain
        })
        if (shown !== undefined) mismatch ??= `"${shown}" leads to "${uri}"`
      }
      const hit = mismatch !== undefined && links >= (min || 1) && (max === undefined || links < max)
      return because(scan, hit, () => mismatch ?? '')
    })
  },
})

/** Links that show one secure host and lead to another. */
export const httpsMismatch = {
  name: 'Mail::SpamAssassin::Plugin::HTTPSMismatch',
  settings: {},
  evals: { check_https_http_mismatch },
} as const satisfies Plugin
