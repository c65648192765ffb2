import { asciiLower } from '../base/ascii.ts'
import { evalFunction, optional, type Plugin, text } from '../rules/plugin.ts'
import { perScan, type Scan } from '../rules/scan.ts'
import { domainSettings } from '../rules/settings/domains.ts'
import { allFromAddresses } from './addresses/sender-addresses.ts'
import { bodyAddresses } from './freemail/body-addresses.ts'
import { freemailTest, isBulkSender } from './freemail/freemail-test.ts'
import { freemailSettings } from './freemail/settings.ts'
import { pattern } from './patterns/pattern-argument.ts'

function addressesIn(scan: Scan, view: string): string[] {
  return scan.headers(`${view}:addr`).map(asciiLower)
}

function noteAddresses(scan: Scan, addresses: string): void {
  scan.explain(() => `"${addresses}"`)
  if (scan.conf.of(freemailSettings).freemail_add_describe_email) scan.note(addresses.replaceAll('@', '(at)'))
}

/** Free mail addresses in the body; undefined when it has so many that none counts. Changes what body rules see. */
const freemailInBody = perScan((scan): readonly string[] | undefined => {
  const isFreemail = freemailTest(scan.conf)
  if (!isFreemail) return undefined
  const settings = scan.conf.of(freemailSettings)
  const found = bodyAddresses(scan.message.uriDetails, scan.body, scan.conf.of(domainSettings).util_rb_tld)
  scan.setBody(found.lines)
  const limited = settings.freemail_skip_when_over_max !== 0
  const freemails: string[] = []
  for (const [i, address] of found.addresses.entries()) {
    if (limited && i + 1 === settings.freemail_max_body_emails) return undefined
    if (!isFreemail(address)) continue
    if (limited && freemails.length + 1 === settings.freemail_max_body_freemails) return undefined
    freemails.push(address)
  }
  return freemails
})

const check_freemail_from = evalFunction({
  doc: 'A sender has a free mail address that the expression, when given, matches.',
  on: ['header'],
  args: [optional(pattern('expression'))],
  run: (scan, expression) => {
    const isFreemail = freemailTest(scan.conf)
    const hit = allFromAddresses(scan)
      .map(asciiLower)
      .find((address) => isFreemail?.(address) && (expression?.test(address) ?? true))
    if (hit !== undefined) noteAddresses(scan, hit)
    return hit !== undefined
  },
})

const check_freemail_header = evalFunction({
  doc: 'The header field holds a free mail address that the expression, when given, matches.',
  on: ['header'],
  args: [text('field'), optional(pattern('expression'))],
  run: (scan, field, expression) => {
    const isFreemail = freemailTest(scan.conf)
    const hit = addressesIn(scan, field).find((address) => isFreemail?.(address) && (expression?.test(address) ?? true))
    if (hit !== undefined) noteAddresses(scan, hit)
    return hit !== undefined
  },
})

const check_freemail_body = evalFunction({
  doc: 'The body offers a free mail address that the expression, when given, matches.',
  on: ['header'],
  args: [optional(pattern('expression'))],
  run: (scan, expression) => {
    const freemails = freemailInBody(scan) ?? []
    const hits = expression ? freemails.filter((address) => expression.test(address)).slice(0, 1) : freemails
    if (hits.length > 0) noteAddresses(scan, hits.join(', '))
    return hits.length > 0
  },
})

const check_freemail_replyto = evalFunction({
  doc: 'Sender and Reply-To are different free mail addresses, or Reply-To (with `reply`, else the sender) and one in the body.',
  on: ['header'],
  args: [optional(text('replyto or reply'))],
  run: (scan, what = 'replyto') => {
    const isFreemail = freemailTest(scan.conf)
    if (!isFreemail || (what !== 'replyto' && what !== 'reply')) return false
    if (scan.conf.of(freemailSettings).freemail_skip_bulk_envfrom) {
      const sender = scan.headers('EnvelopeFrom')[0]
      if (sender !== undefined && isBulkSender(sender)) return false
    }
    const from = addressesIn(scan, 'From')
    const replyTo = addressesIn(scan, 'Reply-To')
    const fromIsFreemail = from.some(isFreemail)
    const replyToIsFreemail = replyTo.some(isFreemail)
    if (fromIsFreemail && replyToIsFreemail && !from.some((address) => replyTo.includes(address))) {
      noteAddresses(scan, `${from.join(',')} -> ${replyTo.join(',')}`)
      return true
    }
    if (!replyToIsFreemail && (what === 'replyto' || replyTo.length > 0 || !fromIsFreemail)) return false
    // SpamAssassin asks for a free mail sender even where the Reply-To is one.
    if (what === 'reply' && !fromIsFreemail) return false

    const answered = replyToIsFreemail ? replyTo : from
    for (const inBody of freemailInBody(scan) ?? []) {
      const other = answered.find((address) => address !== inBody)
      if (other === undefined) continue
      noteAddresses(scan, `${other}, ${inBody}`)
      return true
    }
    return false
  },
})

/** Free mail senders, and those who want their answer sent to another free mail address. */
export const freeMail = {
  name: 'Mail::SpamAssassin::Plugin::FreeMail',
  settings: freemailSettings,
  evals: { check_freemail_from, check_freemail_header, check_freemail_body, check_freemail_replyto },
} as const satisfies Plugin
